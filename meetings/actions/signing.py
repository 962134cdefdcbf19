"""How a berita acara comes to be signed: on screen under the kabupaten's seal, in ink, or not at all."""

import zoneinfo

from django.db import IntegrityError, transaction
from django.utils import timezone

from forum.log import log
from forum.rules import require
from forum.templatetags.house import waktu
from forum.transitions import MoveRefused, apply_move
from meetings import rules, seal, vault
from meetings.actions.agreement import NumberRefused, refuse_used_number
from meetings.actions.paper import keep_paper
from meetings.choices import PaperKind
from meetings.models import Agreement, Paper, Seal, Signatory
from meetings.models.signatory import office_of
from meetings.seal import Stamp
from plans.actions import take_lokus
from plans.models import Outcome

FINAL_ONLY = "Hanya berita acara final yang dapat ditandatangani."
NOT_YOURS = "Yang menandatangani di sini hanya pejabat jabatan itu pada hari rapat, dengan akunnya sendiri."


@transaction.atomic
def sign_on_screen(signatory: Signatory, *, name: str, drawing=(), by, now) -> Paper:
    """
    Sign in the signatory's own field under the kabupaten's seal; his password was asked just before.

    `name` is what he typed, `drawing` the strokes of what he drew (see `seal.Stamp`). One after another: who
    comes second signs on top of the first. Returns the new revision of the PDF.

    :raises MoveRefused: out of turn, with another name, without a seal or a PDF that has the field.
    """
    require(rules.is_ones_own(by, signatory), NOT_YOURS)
    agreement = _locked(signatory.agreement)
    signatory.agreement = agreement
    if not rules.is_awaiting_signatures(agreement):
        raise MoveRefused(FINAL_ONLY)
    if not Signatory.objects.next_in_turn().filter(pk=signatory.pk).exists():
        raise MoveRefused("Giliran Anda belum tiba, atau tanda tangan ini baru saja dicatat. Muat ulang halaman.")
    if not _same_name(name, signatory.name):
        raise MoveRefused(f"Ketik nama Anda seperti pada naskah: {signatory.name}.")
    key = _seal_key(agreement, now=now)
    with timezone.override(zoneinfo.ZoneInfo(agreement.kabupaten.zone)):
        signed_at = waktu(now)
    stamp = Stamp(
        (
            "Ditandatangani secara elektronik oleh",
            signatory.name,
            signatory.office,
            signed_at,
            "Kata sandi dimasukkan; disegel aplikasi (tingkat b)",
        ),
        drawing,
    )
    try:
        signed = seal.approve(
            _certified(agreement, key, by=by, now=now),
            key,
            seal.signature_field(signatory.place),
            stamp,
            reason=f"Menandatangani sebagai {signatory.office}",
            place=agreement.kabupaten.seat_town or agreement.kabupaten.name,
        )
    except seal.FieldMissing:
        raise MoveRefused(
            "Naskah ini dibuat sebelum tanda tangan di layar tersedia. Tandatangani dengan tinta, atau mintalah "
            "sekretariat membuat versi baru."
        ) from None
    paper = keep_paper(agreement, PaperKind.SEALED, signed, "application/pdf", by=by, now=now)
    apply_move(signatory, "sign_on_screen", by=by, after=_facts(signatory), at=now, paper=paper)
    _complete(agreement, by=by, now=now)
    return paper


def _seal_key(agreement: Agreement, *, now) -> seal.SealKey:
    """
    Return the key that seals for this kabupaten now.

    :raises MoveRefused: if it has no seal in force, or the server cannot open it.
    """
    if why := vault.why_no_seal(agreement.kabupaten_id, now=now):
        raise MoveRefused(why)
    try:
        return vault.key_of(Seal.objects.for_kabupaten(agreement.kabupaten_id).in_force(now).get())
    except vault.VaultClosed as exc:
        raise MoveRefused(str(exc)) from None


