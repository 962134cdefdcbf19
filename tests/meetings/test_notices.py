"""Whom a change of a meeting, a berita acara, a signature or a follow-up reaches; and what the clock tells owners."""

import datetime
from functools import partial

import pytest
from django.urls import reverse

from forum import actions as forum_actions
from forum.choices import Role
from forum.log import log
from forum.models import LogEntry, User
from forum.notices import entries_for, notices_of
from meetings import actions, rules
from meetings.models import Attendance, FollowUp, Invitation
from meetings.status import MeetingStatus
from tests.bench.bench_ledger import run_at_once
from tests.factories import (
    TODAY,
    make_agreement,
    make_decree,
    make_follow_up,
    make_jabatan,
    make_meeting,
    make_opd,
    make_person,
    make_seat,
    make_user,
)
from tests.meetings.signing_scene import make_to_sign

NOW_DAY = datetime.date.today()
DUE = datetime.date(2024, 2, 14)


def reached(user, record, verb) -> bool:
    log(verb, record, by=User.objects.system(), after={"office": "Camat Kodi", "number": 1})
    return entries_for(user, today=NOW_DAY).for_record(record).exists()


def invited(**fields):
    return make_meeting(status=MeetingStatus.INVITED, **fields)


# Meetings


def test_meeting_reaches_the_jabatan_that_its_decree_seats(opd_head, opd_officer, observer, secretariat):
    jabatan = opd_head.person.incumbencies.get().jabatan
    meeting = invited(decree=make_seat(decree=make_decree(), jabatan=jabatan).decree)

    told = [user for user in (opd_head, opd_officer, observer, secretariat) if reached(user, meeting, "meeting.invite")]

    assert told == [opd_head, opd_officer, secretariat]  # the desk prepares for its head


def test_meeting_reaches_who_stands_on_its_list(kabupaten):
    person = make_person()
    user = make_user(person=person)
    meeting = invited()
    Attendance.objects.create(
        kabupaten=kabupaten, meeting=meeting, person=person, jabatan_name="Kepala Desa", institution="Desa Waiholo"
    )

    assert reached(user, meeting, "meeting.cancel")
    assert not reached(user, invited(title="Lain"), "meeting.cancel")


def test_meeting_reaches_the_camat_that_is_invited_to_it(camat, observer):
    jabatan = make_jabatan(name="Camat Kodi", kecamatan=camat.kecamatan, is_head=True)
    meeting = invited()
    Invitation.objects.create(kabupaten=meeting.kabupaten, meeting=meeting, jabatan=jabatan)

    assert reached(camat, meeting, "meeting.cancel")
    assert not reached(observer, meeting, "meeting.cancel")


def test_draft_of_a_meeting_reaches_the_secretariat_alone(secretariat, opd_head):
    meeting = make_meeting(chair=opd_head.person.incumbencies.get().jabatan)

    assert reached(secretariat, meeting, "meeting.edit")
    assert not reached(opd_head, meeting, "meeting.edit")


def test_who_came_to_a_meeting_is_no_news(secretariat):
    assert not reached(secretariat, invited(), "meeting.attendance_file")


# Berita acara and signatures


def test_agreement_and_signature_reach_who_signs_and_the_secretariat(secretariat, observer):
    scene = make_to_sign(by=secretariat)
    mine, other = scene.users[0], scene.users[1]
    signatory = scene.rows[0]

    told = {
        user.username: (
            reached(user, scene.agreement, "agreement.number"),
            reached(user, signatory, "signatory.remind"),
        )
        for user in (mine, other, secretariat, observer)
    }

    assert list(told.values()) == [(True, True), (True, False), (True, True), (False, False)]


def test_signature_leads_to_its_berita_acara_and_is_read_there(client, secretariat):
    scene = make_to_sign(by=secretariat)
    user, signatory = scene.users[0], scene.rows[0]
    log("signatory.remind", signatory, by=User.objects.system(), after={"office": signatory.office, "number": 1})
    client.force_login(user)
    rows = list(entries_for(user, today=NOW_DAY).for_record(signatory).by_record())
    notice = notices_of(user, rows, today=NOW_DAY)[0]
    assert (notice.url, notice.unread) == (scene.agreement.get_absolute_url(), 1)

    client.get(notice.url)

    assert notices_of(user, rows, today=NOW_DAY)[0].unread == 0


def test_draft_of_a_berita_acara_is_told_to_the_secretariat_alone(secretariat, observer):
    draft = make_agreement()

    assert reached(secretariat, draft, "agreement.edit")
    assert not reached(observer, draft, "agreement.edit")


# Follow-ups


def test_follow_up_reaches_whose_it_is(opd_officer, secretariat, facilitator):
    own = make_follow_up(meeting=invited(), opd=opd_officer.opd)
    other = make_follow_up(meeting=own.meeting, opd=make_opd(name="Dinas Perikanan"))

    told = [
        (reached(user, own, "followup.edit"), reached(user, other, "followup.edit"))
        for user in (opd_officer, secretariat, facilitator)
    ]

    assert told == [(True, False), (True, True), (False, False)]


def test_follow_up_of_a_jabatan_reaches_who_holds_it(opd_head):
    jabatan = opd_head.person.incumbencies.get().jabatan
    user = make_user(role=Role.OBSERVER, person=opd_head.person)

    assert reached(user, make_follow_up(meeting=invited(), jabatan=jabatan), "followup.edit")


