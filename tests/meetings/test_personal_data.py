"""Erasing a person's data reaches the attendance lists, but no list that a final paper rests on."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forum import actions as forum_actions
from forum.models import LogEntry
from forum.personal_data import export_of
from forum.uploads import PDF
from meetings import actions
from meetings.choices import Presence
from meetings.models import Attendance, AttendanceFile
from tests.factories import make_incumbency, make_jabatan, make_meeting, make_person
from tests.meetings.scenes import NOW, make_draft, make_rakor

TODAY = datetime.date(2024, 6, 1)


@pytest.fixture
def person(kabupaten):
    return make_person(name="Maria Contoh")


def attend(person, meeting) -> Attendance:
    return Attendance.objects.create(
        kabupaten=meeting.kabupaten,
        meeting=meeting,
        person=person,
        name=person.name,
        sex=person.sex,
        jabatan_name="Kepala Bidang",
        institution="Dinas Pertanian",
        presence=Presence.PRESENT,
    )


def finalise(meeting, *, by):
    agreement = make_draft(by=by, meeting=meeting)
    actions.finalise_agreement(agreement, by=by, now=NOW)
    return agreement


def test_erasing_blanks_the_name_where_no_paper_is_final(secretariat, person):
    final = make_rakor()
    kept, blanked = attend(person, final), attend(person, make_meeting(title="Rapat persiapan"))
    agreement = finalise(final, by=secretariat)

    forum_actions.erase_person(person, reason="Permintaan", by=secretariat, today=TODAY)

    kept.refresh_from_db()
    blanked.refresh_from_db()
    assert (kept.name, blanked.name, blanked.jabatan_name) == ("Maria Contoh", "", "Kepala Bidang")
    agreement.refresh_from_db()
    assert "Maria Contoh" in [row["name"] for row in agreement.snapshot["attendance"]["rows"]]
    told = [entry.sentence for entry in LogEntry.objects.for_record(blanked.meeting)]
    assert told == ["Nama pada kehadiran Kepala Bidang dihapus sesuai UU Pelindungan Data Pribadi"]
    assert LogEntry.objects.for_record(person).get().after == {"rows": 1}


def test_page_tells_which_lists_would_stay(client, secretariat, person):
    final = make_rakor()
    attend(person, final)
    attend(person, make_meeting(title="Rapat persiapan"))
    finalise(final, by=secretariat)
    client.force_login(secretariat)

    page = client.get(reverse("forum:personal_data", args=[person.pk])).content.decode()
    asked = client.get(reverse("forum:personal_data_erase", args=[person.pk])).content.decode()

    assert page.count("tetap: berita acara rapat ini sudah final") == 1
    assert page.count("nama dikosongkan") == 1
    assert "Dikosongkan: nama dengan gelar, nama pada daftar hadir rapat (1)." in asked
    assert "Tetap disimpan: daftar hadir rapat (1);" in asked


def test_export_names_what_the_person_signs(secretariat, person):
    meeting = make_rakor(chair=make_jabatan(name="Ketua Contoh"))
    make_incumbency(jabatan=meeting.chair, person=person)
    finalise(meeting, by=secretariat)

    signed = export_of(person)["catatan"]["Tanda tangan berita acara"]

    assert [(row["nama"], row["jabatan"]) for row in signed] == [("Maria Contoh", "Ketua Contoh")]


@pytest.mark.parametrize("rows", [1, 3])
def test_personal_data_asks_for_all_lists_at_once(client, secretariat, person, django_assert_num_queries, rows):
    for number in range(rows):
        attend(person, make_meeting(title=f"Rapat ke-{number}"))
    client.force_login(secretariat)

    with django_assert_num_queries(9):
        page = client.get(reverse("forum:personal_data", args=[person.pk])).content.decode()

    assert page.count("Rapat ke-") == rows


def test_letter_by_which_he_sent_another_is_told_and_goes_with_his_name(secretariat, person):
    row = attend(person, make_meeting(title="Rapat persiapan"))
    letter = AttendanceFile(meeting=row.meeting, attendance=row, content_type=PDF)
    letter.file = SimpleUploadedFile("surat.pdf", b"%PDF-")
    actions.keep_attendance_file(letter, by=secretariat, now=NOW)
    storage, name = letter.file.storage, letter.file.name
    assert "surat bagi wakilnya" in str(export_of(person))

    forum_actions.erase_person(person, reason="Permintaan", by=secretariat, today=TODAY)

    assert not AttendanceFile.objects.exists()
    assert not storage.exists(name)
