"""
Ten thousand rows from Excel: a print of a Renja and a list of usulan, each read, compared and written.

    ./dev bench imports    prints seconds and memory; fails over 20 s or 400 MB
"""

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

from django.core.management import call_command
from openpyxl import Workbook

from forum.models import User
from plans.models import Activity, Usulan
from tests.bench.databases import HERE, prepare, run_on_both
from tests.factories import make_desa, make_kabupaten, make_kecamatan, make_opd

ROWS, LIMIT_SECONDS, LIMIT_MB = 10_000, 20, 400
RENJA = (
    "No", "Kode", "Urusan/Bidang/Program/Kegiatan/Sub Kegiatan", "Indikator", "Target akhir Renstra", "Realisasi n-2",
    "Perkiraan n-1", "Target n", "Pagu n", "Lokasi", "Sumber dana", "Prioritas nasional", "Prioritas daerah",
    "Kelompok sasaran", "Target n+1", "Pagu n+1", "PD",
)  # fmt: skip
USULAN = ("Desa", "Usulan", "Bidang penghidupan", "Tahun", "Masalah", "Lokasi", "Volume", "Satuan", "Perkiraan biaya")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev bench imports")
    parser.add_argument(HERE, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    return measure() if options.here else run_on_both("tests.bench.bench_imports", arguments)


def measure() -> int:
    prepare()
    make_kabupaten()
    User.objects.system()
    make_opd(name="Dinas Pertanian")
    for number in range(100):
        make_desa(kecamatan=make_kecamatan(name=f"Kecamatan {number % 10}"), name=f"Nomor {number}")
    with tempfile.TemporaryDirectory() as folder:
        renja, usulan = Path(folder) / "renja.xlsx", Path(folder) / "usulan.xlsx"
        write(renja, RENJA, map(renja_row, range(ROWS)))
        write(usulan, USULAN, map(usulan_row, range(ROWS)))
        opd = ("--opd", "Dinas Pertanian", "--year", "2025")
        runs = {
            "Renja, semua baru": ("import_workplan", renja, *opd, "--stage", "rkpd"),
            "Renja, semua berubah": ("import_workplan", renja, *opd, "--stage", "apbd"),
            "usulan, semua baru": ("import_usulan", usulan),
            "usulan, semua tetap": ("import_usulan", usulan),
        }
        slowest = max(run(name, *command) for name, command in runs.items())
    assert (Activity.objects.count(), Usulan.objects.count()) == (ROWS, ROWS), "not everything was written"
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  paling lama {slowest:.1f} s (batas {LIMIT_SECONDS}), memori {megabytes:.0f} MB (batas {LIMIT_MB})")
    return 0 if slowest <= LIMIT_SECONDS and megabytes <= LIMIT_MB else 1


def run(name: str, command: str, file: Path, *options: str) -> float:
    began = time.perf_counter()
    with open("/dev/null", "w") as nowhere:
        call_command(command, file, *options, "--kabupaten", "53.18", "--apply", stdout=nowhere)
    seconds = time.perf_counter() - began
    print(f"  {name}: {seconds:.1f} s")
    return seconds


def write(path: Path, headings, rows) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Daftar")
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
    book.save(path)


def renja_row(number: int) -> tuple:
    code = f"1.03.{2 + number // 5000:02d}.2.{1 + number % 20:02d}.{number % 10_000:04d}"
    name = f"Rehabilitasi Jaringan Irigasi Permukaan Nomor {number}"
    pagu = f"Rp {1_000_000 + number:,}".replace(",", ".") + ",00"
    before = (number + 1, code, name, "Panjang jaringan yang direhabilitasi", "100 m", "90 m", "95 m", "110 m", pagu)
    return (*before, "Kodi", "DAU", None, None, "Masyarakat", "120 m", 1_200_000, "DPUTR")


def usulan_row(number: int) -> tuple:
    title, problem = f"Sumur bor Dusun {number}", "Warga berjalan tiga kilometer untuk mengambil air. " * 3
    desa = f"Nomor {number % 100}"
    return desa, title, "Prasarana penunjang", 2027, problem, f"Dusun {number}", 2, "unit", 150_000_000


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
