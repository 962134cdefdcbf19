"""Every write of meetings that has a consequence: rule, check, save, log, in one transaction."""

import hashlib

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Max

from forum.log import changed_facts, log
from forum.models import Jabatan
from forum.rules import require
from forum.transitions import MoveRefused, apply_move, save_unmoved
from meetings import rules
from meetings.choices import PaperKind, Presence, SignatoryPart
from meetings.models import (
    Agreement,
    AgreementItem,
    Attendance,
    Decision,
    FollowUp,
    Meeting,
    Paper,
    Signatory,
)
from meetings.snapshot import fingerprint, take_snapshot
from plans.actions import record_outcome, take_lokus
from plans.choices import AGREED_KINDS
from plans.models import Outcome, Usulan

SECRETARIAT_ONLY = "Rapat dan berita acara dicatat sekretariat forum."
OWNER_ONLY = "Tindak lanjut ini dikerjakan penanggung jawabnya. Mintalah OPD itu atau sekretariat forum."
DRAFT_ONLY = "Berita acara yang sudah final tidak dapat diubah."
APPROVED = "Rapat ini sudah disahkan atau dibatalkan; catatannya tidak dapat diubah lagi."
AWAITS_SIGNATURE = (
    "Hasil ini tercantum dalam berita acara yang sedang menunggu tanda tangan. "
    "Unggah pindaiannya atau batalkan berita acara itu, lalu ubah hasilnya."
)


class NumberTaken(MoveRefused):
    """The number typed for a berita acara is or was that of another."""


def _record(obj, changed, *, by) -> None:
    """Create or edit a plain record and log it with what changed."""
    noun = obj._meta.model_name
    if obj.pk is None:
        obj.save()
        log(f"{noun}.create", obj, by=by)
        return
    before, after = changed_facts(obj, changed)
    if after:
        save_unmoved(obj, after)
        log(f"{noun}.edit", obj, by=by, before=before, after=after)


# --- meeting ---


@transaction.atomic
def record_meeting(meeting: Meeting, changed=(), *, by) -> Meeting:
    """
    Create a meeting as draft, or write the `changed` fields of one that is not yet approved.

    :raises MoveRefused: if its years are changed after it has decided something for them.
    """
    require(rules.can_create_meeting(by), SECRETARIAT_ONLY)
    if meeting.pk:
        require(rules.can_record_meeting(by, meeting), APPROVED)
        if "fiscal_year" in changed and meeting.decisions.exists():
            raise MoveRefused("Rapat ini sudah memutuskan usulan; tahun anggarannya tidak dapat diubah lagi.")
    _record(meeting, changed, by=by)
    return meeting


def move_meeting(meeting: Meeting, move: str, *, by, note: str = "") -> None:
    """
    Invite, open, close, reopen, approve or cancel a meeting.

    :raises MoveRefused: if it is cancelled without a reason, or approved while nobody is recorded as present.
    """
    require(rules.can_create_meeting(by), SECRETARIAT_ONLY)
    if move == "cancel" and not note.strip():
        raise MoveRefused("Tulis alasan rapat dibatalkan.")
    if move == "approve" and not meeting.attendance.present().exists() and not meeting.counted_total:
        raise MoveRefused("Catat dahulu kehadiran, satu per satu atau jumlahnya.")
    apply_move(meeting, move, by=by, note=note.strip())


@transaction.atomic
def fill_attendance(meeting: Meeting, *, by) -> int:
    """
    List the seats of the meeting's decree as not yet present, with who held them that day.

    Returns how many are new: those listed already stay as they are.
    """
    require(rules.can_record_meeting(by, meeting), APPROVED)
    if meeting.decree is None:
        raise MoveRefused("Pilih dahulu SK yang menjadi dasar rapat ini.")
    listed = set(meeting.attendance.values_list("jabatan_id", flat=True))
    seats = meeting.decree.seats.order_by("order").values_list("jabatan_id", flat=True)
    missing = [key for key in seats if key not in listed]
    offices = Jabatan.objects.with_parents().with_incumbents(meeting.held_on).in_bulk(missing)
    last = meeting.attendance.aggregate(last=Max("order"))["last"] or 0
    for order, key in enumerate(missing, last + 1):
        row = Attendance(meeting=meeting, jabatan=offices[key], presence=Presence.ABSENT, order=order)
        _fill_office(row, offices[key])
        row.kabupaten_id = meeting.kabupaten_id
        row.save()
    if missing:
        log("meeting.fill_attendance", meeting, by=by, after={"count": len(missing)})
    return len(missing)


def _fill_office(row: Attendance, jabatan: Jabatan) -> None:
    """Freeze who held the jabatan; `jabatan` was loaded with its incumbents of that day."""
    incumbency = jabatan.current[0] if jabatan.current else None
    row.jabatan_name = f"{incumbency.prefix} {jabatan.name}".strip() if incumbency else jabatan.name
    row.institution = jabatan.institution
    if incumbency:
        row.person, row.name, row.sex = incumbency.person, incumbency.person.name, incumbency.person.sex


