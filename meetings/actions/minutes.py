"""The minutes: written by several hands, laid before the chair, approved or returned, corrected afterwards."""

from django.db import transaction
from django.db.models import F

from forum.log import log
from forum.rules import require
from forum.transitions import MoveRefused, apply_move
from meetings import rules
from meetings.minutes import fingerprint_of, take_minutes
from meetings.models import Meeting, Minute, MinuteCorrection, MinutesApproval
from plans.actions.entry import CHANGED_MEANWHILE, ChangedMeanwhile, record_entered

NOT_OPEN = "Notulen ditulis sekretariat forum sejak rapat dibuka sampai diajukan kepada pimpinan rapat."
CHAIR_ONLY = "Notulen disahkan pimpinan rapat, atau dicatat sekretariat forum atas persetujuannya."
APPROVED_ONLY = "Koreksi dicatat sekretariat forum sesudah notulen disahkan. Sebelumnya, catatannya diubah langsung."
READ_AGAIN = "Isi notulen berubah sejak halaman ini dibuka. Baca sekali lagi, lalu sahkan."


@transaction.atomic
def record_minute(minute: Minute, changed=(), *, by, entry=None) -> Minute:
    """
    Write an entry under an item of the agenda, or the `changed` fields of one; return it as stored.

    See `record_entered` for `entry` and for what is refused.
    """
    meeting = _held(minute.agenda_item.meeting_id)
    require(rules.can_write_minutes(by, meeting), NOT_OPEN)
    minute.kabupaten_id = meeting.kabupaten_id
    return record_entered(minute, changed, by=by, entry=entry, removed_at=None)


@transaction.atomic
def remove_minute(minute: Minute, *, by, now) -> None:
    """
    Take an entry out of the minutes; its words stay readable to those who write them.

    :raises ChangedMeanwhile: if somebody wrote in it since it was read.
    """
    meeting = _held(minute.agenda_item.meeting_id)
    require(rules.can_write_minutes(by, meeting), NOT_OPEN)
    standing = Minute.objects.standing().filter(pk=minute.pk, version=minute.version)
    if not standing.update(removed_at=now, version=F("version") + 1):
        raise ChangedMeanwhile(CHANGED_MEANWHILE)
    log("minute.remove", minute, by=by, before={"text": minute.text})


@transaction.atomic
def approve_minutes(meeting: Meeting, *, seen: str, note: str = "", by, today, now) -> MinutesApproval:
    """
    Approve the minutes whose fingerprint is `seen`, and freeze what they say.

    The chair does it with his own account; the secretariat says in `note` how and when he approved.

    :raises MoveRefused: if they changed since they were read, nobody is recorded as present, there is no chair, or
        the secretariat does not say how the chair approved.
    """
    require(rules.can_approve_minutes(by, meeting, today=today), CHAIR_ONLY)
    held = _held(meeting.pk)
    is_own, note = rules.chairs_meeting(by, held, today=today), note.strip()
    if held.chair is None:
        raise MoveRefused("Pilih dahulu pimpinan rapat pada data rapat.")
    if not held.attendance.present().exists() and not held.counted_total:
        raise MoveRefused("Catat dahulu kehadiran, satu per satu atau jumlahnya.")
    if not is_own and not note:
        raise MoveRefused("Tulis bagaimana dan kapan pimpinan rapat menyetujui notulen ini.")
    content = take_minutes(held)
    if fingerprint_of(content) != seen:
        raise MoveRefused(READ_AGAIN)
    apply_move(meeting, "approve", by=by, note=note)
    holder = held.chair.signatory_on(today)
    return MinutesApproval.objects.create(
        kabupaten_id=held.kabupaten_id,
        meeting=meeting,
        snapshot=content,
        fingerprint=seen,
        office=f"{holder.prefix if holder else ''} {held.chair.name_on(today)}".strip(),
        jabatan=held.chair,
        is_own=is_own,
        note=note,
        at=now,
        by=by,
    )


def return_minutes(meeting: Meeting, *, note: str, by, today) -> None:
    """
    Give the minutes back to the secretariat, saying what is to be mended.

    :raises MoveRefused: without a reason.
    """
    require(rules.can_return_minutes(by, meeting, today=today), CHAIR_ONLY)
    if not note.strip():
        raise MoveRefused("Tulis apa yang perlu diperbaiki.")
    apply_move(meeting, "return", by=by, note=note.strip())


@transaction.atomic
def correct_minute(correction: MinuteCorrection, *, by, now) -> MinuteCorrection:
    """
    Put beside an entry of approved minutes how it should have read.

    :raises MoveRefused: if it says the same.
    """
    item = correction.minute.agenda_item
    require(rules.can_correct_minutes(by, item.meeting), APPROVED_ONLY)
    if correction.text.split() == correction.minute.text.split():
        raise MoveRefused("Yang tertulis dan yang benar masih sama.")
    correction.kabupaten_id = item.kabupaten_id
    correction.by, correction.at = by, now
    correction.save()
    log("meeting.correct", item.meeting, by=by, after={"item": str(item)}, note=correction.reason)
    return correction


def _held(pk: int) -> Meeting:
    """
    Return the meeting as it is now, kept from moving on until this transaction ends.

    Only against other writers of its minutes: what else hangs on the meeting (FOR KEY SHARE) goes on.
    """
    return Meeting.objects.select_for_update(of=("self",), no_key=True).with_minutes().get(pk=pk)
