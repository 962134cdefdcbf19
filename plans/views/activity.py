"""Pages of what OPD offer: the activities of a year, one activity, and the stage that holds."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum.models import Opd
from forum.rules import require
from forum.templatetags.house import rupiah, tanggal
from forum.transitions import MoveRefused
from forum.views.excel import excel_response, wants_excel
from plans import actions, rules
from plans.actions.workplan import NOT_YOUR_OPD
from plans.choices import Stage
from plans.exports import ACTIVITY, OPEN_LOKUS
from plans.forms.workplan import ActivityFilter, ActivityForm
from plans.models import Activity, ActivityFigures, Lokus, Workplan

PER_PAGE = 25
HISTORY = 30
OPD_ONLY = "Rencana kerja dicatat OPD yang bersangkutan atau sekretariat forum."


@require_safe
def activity_list(request):
    today = timezone.localdate()
    filter_form = ActivityFilter(request.GET, user=request.user, today=today)
    chosen = filter_form.values()
    year, opd = chosen.get("tahun", today.year), chosen.get("opd")
    rows = Activity.objects.visible_to(request.user).for_year(year)
    workplan = None
    if opd:
        rows, workplan = rows.for_opd(opd), Workplan.objects.of(opd, year)
    if "q" in chosen:
        rows = rows.search(chosen["q"])
    if "terbuka" in chosen:
        rows = rows.offering()
    rows = rows.with_list_data().order_by("opd__name", "code", "pk")
    if wants_excel(request):
        return excel_response(request, f"kegiatan-opd-{year}", (ACTIVITY, rows), filter_form=filter_form)
    if wants_excel(request, "lokus"):
        lokus = Lokus.objects.offered_by(rows)
        return excel_response(request, f"lokus-terbuka-{year}", (OPEN_LOKUS, lokus), filter_form=filter_form)
    context = {
        "filter_form": filter_form,
        "year": year,
        "opd": opd,
        "workplan": workplan,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "can_enter": rules.can_enter_workplan(request.user, today=today),
        "can_change_stage": workplan and rules.can_manage_workplan(request.user, opd, today=today),
        "other_stages": [stage for stage in Stage if workplan and stage != workplan.stage],
    }
    return TemplateResponse(request, "plans/activity_list.html", context)


@require_safe
def activity_detail(request, pk):
    activity = get_object_or_404(Activity.objects.visible_to(request.user).with_list_data(), pk=pk)
    figures = sorted(activity.figures.all(), key=lambda row: Stage(row.stage).rank)
    workplan = Workplan.objects.of_activity(activity)
    recorded = {row.stage for row in figures}
    context = {
        "activity": activity,
        "workplan": workplan,
        "crumbs": [("Kegiatan OPD", workplan_url(activity.opd, activity.fiscal_year)), (activity.code, None)],
        "figures": figures,
        "figure_rows": _figure_rows(figures),
        "stages_without_figures": [stage for stage in Stage if stage not in recorded],
        "lokus_rows": activity.lokus.with_list_data(),
        "portions": activity.standing_portions(),
        "history": activity.history()[:HISTORY],
        "can_manage": rules.can_manage_workplan(request.user, activity.opd, today=timezone.localdate()),
        "can_reopen": activity.overcommitted and rules.can_reopen_portions(request.user, activity),
    }
    return TemplateResponse(request, "plans/activity_detail.html", context)


def _figure_rows(figures: list[ActivityFigures]) -> list[tuple[str, list[str]]]:
    """Return the figures of every stage side by side: (what, one text per stage); what no stage says is left out."""
    read = {
        "Pagu": lambda row: rupiah(row.pagu),
        "Sumber dana": lambda row: row.funding_source,
        "Tolok ukur keluaran": lambda row: row.indicator,
        "Target": lambda row: row.target,
        "Lokasi menurut dokumen": lambda row: row.location,
        "Kelompok sasaran": lambda row: row.target_group,
        "Mulai": lambda row: row.starts_on and tanggal(row.starts_on),
        "Selesai": lambda row: row.ends_on and tanggal(row.ends_on),
        "Prakiraan maju: target": lambda row: row.next_target,
        "Prakiraan maju: pagu": lambda row: row.next_pagu and rupiah(row.next_pagu),
    }
    rows = [(label, [text(row) or "–" for row in figures]) for label, text in read.items()]
    return [(label, texts) for label, texts in rows if set(texts) != {"–"}]


def workplan_url(opd: Opd, fiscal_year: int) -> str:
    """Return the address of the activities of one OPD and year."""
    return reverse("plans:activity_list", query={"opd": opd.pk, "tahun": fiscal_year})


@require_http_methods(["GET", "POST"])
def activity_create(request):
    today = timezone.localdate()
    require(rules.can_enter_workplan(request.user, today=today), OPD_ONLY)
    form = ActivityForm(request.POST or None, user=request.user, today=today)
    if form.is_valid():
        try:
            activity = actions.record_activity(form.instance, form.figures, by=request.user, today=today)
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, "Sub kegiatan dicatat. Tawarkan lokusnya, supaya usulan desa dapat dilayani.")
            _tell_if_only_kept(request, activity, form.figures.stage)
            return redirect(activity)
    context = {
        "form": form,
        "title": "Catat sub kegiatan OPD",
        "crumbs": [("Kegiatan OPD", reverse("plans:activity_list")), ("Catat sub kegiatan", None)],
        "cancel_url": reverse("plans:activity_list"),
    }
    return TemplateResponse(request, "plans/activity_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def activity_edit(request, pk, stage):
    today = timezone.localdate()
    activity = get_object_or_404(Activity.objects.visible_to(request.user).with_list_data(), pk=pk)
    require(rules.can_manage_workplan(request.user, activity.opd, today=today), NOT_YOUR_OPD)
    figures = activity.figures_of(stage) or ActivityFigures(stage=stage)
    form = ActivityForm(request.POST or None, instance=activity, figures=figures, user=request.user, today=today)
    if form.is_valid():
        try:
            actions.record_activity(form.instance, form.figures, form.changed_columns, by=request.user, today=today)
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"Sub kegiatan disimpan, dengan angka tahap {Stage(stage).label}.")
            _tell_if_only_kept(request, activity, stage)
            return redirect(activity)
    context = {
        "form": form,
        "title": f"Ubah sub kegiatan {activity.code}, angka tahap {Stage(stage).label}",
        "crumbs": [
            ("Kegiatan OPD", workplan_url(activity.opd, activity.fiscal_year)),
            (activity.code, activity.get_absolute_url()),
            ("Ubah", None),
        ],
        "cancel_url": activity.get_absolute_url(),
    }
    return TemplateResponse(request, "plans/activity_form.html", context, status=422 if form.errors else 200)


def _tell_if_only_kept(request, activity: Activity, stage: str) -> None:
    """Figures of a stage that is not in force change no pagu: say so."""
    if Workplan.objects.of_activity(activity).stage != stage:
        messages.info(request, f"Angka itu baru berlaku setelah tahap {Stage(stage).label} diberlakukan.")
