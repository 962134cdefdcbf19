"""Writes of a whole workplan from a file: kept for its preview, then applied, all or nothing."""

from django.db import transaction

from forum.log import entry_of, log, log_many
from forum.rules import require
from forum.transitions import MoveRefused
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
from plans.models import Activity, ActivityFigures, Nomenclature, Workplan, WorkplanImport
from plans.workplan_changes import Change, ChangeKind, import_changes


@transaction.atomic
def keep_workplan(batch: WorkplanImport, *, by, now, today) -> WorkplanImport:
    """
    Keep an uploaded workbook for its preview; nothing of it is applied yet.

    What the same person left unapplied for this OPD goes: it is a draft, and the new file takes its place.
    """
    require(rules.can_manage_workplan(by, batch.opd, today=today), NOT_YOUR_OPD)
    for draft in WorkplanImport.objects.unapplied().filter(opd=batch.opd, by=by):
        draft.delete()
        transaction.on_commit(lambda file=draft.file: file.delete(save=False))
    batch.kabupaten_id, batch.by, batch.at = batch.opd.kabupaten_id, by, now
    batch.save()
    return batch


@transaction.atomic
def apply_workplan(batch: WorkplanImport, *, by, now, today) -> None:
    """
    Write every row of a kept workbook, all or nothing; a stage not earlier than the one in force takes force.

    :raises MoveRefused: if it was applied before, any row is refused, or the OPD was closed before that year.
    """
    require(rules.can_manage_workplan(by, batch.opd, today=today), NOT_YOUR_OPD)
    refuse_closed(batch.opd, batch.fiscal_year)
    lock_workplan(batch.opd)
    standing = Activity.objects.for_opd(batch.opd).for_year(batch.fiscal_year)
    lock_what_hangs_on(standing)
    found = import_changes(batch)
    if found.reading.refusals:
        raise MoveRefused("Ada baris yang ditolak. Perbaiki berkasnya, lalu unggah lagi: tidak ada yang diterapkan.")
    row = WorkplanImport.objects.unapplied().filter(pk=batch.pk)
    if not row.update(applied_at=now, by=by, counts=found.counts):
        raise MoveRefused("Berkas ini sudah diterapkan.")
    workplan = Workplan.objects.of(batch.opd, batch.fiscal_year)
    was = turn_to(workplan, batch.stage) if workplan and found.takes_force else None
    changes = found.of(ChangeKind.NEW, ChangeKind.CHANGED)
    more = {change.code: change.more_lokus for change in changes if change.more_lokus}
    written = _write_rows(changes, batch, by=by, today=today)
    for activity in standing.filter(edition=batch.edition, code__in=more) if more else ():
        offer_lokus(activity, count=more[activity.code], by=by, today=today)
    if was:
        put_all_in_force(workplan, standing.exclude(pk__in=written), was=was, by=by, today=today)
    batch.applied_at, batch.by, batch.counts = now, by, found.counts
    facts = {"name": batch.name, "stage": batch.get_stage_display(), **found.counts}
    log("workplanimport.apply", batch, by=by, after=facts)


def _write_rows(changes: list[Change], batch: WorkplanImport, *, by, today) -> list[int]:
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
        record_activity(change.activity, _figures_of(change, batch.stage), changed, by=by, today=today)
    if together:
        _write_together(together, batch, by=by)
    return [change.activity.pk for change in changes if change.activity]


def _figures_of(change: Change, stage: str) -> ActivityFigures:
    figures = change.figures or ActivityFigures(stage=stage, activity=change.activity)
    for name, value in change.row.figures.items():
        setattr(figures, name, value)
    return figures


def _write_together(changes: list[Change], batch: WorkplanImport, *, by) -> None:
    workplan, _ = Workplan.objects.get_or_create(
        opd=batch.opd,
        fiscal_year=batch.fiscal_year,
        defaults={"kabupaten_id": batch.opd.kabupaten_id, "stage": batch.stage},
    )
    is_in_force, stage = workplan.stage == batch.stage, Stage(batch.stage).label
    names = Nomenclature.objects.names_by_code(batch.edition)
    pairs, entries = [], []
    for change in changes:
        before, after = {}, {"stage": stage, "pagu": change.after}
        if change.figures:
            before = {"stage": stage, "pagu": change.figures.pagu}
        activity = change.activity or _new_activity(change, batch, names)
        if activity.name != change.name:
            before["name"], after["name"] = activity.name, change.name
            activity.name = change.name
        if is_in_force:
            activity.pagu, activity.is_named = change.after, True
        pairs.append((activity, _figures_of(change, batch.stage), before, after))
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


def _new_activity(change: Change, batch: WorkplanImport, names: dict[str, str]) -> Activity:
    """Return a new activity; where the file does not name its program and kegiatan, the nomenclature does."""
    program, kegiatan = Nomenclature.codes_above(change.code)
    return Activity(
        kabupaten_id=batch.opd.kabupaten_id,
        opd=batch.opd,
        fiscal_year=batch.fiscal_year,
        edition=batch.edition,
        code=change.code,
        name=change.name,
        program=change.row.program or names.get(program, ""),
        kegiatan=change.row.kegiatan or names.get(kegiatan, ""),
        is_named=False,
        pagu=0,
    )
