"""What the cells of a list or workbook must hold: a cell in, a value out, or the reason and the remedy in words."""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import TextChoices
from openpyxl.utils import get_column_letter

from forum.form_bricks import read_date, read_number, read_rupiah
from forum.templatetags.house import angka
from forum.workbook import Formula

MAX_AMOUNT = 10**15  # a thousand trillion; the whole state spends about three
NOTHING = frozenset({"-", "–", "—", "rp -", "rp-"})  # how Excel shows a 0 in an accounting format
SHOWN = 120  # letters of a refused cell that are shown


class CellRefused(Exception):
    """A cell does not hold what its column must hold; `column` names that column where several were read."""

    def __init__(self, reason: str, remedy: str, column: str = ""):
        super().__init__(f"{reason} {remedy}")
        self.reason, self.remedy, self.column = reason, remedy, column


@dataclass(frozen=True)
class Refusal:
    """One row that cannot be taken: its first faulty cell, what stands there, why, and what mends it."""

    sheet: str
    cell: str
    value: str
    reason: str
    remedy: str = ""

    def told(self) -> dict[str, str]:
        """Return it as a command prints it: sheet, cell, value, and reason with remedy."""
        facts = asdict(self)
        remedy = facts.pop("remedy")
        return facts | {"reason": f"{self.reason} {remedy}".strip()}


@dataclass(frozen=True)
class Fault:
    """One faulty cell of a row."""

    cell: str
    value: str
    refused: CellRefused


def refusal_of(sheet: str, faults: list[Fault]) -> Refusal:
    """Return one refusal for a row: its first fault, with the others told after it."""
    first, *others = faults
    remedy = " ".join([first.refused.remedy, *(f"{fault.cell}: {fault.refused}" for fault in others)])
    return Refusal(sheet, first.cell, first.value[:SHOWN], first.refused.reason, remedy)


def place(row: int, column: int) -> str:
    """Return the name of a cell; both count from 1."""
    return f"{get_column_letter(column)}{row}"


def text_of(value) -> str:
    """Return a cell's content with its blanks mended; a number as offices write it, a date as a day."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float | int) and not isinstance(value, bool):
        return angka(value) if abs(value) < MAX_AMOUNT else str(value)
    return " ".join(str(value).split())


def refuse_formula(value) -> None:
    if isinstance(value, Formula):
        raise CellRefused("Rumus di sel ini belum dihitung.", "Buka berkas di Excel, simpan, lalu unggah lagi.")


def read_text(value, *, longest: int) -> str:
    text = text_of(value)
    if len(text) > longest:
        raise CellRefused(f"Terlalu panjang: paling banyak {longest} huruf.", "Persingkat isinya.")
    return text


def read_amount(value) -> int | None:
    """Return whole rupiah, None for an empty cell; a dash is nothing, that is 0."""
    text = text_of(value)
    if not text:
        return None
    if isinstance(value, str):
        amount = 0 if text.lower() in NOTHING else read_rupiah(text)
    elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < MAX_AMOUNT:
        # Sums made by Excel miss the whole rupiah by a hair.
        amount = round(value) if abs(value - round(value)) < 0.005 else None
    else:
        amount = None
    if amount is None or not 0 <= amount < MAX_AMOUNT:
        raise CellRefused("Ini bukan jumlah dalam rupiah utuh.", "Tulis misalnya 3674068000 atau Rp 3.674.068.000,00.")
    return amount


def read_day(value) -> date | None:
    """Return a day, None for an empty cell; written, it is day, month, year."""
    if value is None or not text_of(value):
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = text_of(value)
    day = read_date(text)
    # Offices write day, month, year; the American order is refused where it shows.
    if not day and (match := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text)):
        day = _day(match[3], match[2], match[1])
    if not day and (match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)):
        day = _day(*match.groups())
    if not day:
        raise CellRefused("Tanggal ini tidak terbaca.", "Tulis tanggal seperti 15 Maret 2024.")
    return day


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def read_quantity(value) -> Decimal | None:
    """Return a number above 0 with at most two decimals, None for an empty cell."""
    text = text_of(value)
    if not text:
        return None
    number = read_number(text) if isinstance(value, str) else _decimal(value)
    if number is None or not 0 < number < 10**10 or round(number, 2) != number:
        raise CellRefused("Ini bukan angka lebih dari 0.", "Tulis angka, misalnya 2 atau 2,5.")
    return round(number, 2)


def read_count(value) -> int | None:
    """Return a whole number from 0 up, None for an empty cell."""
    text = text_of(value)
    if not text:
        return None
    number = read_number(text) if isinstance(value, str) else _decimal(value)
    if number is None or not 0 <= number < 2**31 or number != int(number):
        raise CellRefused("Ini bukan bilangan bulat.", "Tulis angka bulat, misalnya 12.")
    return int(number)


def read_choice(value, *, choices: type[TextChoices]) -> str:
    """Return the code of a choice written by its label, "" for an empty cell."""
    text = text_of(value)
    if not text:
        return ""
    for code, label in choices.choices:
        if text.casefold() in (label.casefold(), code):
            return code
    raise CellRefused("Pilihan ini tidak dikenal.", f"Tulis salah satu dari: {', '.join(choices.labels)}.")


def required(reader: Callable, label: str) -> Callable:
    """Return a reader that refuses an empty cell."""

    def read(value):
        found = reader(value)
        if found in (None, ""):
            raise CellRefused("Sel ini kosong.", f"Isi {label}.")
        return found

    return read


def _decimal(value) -> Decimal | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return Decimal(str(value)) if is_number else None
