"""Meetings: their record and their moves."""

from django.db import transaction

from forum.rules import require
from forum.transitions import MoveRefused, apply_move
from meetings import rules
from meetings.actions.record import APPROVED, SECRETARIAT_ONLY, record
from meetings.models import Meeting


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
    record(meeting, changed, by=by)
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