@transaction.atomic
def record_attendance(attendance: Attendance, *, by) -> Attendance:
    """Create or edit one line of the attendance list."""
    require(rules.can_record_meeting(by, attendance.meeting), APPROVED)
    if attendance.presence == Presence.REPRESENTED and not attendance.represented_by.strip():
        raise MoveRefused("Tulis siapa yang mewakili.")
    attendance.kabupaten_id = attendance.meeting.kabupaten_id
    if attendance.pk is None:
        attendance.order = (attendance.meeting.attendance.aggregate(last=Max("order"))["last"] or 0) + 1
    attendance.save()
    log(
        "meeting.attendance",
        attendance.meeting,
        by=by,
        after={"jabatan": attendance.jabatan_name, "presence": attendance.get_presence_display()},
    )
    return attendance


@transaction.atomic
def record_attendance_list(rows, *, by) -> None:
    """Edit several lines of one attendance list, all or none."""
    for row in rows:
        record_attendance(row, by=by)


@transaction.atomic
def remove_attendance(attendance: Attendance, *, by) -> None:
    """Take one line off the attendance list of a meeting that is not yet approved."""
    require(rules.can_record_meeting(by, attendance.meeting), APPROVED)
    log("meeting.remove_attendance", attendance.meeting, by=by, before={"jabatan": attendance.jabatan_name})
    attendance.delete()


def awaits_signature(outcome: Outcome | None) -> bool:
    """Say whether a berita acara that speaks of this outcome is out to be signed."""
    return outcome is not None and outcome.agreement_items.awaiting_signature().exists()


@transaction.atomic
def decide(meeting: Meeting, outcome: Outcome, portions=(), *, replaces: Outcome | None = None, by, now) -> Decision:
    """
    Record what the meeting decided on a usulan; lokus and pagu are held from now on.

    :raises MoveRefused: see `plans.actions.record_outcome`; also while the standing outcome is in a
        berita acara that waits for its signatures: that paper must not speak of what no longer holds.
    """
    require(rules.can_record_meeting(by, meeting), APPROVED)
    if outcome.usulan.kabupaten_id != meeting.kabupaten_id or outcome.fiscal_year not in meeting.years:
        raise MoveRefused(f"Rapat ini memutuskan usulan untuk tahun {meeting.years[0]} dan {meeting.years[1]}.")
    Usulan.objects.select_for_update().get(pk=outcome.usulan_id)
    if awaits_signature(replaces):
        raise MoveRefused(AWAITS_SIGNATURE)
    record_outcome(outcome, portions, replaces=replaces, by=by, today=meeting.held_on)
    decision = Decision.objects.create(kabupaten_id=meeting.kabupaten_id, meeting=meeting, outcome=outcome, at=now)
    log(
        "meeting.decide",
        meeting,
        by=by,
        after={"title": outcome.usulan.title, "desa": outcome.usulan.desa.full_name, "kind": outcome.kind},
    )
    return decision


# --- follow-up ---


@transaction.atomic
def record_follow_up(follow_up: FollowUp, changed=(), *, by) -> FollowUp:
    """Create a follow-up of a meeting, or write the `changed` fields of one."""
    require(rules.can_record_follow_up(by, follow_up.meeting), SECRETARIAT_ONLY)
    follow_up.kabupaten_id = follow_up.meeting.kabupaten_id
    _record(follow_up, changed, by=by)
    return follow_up


def move_follow_up(follow_up: FollowUp, move: str, *, by, today, result: str = "") -> None:
    """
    Start, finish, give up or reopen a follow-up.

    :raises MoveRefused: if it is finished or given up without saying with what result or why.
    """
    require(rules.can_move_follow_up(by, follow_up, move, today=today), OWNER_ONLY)
    if move == "finish" and not result.strip():
        raise MoveRefused("Tulis hasilnya dalam satu kalimat, beserta bukti yang ada.")
    if move == "give_up" and not result.strip():
        raise MoveRefused("Tulis sebab tidak dapat dilaksanakan.")
    fields = {"result": result.strip()} if result.strip() else {}
    apply_move(follow_up, move, by=by, note=result.strip(), **fields)


# --- agreement ---


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
        title=f"Kesepakatan Hasil {meeting.title}",
    )
    if meeting.chair:
        Signatory.objects.create(agreement=agreement, jabatan=meeting.chair, part=SignatoryPart.CHAIR)
    for order, head in enumerate(Jabatan.objects.heads_of_opd(_serving_opd(meeting)), 1):
        if head != meeting.chair:
            Signatory.objects.create(agreement=agreement, jabatan=head, part=SignatoryPart.PARTY, order=order)
    log("agreement.create", agreement, by=by, after={"version": agreement.version})
    return agreement


