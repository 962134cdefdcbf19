"""Two of the secretariat at one meeting, thirty phones at one door: real threads, each with its own connection."""

import datetime

import pytest

from forum.models import User
from meetings import actions
from meetings.floor import board_of
from meetings.models import Meeting
from plans.choices import OutcomeKind
from plans.models import Outcome, Usulan
from tests.factories import make_decree, make_jabatan, make_meeting, make_opd, make_user, verified_usulan
from tests.meetings.test_signing_race import at_once

NOW = datetime.datetime(2024, 1, 31, 2, tzinfo=datetime.UTC)


@pytest.fixture
def meeting(transactional_db):
    make_user(username="sekretariat", role="secretariat")
    return make_meeting(status="running", decree=make_decree())


def before(meeting) -> Usulan | None:
    """Return what the screens show."""
    here = Meeting.objects.with_floor().get(pk=meeting.pk)
    return board_of(User.objects.get(username="sekretariat"), here, today=NOW.date()).usulan


def deciding(meeting, usulan):
    def call():
        outcome = Outcome(
            usulan=Usulan.objects.get(pk=usulan.pk),
            fiscal_year=2024,
            kind=OutcomeKind.REDIRECTED,
            target_source="csr",
        )
        here, by = Meeting.objects.get(pk=meeting.pk), User.objects.get(username="sekretariat")
        actions.decide_and_go_on(here, outcome, by=by, now=NOW)

    return call


def test_two_who_decide_the_same_leave_one_decision(meeting):
    first, following = (verified_usulan(title=title, kecamatan_rank=n) for n, title in enumerate("AB", 1))

    assert at_once(deciding(meeting, first), deciding(meeting, first)) == ["done", "refused"]

    assert Outcome.objects.count() == 1
    assert before(meeting) == following


def test_neighbours_decided_at_once_do_not_lock_each_other_out(meeting):
    """Each moves the room on to what the other is just deciding."""
    rows = [verified_usulan(title=f"Usulan {n}", kecamatan_rank=n) for n in range(1, 7)]
    actions.take_up(meeting, rows[0], fiscal_year=2024, order="kecamatan", by=User.objects.get(username="sekretariat"))

    for one, other in zip(rows[::2], rows[1::2], strict=True):
        assert at_once(deciding(meeting, one), deciding(meeting, other)) == ["done", "done"]

    assert Outcome.objects.count() == 6
    assert before(meeting) is None


def test_one_jabatan_is_noted_once_however_many_phones_send_it(meeting):
    jabatan = make_jabatan(opd=make_opd(), is_head=True)

    def coming():
        actions.attend(Meeting.objects.get(pk=meeting.pk), jabatan, by=User.objects.system(), today=meeting.held_on)

    assert at_once(*[coming] * 5) == ["done"] * 5

    assert meeting.attendance.get().presence == "present"
