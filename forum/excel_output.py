"""
Excel that leaves the house: lists as sheets, and what their columns mean on a sheet of its own.

A list is declared once, as a `Sheet` of `Column`s; each value is written as what it is: numbers as numbers, dates
as dates, and text always as text, whatever sign it begins with. Rows stream: 20,000 need no more memory than 20.
"""

import datetime
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import IO

from django.db.models import QuerySet, TextChoices
from django.utils.timezone import localtime
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

DICTIONARY = "Kamus data"
AT_ONCE = 500  # rows read together
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
HEAD = {"font": Font(bold=True), "fill": PatternFill("solid", fgColor="F7F5F1")}


class Kind(TextChoices):
    TEXT = "text", "Teks"
    NUMBER = "number", "Angka"
    RUPIAH = "rupiah", "Rupiah utuh"
    DATE = "date", "Tanggal"


# In Indonesian, whatever the language of the Excel that opens it.
FORMATS = {Kind.RUPIAH: "#,##0", Kind.DATE: "[$-421]d mmmm yyyy"}
WIDTHS = {Kind.TEXT: 24, Kind.NUMBER: 11, Kind.RUPIAH: 17, Kind.DATE: 18}


@dataclass(frozen=True)
class Column:
    """One column: its value is an attribute path ("desa.name") or a function of the row; None leaves a cell empty."""

    heading: str
    value: str | Callable
    explanation: str
    kind: Kind = Kind.TEXT
    width: int = 0

    def read(self, row):
        value = attrgetter(self.value)(row) if isinstance(self.value, str) else self.value(row)
        return value() if callable(value) else value


@dataclass(frozen=True)
class Sheet:
    title: str  # of the tab
    columns: Sequence[Column]


def write_workbook(file: IO[bytes], lists: Iterable[tuple[Sheet, Iterable]], facts: Iterable[tuple[str, str]]) -> None:
    """Write each list on a sheet, then the dictionary sheet with `facts` (what, text) on top."""
    workbook = Workbook(write_only=True)
    lists = list(lists)
    for sheet, rows in lists:
        _write_list(workbook.create_sheet(sheet.title), sheet.columns, rows)
    _write_dictionary(workbook.create_sheet(DICTIONARY), [sheet for sheet, _ in lists], facts)
    workbook.save(file)


def in_batches(rows: Iterable, size: int = AT_ONCE) -> Iterator[list]:
    """Yield the rows as lists of at most `size`, reading a queryset as a stream."""
    stream = iter(rows.iterator(chunk_size=size) if isinstance(rows, QuerySet) else rows)
    while batch := list(itertools.islice(stream, size)):
        yield batch


def _write_list(sheet, columns: Sequence[Column], rows: Iterable) -> None:
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width or WIDTHS[column.kind]
    sheet.append([_head(sheet, column.heading) for column in columns])
    # Made once and filled anew for each row: a row is written before the next one comes.
    cells = [(_cell(sheet, column), _cell(sheet, column, quoted=True)) for column in columns]
    last = 1
    for last, row in enumerate(itertools.chain.from_iterable(in_batches(rows)), start=2):  # noqa: B007  read below
        values = [column.read(row) for column in columns]
        sheet.append([_filled(*pair) for pair in zip(cells, columns, values, strict=True)])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"


def _write_dictionary(sheet, sheets: list[Sheet], facts: Iterable[tuple[str, str]]) -> None:
    for letter, width in zip("ABCD", (26, 34, 16, 80), strict=True):
        sheet.column_dimensions[letter].width = width
    for what, text in facts:
        sheet.append([_head(sheet, what), _text(sheet, text)])
    sheet.append([])
    sheet.append([_head(sheet, text) for text in ("Lembar", "Kolom", "Isi", "Penjelasan")])
    for one in sheets:
        for column in one.columns:
            words = (one.title, column.heading, column.kind.label, column.explanation)
            sheet.append([_text(sheet, word) for word in words])


def _head(sheet, text: str) -> WriteOnlyCell:
    cell = _text(sheet, text)
    cell.font, cell.fill = HEAD["font"], HEAD["fill"]
    return cell


def _text(sheet, text: str) -> WriteOnlyCell:
    column = Column("", "", "")
    return _filled((_cell(sheet, column), _cell(sheet, column, quoted=True)), column, text)


def _cell(sheet, column: Column, *, quoted: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet)
    cell.alignment = Alignment(wrap_text=column.kind == Kind.TEXT, vertical="top")
    # The apostrophe with which Excel itself marks text that looks like a formula: it stays text when edited.
    cell.quotePrefix = quoted
    if column.kind in FORMATS:
        cell.number_format = FORMATS[column.kind]
    return cell


def _filled(cells: tuple[WriteOnlyCell, WriteOnlyCell], column: Column, value) -> WriteOnlyCell:
    """Return the plain cell or the quoted one, filled."""
    plain, quoted = cells
    if column.kind != Kind.TEXT:
        plain.value = localtime(value).date() if isinstance(value, datetime.datetime) else value
        return plain
    text = "" if value is None else ILLEGAL_CHARACTERS_RE.sub("", str(value))
    cell = quoted if text.startswith(FORMULA_SIGNS) else plain
    cell.value = text or None
    cell.data_type = "s" if text else "n"  # whatever openpyxl took it for
    return cell
