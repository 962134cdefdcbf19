"""The sync page: every usulan of a year beside the activities that may serve it and what was said of it."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from forum.views.excel import excel_response, wants_excel
from plans import rules
from plans.forms.referral import SyncFilter
from plans.models import PlannedMerge, Usulan
from plans.sync import find_usulan, lay_out, lay_out_one
from plans.sync_matrix import sync_matrix


@require_safe
def sync(request, year=None):
    today = timezone.localdate()
    year = year or Usulan.objects.visible_to(request.user).planning_year(today)
    filter_form = SyncFilter(request.GET, kabupaten=request.user.kabupaten)
    found = find_usulan(request.user, year, **filter_form.values())
    if wants_excel(request):
        matrix = sync_matrix(found.with_list_data(), year, today=today)
        return excel_response(request, f"sinkronisasi-{year}", matrix, filter_form=filter_form)
    page = Paginator(found.with_sync_data(), 25).get_page(request.GET.get("page"))
    rows = lay_out(request.user, list(page), year, today=today)
    with_candidates = [side for row in rows for side in row.sides if side.candidates]
    return TemplateResponse(
        request,
        "plans/sync.html",
        {
            "year": year,
            "next_year": year + 1,
            "years": [year - 1, year, year + 1],
            "filter_form": filter_form,
            "page": page,
            "rows": rows,
            "has_candidates": bool(with_candidates),
            "is_calibrated": all(side.is_calibrated for side in with_candidates),
            "can_allocate": rules.can_allocate(request.user),
            "can_refer": rules.can_refer(request.user),
            "can_see_checks": rules.can_see_checks(request.user),
            "crumbs": [("Beranda", reverse("home")), ("Sinkronisasi", None)],
        },
    )


@require_safe
def sync_usulan(request, year, pk):
    usulan = get_object_or_404(Usulan.objects.visible_to(request.user).with_wish(), pk=pk)
    return TemplateResponse(
        request,
        "plans/sync_usulan.html",
        {
            "year": year,
            "next_year": year + 1,
            "usulan": usulan,
            "planned": PlannedMerge.objects.waiting().of(usulan),
            "row": lay_out_one(request.user, usulan, year, today=timezone.localdate()),
            "crumbs": [
                ("Beranda", reverse("home")),
                (f"Sinkronisasi {year}", reverse("plans:sync", args=[year])),
                (usulan.title, None),
            ],
        },
    )
