"""The order of priority of a desa and of a kecamatan: what counts when lokus are short."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from forum.models import Desa, Kecamatan
from forum.rules import require
from forum.views.pages import page_of
from plans import actions, rules
from plans.actions.entry import NOT_YOUR_DESA
from plans.forms.usulan import PriorityForm
from plans.models import Usulan
from plans.priority import reorder


@require_http_methods(["GET", "POST"])
def priority_desa(request, desa, year):
    desa = get_object_or_404(Desa.objects.visible_to(request.user).select_related("kecamatan"), pk=desa)
    require(rules.can_order_desa(request.user, desa), NOT_YOUR_DESA)
    return _priority_page(
        request,
        Usulan.objects.visible_to(request.user).for_desa(desa).asked_for(year).in_desa_order(),
        field="desa_rank",
        save=lambda ranks: actions.order_usulan_of_desa(desa, year, ranks, by=request.user),
        title=f"Urutan prioritas {desa.full_name}, tahun {year}",
        list_query={"kecamatan": desa.kecamatan_id, "desa": desa.pk, "tahun": year},
        create_url=reverse("plans:usulan_create", query={"desa": desa.pk, "tahun": year}),
    )


@require_http_methods(["GET", "POST"])
def priority_kecamatan(request, kecamatan, year):
    kecamatan = get_object_or_404(Kecamatan.objects.visible_to(request.user), pk=kecamatan)
    require(
        rules.can_order_kecamatan(request.user, kecamatan), "Urutan kecamatan ditetapkan camat atau sekretariat forum."
    )
    return _priority_page(
        request,
        Usulan.objects.visible_to(request.user).shared().for_kecamatan(kecamatan).asked_for(year).in_order(),
        field="kecamatan_rank",
        save=lambda ranks: actions.order_usulan_of_kecamatan(kecamatan, year, ranks, by=request.user),
        title=f"Urutan prioritas Kecamatan {kecamatan}, tahun {year}",
        list_query={"kecamatan": kecamatan.pk, "tahun": year},
        with_desa=True,
    )


def _priority_page(request, rows, *, field, save, list_query, **context):
    """Show one page of the order; what is moved in it finds its place among all rows, on whatever page they stand."""
    page = page_of(request, rows.select_related("desa"))
    ranks = dict(rows.values_list("pk", field))
    order = [pk for pk, rank in ranks.items() if rank is not None]
    form = PriorityForm(request.POST or None, usulan=list(page), field=field)
    if form.is_valid():
        wishes = form.wishes(ranked=len(order))
        places = {pk: place for place, pk in enumerate(reorder(order, wishes), start=1)}
        save({pk: places.get(pk) for pk in ranks})
        messages.success(request, "Urutan prioritas disimpan.")
        anchor = f"#usulan-{form.moved}" if form.moved else ""
        return HttpResponseRedirect(request.get_full_path() + anchor)
    list_url = reverse("plans:usulan_list", query=list_query)
    context |= {"form": form, "page": page, "list_url": list_url, "crumbs": [("Usulan", list_url), ("Urutan", None)]}
    return TemplateResponse(request, "plans/priority_form.html", context, status=422 if form.errors else 200)
