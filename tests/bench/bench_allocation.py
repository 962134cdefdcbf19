"""
The allocation of a whole kabupaten, with scarce lokus and pagu: how long, how far from the best, and is it lawful.

    ./dev bench allocation [--desa 175] [--usulan 30] [--activities 2236] [--seed 1]

Three tables: pagu that few lokus use up; pagu as the real limit, which is the hard one; and lokus for a part of the
desa only.
"""

import argparse
import random
import resource
import sys
import time
from collections import Counter

from plans.allocation import Activity, Candidate, allocate

MILLION = 1_000_000
MOST_SECONDS = 15
OPD = 25


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev bench allocation")
    parser.add_argument("--desa", type=int, default=175)
    parser.add_argument("--usulan", type=int, default=30, help="of each desa")
    parser.add_argument("--activities", type=int, default=2236)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    faults = [fault for name in TABLES for fault in measure(name, options)]
    print(f"  puncak memori {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    for fault in faults:
        print(f"  {fault}")
    return 1 if faults else 0


# name -> lokus of an activity (drawn from these), pagu and cost in millions (from, to)
TABLES = {
    "lokus sedikit": ([0, 0, 0, 0, 1, 1, 2, 3], (500, 5000), (5, 300)),
    "pagu sedikit": ([0, 1, 1, 2, 3, 5, 8], (100, 3000), (5, 300)),
    "tidak cukup bagi semua desa": ([0] * 60 + [1], (20, 400), (5, 300)),
}


def lay_table(name: str, options):
    """Return activities, candidates, ceilings and years served, drawn anew but always alike for one seed."""
    dice = random.Random(f"{name} {options.seed}")
    lokus, pagu, cost = TABLES[name]
    activities = [
        Activity(key, dice.randrange(OPD), dice.choice(lokus), dice.randint(*pagu) * MILLION)
        for key in range(options.activities)
    ]
    wanted = [dice.paretovariate(2) for _ in activities]  # a few activities are what many ask for
    candidates = []
    for desa in range(options.desa):
        for rank in range(options.usulan):
            price = dice.randint(*cost) * MILLION + dice.choice([0, 0, 250_000, 123_456])
            for key in dict.fromkeys(dice.choices(range(options.activities), wanted, k=5)):
                value = round(2 * (1 - rank / options.usulan) + dice.random(), 3)
                candidates.append(Candidate((desa, rank), desa, key, value, price))
    return (
        activities,
        candidates,
        {opd: dice.randint(3, 30) * 1000 * MILLION for opd in range(OPD)},
        {desa: dice.randrange(3) for desa in range(options.desa)},
    )


def measure(name: str, options) -> list[str]:
    """Print what the allocation of one table took and gave; return what is wrong with it."""
    activities, candidates, ceilings, years_served = lay_table(name, options)
    start = time.monotonic()
    found = allocate(activities, candidates, ceilings=ceilings, years_served=years_served)
    seconds = time.monotonic() - start
    print(f"  {name}: {len(candidates)} calon, {seconds:.1f} detik")
    print(
        f"    {len(found.chosen)} usulan dilayani di {found.desa_served} desa (mungkin {found.desa_gap} lagi), "
        f"nilai {found.value:.3f}, jarak ke yang terbaik paling jauh {found.gap:.4%}"
    )
    faults = faults_of(activities, found.chosen, ceilings)
    if seconds > MOST_SECONDS:
        faults.append(f"lebih dari {MOST_SECONDS} detik")
    return [f"{name}: {fault}" for fault in faults]


def faults_of(activities, chosen, ceilings) -> list[str]:
    """Return every limit that a choice breaks, counted without the solver."""
    lokus, pagu, spent = Counter(), Counter(), Counter()
    opd = {one.id: one.opd for one in activities}
    for one in chosen:
        lokus[one.activity] += 1
        pagu[one.activity] += one.cost
        spent[opd[one.activity]] += one.cost
    usulan = Counter(one.usulan for one in chosen)
    return [
        *(f"usulan {key} dilayani dua kali" for key, count in usulan.items() if count > 1),
        *(f"lokus kegiatan {one.id} terlampaui" for one in activities if lokus[one.id] > one.lokus),
        *(f"pagu kegiatan {one.id} terlampaui" for one in activities if pagu[one.id] > one.pagu),
        *(f"batas OPD {key} terlampaui" for key, most in ceilings.items() if spent[key] > most),
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