def _serving_opd(meeting: Meeting) -> set[int]:
    """Keys of the OPD that give something by this meeting's decisions, or will propose it next year."""
    standing = meeting.decisions.standing()
    agreed_next = standing.filter(outcome__kind__in=AGREED_KINDS).values_list("outcome__target_opd", flat=True)
    serving = standing.values_list("outcome__portions__activity__opd", flat=True)
    return {*serving, *agreed_next} - {None}


@transaction.atomic
def record_agreement(agreement: Agreement, changed=(), *, by) -> Agreement:
    """Write the `changed` fields of a draft."""
    require(rules.can_edit_agreement(by, agreement), DRAFT_ONLY)
    _refuse_used_number(agreement)
    _record(agreement, changed, by=by)
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
    _refuse_used_number(agreement)
    apply_move(agreement, "finalise", by=by, snapshot=content, fingerprint=fingerprint(content), final_at=now)
    _tie_items(agreement)
    if agreement.replaces and agreement.replaces.status == agreement.MOVES["finalise"].target:
        apply_move(agreement.replaces, "replace", by=by)
    from meetings.tasks import issue_agreement_paper  # the task keeps its paper through this file

    transaction.on_commit(lambda: issue_agreement_paper.enqueue(agreement.pk))


def _tie_items(agreement: Agreement) -> None:
    agreed = [row for group in agreement.snapshot["agreed"] for row in group["rows"]]
    AgreementItem.objects.bulk_create(
        AgreementItem(
            agreement=agreement, usulan_id=row["usulan"], outcome_id=row["outcome"], annex=annex, number=number
        )
        for annex, rows in (("II", agreed), ("III", agreement.snapshot["not_agreed"]))
        for number, row in enumerate(rows, 1)
    )


def _refuse_used_number(agreement: Agreement) -> None:
    if agreement.number and agreement.kabupaten.agreements.exclude(pk=agreement.pk).numbered(agreement.number).exists():
        raise NumberTaken(
            f"Nomor {agreement.number} sudah dipakai berita acara lain, mungkin yang dibatalkan. "
            "Nomor tidak dipakai ulang."
        )


@transaction.atomic
def number_agreement(agreement: Agreement, number: str, *, by) -> None:
    """
    Type the number of a final or signed agreement, once.

    :raises MoveRefused: if it is empty or was ever used, or somebody numbered the paper meanwhile.
    """
    require(rules.can_number_agreement(by, agreement), "Nomor berita acara ini sudah ditetapkan.")
    agreement.number = number.strip()
    if not agreement.number:
        raise MoveRefused("Tulis nomor berita acara, misalnya 000.7/12/Bapperida/2024.")
    _refuse_used_number(agreement)
    try:
        with transaction.atomic():
            numbered = Agreement.objects.filter(pk=agreement.pk, number="").update(number=agreement.number)
    except IntegrityError:
        numbered = 0
    if not numbered:
        raise MoveRefused("Nomor itu baru saja dipakai, atau berita acara ini baru saja dinomori. Muat ulang halaman.")
    log("agreement.number", agreement, by=by, after={"number": agreement.number})


@transaction.atomic
def sign_agreement(agreement: Agreement, *, upload, content_type: str, number: str = "", by, now) -> Paper:
    """
    Record that the parties signed in ink: keep the scan, take the lokus. A signed predecessor is replaced.

    `content_type` is what the scan's content showed (forum.uploads); `number` is needed where none is set.
    """
    require(rules.can_move_agreement(by, agreement, "sign"), "Hanya berita acara final yang dapat ditandatangani.")
    if not agreement.number:
        number_agreement(agreement, number, by=by)
    apply_move(agreement, "sign", by=by, signed_at=now)
    paper = _keep_paper(agreement, PaperKind.SCAN, upload.read(), content_type, by=by, now=now)
    take_lokus(Outcome.objects.filter(agreement_items__agreement=agreement), by=by, now=now)
    old = agreement.replaces
    if old and old.is_standing:
        apply_move(old, "replace", by=by)
    return paper


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
        Signatory(agreement=new, jabatan_id=row.jabatan_id, part=row.part, order=row.order)
        for row in agreement.signatories.all()
    )
    log("agreement.renew", new, by=by, after={"version": new.version})
    return new


@transaction.atomic
def issue_paper(agreement: Agreement, pdf: bytes, *, by, now) -> Paper:
    """Keep the PDF of a final agreement as issued; a second call gives the first paper back."""
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    if issued := agreement.papers.issued().first():
        return issued
    return _keep_paper(agreement, PaperKind.ISSUED, pdf, "application/pdf", by=by, now=now)


def _keep_paper(agreement: Agreement, kind: str, content: bytes, content_type: str, *, by, now) -> Paper:
    paper = Paper.objects.create(
        kabupaten_id=agreement.kabupaten_id,
        agreement=agreement,
        kind=kind,
        file=ContentFile(content, name="naskah"),
        content_type=content_type,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        at=now,
        by=by,
    )
    log(f"agreement.paper_{kind}", agreement, by=by, after={"sha256": paper.sha256, "size": paper.size})
    return paper
