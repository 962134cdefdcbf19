"""
Read an edition of the nomenclature from either workbook in which it goes round: rows and contradictions out.

One has a column for each level of the code (Kepmendagri), the other writes "kode nama" in one cell a level
(SIPD export). Only what a kabupaten/kota does is read: kegiatan whose code has D = 2. The penunjang
programme stands once for all bidang, as X.XX.01. No database, no clock.
"""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

KABUPATEN = "2"  # D in X.XX.XX.D.XX.XXXX
FULL, PREFIXES = len("X.XX.XX.D.XX.XXXX"), (4, 7, 12, 17)
LEVELS = ("bidang", "program", "kegiatan", "sub_kegiatan")
BY_COLUMN = ("urusan/unsur", "bidang urusan/bidang unsur", "program", "kegiatan", "sub kegiatan", "nomenklatur urusan")
BY_CELL = ("jenis pemda", "bidang", "program", "kegiatan", "subkegiatan")
DETAILS = {"performance": "kinerja", "indicator": "indikator", "unit": "satuan", "definition": "definisi operasional"}
CODED = re.compile(r"^([\dX](?:\.[\dX]{2}(?:\.\d{2}(?:\.\d\.\d{2}(?:\.\d{4})?)?)?)?)\s+(.+)$", re.S)
EMPTY = {"", "-", "[null]", "null", "#n/a"}


class NomenclatureRefused(Exception):
    """A file cannot be read as nomenclature at all; the message says why."""


@dataclass(frozen=True)
class NomenclatureRow:
    """One line of an edition; `cell` is where its name stands."""

    code: str
    level: str
    name: str
    cell: str
    performance: str = ""
    indicator: str = ""
    unit: str = ""
    definition: str = ""


@dataclass(frozen=True)
class Refusal:
    sheet: str
    cell: str
    value: str
    reason: str


@dataclass
class Reading:
    """`read` counts the file's rows; `skipped` those of provinces and of special regions."""

    read: int = 0
    skipped: int = 0
    rows: list[NomenclatureRow] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def mend(value) -> str:
    """Return a cell as text on one line: runs of spaces folded, "RKA- SKPD" and "Pulau- Pulau" joined again."""
    text = " ".join(str(value if value is not None else "").split()).replace("''", "'")
    return "" if text.lower() in EMPTY else re.sub(r"(?<=\w)- (?=\w)", "-", text)


def read_nomenclature(path: Path) -> Reading:
    """
    Return the lines of a workbook that concern a kabupaten/kota.

    A code that comes back with the same name is one line; with another name both are told as contradicting
    each other and neither is taken.

    :raises NomenclatureRefused: if the file is no workbook or has neither layout.
    """
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as exc:
        raise NomenclatureRefused(f"{path} bukan buku kerja Excel (.xlsx) yang dapat dibuka.") from exc
    sheet = book.worksheets[0]
    lines = sheet.iter_rows(values_only=True)
    headings = [mend(cell).lower() for cell in next(lines, ())]
    reading = Reading()
    if set(BY_COLUMN) <= set(headings):
        found = _by_column(lines, headings, reading, sheet.title)
    elif set(BY_CELL) <= set(headings):
        found = _by_cell(lines, headings, reading, sheet.title)
    else:
        raise NomenclatureRefused(
            f"{path} tidak mempunyai kolom nomenklatur. Baris pertama harus memuat {', '.join(BY_COLUMN)}; "
            f"atau {', '.join(BY_CELL)}."
        )
    _settle(found, reading, sheet.title)
    return reading


def _details(cells: dict) -> dict[str, str]:
    return {name: mend(cells.get(heading)) for name, heading in DETAILS.items()}


