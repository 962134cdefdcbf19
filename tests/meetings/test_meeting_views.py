"""Meetings as pages: the list, the record, the form, and the moves."""

import datetime

import pytest
from django.urls import reverse

from meetings.models import Attendance, Meeting
from meetings.status import MeetingStatus
from plans.choices import OutcomeKind
from tests.factories import make_agreement, make_decree, make_follow_up, make_jabatan, make_meeting
from tests.meetings.test_agreement_actions import decide

FORM = {
    "kind": "rakor",
    "title": "Sinkronisasi Renja 2025",
    "held_on": "24 Maret 2025",
    "starts_at": "09.00",
    "ends_at": "13.30",
    "place": "Aula Bapperida",
    "fiscal_year": "2025",
    "counted_men": "25",
    "counted_women": "10",
}


@pytest.mark.parametrize("rows", [1, 3])
def test_meeting_list_query_count(client, secretariat, rows, django_assert_num_queries):
    for _ in range(rows):
        meeting = make_meeting(title="Rakor triwulan", chair=make_jabatan(name="Asisten"))
        decide(meeting, by=secretariat)
    client.force_login(secretariat)

    with django_assert_num_queries(4):  # session, user, count, rows
        response = client.get(reverse("meetings:meeting_list"))

    assert response.content.count(b"Rakor triwulan") == rows


def test_meeting_list_counts_people_by_name_or_as_counted(client, secretariat):
    counted = make_meeting(title="Rapat lama", counted_men=58, counted_women=10)
    named = make_meeting(title="Rapat baru", counted_men=1)
    for sex, presence in [("L", "present"), ("P", "represented"), ("P", "absent"), ("", "present")]:
        Attendance.objects.create(
            kabupaten=named.kabupaten,
            meeting=named,
            sex=sex,
            presence=presence,
            jabatan_name="Camat",
            institution="Kodi",
        )

    rows = {row.pk: row for row in Meeting.objects.visible_to(secretariat).with_list_data()}

    assert (rows[counted.pk].present, rows[named.pk].present) == ((58, 10), (1, 1))
    assert rows[named.pk].named_unknown == 1


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"tahun": "2023"}, ["Rapat 2023"]),
        ({"jenis": "forum_pd"}, ["Forum PD"]),
        ({"keadaan": "approved"}, ["Rapat 2023"]),
        ({"tahun": "tidak ada"}, ["Forum PD", "Rapat 2023"]),
    ],
)
def test_meeting_list_is_narrowed(client, secretariat, query, titles):
    make_meeting(title="Rapat 2023", fiscal_year=2023, status=MeetingStatus.APPROVED, held_on=datetime.date(2023, 6, 8))
    make_meeting(title="Forum PD", kind="forum_pd")
    client.force_login(secretariat)

    page = client.get(reverse("meetings:meeting_list"), query).context["page"]

    assert [meeting.title for meeting in page] == titles


@pytest.mark.parametrize("rows", [1, 3])
def test_meeting_detail_query_count(client, secretariat, rows, django_assert_num_queries):
    meeting = make_meeting(chair=make_jabatan(name="Asisten"), decree=make_decree())
    make_agreement(meeting=meeting)
    for _ in range(rows):
        decide(meeting, by=secretariat)
        make_follow_up(meeting=meeting)
    client.force_login(secretariat)

    # session, user, meeting, counts, agreements, attendance and its scans, follow-ups, log, agenda, invitations;
    # and what the minutes read: see test_minutes_query_count
    with django_assert_num_queries(23):
        response = client.get(meeting.get_absolute_url())

    assert response.context["kinds"] == [(OutcomeKind.AGREED, [rows, 0])]
    assert len(response.context["follow_ups"]) == rows


def test_meeting_detail_shows_counted_people(client, secretariat):
    meeting = make_meeting(counted_men=25, counted_women=13)
    client.force_login(secretariat)

    assert "25 L / 13 P</strong> menurut daftar hadir kertas" in client.get(meeting.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("status", "moves"),
    [
        ("draft", ["open", "cancel"]),
        ("invited", ["open", "cancel"]),
        ("running", ["close"]),
        ("minutes", ["submit", "reopen"]),
        ("review", []),
        ("approved", []),
        ("cancelled", []),
    ],
)
def test_meeting_detail_offers_what_is_legal(client, secretariat, status, moves):
    meeting = make_meeting(status=status)
    client.force_login(secretariat)

    assert [move for move, _, _ in client.get(meeting.get_absolute_url()).context["moves"]] == moves


