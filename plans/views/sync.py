"""The sync page: every usulan of a year beside the activities that may serve it and what was said of it."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from plans.forms.referral import SyncFilter
from plans.models import Usulan
from plans.sync import find_usulan, lay_out, lay_out_one


@require_safe
def sync(request, year=None):
    today = timezone.localdate()
    year = year or Usulan.objects.visible_to(request.user).planning_year(today)
    filter_form = SyncFilter(request.GET, kabupaten=request.user.kabupaten)
    found = find_usulan(request.user, year, **filter_form.values())
    page = Paginator(found.with_sync_data(), 25).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "plans/sync.html",
        {
            "year": year,
            "next_year": year + 1,
            "years": [year - 1, year, year + 1],
            "filter_form": filter_form,
            "page": page,
            "rows": lay_out(request.user, list(page), year, today=today),
            "crumbs": [("Beranda", reverse("home")), ("Sinkronisasi", None)],
        },
    )


@require_safe
def sync_usulan(request, year, pk):
    usulan = get_object_or_404(Usulan.objects.visible_to(request.user).with_list_data(), pk=pk)
    return TemplateResponse(
        request,
        "plans/sync_usulan.html",
        {
            "year": year,
            "next_year": year + 1,
            "usulan": usulan,
            "row": lay_out_one(request.user, usulan, year, today=timezone.localdate()),
            "crumbs": [
                ("Beranda", reverse("home")),
                (f"Sinkronisasi {year}", reverse("plans:sync", args=[year])),
                (usulan.title, None),
            ],
        },
    )
