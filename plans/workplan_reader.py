"""
Read an OPD's workplan from Excel as the OPD holds it: bytes in, rows and refusals out. No database, no clock.

A list of sub kegiatan with their codes, or the print of a Renja with its hierarchy: headings of one row or several,
lines of urusan, bidang, program and kegiatan with their subtotals, totals, repeated headings, signatures.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import partial

from forum.cells import (
    CellRefused,
    Fault,
    Refusal,
    place,
    read_amount,
    read_count,
    read_day,
    read_text,
    refusal_of,
    refuse_formula,
    text_of,
)
from forum.excel_output import DICTIONARY
from forum.fill_in import CHOICES, INSTRUCTIONS
from forum.workbook import Formula, Sheet, WorkbookRefused, open_workbook
from plans.models.nomenclature import Level
from plans.workplan_codes import ACCOUNT, OLD_SUB_KEGIATAN, Pieces, clean_code, is_heading, level_of, split_name
from plans.workplan_columns import Columns, find_columns

# See also: Activity and ActivityFigures, whose columns are as long.
LONGEST = {
    "code": 20, "name": 500, "program": 300, "kegiatan": 300, "funding_source": 300, "indicator": 1000, "target": 300,
    "location": 1000, "target_group": 300, "next_target": 300,
}  # fmt: skip
MOST_LOKUS = 200  # of one sub kegiatan; a kabupaten has as many desa
TEXTS = ("funding_source", "indicator", "target", "location", "target_group", "next_target")
# Further lines of one sub kegiatan, where only these stand, belong to the line above.
JOINED = ("indicator", "target", "location", "funding_source", "target_group", "next_target")
TOTAL = re.compile(r"(sub ?-?|grand )?(total|jumlah)\b", re.I)

NO_CODE = CellRefused("Baris ini tidak berkode.", "Lengkapi kode sub kegiatannya.")
WRONG_CODE = CellRefused("Ini bukan kode sub kegiatan.", "Tulis kode lengkap, misalnya 3.27.03.2.02.0011.")
OLD_CODE = CellRefused(
    "Kode ini dari edisi lama, yang sub kegiatannya dua angka.",
    "Tulis kode menurut edisi yang berlaku, misalnya 3.27.03.2.02.0011.",
)
NOT_BELOW = CellRefused(
    "Baris ini berpagu, tetapi tidak ada sub kegiatan di bawahnya.",
    "Tulis kode sub kegiatan yang lengkap, misalnya 3.27.03.2.02.0011, atau hapus baris ini.",
)


@dataclass(frozen=True)
class WorkplanRow:
    """
    One sub kegiatan as the file has it. `figures` names only what the file has a column for.

    `lokus` is how many places it is to offer, None where the file does not say.
    """

    sheet: str
    cell: str
    code: str
    name: str
    figures: dict
    program: str = ""
    kegiatan: str = ""
    lokus: int | None = None


@dataclass
class Reading:
    """`skipped` counts lines that are no sub kegiatan: titles, levels above with their subtotals, totals."""

    rows: list[WorkplanRow] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    skipped_sheets: list[str] = field(default_factory=list)
    skipped: int = 0
    notes: list[str] = field(default_factory=list)

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

    Columns are found by their headings, on every sheet that is shown; one without them is named as skipped.
    A code that stands twice is refused in both places.

    :raises WorkbookRefused: if the file cannot be opened, no sheet has the headings, or nothing stands below them.
    """
    reading, lacking = Reading(), []
    # Our own template explains itself on sheets of their own.
    sheets = [sheet for sheet in open_workbook(data) if sheet.title not in (INSTRUCTIONS, CHOICES, DICTIONARY)]
    for sheet in sheets:
        columns, missing = (None, []) if sheet.is_hidden else find_columns(sheet, fiscal_year)
        if columns:
            _SheetOfPlan(reading, sheet, columns, fiscal_year).read()
            continue
        reading.skipped_sheets.append(sheet.title)
        if missing and (not lacking or len(missing) < len(lacking)):
            lacking = missing
    if len(reading.skipped_sheets) == len(sheets):
        raise WorkbookRefused(
            f"Kolom {', '.join(lacking)} tidak ditemukan. Tulis judul kolom di atas tabel, dan periksa tahunnya."
        )
    if not reading.count:
        raise WorkbookRefused("Berkas ini tidak memuat satu pun sub kegiatan di bawah baris judulnya.")
    return _refuse_twins(reading)


@dataclass
class _Line:
    """A line above sub kegiatan that shows a pagu: a level of the hierarchy, or one without a code."""

    row: int
    code: str
    name: str
    pagu: int
    rows_before: int


