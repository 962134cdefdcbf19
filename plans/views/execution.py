"""What was carried out of what was agreed: the list, one agreement with its reports, and the steps on it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum.rules import require
from forum.transitions import MoveRefused
from forum.views.excel import excel_response, wants_excel
from forum.views.pages import form_page, page_of
from plans import actions, rules
from plans.actions.execution import CHECKERS, OPD_REPORTS
from plans.actions.support import a_year_after
from plans.exports import EXECUTION
from plans.forms.attachment import EvidenceForm
from plans.forms.execution import ExecutionFilter, ExecutionForm
from plans.forms.support import CheckForm
from plans.models import Portion
from plans.views.attachment import keep_or_hold

ROOT = ("Pelaksanaan", reverse_lazy("plans:execution_list"))


@require_safe
def execution_list(request):
    """What was agreed and stands, what is not reported yet on top."""
    user, today = request.user, timezone.localdate()
    filter_form = ExecutionFilter(request.GET, user=user, today=today)
    rows = filter_form.narrow(Portion.objects.visible_to(user).standing())
    listed = rows.with_execution().unreported_first()
    if wants_excel(request):
        return excel_response(request, "pelaksanaan", (EXECUTION, listed), filter_form=filter_form)
    page = page_of(request, listed)
    return TemplateResponse(
        request,
        "plans/execution_list.html",
        {
            "filter_form": filter_form,
            "page": page,
            "rows": [
                (row, row.is_due_for_check(today), rules.can_report_execution(user, row, today=today)) for row in page
            ],
            "counts": [(state, count) for state, count in rows.count_by_execution().items() if count],
        },
    )


@require_safe
def execution_detail(request, pk):
    user, today = request.user, timezone.localdate()
    portion = _portion(request, pk)
    has_begun = portion.outcome.fiscal_year <= today.year
    return TemplateResponse(
        request,
        "plans/execution_detail.html",
        {
            "portion": portion,
            "usulan": portion.outcome.usulan,
            "report": portion.execution,
            "earlier": [(one, one.state_for(portion.volume)) for one in portion.reports.superseded()],
            "evidence": portion.evidence.order_by("at", "pk"),
            "is_due": portion.is_due_for_check(today),
            "has_begun": has_begun,
            "can_report": has_begun and rules.can_report_execution(user, portion, today=today),
            "can_check": rules.can_check_execution(user, portion, today=today),
            "crumbs": [ROOT, (portion.outcome.usulan.title, None)],
        },
    )


@require_http_methods(["GET", "POST"])
def execution_report(request, pk):
    portion, today = _portion(request, pk), timezone.localdate()
    require(rules.can_report_execution(request.user, portion, today=today), OPD_REPORTS)
    form = ExecutionForm(request.POST or None, portion=portion, today=today)
    if form.is_valid():
        try:
            actions.report_execution(form.instance, by=request.user, today=today)
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"{portion.execution_state.label}. Desa membacanya pada jejak usulannya.")
            return redirect(portion)
    return TemplateResponse(
        request,
        "plans/execution_form.html",
        {
            "form": form,
            "portion": portion,
            "usulan": portion.outcome.usulan,
            "title": "Perbaiki laporan pelaksanaan" if portion.execution else "Laporkan pelaksanaan",
            "crumbs": [ROOT, (portion.outcome.usulan.title, portion.get_absolute_url()), ("Laporan", None)],
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def execution_evidence(request, pk):
    portion = _portion(request, pk)
    require(rules.can_report_execution(request.user, portion, today=timezone.localdate()), OPD_REPORTS)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        return keep_or_hold(request, form, portion.outcome.usulan, portion=portion, back=portion)
    return TemplateResponse(
        request,
        "plans/attachment_form.html",
        {
            "form": form,
            "usulan": portion.outcome.usulan,
            "title": "Tambah bukti pelaksanaan",
            "back": portion.get_absolute_url(),
            "crumbs": [ROOT, (portion.outcome.usulan.title, portion.get_absolute_url()), ("Bukti", None)],
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def execution_check(request, pk):
    portion, today = _portion(request, pk), timezone.localdate()
    require(rules.can_check_execution(request.user, portion, today=today), CHECKERS)
    form = CheckForm(request.POST or None, initial={"checked_on": today, "next_on": a_year_after(today)})
    if form.is_valid():
        try:
            actions.check_execution(portion.execution, **form.cleaned_data, by=request.user, today=today)
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, "Pemeriksaan dicatat.")
            return redirect(portion)
    return form_page(
        request,
        form,
        title="Catat pemeriksaan",
        lead=f"{portion.outcome.usulan}, {portion.outcome.usulan.desa.full_name}",
        submit_label="Simpan pemeriksaan",
        cancel_url=portion.get_absolute_url(),
        crumbs=[ROOT, (portion.outcome.usulan.title, portion.get_absolute_url())],
    )


def _portion(request, pk) -> Portion:
    return get_object_or_404(Portion.objects.visible_to(request.user).with_execution(), pk=pk)
