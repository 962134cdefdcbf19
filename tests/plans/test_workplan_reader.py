import datetime
import io
import zipfile

import pytest
from openpyxl import Workbook

from plans import workplan_reader
from plans.models import Activity, ActivityFigures
from plans.workplan_reader import (
    LONGEST,
    MAX_BYTES,
    MAX_ROWS,
    NOT_XLSX,
    TOO_LONG,
    Refusal,
    WorkbookRefused,
    read_workplan,
)
from tests.plans.workbooks import BRIDGE, HEADINGS, IRRIGATION, as_bytes, row, workbook


def read(data: bytes):
    return read_workplan(data, fiscal_year=2024)


def only_refusal(**cells) -> Refusal:
    reading = read(workbook(row(**cells)))
    assert reading.rows == []
    (refusal,) = reading.refusals
    return refusal


def test_reading_takes_every_column_that_is_there():
    reading = read(
        workbook(
            row(
                name="Pembangunan  Bangunan  Perkuatan Tebing ",
                source="1.2.1.01.02",
                indicator="Jumlah jaringan",
                target=150,
                location="Kab. Sumba Barat Daya, Semua Kecamatan",
            )
        )
    )

    (found,) = reading.rows
    assert (found.sheet, found.cell, found.code) == ("Renja", "A2", IRRIGATION)
    assert found.name == "Pembangunan Bangunan Perkuatan Tebing"
    assert found.figures == {
        "pagu": 3_107_026_692,
        "funding_source": "1.2.1.01.02",
        "indicator": "Jumlah jaringan",
        "target": "150",
        "location": "Kab. Sumba Barat Daya, Semua Kecamatan",
        "starts_on": datetime.date(2024, 1, 1),
        "ends_on": datetime.date(2024, 12, 31),
    }
    assert reading.count == 1


def test_headings_may_stand_lower_and_in_another_order():
    headings = {"pagu": "Pagu  Indikatif (Rp)", "name": "Sub Kegiatan", "code": "Kode"}

    reading = read(workbook(row(), above=4, headings=headings))

    assert [(found.cell, found.code, found.figures) for found in reading.rows] == [
        ("C6", IRRIGATION, {"pagu": 3_107_026_692})
    ]


def test_rows_without_code_name_and_pagu_are_decoration():
    signature = {"location": "Tambolaka, 15 Maret 2024"}

    reading = read(workbook({}, row(), {}, signature))

    assert (reading.count, reading.refusals) == (1, [])


def test_sheet_without_headings_is_named():
    reading = read(workbook(row(), Catatan=()))

    assert reading.skipped_sheets == ["Catatan"]


@pytest.mark.parametrize(
    ("written", "pagu"),
    [
        (0, 0),
        (4_697_487_183, 4_697_487_183),
        (3_107_026_691.9999995, 3_107_026_692),
        ("Rp 3.674.068.000,00", 3_674_068_000),
        ("Rp3.674.068.000", 3_674_068_000),
        (" 3674068000 ", 3_674_068_000),
    ],
)
def test_pagu_is_read_as_offices_write_it(written, pagu):
    assert read(workbook(row(pagu=written))).rows[0].figures["pagu"] == pagu


@pytest.mark.parametrize(
    "written", [-1, 1500.5, "3,674,068,000", "Rp 3.674.068.000,50", "tiga juta", "#REF!", 10**15, True]
)
def test_pagu_that_is_not_whole_rupiah_is_refused(written):
    refusal = only_refusal(pagu=written)

    assert refusal.cell == "I2"
    assert refusal.reason == "Tulis pagu dalam rupiah utuh, misalnya 3674068000 atau Rp 3.674.068.000,00."


