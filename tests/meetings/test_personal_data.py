"""Erasing a person's data reaches the attendance lists, but no list that a final paper rests on."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forum import actions as forum_actions
from forum.models import LogEntry
from forum.personal_data import export_of, groups_of
from forum.uploads import PDF
from meetings import actions
from meetings.choices import Presence
from meetings.models import Attendance, AttendanceFile, Invitation
from tests.factories import make_incumbency, make_invitation, make_jabatan, make_meeting, make_person
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


# Names that were typed by hand


@pytest.fixture
def desk(client, secretariat):
    client.force_login(secretariat)
    return client


def guest(meeting, name="Yuliana Tamu", **fields) -> Attendance:
    facts = {"jabatan_name": "Ketua Kelompok", "institution": "Desa Waiholo", "name": name} | fields
    return Attendance.objects.create(kabupaten=meeting.kabupaten, meeting=meeting, **facts)


def search(client, text) -> list[tuple[str, int]]:
    return client.get(reverse("forum:typed_name_list"), {"q": text}).context["names"]


def erase(client, name, reason="Permintaan yang bersangkutan"):
    url = reverse("forum:typed_name_erase", query={"nama": name})
    return client.post(url, {"reason": reason})


def test_typed_names_are_found_by_a_part_of_them(desk, person, outsider):
    meeting = make_meeting()
    for _ in range(2):
        guest(meeting)
    attend(person, meeting)
    guest(meeting, "", represented_by="Yuliana Wakil")
    guest(make_meeting(kabupaten=outsider.kabupaten), "Yuliana Luar")

    assert search(desk, "yuliana") == [("Yuliana Tamu", 2), ("Yuliana Wakil", 1)]
    assert search(desk, "wakil") == [("Yuliana Wakil", 1)]
    assert search(desk, "Maria") == []  # a person: on her own page
    assert search(desk, "yu") == []


@pytest.mark.parametrize("text", ["", "yu", "x" * 101])
def test_search_for_typed_names_asks_for_a_part_of_a_name(desk, text):
    guest(make_meeting())

    response = desk.get(reverse("forum:typed_name_list"), {"q": text})

    assert (response.status_code, response.context["names"]) == (422, [])
    assert response.context["form"].errors.keys() == {"q"}


def test_search_for_typed_names_begins_with_an_empty_box(desk):
    assert desk.get(reverse("forum:typed_name_list")).status_code == 200


def test_typed_name_is_blanked_where_no_paper_is_final(desk, secretariat):
    final, other = make_rakor(), make_meeting(title="Rapat persiapan")
    kept, blanked, namesake = guest(final), guest(other), guest(other, "Yuliana Tamu Lain")
    represented = guest(other, "Bapak Lain", represented_by="Yuliana Tamu", presence=Presence.REPRESENTED)
    finalise(final, by=secretariat)
    asked = desk.get(reverse("forum:typed_name_erase", query={"nama": "Yuliana Tamu"})).content.decode()

    response = erase(desk, "Yuliana Tamu")

    for row in (kept, blanked, namesake, represented):
        row.refresh_from_db()
    assert "Dikosongkan: nama pada daftar hadir rapat (2). Tetap, sebab naskahnya sudah final: daftar hadir" in asked
    assert response.url == reverse("forum:typed_name_list")
    assert (kept.name, blanked.name, namesake.name) == ("Yuliana Tamu", "", "Yuliana Tamu Lain")
    assert (represented.name, represented.represented_by) == ("Bapak Lain", "")
    entry = LogEntry.objects.for_record(secretariat.kabupaten).get()
    assert (entry.after, entry.note) == ({"rows": 2}, "Permintaan yang bersangkutan")
    assert "Yuliana" not in str(list(LogEntry.objects.values()))


def test_letter_of_a_typed_representative_goes_with_the_name(desk, secretariat):
    row = guest(make_meeting(), "Bapak Lain", represented_by="Yuliana Tamu", presence=Presence.REPRESENTED)
    letter = AttendanceFile(meeting=row.meeting, attendance=row, content_type=PDF)
    letter.file = SimpleUploadedFile("surat.pdf", b"%PDF-")
    actions.keep_attendance_file(letter, by=secretariat, now=NOW)

    erase(desk, "Yuliana Tamu")

    assert not AttendanceFile.objects.exists()


def test_name_typed_in_answer_to_an_invitation_is_found_and_blanked(desk):
    meeting = make_meeting()
    row = Invitation.objects.create(
        kabupaten=meeting.kabupaten, meeting=meeting, guest="Koordinator P3MD", represented_by="Yuliana Tamu"
    )
    assert search(desk, "yuliana") == [("Yuliana Tamu", 1)]

    erase(desk, "Yuliana Tamu")

    row.refresh_from_db()
    assert row.represented_by == ""
    assert LogEntry.objects.for_record(meeting).get().sentence.startswith("Nama wakil pada undangan Koordinator P3MD")


def test_typed_name_on_final_papers_alone_stays_and_is_explained(desk, secretariat):
    final = make_rakor()
    row = guest(final)
    finalise(final, by=secretariat)

    response = erase(desk, "Yuliana Tamu")

    row.refresh_from_db()
    assert response.status_code == 422
    assert "nama itu hanya ada pada naskah final" in response.content.decode()
    assert row.name == "Yuliana Tamu"


@pytest.mark.parametrize("reason", ["", "  "])
def test_typed_name_is_not_blanked_without_a_reason(desk, reason):
    row = guest(make_meeting())

    assert erase(desk, row.name, reason).status_code == 422

    row.refresh_from_db()
    assert row.name == "Yuliana Tamu"


@pytest.mark.parametrize("name", ["", "Tidak Ada", "x" * 5000])
def test_name_that_stands_nowhere_leads_back_to_the_search(desk, name):
    assert erase(desk, name).url == reverse("forum:typed_name_list")


def test_name_of_another_kabupaten_is_not_reached(desk, outsider):
    row = guest(make_meeting(kabupaten=outsider.kabupaten))

    erase(desk, row.name)

    row.refresh_from_db()
    assert row.name == "Yuliana Tamu"


@pytest.mark.parametrize("person_in", ["opd_officer", "observer", "camat"])
@pytest.mark.parametrize("name", ["forum:typed_name_list", "forum:typed_name_erase"])
def test_typed_names_are_for_the_secretariat(client, request, person_in, name):
    client.force_login(request.getfixturevalue(person_in))

    assert client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", ["forum:typed_name_list", "forum:typed_name_erase"])
def test_typed_names_are_for_members_who_ask_properly(client, desk, name):
    assert desk.put(reverse(name)).status_code == 405
    desk.logout()
    assert desk.get(reverse(name)).url.startswith(reverse("forum:login"))


@pytest.mark.parametrize("rows", [1, 3])
def test_typed_names_are_found_in_one_query_for_each_kind(desk, rows, django_assert_num_queries):
    for number in range(rows):
        guest(make_meeting(title=f"Rapat {number}"), f"Yuliana {number}")

    with django_assert_num_queries(4):
        assert len(search(desk, "Yuliana")) == rows


def test_contact_on_an_invitation_is_told_and_erased(secretariat):
    person = make_person(phone="081234567890", email="orang@contoh.go.id")
    kept = make_invitation(guest="Koordinator P3MD", phone="081298765432")
    for fields in ({"phone": person.phone}, {"email": "Orang@contoh.go.id"}):
        make_invitation(guest=f"Tamu {fields}", **fields)

    told = [row.facts for group in groups_of(person) if group.title.startswith("Kontak") for row in group.rows]
    forum_actions.erase_person(person, reason="Diminta yang bersangkutan.", by=secretariat, today=TODAY)

    assert sorted(map(str, told)) == [
        "{'nomor WhatsApp': '081234567890'}",
        "{'surel': 'Orang@contoh.go.id'}",
    ]
    assert [row.phone for row in Invitation.objects.exclude(phone="", email="")] == [kept.phone]
