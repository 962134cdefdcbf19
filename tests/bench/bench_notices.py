"""
Kabar in a large kabupaten: 3,000 usulan with 10,000 entries in the log.

    ./dev bench notices    prints what the page, and the count in the frame, cost every kind of account
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from functools import partial

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.choices import Role
from forum.log import entry_of, log_many
from forum.models import User
from forum.notices import count_unread
from plans.models import Usulan
from tests.bench.bench_sync import build_kabupaten, build_usulan
from tests.bench.databases import HERE, prepare, run_on_both
from tests.factories import make_user

LIMIT_CPU_MS, LIMIT_COUNT_MS = 100, 50
USULAN, ENTRIES = 3_000, 10_000
VERBS = ["usulan.submit", "usulan.verify", "usulan.edit"]
REPEATED = 10


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev bench notices")
    parser.add_argument(HERE, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    return measure() if options.here else run_on_both("tests.bench.bench_notices", arguments)


def measure() -> int:
    prepare()
    secretariat, desa, activities = build_kabupaten()
    build_usulan(USULAN, desa, activities, by=secretariat)
    write_log()
    accounts = [
        secretariat,
        make_user(username="petugas", role=Role.OPD_OFFICER, opd=activities[0].opd),
        make_user(username="fasilitator", role=Role.FACILITATOR, desa=desa[:4]),
        make_user(username="camat", role=Role.CAMAT, kecamatan=desa[0].kecamatan),
        make_user(username="pengamat", role=Role.OBSERVER),
    ]
    is_within = True
    for user in accounts:
        client = Client()
        client.force_login(user)
        costs = {"halaman": cost_of(partial(client.get, reverse("forum:notice_list")))}
        costs["hitungan pada kepala halaman"] = cost_of(partial(unread, user))
        told = ", ".join(f"{what} {cpu:.0f} ms CPU ({wall:.0f} ms)" for what, (cpu, wall) in costs.items())
        print(f"  {user.username}, {unread(user)} belum dibaca: {told}")
        (page, _), (_, count) = costs.values()
        is_within &= page <= LIMIT_CPU_MS and count <= LIMIT_COUNT_MS
    print(f"  batas: halaman {LIMIT_CPU_MS} ms CPU, hitungan {LIMIT_COUNT_MS} ms seluruhnya")
    return 0 if is_within else 1


def write_log() -> None:
    dice, by = random.Random(1), User.objects.system()
    usulan = list(Usulan.objects.order_by("pk"))
    log_many(entry_of(dice.choice(VERBS), dice.choice(usulan), by=by) for _ in range(ENTRIES))


def unread(user) -> int:
    return count_unread(user, today=timezone.localdate())


def cost_of(ask: Callable) -> tuple[float, float]:
    """Return the median CPU of this process and the median time, in milliseconds; a server's own CPU is in the time."""
    ask()  # warm
    spent = []
    for _ in range(REPEATED):
        cpu, wall = time.process_time(), time.perf_counter()
        ask()
        spent.append((time.process_time() - cpu, time.perf_counter() - wall))
    cpu, wall = (sorted(column)[REPEATED // 2] * 1000 for column in zip(*spent, strict=True))
    return cpu, wall


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
