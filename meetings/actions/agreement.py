"""The berita acara: drafted, made final, numbered, cancelled, renewed."""

from django.db import transaction
from django.db.models import Max

from forum.log import log
from forum.paper import logo_of
from forum.rules import require
from forum.transitions import MoveRefused, apply_move
from meetings import rules
from meetings.actions.paper import queue_paper
from meetings.actions.record import SECRETARIAT_ONLY, record
from meetings.check_code import new_code
from meetings.choices import SignatoryPart
from meetings.drafting import proposed_signatories, proposed_title
from meetings.models import Agreement, AgreementItem, Emblem, Meeting, Signatory
from meetings.models.signatory import office_of
from meetings.snapshot import fingerprint, signatories_of, take_snapshot
from plans.models import Usulan

DRAFT_ONLY = "Berita acara yang sudah final tidak dapat diubah."


class NumberRefused(MoveRefused):
    """The number typed for a berita acara is missing, or is or was that of another."""


@transaction.atomic
def draft_agreement(meeting: Meeting, *, by) -> Agreement:
    """
    Draft the berita acara of a meeting: title, chair and parties are proposed from the records.

    :raises MoveRefused: if the meeting has one already that is not cancelled.
    """
    require(rules.can_draft_agreement(by, meeting), SECRETARIAT_ONLY)
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.agreements.living().exists():
        raise MoveRefused("Rapat ini sudah mempunyai berita acara. Buka berita acara itu, atau buat versi barunya.")
    agreement = Agreement.objects.create(
        kabupaten_id=meeting.kabupaten_id,
        meeting=meeting,
        version=(meeting.agreements.aggregate(last=Max("version"))["last"] or 0) + 1,
        title=proposed_title(meeting),
    )
    for row in proposed_signatories(meeting):
        row.agreement = agreement
        row.save()
    log("agreement.create", agreement, by=by, after={"version": agreement.version})
    return agreement


@transaction.atomic
def record_agreement(agreement: Agreement, changed=(), *, by) -> Agreement:
    """Write the `changed` fields of a draft."""
    require(rules.can_edit_agreement(by, agreement), DRAFT_ONLY)
    refuse_used_number(agreement)
    record(agreement, changed, by=by)
    return agreement


@transaction.atomic
def record_signatory(signatory: Signatory, *, by) -> Signatory:
    """Add a signatory to a draft, or change his place on it."""
    require(rules.can_edit_agreement(by, signatory.agreement), DRAFT_ONLY)
    signatory.save()
    log(
        "agreement.signatory",
        signatory.agreement,
        by=by,
        after={"jabatan": signatory.jabatan.name, "part": signatory.get_part_display()},
    )
    return signatory


@transaction.atomic
def remove_signatory(signatory: Signatory, *, by) -> None:
    """Take a signatory off a draft."""
    require(rules.can_edit_agreement(by, signatory.agreement), DRAFT_ONLY)
    log("agreement.remove_signatory", signatory.agreement, by=by, before={"jabatan": signatory.jabatan.name})
    signatory.delete()


@transaction.atomic
def finalise_agreement(agreement: Agreement, *, by, now) -> None:
    """
    Freeze the content of a draft: from now on it never changes. A final version that waits unsigned is replaced.

    :raises MoveRefused: without decisions, without a chair, or when the number is taken.
    """
    require(rules.can_move_agreement(by, agreement, "finalise"), SECRETARIAT_ONLY)
    meeting = agreement.meeting
    decided = meeting.decisions.standing().values("outcome__usulan")
    # Whoever decides anew on one of these waits until the paper is frozen, and is then told so.
    list(Usulan.objects.select_for_update().filter(pk__in=decided).order_by("pk").values_list("pk"))
    content = take_snapshot(agreement)
    if not content["agreed"] and not content["not_agreed"]:
        raise MoveRefused("Rapat ini belum memutuskan usulan apa pun. Catat dahulu keputusannya.")
    if not any(block["part"] == SignatoryPart.CHAIR for block in content["signatories"]):
        raise MoveRefused("Tambahkan dahulu pimpinan rapat sebagai penanda tangan.")
    refuse_used_number(agreement)
    _keep_emblem(agreement, content)
    apply_move(
        agreement,
        "finalise",
        by=by,
        snapshot=content,
        fingerprint=fingerprint(content),
        check_code=new_code(),
        final_at=now,
    )
    _tie_items(agreement)
    _freeze_signatories(agreement)
    if agreement.replaces and agreement.replaces.status == agreement.MOVES["finalise"].target:
        apply_move(agreement.replaces, "replace", by=by)
    queue_paper(agreement, now=now)