def test_missing_pagu_is_refused():
    assert only_refusal(pagu=None) == Refusal("Renja", "I2", "", "Isi pagu; tulis 0 bila tidak berpagu.")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("15 Maret 2024", datetime.date(2024, 3, 15)),
        ("15 Mar 2024", datetime.date(2024, 3, 15)),
        ("5/3/2024", datetime.date(2024, 3, 5)),
        ("05-03-2024", datetime.date(2024, 3, 5)),
        (datetime.date(2024, 3, 15), datetime.date(2024, 3, 15)),
        ("", None),
    ],
)
def test_dates_are_day_month_year(written, day):
    assert read(workbook(row(starts_on=written))).rows[0].figures["starts_on"] == day


@pytest.mark.parametrize("written", ["05/13/2024", "31 Februari 2024", "Maret 2024", 45292])
def test_date_that_cannot_be_told_is_refused(written):
    refusal = only_refusal(starts_on=written)

    assert (refusal.cell, refusal.reason) == ("G2", "Tulis tanggal seperti 15 Maret 2024.")


def test_period_must_belong_to_the_year_and_run_forward():
    backwards = only_refusal(starts_on="1 Mei 2024", ends_on="1 April 2024")
    other_year = only_refusal(starts_on="1 Januari 2025", ends_on="31 Desember 2025")

    assert backwards.reason == "Awal pelaksanaan sesudah akhirnya."
    assert other_year.reason == "Masa pelaksanaan di luar tahun anggaran 2024."


@pytest.mark.parametrize("code", ["1.03.01.2.1", "1.03.02", "JUMLAH", "1.03.02.2.02.00145"])
def test_code_of_another_level_is_refused(code):
    refusal = only_refusal(code=code)

    assert refusal == Refusal("Renja", "A2", code, "Tulis kode sub kegiatan lengkap, misalnya 3.27.03.2.02.0011.")


def test_total_without_code_is_refused_and_told():
    reading = read(workbook(row(), {"name": "JUMLAH", "pagu": 3_107_026_692}))

    assert len(reading.rows) == 1
    reason = "Baris ini tidak berkode. Lengkapi kodenya, atau hapus baris judul dan baris jumlah."
    assert reading.refusals == [Refusal("Renja", "A3", "", reason)]
    assert reading.count == 2


def test_every_fault_of_a_row_is_told_in_one_refusal():
    refusal = only_refusal(code="1.03", name=None, pagu="banyak")

    assert refusal.cell == "A2"
    assert refusal.reason.endswith(
        "B2: Isi nama sub kegiatan. I2: Tulis pagu dalam rupiah utuh, misalnya 3674068000 atau Rp 3.674.068.000,00."
    )


def test_code_that_stands_twice_is_refused_in_both_places():
    reading = read(workbook(row(), row(BRIDGE), Tambahan=[row()]))

    assert [found.code for found in reading.rows] == [BRIDGE]
    assert reading.refusals == [
        Refusal("Renja", "A2", IRRIGATION, "Kode ini tertulis juga di A2 lembar Tambahan. Sisakan satu."),
        Refusal("Tambahan", "A2", IRRIGATION, "Kode ini tertulis juga di A2 lembar Renja. Sisakan satu."),
    ]
    assert reading.count == 3


@pytest.mark.parametrize("name", sorted(LONGEST))
def test_longest_text_is_as_long_as_its_column(name):
    model = Activity if name in {"code", "name"} else ActivityFigures

    assert model._meta.get_field(name).max_length == LONGEST[name]


def test_text_that_is_too_long_is_refused():
    assert only_refusal(name="x" * 301).reason == "Terlalu panjang: paling banyak 300 huruf."


# Hostile files


def refusal_of(data: bytes) -> str:
    with pytest.raises(WorkbookRefused) as refused:
        read(data)
    return str(refused.value)


def zipped(**entries) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"KODE;NAMA;PAGU",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,  # Excel 97, and every encrypted workbook
        b"PK\x03\x04 broken",
        zipped(word__document="<w/>"),
        zipped(xl__workbook="<workbook"),
    ],
)
def test_what_is_no_workbook_is_refused_in_one_sentence(data):
    assert refusal_of(data) == NOT_XLSX


def test_damaged_workbook_is_refused_in_one_sentence():
    data = bytearray(workbook(row()))
    data[200:260] = b"\0" * 60

    assert refusal_of(bytes(data)) == NOT_XLSX


