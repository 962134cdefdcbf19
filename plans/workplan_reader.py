"""Read an OPD's workplan from Excel: bytes in, rows and refusals out. No database, no clock."""

import io
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from forum.form_bricks import read_date, read_rupiah
from forum.templatetags.house import angka
from plans.models.workplan import code_validator

# A workplan of one OPD has some hundred rows. What can be counted is counted before openpyxl parses
# anything: a workbook of a few kilobytes can unfold to gigabytes.
MAX_BYTES = 5 * 1024 * 1024
MAX_UNZIPPED = 10 * 1024 * 1024
MAX_ROWS = 2_000
MAX_CELLS = 200_000
LAST_ROW = 20_000
MAX_SHEETS = 20
MAX_COLUMNS = 100
MAX_PAGU = 10**15  # a thousand trillion; the whole state spends about three
HEADING_ROWS = 30  # how far down the row of headings may stand

TOO_LONG = (
    "Berkas ini memuat lebih dari 2.000 baris, termasuk baris kosong yang berformat. "
    "Salin hanya tabel satu OPD ke buku kerja baru."
)
NOT_XLSX = "Berkas ini bukan buku kerja Excel (.xlsx) yang dapat dibuka. Simpan ulang sebagai .xlsx, lalu unggah lagi."
# Everything that zipfile, the XML parser and openpyxl raise at a broken, encrypted or forged workbook.
BROKEN = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, SyntaxError,
    LookupError, ValueError, TypeError, AttributeError, AssertionError,
)  # fmt: skip

# Field of a row -> the headings under which offices keep it, the best one first.
HEADINGS = {
    "code": ("kode sub kegiatan", "kode rekening", "kode"),
    "name": ("program dan kegiatan", "nama sub kegiatan", "sub kegiatan", "uraian"),
    "pagu": ("jumlah pagu", "pagu indikatif", "pagu indikatif rp", "pagu rp", "pagu"),
    "funding_source": ("sumber dana",),
    "indicator": ("tolak ukur keluaran", "tolok ukur keluaran", "keluaran sub keg", "indikator keluaran", "indikator"),
    "target": ("target kinerja keluaran", "target keluaran", "target"),
    "location": ("lokasi",),
    "target_group": ("kelompok sasaran",),
    "starts_on": ("awal pelaksanaan",),
    "ends_on": ("akhir pelaksanaan",),
}
REQUIRED = ("code", "name", "pagu")
# See also: Activity and ActivityFigures, whose columns are as long.
LONGEST = {
    "code": 20, "name": 300, "funding_source": 120, "indicator": 400, "target": 120, "location": 300,
    "target_group": 200,
}  # fmt: skip


class WorkbookRefused(Exception):
    """A file cannot be read as a workplan at all; the message says why and what to do."""


class CellRefused(Exception):
    """A cell does not hold what its column must hold; the message says what to write."""


@dataclass(frozen=True)
class WorkplanRow:
    """One sub kegiatan as the file has it. `figures` names only what the file has a column for."""

    sheet: str
    cell: str
    code: str
    name: str
    figures: dict


@dataclass(frozen=True)
class Refusal:
    """One row that cannot be read: its first faulty cell, and every reason."""

    sheet: str
    cell: str
    value: str
    reason: str


@dataclass
class Reading:
    rows: list[WorkplanRow] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    skipped_sheets: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.rows) + len(self.refusals)

    @property
    def pagu(self) -> int:
        """The sum that the last row of a printed workplan shows, in whole rupiah."""
        return sum(row.figures["pagu"] for row in self.rows)


def read_workplan(data: bytes, *, fiscal_year: int) -> Reading:
    """
    Return every sub kegiatan of a workbook, and every row that cannot be one, with its reason.

    Columns are found by their headings, on every sheet; a sheet without them is named as skipped. Rows
    without code, name and pagu are decoration. A code that stands twice is refused in both places.

    :raises WorkbookRefused: if the file is too large, not a workbook, or no sheet has the headings.
    """
    _check_archive(data)
    reading = _read_sheets(_sheets(data), fiscal_year)
    if not reading.count:
        raise WorkbookRefused("Berkas ini tidak memuat satu pun sub kegiatan di bawah baris judulnya.")
    return _refuse_twins(reading)


