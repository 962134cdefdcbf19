"""
Officers who decide at once on scarce lokus and pagu: after every round the books must agree with the rows.

    ./dev bench ledger [--rounds 200] [--officers 20]    on a SQLite file and on PostgreSQL
"""

import argparse
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection
from django.db.models import F

from forum.models import Kabupaten, User
from forum.transitions import MoveRefused
from plans import actions
from plans.choices import FundingSource, OutcomeKind, Stage
from plans.ledger import ledger_faults
from plans.models import Activity, ActivityFigures, Lokus, Outcome, Portion, Usulan
from tests.bench.databases import HERE, prepare, run_on_both
from tests.factories import (
    TODAY,
    make_activity,
    make_desa,
    make_kabupaten,
    make_kecamatan,
    make_lokus,
    make_opd,
    make_outcome,
    verified_usulan,
)

NOW = datetime(2024, 1, 31, 2, tzinfo=UTC)
PRICE = 10_000_000


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev bench ledger")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--officers", type=int, default=20)
    parser.add_argument(HERE, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if not options.here:
        return run_on_both("tests.bench.bench_ledger", arguments)
    prepare()
    start = time.monotonic()
    ends, faults = race(rounds=options.rounds, officers=options.officers)
    print(f"  {options.rounds} putaran, {options.officers} petugas, {time.monotonic() - start:.0f} detik")
    print(f"  {ends['won']} keputusan tercatat, {ends['refused']} ditolak")
    for fault in faults:
        print(f"  {fault}")
    return 1 if faults or not (ends["won"] and ends["refused"]) else 0


def race(*, rounds: int, officers: int) -> tuple[Counter, list[str]]:
    """
    Run the rounds, each in a kabupaten of its own; return how the attempts ended, and every fault that was found.

    An attempt ends "won", "refused" (MoveRefused, as a page would show it) or as a fault: any other exception.
    """
    ends, faults = Counter(), []
    for number in range(rounds):
        table = lay_table(number, officers)
        ends.update(run_at_once(plan_attempts(table, random.Random(number))))
        faults += [f"putaran {number}: {fault}" for fault in faults_of(table)]
    faults += [f"{count} kali {end}" for end, count in ends.items() if end not in ("won", "refused")]
    return ends, faults


def run_at_once(attempts: list[Callable[[], None]]) -> list[str]:
    """Start all attempts in the same moment, each in a thread with a connection of its own; return how they ended."""
    gate, ends = threading.Barrier(len(attempts)), []

    def take_part(attempt):
        gate.wait()
        try:
            attempt()
            ends.append("won")
        except MoveRefused:
            ends.append("refused")
        except Exception as exc:  # whatever it is, it is what the bench looks for
            ends.append(f"{type(exc).__name__}: {exc}")
        finally:
            connection.close()

    threads = [threading.Thread(target=take_part, args=[attempt]) for attempt in attempts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


@dataclass(frozen=True)
class Table:
    """What the officers of one round reach for: three activities, each with pagu for three portions and three lokus."""

    kabupaten: Kabupaten
    activities: list[Activity]
    usulan: list[Usulan]
    standing: dict[int, Outcome]  # usulan key -> what stands before the round
    by: User


def lay_table(number: int, officers: int) -> Table:
    """
    Build a round in a kabupaten of its own; a third of the usulan are decided already.

    The Perubahan, not in force yet, no longer names the first activity.
    """
    kabupaten = make_kabupaten(code=f"{number:05d}", name=f"Kabupaten {number}")
    desa = make_desa(kecamatan=make_kecamatan(kabupaten=kabupaten, code=f"{number:05d}.01"))
    opd = make_opd(kabupaten=kabupaten)
    activities = [make_activity(opd=opd, pagu=3 * PRICE, lokus=2) for _ in range(3)]
    for activity in activities:
        make_lokus(activity=activity, desa=desa)
    for activity in activities[1:]:
        ActivityFigures.objects.create(activity=activity, stage=Stage.PERUBAHAN, pagu=activity.pagu)
    usulan = [verified_usulan(desa=desa, title=f"Usulan {n}") for n in range(officers)]
    standing = {
        one.pk: make_outcome(usulan=one, activity=activities[n % 3], amount=PRICE)
        for n, one in enumerate(usulan[: officers // 3])
    }
    return Table(kabupaten, activities, usulan, standing, by=User.objects.system())


def faults_of(table: Table) -> list[str]:
    over = Activity.objects.filter(kabupaten=table.kabupaten, committed__gt=F("pagu"))
    return ledger_faults(table.kabupaten) + [f"{activity}: pagu terlampaui" for activity in over]


def plan_attempts(table: Table, dice: random.Random) -> list[Callable[[], object]]:
    """
    Return one attempt for each officer.

    They decide on one or two activities, some on a certain lokus; supersede; merge usulan into each other; withdraw
    and add lokus meanwhile; put a stage in force that drops an activity, or restore what was lost with it. Every
    fifth goes for the usulan of a colleague: only one may win.
    """
    moves = [decide] * 6 + [decide_on_two] * 4 + [merge] * 2 + [withdraw] * 2 + [offer] * 2 + [drop, restore]
    return [
        dice.choice(moves)(dice.choice(table.usulan) if dice.random() < 0.2 else own, table, dice)
        for own in table.usulan
    ]


def decide(usulan, table: Table, dice):
    activity = dice.choice(table.activities)
    return agree(usulan, table, [(activity, slot_of(activity, dice) if dice.random() < 0.3 else None)])


def decide_on_two(usulan, table: Table, dice):
    return agree(usulan, table, [(activity, None) for activity in dice.sample(table.activities, 2)])


def agree(usulan, table: Table, wishes):
    portions = [
        actions.PortionDraft(
            activity=activity, volume=1, amount=PRICE, funding_source=FundingSource.APBD_KABUPATEN, lokus=slot
        )
        for activity, slot in wishes
    ]
    return record(Outcome(usulan=usulan, fiscal_year=2024, kind=OutcomeKind.AGREED), table, portions)


def merge(usulan, table: Table, dice):
    # Neighbours merge into each other: two reach for the same two rows from both ends.
    place = table.usulan.index(usulan) ^ 1
    target = table.usulan[place] if place < len(table.usulan) else table.usulan[0]
    return record(Outcome(usulan=usulan, fiscal_year=2024, kind=OutcomeKind.MERGED, merged_into=target), table)


def record(outcome, table: Table, portions=()):
    replaces = table.standing.get(outcome.usulan_id)
    return lambda: actions.record_outcome(outcome, portions, replaces=replaces, by=table.by, today=TODAY)


def withdraw(usulan, table: Table, dice):
    slot = slot_of(dice.choice(table.activities), dice)
    return lambda: actions.withdraw_lokus(slot, by=table.by, now=NOW, today=TODAY)


def offer(usulan, table: Table, dice):
    activity = dice.choice(table.activities)
    return lambda: actions.offer_lokus(activity, by=table.by, today=TODAY)


def drop(usulan, table: Table, dice):
    return put_in_force(table, Stage.PERUBAHAN)


def put_in_force(table: Table, stage: Stage):
    opd = table.activities[0].opd
    return lambda: actions.put_stage_in_force(opd, 2024, stage, by=table.by, today=TODAY)


def restore(usulan, table: Table, dice):
    """Name the dropped activity again, then let everything that was lost with it stand again."""

    def attempt():
        put_in_force(table, Stage.RKPD)()
        for portion in Portion.objects.reopened().filter(activity=table.activities[0]).with_usulan():
            actions.restore_portion(portion, by=table.by, today=TODAY)

    return attempt


def slot_of(activity, dice) -> Lokus:
    return activity.lokus.order_by("number")[dice.randrange(3)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