def test_empty_file_is_refused():
    assert refusal_of(b"") == "Berkas ini kosong. Pilih berkas lain."


def test_large_file_is_refused():
    assert refusal_of(b"x" * (MAX_BYTES + 1)) == "Berkas ini terlalu besar. Ukuran paling besar 5 MB."


@pytest.fixture
def unparsed(monkeypatch):
    """The limits must hold before openpyxl sees the file."""

    def parse(*args, **kwargs):
        raise AssertionError("openpyxl was called")

    monkeypatch.setattr(workplan_reader, "load_workbook", parse)


def test_zip_bomb_is_refused_before_parsing(unparsed):
    bomb = zipped(xl__workbook="<workbook/>", xl__worksheets__sheet1=b"0" * 30_000_000)

    assert len(bomb) < 100_000
    assert refusal_of(bomb) == "Isi berkas ini terlalu besar setelah dibuka. Salin tabelnya ke buku kerja baru."


def test_too_many_rows_are_refused_before_parsing(unparsed):
    sheet = b"<sheetData>" + b"<row/>" * 2_001 + b"</sheetData>"

    assert f"{MAX_ROWS:,}".replace(",", ".") in TOO_LONG
    assert refusal_of(zipped(xl__workbook="<workbook/>", xl__worksheets__sheet1=sheet)) == TOO_LONG


def test_too_many_cells_are_refused_before_parsing(unparsed):
    sheet = b"<sheetData><row>" + b"<c/>" * 200_001 + b"</row></sheetData>"

    assert refusal_of(zipped(xl__workbook="<workbook/>", xl__worksheets__sheet1=sheet)) == TOO_LONG


def forged(part: str, content) -> bytes:
    """An honest workbook with one of its parts replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(row()))) as honest, zipfile.ZipFile(file, "w") as copy:
        for name in honest.namelist():
            copy.writestr(name, content if name == part else honest.read(name))
    return file.getvalue()


def test_rows_numbered_in_billions_are_refused():
    cell = '<row r="10000000000"><c r="A1"><v>1</v></c></row>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{main}"><sheetData>{cell}</sheetData></worksheet>'

    assert refusal_of(forged("xl/worksheets/sheet1.xml", sheet)) == TOO_LONG


def test_xml_entities_are_refused():
    bomb = '<!DOCTYPE r [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><workbook>&b;</workbook>'

    assert refusal_of(forged("xl/workbook.xml", bomb)) == NOT_XLSX


def test_too_many_sheets_are_refused():
    sheets = {f"Lembar {number}": [row()] for number in range(20)}

    assert refusal_of(workbook(row(), **sheets)).startswith("Berkas ini memuat lebih dari 20 lembar.")


def test_missing_columns_are_named():
    headings = {key: text for key, text in HEADINGS.items() if key != "pagu"}

    assert refusal_of(workbook(row(), headings=headings)) == (
        "Kolom JUMLAH PAGU tidak ditemukan. Tulis judul kolom dalam satu baris di atas tabel."
    )
    assert refusal_of(as_bytes(Workbook())) == (
        "Kolom KODE SUB KEGIATAN, PROGRAM DAN KEGIATAN, JUMLAH PAGU tidak ditemukan. "
        "Tulis judul kolom dalam satu baris di atas tabel."
    )


def test_table_without_rows_is_refused():
    assert refusal_of(workbook({})) == "Berkas ini tidak memuat satu pun sub kegiatan di bawah baris judulnya."


def test_formulas_are_read_as_their_last_value():
    book = Workbook()
    book.active.append(["KODE", "SUB KEGIATAN", "PAGU"])
    book.active.append([IRRIGATION, "Rehabilitasi", "=1+1"])  # openpyxl stores no value beside it

    (refusal,) = read(as_bytes(book)).refusals

    assert (refusal.cell, refusal.reason) == ("C2", "Isi pagu; tulis 0 bila tidak berpagu.")
