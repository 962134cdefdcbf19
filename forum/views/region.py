"""The kabupaten: its kecamatan, its settings, its logo."""

import base64

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from forum import actions, rules
from forum.choices import DesaState
from forum.exports import DESA
from forum.forms import KabupatenForm, KecamatanForm, KecamatanNameForm, NameFilter
from forum.models import Desa, Kabupaten, Kecamatan
from forum.paper import PdfUnavailable, letterhead_of, paper, sheet_of
from forum.rules import require
from forum.transitions import MoveRefused
from forum.views.excel import excel_response, wants_excel
from forum.views.pages import form_page, history_of, page_of, pdf_response


@require_safe
def region_list(request):
    filter_form = NameFilter(request.GET)
    text = filter_form.values().get("q", "")
    if wants_excel(request):
        desa = Desa.objects.visible_to(request.user).called(text).select_related("kecamatan").order_by("code")
        return excel_response(request, "wilayah", (DESA, desa), filter_form=filter_form)
    kecamatan = Kecamatan.objects.visible_to(request.user).with_desa(text).order_by("code")
    return TemplateResponse(
        request,
        "forum/region_list.html",
        {
            "page": page_of(request, kecamatan),
            "filter_form": filter_form,
            "is_search": bool(text),
            "desa_count": Desa.objects.visible_to(request.user).open().count(),
            "closed": DesaState.CLOSED,
            "can_manage": rules.can_manage_forum(request.user),
        },
    )


@require_safe
def kecamatan_detail(request, pk):
    kecamatan = _kecamatan(request, pk)
    return TemplateResponse(
        request,
        "forum/kecamatan_detail.html",
        {
            "kecamatan": kecamatan,
            "former": kecamatan.former.order_by("-until"),
            "desa_rows": kecamatan.desa.order_by("code"),
            "closed": DesaState.CLOSED,
            "can_manage": rules.is_secretariat(request.user, kecamatan),
            "history": history_of(kecamatan),
            "crumbs": [region_crumb(), (f"Kecamatan {kecamatan}", None)],
        },
    )


@require_http_methods(["GET", "POST"])
def kecamatan_create(request):
    require(rules.can_manage_forum(request.user))
    form = KecamatanForm(request.POST or None, instance=Kecamatan(), user=request.user)
    if form.is_valid():
        actions.add_kecamatan(form.instance, by=request.user)
        messages.success(request, f"Kecamatan {form.instance} tercatat. Pindahkan desanya dari halaman desa.")
        return redirect(form.instance)
    return form_page(
        request,
        form,
        title="Catat kecamatan",
        lead="Bagi kecamatan yang dibentuk sesudah wilayah kabupaten dimuat.",
        crumbs=[region_crumb()],
        cancel_url=reverse("forum:region_list"),
    )


@require_http_methods(["GET", "POST"])
def kecamatan_rename(request, pk):
    kecamatan = _kecamatan(request, pk)
    require(rules.is_secretariat(request.user, kecamatan))
    old = str(kecamatan)
    form = KecamatanNameForm(request.POST or None, instance=kecamatan, user=request.user)
    if form.is_valid():
        values, today = form.cleaned_data, timezone.localdate()
        try:
            actions.rename_kecamatan(
                form.instance, on=values["on"], basis=values["basis"], by=request.user, today=today
            )
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"Kecamatan {old} kini bernama {kecamatan}.")
            return redirect(kecamatan)
    url = kecamatan.get_absolute_url()
    return form_page(
        request,
        form,
        title=f"Ganti nama Kecamatan {old}",
        crumbs=[region_crumb(), (f"Kecamatan {old}", url)],
        cancel_url=url,
    )


@require_http_methods(["GET", "POST"])
def kabupaten_settings(request):
    """The settings beside a preview of kop and sheet: as stored, or, on asking, as written but not yet saved."""
    require(rules.is_secretariat(request.user, request.user.kabupaten))
    # A second instance: the frame of the page must not show what is not yet saved.
    kabupaten = Kabupaten.objects.get(pk=request.user.kabupaten_id)
    form = KabupatenForm(request.POST or None, request.FILES or None, instance=kabupaten)
    step = request.POST.get("langkah")
    if form.is_valid():
        if step == "pdf":
            return _sample_pdf(request, form)
        if step == "pratinjau":
            form.keep_logo()
        else:
            actions.record_kabupaten(form.instance, form.changed_settings, by=request.user)
            messages.success(request, "Pengaturan disimpan. Naskah yang sudah ditetapkan tidak berubah.")
            return redirect("forum:kabupaten_settings")
    return _settings_page(request, form, is_preview=step == "pratinjau")


def _settings_page(request, form, *, is_preview=False):
    kabupaten = form.instance
    letterhead = letterhead_of(kabupaten)
    sheet = sheet_of(letterhead)
    title = "Pengaturan kabupaten"
    return TemplateResponse(
        request,
        "forum/kabupaten_settings.html",
        {
            "form": form,
            "title": title,
            "lead": f"{kabupaten}, {kabupaten.province}, kode Kemendagri {kabupaten.code}.",
            "letterhead": letterhead,
            "sheet": sheet,
            "text_width": sheet["width"] - sheet["left"] - sheet["right"],
            "text_height": sheet["height"] - sheet["top"] - sheet["bottom"],
            "logo_url": _picture(form.logo) if form.logo else reverse("forum:kabupaten_logo"),
            "is_preview": is_preview and not form.errors,
            "history": history_of(kabupaten),
        },
        status=422 if form.errors else 200,
    )


def _picture(png: bytes) -> str:
    """Return a picture that is stored nowhere as an address of its own."""
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def _sample_pdf(request, form):
    kabupaten = form.instance
    try:
        pdf = paper("forum/pdf/sample.html", {"title": "Contoh halaman", "today": timezone.localdate()}, kabupaten)
    except PdfUnavailable as exc:
        form.add_error(None, str(exc))
        return _settings_page(request, form)
    return pdf_response(pdf, "contoh-halaman")


@require_safe
@cache_control(private=True, no_cache=True)
def kabupaten_logo(request):
    """The logo of the user's own kabupaten, as it was re-encoded; nothing else is ever served from there."""
    logo = request.user.kabupaten.logo
    if not logo:
        raise Http404
    with logo.open("rb") as picture:
        return HttpResponse(picture.read(), content_type="image/png")


def region_crumb():
    return "Wilayah", reverse("forum:region_list")


def _kecamatan(request, pk) -> Kecamatan:
    return get_object_or_404(Kecamatan.objects.visible_to(request.user), pk=pk)
