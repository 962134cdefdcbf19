"""
The content of a berita acara as plain data: what a draft shows now and what a final one freezes.

A snapshot is a dict of strings, whole numbers, lists and dicts; dates are ISO strings. Its canonical JSON
(sorted keys, no spaces, UTF-8) is what the fingerprint is taken of. Papers and pages are drawn from it
alone, so that a final agreement never changes with the records it came from.
"""

import hashlib
import json
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.db.models import prefetch_related_objects

from forum.choices import Sex
from forum.paper import letterhead_of
from meetings.choices import SignatoryPart
from meetings.models import Agreement
from meetings.wording import DEFAULT, filled
from plans.choices import AGREED_KINDS, NOT_DISCUSSED
from plans.merging import villages_of
from plans.models import Outcome, Referral, Usulan
from plans.succession import Offices, offices_on

FORMAT = 2  # 1 had neither texts nor margins, and its fingerprint was taken of the NIP too
MARGINS = {"top": 20, "right": 20, "bottom": 25, "left": 30}  # of every paper of format 1


def canonical(snapshot: dict) -> bytes:
    """Return the one byte string that stands for this content."""
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def public_json(snapshot: dict) -> bytes:
    """
    Return the content as it travels inside the PDF: canonical, without NIP.

    The fingerprint printed in the foot is the SHA-256 of these bytes: whoever has the file can count it anew.
    """
    signatories = [{**block, "nip": ""} for block in snapshot["signatories"]]
    return canonical(snapshot | {"signatories": signatories})


def fingerprint(snapshot: dict) -> str:
    """Return the SHA-256 of the content without NIP, in hexadecimal."""
    return hashlib.sha256(public_json(snapshot)).hexdigest()


def current_format(snapshot: dict) -> dict:
    """Return a snapshot of any format as the present one, for whoever draws or shows it."""
    if snapshot["format"] == FORMAT:
        return snapshot
    letterhead = {"margins": MARGINS, "logo": ""} | snapshot["kabupaten"]
    return snapshot | {"kabupaten": letterhead, "texts": filled(DEFAULT, snapshot)}


def take_snapshot(agreement: Agreement, signatories: list | None = None) -> dict:
    """
    Return the agreement's content as the records stand now; the number of queries does not grow with the rows.

    `signatories` are given for an agreement that is only thought of (meetings.drafting); else its own are read.
    """
    meeting, kabupaten = agreement.meeting, agreement.kabupaten
    decisions = meeting.decisions.standing().with_outcomes().in_order()
    outcomes = [decision.outcome for decision in decisions]
    agreed = [outcome for outcome in outcomes if outcome.kind in AGREED_KINDS]
    others = [outcome for outcome in outcomes if outcome.kind not in AGREED_KINDS]
    undecided = undiscussed(meeting)
    day = meeting.held_on
    prefetch_related_objects([*[o.usulan for o in outcomes], *[u for u, _ in undecided]], "desa__former")
    prefetch_related_objects(outcomes, "target_opd__former", "merged_into__desa__former")
    activities = [portion.activity for outcome in agreed for portion in outcome.portions.all()]
    discussed = [*[outcome.usulan for outcome in outcomes], *[usulan for usulan, _ in undecided]]
    offices = offices_on(day, kabupaten, activities=activities, usulan=discussed)
    asked = _asked_opd([*[outcome.usulan for outcome in others], *[usulan for usulan, _ in undecided]], offices)
    present = list(meeting.attendance.present().in_order())
    wording = kabupaten.wordings.current().first()
    villages = _villages(discussed, day)
    content = {
        "format": FORMAT,
        "kabupaten": letterhead_of(kabupaten),
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
            "chair": meeting.chair.name_on(day) if meeting.chair else "",
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
        "agreed": _by_opd(agreed, offices, villages),
        "not_agreed": [_other_row(outcome, asked, offices) | villages.get(outcome.usulan_id, {}) for outcome in others]
        + [
            {
                **_usulan(usulan, day),
                "opd": asked.get((usulan.pk, year), ""),
                "result": NOT_DISCUSSED,
                "reason": f"Belum dibahas untuk tahun {year}; dibahas pada rapat berikutnya.",
                "fiscal_year": year,
                "outcome": None,
            }
            | villages.get(usulan.pk, {})
            for usulan, year in undecided
        ],
        "follow_ups": [
            {"what": row.what, "owner": row.owner_on(day), "due_on": row.due_on.isoformat()}
            for row in meeting.follow_ups.with_owners().by_due_date()
        ],
        "signatories": _signatories(signatories_of(agreement) if signatories is None else signatories, day),
    }
    return content | {"texts": filled(wording.texts if wording else DEFAULT, content)}


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


