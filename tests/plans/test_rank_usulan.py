"""The command that ranks from CSV to CSV."""

import csv

import pytest
from django.core.management import CommandError, call_command

ACTIVITIES = """id,opd,bidang,program,kegiatan,sub_kegiatan,indikator,definisi
A1,Dinas Peternakan,Pertanian,,,Pengadaan Bibit Ternak,,
A2,Dinas Pertanian,Pertanian,,,Pembangunan Jalan Usaha Tani,,
A3,Dinas Perindustrian,Perindustrian,,,Pelatihan Tenun Ikat,,
"""
USULAN = "judul,id,kecamatan\nKambing untuk kelompok,U1,K1\nJalan usaha tani,U2,K1\nMoko adat,U3,K2\n"


@pytest.fixture
def folder(tmp_path):
    write(tmp_path, "activities", ACTIVITIES)
    write(tmp_path, "usulan", USULAN)
    return tmp_path


def write(folder, name, text):
    data = text if isinstance(text, bytes) else text.encode()
    (folder / f"{name}.csv").write_bytes(data)
    return folder / f"{name}.csv"


def run(folder, **options):
    output = folder / "ranks.csv"
    call_command("rank_usulan", folder / "activities.csv", folder / "usulan.csv", output=output, **options)
    with open(output, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def firsts(rows):
    return {row["usulan_id"]: row["activity_id"] for row in rows if row["rank"] == "1"}


def test_ranks_every_usulan_with_score_and_reason(folder):
    rows = run(folder, top=2)

    assert [(row["usulan_id"], row["rank"]) for row in rows] == [(key, n) for key in ("U1", "U2", "U3") for n in "12"]
    assert (firsts(rows)["U1"], firsts(rows)["U2"]) == ("A1", "A2")
    assert all(0 <= float(row["score"]) <= 1 for row in rows)
    assert all(row["reason"] for row in rows)


def test_decisions_teach(folder):
    decisions = write(folder, "decisions", "activity_id,judul\nA3,Moko adat\n")

    rows = run(folder, top=1, decisions=decisions)

    assert firsts(rows)["U3"] == "A3"
    assert rows[2]["reason"] == "1 usulan serupa pernah disepakati"


def test_a_kamus_is_added_to_the_shipped_one(folder):
    kamus = write(folder, "kamus", "istilah,kata,bidang\nmoko,tenun ikat,Industri rumah tangga\n")

    assert firsts(run(folder, top=1, kamus=kamus)) == {"U1": "A1", "U2": "A2", "U3": "A3"}


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("activities", "", "activities.csv, baris 1"),
        ("activities", "id,sub_kegiatan\n", "activities.csv, baris 2"),
        ("activities", "id,opd\nA1,x\n", "activities.csv, baris 1, kolom sub_kegiatan"),
        ("activities", "id,sub_kegiatan\nA1,x\nA1,y\n", "activities.csv, baris 3, kolom id"),
        ("usulan", "", "usulan.csv, baris 1"),
        ("usulan", "id,nama\nU1,x\n", "usulan.csv, baris 1, kolom judul"),
        ("usulan", "id,judul\nU1,x\nU2,\n", "usulan.csv, baris 3, kolom judul"),
        ("usulan", "id,judul\nU1,x\nU1,y\n", "usulan.csv, baris 3, kolom id"),
        ("usulan", b"id,judul\nU1,caf\xe9\n", "usulan.csv, baris 2, kolom judul"),
        ("usulan", "id,judul\nU1," + "x" * 1_000_000 + "\n", "usulan.csv, baris 2, kolom judul"),
        ("decisions", "judul,activity_id\nMoko,A9\n", "decisions.csv, baris 2, kolom activity_id"),
        ("decisions", "judul\nMoko\n", "decisions.csv, baris 1, kolom activity_id"),
    ],
)
def test_bad_input_is_one_line_that_names_the_place_and_writes_nothing(folder, name, text, place):
    write(folder, "decisions", "judul,activity_id\n")
    write(folder, name, text)

    with pytest.raises(CommandError, match=place) as refused:
        run(folder, decisions=folder / "decisions.csv")

    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)
    assert not (folder / "ranks.csv").exists()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "kamus.csv, baris 1"),
        ("istilah,kata\nmoko,tenun\n", "kamus.csv, baris 1, kolom bidang"),
        ("istilah,kata,bidang\nmoko,,\n", "kamus.csv, baris 2, kolom kata"),
        ("istilah,kata,bidang\nmoko,tenun,Pertambangan\n", "kamus.csv, baris 2, kolom bidang"),
    ],
)
def test_a_bad_kamus_is_one_line_that_names_the_place(folder, text, place):
    kamus = write(folder, "kamus", text)

    with pytest.raises(CommandError, match=place) as refused:
        run(folder, kamus=kamus)

    assert refused.value.returncode == 2
    assert not (folder / "ranks.csv").exists()


def test_top_below_one_is_refused(folder):
    with pytest.raises(CommandError) as refused:
        run(folder, top=0)

    assert refused.value.returncode == 2
