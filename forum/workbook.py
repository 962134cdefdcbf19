"""
One safe way to open any workbook: judged by its content, counted while it unfolds, refused in words.

    for sheet in open_workbook(data):
        for number, cells in sheet.rows: ...

It does not use openpyxl, which builds every style and string before the first row, drops merged cells where it
streams, and gives a formula that was never computed as an empty cell. Here one pass does both: count and read.
"""

import datetime
import io
import math
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

MAX_BYTES = 10 * 1024 * 1024
# What a package unfolds to: a few kilobytes can hold gigabytes. Ten thousand rows of a print are about 15 MB.
MAX_UNFOLDED = 64 * 1024 * 1024
MAX_PARTS = 1_000
MAX_SHEETS = 40
MAX_ROWS = 20_000  # of the whole workbook, that hold anything
MAX_ROW_TAGS = 100_000  # blank ones with a format count too
MAX_CELLS = 600_000
MAX_COLUMNS = 256
MAX_STRINGS = 300_000
MAX_STYLES = 70_000
MAX_MERGED = 20_000
MAX_TEXT = 32_767  # letters; no spreadsheet keeps more in a cell

NO_WORKBOOK = (
    "Berkas ini bukan buku kerja Excel (.xlsx) yang dapat dibuka. Simpan ulang sebagai .xlsx, lalu unggah lagi."
)
EMPTY = "Berkas ini kosong. Pilih berkas lain."
TOO_LARGE = f"Berkas ini terlalu besar. Ukuran paling besar {MAX_BYTES // 1024 // 1024} MB."
UNFOLDS = "Isi berkas ini terlalu besar setelah dibuka. Salin tabelnya ke buku kerja baru."
TOO_LONG = (
    "Berkas ini memuat lebih dari 20.000 baris, termasuk baris kosong yang berformat. "
    "Salin hanya tabel yang diperlukan ke buku kerja baru."
)
TOO_WIDE = "Berkas ini memuat terlalu banyak sel atau kolom. Salin hanya tabel yang diperlukan ke buku kerja baru."
MANY_SHEETS = f"Berkas ini memuat lebih dari {MAX_SHEETS} lembar. Sisakan lembar yang diperlukan."
MACRO = "Berkas ini memuat makro. Simpan ulang sebagai .xlsx tanpa makro, lalu unggah lagi."
LINKED = (
    "Berkas ini mengambil isi dari berkas lain (tautan luar). "
    "Putuskan tautannya di Excel (Data, Edit Links, Break Link), lalu unggah lagi."
)
LOCKED = "Berkas ini berkata sandi. Hapus kata sandinya di Excel, lalu unggah lagi."
OLD_EXCEL = "Berkas ini Excel lama (.xls). Buka di Excel, simpan sebagai .xlsx, lalu unggah lagi."
BINARY = "Berkas ini Excel biner (.xlsb). Buka di Excel, simpan sebagai .xlsx, lalu unggah lagi."
OPEN_DOCUMENT = "Berkas ini OpenDocument (.ods). Simpan sebagai Excel (.xlsx), lalu unggah lagi."
DAMAGED = "Berkas ini rusak. Buka di Excel, simpan ulang sebagai .xlsx, lalu unggah lagi."

# All that zipfile, expat and the reading below raise at a broken or forged package.
BROKEN = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, OSError, EOFError, RuntimeError, NotImplementedError,
    LookupError, ValueError, OverflowError,
)  # fmt: skip
DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])


class WorkbookRefused(Exception):
    """A file cannot be read at all; the message says why and what to do."""


class Formula(str):
    """A formula beside which no value is stored: nobody computed it yet."""

    __slots__ = ()


Cell = str | int | float | bool | datetime.datetime | datetime.date | datetime.time | Formula | None


