"""The list of agreements without pagu, of one workplan or of the whole kabupaten."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum.rules import require
from forum.templatetags.house import rupiah
from forum.transitions import MoveRefused
from forum.views.excel import excel_response, wants_excel
from forum.views.pages import confirm_page, page_of
from meetings import actions
from meetings.exports import UNFUNDED
from meetings.forms import UnfundedFilter
from meetings.unfunded import find_unfunded, lay_out, sum_up
from plans import rules as plans_rules
from plans.actions.reopening import SECRETARIAT_CHOOSES
from plans.models import Portion, Workplan


@require_safe
def unfunded_list(request):
    return _list_page(request, {})


@require_safe
def unfunded_of_workplan(request, pk):
    """The same list as a workplan's pages lead to it: narrowed to that OPD and year at first."""
    workplan = get_object_or_404(Workplan.objects.visible_to(request.user), pk=pk)
    return _list_page(request, {"opd": workplan.opd_id, "tahun": workplan.fiscal_year})


@require_http_methods(["GET", "POST"])
def unfunded_restore(request, pk):
    rows = Portion.objects.visible_to(request.user).reopened().with_usulan()
    portion = get_object_or_404(rows.select_related("activity__opd"), pk=pk)
    require(plans_rules.can_reopen_portions(request.user, portion.activity), SECRETARIAT_CHOOSES)
    usulan, back = portion.outcome.usulan, reverse("meetings:unfunded_list")
    if request.method == "POST":
        try:
            actions.restore(portion, by=request.user, now=timezone.now(), today=timezone.localdate())
        except MoveRefused as exc:
            messages.error(request, str(exc))
        else:
            messages.success(request, f"Kesepakatan atas “{usulan}” berlaku lagi; lokus dan pagunya dipegang.")
        return redirect(back)
    return confirm_page(
        request,
        title=f"Pulihkan kesepakatan atas “{usulan}”?",
        consequence=f"Kesepakatan semula berlaku lagi: {portion.activity.name} ({portion.activity.opd}), "
        f"{rupiah(portion.amount)} untuk tahun {portion.outcome.fiscal_year}. Lokus dan pagunya dipegang kembali, "
        "dan desa diberi tahu.",
        submit_label="Pulihkan",
        cancel_url=back,
        crumbs=[("Kesepakatan tanpa pagu", back), ("Pulihkan", None)],
    )


def _list_page(request, narrowed: dict):
    filter_form = UnfundedFilter(narrowed | request.GET.dict(), user=request.user)
    rows = find_unfunded(request.user, **filter_form.values())
    if wants_excel(request):
        return excel_response(request, "tanpa-pagu", (UNFUNDED, lay_out(rows)), filter_form=filter_form)
    return TemplateResponse(
        request,
        "meetings/unfunded_list.html",
        {
            "filter_form": filter_form,
            "sums": sum_up(rows),
            "page": page_of(request, lay_out(rows)),
            "can_reopen": plans_rules.can_reopen_portions(request.user),
            "crumbs": [("Beranda", reverse("home")), ("Kesepakatan tanpa pagu", None)],
        },
    )
