"""Sharing out a year's lokus: the computed proposal, what it changes, what of it goes to the forum; and fairness."""

from math import ceil

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum.rules import require
from forum.templatetags.house import angka
from forum.transitions import MoveRefused
from forum.views.excel import excel_response, wants_excel
from forum.views.pages import asking_again, confirm_page, page_of
from plans import actions, rules
from plans.actions.allocation import SECRETARIAT_ONLY
from plans.choices import Goal
from plans.exports import PROPOSAL, fairness_sheet
from plans.fairness import desa_changes, fairness_of, opd_changes
from plans.forms.allocation import CeilingsForm, FairnessFilter, ProposalFilter
from plans.models import AllocationRun, Usulan


@require_http_methods(["GET", "POST"])
def allocation(request, year=None):
    require(rules.can_allocate(request.user), SECRETARIAT_ONLY)
    now = timezone.now()
    year = year or Usulan.objects.visible_to(request.user).planning_year(timezone.localdate(now))
    data = request.POST if request.method == "POST" else None  # where no OPD offers a lokus, the form has no field
    form = CeilingsForm(data, kabupaten=request.user.kabupaten, fiscal_year=year)
    if form.is_valid():
        try:
            return redirect(actions.start_allocation(year, form.ceilings(), by=request.user, now=now))
        except MoveRefused as exc:
            form.add_error(None, str(exc))
    run = AllocationRun.objects.visible_to(request.user).for_year(year).newest()
    context = {
        "year": year,
        "years": [year - 1, year, year + 1],
        "form": form,
        "run": run,
        "crumbs": [("Sinkronisasi", reverse("plans:sync", args=[year])), (f"Pembagian lokus {year}", None)],
    }
    if run and run.ended_at:
        context |= {
            "given": run.proposals.giving().count(),
            "ticked": run.proposals.ticked().count(),
            "left_out": run.proposals.left_out().count(),
            "gap": ceil(run.gap * 10_000) / 100,
            "opd_changes": opd_changes(run),
            "page": page_of(request, desa_changes(run)),
        }
    elif run and run.is_running(now):
        context["goals"] = _goals(run)
    response = TemplateResponse(request, "plans/allocation.html", context, status=422 if form.errors else 200)
    return asking_again(response) if "goals" in context else response


def _goals(run) -> list[tuple[str, str]]:
    """Return each goal with how far the search is."""
    at = list(Goal).index(run.goal) if run.goal else -1
    states = ["selesai" if place < at else "sedang dicari" if place == at else "menunggu" for place in range(len(Goal))]
    return list(zip(Goal.labels, states, strict=True))


@require_http_methods(["GET", "POST"])
def allocation_rows(request, pk):
    run = _run(request, pk)
    if request.method == "POST":
        try:
            actions.tick_proposals(run, _keys(request, "shown"), _keys(request, "ticked"), by=request.user)
        except MoveRefused as exc:
            messages.error(request, str(exc))
        else:
            messages.success(request, "Centang di halaman ini disimpan.")
        return redirect(request.get_full_path())
    filter_form = ProposalFilter(request.GET, run=run)
    proposals = filter_form.narrow(run.proposals.all()).with_list_data()
    if wants_excel(request):
        return excel_response(
            request, f"pembagian-lokus-{run.fiscal_year}", (PROPOSAL, proposals), filter_form=filter_form
        )
    page = page_of(request, proposals)
    return TemplateResponse(
        request,
        "plans/allocation_rows.html",
        {
            "run": run,
            "page": page,
            "filter_form": filter_form,
            "can_tick": not run.applied_at and any(not row.block for row in page),
            "crumbs": [(str(run), run.get_absolute_url()), ("Usulan satu demi satu", None)],
        },
    )


def _keys(request, name: str) -> list[int]:
    return [int(key) for key in request.POST.getlist(name) if key.isdecimal()]


@require_http_methods(["GET", "POST"])
def allocation_apply(request, pk):
    run = _run(request, pk)
    if request.method == "POST":
        try:
            actions.apply_allocation(run, by=request.user, now=timezone.now())
        except MoveRefused as exc:
            messages.error(request, str(exc))
        else:
            messages.success(
                request, "Pembagian diajukan ke forum. Formulir keputusan dalam rapat kini terisi dengannya."
            )
        return redirect(run)
    count = angka(run.proposals.ticked().count())
    return confirm_page(
        request,
        title=f"Terapkan pembagian lokus {run.fiscal_year}?",
        consequence=f"{count} usulan diajukan ke forum, menggantikan yang diterapkan sebelumnya bila ada. Formulir "
        "keputusan dalam rapat terisi dengan kegiatan yang diusulkan. Belum ada yang diputuskan: lokus dan pagu baru "
        "dipegang bila rapat memutuskannya.",
        submit_label="Terapkan",
        cancel_url=run.get_absolute_url(),
        crumbs=[(str(run), run.get_absolute_url()), ("Terapkan", None)],
    )


def _run(request, pk) -> AllocationRun:
    run = get_object_or_404(AllocationRun.objects.visible_to(request.user), pk=pk)
    require(rules.can_allocate(request.user, run), SECRETARIAT_ONLY)
    return run


@require_safe
def fairness(request):
    found = fairness_of(request.user)
    filter_form = FairnessFilter(request.GET, kabupaten=request.user.kabupaten)
    kecamatan = filter_form.values().get("kecamatan")
    rows = [row for row in found.desa if kecamatan in (None, row.place.kecamatan)]
    if wants_excel(request):
        return excel_response(request, "pemerataan", (fairness_sheet(found.years), rows), filter_form=filter_form)
    return TemplateResponse(
        request,
        "plans/fairness.html",
        {
            "years": found.years,
            "kecamatan": found.kecamatan,
            "page": page_of(request, rows),
            "never_served": sum(not row.years_served for row in rows),
            "filter_form": filter_form,
            "crumbs": [("Beranda", reverse("home")), ("Pemerataan", None)],
        },
    )
