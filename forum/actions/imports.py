"""Writes on what is brought in by file: kept, read, then applied whole or not at all."""

from django.db import transaction
from django.utils.timezone import localdate

from forum.imports import PURPOSES, Plan
from forum.log import log
from forum.models import Import
from forum.rules import require
from forum.transitions import MoveRefused
from forum.workbook import WorkbookRefused

REFUSED = "Ada baris yang ditolak. Perbaiki berkasnya, lalu unggah lagi: tidak ada yang diterapkan."
APPLIED = "Berkas ini sudah diterapkan."
OTHERWISE = "Catatan berubah sejak berkas ini diperiksa. Lihat lagi isinya, lalu terapkan."


@transaction.atomic
def keep_import(import_: Import, *, by, now) -> Import:
    """
    Keep an uploaded file; nothing of it is written yet.

    What the same person left unapplied for the same goes: it is a draft, and the new file takes its place.
    """
    require(PURPOSES[import_.purpose].may(by, today=localdate(now)))
    for draft in Import.objects.unapplied().for_purpose(import_.purpose).filter(by=by, asked_at=None):
        if draft.chosen != import_.chosen:
            continue
        draft.delete()
        transaction.on_commit(lambda file=draft.file: file.delete(save=False))
    import_.by, import_.at, import_.size = by, now, import_.file.size
    import_.save()
    return import_


def read_import(import_: Import, *, today) -> None:
    """Read a kept file and keep with it what it would do, or why it cannot be read."""
    try:
        import_.report, import_.refusal = _plan_of(import_, by=import_.by, today=today).report(), ""
    except WorkbookRefused as exc:
        import_.report, import_.refusal = None, str(exc)
    Import.objects.filter(pk=import_.pk).update(report=import_.report, refusal=import_.refusal)


@transaction.atomic
def ask_to_apply(import_: Import, *, by, now) -> None:
    """Note that a file is to be applied by the worker."""
    require(PURPOSES[import_.purpose].may(by, today=localdate(now)))
    if not import_.can_be_applied:
        raise MoveRefused(APPLIED if import_.applied_at else REFUSED)
    import_.asked_at, import_.asked_by, import_.began_at = now, by, None
    import_.save(update_fields=["asked_at", "asked_by", "began_at"])


def begin_work(import_: Import, *, now) -> None:
    """Note that a worker reads or applies a file from now on, so that its page does not do the same meanwhile."""
    Import.objects.filter(pk=import_.pk).update(began_at=now)


def apply_import(import_: Import, *, by, now, today) -> None:
    """
    Write every row of a kept file in one transaction.

    :raises MoveRefused: if it was applied before, a row is refused, or it would do something else than was told.
    """
    require(PURPOSES[import_.purpose].may(by, today=today))
    told = import_.report
    try:
        with transaction.atomic():
            _apply(import_, told, by=by, now=now, today=today)
    except MoveRefused:
        Import.objects.unapplied().filter(pk=import_.pk).update(asked_at=None, report=import_.report)
        raise


def _apply(import_: Import, told: dict | None, *, by, now, today) -> None:
    if Import.objects.select_for_update().get(pk=import_.pk).applied_at:
        raise MoveRefused(APPLIED)
    PURPOSES[import_.purpose].lock(**import_.chosen)
    plan = _plan_of(import_, by=by, today=today)
    import_.report = plan.report()
    if plan.refusals:
        raise MoveRefused(REFUSED)
    if told and told["counts"] != plan.counts:
        raise MoveRefused(OTHERWISE)
    PURPOSES[import_.purpose].apply(plan, by=by, now=now, today=today)
    import_.applied_at, import_.by = now, by
    import_.save(update_fields=["applied_at", "by", "report"])
    log("import.apply", import_, by=by, after={"name": import_.name, "subject": import_.subject, **plan.counts})


def _plan_of(import_: Import, *, by, today) -> Plan:
    with import_.file.open() as file:
        data = file.read()
    return PURPOSES[import_.purpose].read(data, kabupaten=import_.kabupaten, by=by, today=today, **import_.chosen)
