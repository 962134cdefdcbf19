"""What leaves as Excel is what it was: numbers, dates, and text that never becomes a formula."""

import datetime
import io
from decimal import Decimal
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook

from forum.excel_output import DICTIONARY, Column, Kind, Sheet, in_batches, write_workbook

SHEET = Sheet(
    "Usulan",
    (
        Column("Judul", "title", "Apa yang diminta."),
        Column("Volume", "volume", "Banyaknya.", Kind.NUMBER),
        Column("Biaya", "cost", "Rupiah utuh.", Kind.RUPIAH),
        Column("Tanggal", "day", "Hari itu.", Kind.DATE),
        Column("Desa", lambda row: row.desa["name"], "Desa pengusul."),
    ),
)


def usulan(**fields):
    day = datetime.date(2024, 3, 15)
    filled = {
        "title": "Sumur bor",
        "volume": Decimal("2.5"),
        "cost": 1_500_000,
        "day": day,
        "desa": {"name": "Waiholo"},
    }
    return SimpleNamespace(**(filled | fields))


def written(*rows, facts=()):
    file = io.BytesIO()
    write_workbook(file, [(SHEET, rows)], facts)
    return load_workbook(file)


def test_workbook_holds_numbers_as_numbers_and_dates_as_dates():
    sheet = written(usulan())["Usulan"]

    assert [cell.value for cell in sheet[1]] == ["Judul", "Volume", "Biaya", "Tanggal", "Desa"]
    assert [cell.value for cell in sheet[2]] == ["Sumur bor", 2.5, 1_500_000, datetime.datetime(2024, 3, 15), "Waiholo"]
    assert [cell.number_format for cell in sheet[2]][2:4] == ["#,##0", "[$-421]d mmmm yyyy"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:E2")


@pytest.mark.parametrize("text", ["=1+1", "+62", "-5", "@SUM(A1)", '=HYPERLINK("http://x")', "\tx"])
def test_workbook_keeps_text_that_looks_like_a_formula_as_text(text):
    cell = written(usulan(title=text, desa={"name": text}))["Usulan"]["A2"]

    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_workbook_does_not_carry_the_mark_of_one_row_into_the_next():
    sheet = written(usulan(title="=1"), usulan(title="Perahu"), usulan(title=""))["Usulan"]

    assert [(sheet[f"A{row}"].value, sheet[f"A{row}"].quotePrefix) for row in (2, 3, 4)] == [
        ("=1", True),
        ("Perahu", False),
        (None, False),
    ]


def test_workbook_leaves_what_is_not_known_empty():
    row = written(usulan(title=None, volume=None, cost=None, day=None))["Usulan"][2]

    assert [cell.value for cell in row] == [None, None, None, None, "Waiholo"]


def test_workbook_tells_the_day_of_a_moment_where_it_is_read():
    moment = datetime.datetime(2024, 3, 15, 20, tzinfo=datetime.UTC)  # the 16th in Sumba

    assert written(usulan(day=moment))["Usulan"]["D2"].value == datetime.datetime(2024, 3, 16)


def test_workbook_leaves_out_signs_that_excel_cannot_hold():
    assert written(usulan(title="Sumur\x00 bor\x0b"))["Usulan"]["A2"].value == "Sumur bor"


def test_workbook_ends_with_what_its_columns_mean():
    workbook = written(usulan(), facts=[("Kabupaten", "=Sumba")])

    assert workbook.sheetnames == ["Usulan", DICTIONARY]
    rows = [[cell for cell in row if cell] for row in workbook[DICTIONARY].values]
    assert rows[0] == ["Kabupaten", "=Sumba"]
    assert rows[2] == ["Lembar", "Kolom", "Isi", "Penjelasan"]
    assert rows[5] == ["Usulan", "Biaya", "Rupiah utuh", "Rupiah utuh."]
    assert len(rows) == 3 + len(SHEET.columns)


def test_workbook_of_no_rows_still_has_its_head():
    assert list(written()["Usulan"].values) == [("Judul", "Volume", "Biaya", "Tanggal", "Desa")]


def test_in_batches_gives_every_row_once():
    assert list(in_batches(range(5), size=2)) == [[0, 1], [2, 3], [4]]
