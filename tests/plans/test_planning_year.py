"""The planning year as pure values: its usual months, its remarks, its drawing."""

from datetime import date

import pytest

from plans.choices import WindowKind
from plans.models import PlanningWindow
from plans.planning_year import MEANINGS, Span, planned_year, remarks, timeline_of, usual_days


def window(kind, starts_on, ends_on) -> PlanningWindow:
    return PlanningWindow(kind=kind, fiscal_year=2025, starts_on=starts_on, ends_on=ends_on)


@pytest.mark.parametrize(
    ("today", "year"), [(date(2024, 1, 31), 2025), (date(2024, 9, 30), 2025), (date(2024, 10, 1), 2026)]
)
def test_year_that_is_planned_begins_in_october(today, year):
    assert planned_year(today) == year


@pytest.mark.parametrize(
    ("kind", "year", "days"),
    [
        ("musdes", 2025, (date(2023, 11, 1), date(2024, 1, 31))),
        ("musrenbangcam", 2025, (date(2024, 2, 1), date(2024, 2, 29))),
        ("musrenbangcam", 2026, (date(2025, 2, 1), date(2025, 2, 28))),
        ("kua_ppas", 2025, (date(2024, 7, 1), date(2024, 8, 14))),
        ("rkpdes", 2025, (date(2024, 7, 1), date(2024, 9, 30))),
    ],
)
def test_usual_days(kind, year, days):
    assert usual_days(kind, year) == days


def test_every_step_has_usual_days_in_order_and_a_meaning_for_everyone():
    windows = [window(kind, *usual_days(kind, 2025)) for kind in WindowKind]

    assert remarks(windows) == []
    assert {len([text for _, text in MEANINGS[kind].by_reader() if text]) for kind in WindowKind} == {4}


def test_odd_order_and_overlap_are_remarked():
    windows = [
        window("musrenbangkab", date(2024, 3, 1), date(2024, 3, 3)),
        window("musrenbangcam", date(2024, 2, 1), date(2024, 3, 15)),
        window("forum_pd", date(2024, 3, 15), date(2024, 3, 20)),
    ]

    assert remarks(windows) == [
        "Forum Perangkat Daerah dimulai sebelum Musrenbang kecamatan selesai.",
        "Musrenbang kabupaten dimulai lebih dahulu daripada Forum Perangkat Daerah.",
    ]


def test_steps_without_an_order_of_their_own_are_never_remarked():
    late, early = (date(2024, 5, 1), date(2024, 5, 2)), (date(2024, 1, 1), date(2024, 9, 1))

    assert remarks([window("rakor", *late), window("kua_ppas", *early)]) == []


def test_timeline_places_days_in_months_of_equal_width():
    timeline = timeline_of([date(2023, 11, 1), date(2024, 2, 29)])

    assert timeline.labels == ["Nov", "Des", "Jan", "Feb"]
    assert timeline.span(date(2023, 11, 1), date(2023, 11, 30)) == Span(0, 1)
    assert timeline.span(date(2023, 12, 16), date(2024, 2, 29)) == Span(1.484, 2.516)
    assert (timeline.shows(date(2024, 2, 29)), timeline.shows(date(2024, 3, 1))) == (True, False)
    assert timeline.shows(date(2023, 10, 31)) is False


def test_timeline_of_many_months_names_years_where_they_begin():
    timeline = timeline_of([date(2023, 12, 1), date(2025, 1, 31)])
    assert timeline.width == 14
    assert timeline.labels[:2] == ["Des", "Jan"]

    timeline = timeline_of([date(2023, 12, 1), date(2025, 2, 1)])
    assert [label for label in timeline.labels if label] == ["2024", "2025"]


def test_timeline_of_nothing_shows_no_day():
    timeline = timeline_of([])

    assert (timeline.width, timeline.labels, timeline.shows(date(2024, 1, 1))) == (0, [], False)
