"""Livelihood plans: what a desa's musyawarah left, revision by revision."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum.rules import require, speaks_for_desa
from forum.transitions import MoveRefused
from forum.views.pages import history_of, page_of
from plans import actions, rules
from plans.actions.usulan import NOT_YOUR_DESA
from plans.forms.usulan import DesaForm, PlanFilter, PlanForm
from plans.models import LivelihoodPlan, Usulan
from plans.views.desa import desa_question


@require_safe
def plan_list(request):
    filter_form = PlanFilter(request.GET, user=request.user)
    plans = LivelihoodPlan.objects.visible_to(request.user).with_list_data(request.user).newest_first()
    return TemplateResponse(
        request,
        "plans/plan_list.html",
        {
            "page": page_of(request, filter_form.narrow(plans)),
            "filter_form": filter_form,
            "can_enter": rules.can_enter_usulan(request.user),
        },
    )


@require_safe
def plan_detail(request, pk):
    plan = _plan(request, pk)
    usulan = Usulan.objects.visible_to(request.user).for_plan(plan).with_standing().in_desa_order()
    return TemplateResponse(
        request,
        "plans/plan_detail.html",
        {
            "plan": plan,
            "page": page_of(request, usulan),
            "can_enter": rules.can_enter_for_desa(request.user, plan.desa),
            "history": history_of(plan),
            "crumbs": [_list_crumb(), (f"{plan.desa.full_name} {plan.short_name}", None)],
        },
    )


@require_http_methods(["GET", "POST"])
def plan_create(request):
    require(rules.can_enter_usulan(request.user), NOT_YOUR_DESA)
    title = "Catat rencana penghidupan"
    question = DesaForm(request.GET, user=request.user)
    if (desa := question.chosen()) is None:
        return desa_question(request, question, title=title, crumbs=[_list_crumb()])
    return _plan_form(
        request,
        LivelihoodPlan(desa=desa),
        initial={"fiscal_year": timezone.localdate().year + 1},
        title=title,
        crumbs=[_list_crumb(), (title, None)],
        cancel_url=reverse("plans:plan_list"),
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
    )


def _plan_form(request, plan, *, initial=None, **page):
    form = PlanForm(request.POST or None, instance=plan, initial=initial)
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            plan = actions.record_plan(form.instance, form.edited, by=request.user, base_version=version)
        except MoveRefused as exc:
            form.add_error(None, str(exc))
            form.set_stored_beside()
        else:
            messages.success(request, "Rencana disimpan. Catat usulan desa pada halaman ini.")
            return redirect(plan)
    return TemplateResponse(
        request,
        "plans/plan_form.html",
        {"form": form, "desa": plan.desa, "acts_for": not speaks_for_desa(request.user, plan.desa), **page},
        status=422 if form.errors else 200,
    )


def _plan(request, pk) -> LivelihoodPlan:
    return get_object_or_404(LivelihoodPlan.objects.visible_to(request.user).select_related("desa__kecamatan"), pk=pk)


def _list_crumb():
    return "Rencana desa", reverse("plans:plan_list")
