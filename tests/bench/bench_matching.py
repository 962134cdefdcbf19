"""
The match for a whole kabupaten: 175 desa x 30 usulan, 2,236 activities, 5,000 decisions; beside it the usual tools.

    ./dev bench matching                  makes its own data; fails when a limit is passed
    ./dev bench matching --data FOLDER    with the activities of FOLDER/nomenklatur_activities.csv
"""

import argparse
import csv
import os
import random
import resource
import statistics
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psycopg2
from psycopg2.extras import execute_values
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer

from plans.matching import engine
from plans.matching.kamus import shipped_entries
from plans.matching.texts import ActivityText, Decision, UsulanText
from tests import postgres

DESA, USULAN_PER_DESA, ACTIVITIES, DECISIONS = 175, 30, 2_236, 5_000
LIMIT_ALL_S, LIMIT_MB, LIMIT_ONE_MS, LIMIT_LEARN_MS = 3.0, 500, 20, 100
ONES = 200
TOP = 5

WORKS = """Pembangunan|Rehabilitasi|Pemeliharaan|Peningkatan|Penyediaan|Pengadaan|Pendampingan|Pengawasan|Pembinaan|
Pelatihan|Fasilitasi|Pengembangan|Penyusunan Rencana|Koordinasi dan Sinkronisasi|Evaluasi|Optimalisasi|
Penguatan Kelembagaan|Promosi""".replace("\n", "").split("|")
FIELDS = """Jaringan Irigasi Permukaan|Jalan Usaha Tani|Embung dan Penampung Air|Benih Tanaman Pangan|Hortikultura|
Bibit Ternak|Pakan Ternak|Kesehatan Hewan|Perikanan Tangkap|Pembudidayaan Ikan|Pengolahan Hasil Perikanan|
Industri Kecil|Usaha Mikro|Koperasi|Pasar Rakyat|Badan Usaha Milik Desa|Tenaga Kerja|Air Minum Perpipaan|
Air Limbah Domestik|Drainase Lingkungan|Jalan|Jembatan|Rumah Tidak Layak Huni|Permukiman|Perlengkapan Jalan|
Puskesmas|Posyandu|Ruang Kelas|Pendidikan Anak Usia Dini|Perpustakaan|Daya Tarik Wisata|Kesenian Daerah|
Keanekaragaman Hayati|Persampahan|Bencana|Fakir Miskin|Penyandang Disabilitas|Pemuda|Keluarga Berencana|
Kependudukan""".replace("\n", "").split("|")
PLACES = ["Kawasan Pesisir", "Kawasan Perbukitan", "Perdesaan", "Kecamatan", "Kabupaten/Kota", "Wilayah Sungai"]
WISHES = """Sumur bor|Jalan tani|Rabat jalan|Kambing untuk kelompok|Bibit babi|Sapi|Ayam kampung|Hand traktor|
Mesin perontok padi|Pupuk|Bibit kopi|Anakan mete|Alat tenun|Benang tenun|Mesin jahit|Perahu katinting|Jaring|
Mesin tempel|Bibit rumput laut|Bibit ikan nila|Kolam ikan|MCK|Jamban|Air bersih|Bak penampung air|Lampu jalan|
Rumah layak huni|Posyandu|Gedung PAUD|Ruang kelas|Pelatihan las|Pelatihan pandai besi|Modal BUMDes|Modal usaha|
Kios pasar|Embung|Irigasi|Deker|Jembatan gantung|Talud|Bronjong|Bakau|Bak sampah|Lapangan voli|Alat musik gong|
Kursi roda|Ambulans desa|Perpustakaan desa|Jaringan internet|Listrik desa""".replace("\n", "").split("|")
TAILS = [
    "",
    "untuk kelompok",
    "di dusun atas",
    "yang rusak",
    "belum ada",
    "bagi petani",
    "bagi keluarga miskin",
    "tahap dua",
]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev bench matching")
    parser.add_argument("--data", type=Path, help="folder dengan nomenklatur_activities.csv")
    folder = parser.parse_args(arguments).data
    dice = random.Random(1)
    activities = read_activities(folder) if folder else make_activities(dice)
    usulan = [UsulanText(number, wish(dice, number)) for number in range(DESA * USULAN_PER_DESA)]
    past = [Decision(wish(dice, n), activities[hash_of(n) % len(activities)].id) for n in range(DECISIONS)]
    print(f"{len(usulan)} usulan, {len(activities)} kegiatan, {len(past)} keputusan, {os.cpu_count()} inti")

    passed = measure(activities, usulan, past)
    print("Alat yang biasa, pekerjaan yang sama")
    names, titles = [activity.name for activity in activities], [one.title for one in usulan]
    with timed("TF-IDF kata dan n-gram"):
        tfidf(names, titles)
    with timed("rapidfuzz token_set_ratio"):
        rapidfuzz(names, titles)
    if postgres.packages():
        with postgres.server() as url, psycopg2.connect(url) as connection, timed("pg_trgm dengan indeks"):
            trigrams(connection, names, titles)
    else:
        print("  pg_trgm: PostgreSQL tidak ada pada mesin ini")
    return 0 if passed else 1


