"""
The minutes of a meeting as plain data: what the page shows, what the paper prints, and what approval freezes.

A dict of strings, whole numbers, lists and dicts; dates are ISO strings. It names offices, never persons: who came
is read from the attendance list beside it, so that a name that has to be erased by law stands in no frozen copy.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, time

from django.db.models import prefetch_related_objects

from forum.templatetags.house import angka, rupiah
from meetings import rules
from meetings.choices import AgendaKind, MinuteKind
from meetings.models import AgendaItem, Attendance, FollowUp, Meeting, Minute, MinuteCorrection, MinutesApproval
from meetings.snapshot import canonical
from meetings.status import AgendaStatus
from plans.models import Outcome, Referral
from plans.succession import Offices, offices_on

FORMAT = 1


def approval_of(meeting: Meeting) -> MinutesApproval | None:
    """Return the approval of a meeting; None before it, and for what was approved before minutes were frozen."""
    try:
        return meeting.approval
    except MinutesApproval.DoesNotExist:
        return None


def minutes_of(meeting: Meeting) -> dict:
    """Return what the minutes say: as they were approved, else as the records stand now. Needs `with_minutes()`."""
    approval = approval_of(meeting)
    return approval.snapshot if approval else take_minutes(meeting)


def shown_to(user, meeting: Meeting, *, today: date) -> dict:
    """Return for a page the `approval`, and the `content` laid out: None where the user may not read it yet."""
    approval = approval_of(meeting)
    if not rules.can_read_minutes(user, meeting, today=today):
        return {"content": None, "approval": approval}
    corrections = MinuteCorrection.objects.for_meeting(meeting).in_order() if approval else []
    return {"content": laid_out(minutes_of(meeting), corrections), "approval": approval}


def fingerprint_of(content: dict) -> str:
    """Return the SHA-256 of this content, in hexadecimal."""
    return hashlib.sha256(canonical(content)).hexdigest()


def take_minutes(meeting: Meeting) -> dict:
    """Return the minutes as the records stand now; the number of queries does not grow with the rows."""
    day = meeting.held_on
    items = list(meeting.agenda_items.with_titles().in_order())
    entries = list(Minute.objects.for_meeting(meeting).standing().in_order())
    follow_ups = list(meeting.follow_ups.with_owners().by_due_date())
    outcomes = [row.outcome for row in meeting.decisions.standing().with_outcomes().in_order()]
    earlier = []
    if any(item.kind == AgendaKind.FOLLOW_UPS for item in items):
        owed = FollowUp.objects.owed_before(meeting).with_owners().by_due_date()
        earlier = [_follow_up(row, day) | {"state": row.state.label} for row in owed]
    places = _places(outcomes, items)
    rows = _decided_rows(outcomes, _offices(meeting, outcomes))
    attendance = Attendance.objects.filter(meeting=meeting).present()
    named = attendance.exists()
    men, women = attendance.by_sex() if named else (meeting.counted_men or 0, meeting.counted_women or 0)
    return {
        "format": FORMAT,
        "meeting": {
            "kind": meeting.get_kind_display(),
            "title": meeting.title,
            "held_on": day.isoformat(),
            "starts_at": meeting.starts_at.strftime("%H:%M") if meeting.starts_at else "",
            "ends_at": meeting.ends_at.strftime("%H:%M") if meeting.ends_at else "",
            "place": meeting.place,
            "fiscal_year": meeting.fiscal_year,
            "chair": meeting.chair.name_on(day) if meeting.chair else "",
            "decree": str(meeting.decree) if meeting.decree else "",
        },
        "attendance": {"men": men, "women": women, "institutions": attendance.count_institutions() if named else 0},
        "items": [
            {
                "pk": item.pk,
                "title": str(item),
                "is_reached": item.status != AgendaStatus.NOT_REACHED,
                "report": [list(part) for part in item.report],
                "entries": _by_kind(entry for entry in entries if entry.agenda_item_id == item.pk),
                "decided": [rows[outcome.pk] for outcome in outcomes if places.get(outcome.pk) == item.pk],
                "follow_ups": [_follow_up(row, day) for row in follow_ups if row.agenda_item_id == item.pk],
                "looked_at": earlier if item.kind == AgendaKind.FOLLOW_UPS else [],
            }
            for item in items
        ],
        "elsewhere": {
            "decided": [rows[outcome.pk] for outcome in outcomes if outcome.pk not in places],
            "follow_ups": [_follow_up(row, day) for row in follow_ups if row.agenda_item_id is None],
        },
    }


def laid_out(content: dict, corrections: Iterable[MinuteCorrection] = ()) -> dict:
    """Return content as page and paper show it: days and hours read, and beside each entry its corrections."""
    beside: dict[int, list[dict]] = {}
    for one in corrections:
        beside.setdefault(one.minute_id, []).append({"text": one.text, "reason": one.reason, "at": one.at})
    meeting = content["meeting"]
    hours = {name: meeting[name] and time.fromisoformat(meeting[name]) for name in ("starts_at", "ends_at")}
    return content | {
        "meeting": meeting | hours | {"held_on": date.fromisoformat(meeting["held_on"])},
        "items": [_dated(item) | {"entries": _corrected(item["entries"], beside)} for item in content["items"]],
        "elsewhere": _dated(content["elsewhere"]),
    }


def _dated(part: dict) -> dict:
    """Read the due dates of what a part of the minutes leaves to be done."""
    lists = {name: part[name] for name in ("follow_ups", "looked_at") if name in part}
    return part | {
        name: [row | {"due_on": date.fromisoformat(row["due_on"])} for row in rows] for name, rows in lists.items()
    }


def _corrected(groups: list[dict], beside: dict[int, list[dict]]) -> list[dict]:
    return [
        {**group, "rows": [{**row, "corrections": beside.get(row["pk"], [])} for row in group["rows"]]}
        for group in groups
    ]


def _by_kind(entries: Iterable[Minute]) -> list[dict]:
    entries = list(entries)
    groups = [(kind, [row for row in entries if row.kind == kind]) for kind in MinuteKind]
    return [
        {"kind": kind.value, "label": kind.label, "rows": [{"pk": row.pk, "text": row.text} for row in rows]}
        for kind, rows in groups
        if rows
    ]


def _follow_up(row: FollowUp, day: date) -> dict:
    return {"pk": row.pk, "what": row.what, "owner": row.owner_on(day), "due_on": row.due_on.isoformat()}


def _offices(meeting: Meeting, outcomes: list[Outcome]) -> Offices:
    usulan = [outcome.usulan for outcome in outcomes]
    prefetch_related_objects(usulan, "desa__former")
    prefetch_related_objects(outcomes, "target_opd__former", "merged_into__desa__former")
    activities = [portion.activity for outcome in outcomes for portion in outcome.portions.all()]
    return offices_on(meeting.held_on, meeting.kabupaten, activities=activities, usulan=usulan)


def _decided_rows(outcomes: list[Outcome], offices: Offices) -> dict[int, dict]:
    """Return what the minutes say of each decision, by the key of its outcome."""
    return {
        outcome.pk: {
            "usulan": outcome.usulan_id,
            "title": outcome.usulan.title,
            "desa": outcome.usulan.desa.full_name_on(offices.day),
            "fiscal_year": outcome.fiscal_year,
            "result": outcome.get_kind_display(),
            "detail": _detail(outcome, offices),
        }
        for outcome in outcomes
    }


def _detail(outcome: Outcome, offices: Offices) -> str:
    """What a decision gives, or why it gives nothing, as one line."""
    if outcome.serves:
        return "; ".join(
            f"{angka(portion.volume)} {portion.unit}, {rupiah(portion.amount)}, "
            f"{offices.names[offices.of_activity(portion.activity)]}"
            for portion in outcome.portions.all()
        )
    parts = (outcome.detail_on(offices.day), outcome.explanation.rstrip("."))
    return ". ".join(part[:1].upper() + part[1:] for part in parts if part)


def _places(outcomes: list[Outcome], items: list[AgendaItem]) -> dict[int, int]:
    """
    Return under which item each decision stands, by the key of its outcome: the first that speaks of its year, its
    kecamatan and an OPD that it concerns. What no item speaks of is left out.
    """
    open_items = [item for item in items if item.kind == AgendaKind.USULAN]
    asked: dict[tuple[int, int], set[int]] = {}
    if open_items:
        referrals = Referral.objects.for_usulan([outcome.usulan for outcome in outcomes])
        for usulan_id, year, opd_id in referrals.values_list("usulan", "fiscal_year", "opd"):
            asked.setdefault((usulan_id, year), set()).add(opd_id)
    places = {}
    for outcome in outcomes:
        offices = {portion.activity.opd_id for portion in outcome.portions.all()} | {outcome.target_opd_id}
        offices |= asked.get((outcome.usulan_id, outcome.fiscal_year), set())
        for item in open_items:
            if _speaks_of(item, outcome, offices):
                places[outcome.pk] = item.pk
                break
    return places


def _speaks_of(item: AgendaItem, outcome: Outcome, offices: set[int | None]) -> bool:
    return (
        item.fiscal_year in (None, outcome.fiscal_year)
        and item.kecamatan_id in (None, outcome.usulan.desa.kecamatan_id)
        and (item.opd_id is None or item.opd_id in offices)
    )
