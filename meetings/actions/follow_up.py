"""What follows from a meeting: who does what until when, and what came of it."""

from functools import partial

from django.db import transaction

from forum.log import log
from forum.rules import require
from forum.transitions import MoveRefused, apply_move
from meetings import rules
from meetings.actions.agenda import expect_follow_ups
from meetings.actions.record import SECRETARIAT_ONLY
from meetings.models import FollowUp, FollowUpEvidence, Meeting
from plans.actions.entry import record_entered

OWNER_ONLY = "Tindak lanjut ini dikerjakan penanggung jawabnya. Mintalah OPD itu atau sekretariat forum."


@transaction.atomic
def record_follow_up(follow_up: FollowUp, changed=(), *, by, entry=None) -> FollowUp:
    """
    Create a follow-up of a meeting, or write the `changed` fields of one; return it as stored.

    See `record_entered` for `entry` and for what is refused.
    """
    require(rules.can_record_follow_up(by, follow_up.meeting), SECRETARIAT_ONLY)
    follow_up.kabupaten_id = follow_up.meeting.kabupaten_id
    is_new = follow_up.pk is None
    follow_up = record_entered(follow_up, changed, by=by, entry=entry, status=follow_up.status)
    if is_new and (following := Meeting.objects.after(follow_up.meeting)):
        expect_follow_ups(following, by=by)
    return follow_up


def move_follow_up(follow_up: FollowUp, move: str, *, by, today, result: str = "") -> None:
    """
    Start, finish, give up or reopen a follow-up.

    :raises MoveRefused: if it is finished or given up without saying with what result or why.
    """
    require(rules.can_move_follow_up(by, follow_up, move, today=today), OWNER_ONLY)
    if move == "finish" and not result.strip():
        raise MoveRefused("Tulis hasilnya dalam satu kalimat, beserta bukti yang ada.")
    if move == "give_up" and not result.strip():
        raise MoveRefused("Tulis sebab tidak dapat dilaksanakan.")
    fields = {"result": result.strip()} if result.strip() else {}
    apply_move(follow_up, move, by=by, note=result.strip(), **fields)


@transaction.atomic
def add_follow_up_evidence(follow_up: FollowUp, *, upload, content_type: str, by, today, now) -> FollowUpEvidence:
    """Keep a file that shows what was done. `content_type` is what its content showed (forum.uploads)."""
    require(rules.can_show_follow_up(by, follow_up, today=today), OWNER_ONLY)
    evidence = FollowUpEvidence.objects.create(
        kabupaten_id=follow_up.kabupaten_id,
        follow_up=follow_up,
        file=upload,
        name=upload.name[-120:],
        content_type=content_type,
        size=upload.size,
        by=by,
        at=now,
    )
    log("followup.evidence", follow_up, by=by, after={"name": evidence.name})
    return evidence


@transaction.atomic
def remove_follow_up_evidence(evidence: FollowUpEvidence, *, by, today) -> None:
    """Take a mistaken file away; the log keeps its name."""
    require(rules.can_show_follow_up(by, evidence.follow_up, today=today), OWNER_ONLY)
    log("followup.remove_evidence", evidence.follow_up, by=by, before={"name": evidence.name})
    file = evidence.file
    evidence.delete()
    transaction.on_commit(partial(file.delete, save=False))  # a file cannot be rolled back
