"""The national nomenclature from either workbook: mended, kabupaten rows only, contradictions told."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import Workbook

from plans import actions
from plans.choices import Edition
from plans.models import ActivityFigures, Nomenclature
from plans.nomenclature_reader import NomenclatureRefused, mend, read_nomenclature
from tests.factories import TODAY, make_activity

# Cells parted by "|" and shorter than the workbooks in which offices keep them; numbers are numbers there too.
BY_COLUMN = """
URUSAN/UNSUR|BIDANG URUSAN/BIDANG UNSUR|PROGRAM|KEGIATAN|SUB KEGIATAN|NOMENKLATUR URUSAN|KINERJA|INDIKATOR|SATUAN
X|||||URUSAN X.XX
X|XX||||URUSAN  PEMERINTAHAN BIDANG XX
X|XX|1|||PROGRAM  PENUNJANG   URUSAN
X|XX|1|2.01||Perencanaan,  Penganggaran
X|XX|1|2.01|2|Koordinasi  dan   Penyusunan  RKA- SKPD|Tersedianya RKA- SKPD|Jumlah Dokumen|Dokumen
3|27||||BIDANG PERTANIAN
3|27|3|||PROGRAM PRASARANA
3|27|3|1.02||Milik provinsi
3|27|3|1.02|1|Milik provinsi
3|27|3|2.02||Pembangunan Prasarana
3|27|3|2.02|3|Jalan Usaha Tani
"""
BY_CELL = """
JENIS PEMDA|BIDANG|PROGRAM|KEGIATAN|SUBKEGIATAN|INDIKATOR|SATUAN|TAG|DEFINISI OPERASIONAL
PROV|3.27 PERTANIAN|3.27.03 PRASARANA|3.27.03.1.02 Provinsi|3.27.03.1.02.0001 Provinsi
KABKOT|3.27 PERTANIAN|3.27.03 PRASARANA|3.27.03.2.02 Bangun|3.27.03.2.02.0003 Jalan Usaha Tani|Panjang|Km||Ke  lahan
KABKOT|3.27 PERTANIAN|3.27.03 PRASARANA|3.27.03.3.02 Khusus|3.27.03.3.02.0001 Khusus
"""


@pytest.fixture
def workbook(tmp_path):
    """Write a table as a workbook and return its path."""

    def write(table, name="nomenklatur.xlsx"):
        book = Workbook()
        for line in table.strip().splitlines():
            book.active.append([int(cell) if cell.isdecimal() else cell or None for cell in line.split("|")])
        book.save(tmp_path / name)
        return tmp_path / name

    return write


def lines(reading) -> list[tuple]:
    return [(row.code, row.level, row.name) for row in reading.rows]


def test_columns_of_the_kepmendagri_become_written_codes(workbook):
    reading = read_nomenclature(workbook(BY_COLUMN))

    assert lines(reading) == [
        ("X.XX", "bidang", "URUSAN PEMERINTAHAN BIDANG XX"),
        ("X.XX.01", "program", "PROGRAM PENUNJANG URUSAN"),
        ("X.XX.01.2.01", "kegiatan", "Perencanaan, Penganggaran"),
        ("X.XX.01.2.01.0002", "sub_kegiatan", "Koordinasi dan Penyusunan RKA-SKPD"),
        ("3.27", "bidang", "BIDANG PERTANIAN"),
        ("3.27.03", "program", "PROGRAM PRASARANA"),
        ("3.27.03.2.02", "kegiatan", "Pembangunan Prasarana"),
        ("3.27.03.2.02.0003", "sub_kegiatan", "Jalan Usaha Tani"),
    ]
    assert (reading.read, reading.skipped, reading.refusals) == (11, 3, [])
    assert reading.rows[3].performance == "Tersedianya RKA-SKPD"


def test_cells_of_the_sipd_export_hold_code_and_name(workbook):
    reading = read_nomenclature(workbook(BY_CELL))

    assert lines(reading) == [
        ("3.27", "bidang", "PERTANIAN"),
        ("3.27.03", "program", "PRASARANA"),
        ("3.27.03.2.02", "kegiatan", "Bangun"),
        ("3.27.03.2.02.0003", "sub_kegiatan", "Jalan Usaha Tani"),
    ]
    assert (reading.read, reading.skipped) == (3, 2)
    assert reading.rows[3].definition == "Ke lahan"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Pulau- Pulau  Kecil", "Pulau-Pulau Kecil"),
        ("Perundang- undangan", "Perundang-undangan"),
        ("Covid- 19", "Covid-19"),
        ("a - b", "a - b"),
        ("Ru''yat", "Ru'yat"),
        ("[null]", ""),
        (None, ""),
    ],
)
def test_mend(cell, text):
    assert mend(cell) == text


def test_one_code_with_two_names_is_told_in_both_places(workbook):
    reading = read_nomenclature(workbook(f"{BY_COLUMN}3|27|3|2.02|3|Jalan Produksi"))

    assert [(refusal.cell, refusal.value) for refusal in reading.refusals] == [
        ("F12", "Jalan Usaha Tani"),
        ("F13", "Jalan Produksi"),
    ]
    assert "3.27.03.2.02.0003" not in [row.code for row in reading.rows]


def test_one_code_in_two_spellings_is_one_line(workbook):
    reading = read_nomenclature(workbook(f"{BY_COLUMN}3|27|3|2.02|3|JALAN  usaha tani"))

    assert reading.refusals == []
    assert lines(reading)[-1] == ("3.27.03.2.02.0003", "sub_kegiatan", "Jalan Usaha Tani")


def test_row_without_a_name_is_refused_with_its_cell(workbook):
    reading = read_nomenclature(workbook(f"{BY_COLUMN}3|27|3|2.02|4||Kinerja"))

    assert [refusal.cell for refusal in reading.refusals] == ["F13"]


def test_another_workbook_is_refused_in_words(workbook, tmp_path):
    with pytest.raises(NomenclatureRefused, match="tidak mempunyai kolom nomenklatur"):
        read_nomenclature(workbook("Nama|Alamat"))
    (tmp_path / "palsu.xlsx").write_text("bukan Excel")
    with pytest.raises(NomenclatureRefused, match="bukan buku kerja"):
        read_nomenclature(tmp_path / "palsu.xlsx")


def run(path, capsys, edition="2023") -> dict:
    call_command("import_nomenclature", path, edition=edition)
    return json.loads(capsys.readouterr().out)


def test_import_twice_changes_nothing_and_editions_stand_side_by_side(db, workbook, capsys):
    path = workbook(BY_COLUMN)

    first, second = run(path, capsys), run(path, capsys)
    other = run(workbook(BY_CELL, "lain.xlsx"), capsys, edition="2026")

    assert [(told["new"], told["changed"], told["unchanged"]) for told in (first, second, other)] == [
        (8, 0, 0),
        (0, 0, 8),
        (4, 0, 0),
    ]
    assert Nomenclature.objects.for_edition("2023").sub_kegiatan().count() == 2
    assert Nomenclature.objects.filter(code="3.27.03.2.02.0003").count() == 2


def test_import_writes_a_changed_name(db, workbook, capsys):
    run(workbook(BY_COLUMN), capsys)
    renamed = BY_COLUMN.replace("Jalan Usaha Tani", "Jalan Usaha Tani Baru")

    told = run(workbook(renamed, "baru.xlsx"), capsys)

    assert (told["changed"], told["unchanged"]) == (1, 7)
    assert Nomenclature.objects.get(code="3.27.03.2.02.0003").name == "Jalan Usaha Tani Baru"


def test_import_with_a_refused_row_writes_nothing(db, workbook, capsys):
    path = workbook(f"{BY_COLUMN}3|27|3|2.02|4||Kinerja")

    with pytest.raises(SystemExit) as stop:
        call_command("import_nomenclature", path, edition="2023")

    assert stop.value.code == 1
    assert json.loads(capsys.readouterr().out)["applied"] is False
    assert Nomenclature.objects.count() == 0


def test_import_of_no_workbook_is_one_sentence(db, tmp_path):
    with pytest.raises(CommandError, match="bukan buku kerja Excel"):
        call_command("import_nomenclature", tmp_path / "tidak-ada.xlsx", edition="2023")


def test_new_activity_takes_the_names_above_it(secretariat, workbook, capsys):
    run(workbook(BY_COLUMN), capsys)
    activity = make_activity(code="3.27.03.2.02.0099")
    activity.pk, activity.code, activity.program = None, "3.27.03.2.02.0003", "Nama dari OPD"

    actions.record_activity(activity, ActivityFigures(stage="rkpd", pagu=1), by=secretariat, today=TODAY)

    assert (activity.program, activity.kegiatan) == ("Nama dari OPD", "Pembangunan Prasarana")


def test_penunjang_programme_is_found_under_every_bidang(db, workbook, capsys):
    run(workbook(BY_COLUMN), capsys)

    assert Nomenclature.objects.names_above("1.03.01.2.01.0002", Edition.E2023) == {
        "program": "PROGRAM PENUNJANG URUSAN",
        "kegiatan": "Perencanaan, Penganggaran",
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_nomenclature_list_query_count(client, observer, rows, django_assert_num_queries):
    for number in range(rows):
        Nomenclature.objects.create(edition="2023", code=f"3.27.0{number}", level="program", name="PROGRAM PRASARANA")
    client.force_login(observer)

    with django_assert_num_queries(4):
        response = client.get(reverse("plans:nomenclature_list"))

    assert response.content.count(b"PROGRAM PRASARANA") == rows


def test_nomenclature_list_finds_by_word_code_and_edition(client, observer):
    for edition, code, name in [("2023", "3.27.03", "PRASARANA"), ("2026", "3.27.03", "PRASARANA BARU")]:
        Nomenclature.objects.create(edition=edition, code=code, level="program", name=name)
    client.force_login(observer)

    def found(**query):
        return [row.name for row in client.get(reverse("plans:nomenclature_list"), query).context["page"]]

    assert found(q="baru") == ["PRASARANA BARU"]
    assert found(q="3.27", edition="2023") == ["PRASARANA"]
    assert found(q="tidak ada") == []
    assert found(level="program") == ["PRASARANA", "PRASARANA BARU"]


def test_nomenclature_list_is_for_members_and_for_reading(client, observer):
    assert client.get(reverse("plans:nomenclature_list")).status_code == 302
    client.force_login(observer)
    assert client.post(reverse("plans:nomenclature_list")).status_code == 405
    assert b"Nomenklatur belum dibaca" in client.get(reverse("plans:nomenclature_list")).content
