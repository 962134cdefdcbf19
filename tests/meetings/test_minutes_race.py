"""Two of the secretariat at the same entry, one writing while another approves: real threads, nothing is lost."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse

from forum.models import LogEntry, User
from forum.transitions import MoveRefused
from meetings import actions
from meetings.minutes import fingerprint_of, take_minutes
from meetings.models import Meeting, Minute, MinutesApproval
from tests.factories import TODAY, make_agenda_item, make_meeting, make_minute, make_user
from tests.meetings.minutes_scene import NOW, TOLD, make_written
from tests.sent_form import sent_from


@pytest.fixture
def secretariat(transactional_db):
    return make_user(username="sekretariat", role="secretariat")


def at_once(*calls) -> list:
    """Start all calls at the same moment, each in a thread with its own connection; return what each gave."""
    start, ends = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            start.wait()
            ends[place] = call()
        except (MoveRefused, PermissionDenied) as exc:
            ends[place] = type(exc).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return ends


def sending(user, url, page, **typed):
    def call():
        client = Client()
        client.force_login(user)
        return client.post(url, sent_from(page, **typed)).status_code

    return call


def test_what_two_change_apart_is_merged(client, secretariat):
    first = make_agenda_item(meeting=make_meeting(status="running"))
    second = make_agenda_item(meeting=first.meeting, title="Penutup", order=2)
    minute = make_minute(agenda_item=first)
    url = reverse("meetings:minute_edit", args=[minute.pk])
    client.force_login(secretariat)
    page = client.get(url)

    ends = at_once(
        sending(secretariat, url, page, text="Sumur bor diuji Maret."),
        sending(secretariat, url, page, agenda_item=str(second.pk)),
    )

    minute.refresh_from_db()
    assert ends == [302, 302]
    assert (minute.text, minute.agenda_item, minute.version) == ("Sumur bor diuji Maret.", second, 3)


def test_of_two_who_rewrite_the_same_words_the_second_is_shown_both(client, secretariat):
    minute = make_minute()
    url = reverse("meetings:minute_edit", args=[minute.pk])
    client.force_login(secretariat)
    page = client.get(url)

    ends = at_once(*(sending(secretariat, url, page, text=f"Bunyi {word}.") for word in "AB"))

    minute.refresh_from_db()
    assert sorted(ends) == [302, 409]
    assert (minute.text, minute.version) == (f"Bunyi {'AB'[ends.index(302)]}.", 2)
    assert LogEntry.objects.for_record(minute).get(verb="minute.edit").before == {"text": TOLD}


def test_one_key_sent_by_several_threads_is_one_entry(secretariat):
    item, key = make_agenda_item(meeting=make_meeting(status="running")), Minute().uuid

    def writing():
        by = User.objects.get(username="sekretariat")
        return actions.record_minute(Minute(agenda_item_id=item.pk, text=TOLD, uuid=key), by=by).pk

    ends = at_once(*[writing] * 4)

    assert set(ends) == {Minute.objects.get().pk}


def test_nothing_slips_into_minutes_that_are_being_approved(secretariat):
    """Whoever comes second is told; what is frozen is what stands."""
    meeting = make_written()
    seen, item = fingerprint_of(take_minutes(meeting)), meeting.agenda_items.get()

    def approving():
        by = User.objects.get(username="sekretariat")
        here = Meeting.objects.get(pk=meeting.pk)
        return actions.approve_minutes(here, seen=seen, note="Setuju.", by=by, today=TODAY, now=NOW).fingerprint

    def writing():
        by = User.objects.get(username="sekretariat")
        return actions.record_minute(Minute(agenda_item_id=item.pk, text="Susulan."), by=by).text

    ends = at_once(approving, writing)

    assert ends in ([seen, "PermissionDenied"], ["MoveRefused", "Susulan."])
    was_approved = ends[0] == seen
    assert (MinutesApproval.objects.count(), Minute.objects.count()) == ((1, 2) if was_approved else (0, 3))
    content = take_minutes(Meeting.objects.get(pk=meeting.pk))
    assert (fingerprint_of(content) == seen) is was_approved


def test_minutes_are_approved_once(secretariat):
    meeting = make_written()
    seen = fingerprint_of(take_minutes(meeting))

    def approving():
        by = User.objects.get(username="sekretariat")
        here = Meeting.objects.get(pk=meeting.pk)
        return actions.approve_minutes(here, seen=seen, note="Setuju.", by=by, today=TODAY, now=NOW).fingerprint

    ends = at_once(approving, approving)

    assert ends.count(seen) == 1
    assert MinutesApproval.objects.count() == 1
