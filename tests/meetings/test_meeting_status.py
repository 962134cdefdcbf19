"""The tables of legal moves: every status with every move, against the pairs written out here."""

import itertools

import pytest

from forum.choices import TonedChoices
from forum.transitions import MoveRefused, apply_move
from meetings.models import Agreement, FollowUp, Meeting
from meetings.status import (
    AGREEMENT_MOVES,
    FOLLOW_UP_MOVES,
    MEETING_MOVES,
    AgreementStatus,
    FollowUpStatus,
    MeetingStatus,
)
from tests.factories import make_agreement, make_follow_up, make_meeting

LEGAL_OF_MEETING = {
    ("draft", "invite"): "invited",
    ("draft", "open"): "running",
    ("draft", "cancel"): "cancelled",
    ("invited", "open"): "running",
    ("invited", "cancel"): "cancelled",
    ("running", "close"): "minutes",
    ("minutes", "reopen"): "running",
    ("minutes", "submit"): "review",
    ("minutes", "approve"): "approved",
    ("review", "return"): "minutes",
    ("review", "approve"): "approved",
}
LEGAL_OF_AGREEMENT = {
    ("draft", "finalise"): "final",
    ("draft", "cancel"): "cancelled",
    ("final", "sign"): "signed",
    ("final", "replace"): "replaced",
    ("final", "cancel"): "cancelled",
    ("signed", "replace"): "replaced",
}
LEGAL_OF_FOLLOW_UP = {
    ("open", "start"): "running",
    ("open", "finish"): "done",
    ("open", "give_up"): "impossible",
    ("running", "finish"): "done",
    ("running", "give_up"): "impossible",
    ("done", "reopen"): "open",
    ("impossible", "reopen"): "open",
}


def pairs(status: type[TonedChoices], moves):
    return list(itertools.product(status.values, moves))


def move_of(model, record, move, *, by) -> str | None:
    """Move the record and return its status in the database; None if the move was refused and nothing changed."""
    before = record.status
    try:
        apply_move(record, move, by=by)
    except MoveRefused:
        assert model.objects.get(pk=record.pk).status == before
        return None
    return model.objects.get(pk=record.pk).status


@pytest.mark.parametrize(("status", "move"), pairs(MeetingStatus, MEETING_MOVES))
def test_meeting_moves(secretariat, status, move):
    meeting = make_meeting(status=status)

    assert move_of(Meeting, meeting, move, by=secretariat) == LEGAL_OF_MEETING.get((status, move))


@pytest.mark.parametrize(("status", "move"), pairs(AgreementStatus, AGREEMENT_MOVES))
def test_agreement_moves(secretariat, status, move):
    agreement = make_agreement(status=status, snapshot={})

    assert move_of(Agreement, agreement, move, by=secretariat) == LEGAL_OF_AGREEMENT.get((status, move))


@pytest.mark.parametrize(("status", "move"), pairs(FollowUpStatus, FOLLOW_UP_MOVES))
def test_follow_up_moves(secretariat, status, move):
    follow_up = make_follow_up(status=status)

    assert move_of(FollowUp, follow_up, move, by=secretariat) == LEGAL_OF_FOLLOW_UP.get((status, move))