class _SheetOfPlan:
    """One table, read from top to bottom; what stands above a sub kegiatan is remembered for it."""

    def __init__(self, reading: Reading, sheet: Sheet, columns: Columns, fiscal_year: int):
        self.reading, self.sheet, self.columns, self.fiscal_year = reading, sheet, columns, fiscal_year
        self.pieces = Pieces()
        self.is_whole = self._writes_whole_codes()
        self.names: dict[Level, str] = {}
        self.rows: list[WorkplanRow] = []
        self.lines: list[_Line] = []
        self.open_row: int | None = None  # the number of the row that further lines may belong to

    def read(self) -> None:
        for number, cells in self.sheet.rows:
            if number > self.columns.last and not self.columns.repeats(cells):
                self._read_line(number, cells)
        self._settle_lines()
        self.reading.rows += self.rows

    def _writes_whole_codes(self) -> bool:
        """Say whether some cell holds the whole code of a sub kegiatan, so that no code is only a piece."""
        for number, cells in self.sheet.rows:
            for column in (*self.columns.code, *self.columns.name) if number > self.columns.last else ():
                text = text_of(cells[column - 1]) if column <= len(cells) else ""
                if level_of(clean_code(text)) == Level.SUB_KEGIATAN or level_of(split_name(text)[0]):
                    return True
        return False

    def _read_line(self, number: int, cells: list) -> None:
        code, name = self._code_and_name(cells)
        raw = {field: cells[column - 1] if column <= len(cells) else None for field, column in self.columns.at.items()}
        pagu = text_of(raw["pagu"])
        if not code and not name and not self._is_total(cells) and (not pagu or self._belongs_above(number)):
            self._continue(number, raw)
        elif ACCOUNT.fullmatch(code) or (not level_of(code) and self._is_total(cells)):
            self._skip()
        elif not code:
            self._skip()
            if pagu:
                self._remember_line(number, "", name, raw)
        elif is_heading(code):
            self._skip()
            self._remember_names(code, name)
            if pagu:
                self._remember_line(number, code, name, raw)
        else:
            self._read_row(number, code, name, raw)

    def _is_total(self, cells: list) -> bool:
        """Say whether a row calls itself a sum, in or before the column of the name."""
        return any(TOTAL.match(text_of(cell)) for cell in cells[: self.columns.at["name"]])

    def _skip(self) -> None:
        self.reading.skipped += 1
        self.open_row = None

    def _code_and_name(self, cells: list) -> tuple[str, str]:
        """Return what a row is called; the code may stand in pieces, and either may stand before the other."""
        codes = [cells[column - 1] if column <= len(cells) else None for column in self.columns.code]
        names = [text_of(cells[column - 1]) for column in self.columns.name if column <= len(cells)]
        name = next((name for name in reversed(names) if name), "")
        if len(codes) > 1 and not self.is_whole:
            return self.pieces.across(codes), name
        written = next((cell for cell in reversed(codes) if text_of(cell)), None)
        for text in (text_of(written), *reversed(names)):
            if split_name(text)[0]:
                code, rest = split_name(text)
                return code, rest if text == name or not name else name
        code = clean_code(written)
        if code and not self.is_whole:
            code = self.pieces.below(code, name)
        return code, name

    def _belongs_above(self, number: int) -> bool:
        """Say whether the cell of the code is merged with the row above, so that both are one sub kegiatan."""
        if self.open_row is None or not self.columns.code:
            return False
        return any(self.sheet.owner(number, column)[0] <= self.open_row < number for column in self.columns.code)

    def _continue(self, number: int, raw: dict) -> None:
        """Take a further line of the sub kegiatan above: more indicators or places, another source with its pagu."""
        if self.open_row is None:
            return
        row = self.rows[-1]
        figures = dict(row.figures)
        for name in JOINED:
            text = text_of(raw.get(name))
            if text and text not in figures[name].split("; "):
                joined = "; ".join(filter(None, [figures[name], text]))
                if len(joined) > LONGEST[name]:
                    self._note(f"baris {number}: isi yang panjang tidak disimpan seluruhnya.")
                else:
                    figures[name] = joined
        try:
            figures["pagu"] += (read_amount(raw["pagu"]) if self._belongs_above(number) else None) or 0
        except CellRefused as exc:
            self.rows.pop()
            self.open_row = None
            self._refuse([Fault(place(number, self.columns.at["pagu"]), text_of(raw["pagu"]), exc)])
            return
        self.rows[-1] = replace(row, figures=figures)

    def _remember_names(self, code: str, name: str) -> None:
        level = level_of(code)
        if level in (Level.BIDANG, None):
            self.names.clear()
        elif level == Level.PROGRAM:
            self.names = {Level.PROGRAM: name}
        elif level == Level.KEGIATAN:
            self.names[Level.KEGIATAN] = name

    def _remember_line(self, number: int, code: str, name: str, raw: dict) -> None:
        try:
            pagu = read_amount(raw["pagu"]) or 0
        except CellRefused:
            pagu = 0  # a heading's note, not an amount
        if pagu:
            self.lines.append(_Line(number, code, name, pagu, len(self.rows)))

    def _settle_lines(self) -> None:
        """Refuse each line with a pagu that is no sum of sub kegiatan; note the sums that do not add up."""
        sums = [0]
        for row in self.rows:
            sums.append(sums[-1] + row.figures["pagu"])
        known = set(sums)
        for line in self.lines:
            if line.code:
                below = [row.figures["pagu"] for row in self.rows[line.rows_before :] if _is_below(row.code, line)]
                if not below:
                    self._refuse([self._fault(line, NOT_BELOW)])
                elif sum(below) != line.pagu and not self.reading.refusals:
                    name = line.name or line.code
                    self._note(f"baris {line.row}: pagu {name} tidak sama dengan jumlah sub kegiatan di bawahnya.")
            elif not {sums[line.rows_before] + line.pagu, sums[line.rows_before] - line.pagu} & known:
                self._refuse([self._fault(line, NO_CODE)])

    def _fault(self, line: _Line, why: CellRefused) -> Fault:
        columns = self.columns.code or self.columns.name
        return Fault(place(line.row, columns[0]), line.code, why)

    def _note(self, what: str) -> None:
        self.reading.notes.append(f"Lembar {self.sheet.title}, {what}")

    def _refuse(self, faults: list[Fault]) -> None:
        self.reading.refusals.append(refusal_of(self.sheet.title, faults))

    def _read_row(self, number: int, code: str, name: str, raw: dict) -> None:
        at = self.columns.at
        code_cell = place(number, (self.columns.code or self.columns.name)[0])
        read, faults = {}, []
        if level_of(code) != Level.SUB_KEGIATAN:
            faults.append(Fault(code_cell, code, OLD_CODE if OLD_SUB_KEGIATAN.fullmatch(code) else WRONG_CODE))
        for key, value in (raw | {"name": raw["name"] if isinstance(raw["name"], Formula) else name}).items():
            if key in READERS:
                try:
                    refuse_formula(value)
                    read[key] = READERS[key](value)
                except CellRefused as exc:
                    faults.append(Fault(place(number, at[key]), text_of(value), exc))
        faults += self._faults_of_period(number, raw, read)
        if faults:
            self._refuse(faults)
            self.open_row = None
            return
        above = {
            level: self._shown(number, level) or self.names.get(level, "") for level in (Level.PROGRAM, Level.KEGIATAN)
        }
        row = WorkplanRow(
            self.sheet.title,
            code_cell,
            code,
            read.pop("name"),
            lokus=read.pop("lokus", None),
            program=above[Level.PROGRAM][: LONGEST["program"]],
            kegiatan=above[Level.KEGIATAN][: LONGEST["kegiatan"]],
            figures=read,
        )
        self.rows.append(row)
        self.open_row = number

    def _shown(self, number: int, field: str) -> str:
        """Return what a column shows in a row, also where it is merged with the rows above."""
        return text_of(self.sheet.value(number, self.columns.at[field])) if field in self.columns.at else ""

    def _faults_of_period(self, number: int, raw: dict, read: dict) -> list[Fault]:
        starts_on, ends_on = read.get("starts_on"), read.get("ends_on")
        if not (starts_on and ends_on):
            return []
        cell, written = place(number, self.columns.at["starts_on"]), text_of(raw["starts_on"])
        if ends_on < starts_on:
            why = CellRefused("Awal pelaksanaan sesudah akhirnya.", "Perbaiki salah satunya.")
        elif not starts_on.year <= self.fiscal_year <= ends_on.year:
            why = CellRefused(
                f"Masa pelaksanaan di luar tahun anggaran {self.fiscal_year}.",
                "Periksa tanggal dan tahun yang dipilih.",
            )
        else:
            return []
        return [Fault(cell, written, why)]


