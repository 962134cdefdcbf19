"""Who reaches which page of the meetings: the secretariat records, the others read what is no longer a draft."""

import datetime

import pytest
from django.urls import reverse

from meetings import actions
from meetings.models import Attendance, Signatory
from meetings.status import MeetingStatus
from plans.choices import OutcomeKind
from plans.models import Outcome
from tests.factories import (
    make_agreement,
    make_decree,
    make_follow_up,
    make_jabatan,
    make_meeting,
    make_opd,
    verified_usulan,
)

NOW = datetime.datetime(2024, 2, 1, 3, tzinfo=datetime.UTC)

READ = [
    ("meetings:meeting_list", None),
    ("meetings:meeting_detail", "meeting"),
    ("meetings:decision_list", "meeting"),
    ("meetings:follow_up_list", None),
    ("meetings:follow_up_detail", "follow_up"),
    ("meetings:agreement_list", None),
    ("meetings:agreement_detail", "final"),
]
SECRETARIAT_READS = [("meetings:agreement_detail", "draft")]
SECRETARIAT_FORMS = [
    ("meetings:meeting_create", None),
    ("meetings:meeting_edit", "meeting"),
    ("meetings:attendance_edit", "meeting"),
    ("meetings:attendance_create", "meeting"),
    ("meetings:attendance_remove", "attendance"),
    ("meetings:decision", "decision"),
    ("meetings:follow_up_create", "meeting"),
    ("meetings:follow_up_edit", "follow_up"),
    ("meetings:agreement_edit", "draft"),
    ("meetings:signatory_create", "draft"),
    ("meetings:agreement_finalise", "draft"),
    ("meetings:agreement_number", "final"),
    ("meetings:agreement_sign", "final"),
    ("meetings:agreement_cancel", "final"),
]
MOVES = [
    ("meetings:meeting_move", "meeting_move"),
    ("meetings:follow_up_move", "follow_up_move"),
]
SECRETARIAT_BUTTONS = [
    ("meetings:attendance_fill", "meeting"),
    ("meetings:agreement_create", "meeting"),
    ("meetings:agreement_renew", "final"),
    ("meetings:signatory_remove", "signatory"),
]
EVERY = READ + SECRETARIAT_READS + SECRETARIAT_FORMS + MOVES + SECRETARIAT_BUTTONS
OF_A_RECORD = [place for place in EVERY if place[1]]
OTHERS = ["opd_officer", "facilitator", "camat", "observer"]


@pytest.fixture
def addresses(secretariat):
    chair = make_jabatan(name="Asisten Perekonomian dan Pembangunan")
    meeting = make_meeting(status=MeetingStatus.RUNNING, decree=make_decree(), chair=chair)
    usulan = verified_usulan()
    outcome = Outcome(usulan=usulan, fiscal_year=2024, kind=OutcomeKind.REDIRECTED, target_opd=make_opd())
    actions.decide(meeting, outcome, by=secretariat, now=NOW)
    final = actions.draft_agreement(meeting, by=secretariat)
    actions.finalise_agreement(final, by=secretariat, now=NOW)
    draft = make_agreement(meeting=make_meeting(title="Rapat kedua"))
    # Owed by the chair: whoever holds no jabatan may not move it.
    follow_up = make_follow_up(meeting=meeting, jabatan=chair)
    attendance = Attendance(
        meeting=meeting, name="Tamu Contoh", sex="L", jabatan_name="Camat Kodi", institution="Kecamatan Kodi"
    )
    return {
        None: [],
        "meeting": [meeting.pk],
        "meeting_move": {"pk": meeting.pk, "move": "close"},
        "attendance": [actions.record_attendance(attendance, by=secretariat).pk],
        "decision": [meeting.pk, usulan.pk, 2024],
        "follow_up": [follow_up.pk],
        "follow_up_move": {"pk": follow_up.pk, "move": "finish"},
        "final": [final.pk],
        "draft": [draft.pk],
        "signatory": [Signatory.objects.create(agreement=draft, jabatan=chair).pk],
    }


def address(place, addresses):
    name, record = place
    found = addresses[record]
    return reverse(name, kwargs=found) if isinstance(found, dict) else reverse(name, args=found)


def ids(places):
    return [f"{name}-{record}" for name, record in places]


def ask(client, place, addresses):
    method = client.post if place in SECRETARIAT_BUTTONS else client.get
    return method(address(place, addresses))


@pytest.mark.parametrize("place", EVERY, ids=ids(EVERY))
def test_page_sends_a_visitor_to_the_log_in(client, addresses, place):
    response = ask(client, place, addresses)

    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("forum:login"))


@pytest.mark.parametrize("place", OF_A_RECORD, ids=ids(OF_A_RECORD))
def test_page_of_another_kabupaten_is_404(client, addresses, outsider, place):
    client.force_login(outsider)

    assert ask(client, place, addresses).status_code == 404


@pytest.mark.parametrize("who", ["secretariat", *OTHERS])
@pytest.mark.parametrize("place", READ, ids=ids(READ))
def test_page_is_read_by_the_whole_forum(client, request, addresses, place, who):
    client.force_login(request.getfixturevalue(who))

    response = ask(client, place, addresses)

    assert response.status_code == 200
    assert (b"btn btn-primary" in response.content) <= (who == "secretariat")


@pytest.mark.parametrize("place", SECRETARIAT_READS + SECRETARIAT_FORMS + MOVES)
def test_page_of_the_secretariat_opens(client, addresses, secretariat, place):
    client.force_login(secretariat)

    assert ask(client, place, addresses).status_code == 200


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("place", SECRETARIAT_FORMS + MOVES + SECRETARIAT_BUTTONS)
def test_writing_is_not_for_the_others(client, request, addresses, place, who):
    client.force_login(request.getfixturevalue(who))

    response = ask(client, place, addresses)

    # What stands on a draft is not even known to exist.
    assert response.status_code == (404 if place[1] in {"draft", "signatory"} else 403)


@pytest.mark.parametrize("who", OTHERS)
def test_draft_is_unknown_to_the_others(client, request, addresses, who):
    meeting = make_meeting(title="Rapat rahasia")
    make_follow_up(meeting=meeting, what="Tindak lanjut rahasia")
    client.force_login(request.getfixturevalue(who))

    assert client.get(meeting.get_absolute_url()).status_code == 404
    assert b"Rapat rahasia" not in client.get(reverse("meetings:meeting_list")).content
    assert b"rahasia" not in client.get(reverse("meetings:follow_up_list")).content
    assert ask(client, SECRETARIAT_READS[0], addresses).status_code == 404


@pytest.mark.parametrize("place", READ + SECRETARIAT_READS)
def test_reading_page_takes_no_post(client, addresses, secretariat, place):
    client.force_login(secretariat)

    assert client.post(address(place, addresses)).status_code == 405


@pytest.mark.parametrize("place", SECRETARIAT_FORMS + MOVES)
def test_form_takes_no_put(client, addresses, secretariat, place):
    client.force_login(secretariat)

    assert client.put(address(place, addresses)).status_code == 405


@pytest.mark.parametrize("place", SECRETARIAT_BUTTONS)
def test_button_takes_no_get(client, addresses, secretariat, place):
    client.force_login(secretariat)

    assert client.get(address(place, addresses)).status_code == 405
