"""Who may do what with meetings, agreements and follow-ups: role by status."""

import datetime
import itertools
from functools import partial

import pytest

from meetings import rules
from meetings.status import AgreementStatus, FollowUpStatus, MeetingStatus
from tests.factories import (
    TODAY,
    make_agreement,
    make_follow_up,
    make_incumbency,
    make_jabatan,
    make_meeting,
    make_opd,
    make_person,
    make_user,
)

pytestmark = pytest.mark.django_db

PEOPLE = ["secretariat", "opd_officer", "facilitator", "camat", "observer", "outsider"]


def allowed(rule, make, statuses, request) -> set[tuple[str, str]]:
    """Return the (person, status) for which the rule says yes."""
    records = [make(status) for status in statuses]
    people = [(name, request.getfixturevalue(name)) for name in PEOPLE]
    return {(name, row.status) for (name, user), row in itertools.product(people, records) if rule(user, row)}


def secretariat_at(*statuses) -> set[tuple[str, str]]:
    return {("secretariat", status) for status in statuses}


MEETING_RULES = [
    (rules.can_record_meeting, ["draft", "invited", "running", "minutes"]),
    (rules.can_draft_agreement, ["draft", "invited", "running", "minutes", "review", "approved"]),
    (rules.can_record_follow_up, ["draft", "invited", "running", "minutes", "review", "approved"]),
    (rules.can_write_minutes, ["running", "minutes"]),
    (rules.can_correct_minutes, ["approved"]),
    (partial(rules.can_approve_minutes, today=TODAY), ["minutes", "review"]),
    (partial(rules.can_return_minutes, today=TODAY), ["review"]),
    (lambda user, meeting: rules.can_move_meeting(user, meeting, "submit"), ["minutes"]),
    (lambda user, meeting: rules.can_move_meeting(user, meeting, "cancel"), ["draft", "invited"]),
]
AGREEMENT_RULES = [
    (rules.can_edit_agreement, ["draft"]),
    (rules.can_number_agreement, ["final", "signed"]),
    (rules.can_renew_agreement, ["final", "signed"]),
    (rules.can_see_draft_agreement, ["draft", "final", "signed", "replaced", "cancelled"]),
    (lambda user, agreement: rules.can_move_agreement(user, agreement, "finalise"), ["draft"]),
    (lambda user, agreement: rules.can_move_agreement(user, agreement, "sign"), ["final"]),
    (lambda user, agreement: rules.can_move_agreement(user, agreement, "cancel"), ["draft", "final"]),
]


@pytest.mark.parametrize(("rule", "statuses"), MEETING_RULES)
def test_meeting_rule(request, rule, statuses):
    found = allowed(rule, lambda status: make_meeting(status=status), MeetingStatus.values, request)

    assert found == secretariat_at(*statuses)


CHAIR_RULES = [
    (rules.can_read_minutes, ["approved", "cancelled", "draft", "invited", "minutes", "review", "running"]),
    (rules.can_approve_minutes, ["review"]),
    (rules.can_return_minutes, ["review"]),
]


@pytest.mark.parametrize(("rule", "statuses"), CHAIR_RULES)
@pytest.mark.parametrize("day", [TODAY, datetime.date(2022, 1, 1)], ids=["in office", "before his time"])
def test_chair_is_whoever_holds_the_jabatan_that_day(kabupaten, rule, statuses, day):
    chair, person = make_jabatan(name="Asisten Perekonomian"), make_person(name="Pemegang")
    make_incumbency(jabatan=chair, person=person)
    user = make_user(person=person, role="observer")
    meetings = [make_meeting(chair=chair, status=status) for status in MeetingStatus.values]

    may = {meeting.status for meeting in meetings if rule(user, meeting, today=day)}

    assert may == (set(statuses) if day == TODAY else {"approved"} & set(statuses))


def test_forum_reads_the_minutes_once_they_are_approved(request):
    rule = partial(rules.can_read_minutes, today=TODAY)

    found = allowed(rule, lambda status: make_meeting(status=status), MeetingStatus.values, request)

    forum = {(name, "approved") for name in PEOPLE if name != "outsider"}
    assert found == secretariat_at(*MeetingStatus.values) | forum


@pytest.mark.parametrize(("rule", "statuses"), AGREEMENT_RULES)
def test_agreement_rule(request, rule, statuses):
    found = allowed(rule, lambda status: make_agreement(status=status, snapshot={}), AgreementStatus.values, request)

    assert found == secretariat_at(*statuses)


def test_only_the_secretariat_creates_meetings(request):
    may = [name for name in PEOPLE if rules.can_create_meeting(request.getfixturevalue(name))]

    assert may == ["secretariat"]


def test_number_is_typed_once(secretariat):
    numbered = make_agreement(status=AgreementStatus.FINAL, snapshot={}, number="000.7/12/Bapperida/2024")

    assert not rules.can_number_agreement(secretariat, numbered)


@pytest.mark.parametrize(("move", "statuses"), [("finish", ["open", "running"]), ("reopen", ["done", "impossible"])])
def test_follow_up_is_moved_by_the_secretariat_and_the_opd_that_owes_it(request, move, statuses):
    opd = make_opd(name="Dinas Pertanian")

    found = allowed(
        lambda user, row: rules.can_move_follow_up(user, row, move, today=TODAY),
        lambda status: make_follow_up(status=status, opd=opd),
        FollowUpStatus.values,
        request,
    )

    assert found == {(name, status) for name in ("secretariat", "opd_officer") for status in statuses}


def test_follow_up_of_a_jabatan_is_moved_by_who_holds_it_that_day(kabupaten):
    jabatan = make_jabatan(name="Sekretaris Bapperida")
    holder, other = make_person(name="Pemegang"), make_person(name="Bukan pemegang")
    make_incumbency(jabatan=jabatan, person=holder)
    follow_up = make_follow_up(jabatan=jabatan)

    may = [
        rules.can_move_follow_up(make_user(person=person), follow_up, "start", today=TODAY)
        for person in (holder, other)
    ]

    assert may == [True, False]
