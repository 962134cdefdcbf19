"""Writes on the allocation of a year: asked for, computed, ticked, applied. It decides nothing; the forum does."""

from collections.abc import Collection

from django.db import transaction

from forum.log import log
from forum.models import Kabupaten
from forum.rules import require
from forum.transitions import MoveRefused
from plans import rules
from plans.models import AllocationRun, Proposal
from plans.tasks import compute_allocation

SECRETARIAT_ONLY = "Pembagian lokus disiapkan sekretariat forum."


@transaction.atomic
def start_allocation(fiscal_year: int, ceilings: dict[int, int], *, by, now) -> AllocationRun:
    """
    Ask the worker for a new proposal of the year, in place of earlier ones that were never applied.

    `ceilings`: key of an OPD -> the most that it may be asked for, in whole rupiah.

    :raises MoveRefused: while another one of this year is being computed.
    """
    require(rules.can_allocate(by), SECRETARIAT_ONLY)
    Kabupaten.objects.select_for_update(no_key=True).get(pk=by.kabupaten_id)  # of two who ask at once, one waits
    runs = AllocationRun.objects.visible_to(by).for_year(fiscal_year)
    newest = runs.newest()
    if newest and newest.is_running(now):
        raise MoveRefused("Pembagian tahun ini sedang dihitung. Tunggu sampai selesai.")
    runs.filter(applied_at=None).delete()
    run = AllocationRun.objects.create(
        kabupaten_id=by.kabupaten_id, fiscal_year=fiscal_year, ceilings=ceilings, by=by, at=now
    )
    transaction.on_commit(lambda: compute_allocation.enqueue(run.pk))
    return run


@transaction.atomic
def keep_allocation(run: AllocationRun, found, *, now) -> None:
    """Keep what the worker found (`plans.allocation.Allocation`), all of it ticked; nothing where the run is gone."""
    ended = AllocationRun.objects.filter(pk=run.pk, ended_at=None).update(
        ended_at=now, desa_served=found.desa_served, desa_gap=found.desa_gap, gap=found.gap
    )
    if not ended:
        return
    given = [
        Proposal(run=run, usulan_id=one.usulan, activity_id=one.activity, cost=one.cost, is_ticked=True)
        for one in found.chosen
    ]
    left_out = [
        Proposal(
            run=run, usulan_id=one.usulan, activity_id=one.activity, block=one.block, rank=one.rank, ranks=one.ranks
        )
        for one in found.left_out
    ]
    Proposal.objects.bulk_create([*given, *left_out], batch_size=1000)


@transaction.atomic
def tick_proposals(run: AllocationRun, shown: Collection[int], ticked: Collection[int], *, by) -> None:
    """
    Tick those of the `shown` proposals that are `ticked`, by key, and no other of them.

    :raises MoveRefused: once the run has been applied.
    """
    require(rules.can_allocate(by, run), SECRETARIAT_ONLY)
    _lock_unapplied(run)
    rows = run.proposals.giving().filter(pk__in=shown)
    rows.filter(pk__in=ticked).update(is_ticked=True)
    rows.exclude(pk__in=ticked).update(is_ticked=False)


@transaction.atomic
def apply_allocation(run: AllocationRun, *, by, now) -> None:
    """
    Lay the ticked proposals before the forum, in place of those applied before for this year.

    They fill in the form of a decision in advance. Nothing is decided, and no lokus or pagu is held.

    :raises MoveRefused: if it has been applied already, is not computed yet, or nothing is ticked.
    """
    require(rules.can_allocate(by, run), SECRETARIAT_ONLY)
    _lock_unapplied(run)
    if not (count := run.proposals.ticked().count()):
        raise MoveRefused("Tidak ada usulan yang dicentang. Centang yang hendak diajukan ke forum.")
    same_year = AllocationRun.objects.filter(kabupaten=run.kabupaten_id, fiscal_year=run.fiscal_year)
    same_year.current().update(is_current=False)
    run.is_current, run.applied_at = True, now
    run.save(update_fields=["is_current", "applied_at"])
    log("allocationrun.apply", run, by=by, after={"fiscal_year": run.fiscal_year, "proposals": count})


def _lock_unapplied(run: AllocationRun) -> None:
    stored = AllocationRun.objects.select_for_update().filter(pk=run.pk).first()
    if stored is None:
        raise MoveRefused("Usulan pembagian ini sudah diganti dengan yang baru.")
    if stored.ended_at is None:
        raise MoveRefused("Pembagian tahun ini masih dihitung.")
    if stored.applied_at:
        raise MoveRefused("Usulan pembagian ini sudah diterapkan. Hitung yang baru bila perlu diubah.")