@dataclass
class Sheet:
    """`rows` are those that hold anything, each with its number; `merged` are (row, column, last row, last column)."""

    title: str
    is_hidden: bool
    rows: list[tuple[int, list[Cell]]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    @cached_property
    def _by_number(self) -> dict[int, list[Cell]]:
        return dict(self.rows)

    @cached_property
    def _shown_by(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Cell -> the cell whose content it shows, of merged ones; as far as there are rows."""
        shown = {}
        for top, left, bottom, right in self.merged:
            for row in range(top, min(bottom, top + MAX_ROWS) + 1):
                if len(shown) > MAX_CELLS:
                    raise WorkbookRefused(TOO_WIDE)
                if row in self._by_number:
                    shown |= dict.fromkeys(((row, column) for column in range(left, min(right, 64) + 1)), (top, left))
        return shown

    def row(self, number: int) -> list[Cell]:
        return self._by_number.get(number, [])

    def owner(self, row: int, column: int) -> tuple[int, int]:
        """Return the place of the cell whose content stands here: another one where cells are merged."""
        return self._shown_by.get((row, column), (row, column))

    def value(self, row: int, column: int) -> Cell:
        """Return what stands in a cell; in a merged one, what the whole shows. Both count from 1."""
        row, column = self.owner(row, column)
        cells = self.row(row)
        return cells[column - 1] if 1 <= column <= len(cells) else None


def open_workbook(data: bytes) -> list[Sheet]:
    """
    Return the sheets of a workbook in their order; days as datetime, formulas as the value that Excel kept.

    :raises WorkbookRefused: if it is no .xlsx, too large, broken, locked, or holds macros or links to other files.
    """
    if not data:
        raise WorkbookRefused(EMPTY)
    if len(data) > MAX_BYTES:
        raise WorkbookRefused(TOO_LARGE)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise WorkbookRefused(LOCKED if "EncryptedPackage".encode("utf-16-le") in data else OLD_EXCEL)
    if not data.startswith(b"PK\x03\x04"):
        raise WorkbookRefused(NO_WORKBOOK)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check(package)
            return _Book(package).read()
    except BROKEN as exc:
        raise WorkbookRefused(DAMAGED) from exc


def _check(package: zipfile.ZipFile) -> None:
    """Refuse a package by its table of contents, before any of it unfolds."""
    parts = package.infolist()
    names = {part.filename.lower() for part in parts}
    if "xl/workbook.bin" in names:
        raise WorkbookRefused(BINARY)
    if "content.xml" in names and "mimetype" in names:
        raise WorkbookRefused(OPEN_DOCUMENT)
    if "xl/workbook.xml" not in names:
        raise WorkbookRefused(NO_WORKBOOK)
    if any(part.flag_bits & 1 for part in parts):
        raise WorkbookRefused(LOCKED)
    if any(re.search(r"vbaproject|/macrosheets/|/activex/", name) for name in names):
        raise WorkbookRefused(MACRO)
    if any(name.startswith("xl/externallinks/") for name in names):
        raise WorkbookRefused(LINKED)
    # zipfile never unfolds more of a part than its declared size, so the sizes can be trusted.
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNFOLDED:
        raise WorkbookRefused(UNFOLDS)


def _no_doctype(*_):
    raise WorkbookRefused(DAMAGED)  # no spreadsheet declares one; entities are how XML unfolds without end


def _walk(package, part: str, *, start: Callable, end: Callable | None = None, text: Callable | None = None) -> None:
    """Read one part and call `start` with the local name and the attributes of each tag."""
    parser = expat.ParserCreate(namespace_separator="|")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler = lambda name, attributes: start(name[name.rfind("|") + 1 :], attributes)
    if end:
        parser.EndElementHandler = lambda name: end(name[name.rfind("|") + 1 :])
    if text:
        parser.CharacterDataHandler = text
    with package.open(part) as file:
        parser.ParseFile(file)


class _Book:
    """What the sheets of one package share: texts, kinds of numbers, the first day; and how much was read of it."""

    def __init__(self, package: zipfile.ZipFile):
        self.package = package
        self.names = {name.lower(): name for name in package.namelist()}
        self.strings: list[str] = []
        self.is_date: list[bool] = []
        self.epoch = WINDOWS_EPOCH
        self.rows = self.row_tags = self.cells = 0

    def read(self) -> list[Sheet]:
        listed, targets = self._listing()
        if len(listed) > MAX_SHEETS:
            raise WorkbookRefused(MANY_SHEETS)
        self._read_strings()
        self._read_styles()
        sheets = []
        for title, state, key in listed:
            if part := targets.get(key):  # a chart that is a sheet of its own has no rows
                sheets.append(_SheetReader(self, Sheet(title, is_hidden=state != "visible")).read(part))
        if not sheets:
            raise WorkbookRefused(NO_WORKBOOK)
        return sheets

    def _part(self, name: str) -> str | None:
        return self.names.get(name.lower())

    def _listing(self):
        """Return (title, state, key) of each sheet in order, and the part that holds each key."""
        listed, targets = [], {}

        def workbook(name, attributes):
            if name == "sheet":
                key = next((value for label, value in attributes.items() if label.endswith("|id")), None)
                listed.append((attributes.get("name", ""), attributes.get("state", "visible"), key))
            elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
                self.epoch = MAC_EPOCH

        def relations(name, attributes):
            if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
                path = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", ""))).lstrip("/")
                if part := self._part(path):
                    targets[attributes.get("Id")] = part

        _walk(self.package, self._part("xl/workbook.xml"), start=workbook)
        if relations_part := self._part("xl/_rels/workbook.xml.rels"):
            _walk(self.package, relations_part, start=relations)
        return listed, targets

    def _read_strings(self) -> None:
        part = self._part("xl/sharedStrings.xml")
        if not part:
            return
        pieces, depth = [], {"t": False, "rPh": False}

        def start(name, attributes):
            if name == "si":
                pieces.clear()
            elif name in depth:
                depth[name] = True

        def end(name):
            if name == "si":
                self.strings.append(_letters(pieces))
                if len(self.strings) > MAX_STRINGS:
                    raise WorkbookRefused(TOO_WIDE)
            elif name in depth:
                depth[name] = False

        def text(data):
            if depth["t"] and not depth["rPh"]:  # rPh: how an Asian word is spoken
                pieces.append(data)

        _walk(self.package, part, start=start, end=end, text=text)

    def _read_styles(self) -> None:
        part = self._part("xl/styles.xml")
        if not part:
            return
        formats, within = dict(BUILTIN_FORMATS), []

        def start(name, attributes):
            if name in ("cellXfs", "cellStyleXfs"):
                within.append(name)
            elif name == "numFmt":
                formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
            elif name == "xf" and within[-1:] == ["cellXfs"]:
                number = int(attributes.get("numFmtId", 0))
                self.is_date.append(number in DATE_FORMATS or bool(is_date_format(formats.get(number))))
                if len(self.is_date) > MAX_STYLES:
                    raise WorkbookRefused(TOO_WIDE)

        def end(name):
            if name in ("cellXfs", "cellStyleXfs"):
                within.pop()

        _walk(self.package, part, start=start, end=end)

    def value(self, kind: str, style: str | None, text: str) -> Cell:
        if kind == "s":
            return self.strings[int(text)]
        if kind in ("str", "inlineStr", "e"):
            return text
        if kind == "b":
            return text == "1"
        if kind == "d":
            return datetime.datetime.fromisoformat(text)
        number = float(text)
        if not math.isfinite(number):
            return text
        if style and self.is_date[int(style)]:
            try:
                return from_excel(number, self.epoch)
            except (OverflowError, ValueError):
                return number  # a date format on what is no date: Excel shows ####
        return int(number) if number.is_integer() and abs(number) < 10**15 else number


class _SheetReader:
    """The cells of one sheet, tag by tag; stops at the first limit."""

    def __init__(self, book: _Book, sheet: Sheet):
        self.book, self.sheet = book, sheet
        self.number = self.column = 0
        self.cells: list[Cell] = []
        self.kind, self.style = "n", None
        self.formula: list[str] | None = None
        self.pieces: list[str] = []
        self.reading: list[str] | None = None
        self.is_spoken = False

    def read(self, part: str) -> Sheet:
        _walk(self.book.package, part, start=self.start, end=self.end, text=self.text)
        return self.sheet

    def start(self, name, attributes):
        if name == "c":
            self._begin_cell(attributes)
        elif name in ("v", "t"):
            self.reading = self.pieces
        elif name == "f":
            self.formula = self.reading = []
        elif name == "row":
            self._begin_row(attributes)
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name == "rPh":
            self.is_spoken = True

    def text(self, data):
        if self.reading is not None and not self.is_spoken:
            self.reading.append(data)

    def end(self, name):
        if name in ("v", "t", "f"):
            self.reading = None
        elif name == "c":
            self._end_cell()
        elif name == "row":
            if self.cells:
                self.book.rows += 1
                if self.book.rows > MAX_ROWS:
                    raise WorkbookRefused(TOO_LONG)
                self.sheet.rows.append((self.number, self.cells))
        elif name == "rPh":
            self.is_spoken = False

    def _begin_row(self, attributes):
        self.book.row_tags += 1
        number = int(attributes.get("r", self.number + 1))
        # A forged sheet may number its rows in billions, or back and forth.
        if self.book.row_tags > MAX_ROW_TAGS or number > 1_048_576:
            raise WorkbookRefused(TOO_LONG)
        if number <= self.number:
            raise WorkbookRefused(DAMAGED)
        self.number, self.column, self.cells = number, 0, []

    def _begin_cell(self, attributes):
        self.book.cells += 1
        self.column = _column(attributes["r"]) if "r" in attributes else self.column + 1
        if self.book.cells > MAX_CELLS:
            raise WorkbookRefused(TOO_WIDE)
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s")
        self.formula = None
        self.pieces.clear()

    def _end_cell(self):
        text = _letters(self.pieces)
        if text.strip():
            value = self.book.value(self.kind, self.style, text)
        elif self.formula is not None and self.kind != "str":  # text may be computed to nothing
            value = Formula("=" + "".join(self.formula)[:200])
        else:
            return
        if self.column > MAX_COLUMNS:
            raise WorkbookRefused(TOO_WIDE)
        self.cells.extend([None] * (self.column - len(self.cells)))
        self.cells[self.column - 1] = value

    def _merge(self, reference: str):
        if len(self.sheet.merged) >= MAX_MERGED:
            raise WorkbookRefused(TOO_WIDE)
        first, _, last = reference.partition(":")
        self.sheet.merged.append((*_place(first), *_place(last or first)))


def _letters(pieces: list[str]) -> str:
    return "".join(pieces)[:MAX_TEXT].replace("_x000D_", "")


def _column(reference: str) -> int:
    """Return the number of the column of "AB12"."""
    column = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        column = column * 26 + ord(letter) - 64
    return column


def _place(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :] or 1), _column(letters)
