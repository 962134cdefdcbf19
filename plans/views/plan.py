"""Livelihood plans: what a desa's musyawarah left, revision by revision."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum.rules import require, speaks_for_desa
from forum.transitions import MoveRefused
from forum.views.excel import excel_response, wants_excel
from forum.views.pages import history_of, page_of
from plans import actions, rules
from plans.actions.entry import NOT_YOUR_DESA
from plans.exports import PLAN
from plans.forms.entry import DesaForm
from plans.forms.plan import PlanFilter, PlanForm, RevisionForm
from plans.models import LivelihoodPlan, Usulan
from plans.versions import find_for_revision, parts_of
from plans.views.desa import desa_question
from plans.views.entry import entry_page


@require_safe
def plan_list(request):
    filter_form = PlanFilter(request.GET, user=request.user)
    plans = LivelihoodPlan.objects.visible_to(request.user).with_list_data(request.user).newest_first()
    plans = filter_form.narrow(plans)
    if wants_excel(request):
        return excel_response(request, "rencana-desa", (PLAN, plans), filter_form=filter_form)
    return TemplateResponse(
        request,
        "plans/plan_list.html",
        {
            "page": page_of(request, plans),
            "filter_form": filter_form,
            "can_enter": rules.can_enter_usulan(request.user),
        },
    )


@require_safe
def plan_detail(request, pk):
    """One version: what it asks, what became of that, and how it differs from the version before."""
    plan = _plan(request, pk)
    asked, compared = parts_of(plan, Usulan.objects.visible_to(request.user))
    part = next((one for one in [*asked, *compared] if one.code == request.GET.get("bagian", "")), asked[0])
    can_enter = rules.can_enter_for_desa(request.user, plan.desa)
    return TemplateResponse(
        request,
        "plans/plan_detail.html",
        {
            "plan": plan,
            "later": plan.next if hasattr(plan, "next") else None,
            "asked": asked,
            "compared": compared,
            "part": part,
            "page": page_of(request, part.rows),
            "can_enter": can_enter,
            "can_revise": can_enter and not hasattr(plan, "next"),
            "history": history_of(plan),
            "crumbs": [_list_crumb(), (f"{plan.desa.full_name} {plan.short_name}", None)],
        },
    )


@require_http_methods(["GET", "POST"])
def plan_revise(request, pk):
    """The yearly pemutakhiran, in one step: the new version, and what it takes from the one before."""
    previous = _plan(request, pk)
    require(rules.can_enter_for_desa(request.user, previous.desa), NOT_YOUR_DESA)
    found = find_for_revision(previous)
    form = RevisionForm(request.POST or None, previous=previous, found=found)
    if form.is_valid():
        try:
            plan = actions.revise_plan(previous, form.instance, form.again(), by=request.user)
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"Rencana {plan.short_name} dicatat. Catat usulan yang baru pada halaman ini.")
            return redirect(plan)
    return TemplateResponse(
        request,
        "plans/plan_revise.html",
        {
            "form": form,
            "previous": previous,
            "found": found,
            "acts_for": not speaks_for_desa(request.user, previous.desa),
            "crumbs": [_list_crumb(), (str(previous), previous.get_absolute_url()), ("Mutakhirkan", None)],
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def plan_create(request):
    require(rules.can_enter_usulan(request.user), NOT_YOUR_DESA)
    title = "Catat rencana penghidupan"
    question = DesaForm(request.GET, user=request.user)
    if (desa := question.chosen()) is None:
        return desa_question(request, question, title=title, crumbs=[_list_crumb()])
    latest = LivelihoodPlan.objects.latest_of(desa)
    return _plan_form(
        request,
        LivelihoodPlan(desa=desa),
        initial={"fiscal_year": timezone.localdate().year + 1},
        title=title,
        latest=latest,
        crumbs=[_list_crumb(), (title, None)],
        cancel_url=reverse("plans:plan_list"),
        again=partial(plan_create, request),
    )


@require_http_methods(["GET", "POST"])
def plan_edit(request, pk):
    plan = _plan(request, pk)
    require(rules.can_enter_for_desa(request.user, plan.desa), NOT_YOUR_DESA)
    return _plan_form(
        request,
        plan,
        title="Ubah rencana penghidupan",
        crumbs=[_list_crumb(), (str(plan), plan.get_absolute_url()), ("Ubah", None)],
        cancel_url=plan.get_absolute_url(),
        again=partial(plan_edit, request, pk),
    )


def _plan_form(request, plan, *, initial=None, **page):
    return entry_page(
        request,
        PlanForm(request.POST or None, instance=plan, initial=initial),
        record=actions.record_plan,
        template="plans/plan_form.html",
        sentence="Rencana disimpan. Catat usulan desa pada halaman ini.",
        **page,
    )


def _plan(request, pk) -> LivelihoodPlan:
    rows = LivelihoodPlan.objects.visible_to(request.user).select_related("desa__kecamatan", "previous__desa", "next")
    return get_object_or_404(rows, pk=pk)


def _list_crumb():
    return "Rencana desa", reverse("plans:plan_list")
