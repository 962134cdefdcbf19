"""Any workbook is opened safely: what is honest is read whole, what is hostile is refused in words, and soon."""

import datetime
import io
import json
import subprocess
import sys
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from forum import workbook
from forum.workbook import Formula, WorkbookRefused, open_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SECONDS, MEGABYTES = 2, 120  # what a refusal may take


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def book_of(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def changed(data: bytes, **parts) -> bytes:
    """A copy of a package with parts added or replaced; `xl__workbook_xml` is xl/workbook.xml."""
    parts = {name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"): to for name, to in parts.items()}
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *parts}:
            new.writestr(name, parts.get(name) or old.read(name))
    return file.getvalue()


def sheet_of(content: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{content}</sheetData></worksheet>'


HONEST = book_of(["Kode", "Pagu"], ["1.03.02", 5])


# What is honest


def test_cells_are_what_openpyxl_says_they_are():
    book = Workbook()
    sheet = book.active
    sheet.append(["teks", 5, 2.5, -1, True, datetime.datetime(2024, 3, 15), datetime.time(8, 30), None, "é – 日本"])
    sheet.append([])
    sheet.append([None, "=1+1", 1e20, datetime.date(1999, 12, 31), 0.1, "  dua  "])
    sheet["H5"], sheet["H5"].number_format = 45292, 'dd" "mmmm" "yyyy'
    sheet["A6"], sheet["A6"].number_format = 3674068000, '_-"Rp"* #,##0_-'
    data = saved(book)

    (read,) = open_workbook(data)

    expected = load_workbook(io.BytesIO(data), data_only=True).active
    for number, cells in read.rows:
        for column, value in enumerate(cells, 1):
            if not isinstance(value, Formula):
                assert value == expected.cell(number, column).value
    assert [number for number, _ in read.rows] == [1, 3, 5, 6]


def test_formula_without_its_value_is_told_from_an_empty_cell():
    (sheet,) = open_workbook(book_of(["=1+1", None, "x"]))

    assert sheet.rows == [(1, ["=1+1", None, "x"])]
    assert isinstance(sheet.value(1, 1), Formula)
    assert not isinstance(sheet.value(1, 3), Formula)


def test_formula_gives_the_value_that_excel_kept():
    cells = '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>A1&amp;"x"</f><v>2x</v></c></row>'

    (sheet,) = open_workbook(changed(HONEST, xl__worksheets__sheet1_xml=sheet_of(cells)))

    assert sheet.rows == [(1, [2, "2x"])]


def test_merged_cell_shows_what_the_whole_shows():
    book = Workbook()
    book.active.append(["Rencana", None, "PD"])
    book.active.append(["Target", "Pagu"])
    book.active.merge_cells("A1:B1")
    book.active.merge_cells("C1:C2")

    (sheet,) = open_workbook(saved(book))

    assert [sheet.value(1, column) for column in (1, 2, 3, 4)] == ["Rencana", "Rencana", "PD", None]
    assert sheet.value(2, 3) == "PD"


def test_text_in_pieces_and_without_references_is_read():
    strings = f'<sst xmlns="{MAIN}"><si><r><t>Rehab</t></r><r><t>ilitasi</t></r><rPh><t>x</t></rPh></si></sst>'
    cells = '<row><c t="s"><v>0</v></c><c t="inlineStr"><is><r><t>satu </t></r><r><t>dua</t></r></is></c></row>'
    data = changed(HONEST, xl__sharedStrings_xml=strings, xl__worksheets__sheet1_xml=sheet_of(cells))

    assert open_workbook(data)[0].rows == [(1, ["Rehabilitasi", "satu dua"])]


def test_hidden_sheet_is_marked():
    book = Workbook()
    book.create_sheet("Pilihan").sheet_state = "veryHidden"

    assert [(sheet.title, sheet.is_hidden) for sheet in open_workbook(saved(book))] == [
        ("Sheet", False),
        ("Pilihan", True),
    ]


def test_ten_thousand_rows_of_a_print_are_read():
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for number in range(10_000):
        sheet.append([f"1.03.02.2.02.{number:04d}", f"Nama {number}", number, *[f"isi {number}"] * 14])

    (read,) = open_workbook(saved(book))

    assert (len(read.rows), read.rows[-1][1][2]) == (10_000, 9_999)


# What is not


def zipped(**parts) -> bytes:
    return changed(_empty_zip(), **parts)


def _empty_zip() -> bytes:
    file = io.BytesIO()
    zipfile.ZipFile(file, "w").close()
    return file.getvalue()


def million_rows() -> bytes:
    return changed(HONEST, xl__worksheets__sheet1_xml=sheet_of("<row><c><v>1</v></c></row>" * 1_000_000))


def wide() -> bytes:
    row = "<row>" + "<c><v>1</v></c>" * 250 + "</row>"
    return changed(HONEST, xl__worksheets__sheet1_xml=sheet_of(row * 2_500))


def many_strings() -> bytes:
    return changed(HONEST, xl__sharedStrings_xml=f'<sst xmlns="{MAIN}">{"<si><t>x</t></si>" * 900_000}</sst>')


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return changed(HONEST, xl__workbook_xml=f'<!DOCTYPE r [<!ENTITY a0 "ha">{entities}]><workbook>&a9;</workbook>')


def quoted_bomb() -> bytes:
    """Many parts that unfold to much, each within the ratio."""
    part = b"".join(number.to_bytes(4, "big") * 30 for number in range(40_000))
    return zipped(xl__workbook_xml=b"<workbook/>", **{f"xl__media__{n}_xml": part for n in range(16)})


HOSTILE = {
    "zip bomb": (
        lambda: zipped(xl__workbook_xml=b"<w/>", xl__worksheets__sheet1_xml=b"0" * 200_000_000),
        workbook.UNFOLDS,
    ),
    "bomb in many parts": (quoted_bomb, workbook.UNFOLDS),
    "a million rows": (million_rows, workbook.TOO_LONG),
    "blank rows": (
        lambda: changed(HONEST, xl__worksheets__sheet1_xml=sheet_of('<row s="1"/>' * 1_000_000)),
        workbook.TOO_LONG,
    ),
    "rows numbered in billions": (
        lambda: changed(HONEST, xl__worksheets__sheet1_xml=sheet_of('<row r="10000000000"><c><v>1</v></c></row>')),
        workbook.TOO_LONG,
    ),
    "cells in column XFD": (
        lambda: changed(HONEST, xl__worksheets__sheet1_xml=sheet_of('<row><c r="XFD1"><v>1</v></c></row>')),
        workbook.TOO_WIDE,
    ),
    "too many cells": (wide, workbook.TOO_WIDE),
    "too many texts": (many_strings, workbook.TOO_WIDE),
    "entities": (laughs, workbook.DAMAGED),
    "macros": (lambda: changed(HONEST, xl__vbaProject_bin=b"\0"), workbook.MACRO),
    "Excel 4 macros": (lambda: changed(HONEST, xl__macrosheets__sheet1_xml=b"<m/>"), workbook.MACRO),
    "external links": (lambda: changed(HONEST, xl__externalLinks__externalLink1_xml=b"<e/>"), workbook.LINKED),
    "200 MB": (lambda: b"PK\x03\x04" + b"0" * 200_000_000, workbook.TOO_LARGE),
    "old Excel": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, workbook.OLD_EXCEL),
    "password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        workbook.LOCKED,
    ),
    "xlsb": (lambda: zipped(xl__workbook_bin=b"\0"), workbook.BINARY),
    "ods": (lambda: zipped(mimetype=b"x", content_xml=b"<o/>"), workbook.OPEN_DOCUMENT),
    "Word": (lambda: zipped(word__document_xml=b"<w/>"), workbook.NO_WORKBOOK),
    "CSV": (lambda: b"KODE;NAMA;PAGU", workbook.NO_WORKBOOK),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n", workbook.NO_WORKBOOK),
    "broken": (lambda: b"PK\x03\x04 rusak", workbook.DAMAGED),
    "cut off": (lambda: HONEST[:2000], workbook.DAMAGED),
    "torn XML": (lambda: changed(HONEST, xl__workbook_xml=b"<workbook"), workbook.DAMAGED),
    "text that is not there": (
        lambda: changed(HONEST, xl__worksheets__sheet1_xml=sheet_of('<row><c t="s"><v>99</v></c></row>')),
        workbook.DAMAGED,
    ),
    "forty-one sheets": (lambda: saved(_sheets(41)), workbook.MANY_SHEETS),
    "empty": (lambda: b"", workbook.EMPTY),
}