def _keep_emblem(agreement: Agreement, content: dict) -> None:
    """Keep the logo that the snapshot names by its SHA-256, so that the paper stays as it is when the logo changes."""
    if sha256 := content["kabupaten"]["logo"]:
        Emblem.objects.get_or_create(
            kabupaten=agreement.kabupaten, sha256=sha256, defaults={"content": logo_of(agreement.kabupaten)}
        )


def _freeze_signatories(agreement: Agreement) -> None:
    """Write down who signs in which block of the snapshot, as of the meeting's day."""
    rows = signatories_of(agreement)
    for row, (place, block) in zip(rows, enumerate(agreement.snapshot["signatories"], 1), strict=True):
        incumbency = row.jabatan.current[0] if row.jabatan.current else None
        row.place, row.name = place, block["name"]
        row.office = office_of(block["jabatan"], block["prefix"])
        row.person = incumbency.person if incumbency else None
    Signatory.objects.bulk_update(rows, ["place", "office", "name", "person"])


def _tie_items(agreement: Agreement) -> None:
    agreed = [row for group in agreement.snapshot["agreed"] for row in group["rows"]]
    AgreementItem.objects.bulk_create(
        AgreementItem(
            agreement=agreement, usulan_id=row["usulan"], outcome_id=row["outcome"], annex=annex, number=number
        )
        for annex, rows in (("II", agreed), ("III", agreement.snapshot["not_agreed"]))
        for number, row in enumerate(rows, 1)
    )


def refuse_used_number(agreement: Agreement) -> None:
    """Stop if another berita acara of the kabupaten has or had this number."""
    if agreement.number and agreement.kabupaten.agreements.exclude(pk=agreement.pk).numbered(agreement.number).exists():
        raise NumberRefused(
            f"Nomor {agreement.number} sudah dipakai berita acara lain, mungkin yang dibatalkan. "
            "Nomor tidak dipakai ulang."
        )


@transaction.atomic
def cancel_agreement(agreement: Agreement, *, reason: str, by) -> None:
    """Cancel a draft or final agreement; its number is never used again, its decisions stand."""
    require(
        rules.can_move_agreement(by, agreement, "cancel"),
        "Berita acara yang sudah ditandatangani tidak dapat dibatalkan.",
    )
    if not reason.strip():
        raise MoveRefused("Tulis alasan pembatalan.")
    apply_move(agreement, "cancel", by=by, note=reason.strip())


@transaction.atomic
def renew_agreement(agreement: Agreement, *, by) -> Agreement:
    """
    Draft a new version of a final or signed agreement, with its texts and signatories.

    The holds of its decisions go on: they belong to the outcomes. The old version stays in force until the
    new one is final (if the old waits unsigned) or signed (if the old is signed).
    """
    require(
        rules.can_renew_agreement(by, agreement),
        "Hanya berita acara final atau bertanda tangan yang diberi versi baru.",
    )
    Meeting.objects.select_for_update().get(pk=agreement.meeting_id)
    if agreement.successors.uncancelled().exists():
        raise MoveRefused("Versi baru sudah dibuat. Buka versi itu.")
    last = agreement.meeting.agreements.aggregate(last=Max("version"))["last"]
    new = Agreement.objects.create(
        kabupaten_id=agreement.kabupaten_id,
        meeting=agreement.meeting,
        version=last + 1,
        replaces=agreement,
        title=agreement.title,
        considerations=agreement.considerations,
        clauses=agreement.clauses,
        copies_to=agreement.copies_to,
    )
    Signatory.objects.bulk_create(
        Signatory(
            agreement=new,
            jabatan_id=row.jabatan_id,
            part=row.part,
            order=row.order,
            turn=row.turn,
            on_behalf=row.on_behalf,
        )
        for row in agreement.signatories.standing()
    )
    log("agreement.renew", new, by=by, after={"version": new.version})
    return new
