"""The kabupaten itself and what lies in it."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from forum import actions, rules
from forum.forms import KabupatenForm, NameFilter
from forum.models import Desa, Kecamatan
from forum.rules import require
from forum.views.pages import form_page, history_of, page_of


@require_safe
def region_list(request):
    filter_form = NameFilter(request.GET)
    text = filter_form.values().get("q", "")
    kecamatan = Kecamatan.objects.visible_to(request.user).with_desa(text).order_by("code")
    return TemplateResponse(
        request,
        "forum/region_list.html",
        {
            "page": page_of(request, kecamatan),
            "filter_form": filter_form,
            "is_search": bool(text),
            "desa_count": Desa.objects.visible_to(request.user).count(),
        },
    )


@require_http_methods(["GET", "POST"])
def kabupaten_settings(request):
    kabupaten = request.user.kabupaten
    require(rules.is_secretariat(request.user, kabupaten))
    form = KabupatenForm(request.POST or None, instance=kabupaten)
    if form.is_valid():
        actions.record_kabupaten(form.instance, form.changed_data, by=request.user)
        messages.success(request, "Pengaturan disimpan. Naskah yang sudah ditetapkan tidak berubah.")
        return redirect("forum:kabupaten_settings")
    return form_page(
        request,
        form,
        title="Pengaturan kabupaten",
        lead=f"{kabupaten}, {kabupaten.province}, kode Kemendagri {kabupaten.code}.",
        crumbs=[],
        history=history_of(kabupaten),
    )
