"""Usulan that mean the same: chosen, laid before the forum as one, and taken apart again before it decides."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum.transitions import MoveRefused
from forum.views.pages import confirm_page
from plans import actions
from plans.actions.merge import require_mergeable
from plans.forms.merge import JointForm, MergeChoice
from plans.models import Usulan


@require_safe
def usulan_merge_choose(request, pk):
    """With which others is this usulan to become one? The answer leads on to `usulan_merge`."""
    usulan = get_object_or_404(Usulan.objects.visible_to(request.user).select_related("desa"), pk=pk)
    require_mergeable(request.user, usulan)
    likely = Usulan.objects.verified().undecided(usulan.fiscal_year).mergeable_with(usulan, usulan.fiscal_year)
    form = MergeChoice(request.GET if "usulan" in request.GET else None, likely=likely)
    if form.is_valid():
        keys = [usulan.pk, *(row.pk for row in form.cleaned_data["usulan"])]
        return redirect(reverse("plans:usulan_merge", query={"usulan": keys}))
    return TemplateResponse(
        request,
        "plans/merge_choose.html",
        {"form": form, "usulan": usulan, "likely": likely, "crumbs": [*_crumbs(usulan), ("Gabungkan", None)]},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def usulan_merge(request):
    """Make one new usulan out of those in the address; each may also take in the others as it is."""
    originals, year = _chosen(request)
    form = JointForm(request.POST or None, originals=originals, fiscal_year=year)
    if form.is_valid():
        try:
            joint = actions.plan_merge(originals, form.instance, fiscal_year=year, by=request.user, now=timezone.now())
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(
                request, f"{len(originals)} usulan disiapkan menjadi satu. Forum memutuskannya dalam rapat."
            )
            return redirect(joint)
    return TemplateResponse(
        request,
        "plans/merge_form.html",
        {
            "form": form,
            "originals": originals,
            "year": year,
            "crumbs": [("Usulan", reverse("plans:usulan_list")), ("Gabungkan", None)],
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def usulan_merge_into(request, pk):
    """Let one of those in the address take in the others."""
    chosen, year = _chosen(request)
    joint = next((usulan for usulan in chosen if usulan.pk == pk), None)
    if joint is None:
        raise Http404
    others = [usulan for usulan in chosen if usulan != joint]
    if request.method == "POST":
        try:
            actions.plan_merge(others, joint, fiscal_year=year, by=request.user, now=timezone.now())
        except MoveRefused as exc:
            messages.error(request, str(exc))
        else:
            messages.success(request, "Penggabungan disiapkan. Forum memutuskannya dalam rapat.")
        return redirect(joint)
    return confirm_page(
        request,
        title=f"Gabungkan ke “{joint}”, {joint.desa.full_name}?",
        consequence="; ".join(f"“{one}” ({one.desa.full_name})" for one in others)
        + " akan dilayani lewat usulan ini bila forum memutuskannya dalam rapat. Semuanya tetap tersimpan.",
        submit_label="Gabungkan",
        cancel_url=_merge_url(chosen),
        crumbs=[*_crumbs(joint), ("Gabungkan", None)],
    )


@require_http_methods(["GET", "POST"])
def usulan_unmerge(request, pk):
    joint = get_object_or_404(Usulan.objects.visible_to(request.user).select_related("desa"), pk=pk)
    require_mergeable(request.user, joint)
    if request.method == "POST":
        try:
            first, *_ = actions.undo_merge(joint, by=request.user)
        except MoveRefused as exc:
            messages.error(request, str(exc))
            return redirect(joint)
        messages.success(request, "Usulan dipisahkan kembali; masing-masing berdiri sendiri seperti semula.")
        return redirect(first)
    return confirm_page(
        request,
        title=f"Pisahkan kembali “{joint}”?",
        consequence="Usulan yang digabung berdiri sendiri lagi."
        + (" Usulan gabungan ini dihapus; riwayat tetap menyebutnya." if joint.is_joint else ""),
        submit_label="Pisahkan kembali",
        cancel_url=joint.get_absolute_url(),
        crumbs=[*_crumbs(joint), ("Pisahkan kembali", None)],
    )


def _chosen(request) -> tuple[list[Usulan], int]:
    """Return the usulan named in the address, in its order, and the year for which they become one: the latest."""
    keys = list(dict.fromkeys(int(key) for key in request.GET.getlist("usulan") if key.isdecimal() and len(key) < 10))
    found = Usulan.objects.visible_to(request.user).select_related("desa__kecamatan").in_bulk(keys)
    if len(keys) < 2 or len(found) < len(keys):
        raise Http404
    for usulan in found.values():
        require_mergeable(request.user, usulan)
    chosen = [found[key] for key in keys]
    return chosen, max(usulan.fiscal_year for usulan in chosen)


def _merge_url(chosen) -> str:
    return reverse("plans:usulan_merge", query={"usulan": [usulan.pk for usulan in chosen]})


def _crumbs(usulan):
    return [("Usulan", reverse("plans:usulan_list")), (f"Usulan {usulan.pk}", usulan.get_absolute_url())]
