"""The berita acara on paper, drawn from its snapshot alone."""

import datetime
from dataclasses import dataclass
from itertools import count

import segno
from django.conf import settings
from django.utils.safestring import mark_safe
from lokal import terbilang

from forum.drawing.job import Attached, Job, PageMarks
from forum.paper import LOGO, draw_apart, logo_of, paper_html, sheet_of
from forum.templatetags.house import angka
from meetings.check_code import check_address, grouped, page_mark_prefix
from meetings.choices import SignatoryPart
from meetings.models import Agreement, Emblem
from meetings.snapshot import current_format, public_json, take_snapshot
from plans.choices import OutcomeKind

FIXED_CLAUSES = 5  # KESATU to KELIMA are the kabupaten's wording; further ones follow
FEWEST_LINES, MOST_LINES = 20, 200
MOST_ROWS_AT_ONCE = 60  # about a second and a half
TALL_CELL = 500  # letters; in the narrowest column, nearly what is left below the head of an annex
QR_MM = 20  # without its quiet zone
JSON_NAME = "berita-acara.json"


@dataclass(frozen=True)
class Imprint:
    """What a paper carries besides its content: number and marks of a final one, or nothing but KONSEP."""

    number: str = ""
    fingerprint: str = ""
    code: str = ""  # "" on a draft, and on what was final before there were check numbers
    final_at: datetime.datetime | None = None

    @property
    def is_draft(self) -> bool:
        return self.final_at is None


def agreement_pdf(agreement: Agreement) -> bytes:
    """
    Return the berita acara as PDF/A-3a and PDF/UA-1; the same content and number give the same bytes.

    A draft is drawn from the records as they stand, with KONSEP across every page.

    :raises forum.paper.PdfUnavailable: if the machine lacks Pango.
    """
    content = content_of(agreement)
    return draw_agreement(content, imprint_of(agreement), logo=_logo(agreement, content["kabupaten"]["logo"]))


def agreement_html(agreement: Agreement) -> str:
    """Return the HTML that `agreement_pdf` draws."""
    return content_html(content_of(agreement), imprint_of(agreement))


def content_of(agreement: Agreement) -> dict:
    """Return what the agreement says: frozen, or of a draft as the records stand now."""
    return take_snapshot(agreement) if agreement.is_draft else current_format(agreement.snapshot)


def imprint_of(agreement: Agreement) -> Imprint:
    return Imprint(agreement.number, agreement.fingerprint, agreement.check_code, agreement.final_at)


def is_long(content: dict) -> bool:
    """Say whether the paper takes so long to draw that the worker should."""
    return len(content["not_agreed"]) + sum(len(group["rows"]) for group in content["agreed"]) > MOST_ROWS_AT_ONCE


def _logo(agreement: Agreement, sha256: str) -> bytes:
    """The logo that the content names: a draft's is the kabupaten's own, a final one's was kept."""
    if not sha256:
        return b""
    if agreement.is_draft:
        return logo_of(agreement.kabupaten)
    return bytes(Emblem.objects.get(kabupaten=agreement.kabupaten_id, sha256=sha256).content)


def draw_agreement(content: dict, imprint: Imprint, *, logo: bytes = b"") -> bytes:
    """Return the paper of this content; no database, no clock."""
    return draw_apart(agreement_job(content, imprint, logo=logo))


def agreement_job(content: dict, imprint: Imprint, *, logo: bytes = b"") -> Job:
    """Return what the paper of this content is drawn from."""
    job = Job(content_html(content, imprint), {LOGO: logo} if logo else {})
    if not imprint.is_draft:
        description = "Isi berita acara sebagai data (JSON)"
        job = job._replace(attached=Attached(JSON_NAME, description, public_json(content), imprint.final_at))
    if imprint.code:
        sheet = sheet_of(content["kabupaten"])
        prefix = page_mark_prefix(imprint.code, content["agreement"]["version"])
        job = job._replace(marks=PageMarks(prefix, sheet["right"], sheet["bottom"]))
    return job


