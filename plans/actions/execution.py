"""Writes on what was carried out of what was agreed: the report, and the check a year later."""

import datetime

from django.db import transaction

from forum.log import log
from forum.rules import require
from forum.transitions import MoveRefused
from plans import rules
from plans.actions.support import a_year_after
from plans.models import Execution, Portion, Usulan

OPD_REPORTS = "Pelaksanaan dilaporkan OPD yang bersangkutan atau sekretariat forum."
CHECKERS = "Yang sudah diserahkan diperiksa pencatat desa, OPD yang bersangkutan atau sekretariat forum."
NOT_STANDING = "Kesepakatan ini tidak berlaku lagi. Muat ulang halaman."
OVERTAKEN = "Laporan ini baru saja diperbaiki orang lain. Baca yang sekarang, lalu ulangi perbaikan Anda."
CHECKED = ("check_due_on", "checked_on", "condition", "finding")


@transaction.atomic
def report_execution(execution: Execution, *, by, today: datetime.date) -> Execution:
    """
    Record what became of a portion, in place of the report that the portion came with; that one stays stored.

    What was handed over on a day is to be checked a year later; what was checked already stays checked.

    :raises MoveRefused: if it lacks something, the agreement stands no longer, its year has not begun, or somebody
        reported meanwhile.
    """
    portion, replaces = execution.portion, execution.portion.execution
    require(rules.can_report_execution(by, portion, today=today), OPD_REPORTS)
    _lock(portion)
    if not Portion.objects.filter(pk=portion.pk, execution=replaces).exists():
        raise MoveRefused(OVERTAKEN)
    if faults := execution.missing():
        raise MoveRefused(" ".join(faults.values()))
    if portion.outcome.fiscal_year > today.year:
        raise MoveRefused(f"Tahun anggaran {portion.outcome.fiscal_year} belum mulai.")
    if execution.bast_on and execution.bast_on > today:
        raise MoveRefused("Tanggal BAST paling lambat hari ini.")
    execution.kabupaten_id, execution.by, execution.reported_on = portion.activity.kabupaten_id, by, today
    execution.supersedes = replaces
    if replaces and replaces.checked_on and execution.is_done:
        for name in CHECKED:
            setattr(execution, name, getattr(replaces, name))
    elif execution.bast_on:
        execution.check_due_on = a_year_after(execution.bast_on)
    execution.save()
    Portion.objects.filter(pk=portion.pk).update(execution=execution)
    portion.execution = execution
    log("usulan.execute", portion.outcome.usulan, by=by, after=_facts(execution), note=execution.explanation.strip())
    return execution


@transaction.atomic
def check_execution(
    execution: Execution,
    *,
    checked_on: datetime.date,
    condition: str,
    finding: str,
    next_on: datetime.date | None,
    by,
    today: datetime.date,
) -> None:
    """
    Record what was found in the field of what was handed over; `next_on` is when to look again, None if not.

    :raises MoveRefused: without a finding, with days that cannot be, or if the report was corrected meanwhile.
    """
    portion = execution.portion
    require(rules.can_check_execution(by, portion, today=today), CHECKERS)
    if not finding.strip():
        raise MoveRefused("Tulis apa yang ditemukan di lapangan.")
    if not execution.bast_on <= checked_on <= today:
        raise MoveRefused("Tanggal pemeriksaan harus sesudah tanggal BAST dan paling lambat hari ini.")
    if next_on and next_on <= checked_on:
        raise MoveRefused("Pemeriksaan berikutnya harus sesudah pemeriksaan ini.")
    _lock(portion)
    if not Portion.objects.filter(pk=portion.pk, execution=execution).exists():
        raise MoveRefused(OVERTAKEN)
    fields = {"checked_on": checked_on, "condition": condition, "finding": finding.strip(), "check_due_on": next_on}
    Execution.objects.filter(pk=execution.pk).update(**fields)
    log(
        "usulan.check",
        portion.outcome.usulan,
        by=by,
        after={
            "activity": portion.activity.name,
            "condition": condition,
            "checked_on": checked_on,
            "next_on": next_on,
        },
        note=finding.strip(),
    )


def _lock(portion: Portion) -> None:
    """The row of the usulan orders all who decide on it and report on it; refuse once the agreement is gone."""
    Usulan.objects.select_for_update().get(pk=portion.outcome.usulan_id)
    if not Portion.objects.standing().filter(pk=portion.pk).exists():
        raise MoveRefused(NOT_STANDING)


def _facts(execution: Execution) -> dict:
    """What the trace tells of a report: names as they are today, no person."""
    portion = execution.portion
    return {
        "opd": portion.activity.opd.name,
        "activity": portion.activity.name,
        "fiscal_year": portion.outcome.fiscal_year,
        "state": portion.execution_state,
        "volume": execution.volume,
        "agreed": portion.volume,
        "unit": portion.unit,
        "amount": execution.amount,
        "bast_number": execution.bast_number,
        "bast_on": execution.bast_on,
        "corrects": execution.supersedes_id is not None,
    }
