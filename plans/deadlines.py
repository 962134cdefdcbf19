"""By when an OPD answers: in working days, where the calendar of the year is known."""

import datetime
from typing import NamedTuple

from lokal import add_working_days

from forum.templatetags.house import angka


class Deadline(NamedTuple):
    day: datetime.date
    usual: str  # how it was counted, in words


def answer_deadline(asked_on: datetime.date, days: int) -> Deadline:
    """
    Return by when an OPD answers that has `days` working days, as the kabupaten has set.

    Holidays of a year are decreed (SKB 3 Menteri) in the autumn before it: until then the days of the calendar count.
    """
    try:
        return Deadline(add_working_days(asked_on, days), f"{angka(days)} hari kerja sejak diteruskan")
    except ValueError:
        day = asked_on + datetime.timedelta(days=days)
        return Deadline(day, f"{angka(days)} hari sejak diteruskan; hari libur tahun itu belum diketahui aplikasi ini")
