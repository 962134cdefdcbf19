"""A table in a workbook whose columns are known by name: headings found, rows out, each cell with its place."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from forum.cells import CellRefused, Fault, place, refuse_formula, text_of
from forum.excel_output import Kind
from forum.workbook import Cell, Sheet

HEADING_ROWS = 20


@dataclass(frozen=True)
class Entry:
    """
    One column that people fill in: how a template heads and explains it, and how a file may head it.

    `kept` columns are filled in by the template and not to be changed; `is_hidden` ones are not shown either.
    """

    name: str
    heading: str
    explanation: str
    also: Sequence[str] = ()
    kind: Kind = Kind.TEXT
    width: int = 20
    is_required: bool = False
    is_kept: bool = False
    is_hidden: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(_plain(word) for word in (self.heading, *self.also))


@dataclass(frozen=True)
class Line:
    """One row of the table below its headings; `columns` gives the place of each field that the file has."""

    sheet: str
    number: int
    cells: list[Cell]
    columns: dict[str, int]

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    def value(self, name: str) -> Cell:
        column = self.columns.get(name, 0)
        return self.cells[column - 1] if 0 < column <= len(self.cells) else None

    def text(self, name: str) -> str:
        return text_of(self.value(name))

    def cell(self, name: str) -> str:
        """Return the place of a field; of one that the file has no column for, the row's first cell."""
        return place(self.number, self.columns.get(name, 1))

    def read(self, name: str, reader):
        """Return what `reader` makes of a cell, or the fault that it finds there."""
        value = self.value(name)
        try:
            refuse_formula(value)
            return reader(value)
        except CellRefused as exc:
            return Fault(self.cell(name), self.text(name), exc)

    def fault(self, name: str, reason: str, remedy: str) -> Fault:
        return Fault(self.cell(name), self.text(name), CellRefused(reason, remedy))


def find_headings(sheet: Sheet, entries: Sequence[Entry]) -> tuple[int, dict[str, int]]:
    """Return the row in which most of the headings stand and where; (0, {}) if none of it is a heading."""
    best = (0, {})
    for number, cells in sheet.rows:
        if number > HEADING_ROWS:
            break
        standing = {}
        for column, cell in enumerate(cells, 1):
            standing.setdefault(_plain(text_of(cell)), column)
        found = {}
        for entry in entries:
            if heading := next((word for word in entry.headings if word in standing), None):
                found[entry.name] = standing[heading]
        if len(found) > len(best[1]):
            best = (number, found)
    return best


def lines_of(sheet: Sheet, heading_row: int, columns: dict[str, int]) -> Iterator[Line]:
    for number, cells in sheet.rows:
        if number > heading_row:
            yield Line(sheet.title, number, cells, columns)


def lines_below(sheets: Iterable[Sheet], entries: Sequence[Entry], needed: set[str]) -> list[Line] | None:
    """Return what stands below the headings of every shown sheet that has the needed ones; None if none has."""
    lines, is_found = [], False
    for sheet in sheets:
        row, columns = find_headings(sheet, entries)
        if not sheet.is_hidden and needed <= columns.keys():
            is_found = True
            lines += lines_of(sheet, row, columns)
    return lines if is_found else None


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9/]+", " ", re.sub(r"\(.*?\)", "", text.lower())).strip()
