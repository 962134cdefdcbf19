"""Meetings: their record and their moves."""

from collections.abc import Iterable

from django.db import transaction

from forum.rules import require
from forum.transitions import MoveRefused, apply_move
from meetings import rules
from meetings.actions.agenda import begin_agenda, expect_follow_ups, return_carried, settle_agenda
from meetings.actions.record import APPROVED, SECRETARIAT_ONLY, record
from meetings.models import AgendaItem, Meeting


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
    is_new = meeting.pk is None
    record(meeting, changed, by=by)
    if is_new:
        expect_follow_ups(meeting, by=by)
    return meeting


@transaction.atomic
def move_meeting(meeting: Meeting, move: str, *, by, note: str = "", discussed: Iterable[AgendaItem] = ()) -> None:
    """
    Invite, open, close, reopen or cancel a meeting, or lay its minutes before the chair.

    `discussed` is what a meeting that closes has discussed of its agenda, beside what is marked already.

    :raises MoveRefused: if it is cancelled without a reason, or its minutes are for a chair who is not named.
    """
    require(rules.can_create_meeting(by), SECRETARIAT_ONLY)
    if move == "cancel" and not note.strip():
        raise MoveRefused("Tulis alasan rapat dibatalkan.")
    if move == "submit" and meeting.chair_id is None:
        raise MoveRefused("Pilih dahulu pimpinan rapat pada data rapat; notulen diajukan kepadanya.")
    apply_move(meeting, move, by=by, note=note.strip())
    if move == "open":
        begin_agenda(meeting, by=by)
    elif move == "close":
        settle_agenda(meeting, discussed, by=by)
    elif move == "cancel":
        return_carried(meeting, by=by)
