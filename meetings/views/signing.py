"""Signing a berita acara: read and signed on screen, declined, closed or given to somebody else."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum.paper import PdfUnavailable
from forum.rules import require
from forum.transitions import MoveRefused
from forum.views.pages import confirm_page, form_page
from meetings import actions, rules, vault
from meetings.forms import NoteForm
from meetings.models import Agreement, PaperDamaged, Signatory
from meetings.pdf import content_of, laid_out
from meetings.signing_forms import ReplaceForm, ScreenForm
from meetings.tasks import awaits_worker, issued_paper


@require_safe
def signatory_list(request):
    """What waits for the signature of this person."""
    rows = Signatory.objects.visible_to(request.user).next_in_turn().for_person(request.user.person_id)
    return TemplateResponse(
        request,
        "meetings/signatory_list.html",
        {"rows": rows.with_record_data().by_turn(), "crumbs": [_list_crumb(), ("Menunggu tanda tangan saya", None)]},
    )


@require_safe
def agreement_read(request, pk):
    """The whole text, all annexes, as a page that a screen reader reads like any other."""
    agreements = Agreement.objects.visible_to(request.user).with_record_data()
    agreement = get_object_or_404(agreements, pk=pk)
    crumbs = [_list_crumb(), (str(agreement), agreement.get_absolute_url()), ("Naskah lengkap", None)]
    context = {"agreement": agreement, "crumbs": crumbs, **_text_of(agreement)}
    return TemplateResponse(request, "meetings/agreement_read.html", context)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def signatory_sign(request, pk):
    signatory, now = _signatory(request, pk), timezone.now()
    require(rules.is_ones_own(request.user, signatory), actions.NOT_YOURS)
    agreement = signatory.agreement
    if not rules.can_sign_on_screen(request.user, signatory):  # pressed twice, or signed in ink meanwhile
        messages.info(request, "Tanda tangan ini tidak lagi ditunggu: keadaannya tercantum di bawah.")
        return redirect(agreement)
    form = ScreenForm(request.POST or None, request=request, signatory=signatory)
    if form.is_valid():
        entered = form.cleaned_data
        try:
            if not awaits_worker(agreement):
                issued_paper(agreement, now=now)
            actions.sign_on_screen(
                signatory, name=entered["name"], drawing=entered["drawing"], by=request.user, now=now
            )
        except (MoveRefused, PdfUnavailable, PaperDamaged) as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"Ditandatangani sebagai {signatory.office}. Naskah bersegel sudah disimpan.")
            return redirect(agreement)
    return TemplateResponse(
        request,
        "meetings/signatory_sign.html",
        {
            "signatory": signatory,
            "agreement": agreement,
            "form": form,
            "no_seal": vault.why_no_seal(agreement.kabupaten_id, now=now),
            "is_turn": Signatory.objects.next_in_turn().with_keys([signatory.pk]).exists(),
            "crumbs": [*_crumbs(agreement), ("Tanda tangani", None)],
            **_text_of(agreement),
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def signatory_decline(request, pk):
    signatory = _signatory(request, pk)
    require(rules.can_move_signature(request.user, signatory, "decline"), actions.NOT_YOURS)
    return _with_reason(
        request,
        signatory,
        actions.decline_signature,
        title=f"Catat bahwa {signatory.office} menolak menandatangani?",
        consequence="Sekretariat diberi tahu pada berandanya. Selama ditolak, berita acara belum dapat berlaku.",
        label="Alasan menolak",
        submit_label="Catat penolakan",
        done="Penolakan dicatat dan tampil pada beranda sekretariat.",
    )


@require_POST
def signatory_await(request, pk):
    signatory = _signatory(request, pk)
    try:
        actions.await_signature(signatory, by=request.user)
    except MoveRefused as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, f"Tanda tangan {signatory.office} ditunggu kembali.")
    return redirect(signatory.agreement)


@require_http_methods(["GET", "POST"])
def signatory_close(request, pk):
    signatory = _signatory(request, pk)
    require(rules.can_settle_signature(request.user, signatory))
    return _with_reason(
        request,
        signatory,
        actions.close_signature,
        title=f"Tutup tanda tangan {signatory.office}?",
        consequence="Ia tercatat “tidak menandatangani” dengan alasan ini, juga pada halaman pemeriksaan. "
        "Bila tidak ada lagi yang ditunggu, berita acara berlaku dan lokus terpakai.",
        label="Alasan tidak menandatangani",
        submit_label="Tutup tanda tangan",
        danger=True,
        done=f"{signatory.office} tercatat tidak menandatangani.",
    )


@require_http_methods(["GET", "POST"])
def signatory_replace(request, pk):
    signatory = _signatory(request, pk)
    require(rules.can_settle_signature(request.user, signatory))
    form = ReplaceForm(request.POST or None, signatory=signatory, user=request.user)
    if form.is_valid():
        try:
            new = actions.replace_signatory(signatory, **form.cleaned_data, by=request.user, now=timezone.now())
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"{new.office} menandatangani sebagai pengganti {signatory.office}.")
            return redirect(signatory.agreement)
    return form_page(
        request,
        form,
        title=f"Ganti penanda tangan {signatory.office}",
        lead="Nama pada naskah tetap; penggantinya tertulis pada tanda tangannya dan pada riwayat.",
        crumbs=_crumbs(signatory.agreement),
        submit_label="Catat pengganti",
        cancel_url=signatory.agreement.get_absolute_url(),
    )


def _with_reason(request, signatory, action, *, title, consequence, label, submit_label, done, danger=False):
    """Ask for the reason of a step that ends the waiting for this signature, and take it."""
    form = NoteForm(request.POST or None, label=label)
    if form.is_valid():
        try:
            action(signatory, reason=form.cleaned_data["note"], by=request.user, now=timezone.now())
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, done)
            return redirect(signatory.agreement)
    return confirm_page(
        request,
        title=title,
        consequence=consequence,
        submit_label=submit_label,
        danger=danger,
        cancel_url=signatory.agreement.get_absolute_url(),
        form=form,
        crumbs=[*_crumbs(signatory.agreement), (submit_label, None)],
    )


def _text_of(agreement) -> dict:
    """What the berita acara says, laid out as on paper."""
    content = content_of(agreement)
    return {"content": content, **laid_out(content)}


def _signatory(request, pk) -> Signatory:
    return get_object_or_404(Signatory.objects.visible_to(request.user).with_record_data(), pk=pk)


def _list_crumb():
    return "Berita acara", reverse("meetings:agreement_list")


def _crumbs(agreement):
    return [_list_crumb(), (str(agreement), agreement.get_absolute_url())]
