"""
Papers of the house: one kop, one sheet, one stylesheet for everything that is printed.

A paper is a template that extends `forum/pdf/base.html` and fills its blocks, and one function that returns bytes:

    def roster_pdf(roster, kabupaten) -> bytes:
        return paper("forum/pdf/roster.html", {"title": "Daftar anggota", "rows": [...]}, kabupaten)

`title` is needed; `is_draft` prints KONSEP across every page. See base.html for the blocks and the classes.
Text of people goes through `printable` (`paper` does it for plain values in the context). WeasyPrint is loaded
only when a paper is drawn: pages and tests without paper need no Pango.
"""

import base64
import hashlib

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from forum.choices import PaperSize
from forum.confined import Confined, confined
from forum.drawing.job import Job
from forum.glyphs import boxed, visible

SHEETS = {PaperSize.A4: (210, 297), PaperSize.F4: (215, 330)}  # width and height in millimetres
FOOT = 22  # millimetres that the foot needs, whatever bottom margin is set
SIDES = ("top", "right", "bottom", "left")

# A paper drawn apart may take so much; 1,000 rows need 10 seconds and 400 MB. WeasyPrint writes the fonts to a file.
MOST_SECONDS, MOST_MEGABYTES, MOST_WRITTEN = 120, 2048, 8
DRAWER = "forum.drawing:draw_alone"

LOGO = "logo"  # the picture that kop shows, in templates "paper:logo"


NO_PANGO = (
    "PDF belum dapat dibuat karena pustaka Pango belum terpasang pada server ini. Pengelola server mengetik: "
    "sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)


class PdfUnavailable(Exception):
    """No PDF can be drawn on this machine; the message says what to install."""


def paper(template: str, context: dict, kabupaten, *, is_long: bool = False) -> bytes:
    """
    Return a paper of this kabupaten as PDF; the same content gives the same bytes.

    One that may have more than a few pages `is_long`: it is drawn in a process of its own.

    :raises PdfUnavailable: if the machine lacks Pango.
    :raises Confined: if a long one passed the limits of time and memory.
    """
    letterhead, logo = letterhead_of(kabupaten), logo_of(kabupaten)
    job = Job(paper_html(template, context, letterhead), {LOGO: logo} if logo else {})
    return draw_apart(job) if is_long else draw(job)


def paper_html(template: str, context: dict, letterhead: dict) -> str:
    """Return the HTML of a paper under this letterhead (see `letterhead_of`)."""
    letterhead = printable(letterhead)
    return render_to_string(template, {**printable(context), "letterhead": letterhead, "sheet": sheet_of(letterhead)})


def letterhead_of(kabupaten) -> dict:
    """Return kop and sheet as plain values, fit to be frozen with a paper: the logo by its SHA-256."""
    logo = logo_of(kabupaten)
    return {
        "name": kabupaten.name,
        "forum": kabupaten.forum_name,
        "zone": kabupaten.get_zone_display(),
        "town": kabupaten.seat_town,
        "office": kabupaten.letterhead_office,
        "address": kabupaten.letterhead_address,
        "contact": kabupaten.letterhead_contact,
        "paper": kabupaten.paper_size,
        "margins": {side: getattr(kabupaten, f"margin_{side}") for side in SIDES},
        "logo": hashlib.sha256(logo).hexdigest() if logo else "",
    }


def logo_of(kabupaten) -> bytes:
    """Return the PNG of the kabupaten's logo, empty where it has none."""
    if not kabupaten.logo:
        return b""
    with kabupaten.logo.open() as stored:
        return stored.read()


def sheet_of(letterhead: dict) -> dict:
    """Return width, height and margins in millimetres."""
    width, height = SHEETS[letterhead["paper"]]
    margins = letterhead["margins"]
    return {"width": width, "height": height, **margins, "bottom": max(margins["bottom"], FOOT)}


def draw(job: Job) -> bytes:
    """
    Return the document as PDF/A-3a and PDF/UA-1, drawn in this process: for papers of a few pages.

    :raises PdfUnavailable: if the machine lacks Pango.
    """
    try:
        from forum import drawing
    except OSError as exc:
        raise PdfUnavailable(NO_PANGO) from exc
    return drawing.draw(job)


def draw_apart(job: Job, *, seconds: int = MOST_SECONDS, megabytes: int = MOST_MEGABYTES) -> bytes:
    """
    Return the document, drawn in a process of its own within limits of time and memory: for papers of any length.

    :raises PdfUnavailable: if the machine lacks Pango.
    :raises Confined: if it passed the limits or was killed; it can be tried again.
    """
    try:
        plain = job.as_plain()
        drawn = confined(DRAWER, *plain, seconds=seconds, megabytes=megabytes, written=MOST_WRITTEN)
    except Confined as exc:
        if "cannot load library" in str(exc):
            raise PdfUnavailable(NO_PANGO) from exc
        raise
    return base64.b64decode(drawn)


def printable(value):
    """
    Make every text fit for paper.

    Left out are the invisible characters with which it could turn or hide what stands beside it; what the fonts
    lack becomes a box. Markup that our own code made (a SafeString) stays as it is.
    """
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item) for item in value]
    if isinstance(value, str) and not isinstance(value, SafeString):
        return boxed(visible(value))
    return value