def test_meeting_create(client, secretariat):
    decree, chair = make_decree(), make_jabatan(name="Asisten")
    client.force_login(secretariat)

    response = client.post(reverse("meetings:meeting_create"), FORM | {"chair": chair.pk, "decree": decree.pk})

    meeting = Meeting.objects.get()
    assert response.url == meeting.get_absolute_url()
    assert (meeting.kabupaten, meeting.status, meeting.held_on) == (
        secretariat.kabupaten,
        MeetingStatus.DRAFT,
        datetime.date(2025, 3, 24),
    )
    assert (meeting.starts_at, meeting.chair, meeting.decree, meeting.counted_men) == (
        datetime.time(9),
        chair,
        decree,
        25,
    )


def test_meeting_create_proposes_the_decree_in_force(client, secretariat):
    decree = make_decree()
    client.force_login(secretariat)

    form = client.get(reverse("meetings:meeting_create")).context["form"]

    assert form["decree"].value() == decree.pk


def test_meeting_create_keeps_what_was_typed(client, secretariat):
    client.force_login(secretariat)

    response = client.post(
        reverse("meetings:meeting_create"), FORM | {"title": "", "ends_at": "08.00", "held_on": "31 Februari 2025"}
    )

    form = response.context["form"]
    assert (response.status_code, Meeting.objects.count()) == (422, 0)
    assert form.errors == {
        "title": ["Isi nama rapat, misalnya Sinkronisasi RKP 2024 dan RKP 2025."],
        "held_on": ["Tulis tanggal seperti 15 Maret 2024 atau pilih dari kalender."],
        "ends_at": ["Waktu selesai mendahului waktu mulai. Periksa kedua waktu."],
    }
    assert b"Aula Bapperida" in response.content


def test_meeting_form_offers_only_its_own_kabupaten(client, secretariat, outsider):
    foreign = make_jabatan(kabupaten=outsider.kabupaten, name="Asisten Seram")
    client.force_login(secretariat)

    response = client.post(reverse("meetings:meeting_create"), FORM | {"chair": foreign.pk})

    assert response.context["form"].errors == {"chair": ["Pilih salah satu dari daftar."]}


def test_meeting_edit_writes_what_changed(client, secretariat):
    meeting = make_meeting(title="Sinkronisasi Renja 2025", place="Kantor Bupati")
    client.force_login(secretariat)

    client.post(reverse("meetings:meeting_edit", args=[meeting.pk]), FORM)

    meeting.refresh_from_db()
    assert (meeting.place, meeting.fiscal_year) == ("Aula Bapperida", 2025)


def test_approved_meeting_is_not_edited(client, secretariat):
    meeting = make_meeting(status=MeetingStatus.APPROVED)
    client.force_login(secretariat)

    response = client.post(reverse("meetings:meeting_edit", args=[meeting.pk]), FORM)

    meeting.refresh_from_db()
    assert (response.status_code, meeting.title) == (403, "Sinkronisasi RKP 2024")


def move(client, meeting, name, **data):
    return client.post(reverse("meetings:meeting_move", kwargs={"pk": meeting.pk, "move": name}), data, follow=True)


def test_meeting_move(client, secretariat):
    meeting = make_meeting()
    client.force_login(secretariat)

    response = move(client, meeting, "open")

    meeting.refresh_from_db()
    assert meeting.status == MeetingStatus.RUNNING
    assert b"Rapat dibuka. Catat kehadiran dan keputusan." in response.content


def test_meeting_cancel_asks_for_a_reason(client, secretariat):
    meeting = make_meeting()
    client.force_login(secretariat)

    refused = move(client, meeting, "cancel", note="  ")
    meeting.refresh_from_db()
    before = meeting.status
    move(client, meeting, "cancel", note="Bupati berhalangan.")

    meeting.refresh_from_db()
    assert (refused.status_code, before) == (422, MeetingStatus.DRAFT)
    assert refused.context["form"].errors == {"note": ["Isi alasan rapat dibatalkan."]}
    assert meeting.status == MeetingStatus.CANCELLED


def test_minutes_are_laid_only_before_a_chair(client, secretariat):
    meeting = make_meeting(status=MeetingStatus.MINUTES)
    client.force_login(secretariat)

    response = move(client, meeting, "submit")

    meeting.refresh_from_db()
    assert meeting.status == MeetingStatus.MINUTES
    assert "Pilih dahulu pimpinan rapat" in response.content.decode()


def test_meeting_move_that_is_not_legal_tells_so(client, secretariat):
    meeting = make_meeting(status=MeetingStatus.APPROVED)
    client.force_login(secretariat)

    response = move(client, meeting, "open")

    assert "berstatus “Disahkan”" in response.content.decode()