def _is_below(code: str, line: _Line) -> bool:
    """Say whether a sub kegiatan belongs to a level; the penunjang programme may stand as X.XX there and not here."""
    if code.startswith(f"{line.code}."):
        return True
    parts, above = code.split("."), line.code.split(".")
    return len(above) > 2 and above[:2] == ["X", "XX"] and parts[2 : len(above)] == above[2:]


def _refuse_twins(reading: Reading) -> Reading:
    places = defaultdict(list)
    for row in reading.rows:
        places[row.code].append(row)
    alone = []
    for row in reading.rows:
        others = [f"{twin.cell} lembar {twin.sheet}" for twin in places[row.code] if twin is not row]
        if others:
            reason = f"Kode ini tertulis juga di {', '.join(others)}."
            reading.refusals.append(Refusal(row.sheet, row.cell, row.code, reason, "Sisakan satu."))
        else:
            alone.append(row)
    return replace(reading, rows=alone)


def _read_pagu(value) -> int:
    pagu = read_amount(value)
    if pagu is None:
        raise CellRefused("Pagu kosong.", "Isi pagu; tulis 0 bila tidak berpagu.")
    return pagu


def _read_name(value) -> str:
    if not (name := read_text(value, longest=LONGEST["name"])):
        raise CellRefused("Nama kosong.", "Isi nama sub kegiatan.")
    return name


def _read_lokus(value) -> int | None:
    lokus = read_count(value)
    if lokus is not None and lokus > MOST_LOKUS:
        raise CellRefused(f"Lebih dari {MOST_LOKUS} lokus.", "Tulis jumlah tempat yang dapat dilayani.")
    return lokus


READERS = {
    "lokus": _read_lokus,
    "name": _read_name,
    "pagu": _read_pagu,
    "next_pagu": read_amount,
    "starts_on": read_day,
    "ends_on": read_day,
    **{name: partial(read_text, longest=LONGEST[name]) for name in TEXTS},
}