def _check_archive(data: bytes) -> None:
    if not data:
        raise WorkbookRefused("Berkas ini kosong. Pilih berkas lain.")
    if len(data) > MAX_BYTES:
        raise WorkbookRefused(f"Berkas ini terlalu besar. Ukuran paling besar {MAX_BYTES // 1024 // 1024} MB.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
        # zipfile never unfolds more of an entry than its declared size, so the sum can be trusted.
        if sum(entry.file_size for entry in entries) > MAX_UNZIPPED:
            raise WorkbookRefused("Isi berkas ini terlalu besar setelah dibuka. Salin tabelnya ke buku kerja baru.")
        if "xl/workbook.xml" not in archive.namelist():
            raise WorkbookRefused(NOT_XLSX)
        sheets = [archive.read(entry) for entry in entries if entry.filename.startswith("xl/worksheets/")]
    except BROKEN as exc:
        raise WorkbookRefused(NOT_XLSX) from exc
    for tag, most in {b"row": MAX_ROWS, b"c": MAX_CELLS}.items():
        if sum(len(re.findall(rb"<(?:\w+:)?" + tag + rb"[\s>/]", sheet)) for sheet in sheets) > most:
            raise WorkbookRefused(TOO_LONG)


def _sheets(data: bytes) -> dict[str, list[tuple[int, tuple]]]:
    """Return sheet name -> its rows that hold anything, with their numbers; values, not formulas."""
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        if len(workbook.worksheets) > MAX_SHEETS:
            raise WorkbookRefused(f"Berkas ini memuat lebih dari {MAX_SHEETS} lembar. Sisakan lembar rencana kerja.")
        sheets = {}
        for sheet in workbook.worksheets:
            sheet.reset_dimensions()  # what a file says of its own size is often wrong
            rows = sheets[sheet.title] = []
            for number, values in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), start=1):
                # A forged sheet may number its rows in billions, or hide them from the count above.
                if number > LAST_ROW or len(rows) > MAX_ROWS:
                    raise WorkbookRefused(TOO_LONG)
                if any(map(_text, values)):
                    rows.append((number, values))
    except BROKEN as exc:
        raise WorkbookRefused(NOT_XLSX) from exc
    return sheets


def _read_sheets(sheets: dict, fiscal_year: int) -> Reading:
    reading = Reading()
    nearest = {}
    for sheet, rows in sheets.items():
        columns = {}
        for number, values in rows:
            if not columns:
                found = _columns(values) if number <= HEADING_ROWS else {}
                nearest = max(nearest, found, key=len)
                columns = found if found.keys() >= set(REQUIRED) else {}
                continue
            row = {name: values[index] for name, index in columns.items()}
            if any(_text(row[name]) for name in REQUIRED):
                _read_row(reading, sheet, number, columns, row, fiscal_year)
        if not columns:
            reading.skipped_sheets.append(sheet)
    if len(reading.skipped_sheets) == len(sheets):
        missing = [HEADINGS[name][0].upper() for name in REQUIRED if name not in nearest]
        raise WorkbookRefused(
            f"Kolom {', '.join(missing)} tidak ditemukan. Tulis judul kolom dalam satu baris di atas tabel."
        )
    return reading


def _columns(values) -> dict[str, int]:
    """Return field -> position for the headings that stand in this row; the best heading of a field wins."""
    standing = {}
    for index, value in enumerate(values):
        standing.setdefault(re.sub(r"[^a-z0-9]+", " ", _text(value).lower()).strip(), index)
    found = {}
    for name, headings in HEADINGS.items():
        if best := next((heading for heading in headings if heading in standing), None):
            found[name] = standing[best]
    return found


