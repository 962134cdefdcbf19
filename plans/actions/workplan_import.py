"""Writes of a whole workplan from a file, inside the transaction of `forum.actions.apply_import`."""

from forum.log import entry_of, log_many
from forum.models import Opd
from forum.rules import require
from plans import rules
from plans.actions.reopening import lock_what_hangs_on
from plans.actions.workplan import (
    NOT_YOUR_OPD,
    lock_workplan,
    offer_lokus,
    put_all_in_force,
    record_activity,
    refuse_closed,
    turn_to,
)
from plans.choices import Stage
from plans.models import Activity, ActivityFigures, Nomenclature, Workplan
from plans.workplan_changes import Change, ChangeKind, WorkplanChanges, WorkplanPlan


def lock_workplan_file(*, opd: int, fiscal_year: int, **chosen) -> None:
    """
    Hold the workplan that a file will be compared with, until it is written.

    :raises MoveRefused: if the OPD was closed before that year.
    """
    opd = Opd.objects.get(pk=opd)
    refuse_closed(opd, fiscal_year)
    lock_workplan(opd)
    lock_what_hangs_on(Activity.objects.for_opd(opd).for_year(fiscal_year))


def write_workplan(plan: WorkplanPlan, *, by, now, today) -> None:
    """Write every row of a plan without refusals; a stage not earlier than the one in force takes force."""
    found = plan.found
    require(rules.can_manage_workplan(by, found.opd, today=today), NOT_YOUR_OPD)
    standing = Activity.objects.for_opd(found.opd).for_year(found.fiscal_year)
    workplan = Workplan.objects.of(found.opd, found.fiscal_year)
    was = turn_to(workplan, found.stage) if workplan and found.takes_force else None
    changes = found.of(ChangeKind.NEW, ChangeKind.CHANGED)
    more = {change.code: change.more_lokus for change in changes if change.more_lokus}
    written = _write_rows(changes, found, by=by, today=today)
    for activity in standing.filter(edition=found.edition, code__in=more) if more else ():
        offer_lokus(activity, count=more[activity.code], by=by, today=today)
    if was:
        put_all_in_force(workplan, standing.exclude(pk__in=written), was=was, by=by, today=today)


def _write_rows(changes: list[Change], found: WorkplanChanges, *, by, today) -> list[int]:
    """
    Write new and changed rows; return the keys of their activities, which are locked.

    Where something is agreed the activity is written alone, since a cut must be told; all others in few statements,
    to the same effect as `record_activity`.
    """
    alone = [change for change in changes if change.activity and change.activity.committed]
    together = [change for change in changes if not (change.activity and change.activity.committed)]
    for change in alone:
        changed = ["name"] if change.activity.name != change.name else []
        change.activity.name = change.name
        record_activity(change.activity, _figures_of(change, found.stage), changed, by=by, today=today)
    if together:
        _write_together(together, found, by=by)
    return [change.activity.pk for change in changes if change.activity]


def _figures_of(change: Change, stage: str) -> ActivityFigures:
    figures = change.figures or ActivityFigures(stage=stage, activity=change.activity)
    for name, value in change.row.figures.items():
        setattr(figures, name, value)
    return figures


def _write_together(changes: list[Change], found: WorkplanChanges, *, by) -> None:
    workplan, _ = Workplan.objects.get_or_create(
        opd=found.opd,
        fiscal_year=found.fiscal_year,
        defaults={"kabupaten_id": found.opd.kabupaten_id, "stage": found.stage},
    )
    is_in_force, stage = workplan.stage == found.stage, Stage(found.stage).label
    names = Nomenclature.objects.names_by_code(found.edition)
    pairs, entries = [], []
    for change in changes:
        before, after = {}, {"stage": stage, "pagu": change.after}
        if change.figures:
            before = {"stage": stage, "pagu": change.figures.pagu}
        activity = change.activity or _new_activity(change, found, names)
        if activity.name != change.name:
            before["name"], after["name"] = activity.name, change.name
            activity.name = change.name
        if is_in_force:
            activity.pagu, activity.is_named = change.after, True
        pairs.append((activity, _figures_of(change, found.stage), before, after))
    new = {activity.code for activity, *_ in pairs if not activity.pk}
    # An INSERT that meets the row it names updates it: far cheaper than bulk_update, and `committed` stays.
    Activity.objects.bulk_create([activity for activity, *_ in pairs if activity.code in new], batch_size=500)
    Activity.objects.bulk_create(
        [activity for activity, *_ in pairs if activity.code not in new],
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=["name", "pagu", "is_named", "updated_at"],
        batch_size=500,
    )
    for activity, figures, before, after in pairs:
        figures.pk, figures.activity = None, activity
        verb = "activity.create" if activity.code in new else "activity.edit"
        entries.append(entry_of(verb, activity, by=by, before=before, after=after))
    ActivityFigures.objects.bulk_create(
        [figures for _, figures, *_ in pairs],
        update_conflicts=True,
        unique_fields=["activity", "stage"],
        update_fields=list(changes[0].row.figures),
        batch_size=500,
    )
    log_many(entries)


def _new_activity(change: Change, found: WorkplanChanges, names: dict[str, str]) -> Activity:
    """Return a new activity; where the file does not name its program and kegiatan, the nomenclature does."""
    program, kegiatan = Nomenclature.codes_above(change.code)
    return Activity(
        kabupaten_id=found.opd.kabupaten_id,
        opd=found.opd,
        fiscal_year=found.fiscal_year,
        edition=found.edition,
        code=change.code,
        name=change.name,
        program=change.row.program or names.get(program, ""),
        kegiatan=change.row.kegiatan or names.get(kegiatan, ""),
        is_named=False,
        pagu=0,
    )
