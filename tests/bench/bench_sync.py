"""
The sync page of a large kabupaten: 175 desa, 500 activities in each of two years, 50 usulan and then 5,000.

    ./dev bench sync    prints queries, CPU and weight of a page; fails when a limit is passed
"""

import argparse
import gzip
import random
import sys
import time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum.choices import Role
from plans.choices import Bidang, OutcomeKind, Reason
from plans.models import Activity, Answer, Lokus, Outcome, Referral, Usulan
from plans.status import AnswerStatus, UsulanStatus
from tests.bench.databases import HERE, prepare, run_on_both
from tests.factories import TODAY, make_desa, make_kabupaten, make_kecamatan, make_opd, make_user

LIMIT_CPU_MS, LIMIT_KB = 60, 10
FEW, MANY = 50, 5_000
YEAR = 2027
PAGES = 20

THINGS = """jalan usaha tani|jaringan irigasi|sumur bor|embung pertanian|bibit ternak kambing|kandang ternak|
pakan ternak|alat tenun ikat|benang tenun|perahu nelayan|alat tangkap ikan|bibit rumput laut|kolam ikan air tawar|
pelatihan pertukangan|pelatihan pandai besi|alat perbengkelan|pengolahan kopi|pengolahan mete|benih jagung|benih padi|
pupuk organik|penanaman bakau|terasering kebun|pasar desa|pemasaran hasil tani|sanitasi|air bersih|
jembatan penyeberangan|lantai jemur|gudang pangan""".replace("\n", "").split("|")
FORMS = """Pembangunan|Rehabilitasi|Pemeliharaan|Penyediaan|Pendampingan penggunaan|Pengawasan mutu|
Pengembangan kapasitas|Peningkatan kualitas|Pembinaan kelompok|Pengadaan""".replace("\n", "").split("|")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev bench sync")
    parser.add_argument(HERE, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    return measure() if options.here else run_on_both("tests.bench.bench_sync", arguments)


def measure() -> int:
    prepare()
    user, desa, activities = build_kabupaten()
    build_usulan(FEW, desa, activities, by=user)
    few = read_page(user)
    build_usulan(MANY - FEW, desa, activities, by=user)
    many = read_page(user)
    print(f"  {FEW} usulan: {few['queries']} kueri; {MANY} usulan: {many['queries']} kueri")
    print(f"  CPU satu halaman: {few['cpu_ms']:.1f} ms; {many['cpu_ms']:.1f} ms (batas {LIMIT_CPU_MS})")
    print(f"  berat satu halaman: {few['kb']:.1f} KB; {many['kb']:.1f} KB (batas {LIMIT_KB})")
    passed = few["queries"] == many["queries"] and many["cpu_ms"] <= LIMIT_CPU_MS and many["kb"] <= LIMIT_KB
    return 0 if passed else 1


def read_page(user) -> dict:
    """Return what the page costs: queries, the median CPU in milliseconds, the heaviest page compressed in KB."""
    client = Client()
    client.force_login(user)
    url = reverse("plans:sync", args=[YEAR])
    client.get(url)  # warm: templates compiled, words of the year read
    with CaptureQueriesContext(connection) as context:
        client.get(url)
        queries = len(context)
    times, heaviest = [], 0
    for number in range(PAGES):
        start = time.process_time()
        page = client.get(url, {"page": number % 2 + 1})
        times.append(time.process_time() - start)
        heaviest = max(heaviest, len(gzip.compress(page.content, 6)))
    assert page.content.count(b"sync-wish") == 25, "the page does not show what is measured"
    return {"queries": queries, "cpu_ms": sorted(times)[PAGES // 2] * 1000, "kb": heaviest / 1024}


def build_kabupaten():
    """Return the secretariat's account, 175 desa, and 500 activities of 20 OPD with lokus in each of two years."""
    dice = random.Random(1)
    kabupaten = make_kabupaten()
    user = make_user(username="sekretariat", role=Role.SECRETARIAT)
    kecamatan = [make_kecamatan(name=f"Kecamatan {n:02d}", code=f"53.18.{n:02d}") for n in range(11)]
    desa = [make_desa(kecamatan=kecamatan[n % 11], name=f"Desa Nomor {n:03d}") for n in range(175)]
    opd = [make_opd(name=f"Dinas Nomor {n:02d} Urusan {dice.choice(THINGS).title()}") for n in range(20)]
    activities = Activity.objects.bulk_create(
        Activity(
            kabupaten=kabupaten,
            opd=opd[n % 20],
            fiscal_year=year,
            code=f"3.{25 + n % 6}.{2 + n % 3:02d}.2.{n % 9:02d}.{n:04d}",
            name=f"{dice.choice(FORMS)} {THINGS[n % 30].title()} dan {dice.choice(THINGS).title()} Kawasan {n}",
            kegiatan=f"Pengelolaan {dice.choice(THINGS).title()}",
            program=f"Program {dice.choice(THINGS).title()}",
            pagu=2_000_000_000,
        )
        for year in (YEAR, YEAR + 1)
        for n in range(500)
    )
    Lokus.objects.bulk_create(
        Lokus(kabupaten=kabupaten, activity=activity, number=number)
        for activity in activities
        for number in range(1, 6)
    )
    return user, desa, activities


def build_usulan(count: int, desa, activities, *, by) -> None:
    """Write usulan of which some lie with an OPD, some are answered and some decided, as in a running year."""
    dice = random.Random(count)
    rows = Usulan.objects.bulk_create(
        Usulan(
            kabupaten_id=by.kabupaten_id,
            desa=desa[n % 175],
            status=UsulanStatus.VERIFIED,
            fiscal_year=YEAR,
            title=f"{dice.choice(THINGS).capitalize()} Dusun {n % 9}",
            bidang=dice.choice(Bidang.values),
            problem="Warga berjalan tiga kilometer. " * 20,
            volume=2,
            unit="unit",
            cost=150_000_000,
            desa_rank=n // 175 + 1,
            kecamatan_rank=n // 11 + 1,
        )
        for n in range(count)
    )
    referrals = Referral.objects.bulk_create(
        Referral(
            kabupaten_id=by.kabupaten_id,
            usulan=usulan,
            opd_id=activities[n % 500].opd_id,
            fiscal_year=YEAR + n % 2,
            asked_on=TODAY,
            due_on=TODAY,
        )
        for n, usulan in enumerate(rows)
        if n % 3
    )
    Answer.objects.bulk_create(
        Answer(
            kabupaten_id=by.kabupaten_id,
            referral=referral,
            kind=OutcomeKind.AGREED_NEXT_YEAR,
            target_year=referral.fiscal_year + 1,
            status=AnswerStatus.SENT,
            is_current=True,
        )
        for n, referral in enumerate(referrals)
        if n % 2
    )
    Outcome.objects.bulk_create(
        Outcome(
            kabupaten_id=by.kabupaten_id,
            usulan=usulan,
            fiscal_year=YEAR,
            kind=OutcomeKind.REFUSED,
            reason=Reason.LOKUS_FULL,
            explanation="Lokus tahun ini habis.",
            decided_on=TODAY,
            by=by,
        )
        for n, usulan in enumerate(rows)
        if n % 10 == 0
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