def _by_column(lines: Iterable, headings: list[str], reading: Reading, sheet: str) -> Iterator[NomenclatureRow]:
    """Yield the rows of the Kepmendagri's layout: each level of the code has its own column."""
    column = get_column_letter(headings.index("nomenklatur urusan") + 1)
    for number, line in enumerate(lines, 2):
        cells = dict(zip(headings, line, strict=False))
        parts = [mend(cells[heading]) for heading in BY_COLUMN[:5]]
        if not any(line):
            continue
        reading.read += 1
        name, cell = mend(cells["nomenklatur urusan"]), f"{column}{number}"
        depth = len([part for part in parts if part])
        if depth <= 1 or (parts[3] and not parts[3].startswith(KABUPATEN)):
            reading.skipped += 1
            continue
        try:
            code = _code(parts[:depth])
        except ValueError:
            code = ""
        if not code or not name or not all(parts[:depth]):
            reason = "Kode atau nama tidak lengkap. Lengkapi urusan, bidang, program, kegiatan dan namanya."
            reading.refusals.append(Refusal(sheet, cell, name or ".".join(parts), reason))
            continue
        yield NomenclatureRow(code, LEVELS[depth - 2], name, cell, **_details(cells))


def _code(parts: list[str]) -> str:
    """Return the written code of the parts of one line: 2, 13, 5, 2.01, 4 -> 2.13.05.2.01.0004."""
    widths = (0, 2, 2, 0, 4)
    return ".".join(
        part if not width or part == "XX" else f"{int(part):0{width}d}"
        for part, width in zip(parts, widths, strict=False)
    )


def _by_cell(lines: Iterable, headings: list[str], reading: Reading, sheet: str) -> Iterator[NomenclatureRow]:
    """Yield the rows of the SIPD export: one line a sub kegiatan, each level as "kode nama" in one cell."""
    for number, line in enumerate(lines, 2):
        cells = dict(zip(headings, line, strict=False))
        if not any(line):
            continue
        reading.read += 1
        coded = [CODED.match(mend(cells[heading])) for heading in BY_CELL[1:]]
        if mend(cells["jenis pemda"]).upper() not in {"KABKOT", "KAB/KOTA", "KABUPATEN/KOTA"}:
            reading.skipped += 1
            continue
        if not all(coded):
            wrong = next(index for index, match in enumerate(coded) if not match)
            cell = f"{get_column_letter(headings.index(BY_CELL[wrong + 1]) + 1)}{number}"
            value = str(cells[BY_CELL[wrong + 1]] or "")
            reading.refusals.append(Refusal(sheet, cell, value, "Tulis kode lalu nama, dipisahkan spasi."))
            continue
        if coded[2][1].split(".")[3] != KABUPATEN:
            reading.skipped += 1
            continue
        for level, heading, match in zip(LEVELS, BY_CELL[1:], coded, strict=True):
            cell = f"{get_column_letter(headings.index(heading) + 1)}{number}"
            details = _details(cells) if level == "sub_kegiatan" else {}
            yield NomenclatureRow(match[1], level, match[2], cell, **details)


def _settle(found: Iterable[NomenclatureRow], reading: Reading, sheet: str) -> None:
    """Take each code once; report those whose names contradict each other."""
    by_code: dict[str, list[NomenclatureRow]] = defaultdict(list)
    for row in found:
        by_code[row.code].append(row)
    used = {code[:length] for code in by_code if len(code) == FULL for length in PREFIXES}
    for code, rows in by_code.items():
        if code not in used:  # a programme of provinces or special regions alone
            reading.skipped += len(rows)
            continue
        names = {_alike(row.name): row for row in rows}
        if len(names) == 1:
            reading.rows.append(rows[0])
            continue
        for row in names.values():
            others = "; ".join(f"{other.cell} “{other.name}”" for other in names.values() if other is not row)
            reason = f"Kode {code} bernama lain pada {others}. Tentukan nama yang benar."
            reading.refusals.append(Refusal(sheet, row.cell, row.name, reason))


def _alike(name: str) -> str:
    """Two spellings that differ only in case, spaces and signs are one name."""
    return re.sub(r"[\W_]+", "", name.casefold())