@pytest.fixture
def chain(secretariat):
    """Three OPD, each closed into the next; and an officer of each."""
    offices = [make_opd(name=f"Dinas {name}") for name in ("Satu", "Dua", "Tiga")]
    officers = [make_user(username=f"petugas{n}", role=Role.OPD_OFFICER, opd=opd) for n, opd in enumerate(offices)]
    return offices, officers


def close(opd, *heirs, by):
    forum_actions.close_opd(opd, on=TODAY, basis="Perda", successors=heirs, by=by, today=TODAY)
    opd.refresh_from_db()


def test_follow_up_is_owed_by_every_heir_along_the_chain(secretariat, chain):
    (one, two, three), _ = chain
    heir = make_user(username="penerus", role=Role.OPD_OFFICER, opd=three)
    stranger = make_user(username="lain", role=Role.OPD_OFFICER, opd=make_opd(name="Dinas Lain"))
    of_jabatan = make_follow_up(meeting=invited(), what="Jabatan", jabatan=make_jabatan(name="Kepala Satu", opd=one))
    of_opd = make_follow_up(meeting=of_jabatan.meeting, what="OPD", opd=one)
    assert list(FollowUp.objects.owed_by(heir, today=TODAY)) == []

    close(one, two, by=secretariat)
    close(two, three, by=secretariat)

    for user, owned in ((heir, [of_jabatan, of_opd]), (stranger, [])):
        assert list(FollowUp.objects.owed_by(user, today=TODAY).order_by("pk")) == owned
        rows = FollowUp.objects.order_by("pk")
        assert [row for row in rows if rules.owns_follow_up(user, row, today=TODAY)] == owned


def test_follow_up_of_a_split_opd_is_owed_by_all_its_heirs(secretariat, chain):
    (one, two, three), _ = chain
    heirs = [make_user(username=f"penerus{n}", role=Role.OPD_OFFICER, opd=opd) for n, opd in enumerate((two, three))]
    follow_up = make_follow_up(meeting=invited(), opd=one)

    close(one, two, three, by=secretariat)

    assert [list(FollowUp.objects.owed_by(user, today=TODAY)) for user in heirs] == [[follow_up], [follow_up]]


# The clock


def remind(day, hour=4) -> int:
    now = datetime.datetime.combine(day, datetime.time(hour, tzinfo=datetime.UTC))
    return actions.remind_owners(by=User.objects.system(), now=now)


def before(days) -> datetime.date:
    return DUE - datetime.timedelta(days=days)


@pytest.mark.parametrize(
    ("day", "verbs"),
    [
        (before(4), []),
        (before(3), ["followup.remind"]),
        (DUE, ["followup.remind"]),
        (before(-1), ["followup.late"]),
    ],
)
def test_owner_is_told_before_and_after_the_due_date(opd_officer, day, verbs):
    follow_up = make_follow_up(meeting=invited(), opd=opd_officer.opd, due_on=DUE)

    assert remind(day) == len(verbs)
    assert remind(day) == 0

    assert [entry.verb for entry in entries_for(opd_officer, today=NOW_DAY).for_record(follow_up)] == verbs


def test_owner_is_told_each_once_and_anew_for_another_date(db):
    follow_up = make_follow_up(due_on=DUE)
    for day in (before(3), before(1), before(-1), before(-9)):
        remind(day)
    follow_up.due_on = DUE + datetime.timedelta(days=30)
    follow_up.save()

    remind(follow_up.due_on)

    assert [entry.sentence for entry in LogEntry.objects.for_record(follow_up).order_by("pk")] == [
        "Dinas Pertanian diingatkan: diselesaikan paling lambat 14 Februari 2024",
        "Dinas Pertanian belum menyelesaikannya sampai tenggat 14 Februari 2024",
        "Dinas Pertanian diingatkan: diselesaikan paling lambat 15 Maret 2024",
    ]


@pytest.mark.parametrize("status", ["done", "impossible"])
def test_what_is_finished_is_left_alone(db, status):
    make_follow_up(due_on=DUE, status=status)

    assert remind(before(-1)) == 0


def test_day_of_a_follow_up_is_that_of_the_kabupaten(db):
    make_follow_up(due_on=DUE)

    assert remind(before(4), hour=16) == 1  # already the next day in Sumba


@pytest.mark.django_db(transaction=True)
def test_owner_is_told_once_when_two_ticks_run_at_once():
    User.objects.system()
    follow_up = make_follow_up(due_on=DUE)

    assert run_at_once([partial(remind, DUE)] * 4) == ["won"] * 4

    assert LogEntry.objects.for_record(follow_up).count() == 1


def test_opening_the_page_of_a_follow_up_marks_it_as_read(client, opd_officer):
    follow_up = make_follow_up(meeting=invited(), opd=opd_officer.opd)
    log("followup.edit", follow_up, by=User.objects.system(), after={"what": "Baru"})
    client.force_login(opd_officer)
    assert b"1<span" in client.get(reverse("home")).content

    page = client.get(follow_up.get_absolute_url())

    assert b'<a class="news" href="/kabar/">Kabar</a>' in page.content
