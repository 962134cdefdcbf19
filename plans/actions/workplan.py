"""Writes on what is offered: activities, the stage in force, imported workplans, lokus."""

from django.db import transaction
from django.db.models import Max

from forum.log import changed_facts, log
from forum.models import Opd
from forum.rules import require
from forum.transitions import MoveRefused
from plans import rules
from plans.choices import Stage
from plans.models import Activity, ActivityFigures, Lokus, Nomenclature, WorkplanImport
from plans.models.nomenclature import Level
from plans.workplan_changes import ChangeKind, import_changes

NOT_YOUR_OPD = "Kegiatan ini milik OPD lain. Mintalah OPD itu atau sekretariat forum."


def _lock_workplan(opd) -> None:
    """Let those who write one OPD's workplan wait for each other; rows that only point to the OPD do not wait."""
    Opd.objects.select_for_update(no_key=True).get(pk=opd.pk)


@transaction.atomic
def record_activity(activity: Activity, figures: ActivityFigures, changed=(), *, by, today) -> Activity:
    """
    Create an activity, or write the `changed` fields of one, together with its figures of one stage.

    Figures of the stage in force (or of a later one) put their pagu in force; those of an earlier stage
    are only kept. A lawful cut below what is already committed is recorded, never refused: the activity
    is then listed as overcommitted.

    :raises MoveRefused: if the OPD has this sub kegiatan in that year already.
    """
    require(rules.can_manage_workplan(by, activity.opd, today=today), NOT_YOUR_OPD)
    _lock_workplan(activity.opd)
    activity.kabupaten_id = activity.opd.kabupaten_id
    rows = Activity.objects.for_opd(activity.opd).for_year(activity.fiscal_year)
    if rows.filter(edition=activity.edition, code=activity.code).exclude(pk=activity.pk).exists():
        raise MoveRefused(f"Sub kegiatan {activity.code} sudah ada pada {activity.opd} tahun {activity.fiscal_year}.")
    is_new = activity.pk is None
    before, after = ({}, {}) if is_new else changed_facts(activity, changed)
    if is_new:
        # Where a later stage holds already, it does not know this sub kegiatan: no pagu until it is told.
        activity.stage, activity.pagu = next(iter(rows.stages()), figures.stage), 0
        _complete_names(activity)
        activity.save()
    else:
        activity.refresh_from_db(fields=["stage", "pagu"])  # another stage may have come into force meanwhile
        activity.save(update_fields=[*after, "updated_at"])  # never `committed`: others move it
    old = activity.figures.filter(stage=figures.stage).first()
    figures.pk, figures.activity = (old.pk if old else None), activity
    figures.save()
    if Stage(figures.stage).rank >= Stage(activity.stage).rank:
        activity.stage, activity.pagu = figures.stage, figures.pagu
        activity.save(update_fields=["stage", "pagu", "updated_at"])
    if old:
        before |= {"stage": old.get_stage_display(), "pagu": old.pagu}
    after |= {"stage": figures.get_stage_display(), "pagu": figures.pagu}
    log("activity.create" if is_new else "activity.edit", activity, by=by, before=before, after=after)
    return activity


def _complete_names(activity: Activity) -> None:
    """Name the program and kegiatan where the OPD's file does not: matching reads them too."""
    if not (activity.program and activity.kegiatan):
        names = Nomenclature.objects.names_above(activity.code, activity.edition)
        activity.program = activity.program or names.get(Level.PROGRAM, "")
        activity.kegiatan = activity.kegiatan or names.get(Level.KEGIATAN, "")


@transaction.atomic
def put_stage_in_force(opd, fiscal_year: int, stage: str, *, by, today) -> None:
    """
    Let the figures of `stage` hold for every activity of this OPD and year.

    An activity that the stage no longer names keeps its row with a pagu of 0: what hangs on it stays to be seen.

    :raises MoveRefused: if no activity has figures of this stage.
    """
    require(rules.can_manage_workplan(by, opd, today=today), NOT_YOUR_OPD)
    _lock_workplan(opd)
    rows = Activity.objects.for_opd(opd).for_year(fiscal_year)
    if not rows.named_in(stage).exists():
        raise MoveRefused(f"Belum ada angka tahap {Stage(stage).label}. Impor berkasnya dahulu.")
    _move_to_stage(rows, stage, by=by)


