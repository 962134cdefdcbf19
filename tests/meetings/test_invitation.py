"""Inviting: whom, what is noted of it, who may do what until the meeting begins."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from forum.choices import Role
from forum.log import sentence_of
from forum.models import LogEntry
from forum.transitions import MoveRefused
from meetings import actions, rules
from meetings.invitations import lacks_of, letter_of, message_to
from meetings.models import Attendance, Invitation, InvitationLetter, Meeting
from meetings.status import MeetingStatus
from tests.factories import (
    TODAY,
    make_agenda_item,
    make_decree,
    make_desa,
    make_incumbency,
    make_invitation,
    make_jabatan,
    make_kecamatan,
    make_meeting,
    make_opd,
    make_person,
    make_seat,
    make_user,
)
from tests.meetings.scenes import make_rakor

NOW = datetime.datetime(2024, 1, 20, 3, tzinfo=datetime.UTC)


def told(meeting) -> list[str]:
    return [sentence_of(entry) for entry in LogEntry.objects.for_record(meeting).order_by("pk")]


def answer(invitation, by, **given):
    actions.answer_invitation(invitation, **given, by=by, today=TODAY, now=NOW)


# --- the list ---


def test_seats_are_invited_in_their_order_and_once(secretariat):
    decree = make_decree()
    meeting = make_meeting(decree=decree)
    for order, name in [(2, "Kepala Bapperida"), (1, "Asisten")]:
        make_seat(decree=decree, jabatan=make_jabatan(name=name), order=order)

    counts = [actions.invite_seats(meeting, by=secretariat) for _ in range(2)]

    assert counts == [2, 0]
    assert [str(row) for row in meeting.invitations.in_order()] == ["Asisten", "Kepala Bapperida"]
    assert told(meeting) == ["Daftar undangan: 2 jabatan ditambahkan dari SK Bupati Nomor 289/KEP/HK/2023"]


def test_seats_of_a_meeting_without_decree_are_refused(secretariat):
    with pytest.raises(MoveRefused, match="Pilih dahulu SK"):
        actions.invite_seats(make_meeting(), by=secretariat)


def test_every_camat_is_invited_behind_those_listed_already(secretariat, outsider):
    meeting = make_meeting()
    make_invitation(meeting=meeting, jabatan=make_jabatan(name="Asisten"), order=7)
    for name in ("Loura", "Kodi"):
        make_jabatan(name=f"Camat {name}", kecamatan=make_kecamatan(name=name), is_head=True)
    make_jabatan(name="Sekretaris Camat Kodi", kecamatan=make_kecamatan(name="Kodi"))
    bula = make_kecamatan(kabupaten=outsider.kabupaten, name="Bula")
    make_jabatan(name="Camat Bula", kecamatan=bula, is_head=True)

    assert [actions.invite_camat(meeting, by=secretariat) for _ in range(2)] == [2, 0]

    assert [(row.order, str(row)) for row in meeting.invitations.in_order()] == [
        (7, "Asisten"),
        (8, "Camat Kodi"),
        (9, "Camat Loura"),
    ]


def test_guest_is_invited_once(secretariat):
    meeting = make_meeting()
    guest = {"meeting": meeting, "guest": "Koordinator P3MD"}

    actions.add_invitation(Invitation(**guest, phone="081234567890"), by=secretariat)
    with pytest.raises(MoveRefused, match="sudah ada dalam daftar"):
        actions.add_invitation(Invitation(**guest), by=secretariat)

    assert meeting.invitations.count() == 1
    assert told(meeting) == ["Koordinator P3MD ditambahkan ke daftar undangan"]
    assert "0812" not in str(list(LogEntry.objects.values()))


def test_invitation_names_a_jabatan_or_a_guest_never_both(kabupaten):
    for fields in ({}, {"jabatan": make_jabatan(), "guest": "Koordinator P3MD"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitation.objects.create(kabupaten=kabupaten, meeting=make_meeting(), **fields)


def test_contact_is_edited_without_being_told(secretariat):
    row = make_invitation()
    row.phone = "081234567890"

    actions.edit_invitation(row, ["phone"], by=secretariat)

    row.refresh_from_db()
    assert row.phone == "081234567890"
    assert told(row.meeting) == ["Data undangan Kepala Dinas Pertanian diubah"]
    assert "0812" not in str(list(LogEntry.objects.values()))


def test_guest_is_not_renamed_to_another_that_is_listed(secretariat):
    meeting = make_meeting()
    make_invitation(meeting=meeting, guest="Koordinator P3MD")
    row = make_invitation(meeting=meeting, guest="Fasilitator Kabupaten")
    row.guest = "Koordinator P3MD"

    with pytest.raises(MoveRefused, match="sudah ada dalam daftar"):
        actions.edit_invitation(row, ["guest"], by=secretariat)


@pytest.mark.parametrize(
    ("status", "fields", "is_gone"),
    [
        ("draft", {}, True),
        ("draft", {"handed_at": NOW}, False),
        ("draft", {"opened_at": NOW}, False),
        ("draft", {"mail": "sent"}, False),
        ("draft", {"response": "coming"}, False),
        ("invited", {}, False),
    ],
)
def test_who_knows_of_his_invitation_is_not_forgotten(secretariat, status, fields, is_gone):
    row = make_invitation(meeting=make_meeting(status=status), **fields)

    assert actions.remove_invitation(row, by=secretariat, now=NOW) is is_gone

    kept = Invitation.objects.filter(pk=row.pk).first()
    assert (kept and kept.withdrawn_at) == (None if is_gone else NOW)
    what = "dihapus dari daftar undangan" if is_gone else "ditarik"
    assert what in told(row.meeting)[0]


def test_withdrawn_invitation_is_given_again(secretariat):
    row = make_invitation(withdrawn_at=NOW)

    actions.restore_invitation(row, by=secretariat)

    row.refresh_from_db()
    assert row.withdrawn_at is None
    assert told(row.meeting) == ["Kepala Dinas Pertanian diundang kembali"]


@pytest.mark.parametrize("status", MeetingStatus.values)
def test_list_is_written_until_the_meeting_begins(secretariat, opd_head, status):
    meeting = make_meeting(status=status)

    assert rules.can_invite(secretariat, meeting) is (status in ("draft", "invited"))
    assert rules.can_tell_invited(secretariat, meeting) is (status in ("draft", "invited", "cancelled"))
    assert not rules.can_invite(opd_head, meeting)
    assert not rules.can_tell_invited(opd_head, meeting)
    if status not in ("draft", "invited"):
        with pytest.raises(PermissionDenied, match="sudah dibuka"):
            actions.invite_camat(meeting, by=secretariat)


# --- who reads and answers ---


def test_invitation_reaches_the_office_that_is_invited(
    secretariat, opd_head, opd_officer, camat, facilitator, observer
):
    meeting = make_meeting(status="invited")
    rows = {
        "opd": make_invitation(meeting=meeting),
        "camat": make_invitation(
            meeting=meeting, jabatan=make_jabatan(name="Camat Kodi", kecamatan=make_kecamatan(), is_head=True)
        ),
        "desa": make_invitation(meeting=meeting, jabatan=make_jabatan(name="Kepala Desa Waiholo", desa=make_desa())),
        "other": make_invitation(meeting=meeting, jabatan=make_jabatan(name="Kepala BPBD", opd=make_opd(name="BPBD"))),
        "guest": make_invitation(meeting=meeting, guest="Koordinator P3MD"),
    }
    staff = make_user(role=Role.FACILITATOR, kecamatan=make_kecamatan())
    people = {
        "secretariat": secretariat, "head": opd_head, "desk": opd_officer,
        "camat": camat, "staff": staff, "facilitator": facilitator, "observer": observer,
    }  # fmt: skip

    reads, finds = {}, {}
    for name, user in people.items():
        reads[name] = {key for key, row in rows.items() if rules.can_read_invitation(user, row, today=TODAY)}
        found = Invitation.objects.visible_to(user).addressed_to(user, today=TODAY)
        finds[name] = {key for key, row in rows.items() if row in found}

    assert reads == {
        "secretariat": set(rows),
        "head": {"opd"},
        "desk": {"opd"},
        "camat": {"camat"},
        "staff": {"camat"},
        "facilitator": {"desa"},
        "observer": set(),
    }
    assert finds == reads | {"secretariat": set()}


def test_who_stands_in_answers_and_not_whom_he_stands_in_for(opd_head):
    jabatan = make_jabatan(name="Asisten")
    away, stand_in = (make_person(name=name) for name in ("Pejabat", "Pengganti"))
    make_incumbency(jabatan=jabatan, person=away)
    make_incumbency(jabatan=jabatan, person=stand_in, kind="plh")
    row = make_invitation(jabatan=jabatan)
    users = [make_user(person=person) for person in (away, stand_in)]

    assert [rules.can_answer_invitation(user, row, today=TODAY) for user in users] == [False, True]


@pytest.mark.parametrize("status", MeetingStatus.values)
def test_answers_are_taken_until_the_meeting_begins(secretariat, opd_head, status):
    row = make_invitation(meeting=make_meeting(status=status))
    allowed = status in ("draft", "invited")

    assert rules.can_answer_invitation(opd_head, row, today=TODAY) is allowed
    assert rules.can_answer_invitation(secretariat, row, today=TODAY) is allowed
    if not allowed:
        with pytest.raises(PermissionDenied, match="sebelum rapat dibuka"):
            answer(row, opd_head, response="coming")


def test_nobody_answers_a_meeting_that_began_meanwhile(opd_head):
    row = make_invitation()
    Meeting.objects.update(status="running")  # after his page was drawn

    with pytest.raises(PermissionDenied, match="sebelum rapat dibuka"):
        answer(row, opd_head, response="coming")


def test_draft_and_withdrawn_are_the_secretariats_own(secretariat, opd_head):
    make_invitation(meeting=make_meeting(status="draft"))
    make_invitation(withdrawn_at=NOW)

    assert Invitation.objects.visible_to(opd_head).count() == 0
    assert Invitation.objects.visible_to(secretariat).count() == 2


def test_answer_may_be_changed(opd_head):
    row = make_invitation()

    answer(row, opd_head, response="represented", represented_by=" Sekretaris Dinas ", note="Dinas luar")
    answer(row, opd_head, response="coming", represented_by="Sekretaris Dinas")

    row.refresh_from_db()
    assert (row.response, row.represented_by, row.note, row.responded_at) == ("coming", "", "", NOW)
    assert told(row.meeting) == [
        "Undangan dijawab, Kepala Dinas Pertanian: Diwakilkan",
        "Undangan dijawab, Kepala Dinas Pertanian: Akan hadir",
    ]


def test_answer_says_who_represents(opd_head):
    row = make_invitation()

    with pytest.raises(MoveRefused, match="Tulis siapa yang mewakili"):
        answer(row, opd_head, response="represented", represented_by=" ")

    row.refresh_from_db()
    assert row.response == ""


# --- attendance ---


def test_attendance_is_filled_with_whom_was_invited_and_what_they_answered(secretariat):
    meeting = make_meeting(status="invited", decree=make_decree())
    make_seat(decree=meeting.decree, jabatan=make_jabatan(name="Tidak diundang"))
    given = {
        "Akan hadir": {"response": "coming"},
        "Diwakilkan": {"response": "represented", "represented_by": "Sekretaris"},
        "Berhalangan": {"response": "unable"},
        "Diam": {},
    }
    for order, (name, fields) in enumerate(given.items()):
        make_invitation(meeting=meeting, jabatan=make_jabatan(name=name), order=order, **fields)
    make_invitation(meeting=meeting, guest="Koordinator P3MD", institution="TPP", order=9)
    make_invitation(meeting=meeting, guest="Ditarik", withdrawn_at=NOW)

    counts = [actions.fill_attendance(meeting, by=secretariat) for _ in range(2)]

    assert counts == [5, 0]
    rows = meeting.attendance.in_order().values_list("jabatan_name", "institution", "presence", "represented_by")
    place = str(meeting.kabupaten)
    assert list(rows) == [
        ("Akan hadir", place, "absent", ""),
        ("Diwakilkan", place, "absent", "Sekretaris"),
        ("Berhalangan", place, "excused", ""),
        ("Diam", place, "absent", ""),
        ("Koordinator P3MD", "TPP", "absent", ""),
    ]
    assert meeting.attendance.present().count() == 0  # nobody has come yet


def test_what_was_recorded_stands_against_a_later_answer(secretariat, opd_head):
    row = make_invitation()
    actions.fill_attendance(row.meeting, by=secretariat)
    line = Attendance.objects.select_related("meeting").get()
    line.presence = "present"
    actions.record_attendance(line, by=secretariat)
    answer(row, opd_head, response="unable")

    actions.fill_attendance(row.meeting, by=secretariat)

    assert Attendance.objects.get().presence == "present"


def test_who_comes_himself_is_not_told_as_represented(secretariat):
    row = make_invitation(response="represented", represented_by="Sekretaris Dinas")
    actions.fill_attendance(row.meeting, by=secretariat)
    line = Attendance.objects.select_related("meeting").get()
    before = line.represented_by

    line.presence = "present"
    actions.record_attendance(line, by=secretariat)

    assert (before, Attendance.objects.get().represented_by) == ("Sekretaris Dinas", "")


def test_meeting_that_invites_nobody_lists_the_seats_of_its_decree(secretariat):
    meeting = make_meeting(decree=make_decree())
    make_seat(decree=meeting.decree, jabatan=make_jabatan(name="Asisten"))

    actions.fill_attendance(meeting, by=secretariat)

    assert [row.jabatan_name for row in meeting.attendance.all()] == ["Asisten"]


def test_meeting_without_decree_and_invitations_has_nobody_to_list(secretariat):
    with pytest.raises(MoveRefused, match="Undang dahulu peserta"):
        actions.fill_attendance(make_meeting(), by=secretariat)


# --- the letter, and the words ---


def test_letter_is_kept_and_its_number_used_once(secretariat):
    meeting, other = make_meeting(), make_meeting(title="Rapat lain")
    for _ in range(2):
        letter = letter_of(meeting)
        letter.number, letter.nature = "005/1/2024", "Penting"
        actions.record_letter(letter, ["number", "nature"], by=secretariat)

    with pytest.raises(MoveRefused, match="sudah dipakai surat undangan lain"):
        actions.record_letter(InvitationLetter(meeting=other, number="005/1/2024"), ["number"], by=secretariat)

    kept = InvitationLetter.objects.get()
    assert (kept.meeting, kept.number, kept.nature, kept.kabupaten) == (
        meeting, "005/1/2024", "Penting", meeting.kabupaten,
    )  # fmt: skip
    assert told(other) == []


def test_lacks_say_what_to_do(secretariat):
    empty, full = make_meeting(), make_rakor()
    make_agenda_item(meeting=full)
    letter = InvitationLetter(meeting=full, number="005/1/2024")

    lacks = lacks_of(empty, letter_of(empty), has_agenda=False)

    assert [lack.text.split(".")[0] for lack in lacks] == [
        "Agenda belum disusun",
        "Nomor surat belum diisi",
        "Tempat rapat belum diisi",
        "Waktu mulai belum diisi",
        "Pimpinan rapat belum dipilih",
    ]
    assert all(lack.url for lack in lacks)
    assert lacks_of(full, letter, has_agenda=True) == []


def test_message_tells_all_and_leads_only_accounts_to_a_page(kabupaten):
    meeting = make_rakor(status="invited", ends_at=datetime.time(12))
    head, guest = make_invitation(meeting=meeting), make_invitation(meeting=meeting, guest="Koordinator P3MD")

    texts = [message_to(row, [], page="https://forum/undangan/1/") for row in (head, guest)]

    for part in ("Jumat, 15 Maret 2024", "Pukul: 09.00 sampai dengan 12.00 WITA", "Tempat: Aula Bapperida"):
        assert part in texts[0]
    assert texts[0].startswith("Yth. Kepala Dinas Pertanian\n\nForum BangKIT Kabupaten Sumba Barat Daya mengundang")
    assert ["https://forum" in text for text in texts] == [True, False]


@pytest.mark.parametrize(
    ("status", "withdrawn_at", "sentence"),
    [
        ("cancelled", None, "bahwa rapat berikut dibatalkan"),
        ("invited", NOW, "bahwa undangan Bapak/Ibu untuk rapat berikut dibatalkan"),
    ],
)
def test_message_tells_that_it_is_off(kabupaten, status, withdrawn_at, sentence):
    row = make_invitation(meeting=make_meeting(status=status), withdrawn_at=withdrawn_at)

    text = message_to(row, [], page="https://forum/undangan/1/")

    assert sentence in text
    assert "https://forum" not in text
