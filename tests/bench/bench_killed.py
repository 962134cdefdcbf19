"""
A worker that is killed while it reads or applies ten thousand rows: nothing half-written, and the page goes on.

    ./dev bench killed     kills a real worker at several moments on each database; fails if anything is half there
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from forum import actions
from forum.choices import Role
from forum.models import Import, LogEntry
from forum.models.imports import LONGEST_WORK
from forum.tasks import apply_file, read_file
from plans.models import Activity, ActivityFigures
from tests.bench.bench_imports import RENJA, ROWS, renja_row, write
from tests.bench.databases import HERE, prepare, run_on_both
from tests.factories import make_kabupaten, make_opd, make_user

ROOT = Path(__file__).resolve().parents[2]
MOMENTS = (0.05, 0.3, 0.6, 0.85, 1.0)  # of the time that the work takes when it is left in peace
PATIENCE = 90  # seconds


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev bench killed")
    parser.add_argument(HERE, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    return measure() if options.here else run_on_both("tests.bench.bench_killed", arguments)


def measure() -> int:
    prepare()
    make_kabupaten()
    by = make_user(username="sekretariat", role=Role.SECRETARIAT)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "renja.xlsx"
        write(file, RENJA, map(renja_row, range(ROWS)))
        data = file.read_bytes()
    reads = in_peace(data, by=by)
    faults = [fault for moment in MOMENTS for fault in killed(data, moment, reads, by=by)]
    print("\n".join(faults) or "  tidak ada yang tertulis sebagian; semuanya dilanjutkan dari halamannya")
    return 1 if faults else 0


def in_peace(data: bytes, *, by) -> tuple[float, float]:
    """Return how many seconds a worker reads and applies the file."""
    import_ = keep(data, "Dinas Tenang", by=by)
    with Worker():
        reading = until(import_, read_file, lambda one: one.is_read)
        actions.ask_to_apply(Import.objects.get(pk=import_.pk), by=by, now=timezone.now())
        applying = until(import_, apply_file, lambda one: one.applied_at)
    print(f"  tanpa gangguan: dibaca {reading:.1f} s, diterapkan {applying:.1f} s")
    return reading, applying


def killed(data: bytes, moment: float, takes: tuple[float, float], *, by) -> list[str]:
    """Kill the worker at this part of its reading, then of its applying; return what is not as it must be."""
    import_ = keep(data, f"Dinas {moment}", by=by)
    page = Client(SERVER_NAME="127.0.0.1")
    page.force_login(by)
    kill_during(import_, read_file, moment * takes[0])
    faults = check(import_, f"membaca {moment:.0%}", is_whole=lambda one: not one.is_read or one.can_be_applied)
    wait_is_over(import_)
    page.get(import_.get_absolute_url())
    page.post(import_.get_absolute_url())
    kill_during(import_, apply_file, moment * takes[1])
    faults += check(import_, f"menerapkan {moment:.0%}", is_whole=lambda one: True)
    wait_is_over(import_)
    page.post(import_.get_absolute_url())
    if written(import_) != (ROWS, ROWS, ROWS) or not Import.objects.get(pk=import_.pk).applied_at:
        faults.append(f"  menerapkan {moment:.0%}: tidak dapat dilanjutkan, {written(import_)}")
    return faults


def check(import_: Import, when: str, *, is_whole) -> list[str]:
    now, rows = Import.objects.get(pk=import_.pk), written(import_)
    print(f"  dimatikan saat {when}: {'diterapkan' if now.applied_at else 'menunggu'}, {rows[0]} kegiatan")
    expected = (ROWS, ROWS, ROWS) if now.applied_at else (0, 0, 0)
    return [] if rows == expected and is_whole(now) else [f"  {when}: tertulis sebagian, {rows}"]


def written(import_: Import) -> tuple[int, int, int]:
    mine = Activity.objects.filter(opd=import_.chosen["opd"])
    entries = LogEntry.objects.filter(verb="activity.create", record_id__in=mine.values("pk"))
    return mine.count(), ActivityFigures.objects.filter(activity__in=mine).count(), entries.count()


def keep(data: bytes, opd: str, *, by) -> Import:
    chosen = {"opd": make_opd(name=opd).pk, "fiscal_year": 2025, "stage": "rkpd", "edition": "2023"}
    file = ContentFile(data, name="renja.xlsx")
    import_ = Import(kabupaten=by.kabupaten, purpose="workplan", chosen=chosen, file=file, name="renja.xlsx")
    return actions.keep_import(import_, by=by, now=timezone.now())


def wait_is_over(import_: Import) -> None:
    """Let the time pass after which a page no longer waits for a worker."""
    long_ago = timezone.now() - 2 * LONGEST_WORK
    Import.objects.filter(pk=import_.pk).exclude(began_at=None).update(began_at=long_ago)


class Worker:
    """The real worker, in a process of its own."""

    def __enter__(self):
        command = [sys.executable, "manage.py", "db_worker", "--interval", "0.1", "--no-reload"]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=quiet, stderr=quiet)
        return self

    def __exit__(self, *exc):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def kill_during(import_: Import, task, seconds: float) -> None:
    Import.objects.filter(pk=import_.pk).update(began_at=None)
    task.enqueue(import_.pk)
    with Worker():
        wait_for(import_, lambda one: one.began_at)
        time.sleep(seconds)


def until(import_: Import, task, is_done) -> float:
    """Return how many seconds pass from the task's beginning until it is done."""
    task.enqueue(import_.pk)
    wait_for(import_, lambda one: one.began_at)
    began = time.perf_counter()
    wait_for(import_, is_done)
    return time.perf_counter() - began


def wait_for(import_: Import, is_so) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so(Import.objects.get(pk=import_.pk)):
        assert time.monotonic() < deadline, "the worker does not come"
        time.sleep(0.02)
        connection.close_if_unusable_or_obsolete()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
