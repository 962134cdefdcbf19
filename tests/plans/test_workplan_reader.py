import datetime

import pytest
from openpyxl import Workbook

from forum.cells import Refusal
from forum.workbook import WorkbookRefused
from plans.models import Activity, ActivityFigures
from plans.workplan_reader import LONGEST, read_workplan
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
    assert refusal.reason == "Ini bukan jumlah dalam rupiah utuh."
    assert refusal.remedy == "Tulis misalnya 3674068000 atau Rp 3.674.068.000,00."


def test_missing_pagu_is_refused():
    assert only_refusal(pagu=None) == Refusal(
        "Renja", "I2", "", "Pagu kosong.", "Isi pagu; tulis 0 bila tidak berpagu."
    )


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

    assert (refusal.cell, refusal.remedy) == ("G2", "Tulis tanggal seperti 15 Maret 2024.")


def test_period_must_belong_to_the_year_and_run_forward():
    backwards = only_refusal(starts_on="1 Mei 2024", ends_on="1 April 2024")
    other_year = only_refusal(starts_on="1 Januari 2025", ends_on="31 Desember 2025")

    assert backwards.reason == "Awal pelaksanaan sesudah akhirnya."
    assert other_year.reason == "Masa pelaksanaan di luar tahun anggaran 2024."


@pytest.mark.parametrize("code", ["1.03.01.2.1", "JALAN", "1.03.02.2.02.00145", "1.03.02.2.02.014"])
def test_code_of_no_level_is_refused(code):
    refusal = only_refusal(code=code)

    assert refusal == Refusal(
        "Renja",
        "A2",
        code,
        "Ini bukan kode sub kegiatan.",
        "Tulis kode lengkap, misalnya 3.27.03.2.02.0011.",
    )


def test_code_of_an_older_edition_is_told_as_such():
    refusal = only_refusal(code="1.03.02.2.02.14")

    assert refusal.reason == "Kode ini dari edisi lama, yang sub kegiatannya dua angka."


@pytest.mark.parametrize("code", ["X.XX.01.2.01.0001", "1.03.01.2.01.0001", " 1 . 03 . 02 . 2 . 02 . 0014. "])
def test_code_is_taken_as_offices_write_it(code):
    assert read(workbook(row(code))).rows[0].code == code.replace(" ", "").strip(".")


def test_totals_and_account_lines_are_skipped_and_counted():
    account = {"code": "5.1.02.01.01.0024", "name": "Belanja Alat Tulis Kantor", "pagu": 5_000_000}

    reading = read(workbook(row(), account, {"name": "JUMLAH", "pagu": 3_107_026_692}, {"code": "TOTAL", "pagu": 1}))

    assert (len(reading.rows), reading.refusals, reading.count, reading.skipped) == (1, [], 1, 3)


def test_level_with_a_pagu_and_nothing_below_it_is_refused():
    reading = read(workbook(row(), {"code": "1.03.10", "name": "PROGRAM PENYELENGGARAAN JALAN", "pagu": 70}))

    (refusal,) = reading.refusals
    assert (refusal.cell, refusal.value) == ("A3", "1.03.10")
    assert refusal.reason == "Baris ini berpagu, tetapi tidak ada sub kegiatan di bawahnya."


def test_sum_that_does_not_add_up_is_noted():
    reading = read(workbook({"code": "1.03.02", "name": "PROGRAM SDA", "pagu": 70}, row(pagu=60)))

    assert reading.refusals == []
    assert reading.notes == [
        "Lembar Renja, baris 2: pagu PROGRAM SDA tidak sama dengan jumlah sub kegiatan di bawahnya."
    ]


def test_pagu_without_code_is_refused_unless_it_is_a_sum():
    sums = [{"name": "Dinas Pekerjaan Umum", "pagu": 30}, row(pagu=10), row(BRIDGE, pagu=20)]

    assert read(workbook(*sums)).refusals == []
    (refusal,) = read(workbook(*sums, {"name": "Sumur bor", "pagu": 7})).refusals
    assert (refusal.cell, refusal.reason) == ("A5", "Baris ini tidak berkode.")


