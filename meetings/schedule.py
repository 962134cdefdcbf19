"""When each thing on an agenda begins and ends: pure calculation."""

from collections.abc import Sequence
from datetime import time

DAY = 24 * 60


def timetable(starts_at: time | None, minutes: Sequence[int | None]) -> list[tuple[time | None, time | None]]:
    """
    Return (from, to) of things that take so many minutes one after the other.

    From the first of unknown length on nobody can tell: its end and all that follows are None, as after midnight.
    """
    at = _minute_of(starts_at) if starts_at else None
    slots = []
    for duration in minutes:
        end = at + duration if at is not None and duration is not None else None
        slots.append((_time_of(at), _time_of(end)))
        at = end
    return slots


def minutes_over(starts_at: time | None, ends_at: time | None, minutes: Sequence[int | None]) -> int | None:
    """Return by how many minutes these are longer than the meeting (below zero: shorter), None if nobody can tell."""
    if starts_at is None or ends_at is None:
        return None
    return sum(duration or 0 for duration in minutes) - (_minute_of(ends_at) - _minute_of(starts_at))


def _minute_of(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _time_of(minute: int | None) -> time | None:
    return time(*divmod(minute, 60)) if minute is not None and minute < DAY else None
