"""The berita acara on paper, drawn from its snapshot."""

import datetime
import unicodedata
from itertools import count

from django.template.loader import render_to_string
from django.utils.dateformat import format as format_date
from lokal import terbilang

from forum.choices import PaperSize
from forum.templatetags.house import angka
from meetings.choices import SignatoryPart
from meetings.models import Agreement
from meetings.snapshot import take_snapshot
from plans.choices import OutcomeKind

SHEETS = {PaperSize.A4: (210, 297), PaperSize.F4: (215, 330)}  # width and height in millimetres
FIXED_CLAUSES = 5  # KESATU to KELIMA stand in the template; further ones follow
FEWEST_LINES, MOST_LINES = 20, 200

# Control and format characters (among them those that reverse the direction), private and unassigned ones.
INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})


class PdfUnavailable(Exception):
    """No PDF can be drawn on this machine; the message says what to install."""


def agreement_pdf(agreement: Agreement) -> bytes:
    """
    Return the berita acara as PDF/A-3a; the same content and number give the same bytes.

    A draft is drawn from the records as they stand, with KONSEP across every page.

    :raises PdfUnavailable: if the machine lacks Pango.
    """
    html = agreement_html(agreement)
    try:
        from meetings.drawing import draw  # loads Pango: pages and tests without paper need none
    except OSError as exc:
        raise PdfUnavailable(
            "PDF belum dapat dibuat karena pustaka Pango belum terpasang pada server ini. Pengelola server mengetik: "
            "sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        ) from exc
    return draw(html)


def agreement_html(agreement: Agreement) -> str:
    """Return the HTML that `agreement_pdf` draws."""
    content = _printable(take_snapshot(agreement) if agreement.is_draft else agreement.snapshot)
    people = content["attendance"]["men"] + content["attendance"]["women"]
    # Where names were not recorded, lines for ink: as many as were counted, within what a list can hold.
    ink_lines = 0 if content["attendance"]["rows"] else min(max(people, FEWEST_LINES), MOST_LINES)
    return render_to_string(
        "meetings/pdf/agreement.html",
        {
            **content,
            "number": _printable(agreement.number),
            "fingerprint": _in_fours(agreement.fingerprint[:16]),
            "is_draft": agreement.is_draft,
            "sheet": SHEETS[content["kabupaten"]["paper"]],
            "meeting": _with_hours(content["meeting"]),
            "day": _in_words(datetime.date.fromisoformat(content["meeting"]["held_on"])),
            "years": (content["meeting"]["fiscal_year"], content["meeting"]["fiscal_year"] + 1),
            "groups": _numbered(content["agreed"]),
            "agreed_count": len({row["usulan"] for group in content["agreed"] for row in group["rows"]}),
            "total": sum(group["subtotal"] for group in content["agreed"]),
            "not_agreed": [row | {"volume": _volume(row)} for row in content["not_agreed"]],
            "follow_ups": [
                row | {"due_on": datetime.date.fromisoformat(row["due_on"])} for row in content["follow_ups"]
            ],
            "people": people,
            "ink_lines": range(1, ink_lines + 1),
            "further_clauses": _further_clauses(content["agreement"]),
            **{part.value: [row for row in content["signatories"] if row["part"] == part] for part in SignatoryPart},
        },
    )


def _printable(value):
    """Leave out of every text the invisible characters with which it could turn or hide what stands beside it."""
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_printable(item) for item in value]
    if isinstance(value, str):
        return "".join(char for char in " ".join(value.split()) if unicodedata.category(char) not in INVISIBLE)
    return value


def _with_hours(meeting: dict) -> dict:
    return meeting | {name: meeting[name].replace(":", ".") for name in ("starts_at", "ends_at")}


def _in_words(day: datetime.date) -> dict:
    """The meeting's date as a berita acara opens with it, every part in words."""
    return {
        "date": day,
        "weekday": format_date(day, "l"),
        "number": terbilang(day.day, case="title"),
        "month": format_date(day, "F"),
        "year": terbilang(day.year, case="title"),
    }


def _in_fours(text: str) -> str:
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def _numbered(groups: list[dict]) -> list[dict]:
    """Number annex II through all its OPD, and say beside each row what differs from the wish."""
    number = count(1)

    def shown(row: dict) -> dict:
        return row | {"number": next(number), "volume": _volume(row), "note": _note(row)}

    return [group | {"rows": [shown(row) for row in group["rows"]]} for group in groups]


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
