"""The codes of a workplan as offices write them: whole, in pieces over several columns, or before the name."""

import re

from plans.models.nomenclature import Level

# By the number of pieces: X.XX.XX.D.XX.XXXX = urusan . bidang . program . D . kegiatan . sub kegiatan.
LEVELS = {2: Level.BIDANG, 3: Level.PROGRAM, 5: Level.KEGIATAN, 6: Level.SUB_KEGIATAN}
SHAPE = re.compile(r"(\d|X)(\.(\d\d|XX)(\.\d\d(\.\d(\.\d\d(\.\d{4})?)?)?)?)?")
# Sub kegiatan had two digits until Kepmendagri 050-5889/2021.
OLD_SUB_KEGIATAN = re.compile(r"(\d|X)\.(\d\d|XX)\.\d\d\.\d\.\d\d\.\d\d")
# Rekening belanja and the like, which a DPA lists below its sub kegiatan: 5.1.02.01.01.0024.
ACCOUNT = re.compile(r"[4-6]\.[1-9](\.\d\d){0,2}(\.\d\d(\.\d{3,5})?)?")
CODED = re.compile(r"((?:\d|X)(?:\s*\.\s*(?:\d{1,4}|XX)){1,5})\.?\s+(?:[-–:]\s*)?(?=[^\W\d_]|[(])(.+)", re.S)
WIDTHS = (1, 2, 2, 1, 2, 4)


def clean_code(value) -> str:
    """Return a code as it is meant: blanks and a last dot gone, "1 03 02" with dots, a lost last 0 put back."""
    if isinstance(value, float):
        text = repr(value)
        return f"{text}0" if len(text.partition(".")[2]) == 1 else text
    return re.sub(r"[\s.]+", ".", str(value if value is not None else "").strip().upper()).strip(".")


def split_name(text: str) -> tuple[str, str]:
    """Return (code, name) of a cell such as "1.03.02 PROGRAM ..."; the code is "" where there is none."""
    match = CODED.fullmatch(text)
    return (clean_code(match[1]), match[2].strip()) if match else ("", text)


def level_of(code: str) -> Level | None:
    """Return the level of a whole code; None for an urusan (a single piece), for D alone, and for no code."""
    return LEVELS.get(code.count(".") + 1) if SHAPE.fullmatch(code) else None


def is_heading(code: str) -> bool:
    """Say whether it is a whole code above a sub kegiatan."""
    return bool(SHAPE.fullmatch(code)) and level_of(code) != Level.SUB_KEGIATAN


class Pieces:
    """Puts codes together of which each row has only its own piece; what stands above holds."""

    def __init__(self):
        self.cells: list = []
        self.above: list[str] = []

    def across(self, cells: list) -> str:
        """Return the code of a row whose pieces stand in neighbouring columns; those left out on the left are above."""
        filled = [index for index, cell in enumerate(cells) if clean_code(cell)]
        if not filled:
            return ""
        first, last = filled[0], filled[-1]
        if level_of(clean_code(cells[first])) == Level.SUB_KEGIATAN:
            return clean_code(cells[first])
        self.cells = [*self.cells[:first], *[None] * (first - len(self.cells)), *cells[first : last + 1]]
        pieces = []
        for cell in self.cells:
            if isinstance(cell, int):  # Excel took it for a number and shows its zeros by a format
                pieces.append(str(cell).zfill(WIDTHS[min(len(pieces), 5)]))
            elif clean_code(cell):
                pieces += clean_code(cell).split(".")
        return ".".join(pieces)

    def below(self, code: str, name: str) -> str:
        """Return the whole code of a row in a column that holds of each level only its own piece."""
        above, first_word = self.above, name.upper().partition(" ")[0]
        is_bidang = first_word in ("URUSAN", "BIDANG")
        if level_of(code) in (Level.PROGRAM, Level.KEGIATAN, Level.SUB_KEGIATAN):
            pieces = code.split(".")
        elif re.fullmatch(r"\d\.\d\d(\.\d{4})?", code) and len(above) >= 3 and not is_bidang:
            pieces = [*above[:3], *code.split(".")]
        elif re.fullmatch(r"\d{4}", code):
            pieces = [*above[:5], code]
        elif re.fullmatch(r"\d{1,2}|XX", code) and above and not (len(code) == 1 and first_word == "URUSAN"):
            pieces = [*above[: 1 if is_bidang or len(above) == 1 else 2], code.zfill(2)]
        else:
            pieces = code.split(".")
        if level_of(".".join(pieces)) or len(pieces) == 1:
            self.above = pieces
        return ".".join(pieces)
