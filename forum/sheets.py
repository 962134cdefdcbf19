"""A short list from a spreadsheet, CSV or XLSX: bytes in, rows of text out. No database, no clock."""

import csv
import datetime
import io

from forum.fill_in import INSTRUCTIONS
from forum.workbook import WorkbookRefused, open_workbook

MAX_BYTES = 1024 * 1024
MAX_ROWS = 2_000
MAX_COLUMNS = 20
MAX_CELL = 200  # letters that are kept of a cell

UNREADABLE = (
    "Berkas ini bukan CSV atau Excel (.xlsx) yang dapat dibuka. Simpan ulang dalam bentuk itu, lalu unggah lagi."
)
TOO_LONG = "Berkas ini memuat lebih dari 2.000 baris. Sisakan hanya daftar yang diperlukan."
Rows = list[tuple[int, list[str]]]


class SheetRefused(Exception):
    """The file cannot be read as a list; the message says why and what to do."""


def read_sheet(upload) -> Rows:
    """
    Return the rows that hold anything, each with its number in the file; days as "2024-03-15".

    Of a workbook the first sheet is read that is shown and holds no instructions.

    :raises SheetRefused: if it is empty, too large or neither CSV nor XLSX.
    """
    if not upload.size:
        raise SheetRefused("Berkas ini kosong. Pilih berkas lain.")
    if upload.size > MAX_BYTES:
        raise SheetRefused(f"Berkas ini terlalu besar. Ukuran paling besar {MAX_BYTES // 1024 // 1024} MB.")
    upload.seek(0)
    data = upload.read()
    rows = _workbook_rows(data) if data.startswith(b"PK\x03\x04") else _csv_rows(data)
    if len(rows) > MAX_ROWS:
        raise SheetRefused(TOO_LONG)
    return rows


def _csv_rows(data: bytes) -> Rows:
    if b"\x00" in data:
        raise SheetRefused(UNREADABLE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")  # what Excel writes where it is not asked for UTF-8
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)  # Indonesian Excel separates by semicolons
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as exc:
        raise SheetRefused(UNREADABLE) from exc
    return _filled(enumerate(rows, start=1))


def _workbook_rows(data: bytes) -> Rows:
    try:
        sheets = open_workbook(data)
    except WorkbookRefused as exc:
        raise SheetRefused(str(exc)) from exc
    listed = [sheet for sheet in sheets if not sheet.is_hidden and sheet.title != INSTRUCTIONS]
    return _filled((listed or sheets)[0].rows)


def _filled(rows) -> Rows:
    texts = [(number, [_text(value) for value in row[:MAX_COLUMNS]]) for number, row in rows]
    width = max((index for _, row in texts for index, cell in enumerate(row, start=1) if cell), default=0)
    return [(number, row[:width]) for number, row in texts if any(row)]


def _text(value) -> str:
    if isinstance(value, datetime.datetime):
        value = value.date()
    return "" if value is None else str(value).strip()[:MAX_CELL]
