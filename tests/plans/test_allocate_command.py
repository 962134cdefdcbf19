"""The command that shares out lokus and pagu from files."""

import csv
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

ACTIVITIES = "id,opd,lokus,pagu,nama\nbor,PU,1,100,Sumur bor\nperahu,Perikanan,2,50,Perahu katinting\n"
CANDIDATES = (
    "usulan_id,desa,activity_id,value,cost,fixed\n"
    "1,Waiholo,bor,9,40,\n"
    "2,Onggol,bor,0.5,40,\n"
    "2,Onggol,perahu,0.4,30,\n"
    "3,Wura Homba,perahu,0.3,30,\n"
)


@pytest.fixture
def run(tmp_path):
    """Write the files, run the command, and return what it tells, what was chosen, and the lines it printed."""

    def run(activities=ACTIVITIES, candidates=CANDIDATES, served=None, ceilings=None):
        texts = {"a.csv": activities, "c.csv": candidates, "desa.csv": served, "opd.csv": ceilings}
        for name, text in texts.items():
            if text is not None:
                (tmp_path / name).write_text(text)
        options = [f"--served={tmp_path}/desa.csv"] if served else []
        options += [f"--ceilings={tmp_path}/opd.csv"] if ceilings else []
        out, chosen = StringIO(), tmp_path / "chosen.csv"
        call_command("allocate", tmp_path / "a.csv", tmp_path / "c.csv", f"--output={chosen}", *options, stdout=out)
        with chosen.open(newline="") as file:
            return json.loads(out.getvalue()), sorted(csv.reader(file))

    return run


def test_allocate_writes_the_choice_and_tells_of_it_in_one_line(run):
    told, rows = run()

    # 50 of pagu at Perikanan serve one of two desa; the better value decides.
    assert rows == [["1", "bor"], ["2", "perahu"], ["usulan_id", "activity_id"]]
    assert {**told, "seconds": 0} == {"desa_served": 2, "value": 9.4, "seconds": 0, "gap": 0.0, "desa_gap": 0}


def test_allocate_serves_first_whom_no_year_served(run):
    told, rows = run(served="desa,years_served\nWaiholo,1\nOnggol,0\n")

    assert rows == [["2", "bor"], ["3", "perahu"], ["usulan_id", "activity_id"]]
    assert told["value"] == 0.8


def test_allocate_respects_the_ceiling_of_an_opd(run):
    _, rows = run(ceilings="opd,pagu\nPU,39\n")

    assert rows == [["2", "perahu"], ["usulan_id", "activity_id"]]


def test_allocate_keeps_what_is_fixed(run):
    _, rows = run(candidates=CANDIDATES.replace("0.3,30,", "0.3,30,1"))

    assert rows == [["1", "bor"], ["3", "perahu"], ["usulan_id", "activity_id"]]


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"activities": ""}, "a.csv, baris 1: berkas kosong. Kolom yang diperlukan: id, opd, lokus, pagu."),
        ({"candidates": "usulan_id,desa\n"}, "c.csv, baris 1, kolom activity_id: kolom ini tidak ada."),
        (
            {"candidates": CANDIDATES.replace("perahu", "kapal")},
            "c.csv, baris 4, kolom activity_id: kegiatan “kapal” tidak ada dalam a.csv.",
        ),
        ({"candidates": CANDIDATES + "1,Waiholo,bor,1,1\n"}, "c.csv, baris 6, kolom activity_id: sama dengan baris 2."),
        (
            {"candidates": CANDIDATES + "1,Onggol,perahu,1,1\n"},
            "c.csv, baris 6, kolom desa: usulan “1” sudah ditulis bagi desa “Waiholo”.",
        ),
        ({"candidates": CANDIDATES.replace("9,40", "-9,40")}, "c.csv, baris 2, kolom value: -9 kurang dari nol."),
        (
            {"candidates": CANDIDATES + "x" * 1_000_000 + ",Waiholo,bor,1,1\n"},
            "c.csv, baris 6, kolom usulan_id: sel ini berisi 1000000 huruf; paling banyak 32767.",
        ),
        ({"activities": ACTIVITIES + "bor,PU,1,1\n"}, "a.csv, baris 4, kolom id: sama dengan baris 2."),
        ({"served": "desa,years_served\nOnggol,dua\n"}, "desa.csv, baris 2, kolom years_served: “dua” bukan angka."),
        ({"ceilings": "opd,pagu\nPU,1\nPU,2\n"}, "opd.csv, baris 3, kolom opd: sama dengan baris 2."),
        (
            {"candidates": CANDIDATES.replace("40,\n", "40,1\n")},
            "c.csv, baris 3, kolom fixed: Keputusan tetap atas usulan 2 pada kegiatan bor tidak dapat dipertahankan: "
            "lokus penuh.",
        ),
    ],
)
def test_allocate_names_what_is_wrong_and_writes_nothing(run, tmp_path, files, sentence):
    (tmp_path / "chosen.csv").write_text("yang lama")

    with pytest.raises(CommandError) as refused:
        run(**files)

    assert str(refused.value).replace(f"{tmp_path}/", "") == sentence
    assert refused.value.returncode == 2
    assert (tmp_path / "chosen.csv").read_text() == "yang lama"
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix != ".csv") == []


def test_allocate_names_a_folder_that_is_not_there(tmp_path):
    for name, text in (("a.csv", ACTIVITIES), ("c.csv", CANDIDATES)):
        (tmp_path / name).write_text(text)

    with pytest.raises(CommandError, match="foldernya tidak ada") as refused:
        call_command("allocate", tmp_path / "a.csv", tmp_path / "c.csv", f"--output={tmp_path}/x/chosen.csv")

    assert refused.value.returncode == 2
