"""Pages of the stages of a workplan: what each says beside the other, which one is in force, and what a cut reopens."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum.models import Opd
from forum.rules import require
from forum.templatetags.house import angka
from forum.transitions import MoveRefused
from forum.views.excel import excel_response, wants_excel
from forum.views.pages import page_of
from plans import actions, rules
from plans.actions.reopening import SECRETARIAT_CHOOSES
from plans.actions.workplan import NOT_YOUR_OPD
from plans.choices import Stage
from plans.exports import difference_sheet
from plans.forms.stage import DifferenceFilter, ReopenForm
from plans.models import Activity, Workplan
from plans.stages import differences, sums, with_figures
from plans.views.activity import PER_PAGE, workplan_url
from plans.workplan_changes import agreements_lost, cut_below_agreed, stage_changes


@require_safe
def stage_difference(request):
    """What the stages of a year say of each sub kegiatan, side by side; of one OPD or of all."""
    today = timezone.localdate()
    filter_form = DifferenceFilter(request.GET, user=request.user, today=today)
    chosen = filter_form.values()
    year, opd = chosen.get("tahun", today.year), chosen.get("opd")
    activities = Activity.objects.visible_to(request.user).for_year(year)
    workplan = None
    if opd:
        activities, workplan = activities.for_opd(opd), Workplan.objects.of(opd, year)
    found = differences(activities, before=chosen.get("dari"), after=chosen.get("ke"))
    kind = chosen.get("keadaan")
    shown = [row for row in found.rows if not kind or row.kind == kind]
    if wants_excel(request):
        sheet = difference_sheet(found.stages)
        name, rows = f"perbedaan-antartahap-{year}", with_figures(shown, found)
        return excel_response(request, name, (sheet, rows), filter_form=filter_form)
    page = page_of(request, shown)
    context = {
        "filter_form": filter_form,
        "year": year,
        "opd": opd,
        "workplan": workplan,
        "found": found,
        "all": sums(found.rows, found.stages),
        "sums": sums(shown, found.stages),
        "page": page,
        "rows": with_figures(list(page), found),
        "crumbs": [("Kegiatan OPD", reverse("plans:activity_list")), ("Perbedaan antartahap", None)],
    }
    return TemplateResponse(request, "plans/stage_difference.html", context)


@require_http_methods(["GET", "POST"])
def stage_in_force(request, opd_pk, year, stage):
    today = timezone.localdate()
    opd = get_object_or_404(Opd.objects.visible_to(request.user), pk=opd_pk)
    require(rules.can_manage_workplan(request.user, opd, today=today), NOT_YOUR_OPD)
    label = Stage(stage).label
    if request.method == "POST":
        try:
            lost = actions.put_stage_in_force(opd, year, stage, by=request.user, today=today)
        except MoveRefused as exc:
            messages.error(request, str(exc))
        else:
            told = f" {angka(lost)} kesepakatan kehilangan pagu; usulannya dibahas kembali." if lost else ""
            messages.success(request, f"Tahap {label} kini berlaku bagi {opd} tahun {year}.{told}")
        return redirect(workplan_url(opd, year))
    changes = stage_changes(opd, year, stage)
    moved = [change for change in changes if change.rise]
    context = {
        "opd": opd,
        "year": year,
        "stage": label,
        "crumbs": [("Kegiatan OPD", workplan_url(opd, year)), (f"Tahap {label}", None)],
        "cancel_url": workplan_url(opd, year),
        "changes": changes,
        "moved": moved,
        "page": Paginator(moved, PER_PAGE).get_page(request.GET.get("page")),
        "has_figures": any(change.figures for change in changes),
        "before": sum(change.before for change in changes),
        "after": sum(change.after for change in changes),
        "dropped": sum(1 for change in changes if change.figures is None),
        "lost": list(agreements_lost(changes)),
        "cut": cut_below_agreed(changes),
    }
    return TemplateResponse(request, "plans/activity_stage.html", context)


@require_http_methods(["GET", "POST"])
def portions_reopen(request, pk):
    """Choose which agreements on a cut activity lose their pagu; proposed from the end of the order of priority."""
    activity = get_object_or_404(Activity.objects.visible_to(request.user).with_list_data(), pk=pk)
    require(rules.can_reopen_portions(request.user, activity), SECRETARIAT_CHOOSES)
    form = ReopenForm(request.POST or None, activity=activity)
    if form.is_valid():
        portions = list(form.cleaned_data["portions"])
        try:
            actions.reopen_portions(
                activity,
                portions,
                note=form.cleaned_data["note"],
                by=request.user,
                today=timezone.localdate(),
            )
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"{angka(len(portions))} kesepakatan kehilangan pagu; usulannya dibahas kembali.")
            return redirect(activity)
    context = {
        "form": form,
        "activity": activity,
        "workplan": Workplan.objects.of_activity(activity),
        "crumbs": [
            ("Kegiatan OPD", workplan_url(activity.opd, activity.fiscal_year)),
            (activity.code, activity.get_absolute_url()),
            ("Pilih yang kehilangan pagu", None),
        ],
        "cancel_url": activity.get_absolute_url(),
    }
    return TemplateResponse(request, "plans/portions_reopen.html", context, status=422 if form.errors else 200)
