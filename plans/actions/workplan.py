"""Writes on what is offered: activities, the stage in force, lokus; a whole workplan see workplan_import."""

from django.db import transaction
from django.db.models import Max

from forum.log import changed_facts, log
from forum.models import Opd
from forum.rules import require
from forum.templatetags.house import tanggal
from forum.transitions import MoveRefused
from plans import rules
from plans.actions.reopening import lock_what_hangs_on, lose_pagu, tell_of_cut
from plans.choices import Stage
from plans.models import Activity, ActivityFigures, Lokus, Nomenclature, Workplan
from plans.models.nomenclature import Level

NOT_YOUR_OPD = "Kegiatan ini milik OPD lain. Mintalah OPD itu atau sekretariat forum."


def lock_workplan(opd) -> None:
    """Let those who write one OPD's workplan wait for each other; rows that only point to the OPD do not wait."""
    Opd.objects.select_for_update(no_key=True).get(pk=opd.pk)


def refuse_closed(opd, fiscal_year: int) -> None:
    """A file under the old name must not plan a year that is its successor's."""
    if opd.closed_on and fiscal_year > opd.closed_on.year:
        raise MoveRefused(
            f"{opd} ditutup sejak {tanggal(opd.closed_on)}. Rencana kerja {fiscal_year} dicatat pada OPD penerusnya."
        )


@transaction.atomic
def record_activity(activity: Activity, figures: ActivityFigures, changed=(), *, by, today) -> Activity:
    """
    Create an activity, or write the `changed` fields of one, together with its figures of one stage.

    Figures of the stage in force put their pagu in force; those of another stage are only kept until that stage
    is put in force for the whole OPD. The first activity of an OPD and year brings its stage with it. A lawful
    cut below what is already committed is recorded, never refused: see `actions.reopening`.

    :raises MoveRefused: if the OPD has this sub kegiatan in that year already, or was closed before that year.
    """
    require(rules.can_manage_workplan(by, activity.opd, today=today), NOT_YOUR_OPD)
    if activity.pk is None:
        refuse_closed(activity.opd, activity.fiscal_year)
    lock_workplan(activity.opd)
    activity.kabupaten_id = activity.opd.kabupaten_id
    rows = Activity.objects.for_opd(activity.opd).for_year(activity.fiscal_year)
    if rows.filter(edition=activity.edition, code=activity.code).exclude(pk=activity.pk).exists():
        raise MoveRefused(f"Sub kegiatan {activity.code} sudah ada pada {activity.opd} tahun {activity.fiscal_year}.")
    workplan, _ = Workplan.objects.get_or_create(
        opd=activity.opd,
        fiscal_year=activity.fiscal_year,
        defaults={"kabupaten_id": activity.kabupaten_id, "stage": figures.stage},
    )
    is_new = activity.pk is None
    before, after = ({}, {}) if is_new else changed_facts(activity, changed)
    if is_new:
        # Unless these are the figures in force, the stage in force does not know this sub kegiatan.
        activity.is_named, activity.pagu = False, 0
        _complete_names(activity)
        activity.save()
    else:
        activity.refresh_from_db(fields=["is_named", "pagu"])  # a stage may have come into force meanwhile
        activity.save(update_fields=[*after, "updated_at"])  # never `committed`: others move it
    old = activity.figures.filter(stage=figures.stage).first()
    figures.pk, figures.activity = (old.pk if old else None), activity
    figures.save()
    if figures.stage == workplan.stage:
        _put_in_force(activity, figures, workplan, by=by, today=today)
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
def put_stage_in_force(opd, fiscal_year: int, stage: str, *, by, today) -> int:
    """
    Let the figures of `stage` hold for every activity of this OPD and year; return how many agreements were lost.

    An activity that the stage does not name keeps its row with a pagu of 0; what was agreed on it is reopened.

    :raises MoveRefused: if no activity has figures of this stage.
    """
    require(rules.can_manage_workplan(by, opd, today=today), NOT_YOUR_OPD)
    lock_workplan(opd)
    rows = Activity.objects.for_opd(opd).for_year(fiscal_year)
    if not rows.named_in(stage).exists():
        raise MoveRefused(f"Belum ada angka tahap {Stage(stage).label}. Impor berkasnya dahulu.")
    lock_what_hangs_on(rows)
    workplan = Workplan.objects.of(opd, fiscal_year)
    was = turn_to(workplan, stage)
    return put_all_in_force(workplan, rows, was=was, by=by, today=today)


def turn_to(workplan: Workplan, stage: str) -> str:
    """Let another stage be the one in force; return the one that was, in words."""
    was, workplan.stage = workplan.get_stage_display(), stage
    workplan.save(update_fields=["stage"])
    return was


def put_all_in_force(workplan: Workplan, rows, *, was: str, by, today) -> int:
    """Let locked activities hold what the stage in force says; return how many agreements were lost."""
    figures = {row.activity_id: row for row in ActivityFigures.objects.filter(activity__in=rows, stage=workplan.stage)}
    now, lost = workplan.get_stage_display(), 0
    for activity in rows.select_related("opd").order_by("pk"):
        row = figures.get(activity.pk)
        before = {"stage": was, "pagu": activity.pagu, "is_named": activity.is_named}
        after = {"stage": now, "pagu": row.pagu if row else 0, "is_named": row is not None}
        if before != after:
            lost += _put_in_force(activity, row, workplan, by=by, today=today)
            log("activity.stage", activity, by=by, before=before, after=after)
    return lost


def _put_in_force(activity: Activity, figures: ActivityFigures | None, workplan: Workplan, *, by, today) -> int:
    """
    Let an activity hold what the stage in force says of it, or (None) that it says nothing.

    Returns how many agreements lost their pagu with it.
    """
    pagu, activity.pagu = activity.pagu, figures.pagu if figures else 0
    activity.is_named = figures is not None
    activity.save(update_fields=["pagu", "is_named", "updated_at"])
    activity.refresh_from_db(fields=["committed"])
    if not activity.is_named:
        portions = list(activity.portions.revocable().with_usulan().order_by("pk"))
        lose_pagu(activity, portions, workplan, by=by, today=today)
        return len(portions)
    if activity.overcommitted and activity.pagu < pagu:
        tell_of_cut(activity, workplan, by=by)
    return 0


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
