"""Share out open lokus and pagu among usulan from CSV; tells what came out as one JSON line."""

import ctypes
import json
import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from plans.csv_input import InputRefused, Row, Unique, read_rows, shown
from plans.csv_output import write_rows

BAD_INPUT = 2


class Command(BaseCommand):
    help = (
        "Usulkan pembagian lokus dan pagu yang adil untuk satu tahun anggaran. ACTIVITIES: id, opd, lokus, pagu; "
        "CANDIDATES: usulan_id, desa, activity_id, value, cost, boleh fixed; DESA: desa, years_served; OPD: opd, "
        "pagu. Hasilnya usulan_id, activity_id, dan satu baris JSON. Keluar dengan 2 bila masukan keliru."
    )

    def add_arguments(self, parser):
        parser.add_argument("activities", type=Path, metavar="ACTIVITIES.csv")
        parser.add_argument("candidates", type=Path, metavar="CANDIDATES.csv")
        parser.add_argument("--served", type=Path, metavar="DESA.csv", help="pada berapa tahun lalu desa dilayani")
        parser.add_argument("--ceilings", type=Path, metavar="OPD.csv", help="batas dana setiap OPD")
        parser.add_argument("--output", type=Path, required=True, metavar="CHOSEN.csv")

    def handle(self, *, activities, candidates, served, ceilings, output, **options):
        start = time.monotonic()
        # Imported here: SciPy takes half a second that no other command should wait for.
        from plans.allocation import FixedRefused, allocate

        try:
            offers = read_activities(activities)
            wishes, rows = read_candidates(candidates, offers, activities)
            years_served = read_counts(served, "desa", "years_served") if served else {}
            most = read_counts(ceilings, "opd", "pagu") if ceilings else {}
            if not output.parent.is_dir():
                raise InputRefused(output, "foldernya tidak ada.")
            with nothing_else_on_stdout():
                found = allocate(offers.values(), wishes, years_served=years_served, ceilings=most)
            write_rows(output, ["usulan_id", "activity_id"], [(one.usulan, one.activity) for one in found.chosen])
        except FixedRefused as exc:
            row = rows[exc.candidate.usulan, exc.candidate.activity]
            raise CommandError(str(row.refusal("fixed", str(exc))), returncode=BAD_INPUT) from exc
        except InputRefused as exc:
            raise CommandError(str(exc), returncode=BAD_INPUT) from exc
        told = {
            "desa_served": found.desa_served,
            "value": found.value,
            "seconds": round(time.monotonic() - start, 2),
            "gap": found.gap,
            "desa_gap": found.desa_gap,
        }
        self.stdout.write(json.dumps(told))


def read_activities(file: Path) -> dict:
    from plans.allocation import Activity

    offers, once = {}, Unique()
    for row in read_rows(file, ["id", "opd", "lokus", "pagu"]):
        key = row.text("id")
        once.check(row, "id", key)
        offers[key] = Activity(key, row.text("opd"), row.whole("lokus"), row.whole("pagu"))
    return offers


def read_candidates(file: Path, offers: dict, offers_file: Path) -> tuple[list, dict[tuple[str, str], Row]]:
    """Return the candidates, and the row of each usulan and activity."""
    from plans.allocation import Candidate

    wishes, rows, homes, once = [], {}, {}, Unique()
    for row in read_rows(file, ["usulan_id", "desa", "activity_id", "value", "cost"]):
        usulan, desa, activity = row.text("usulan_id"), row.text("desa"), row.text("activity_id")
        if activity not in offers:
            raise row.refusal("activity_id", f"kegiatan “{shown(activity)}” tidak ada dalam {offers_file}.")
        if homes.setdefault(usulan, desa) != desa:
            raise row.refusal("desa", f"usulan “{shown(usulan)}” sudah ditulis bagi desa “{shown(homes[usulan])}”.")
        once.check(row, "activity_id", (usulan, activity))
        value, cost = float(row.number_of("value")), row.whole("cost")
        wishes.append(Candidate(usulan, desa, activity, value, cost, row.flag("fixed")))
        rows[usulan, activity] = row
    return wishes, rows


def read_counts(file: Path, key: str, count: str) -> dict[str, int]:
    counts, once = {}, Unique()
    for row in read_rows(file, [key, count]):
        name = row.text(key)
        once.check(row, key, name)
        counts[name] = row.whole(count)
    return counts


@contextmanager
def nothing_else_on_stdout():
    """Send to stderr what HiGHS now and then prints by itself, past Python: who reads our output wants one line."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        ctypes.CDLL(None).fflush(None)
        os.dup2(kept, 1)
        os.close(kept)
