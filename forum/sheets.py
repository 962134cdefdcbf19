"""A list as people keep it, CSV or Excel: bytes in, sheets out. No database, no clock."""

import csv
import io

from forum.workbook import EMPTY, MAX_BYTES, MAX_ROWS, TOO_LARGE, TOO_LONG, Sheet, WorkbookRefused, open_workbook

ZIP = b"PK\x03\x04"
MAX_COLUMNS = 40
UNREADABLE = (
    "Berkas ini bukan CSV atau Excel (.xlsx) yang dapat dibuka. Simpan ulang dalam bentuk itu, lalu unggah lagi."
)


def open_list(data: bytes) -> list[Sheet]:
    """
    Return the sheets of a workbook, or the one sheet of a CSV file, whose cells are text.

    :raises WorkbookRefused: if it is empty, too large or neither.
    """
    if data.startswith((ZIP, b"\xd0\xcf\x11\xe0")):
        return open_workbook(data)
    if not data:
        raise WorkbookRefused(EMPTY)
    if len(data) > MAX_BYTES:
        raise WorkbookRefused(TOO_LARGE)
    return [Sheet("CSV", is_hidden=False, rows=_csv_rows(data))]


def _csv_rows(data: bytes) -> list[tuple[int, list[str]]]:
    if b"\x00" in data:
        raise WorkbookRefused(UNREADABLE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")  # what Excel writes where it is not asked for UTF-8
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)  # Indonesian Excel separates by semicolons
    rows = []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            if any(cell.strip() for cell in row):
                rows.append((number, row[:MAX_COLUMNS]))
            if len(rows) > MAX_ROWS:
                raise WorkbookRefused(TOO_LONG)
    except csv.Error as exc:
        raise WorkbookRefused(UNREADABLE) from exc
    return rows