@transaction.atomic
def certify_paper(agreement: Agreement, *, by, now) -> None:
    """
    Seal the PDF as issued, if that is not done yet: whoever changes it from then on is found out.

    :raises MoveRefused: without a seal in force, or before the PDF is there.
    """
    agreement = _locked(agreement)
    _certified(agreement, _seal_key(agreement, now=now), by=by, now=now)


def _certified(agreement: Agreement, key: seal.SealKey, *, by, now) -> bytes:
    """Return the newest revision of the PDF; where none is sealed yet, certify it first."""
    newest = agreement.papers.revisions().last()
    if newest is None:
        raise MoveRefused("Naskah PDF masih disiapkan. Tunggu sebentar, lalu ulangi.")
    if newest.kind == PaperKind.SEALED:
        return newest.content()
    certified = seal.certify(newest.content(), key, reason="Pengesahan naskah oleh aplikasi")
    return keep_paper(agreement, PaperKind.SEALED, certified, "application/pdf", by=by, now=now).content()


@transaction.atomic
def sign_agreement(
    agreement: Agreement, *, upload, content_type: str, number: str = "", signatories=None, by, now
) -> Paper:
    """
    Record who signed in ink on this scan: by default everybody who still waits. The scan is kept.

    `content_type` is what the scan's content showed (forum.uploads); `number` is needed where none is set and
    nobody is left to sign. Ink keeps no order of turns: a paper goes round as it goes round.
    """
    require(rules.can_move_agreement(by, agreement, "sign"), FINAL_ONLY)
    _locked(agreement)
    agreement.refresh_from_db(fields=["status"])
    if signatories is None:
        signatories = agreement.signatories.waiting().select_related("jabatan").by_turn()
    signatories = list(signatories)
    if not signatories:
        raise MoveRefused("Pilih siapa yang bertanda tangan pada pindaian ini.")
    left = agreement.signatories.unsettled().exclude(pk__in=[row.pk for row in signatories])
    if not agreement.number and (number or not left.exists()):
        _set_number(agreement, number, by=by)
    paper = keep_paper(agreement, PaperKind.SCAN, upload.read(), content_type, by=by, now=now)
    for row in signatories:
        row.agreement = agreement
        apply_move(row, "sign_in_ink", by=by, after=_facts(row), at=now, paper=paper)
    _complete(agreement, by=by, now=now)
    from meetings.tasks import read_scan  # the task keeps what it read through this package

    transaction.on_commit(lambda: read_scan.enqueue(paper.pk))
    return paper


@transaction.atomic
def keep_reading(paper: Paper, reading: dict, *, by) -> None:
    """Keep what the codes on a scan's pages say."""
    paper.reading = reading
    paper.save(update_fields=["reading"])
    log(
        "agreement.read_scan",
        paper.agreement,
        by=by,
        after={"matching": reading["matching"], "pages": reading["pages"]},
    )


@transaction.atomic
def number_agreement(agreement: Agreement, number: str, *, by, now) -> None:
    """
    Type the number of a final or signed agreement, once; a final one that only lacked it is signed thereby.

    :raises MoveRefused: if it is empty or was ever used, or somebody numbered the paper meanwhile.
    """
    _locked(agreement)
    agreement.refresh_from_db(fields=["status"])
    _set_number(agreement, number, by=by)
    _complete(agreement, by=by, now=now)


def _set_number(agreement: Agreement, number: str, *, by) -> None:
    require(rules.can_number_agreement(by, agreement), "Nomor berita acara ini sudah ditetapkan.")
    agreement.number = number.strip()
    if not agreement.number:
        raise NumberRefused("Tulis nomor berita acara, misalnya 000.7/12/Bapperida/2024.")
    refuse_used_number(agreement)
    try:
        with transaction.atomic():
            numbered = Agreement.objects.filter(pk=agreement.pk, number="").update(number=agreement.number)
    except IntegrityError:
        numbered = 0
    if not numbered:
        raise MoveRefused("Nomor itu baru saja dipakai, atau berita acara ini baru saja dinomori. Muat ulang halaman.")
    log("agreement.number", agreement, by=by, after={"number": agreement.number})


