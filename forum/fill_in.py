"""Workbooks to be filled in offline: what to do on the first sheet, what the columns mean on the last."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from forum.excel_output import DICTIONARY, FORMATS, FORMULA_SIGNS, HEAD, Kind
from forum.listing import Entry

INSTRUCTIONS, CHOICES = "Petunjuk", "Pilihan"
DAY = "dd/mm/yyyy"


@dataclass(frozen=True)
class FillIn:
    """One table to be filled in: its columns, its rows as they stand, and what may be chosen in which column."""

    title: str
    entries: Sequence[Entry]
    rows: Sequence[Mapping[str, object]]
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)


def write_template(instructions: Sequence[str], tables: Sequence[FillIn]) -> bytes:
    """Return a workbook: instructions, the tables, their drop-downs on a hidden sheet, the meaning of each column."""
    book = Workbook()
    first = book.active
    first.title = INSTRUCTIONS
    first.column_dimensions["A"].width = 100
    for number, line in enumerate(instructions, 1):
        cell = first.cell(number, 1)
        _put(cell, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if number == 1:
            cell.font = HEAD["font"]
    hidden = book.create_sheet(CHOICES)
    for table in tables:
        _write_table(book, table, hidden)
    book.move_sheet(hidden, len(tables))
    hidden.sheet_state = "hidden"
    _write_dictionary(book.create_sheet(DICTIONARY), tables)
    book.active = 1
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write_table(book: Workbook, table: FillIn, hidden) -> None:
    sheet = book.create_sheet(table.title)
    for column, entry in enumerate(table.entries, 1):
        letter = get_column_letter(column)
        head = sheet.cell(1, column)
        _put(head, entry.heading)
        head.font, head.fill = HEAD["font"], HEAD["fill"]
        head.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[letter].width = entry.width
        sheet.column_dimensions[letter].hidden = entry.is_hidden
        for row, values in enumerate(table.rows, 2):
            cell = sheet.cell(row, column)
            _put(cell, values.get(entry.name))
            if entry.kind == Kind.DATE:
                cell.number_format = DAY
            elif entry.kind in FORMATS:
                cell.number_format = FORMATS[entry.kind]
        if options := table.choices.get(entry.name):
            rule = DataValidation(type="list", formula1=_listed(hidden, options), allow_blank=True)
            rule.error, rule.errorTitle = "Pilih salah satu dari daftar.", entry.heading[:30]
            rule.add(f"{letter}2:{letter}{len(table.rows) + 1}")
            sheet.add_data_validation(rule)
    visible = next(column for column, entry in enumerate(table.entries, 1) if not entry.is_kept)
    sheet.freeze_panes = sheet.cell(2, visible + 1)


def _listed(hidden, options: Sequence[str]) -> str:
    """Write the options down a column of the hidden sheet; return the range."""
    is_first = hidden.max_column == 1 and hidden.cell(1, 1).value is None
    column = 1 if is_first else hidden.max_column + 1
    for row, option in enumerate(options, 1):
        _put(hidden.cell(row, column), option)
    letter = get_column_letter(column)
    return f"{quote_sheetname(hidden.title)}!${letter}$1:${letter}${len(options)}"


def _write_dictionary(sheet, tables: Sequence[FillIn]) -> None:
    rows = [("Lembar", "Kolom", "Isi", "Wajib", "Penjelasan")]
    for table in tables:
        for entry in table.entries:
            need = "jangan diubah" if entry.is_kept else "wajib" if entry.is_required else "boleh kosong"
            rows.append((table.title, entry.heading, entry.kind.label, need, entry.explanation))
    for row, texts in enumerate(rows, 1):
        for column, text in enumerate(texts, 1):
            _put(sheet.cell(row, column), text)
            if row == 1:
                sheet.cell(row, column).font = HEAD["font"]
    for letter, width in zip("ABCDE", (16, 30, 14, 14, 90), strict=True):
        sheet.column_dimensions[letter].width = width


def _put(cell, value) -> None:
    """Fill a cell; text stays text, whatever sign it begins with."""
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.value = value or None
        if value:
            cell.data_type = "s"
            cell.quotePrefix = value.startswith(FORMULA_SIGNS)
    else:
        cell.value = value
