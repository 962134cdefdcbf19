"""What a meeting that goes on has before it. Steps are not logged: they decide nothing, and there are hundreds."""

from django.db import transaction
from django.db.models import F

from forum.rules import require
from forum.transitions import MoveRefused
from meetings import rules
from meetings.actions.record import APPROVED
from meetings.floor import queue_of
from meetings.models import Floor, Meeting
from plans.models import Usulan


def stir(meeting: Meeting, **fields) -> int:
    """Tell every screen that follows the meeting that something changed: `fields` of its floor, or what they show."""
    return Floor.objects.filter(meeting=meeting).update(version=F("version") + 1, **fields)


def open_floor(meeting: Meeting, *, fiscal_year: int) -> None:
    """Let the meeting begin with the first usulan of that year, unless it has begun."""
    defaults = {"kabupaten_id": meeting.kabupaten_id, "fiscal_year": fiscal_year}
    Floor.objects.get_or_create(meeting=meeting, defaults=defaults)


@transaction.atomic
def take_up(meeting: Meeting, usulan: Usulan | None, *, fiscal_year: int, order: str, by) -> None:
    """
    Bring a usulan of that year before the meeting, None the first in order; all screens follow.

    :raises MoveRefused: if it is not for this meeting to decide.
    """
    require(rules.can_record_meeting(by, meeting), APPROVED)
    if fiscal_year not in meeting.years or (usulan and usulan.kabupaten_id != meeting.kabupaten_id):
        raise MoveRefused(f"Rapat ini memutuskan usulan untuk tahun {meeting.years[0]} dan {meeting.years[1]}.")
    if usulan:  # before the floor, as whoever decides does
        Usulan.objects.select_for_update().get(pk=usulan.pk)
    open_floor(meeting, fiscal_year=fiscal_year)
    stir(meeting, usulan=usulan, fiscal_year=fiscal_year, order=order)


def go_on(meeting: Meeting, usulan: Usulan, *, fiscal_year: int, by) -> None:
    """
    Bring the next that waits before the meeting in place of this one, unless somebody has moved on already.

    A floor without a usulan shows the first that waits: there is nothing to move.
    """
    require(rules.can_record_meeting(by, meeting), APPROVED)
    passed: Usulan | None = usulan
    while passed:
        passed = _pass_on(meeting, passed, fiscal_year=fiscal_year, by=by)


@transaction.atomic
def _pass_on(meeting: Meeting, usulan: Usulan, *, fiscal_year: int, by) -> Usulan | None:
    """Move on by one; return what was brought before the meeting if it was being decided in that very moment."""
    here = Floor.objects.filter(meeting=meeting, usulan=usulan, fiscal_year=fiscal_year)
    if (floor := here.first()) is None:
        return None
    key = queue_of(by, fiscal_year, floor.order).open_after(usulan.pk)
    following = Usulan.objects.select_for_update().filter(pk=key).first()  # before the floor, as above
    here.update(version=F("version") + 1, usulan=following)
    return following if following and following.outcomes.current().for_year(fiscal_year).exists() else None