def decline_signature(signatory: Signatory, *, reason: str, by, now) -> None:
    """Record that a signatory refuses; the secretariat finds it on its first page."""
    require(rules.can_move_signature(by, signatory, "decline"), NOT_YOURS)
    reason = _reason(reason, "Tulis alasan menolak menandatangani.")
    apply_move(signatory, "decline", by=by, note=reason, after=_facts(signatory), reason=reason, at=now)


def await_signature(signatory: Signatory, *, by) -> None:
    """Wait again for one who had refused."""
    require(rules.can_move_signature(by, signatory, "await"), NOT_YOURS)
    apply_move(signatory, "await", by=by, after=_facts(signatory), reason="", at=None)


@transaction.atomic
def close_signature(signatory: Signatory, *, reason: str, by, now) -> None:
    """
    Close a signature that will never be given, so that the lokus of all others do not hang.

    :raises MoveRefused: without a reason; for the chair, without whom nothing was agreed.
    """
    require(rules.can_settle_signature(by, signatory))
    reason = _reason(reason, "Tulis alasan yang tercetak di samping “tidak menandatangani”.")
    if signatory.is_chair:
        raise MoveRefused("Tanpa tanda tangan pimpinan rapat berita acara tidak berlaku. Catat penggantinya.")
    agreement = signatory.agreement = _locked(signatory.agreement)
    apply_move(signatory, "close", by=by, note=reason, after=_facts(signatory), reason=reason, at=now)
    _complete(agreement, by=by, now=now)


@transaction.atomic
def replace_signatory(signatory: Signatory, *, jabatan, person, prefix: str, reason: str, by, now) -> Signatory:
    """
    Let somebody else sign in this place: a Plh. of the same jabatan, or another jabatan in its name.

    :raises MoveRefused: without a reason.
    """
    require(rules.can_settle_signature(by, signatory))
    reason = _reason(reason, "Tulis alasan penggantian.")
    office = office_of(jabatan, prefix, instead_of=signatory.jabatan)
    after = {"office": signatory.office, "new_office": office}
    apply_move(signatory, "replace", by=by, note=reason, after=after, reason=reason, at=now)
    return Signatory.objects.create(
        agreement=signatory.agreement,
        jabatan=jabatan,
        part=signatory.part,
        order=signatory.order,
        turn=signatory.turn,
        place=signatory.place,
        office=office,
        name=person.name,
        person=person,
    )


def _locked(agreement: Agreement) -> Agreement:
    """Return the agreement as it stands, for this transaction alone: signatures follow one another."""
    locked = Agreement.objects.select_for_update(of=("self",)).select_related("kabupaten", "replaces", "meeting")
    return locked.get(pk=agreement.pk)


def _complete(agreement: Agreement, *, by, now) -> None:
    """Once nobody is left to sign and the number is set: signed, lokus taken, a signed predecessor replaced."""
    if not agreement.number or not rules.is_awaiting_signatures(agreement):
        return
    if agreement.signatories.unsettled().exists():
        return
    apply_move(agreement, "sign", by=by, signed_at=now)
    take_lokus(Outcome.objects.filter(agreement_items__agreement=agreement), by=by, now=now)
    old = agreement.replaces
    if old and old.is_standing:
        apply_move(old, "replace", by=by)


def _facts(signatory: Signatory) -> dict:
    return {"office": signatory.office}


def _reason(text: str, refusal: str) -> str:
    if not text.strip():
        raise MoveRefused(refusal)
    return " ".join(text.split())


def _same_name(typed: str, name: str) -> bool:
    """Compare by letters alone, with the titles after the comma or without them."""

    def letters(text: str) -> str:
        return "".join(char for char in text.casefold() if char.isalpha())

    return bool(letters(typed)) and letters(typed) in {letters(name), letters(name.split(",")[0])}