def test_merged_lines_of_one_sub_kegiatan_are_joined_and_their_pagu_added():
    book = Workbook()
    sheet = book.active
    sheet.append(["Kode", "Sub Kegiatan", "Pagu", "Sumber Dana"])
    sheet.append([IRRIGATION, "Rehabilitasi", 100, "DAU"])
    sheet.append([None, None, 50, "DAK"])
    sheet.merge_cells("A2:A3")

    (found,) = read(as_bytes(book)).rows

    assert found.figures == {"pagu": 150, "funding_source": "DAU; DAK"}


def test_lokus_that_names_a_place_is_a_location():
    headings = {**HEADINGS, "location": "Lokasi/Lokus"}

    (found,) = read(workbook(row(location="Kodi"), headings=headings)).rows

    assert (found.figures["location"], found.lokus) == ("Kodi", None)


def test_dash_is_no_pagu_rather_than_a_fault():
    assert read(workbook(row(pagu="-"))).rows[0].figures["pagu"] == 0


def test_every_fault_of_a_row_is_told_in_one_refusal():
    refusal = only_refusal(code="1.3", name=None, pagu="banyak")

    assert refusal.cell == "A2"
    assert "B2: Nama kosong. Isi nama sub kegiatan." in refusal.remedy
    assert "I2: Ini bukan jumlah dalam rupiah utuh." in refusal.remedy


def test_code_that_stands_twice_is_refused_in_both_places():
    reading = read(workbook(row(), row(BRIDGE), Tambahan=[row()]))

    assert [found.code for found in reading.rows] == [BRIDGE]
    assert reading.refusals == [
        Refusal("Renja", "A2", IRRIGATION, "Kode ini tertulis juga di A2 lembar Tambahan.", "Sisakan satu."),
        Refusal("Tambahan", "A2", IRRIGATION, "Kode ini tertulis juga di A2 lembar Renja.", "Sisakan satu."),
    ]
    assert reading.count == 3


@pytest.mark.parametrize("name", sorted(LONGEST))
def test_longest_text_is_as_long_as_its_column(name):
    model = Activity if name in {"code", "name", "program", "kegiatan"} else ActivityFigures

    assert model._meta.get_field(name).max_length == LONGEST[name]


def test_text_that_is_too_long_is_refused():
    assert only_refusal(name="x" * 501).reason == "Terlalu panjang: paling banyak 500 huruf."


# Files that are no workplan


def refusal_of(data: bytes) -> str:
    with pytest.raises(WorkbookRefused) as refused:
        read(data)
    return str(refused.value)


def test_missing_columns_are_named():
    headings = {key: text for key, text in HEADINGS.items() if key != "pagu"}

    assert refusal_of(workbook(row(), headings=headings)) == (
        "Kolom PAGU tidak ditemukan. Tulis judul kolom di atas tabel, dan periksa tahunnya."
    )
    assert refusal_of(as_bytes(Workbook())).startswith("Kolom KODE SUB KEGIATAN, NAMA SUB KEGIATAN, PAGU tidak")


def test_table_without_rows_is_refused():
    assert refusal_of(workbook({})) == "Berkas ini tidak memuat satu pun sub kegiatan di bawah baris judulnya."


def test_formula_that_nobody_computed_is_refused():
    book = Workbook()
    book.active.append(["KODE", "SUB KEGIATAN", "PAGU"])
    book.active.append([IRRIGATION, "Rehabilitasi", "=1+1"])  # openpyxl stores no value beside it

    (refusal,) = read(as_bytes(book)).refusals

    assert (refusal.cell, refusal.value, refusal.reason) == ("C2", "=1+1", "Rumus di sel ini belum dihitung.")


def test_sheet_that_is_hidden_is_not_read_but_named():
    book = Workbook()
    book.active.append(["KODE", "SUB KEGIATAN", "PAGU"])
    book.active.append([IRRIGATION, "Rehabilitasi", 5])
    hidden = book.copy_worksheet(book.active)
    hidden.title, hidden.sheet_state = "Lama", "hidden"

    reading = read(as_bytes(book))

    assert (len(reading.rows), reading.refusals, reading.skipped_sheets) == (1, [], ["Lama"])
