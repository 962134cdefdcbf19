"""CSV that people hand to a command: every fault is one line that names file, row and column."""

import csv
import io
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

MAX_CELL = 32_767  # letters; no spreadsheet keeps more in a cell
MAX_NUMBER = 10**15
YES, NO = frozenset({"1", "true", "ya", "yes"}), frozenset({"", "0", "false", "tidak", "no"})


class InputRefused(Exception):
    """The file cannot be used as it is; the sentence says where and why."""

    def __init__(self, file: Path, why: str, *, row: int | None = None, column: str | None = None):
        place = [str(file), f"baris {row}" if row else "", f"kolom {column}" if column else ""]
        super().__init__(f"{', '.join(part for part in place if part)}: {why}")


@dataclass(frozen=True, slots=True)
class Row:
    """One row, numbered as a spreadsheet does: the names of the columns are row 1."""

    file: Path
    number: int
    cells: dict[str, str]

    def refusal(self, column: str, why: str) -> InputRefused:
        return InputRefused(self.file, why, row=self.number, column=column)

    def text(self, column: str) -> str:
        if not (text := self.cells[column].strip()):
            raise self.refusal(column, "sel ini kosong.")
        return text

    def number_of(self, column: str) -> Decimal:
        """Return a number from 0 up; a comma or a dot in it is the decimal sign."""
        text = self.text(column)
        try:
            number = Decimal(text.replace(",", "."))
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite():
            raise self.refusal(column, f"“{shown(text)}” bukan angka.")
        if number < 0:
            raise self.refusal(column, f"{shown(text)} kurang dari nol.")
        if number > MAX_NUMBER:
            raise self.refusal(column, f"{shown(text)} terlalu besar.")
        return number

    def whole(self, column: str) -> int:
        number = self.number_of(column)
        if number != (whole := int(number)):
            raise self.refusal(column, f"{shown(self.text(column))} bukan bilangan bulat.")
        return whole

    def flag(self, column: str) -> bool:
        """Return what a cell says that may be left out: empty is no."""
        text = self.cells.get(column, "").strip().lower()
        if text not in YES | NO:
            raise self.refusal(column, f"“{shown(text)}” tidak dikenal. Tulis 1 atau 0.")
        return text in YES


class Unique:
    """Refuses a key that an earlier row had."""

    def __init__(self):
        self.rows: dict[Hashable, int] = {}

    def check(self, row: Row, column: str, key: Hashable) -> None:
        if earlier := self.rows.get(key):
            raise row.refusal(column, f"sama dengan baris {earlier}.")
        self.rows[key] = row.number


def read_rows(file: Path, columns: Sequence[str]) -> list[Row]:
    """
    Return the rows of a CSV in UTF-8, divided by commas or semicolons; blank lines are left out.

    Columns are found by name and all of `columns` must be there; others are read too. A row may have fewer cells
    than there are names: the rest is empty.

    :raises InputRefused: if it cannot be read so.
    """
    first, *rest = _split(file, _decode(file)) or [[]]
    names = [name.strip() for name in first]
    if not any(names):
        raise InputRefused(file, f"berkas kosong. Kolom yang diperlukan: {', '.join(columns)}.", row=1)
    for column in columns:
        if column not in names:
            raise InputRefused(file, "kolom ini tidak ada.", row=1, column=column)
        if names.count(column) > 1:
            raise InputRefused(file, "kolom ini ada lebih dari satu.", row=1, column=column)
    return [_row(file, number, names, cells) for number, cells in enumerate(rest, 2) if any(cells)]


def _decode(file: Path) -> str:
    try:
        data = file.read_bytes()
    except OSError as exc:
        raise InputRefused(file, f"berkas tidak dapat dibaca ({exc.strerror}).") from exc
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        before = _split(file, data[: exc.start].decode("utf-8-sig"), strict=False) or [[""]]
        name = before[0][len(before[-1]) - 1] if len(before) > 1 and len(before[-1]) <= len(before[0]) else None
        why = "huruf di sini bukan UTF-8. Simpan berkas sebagai CSV UTF-8."
        raise InputRefused(file, why, row=len(before), column=name) from exc


def _split(file: Path, text: str, *, strict: bool = True) -> list[list[str]]:
    """Return the cells of each row, blank ones too, so that they can be counted."""
    head, rows = text.partition("\n")[0], []
    divider = ";" if head.count(";") > head.count(",") else ","
    usual_limit = csv.field_size_limit(max(len(text), 1))  # an overlong cell is refused by name, in `_row`
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=divider, strict=strict):
            rows.append(cells)
    except csv.Error as exc:
        raise InputRefused(file, "tanda kutip di baris ini tidak berpasangan.", row=len(rows) + 1) from exc
    finally:
        csv.field_size_limit(usual_limit)
    return rows


def _row(file: Path, number: int, names: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) > len(names):
        raise InputRefused(file, f"{len(cells)} sel, padahal hanya ada {len(names)} kolom.", row=number)
    for name, cell in zip(names, cells, strict=False):
        if len(cell) > MAX_CELL:
            why = f"sel ini berisi {len(cell)} huruf; paling banyak {MAX_CELL}."
            raise InputRefused(file, why, row=number, column=name)
    return Row(file, number, {**dict.fromkeys(names, ""), **dict(zip(names, cells, strict=False))})


def shown(text: str) -> str:
    """Return a short form of what stands in a cell, fit for one line."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:40]}…"