def content_html(content: dict, imprint: Imprint) -> str:
    """Return the HTML of this content."""
    agreement = content["agreement"]
    people = content["attendance"]["men"] + content["attendance"]["women"]
    # Where names were not recorded, lines for ink: as many as were counted, within what a list can hold.
    ink_lines = 0 if content["attendance"]["rows"] else min(max(people, FEWEST_LINES), MOST_LINES)
    blocks = [
        block | {"field": "" if imprint.is_draft else f"ttd-{place}"}  # see also: meetings.seal.signature_field
        for place, block in enumerate(content["signatories"], 1)
    ]
    return paper_html(
        "meetings/pdf/agreement.html",
        {
            **content,
            "title": f"Berita Acara {agreement['title']}, {content['kabupaten']['name']}",
            "number": imprint.number,
            "fingerprint": _in_fours(imprint.fingerprint[:16]),
            "is_draft": imprint.is_draft,
            "code": grouped(imprint.code),
            "check_site": f"{settings.PUBLIC_URL}/c/" if settings.PUBLIC_URL else "",
            "qr": _qr(check_address(imprint.code, settings.PUBLIC_URL)) if imprint.code else "",
            **laid_out(content),
            "ink_lines": range(1, ink_lines + 1),
            **{part.value: [block for block in blocks if block["part"] == part] for part in SignatoryPart},
        },
        content["kabupaten"],
    )


def laid_out(content: dict) -> dict:
    """Return what the paper, and the page on which it is read, show beside the content's own values."""
    meeting = content["meeting"]
    return {
        "held_on": datetime.date.fromisoformat(meeting["held_on"]),
        "years": (meeting["fiscal_year"], meeting["fiscal_year"] + 1),
        "heading": content["texts"]["heading"].splitlines(),
        "groups": _numbered(content["agreed"]),
        "total": sum(group["subtotal"] for group in content["agreed"]),
        "not_agreed": [_row(row, volume=_volume(row)) for row in content["not_agreed"]],
        "follow_ups": [_row(row, due_on=datetime.date.fromisoformat(row["due_on"])) for row in content["follow_ups"]],
        "further_clauses": _further_clauses(content["agreement"]),
    }


def _qr(text: str) -> str:
    """The large QR as inline SVG, for a scan at 150 dpi: level M, 20 mm and its quiet zone."""
    symbol = segno.make(text, error="m", micro=False)
    modules = symbol.symbol_size(border=0)[0]
    return mark_safe(symbol.svg_inline(border=0, scale=QR_MM / modules, unit="mm", title="Kode QR nomor periksa"))


def _in_fours(text: str) -> str:
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def _numbered(groups: list[dict]) -> list[dict]:
    """Number annex II through all its OPD, and say beside each row what differs from the wish."""
    number = count(1)

    def numbered(row: dict) -> dict:
        return _row(row, number=next(number), volume=_volume(row), note=_note(row))

    return [group | {"rows": [numbered(row) for row in group["rows"]]} for group in groups]


def _row(row: dict, **more) -> dict:
    """A row of an annex; one that is nearly a page high may go on to the next page, others stay whole."""
    row = row | more
    return row | {"is_tall": any(len(value) > TALL_CELL for value in row.values() if isinstance(value, str))}


def _volume(row: dict) -> str:
    return f"{angka(row['volume'])} {row['unit']}".strip()


def _note(row: dict) -> str:
    parts = [] if row["result"] == OutcomeKind.AGREED.label else [row["result"]]
    if row["asked_volume"] != row["volume"]:
        parts.append(f"diminta {angka(row['asked_volume'])} {row['unit']}".strip())
    return ". ".join(filter(None, ["; ".join(parts), row["explanation"].rstrip(".")]))


def _further_clauses(agreement: dict) -> list[tuple[str, str]]:
    """The officials' own clauses as (KEENAM, text), and last the one that names the version it replaces."""
    texts = list(agreement["clauses"])
    if agreement["replaces"]:
        texts.append(
            f"Berita acara ini mengganti berita acara {agreement['replaces']}, "
            "yang dengan ini dinyatakan tidak berlaku."
        )
    return [(f"KE{terbilang(number).upper()}", text) for number, text in enumerate(texts, FIXED_CLAUSES + 1)]
