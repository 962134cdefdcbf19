"""
The content of a berita acara as plain data: what a draft shows now and what a final one freezes.

A snapshot is a dict of strings, whole numbers, lists and dicts; dates are ISO strings. Its canonical JSON
(sorted keys, no spaces, UTF-8) is what the fingerprint is taken of. Papers and pages are drawn from it
alone, so that a final agreement never changes with the records it came from.
"""

import hashlib
import json
from decimal import Decimal
from itertools import groupby

from forum.choices import Sex
from meetings.choices import SignatoryPart
from meetings.models import Agreement
from plans.choices import AGREED_KINDS, NOT_DISCUSSED
from plans.models import Outcome, Referral, Usulan

FORMAT = 1


def canonical(snapshot: dict) -> bytes:
    """Return the one byte string that stands for this content."""
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def fingerprint(snapshot: dict) -> str:
    """Return the SHA-256 of the canonical content, in hexadecimal."""
    return hashlib.sha256(canonical(snapshot)).hexdigest()


def take_snapshot(agreement: Agreement) -> dict:
    """Return the agreement's content as the records stand now; the number of queries does not grow with the rows."""
    meeting, kabupaten = agreement.meeting, agreement.kabupaten
    decisions = meeting.decisions.standing().with_outcomes().in_order()
    outcomes = [decision.outcome for decision in decisions]
    agreed = [outcome for outcome in outcomes if outcome.kind in AGREED_KINDS]
    others = [outcome for outcome in outcomes if outcome.kind not in AGREED_KINDS]
    undecided = undiscussed(meeting)
    asked = _asked_opd([*[outcome.usulan for outcome in others], *[usulan for usulan, _ in undecided]])
    present = list(meeting.attendance.present().in_order())
    return {
        "format": FORMAT,
        "kabupaten": {
            "name": kabupaten.name,
            "forum": kabupaten.forum_name,
            "zone": kabupaten.get_zone_display(),
            "town": kabupaten.seat_town,
            "office": kabupaten.letterhead_office,
            "address": kabupaten.letterhead_address,
            "paper": kabupaten.paper_size,
        },
        "agreement": {
            "title": agreement.title,
            "number": agreement.number,
            "version": agreement.version,
            "replaces": _name(agreement.replaces) if agreement.replaces else "",
            "considerations": _lines(agreement.considerations),
            "clauses": _lines(agreement.clauses),
            "copies_to": _lines(agreement.copies_to),
        },
        "meeting": {
            "kind": meeting.get_kind_display(),
            "title": meeting.title,
            "held_on": meeting.held_on.isoformat(),
            "starts_at": meeting.starts_at.strftime("%H:%M") if meeting.starts_at else "",
            "ends_at": meeting.ends_at.strftime("%H:%M") if meeting.ends_at else "",
            "place": meeting.place,
            "fiscal_year": meeting.fiscal_year,
            "materials": _lines(meeting.materials),
            "decree": {"number": meeting.decree.number, "title": meeting.decree.title} if meeting.decree else None,
            "chair": meeting.chair.name if meeting.chair else "",
        },
        "attendance": {
            "men": sum(row.sex == Sex.MALE for row in present) if present else meeting.counted_men or 0,
            "women": sum(row.sex == Sex.FEMALE for row in present) if present else meeting.counted_women or 0,
            "rows": [
                {
                    "name": row.represented_by or row.name,
                    "sex": row.sex,
                    "jabatan": f"mewakili {row.jabatan_name}" if row.represented_by else row.jabatan_name,
                    "institution": row.institution,
                }
                for row in present
            ],
        },
        "agreed": _by_opd(agreed),
        "not_agreed": [_other_row(outcome, asked) for outcome in others]
        + [
            {
                **_usulan(usulan),
                "opd": asked.get((usulan.pk, year), ""),
                "result": NOT_DISCUSSED,
                "reason": f"Belum dibahas untuk tahun {year}; dibahas pada rapat berikutnya.",
                "fiscal_year": year,
                "outcome": None,
            }
            for usulan, year in undecided
        ],
        "follow_ups": [
            {"what": row.what, "owner": row.owner, "due_on": row.due_on.isoformat()}
            for row in meeting.follow_ups.select_related("opd", "jabatan").order_by("due_on", "pk")
        ],
        "signatories": _signatories(agreement),
    }


