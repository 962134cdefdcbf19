"""The ralat of a signed berita acara."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum.paper import PdfUnavailable
from forum.rules import require
from forum.transitions import MoveRefused
from forum.uploads import PDF
from forum.views.pages import confirm_page, form_page, history_of
from meetings import actions, rules
from meetings.actions.ralat import SIGNED_ONLY, SameSeat
from meetings.forms import NoteForm
from meetings.models import Agreement, PaperDamaged, Ralat
from meetings.signing_forms import RalatForm, ScanForm
from meetings.tasks import ralat_paper
from meetings.views.paper import file_response


@require_http_methods(["GET", "POST"])
def ralat_create(request, pk):
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user).with_record_data(), pk=pk)
    require(rules.can_record_ralat(request.user, agreement), SIGNED_ONLY)
    form = RalatForm(request.POST or None, instance=Ralat(agreement=agreement), user=request.user)
    if form.is_valid():
        now, secretary = timezone.now(), form.cleaned_data["secretary"]
        try:
            ralat = actions.record_ralat(
                form.instance, secretary=secretary, by=request.user, now=now, today=timezone.localdate()
            )
        except MoveRefused as exc:
            form.add_error("secretary" if isinstance(exc, SameSeat) else "after", str(exc))
        else:
            messages.success(request, f"Ralat {ralat.number} dibuat. Cetak, tandatangani, lalu unggah pindaiannya.")
            return redirect(ralat)
    return form_page(
        request,
        form,
        title="Buat ralat",
        lead="Ralat memperbaiki salah ketik. Perubahan isi kesepakatan memerlukan versi baru.",
        crumbs=_crumbs(agreement),
        submit_label="Buat ralat",
        cancel_url=agreement.get_absolute_url(),
    )


@require_safe
def ralat_detail(request, pk):
    ralat, user = _ralat(request, pk), request.user
    return TemplateResponse(
        request,
        "meetings/ralat_detail.html",
        {
            "ralat": ralat,
            "papers": ralat.papers.newest_first(),
            "can_sign": rules.can_move_ralat(user, ralat, "sign"),
            "can_cancel": rules.can_move_ralat(user, ralat, "cancel"),
            "history": history_of(ralat),
            "crumbs": [*_crumbs(ralat.agreement), (f"Ralat {ralat.number}", None)],
        },
    )


@require_safe
def ralat_pdf(request, pk):
    """The sheet to be signed, as it was issued."""
    ralat = _ralat(request, pk)
    try:
        content = ralat_paper(ralat, now=timezone.now()).content()
    except (PdfUnavailable, PaperDamaged) as exc:
        messages.error(request, str(exc))
        return redirect(ralat)
    return file_response(content, PDF, name=f"ralat-{ralat.number}-berita-acara-{ralat.agreement_id}")


@require_http_methods(["GET", "POST"])
def ralat_sign(request, pk):
    ralat = _ralat(request, pk)
    require(rules.can_move_ralat(request.user, ralat, "sign"), actions.SECRETARIAT_ONLY)
    form = ScanForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        scan, kind = form.cleaned_data["scan"], form.content_type
        try:
            actions.sign_ralat(ralat, upload=scan, content_type=kind, by=request.user, now=timezone.now())
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"Ralat {ralat.number} berlaku.")
            return redirect(ralat)
    return form_page(
        request,
        form,
        title="Unggah pindaian ralat",
        lead="Periksa dahulu bahwa pimpinan rapat dan sekretaris forum sudah bertanda tangan.",
        crumbs=[*_crumbs(ralat.agreement), (f"Ralat {ralat.number}", ralat.get_absolute_url())],
        submit_label="Unggah dan tandai ditandatangani",
        cancel_url=ralat.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def ralat_cancel(request, pk):
    ralat = _ralat(request, pk)
    require(rules.can_move_ralat(request.user, ralat, "cancel"), actions.SECRETARIAT_ONLY)
    form = NoteForm(request.POST or None, label="Alasan pembatalan")
    if form.is_valid():
        try:
            actions.cancel_ralat(ralat, reason=form.cleaned_data["note"], by=request.user)
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"Ralat {ralat.number} dibatalkan.")
            return redirect(ralat)
    return confirm_page(
        request,
        title=f"Batalkan ralat {ralat.number}?",
        consequence="Nomor ralat ini tidak dipakai ulang.",
        submit_label="Batalkan ralat",
        danger=True,
        cancel_url=ralat.get_absolute_url(),
        form=form,
        crumbs=[*_crumbs(ralat.agreement), (f"Ralat {ralat.number}", ralat.get_absolute_url()), ("Batalkan", None)],
    )


def _ralat(request, pk) -> Ralat:
    return get_object_or_404(Ralat.objects.visible_to(request.user).with_record_data(), pk=pk)


def _crumbs(agreement):
    return [("Berita acara", reverse("meetings:agreement_list")), (str(agreement), agreement.get_absolute_url())]
