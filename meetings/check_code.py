"""
The number by which a paper is checked, and the marks that its pages carry.

A check number is twelve digits, the last a check digit (Damm: every single wrong digit and every two
neighbours swapped are noticed). Digits alone can be read aloud over a bad line, typed on any phone, and make
the smallest QR code. It is drawn at random: whoever holds one paper cannot guess another.
"""

import secrets
from typing import NamedTuple

LENGTH = 12
SPECIMEN_CODE = "0" * LENGTH  # valid in form, given to no paper
# Damm's quasigroup of order 10 (H. M. Damm, 2004).
DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


class PageMark(NamedTuple):
    """What the small QR of a page says: of which paper it is, and which page of how many."""

    code: str
    version: int
    page: int
    pages: int


def new_code() -> str:
    """Return a check number that nobody can foresee."""
    digits = "".join(secrets.choice("0123456789") for _ in range(LENGTH - 1))
    return digits + _check_digit(digits)


def read_code(typed: str) -> str:
    """Return the check number in what somebody typed, with blanks, dots or dashes; empty if it cannot be one."""
    code = "".join(char for char in typed if char not in " .-–")
    return code if len(code) == LENGTH and code.isascii() and code.isdigit() and _check_digit(code) == "0" else ""


def grouped(code: str) -> str:
    """Return the check number as it is printed: 4821-0937-5612."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def check_address(code: str, site: str) -> str:
    """
    Return what the large QR holds: the address of the check page, or the bare number where the site has none.

    In capitals, which a QR holds in less room; the check page answers to them as well.
    """
    return f"{site}/c/{code}/".upper() if site else code


def page_mark_prefix(code: str, version: int) -> str:
    """Return what the small QR of every page begins with; forum.drawing adds the page and the pages."""
    return f"{code}{version:03d}"


def read_page_mark(text: str) -> PageMark | None:
    """Return what the small QR of a page says; None for any other QR."""
    if len(text) != LENGTH + 11 or not read_code(text[:LENGTH]) or not (text.isascii() and text.isdigit()):
        return None
    version, page, pages = (int(part) for part in (text[12:15], text[15:19], text[19:]))
    return PageMark(text[:LENGTH], version, page, pages)


def _check_digit(digits: str) -> str:
    interim = "0"
    for digit in digits:
        interim = DAMM[int(interim)][int(digit)]
    return interim
