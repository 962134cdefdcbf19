"""Two of the secretariat at one agenda: real threads, each with its own connection."""

import datetime

import pytest

from forum.models import User
from meetings import actions
from meetings.models import AgendaItem, Meeting
from tests.factories import TODAY, make_agenda_item, make_meeting, make_user
from tests.meetings.test_signing_race import at_once


@pytest.fixture
def meeting(transactional_db):
    make_user(username="sekretariat", role="secretariat")
    return make_meeting(status="running")


def doing(action, *records, **values):
    """Return a call that reads these records anew, as each request does."""

    def call():
        fresh = [type(record).objects.get(pk=record.pk) for record in records]
        return action(*fresh, **values, by=User.objects.get(username="sekretariat"))

    return call


def test_what_was_left_is_taken_over_once(meeting):
    earlier = make_meeting(held_on=TODAY - datetime.timedelta(days=30))
    left = [make_agenda_item(meeting=earlier, title=letter, status="not_reached") for letter in "AB"]
    other = make_meeting(title="Rakor lain", status="draft")

    def carrying(target, origins):
        return doing(lambda meeting, *rows, by: actions.carry_over(meeting, rows, by=by), target, *origins)

    assert at_once(carrying(meeting, left), carrying(other, left[::-1])) == ["done", "done"]

    taken = AgendaItem.objects.exclude(comes_from=None)
    assert sorted(item.title for item in taken) == ["A", "B"]
    assert len({item.meeting_id for item in taken}) == 1


def test_usual_agenda_is_set_out_once(meeting):
    assert at_once(doing(actions.fill_agenda, meeting), doing(actions.fill_agenda, meeting)) == ["done", "refused"]

    assert [item.title for item in meeting.agenda_items.in_order()] == ["Pembukaan", "", "Penutup"]


def test_items_added_at_once_stand_one_behind_the_other(meeting):
    def adding(title):
        return doing(
            lambda meeting, by: actions.record_agenda_item(AgendaItem(meeting=meeting, title=title), by=by), meeting
        )

    at_once(adding("A"), adding("B"))

    assert sorted(Meeting.objects.get().agenda_items.values_list("order", flat=True)) == [1, 2]


def test_item_ticked_by_two_is_told_to_the_second(meeting):
    item = make_agenda_item(meeting=meeting)

    ends = at_once(*[doing(actions.move_agenda_item, item, move="discuss")] * 2)

    assert ends == ["done", "refused"]