def _read_row(reading: Reading, sheet: str, number: int, columns: dict, row: dict, fiscal_year: int) -> None:
    read, faults = {}, []
    for name, value in row.items():
        cell = f"{get_column_letter(columns[name] + 1)}{number}"
        try:
            read[name] = READERS[name](value)
            if name in LONGEST and len(read[name]) > LONGEST[name]:
                raise CellRefused(f"Terlalu panjang: paling banyak {LONGEST[name]} huruf.")
        except CellRefused as exc:
            faults.append((cell, _text(value), str(exc)))
    starts_on, ends_on = read.get("starts_on"), read.get("ends_on")
    if starts_on and ends_on:
        cell = f"{get_column_letter(columns['starts_on'] + 1)}{number}"
        if ends_on < starts_on:
            faults.append((cell, _text(row["starts_on"]), "Awal pelaksanaan sesudah akhirnya."))
        elif not starts_on.year <= fiscal_year <= ends_on.year:
            faults.append((cell, _text(row["starts_on"]), f"Masa pelaksanaan di luar tahun anggaran {fiscal_year}."))
    if faults:
        (cell, value, reason), *others = faults
        reason = " ".join([reason, *(f"{cell}: {reason}" for cell, _, reason in others)])
        reading.refusals.append(Refusal(sheet, cell, value, reason))
    else:
        cell = f"{get_column_letter(columns['code'] + 1)}{number}"
        code, name = read.pop("code"), read.pop("name")
        reading.rows.append(WorkplanRow(sheet, cell, code, name, figures=read))


def _refuse_twins(reading: Reading) -> Reading:
    places = defaultdict(list)
    for row in reading.rows:
        places[row.code].append(row)
    alone = []
    for row in reading.rows:
        others = [f"{twin.cell} lembar {twin.sheet}" for twin in places[row.code] if twin is not row]
        if others:
            reason = f"Kode ini tertulis juga di {', '.join(others)}. Sisakan satu."
            reading.refusals.append(Refusal(row.sheet, row.cell, row.code, reason))
        else:
            alone.append(row)
    return Reading(alone, reading.refusals, reading.skipped_sheets)


# What a cell of each column must hold


def _text(value) -> str:
    """Return a cell's content with its blanks mended; a number as offices write it, a date as a day."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float | int) and not isinstance(value, bool):
        return angka(value) if abs(value) < MAX_PAGU else str(value)
    return " ".join(str(value).split())


def _read_code(value) -> str:
    code = "".join(str(value or "").split())
    if not code:
        raise CellRefused("Baris ini tidak berkode. Lengkapi kodenya, atau hapus baris judul dan baris jumlah.")
    try:
        code_validator(code)
    except ValidationError as exc:
        raise CellRefused(exc.message) from exc
    return code


def _read_name(value) -> str:
    if not (name := _text(value)):
        raise CellRefused("Isi nama sub kegiatan.")
    return name


def _read_pagu(value) -> int:
    if isinstance(value, str):
        pagu = read_rupiah(" ".join(value.split()))
    elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < MAX_PAGU:
        # Sums made by Excel miss the whole rupiah by a hair.
        pagu = round(value) if abs(value - round(value)) < 0.005 else None
    else:
        pagu = None
    if value is None or value == "":
        raise CellRefused("Isi pagu; tulis 0 bila tidak berpagu.")
    if pagu is None or not 0 <= pagu < MAX_PAGU:
        raise CellRefused("Tulis pagu dalam rupiah utuh, misalnya 3674068000 atau Rp 3.674.068.000,00.")
    return pagu


def _read_day(value) -> date | None:
    if value is None or not _text(value):
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _text(value)
    day = read_date(text)
    # Offices write day, month, year; the American order is refused where it shows.
    if not day and (match := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text)):
        try:
            day = date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            day = None
    if not day:
        raise CellRefused("Tulis tanggal seperti 15 Maret 2024.")
    return day


READERS: dict[str, Callable] = {
    "code": _read_code,
    "name": _read_name,
    "pagu": _read_pagu,
    "funding_source": _text,
    "indicator": _text,
    "target": _text,
    "location": _text,
    "target_group": _text,
    "starts_on": _read_day,
    "ends_on": _read_day,
}