def _usulan(usulan: Usulan, day: date) -> dict:
    """The desa is called as it was on the day of the meeting."""
    return {
        "usulan": usulan.pk,
        "title": usulan.title,
        "desa": usulan.desa.full_name_on(day),
        "volume": _number(usulan.volume),
        "unit": usulan.unit,
    }


def _villages(usulan: list[Usulan], day: date) -> dict[int, dict]:
    """For usulan into which the forum merged others, by key: the row's place, with every desa that it serves."""
    places = {one.pk: one.desa for one in usulan}
    return {
        key: {"desa": ", ".join(desa.full_name_on(day) for desa in [places[key], *others])}
        for key, others in villages_of(usulan).items()
    }


def _agreed_rows(outcome: Outcome, offices: Offices) -> list[dict]:
    """One row per portion; what waits for the next Renja has one row without activity."""
    shared = {**_usulan(outcome.usulan, offices.day), "outcome": outcome.pk, "result": outcome.get_kind_display()}
    asked = {"asked_volume": shared["volume"], "explanation": outcome.explanation}
    if not outcome.serves:
        return [
            shared
            | asked
            | {
                "opd": offices.names[offices.of_promise(outcome)],
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
            "opd": offices.names[offices.of_activity(portion.activity)],
            "code": portion.activity.code,
            "activity": portion.activity.name,
            "lokus": portion.lokus.number,
            "amount": portion.amount,
            "source": portion.get_funding_source_display(),
            "fiscal_year": outcome.fiscal_year,
        }
        for portion in outcome.portions.all()
    ]


def _by_opd(outcomes: list[Outcome], offices: Offices, villages: dict[int, dict]) -> list[dict]:
    """Group annex II by OPD, with subtotals; rows keep the meeting's order within an OPD."""
    rows = [row | villages.get(row["usulan"], {}) for outcome in outcomes for row in _agreed_rows(outcome, offices)]
    rows.sort(key=lambda row: row["opd"])
    groups = []
    for opd, members in groupby(rows, key=lambda row: row["opd"]):
        members = list(members)
        groups.append({"opd": opd, "rows": members, "subtotal": sum(row["amount"] for row in members)})
    return groups


def _other_row(outcome: Outcome, asked: dict, offices: Offices) -> dict:
    reason = ". ".join(part.rstrip(".") for part in (outcome.detail_on(offices.day), outcome.explanation) if part) + "."
    return {
        **_usulan(outcome.usulan, offices.day),
        "opd": asked.get((outcome.usulan_id, outcome.fiscal_year), ""),
        "result": outcome.get_kind_display(),
        "reason": reason[0].upper() + reason[1:],
        "fiscal_year": outcome.fiscal_year,
        "outcome": outcome.pk,
    }


def _asked_opd(usulan: list[Usulan], offices: Offices) -> dict[tuple[int, int], str]:
    """Return (usulan key, year) -> the OPD asked, joined with commas, for annex III."""
    asked: dict[tuple[int, int], list[str]] = {}
    for referral in Referral.objects.filter(usulan__in=usulan).order_by("pk"):
        names = asked.setdefault((referral.usulan_id, referral.fiscal_year), [])
        name = offices.names[offices.of_referral(referral)]
        if name not in names:
            names.append(name)
    return {key: ", ".join(names) for key, names in asked.items()}


def signatories_of(agreement: Agreement) -> list:
    """Return its rows of signatories in the order of the paper, each jabatan with who may sign on the meeting's day."""
    parts = list(SignatoryPart)
    rows = agreement.signatories.with_incumbents(agreement.meeting.held_on)
    return sorted(rows, key=lambda row: (parts.index(row.part), row.order, row.pk))


def _signatories(rows: list, day: date) -> list[dict]:
    """The blocks of the paper, in order, with the person who may sign on the day of the meeting ("" where vacant)."""
    blocks = []
    for row in rows:
        incumbency = row.jabatan.current[0] if row.jabatan.current else None
        person = incumbency.person if incumbency else None
        blocks.append(
            {
                "part": row.part,
                "jabatan": row.jabatan.name_on(day),
                "institution": row.jabatan.institution_on(day),
                "on_behalf": row.on_behalf,
                "prefix": incumbency.prefix if incumbency else "",
                "name": person.name if person else "",
                "rank": person.rank if person else "",
                "nip": person.nip if person else "",
            }
        )
    return blocks
