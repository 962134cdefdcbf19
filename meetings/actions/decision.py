"""What a meeting decides on a usulan."""

from django.db import transaction

from forum.log import log
from forum.rules import require
from forum.transitions import MoveRefused
from meetings import rules
from meetings.actions.floor import go_on, open_floor, stir
from meetings.actions.record import APPROVED
from meetings.models import Decision, Meeting
from plans.actions import record_outcome, restore_portion, take_lokus
from plans.choices import OutcomeKind
from plans.models import Outcome, PlannedMerge, Portion, Usulan

AWAITS_SIGNATURE = (
    "Hasil ini tercantum dalam berita acara yang sedang menunggu tanda tangan. "
    "Unggah pindaiannya atau batalkan berita acara itu, lalu ubah hasilnya."
)


def awaits_signature(outcome: Outcome | None) -> bool:
    """Say whether a berita acara that speaks of this outcome is out to be signed."""
    return outcome is not None and outcome.agreement_items.awaiting_signature().exists()


@transaction.atomic
def decide(meeting: Meeting, outcome: Outcome, portions=(), *, replaces: Outcome | None = None, by, now) -> Decision:
    """
    Record what the meeting decided on a usulan; lokus and pagu are held from now on.

    :raises MoveRefused: see `plans.actions.record_outcome`; also while the standing outcome is in a
        berita acara that waits for its signatures: that paper must not speak of what no longer holds.
    """
    require(rules.can_record_meeting(by, meeting), APPROVED)
    if outcome.usulan.kabupaten_id != meeting.kabupaten_id or outcome.fiscal_year not in meeting.years:
        raise MoveRefused(f"Rapat ini memutuskan usulan untuk tahun {meeting.years[0]} dan {meeting.years[1]}.")
    Usulan.objects.select_for_update().get(pk=outcome.usulan_id)
    if awaits_signature(replaces):
        raise MoveRefused(AWAITS_SIGNATURE)
    record_outcome(outcome, portions, replaces=replaces, by=by, today=meeting.held_on)
    decision = Decision.objects.create(kabupaten_id=meeting.kabupaten_id, meeting=meeting, outcome=outcome, at=now)
    log(
        "meeting.decide",
        meeting,
        by=by,
        after={"title": outcome.usulan.title, "desa": outcome.usulan.desa.full_name, "kind": outcome.kind},
    )
    stir(meeting)
    return decision


def decide_and_go_on(
    meeting: Meeting, outcome: Outcome, portions=(), *, replaces: Outcome | None = None, by, now
) -> None:
    """
    Decide on what is before the meeting, and bring the next that waits before it, unless somebody has moved on already.

    Two steps, each whole: whoever decides locks his usulan before the floor, so he cannot then reach for the next.

    :raises MoveRefused: see `decide`.
    """
    open_floor(meeting, fiscal_year=outcome.fiscal_year)
    decide(meeting, outcome, portions, replaces=replaces, by=by, now=now)
    go_on(meeting, outcome.usulan, fiscal_year=outcome.fiscal_year, by=by)


@transaction.atomic
def restore(portion: Portion, *, by, now, today) -> None:
    """
    Let an agreement stand again whose pagu came back; what is signed takes its lokus again.

    :raises MoveRefused: see `plans.actions.restore_portion`.
    """
    restore_portion(portion, by=by, today=today)
    if portion.outcome.agreement_items.signed().exists():
        take_lokus([portion.outcome], by=by, now=now)


@transaction.atomic
def decide_merge(meeting: Meeting, joint: Usulan, fiscal_year: int, *, by, now) -> int:
    """
    Decide in one step that everything laid before the forum for this usulan and year goes into it; return how many.

    :raises MoveRefused: see `decide`; all of them are merged, or none.
    """
    require(rules.can_record_meeting(by, meeting), APPROVED)
    planned = PlannedMerge.objects.waiting().into(joint).for_year(fiscal_year).with_originals()
    for row in planned:
        outcome = Outcome(usulan=row.original, fiscal_year=fiscal_year, kind=OutcomeKind.MERGED, merged_into=joint)
        decide(meeting, outcome, by=by, now=now)
    return len(planned)
