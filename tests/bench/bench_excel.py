"""
Lists as Excel: 20,000 usulan leave with the memory of 1,000.

    ./dev bench excel    prints seconds, size and memory of each list; fails where memory grows with the rows
"""

import argparse
import gc
import sys
import time
from pathlib import Path

from django.test import Client
from django.urls import reverse

from tests.bench.bench_sync import build_kabupaten, build_usulan
from tests.bench.databases import HERE, prepare, run_on_both

FEW, MANY = 1_000, 20_000
LIMIT_MB = 40  # more than this from the few to the many is not flat
LISTS = [("plans:usulan_list", "excel"), ("plans:usulan_list", "musrenbangcam"), ("plans:sync", "excel")]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev bench excel")
    parser.add_argument(HERE, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    return measure() if options.here else run_on_both("tests.bench.bench_excel", arguments)


def measure() -> int:
    prepare()
    secretariat, desa, activities = build_kabupaten()
    client = Client()
    client.force_login(secretariat)
    build_usulan(FEW, desa, activities, by=secretariat)
    few = {one: download(client, *one) for one in LISTS}
    build_usulan(MANY - FEW, desa, activities, by=secretariat)
    worst = 0
    for one in LISTS:
        seconds, size, needed = download(client, *one)
        worst = max(worst, needed - few[one][2])
        print(f"  {one[0]} {one[1]}: {seconds:.1f} detik, {size:.1f} MB; memori {few[one][2]} MB, lalu {needed} MB")
    print(f"  dari {FEW} ke {MANY} usulan memori bertambah {worst} MB (batas {LIMIT_MB})")
    return 0 if worst <= LIMIT_MB else 1


def download(client: Client, name: str, what: str) -> tuple[float, float, int]:
    """Return the seconds, the megabytes of the file, and the megabytes of memory that it needed on top."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = memory("VmRSS")
    start = time.perf_counter()
    response = client.get(reverse(name), {"unduh": what})
    size = sum(len(chunk) for chunk in response.streaming_content)
    return time.perf_counter() - start, size / 1_000_000, memory("VmHWM") - before


def memory(what: str) -> int:
    """Return a line of what Linux tells of this process, in megabytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what)) // 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