def measure(activities, usulan, past) -> bool:
    start = time.perf_counter()
    index = engine.build_index(activities, shipped_entries())
    built = time.perf_counter()
    index = engine.learn(index, past)
    learned = time.perf_counter()
    index = engine.calibrate(index, past)
    calibrated = time.perf_counter()
    engine.rank(index, usulan, TOP)
    ranked = time.perf_counter()
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    total = ranked - calibrated + learned - start
    print(
        f"  membaca kegiatan {built - start:.2f} s, keputusan {learned - built:.2f} s, "
        f"mengurutkan {ranked - calibrated:.2f} s"
    )
    print(f"  menera skor {calibrated - learned:.2f} s, sekali setiap keputusan bertambah sepersepuluh")
    print(f"  semuanya {total:.2f} s (batas {LIMIT_ALL_S:g}); memori {megabytes:.0f} MB (batas {LIMIT_MB})")

    ones = [time_of(lambda one=one: engine.rank(index, [one], TOP)) for one in usulan[:: len(usulan) // ONES]]
    one_ms = statistics.median(ones)
    print(f"  satu usulan {one_ms:.1f} ms, terlama {max(ones):.1f} ms (batas {LIMIT_ONE_MS})")

    more = Decision("Pagar kawat berduri kebun gizi dusun baru", activities[0].id)
    learn_ms = time_of(lambda: engine.calibrate(engine.learn(index, [*past, more]), [*past, more]))
    print(f"  satu keputusan lagi {learn_ms:.1f} ms (batas {LIMIT_LEARN_MS})")
    return total <= LIMIT_ALL_S and megabytes <= LIMIT_MB and one_ms <= LIMIT_ONE_MS and learn_ms <= LIMIT_LEARN_MS


def time_of(work) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


@contextmanager
def timed(name: str):
    start = time.perf_counter()
    yield
    print(f"  {name}: {time.perf_counter() - start:.2f} s", flush=True)


def tfidf(names, titles):
    likeness = 0
    for options in ({"analyzer": "word"}, {"analyzer": "char_wb", "ngram_range": (3, 5)}):
        vectorizer = TfidfVectorizer(sublinear_tf=True, **options)
        likeness = likeness + vectorizer.fit_transform(names) @ vectorizer.transform(titles).T
    return np.argpartition(-likeness.toarray(), TOP, axis=0)[:TOP]


def rapidfuzz(names, titles):
    likeness = process.cdist(titles, names, scorer=fuzz.token_set_ratio, workers=-1, dtype=np.uint8)
    return np.argpartition(-likeness.astype(np.int16), TOP, axis=1)[:, :TOP]


def trigrams(connection, names, titles):
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION pg_trgm")
        cursor.execute("CREATE TEMP TABLE activity (id int, name text)")
        execute_values(cursor, "INSERT INTO activity VALUES %s", list(enumerate(names)))
        cursor.execute("CREATE INDEX ON activity USING gist (name gist_trgm_ops)")
        for title in titles:
            cursor.execute("SELECT id FROM activity ORDER BY name <-> %s LIMIT %s", [title, TOP])
            cursor.fetchall()


def make_activities(dice) -> list[ActivityText]:
    names = [f"{work} {field} {place}" for work in WORKS for field in FIELDS for place in PLACES]
    return [
        ActivityText(
            number,
            opd=number % 30,
            name=name,
            office=f"Dinas {dice.choice(FIELDS)}",
            kegiatan=f"Pengelolaan {dice.choice(FIELDS)}",
            program=f"Program {dice.choice(FIELDS)}",
            definition=" ".join(dice.choice(names) for _ in range(10)),
        )
        for number, name in enumerate(dice.sample(names, ACTIVITIES))
    ]


def read_activities(folder: Path) -> list[ActivityText]:
    with open(folder / "nomenklatur_activities.csv", newline="", encoding="utf-8") as file:
        return [
            ActivityText(
                row["id"], row["id"][:4], row["sub_kegiatan"], row["bidang"], row["kegiatan"], row["program"],
                row["indikator"], row["definisi"],
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip


def wish(dice, number: int) -> str:
    """Return a title as villages write it; hardly two are the same."""
    return f"{dice.choice(WISHES)} {dice.choice(TAILS)} {dice.choice(WISHES).lower()} {number % 1000}".replace(
        "  ", " "
    )


def hash_of(number: int) -> int:
    return number * 7919 % 97


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
