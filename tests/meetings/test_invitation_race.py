"""Two of the secretariat invite at once, one withdraws while another answers: real threads."""

import pytest

from forum.models import User
from meetings import actions
from meetings.models import Attendance, Invitation, Meeting
from tests.factories import make_decree, make_invitation, make_jabatan, make_meeting, make_seat, make_user
from tests.meetings.test_signing_race import at_once


@pytest.fixture
def meeting(transactional_db):
    make_user(username="sekretariat", role="secretariat")
    decree = make_decree()
    for order, name in enumerate(("Asisten", "Kepala Bapperida", "Kepala BPBD")):
        make_seat(decree=decree, jabatan=make_jabatan(name=name), order=order)
    return make_meeting(status="draft", decree=decree)


def doing(action, **values):
    """Return a call that reads the meeting anew, as each request does."""
    return lambda: action(Meeting.objects.get(), **values, by=User.objects.get(username="sekretariat"))


def test_seats_that_two_invite_at_once_make_one_set(meeting):
    assert at_once(doing(actions.invite_seats), doing(actions.invite_seats)) == ["done", "done"]

    assert [(row.order, str(row)) for row in meeting.invitations.in_order()] == [
        (1, "Asisten"),
        (2, "Kepala Bapperida"),
        (3, "Kepala BPBD"),
    ]


def test_same_guest_that_two_add_at_once_is_added_once(meeting):
    def adding(meeting, by):
        actions.add_invitation(Invitation(meeting=meeting, guest="Koordinator P3MD"), by=by)

    assert sorted(at_once(doing(adding), doing(adding))) == ["done", "refused"]

    assert Invitation.objects.count() == 1


def test_attendance_that_two_fill_at_once_is_filled_once(meeting):
    make_invitation(meeting=meeting, guest="Koordinator P3MD")

    assert at_once(doing(actions.fill_attendance), doing(actions.fill_attendance)) == ["done", "done"]

    assert Attendance.objects.count() == 1
