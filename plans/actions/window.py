"""Writes on the calendar of the planning year."""

from django.db import transaction

from forum.log import changed_facts, log
from forum.models import Kabupaten
from forum.rules import require
from plans import rules
from plans.choices import WindowKind
from plans.models import PlanningWindow
from plans.planning_year import usual_days

NOT_YOUR_CALENDAR = "Kalender perencanaan disusun sekretariat forum."


@transaction.atomic
def record_window(window: PlanningWindow, changed=(), *, by) -> PlanningWindow:
    """Add a step to the calendar, or write it anew."""
    require(rules.can_edit_calendar(by, window), NOT_YOUR_CALENDAR)
    verb = "planningwindow.edit" if window.pk else "planningwindow.create"
    before, after = changed_facts(window, changed)
    window.save()
    log(verb, window, by=by, before=before, after={**_facts(window), **after})
    return window


@transaction.atomic
def remove_window(window: PlanningWindow, *, by) -> None:
    """Take a step off the calendar; the log keeps when it was to be."""
    require(rules.can_edit_calendar(by, window), NOT_YOUR_CALENDAR)
    log("planningwindow.remove", window, by=by, before=_facts(window))
    window.delete()


@transaction.atomic
def propose_windows(kabupaten: Kabupaten, fiscal_year: int, *, by) -> list[PlanningWindow]:
    """Fill in the usual days of every step that this year lacks; what is there is left alone. Returns what is new."""
    require(rules.can_edit_calendar(by, kabupaten), NOT_YOUR_CALENDAR)
    Kabupaten.objects.select_for_update().get(pk=kabupaten.pk)  # two presses at once propose once
    known = PlanningWindow.objects.filter(kabupaten=kabupaten).for_year(fiscal_year).kinds()
    proposed = []
    for kind in WindowKind:
        if kind not in known:
            starts_on, ends_on = usual_days(kind, fiscal_year)
            window = PlanningWindow(
                kabupaten=kabupaten, kind=kind, fiscal_year=fiscal_year, starts_on=starts_on, ends_on=ends_on
            )
            proposed.append(record_window(window, by=by))
    return proposed


def _facts(window: PlanningWindow) -> dict:
    return {
        "name": str(window),
        "starts_on": window.starts_on,
        "ends_on": window.ends_on,
    }
