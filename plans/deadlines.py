"""By when an OPD answers: so many working days, the day before a meeting, the end of a window, or a day of its own."""

import datetime
from typing import NamedTuple

from lokal import add_working_days

from forum.templatetags.house import angka
from plans.models import PlanningWindow
from plans.occasions import occasions_for

# How far ahead a meeting or window is offered as a deadline, and how many of each.
OFFERED_AHEAD, MOST_OFFERED = datetime.timedelta(days=180), 5
ONE_DAY = datetime.timedelta(days=1)


class Deadline(NamedTuple):
    day: datetime.date
    usual: str  # how it was counted, in words


def answer_deadline(asked_on: datetime.date, days: int) -> Deadline:
    """
    Return by when an OPD answers that has `days` working days.

    Holidays of a year are decreed (SKB 3 Menteri) in the autumn before it: until then the days of the calendar count.
    """
    try:
        return Deadline(add_working_days(asked_on, days), f"{angka(days)} hari kerja sejak diteruskan")
    except ValueError:
        day = asked_on + datetime.timedelta(days=days)
        return Deadline(day, f"{angka(days)} hari sejak diteruskan; hari libur tahun itu belum diketahui aplikasi ini")


def offered_deadlines(user, *, today: datetime.date) -> dict[str, Deadline]:
    """Return the days to which the secretariat may tie an answer, by key: before a meeting, until a window ends."""
    last = today + OFFERED_AHEAD
    meetings = occasions_for(user, first=today + ONE_DAY, last=last)[:MOST_OFFERED]
    windows = PlanningWindow.objects.visible_to(user).ending_within(today, last).order_by("ends_on", "pk")
    offered = {one.key: Deadline(one.day - ONE_DAY, f"sehari sebelum “{one.name}”") for one in meetings}
    return offered | {f"masa-{one.pk}": Deadline(one.ends_on, f"akhir {one}") for one in windows[:MOST_OFFERED]}