# Read in a process of its own: what it costs is then what this file costs.
READ_ALONE = """
import json, resource, sys, time
from forum.workbook import WorkbookRefused, open_workbook
data = open(sys.argv[1], "rb").read()
before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    answer = f"{len(open_workbook(data))} sheets"
except WorkbookRefused as exc:
    answer = str(exc)
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(json.dumps([answer, time.process_time() - start, grown / 1024]))
"""


def _sheets(count: int) -> Workbook:
    book = Workbook()
    for _ in range(count - 1):
        book.create_sheet()
    return book


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_in_words_soon_and_in_little_memory(name, tmp_path):
    make, sentence = HOSTILE[name]
    file = tmp_path / "berkas"
    file.write_bytes(make())

    done = subprocess.run([sys.executable, "-c", READ_ALONE, file], capture_output=True, check=True)

    answer, seconds, megabytes = json.loads(done.stdout)
    assert answer == sentence
    assert (seconds < SECONDS, megabytes < MEGABYTES) == (True, True), (seconds, megabytes)


def test_date_format_on_what_is_no_date_leaves_the_number():
    book = Workbook()
    book.active["A1"], book.active["A1"].number_format = 3_674_068_000, "yyyy-mm-dd"

    assert open_workbook(saved(book))[0].value(1, 1) == 3_674_068_000


def test_broken_styles_are_refused():
    styled = '<row><c s="7"><v>1</v></c></row>'
    data = changed(HONEST, xl__worksheets__sheet1_xml=sheet_of(styled))

    with pytest.raises(WorkbookRefused, match="rusak"):
        open_workbook(data)
