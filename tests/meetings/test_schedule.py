"""When each thing on an agenda begins and ends."""

from datetime import time

import pytest

from meetings.schedule import minutes_over, timetable

NINE = time(9)


@pytest.mark.parametrize(
    ("starts_at", "minutes", "slots"),
    [
        (NINE, [], []),
        (NINE, [15, 90], [(NINE, time(9, 15)), (time(9, 15), time(10, 45))]),
        (NINE, [15, None, 10], [(NINE, time(9, 15)), (time(9, 15), None), (None, None)]),
        (None, [15], [(None, None)]),
        (time(23, 30), [20, 20, 5], [(time(23, 30), time(23, 50)), (time(23, 50), None), (None, None)]),
    ],
)
def test_timetable(starts_at, minutes, slots):
    assert timetable(starts_at, minutes) == slots


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "minutes", "over"),
    [
        (NINE, time(12), [120, 80], 20),
        (NINE, time(12), [120, None], -60),
        (NINE, time(12), [180], 0),
        (NINE, None, [180], None),
        (None, time(12), [180], None),
    ],
)
def test_minutes_over(starts_at, ends_at, minutes, over):
    assert minutes_over(starts_at, ends_at, minutes) == over
