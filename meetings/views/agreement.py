"""The berita acara of a meeting: drafted, made final, numbered, signed, replaced or cancelled."""

import datetime
from itertools import zip_longest

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum.rules import require
from forum.transitions import MoveRefused
from forum.views.excel import excel_response, wants_excel
from forum.views.notice import note_seen
from forum.views.pages import confirm_page, form_page, history_of, page_of
from meetings import actions, rules, vault
from meetings.check_code import grouped
from meetings.choices import SignatoryPart
from meetings.differences import differences
from meetings.drafting import still_empty
from meetings.exports import AGREEMENT, annexes
from meetings.forms import AgreementFilter, AgreementForm, NoteForm, NumberForm, SignatoryForm
from meetings.models import Agreement, Ralat, Signatory
from meetings.pdf import content_of
from meetings.signing_forms import InkForm
from meetings.snapshot import take_snapshot
from meetings.views.meeting import find_meeting


@require_safe
def agreement_list(request):
    filter_form = AgreementFilter(request.GET)
    agreements = filter_form.narrow(Agreement.objects.visible_to(request.user))
    agreements = agreements.with_list_data().newest_first()
    if wants_excel(request):
        return excel_response(request, "berita-acara", (AGREEMENT, agreements), filter_form=filter_form)
    return TemplateResponse(
        request,
        "meetings/agreement_list.html",
        {
            "page": page_of(request, agreements),
            "filter_form": filter_form,
            "can_create": rules.can_create_meeting(request.user),
        },
    )


@require_safe
def agreement_detail(request, pk):
    agreement, user = _agreement(request, pk), request.user
    content = agreement.snapshot or take_snapshot(agreement)
    if wants_excel(request, "lampiran"):
        return excel_response(request, f"lampiran-{content['meeting']['held_on']}", *annexes(content))
    can_edit = rules.can_edit_agreement(user, agreement)
    can_sign = rules.can_move_agreement(user, agreement, "sign")
    successor = agreement.successors.visible_to(user).living().first()
    signatories = _frozen_signatories(agreement)
    note_seen(request, agreement, *signatories)
    return TemplateResponse(
        request,
        "meetings/agreement_detail.html",
        {
            "agreement": agreement,
            "content": content,
            "held_on": datetime.date.fromisoformat(content["meeting"]["held_on"]),
            "agreed_count": sum(len(group["rows"]) for group in content["agreed"]),
            "not_agreed": page_of(request, content["not_agreed"]),
            "overtaken": set(agreement.items.overtaken().values_list("outcome_id", flat=True)),
            "follow_ups": [(row, datetime.date.fromisoformat(row["due_on"])) for row in content["follow_ups"]],
            "signatories": _signatories(agreement, content, can_edit=can_edit),
            "signatures": [_signature(user, row) for row in signatories],
            "lacks_number": can_sign and not agreement.number and not agreement.signatories.unsettled().exists(),
            "no_seal": vault.why_no_seal(agreement.kabupaten_id, now=timezone.now()) if can_sign else "",
            "papers": agreement.papers.of_agreement_itself().newest_first(),
            "ralat": Ralat.objects.for_agreement(agreement).in_order(),
            "can_record_ralat": rules.can_record_ralat(user, agreement),
            "code": grouped(agreement.check_code),
            "versions": Agreement.objects.visible_to(user).for_meeting(agreement.meeting).newest_first(),
            "successor": successor,
            "can_edit": can_edit,
            "can_finalise": rules.can_move_agreement(user, agreement, "finalise"),
            "can_number": rules.can_number_agreement(user, agreement),
            "can_sign": can_sign,
            "can_renew": rules.can_renew_agreement(user, agreement) and not successor,
            "can_cancel": rules.can_move_agreement(user, agreement, "cancel"),
            "history": history_of(agreement),
            "crumbs": [_list_crumb(), (str(agreement), None)],
        },
    )


def _frozen_signatories(agreement):
    """The rows of who signs, once that is frozen; those that were replaced beside their replacement."""
    if agreement.is_draft:
        return []
    rows = list(agreement.signatories.by_turn())
    for row in rows:
        row.agreement = agreement
    return rows


