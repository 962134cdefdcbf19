"""Workbooks as offices hold them, made where a test needs one."""

import datetime
import io

from openpyxl import Workbook

HEADINGS = {
    "code": "KODE SUB KEGIATAN",
    "name": "PROGRAM DAN KEGIATAN",
    "indicator": "TOLAK UKUR KELUARAN",
    "target": "TARGET KINERJA KELUARAN",
    "source": "SUMBER DANA",
    "location": "LOKASI",
    "starts_on": "AWAL PELAKSANAAN",
    "ends_on": "AKHIR PELAKSANAAN",
    "pagu": "JUMLAH PAGU",
}
IRRIGATION = "1.03.02.2.02.0014"
BRIDGE = "1.03.10.2.01.0040"


def row(code=IRRIGATION, name="Rehabilitasi Jaringan Irigasi Permukaan", pagu=3_107_026_692, **cells) -> dict:
    """One sub kegiatan of 2024; any cell can be named."""
    whole_year = {"starts_on": datetime.datetime(2024, 1, 1), "ends_on": datetime.datetime(2024, 12, 31)}
    return {"code": code, "name": name, "pagu": pagu, **whole_year, **cells}


def workbook(*rows, above=0, headings=HEADINGS, title="Renja", **other_sheets) -> bytes:
    """A workbook with its headings below `above` lines of title; `other_sheets` are further lists of rows."""
    book = Workbook()
    book.remove(book.active)
    for name, table in {title: rows, **other_sheets}.items():
        sheet = book.create_sheet(name)
        for _ in range(above):
            sheet.append(["RENCANA KERJA"])
        if table:
            sheet.append(list(headings.values()))
        for cells in table:
            sheet.append([cells.get(key) for key in headings])
    return as_bytes(book)


def listed(*rows: dict) -> bytes:
    """A list with the headings that its rows name, as a village or an office keeps it."""
    book = Workbook()
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    book.active.append(headings)
    for row in rows:
        book.active.append([row.get(heading) for heading in headings])
    return as_bytes(book)


def as_bytes(book) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