def undiscussed(meeting) -> list[tuple[Usulan, int]]:
    """Return (usulan, year) for what was referred to an OPD for the meeting's years and has no outcome yet."""
    pairs = []
    for year in meeting.years:
        usulan = Usulan.objects.for_kabupaten(meeting.kabupaten_id).referred(year).undecided(year)
        pairs += [(row, year) for row in usulan.select_related("desa").in_order()]
    return pairs


def _name(agreement: Agreement) -> str:
    """How a new version names the old one, which may have waited without a number."""
    return f"versi {agreement.version}" + (f" Nomor {agreement.number}" if agreement.number else "")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _number(value: Decimal | None) -> str:
    """A decimal as the shortest text, so that 2 and 2.00 give the same fingerprint."""
    return "" if value is None else format(value.normalize(), "f")


def _usulan(usulan: Usulan) -> dict:
    return {
        "usulan": usulan.pk,
        "title": usulan.title,
        "desa": usulan.desa.full_name,
        "volume": _number(usulan.volume),
        "unit": usulan.unit,
    }


def _agreed_rows(outcome: Outcome) -> list[dict]:
    """One row per portion; what waits for the next Renja has one row without activity."""
    shared = {**_usulan(outcome.usulan), "outcome": outcome.pk, "result": outcome.get_kind_display()}
    asked = {"asked_volume": shared["volume"], "explanation": outcome.explanation}
    if not outcome.serves:
        return [
            shared
            | asked
            | {
                "opd": outcome.target_opd.name,
                "code": "",
                "activity": f"Diusulkan dalam Renja tahun {outcome.target_year}",
                "lokus": None,
                "amount": 0,
                "source": "",
                "fiscal_year": outcome.target_year,
            }
        ]
    return [
        shared
        | asked
        | {
            "volume": _number(portion.volume),
            "unit": portion.unit,
            "opd": portion.activity.opd.name,
            "code": portion.activity.code,
            "activity": portion.activity.name,
            "lokus": portion.lokus.number,
            "amount": portion.amount,
            "source": portion.get_funding_source_display(),
            "fiscal_year": outcome.fiscal_year,
        }
        for portion in outcome.portions.all()
    ]


def _by_opd(outcomes: list[Outcome]) -> list[dict]:
    """Group annex II by OPD, with subtotals; rows keep the meeting's order within an OPD."""
    rows = [row for outcome in outcomes for row in _agreed_rows(outcome)]
    rows.sort(key=lambda row: row["opd"])
    groups = []
    for opd, members in groupby(rows, key=lambda row: row["opd"]):
        members = list(members)
        groups.append({"opd": opd, "rows": members, "subtotal": sum(row["amount"] for row in members)})
    return groups


def _other_row(outcome: Outcome, asked: dict) -> dict:
    reason = ". ".join(part.rstrip(".") for part in (outcome.detail, outcome.explanation) if part) + "."
    return {
        **_usulan(outcome.usulan),
        "opd": asked.get((outcome.usulan_id, outcome.fiscal_year), ""),
        "result": outcome.get_kind_display(),
        "reason": reason[0].upper() + reason[1:],
        "fiscal_year": outcome.fiscal_year,
        "outcome": outcome.pk,
    }


def _asked_opd(usulan: list[Usulan]) -> dict[tuple[int, int], str]:
    """Return (usulan key, year) -> the OPD asked, joined with commas, for annex III."""
    asked: dict[tuple[int, int], list[str]] = {}
    rows = Referral.objects.filter(usulan__in=usulan).select_related("opd").order_by("pk")
    for referral in rows:
        names = asked.setdefault((referral.usulan_id, referral.fiscal_year), [])
        if referral.opd.name not in names:
            names.append(referral.opd.name)
    return {key: ", ".join(names) for key, names in asked.items()}


def _signatories(agreement: Agreement) -> list[dict]:
    """The blocks of the paper, in order, with the person who may sign on the day of the meeting ("" where vacant)."""
    day = agreement.meeting.held_on
    parts = list(SignatoryPart)
    rows = agreement.signatories.with_incumbents(day)
    blocks = []
    for row in sorted(rows, key=lambda row: (parts.index(row.part), row.order, row.pk)):
        incumbency = row.jabatan.current[0] if row.jabatan.current else None
        person = incumbency.person if incumbency else None
        blocks.append(
            {
                "part": row.part,
                "jabatan": row.jabatan.name,
                "institution": row.jabatan.institution,
                "prefix": incumbency.prefix if incumbency else "",
                "name": person.name if person else "",
                "rank": person.rank if person else "",
                "nip": person.nip if person else "",
            }
        )
    return blocks
