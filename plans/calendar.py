"""What the calendar of a planning year shows to one reader, and what his first page says of it."""

from dataclasses import dataclass
from datetime import date, datetime

from forum import ical
from forum.ical import Event
from forum.rules import enters_for_villages, is_camat, is_opd_officer
from forum.templatetags.house import angka, tanggal
from plans.models import PlanningWindow
from plans.occasions import Occasion, occasions_for
from plans.planning_year import MEANINGS, Meaning, Span, Timeline, remarks, timeline_of


@dataclass(frozen=True)
class Step:
    """One window of the calendar as this reader sees it."""

    window: PlanningWindow
    meaning: Meaning
    mine: str  # what the reader can do in it
    is_now: bool
    is_past: bool
    is_next: bool
    when: str  # from or until when, in words; "" once it is past
    span: Span | None  # where it stands in the drawing


@dataclass(frozen=True)
class Calendar:
    year: int
    steps: list[Step]
    occasions: list[tuple[Occasion, Span]]
    timeline: Timeline
    today: Span | None  # where today stands in the drawing
    remarks: list[str]

    @property
    def now(self) -> list[Step]:
        return [step for step in self.steps if step.is_now]

    @property
    def next(self) -> list[Step]:
        return [step for step in self.steps if step.is_next]


def calendar_of(user, fiscal_year: int, *, today: date) -> Calendar:
    """Return the calendar of a planned year, with the forum's own meetings of those months."""
    windows = list(PlanningWindow.objects.visible_to(user).for_year(fiscal_year).in_order())
    timeline = timeline_of(day for window in windows for day in (window.starts_on, window.ends_on))
    occasions = []
    if windows:
        first = timeline.months[0]
        last = max(window.ends_on for window in windows)
        occasions = occasions_for(user, first=first, last=last)
    return Calendar(
        fiscal_year,
        _steps(user, windows, timeline=timeline, today=today),
        [(one, timeline.span(one.day, one.day)) for one in occasions],
        timeline,
        timeline.span(today, today) if timeline.shows(today) else None,
        remarks(windows),
    )


def steps_ahead(user, *, today: date) -> list[Step]:
    """Return what goes on today and what comes next, of all planned years; one query."""
    windows = list(PlanningWindow.objects.visible_to(user).unfinished(today).in_order())
    return [step for step in _steps(user, windows, today=today) if step.is_now or step.is_next]


def calendar_ics(user, windows: list[PlanningWindow], *, page: str, now: datetime) -> bytes:
    """Return these steps for the calendar of a telephone; `page` is the address at which they are read."""
    kabupaten = user.kabupaten
    events = [
        Event(
            uid=f"masa-{window.pk}.{kabupaten.code}@forum-penghidupan",
            sequence=int(now.timestamp()),
            title=str(window),
            day=window.starts_on,
            last_day=window.ends_on,
            description=f"{MEANINGS[window.kind].what} {_mine(user, MEANINGS[window.kind])}",
            url=page,
        )
        for window in windows
    ]
    return ical.calendar_of(
        *events,
        zone=kabupaten.zone,
        zone_name=kabupaten.get_zone_display(),
        organiser=f"{kabupaten.forum_name} {kabupaten}",
        address="",
        now=now,
    )


def _steps(user, windows: list[PlanningWindow], *, today: date, timeline: Timeline | None = None) -> list[Step]:
    ahead = [window.starts_on for window in windows if window.starts_on > today]
    begin = min(ahead, default=None)
    steps = []
    for window in windows:
        meaning = MEANINGS[window.kind]
        is_now = window.is_now(today)
        steps.append(
            Step(
                window,
                meaning,
                mine=_mine(user, meaning),
                is_now=is_now,
                is_past=window.is_past(today),
                is_next=window.starts_on == begin,
                when=_when(window, today),
                span=timeline.span(window.starts_on, window.ends_on) if timeline else None,
            )
        )
    return steps


def _when(window: PlanningWindow, today: date) -> str:
    if window.is_past(today):
        return ""
    if window.is_now(today):
        days = (window.ends_on - today).days
        left = f"{angka(days)} hari lagi" if days else "hari ini yang terakhir"
        return f"sampai {tanggal(window.ends_on)}, {left}"
    return f"mulai {tanggal(window.starts_on)}, {angka((window.starts_on - today).days)} hari lagi"


def _mine(user, meaning: Meaning) -> str:
    if enters_for_villages(user):
        return meaning.villages
    if is_camat(user):
        return meaning.camat
    return meaning.opd if is_opd_officer(user) else meaning.forum
