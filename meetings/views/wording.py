"""The words of a kabupaten's berita acara: edited as plain text with named blanks, seen before they are kept."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum.paper import PdfUnavailable, letterhead_of, logo_of
from forum.rules import require
from forum.views.pages import page_of, pdf_response
from meetings import actions, rules
from meetings.choices import WordingPart
from meetings.models import Wording
from meetings.pdf import Imprint, draw_agreement
from meetings.specimen import specimen
from meetings.wording import BLANKS, DEFAULT, filled
from meetings.wording_forms import WordingForm

FROM_DEFAULT = "bawaan"
SAMPLE_ROWS, SAMPLE_SIGNATORIES = 3, 3


@require_http_methods(["GET", "POST"])
def wording_edit(request):
    """The current texts; with ?dari= those of an earlier version, or the built-in ones, to begin from."""
    require(rules.can_edit_wording(request.user), actions.SECRETARIAT_ONLY)
    form = WordingForm(request.POST or None, texts=_texts_to_begin_from(request))
    step = request.POST.get("langkah")
    preview = []
    if form.is_valid():
        content = _sample_content(request.user.kabupaten, form.texts)
        if step == "pdf":
            return _sample_pdf(request, form, content)
        if step != "pratinjau":
            actions.record_wording(form.texts, by=request.user, now=timezone.now())
            messages.success(request, "Naskah baku disimpan. Berita acara yang sudah final tidak berubah.")
            return redirect("meetings:wording_edit")
        preview = [(part.label, content["texts"][part]) for part in WordingPart]
    return _form_page(request, form, preview)


def _form_page(request, form, preview=()) -> TemplateResponse:
    versions = Wording.objects.visible_to(request.user).newest_first()
    return TemplateResponse(
        request,
        "meetings/wording_form.html",
        {
            "form": form,
            "extra": [("langkah", "pratinjau", "Lihat pratinjau"), ("langkah", "pdf", "Buka contoh PDF")],
            "blanks": BLANKS.items(),
            "preview": preview,
            "page": page_of(request, versions),
            "default_url": f"{reverse('meetings:wording_edit')}?dari={FROM_DEFAULT}",
            "crumbs": [_list_crumb(), ("Naskah baku", None)],
        },
        status=422 if form.errors else 200,
    )


def _texts_to_begin_from(request) -> dict[str, str]:
    source = request.GET.get("dari", "")
    rows = Wording.objects.visible_to(request.user)
    if source == FROM_DEFAULT:
        return DEFAULT
    if source.isdecimal():
        return get_object_or_404(rows, pk=source).texts
    current = rows.current().first()
    return current.texts if current else DEFAULT


def _sample_content(kabupaten, texts: dict[str, str]) -> dict:
    """A made-up berita acara under the kabupaten's own kop, in these words."""
    content, _ = specimen(rows=SAMPLE_ROWS, signatories=SAMPLE_SIGNATORIES)
    content |= {"kabupaten": letterhead_of(kabupaten)}
    return content | {"texts": filled(texts, content)}


def _sample_pdf(request, form, content):
    try:
        pdf = draw_agreement(content, Imprint(), logo=logo_of(request.user.kabupaten))
    except PdfUnavailable as exc:
        form.add_error(None, str(exc))
        return _form_page(request, form)
    return pdf_response(pdf, "contoh-berita-acara")


@require_safe
def wording_detail(request, pk):
    """One version of the texts as it was kept."""
    wording = get_object_or_404(Wording.objects.visible_to(request.user).select_related("by"), pk=pk)
    require(rules.can_edit_wording(request.user), actions.SECRETARIAT_ONLY)
    return TemplateResponse(
        request,
        "meetings/wording_detail.html",
        {
            "wording": wording,
            "parts": [(part.label, wording.texts.get(part, DEFAULT[part])) for part in WordingPart],
            "edit_url": f"{reverse('meetings:wording_edit')}?dari={wording.pk}",
            "crumbs": [
                _list_crumb(),
                ("Naskah baku", reverse("meetings:wording_edit")),
                ("Versi", None),
            ],
        },
    )


def _list_crumb():
    return "Berita acara", reverse("meetings:agreement_list")