def _signature(user, row) -> dict:
    """One signature with what this user may do about it."""
    return {
        "row": row,
        "can_sign": rules.can_sign_on_screen(user, row),
        "can_decline": rules.can_move_signature(user, row, "decline"),
        "can_await": rules.can_move_signature(user, row, "await"),
        "can_settle": rules.can_settle_signature(user, row),
    }


def _signatories(agreement, content, *, can_edit: bool) -> list[tuple]:
    """Return (where he signs, his block, the key by which a draft drops him) in the order of the paper."""
    keys = agreement.signatories.in_order().values_list("pk", flat=True) if can_edit else []
    blocks = content["signatories"]
    return [(SignatoryPart(block["part"]).label, block, key) for block, key in zip_longest(blocks, keys)]


@require_POST
def agreement_create(request, pk):
    meeting = find_meeting(request, pk)
    try:
        agreement = actions.draft_agreement(meeting, by=request.user)
    except MoveRefused as exc:
        messages.error(request, str(exc))
        return redirect(meeting)
    messages.success(request, "Draf berita acara disusun dari catatan rapat. Periksa isi dan penanda tangannya.")
    return redirect(agreement)


@require_http_methods(["GET", "POST"])
def agreement_edit(request, pk):
    agreement = _agreement(request, pk)
    require(rules.can_edit_agreement(request.user, agreement), actions.DRAFT_ONLY)
    form = AgreementForm(request.POST or None, instance=agreement)
    if form.is_valid():
        try:
            actions.record_agreement(form.instance, form.changed_data, by=request.user)
        except MoveRefused as exc:
            form.add_error("number" if isinstance(exc, actions.NumberRefused) else None, str(exc))
        else:
            messages.success(request, "Naskah disimpan.")
            return redirect(agreement)
    return form_page(
        request,
        form,
        title="Ubah naskah berita acara",
        lead="Daftar usulan, tindak lanjut dan daftar hadir diambil dari catatan rapat.",
        crumbs=_crumbs(agreement),
        cancel_url=agreement.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def signatory_create(request, pk):
    agreement = _agreement(request, pk)
    require(rules.can_edit_agreement(request.user, agreement), actions.DRAFT_ONLY)
    form = SignatoryForm(request.POST or None, instance=Signatory(agreement=agreement), user=request.user)
    if form.is_valid():
        signatory = actions.record_signatory(form.instance, by=request.user)
        messages.success(request, f"{signatory.jabatan} menandatangani sebagai {signatory.get_part_display().lower()}.")
        return redirect(agreement)
    return form_page(
        request,
        form,
        title="Tambah penanda tangan",
        lead="Yang menandatangani adalah pejabat jabatan itu pada hari rapat.",
        crumbs=_crumbs(agreement),
        submit_label="Tambahkan",
        cancel_url=agreement.get_absolute_url(),
    )


@require_POST
def signatory_remove(request, pk):
    rows = Signatory.objects.visible_to(request.user).select_related("agreement", "jabatan")
    signatory = get_object_or_404(rows, pk=pk)
    actions.remove_signatory(signatory, by=request.user)
    messages.success(request, f"{signatory.jabatan} tidak lagi menjadi penanda tangan.")
    return redirect(signatory.agreement)


@require_http_methods(["GET", "POST"])
def agreement_finalise(request, pk):
    agreement = _agreement(request, pk)
    require(rules.can_move_agreement(request.user, agreement, "finalise"), actions.SECRETARIAT_ONLY)
    if request.method == "POST":
        try:
            actions.finalise_agreement(agreement, by=request.user, now=timezone.now())
        except MoveRefused as exc:
            messages.error(request, str(exc))
        else:
            messages.success(request, "Berita acara final. Naskahnya ditandatangani di layar atau dengan tinta.")
        return redirect(agreement)
    content = take_snapshot(agreement)
    return TemplateResponse(
        request,
        "meetings/agreement_finalise.html",
        {
            "agreement": agreement,
            "warnings": still_empty(agreement.meeting, content),
            "predecessor": agreement.replaces,
            "sections": differences(content_of(agreement.replaces), content) if agreement.replaces else [],
            "crumbs": [*_crumbs(agreement), ("Tetapkan final", None)],
        },
    )


@require_http_methods(["GET", "POST"])
def agreement_number(request, pk):
    agreement = _agreement(request, pk)
    require(rules.can_number_agreement(request.user, agreement), "Nomor berita acara ini sudah ditetapkan.")
    form = NumberForm(request.POST or None)
    if form.is_valid():
        try:
            actions.number_agreement(agreement, form.cleaned_data["number"], by=request.user, now=timezone.now())
        except MoveRefused as exc:
            form.add_error("number", str(exc))
        else:
            messages.success(request, f"Nomor {agreement.number} ditetapkan.")
            return redirect(agreement)
    return form_page(
        request,
        form,
        title="Isi nomor berita acara",
        crumbs=_crumbs(agreement),
        submit_label="Tetapkan nomor",
        cancel_url=agreement.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def agreement_sign(request, pk):
    agreement = _agreement(request, pk)
    require(
        rules.can_move_agreement(request.user, agreement, "sign"), "Hanya berita acara final yang dapat ditandatangani."
    )
    form = InkForm(request.POST or None, request.FILES or None, agreement=agreement)
    if form.is_valid():
        try:
            actions.sign_agreement(
                agreement,
                upload=form.cleaned_data["scan"],
                content_type=form.content_type,
                number=form.cleaned_data.get("number", ""),
                signatories=form.cleaned_data["signatories"],
                by=request.user,
                now=timezone.now(),
            )
        except MoveRefused as exc:
            form.add_error("number" if isinstance(exc, actions.NumberRefused) else None, str(exc))
        else:
            messages.success(request, _told_of(agreement))
            return redirect(agreement)
    return form_page(
        request,
        form,
        title="Unggah pindaian bertanda tangan",
        lead="Mesin membaca kode kecil pada setiap halaman: apakah pindaian ini dari versi ini dan lengkap. Apakah "
        "isinya diubah dengan tangan hanya dapat dilihat orang: bandingkan dahulu dengan naskahnya. Bila tidak ada "
        "lagi yang ditunggu, berita acara berlaku dan lokus yang disepakati terpakai.",
        crumbs=_crumbs(agreement),
        submit_label="Unggah dan catat tanda tangan",
        cancel_url=agreement.get_absolute_url(),
    )


def _told_of(agreement) -> str:
    if rules.is_awaiting_signatures(agreement):
        return "Pindaian disimpan. Berita acara masih menunggu tanda tangan yang lain."
    return "Berita acara ditandatangani. Lokus yang disepakati sekarang terpakai."


@require_http_methods(["GET", "POST"])
def agreement_cancel(request, pk):
    agreement = _agreement(request, pk)
    require(
        rules.can_move_agreement(request.user, agreement, "cancel"),
        "Berita acara yang sudah ditandatangani tidak dapat dibatalkan.",
    )
    form = NoteForm(request.POST or None, label="Alasan pembatalan")
    if form.is_valid():
        try:
            actions.cancel_agreement(agreement, reason=form.cleaned_data["note"], by=request.user)
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, "Berita acara dibatalkan. Keputusan rapat tetap berlaku.")
            return redirect(agreement)
    return confirm_page(
        request,
        title="Batalkan berita acara?",
        consequence="Berita acara ini tidak dapat dipakai lagi dan nomornya tidak dipakai ulang. "
        "Keputusan rapat tetap berlaku; berita acara lain dapat disusun dari rapat yang sama.",
        submit_label="Batalkan berita acara",
        danger=True,
        cancel_url=agreement.get_absolute_url(),
        form=form,
        crumbs=[*_crumbs(agreement), ("Batalkan", None)],
    )


@require_POST
def agreement_renew(request, pk):
    agreement = _agreement(request, pk)
    try:
        new = actions.renew_agreement(agreement, by=request.user)
    except MoveRefused as exc:
        messages.error(request, str(exc))
        return redirect(agreement)
    messages.success(
        request, f"Draf versi {new.version} disusun. Versi {agreement.version} tetap berlaku sampai diganti."
    )
    return redirect(new)


def _agreement(request, pk) -> Agreement:
    return get_object_or_404(Agreement.objects.visible_to(request.user).with_record_data(), pk=pk)


def _list_crumb():
    return "Berita acara", reverse("meetings:agreement_list")


def _crumbs(agreement):
    return [_list_crumb(), (str(agreement), agreement.get_absolute_url())]