def _move_to_stage(rows, stage: str, *, by) -> None:
    figures = ActivityFigures.objects.filter(activity__in=rows, stage=stage)
    pagu_of = dict(figures.values_list("activity_id", "pagu"))
    for activity in rows.select_for_update().order_by("pk"):
        pagu = pagu_of.get(activity.pk, 0)
        if (activity.stage, activity.pagu) == (stage, pagu):
            continue
        before = {"stage": activity.get_stage_display(), "pagu": activity.pagu}
        activity.stage, activity.pagu = stage, pagu
        activity.save(update_fields=["stage", "pagu", "updated_at"])
        log(
            "activity.stage",
            activity,
            by=by,
            before=before,
            after={"stage": activity.get_stage_display(), "pagu": pagu},
        )


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

    :raises MoveRefused: if it was applied before, or any row is refused.
    """
    require(rules.can_manage_workplan(by, batch.opd, today=today), NOT_YOUR_OPD)
    _lock_workplan(batch.opd)
    # In key order, as those do who decide on several activities at once (see actions.outcome).
    standing = Activity.objects.for_opd(batch.opd).for_year(batch.fiscal_year)
    list(standing.select_for_update().order_by("pk").values_list("pk"))
    found = import_changes(batch)
    if found.reading.refusals:
        raise MoveRefused("Ada baris yang ditolak. Perbaiki berkasnya, lalu unggah lagi: tidak ada yang diterapkan.")
    row = WorkplanImport.objects.unapplied().filter(pk=batch.pk)
    if not row.update(applied_at=now, by=by, counts=found.counts):
        raise MoveRefused("Berkas ini sudah diterapkan.")
    for change in found.of(ChangeKind.NEW, ChangeKind.CHANGED):
        _write_row(change, batch, by=by, today=today)
    if found.takes_force:
        _move_to_stage(standing.up_to(batch.stage), batch.stage, by=by)
    batch.applied_at, batch.by, batch.counts = now, by, found.counts
    facts = {"name": batch.name, "stage": batch.get_stage_display(), **found.counts}
    log("workplanimport.apply", batch, by=by, after=facts)


def _write_row(change, batch: WorkplanImport, *, by, today) -> None:
    activity = change.activity or Activity(
        opd=batch.opd, fiscal_year=batch.fiscal_year, edition=batch.edition, code=change.code, name=change.name
    )
    changed = ["name"] if activity.name != change.name else []
    activity.name = change.name
    figures = change.figures or ActivityFigures(stage=batch.stage)
    for name, value in change.row.figures.items():
        setattr(figures, name, value)
    record_activity(activity, figures, changed, by=by, today=today)


@transaction.atomic
def offer_lokus(
    activity: Activity, *, count: int = 1, desa=None, volume=None, unit: str = "", by, today
) -> list[Lokus]:
    """Add `count` slots to an activity, for `desa` or (None) for any desa."""
    require(rules.can_manage_workplan(by, activity.opd, today=today), NOT_YOUR_OPD)
    Activity.objects.select_for_update().get(pk=activity.pk)  # two who add at once must not number alike
    last = activity.lokus.aggregate(last=Max("number"))["last"] or 0
    slots = []
    for number in range(last + 1, last + 1 + count):
        slot = Lokus.objects.create(
            kabupaten_id=activity.kabupaten_id,
            activity=activity,
            number=number,
            desa=desa,
            volume=volume,
            unit=unit,
        )
        log("lokus.offer", slot, by=by, after={"number": number, "place": slot.place})
        slots.append(slot)
    return slots


@transaction.atomic
def withdraw_lokus(lokus: Lokus, *, by, now, today) -> None:
    """
    Take an open slot off the offer.

    :raises MoveRefused: if it is no longer open.
    """
    require(rules.can_manage_workplan(by, lokus.activity.opd, today=today), NOT_YOUR_OPD)
    if not Lokus.objects.open().filter(pk=lokus.pk).update(withdrawn_at=now):
        raise MoveRefused("Lokus ini sudah dipakai atau sudah ditarik. Muat ulang halaman.")
    log("lokus.withdraw", lokus, by=by, after={"number": lokus.number})
