"""Find the columns of a workplan by their headings, over one row or several, merged or not. No database."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from forum.cells import text_of
from forum.workbook import Sheet
from plans.workplan_codes import clean_code, level_of, split_name

HEADING_ROWS = 40  # how far down the headings may stand
TALLEST = 4  # rows of headings

# Field of a row -> the words in its heading, tried in this order: "target keluaran" is a target, not an indicator.
KINDS = {
    "code": r"\bkode\b|\bkd\b",
    "funding_source": r"sumber (dana|pendanaan|anggaran)",
    "starts_on": r"\b(awal|mulai)\b.*pelaksanaan|^mulai$|tanggal mulai",
    "ends_on": r"\b(akhir|selesai)\b.*pelaksanaan|^selesai$|tanggal selesai",
    "target_group": r"kelompok sasaran|^sasaran$|penerima manfaat",
    "lokus": r"jumlah lokus",
    "location": r"\blokasi\b|\blokus\b",
    "target": r"\btarget\b|\bvolume\b",
    "pagu": r"\bpagu\b|kebutuhan dana|\banggaran\b|^dana( rp)?$|^jumlah( rp)?$|^rp$|kerangka pendanaan|\balokasi\b",
    "indicator": r"indikator|tol[ao]k ukur|keluaran|^output",
    "name": r"kegiatan|program|uraian|nomenklatur|rincian|^nama$",
}
# Of several columns of a kind the one whose heading matches the earliest of these is taken.
BEST = {
    "pagu": (r"setelah|sesudah|menjadi", r"jumlah pagu", r"pagu indikatif", r"pagu"),
    "indicator": (r"keluaran", r"sub ?kegiatan", r"^(?!.*(capaian|hasil|program)).*$"),
    "target": (r"keluaran", r"sub ?kegiatan", r"^(?!.*(hasil|keg$)).*$"),
    "name": (r"urusan.*kegiatan", r"^(nama )?sub ?kegiatan$", r"sub ?kegiatan", r"kegiatan", r"."),
    "code": (r"sub ?kegiatan", r"^kode$", r"rekening"),
}
GROUPS = ("code", "target", "indicator")
PAST = r"realisasi|renstra|sebelum|semula|tahun lalu|\bn ?- ?\d|perkiraan(?! maju)|perkiraan capaian"
NEXT = r"pra?kiraan maju|perkiraan maju|\bn ?\+ ?1|tahun berikut"
NOT_MEANT = r"kode (pd|opd|skpd|perangkat)|indikator (program|kegiatan)$|tol[ao]k ukur (hasil|capaian)|target.*hasil"
REQUIRED = {"name": "NAMA SUB KEGIATAN", "pagu": "PAGU"}


@dataclass(frozen=True)
class Columns:
    """`at` gives the column of each field; code and name may spread over several; the table is below row `last`."""

    at: dict[str, int]
    code: tuple[int, ...]
    name: tuple[int, ...]
    last: int
    labels: dict[int, str] = field(default_factory=dict)

    def repeats(self, cells: list) -> bool:
        """Say whether a row prints the headings anew, as on each page, or numbers the columns: (1) (2) (3)."""
        texts = [(column, text) for column, cell in enumerate(cells, 1) if (text := _words(cell))]
        same = sum(text in self.labels.get(column, "") for column, text in texts if len(text) > 2)
        numbers = sum(bool(re.fullmatch(r"\d{1,2}( \d{1,2})*[a-z]?", text)) for _, text in texts)
        return (same > 1 and same >= len(texts) / 2) or (numbers >= 4 and numbers == len(texts))


def find_columns(sheet: Sheet, fiscal_year: int) -> tuple[Columns | None, list[str]]:
    """Return where the fields stand; or None, with the names of those that the likeliest headings lack."""
    found, lacking = [], ["KODE SUB KEGIATAN", *REQUIRED.values()]
    rows = [number for number, _ in sheet.rows if number <= HEADING_ROWS]
    for index, top in enumerate(rows):
        if _is_data(sheet, top):
            break
        if len({text_of(cell) for cell in sheet.row(top)} - {""}) < 2:
            continue  # a title over the whole table
        for bottom in rows[index : index + TALLEST]:
            if _is_data(sheet, bottom):
                break
            if any(top <= first < bottom + 1 <= last for first, _, last, _ in sheet.merged):
                continue  # a heading reaches further down
            columns, missing = _read(sheet, top, bottom, fiscal_year)
            if columns:
                labels = {columns.labels.get(column, "") for column in columns.code}
                pieces = sum(not re.search(r"\d", label) for label in labels)  # a number is no heading
                found.append((len(columns.at), pieces, -bottom, top, columns))
            elif len(missing) < len(lacking):
                lacking = missing
    if not found:
        return None, lacking
    # Those that tell most; what stands above and below the headings tells nothing more.
    return max(found, key=lambda one: one[:4])[4], []


def _is_data(sheet: Sheet, row: int) -> bool:
    for cell in sheet.row(row):
        code = clean_code(cell) if not isinstance(cell, bool) else ""
        if (level_of(code) and code.count(".") > 1) or (isinstance(cell, str) and split_name(text_of(cell))[0]):
            return True
        if isinstance(cell, int | float) and cell > 10_000:
            return True
    return False


def _read(sheet: Sheet, top: int, bottom: int, fiscal_year: int) -> tuple[Columns | None, list[str]]:
    labels = dict(_labels(sheet, top, bottom))
    kinds: dict[str, list[int]] = {}
    for column, (lowest, whole) in labels.items():
        if kind := _kind(lowest, whole, fiscal_year):
            kinds.setdefault(kind, []).append(column)
    at = {kind: _best(kind, columns, labels) for kind, columns in kinds.items()}
    missing = [label for kind, label in REQUIRED.items() if kind not in at]
    has_code = "code" in at or ("name" in at and _names_are_coded(sheet, at["name"], bottom))
    if not has_code:
        missing.insert(0, "KODE SUB KEGIATAN")
    if missing:
        return None, missing
    at |= _parents(kinds["name"], at, labels)
    codes = kinds.get("code", [])
    if len(codes) > 1 and codes[-1] - codes[0] == len(codes) - 1:
        at["code"] = codes[0]  # a column for each piece, each with a heading of its own
    else:
        codes = []
    spans = {kind: _span(at[kind], labels, sheet, bottom) if kind in at else () for kind in ("code", "name")}
    whole = {column: text for column, (_, text) in labels.items()}
    return Columns(at, tuple(codes) or spans["code"], spans["name"], bottom, whole), []


def _parents(columns: list[int], at: dict, labels: dict) -> dict[str, int]:
    """Return where the program and the kegiatan have columns of their own beside the sub kegiatan."""
    found = {}
    for column in columns:
        match = re.fullmatch(r"(?:nama )?(program|kegiatan)", labels[column][0])
        if match and column != at["name"]:
            found[match[1]] = column
    return found


def _labels(sheet: Sheet, top: int, bottom: int) -> Iterator[tuple[int, tuple[str, str]]]:
    """Yield each column with its lowest heading and with all that stands above it too."""
    rows = [number for number, _ in sheet.rows if top <= number <= bottom]
    width = max(len(cells) for number, cells in sheet.rows if number in rows)
    grid = {row: [_words(sheet.value(row, column)) for column in range(1, width + 1)] for row in rows}
    for row, below in itertools.pairwise(rows):
        # A group's title that was not merged over its columns stands in the first of them alone.
        for column in range(1, width):
            is_group = grid[below][column] and grid[below][column - 1]
            if not grid[row][column] and is_group:
                grid[row][column] = grid[row][column - 1]
    for column in range(width):
        texts = list(dict.fromkeys(grid[row][column] for row in rows if grid[row][column]))
        if texts:
            yield column + 1, (texts[-1], " ".join(texts))


def _words(value) -> str:
    return re.sub(r"[^a-z0-9+-]+", " ", text_of(value).lower()).strip()


def _kind(lowest: str, whole: str, fiscal_year: int) -> str | None:
    if re.search(NOT_MEANT, lowest) or re.search(NOT_MEANT, whole):
        return None
    kinds = [
        next((kind for kind, words in KINDS.items() if re.search(words, label)), None) for label in (lowest, whole)
    ]
    kind = kinds[0] or kinds[1]
    if kind in ("name", "indicator"):
        # "Keluaran Sub Kegiatan" below "Target", "Program" below "Kode": the group says what it is.
        kind = next((group for group in GROUPS if re.search(KINDS[group], whole)), kind)
    if kind in ("pagu", "target"):
        years = {int(year) for year in re.findall(r"\b20\d\d\b", whole)}
        if re.search(NEXT, whole) or (fiscal_year + 1 in years and fiscal_year not in years):
            return f"next_{kind}"
        if re.search(PAST, whole) or (years and fiscal_year not in years):
            return None
    return kind


def _best(kind: str, columns: list[int], labels: dict) -> int:
    for pattern in BEST.get(kind, ()):
        for text in (0, 1):
            for column in columns:
                if re.search(pattern, labels[column][text]):
                    return column
    return columns[0]


def _names_are_coded(sheet: Sheet, column: int, bottom: int) -> bool:
    names = (cells[column - 1] for number, cells in sheet.rows if number > bottom and len(cells) >= column)
    return any(isinstance(name, str) and level_of(split_name(name)[0]) for name in names)


def _span(column: int, labels: dict, sheet: Sheet, bottom: int) -> tuple[int, ...]:
    """Return the columns over which a heading reaches: those merged with it, or without a heading of their own."""
    last = column
    width = max(len(cells) for _, cells in sheet.rows)
    while last < width and (last + 1 not in labels or labels[last + 1] == labels[column]):
        last += 1
    used = {
        index
        for number, cells in sheet.rows
        if number > bottom
        for index in range(column, min(last, len(cells)) + 1)
        if text_of(cells[index - 1])
    }
    return tuple(sorted(used | {column}))
