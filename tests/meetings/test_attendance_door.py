"""Coming to a meeting: by member number, by the code on the wall, and the scans of who came."""

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from meetings import actions, rules
from meetings.models import AttendanceFile
from tests.factories import (
    TODAY,
    make_decree,
    make_incumbency,
    make_jabatan,
    make_meeting,
    make_opd,
    make_person,
    make_seat,
    make_user,
)

SCAN = b"%PDF-1.7 pindaian"


@pytest.fixture
def head(kabupaten):
    jabatan = make_jabatan(opd=make_opd(), is_head=True)
    make_incumbency(jabatan=jabatan, person=make_person(name="Kepala Contoh", sex="P"))
    return jabatan


@pytest.fixture
def meeting(kabupaten, head):
    """A meeting of today whose decree gives number 7 to the head of Dinas Pertanian."""
    decree = make_decree()
    make_seat(decree=decree, jabatan=head, order=7)
    return make_meeting(decree=decree, held_on=timezone.localdate(), status="running", place="Aula Bapperida")


def url(name, *arguments):
    return reverse(f"meetings:{name}", args=arguments)


def door(client, secretariat, meeting) -> str:
    """Return the address on the wall."""
    client.force_login(secretariat)
    address = client.get(url("attendance_code", meeting.pk)).context["address"]
    client.logout()
    return address.removeprefix("http://testserver")


def lines(meeting):
    fields = ("jabatan_name", "name", "sex", "presence", "represented_by")
    return list(meeting.attendance.in_order().values_list(*fields))


# The secretariat types the number


def test_member_number_notes_who_held_the_jabatan_that_day(client, secretariat, meeting):
    client.force_login(secretariat)

    for _ in range(2):
        response = client.post(url("attendance_number", meeting.pk), {"number": 7}, follow=True)

    assert "Kepala Dinas Pertanian tercatat hadir." in response.content.decode()
    assert lines(meeting) == [("Kepala Dinas Pertanian", "Kepala Contoh", "P", "present", "")]


def test_member_number_that_is_not_there_is_told(client, secretariat, meeting):
    client.force_login(secretariat)

    response = client.post(url("attendance_number", meeting.pk), {"number": 99}, follow=True)

    assert "Tidak ada anggota nomor 99 dalam SK rapat ini." in response.content.decode()
    assert lines(meeting) == []


def test_line_filled_in_from_the_decree_is_the_one_that_is_noted(client, secretariat, meeting):
    actions.fill_attendance(meeting, by=secretariat)
    client.force_login(secretariat)

    client.post(url("attendance_number", meeting.pk), {"number": 7})

    assert lines(meeting) == [("Kepala Dinas Pertanian", "Kepala Contoh", "P", "present", "")]


# The code on the wall


def test_code_on_the_wall_lists_the_numbers_without_names(client, secretariat, meeting):
    client.force_login(secretariat)

    page = client.get(url("attendance_code", meeting.pk)).content.decode()

    assert 'class="door-code"' in page
    assert '<td class="num">7</td><th scope="row">Kepala Dinas Pertanian</th>' in page
    assert "Kepala Contoh" not in page


def test_visitor_notes_himself_by_his_number(client, secretariat, meeting):
    address = door(client, secretariat, meeting)
    assert "Kepala Contoh" not in client.get(address).content.decode()

    response = client.post(address, {"number": 7}, follow=True)

    assert "Kepala Dinas Pertanian: Hadir." in response.content.decode()
    assert lines(meeting) == [("Kepala Dinas Pertanian", "Kepala Contoh", "P", "present", "")]


def test_visitor_comes_in_place_of_the_holder(client, secretariat, meeting):
    address = door(client, secretariat, meeting)

    refused = client.post(address, {"number": 7, "represented_by": "Sekretaris Dinas"})
    client.post(address, {"number": 7, "represented_by": "Sekretaris Dinas", "sex": "L"})

    assert (refused.status_code, refused.context["form"].errors) == (422, {"sex": ["Pilih L atau P bagi wakil."]})
    assert lines(meeting) == [("Kepala Dinas Pertanian", "Kepala Contoh", "L", "represented", "Sekretaris Dinas")]


def test_holder_who_comes_after_his_substitute_is_the_one_counted(client, secretariat, meeting):
    address = door(client, secretariat, meeting)
    client.post(address, {"number": 7, "represented_by": "Sekretaris Dinas", "sex": "L"})

    client.post(address, {"number": 7})

    assert lines(meeting) == [("Kepala Dinas Pertanian", "Kepala Contoh", "P", "present", "")]


def test_one_with_an_account_needs_no_number(client, secretariat, meeting, head):
    address = door(client, secretariat, meeting)
    client.force_login(make_user(person=head.incumbencies.get().person))
    form = client.get(address).context["form"]
    choices = form.fields["jabatan"].choices

    client.post(address, {"jabatan": choices[0][0]})

    assert [label for _, label in choices] == ["Kepala Dinas Pertanian"]
    assert [(row[0], row[3]) for row in lines(meeting)] == [("Kepala Dinas Pertanian", "present")]


def test_account_of_another_kabupaten_is_a_visitor(client, secretariat, meeting, outsider):
    address = door(client, secretariat, meeting)
    client.force_login(outsider)

    assert list(client.get(address).context["form"].fields) == ["number", "represented_by", "sex"]


@pytest.mark.parametrize("change", [{"held_on": TODAY}, {"status": "approved"}, {"status": "cancelled"}])
def test_code_opens_on_the_day_alone(client, secretariat, meeting, change):
    for name, value in change.items():
        setattr(meeting, name, value)
    meeting.save()
    address = door(client, secretariat, meeting) if "held_on" in change else reverse_of_running(meeting)

    response = client.post(address, {"number": 7})

    assert "Kehadiran lewat kode ini hanya dicatat pada hari rapat" in response.content.decode()
    assert lines(meeting) == []


def reverse_of_running(meeting) -> str:
    return url("attendance_self", signing.Signer(salt="kehadiran").sign_object([meeting.pk, f"{meeting.held_on}"]))


def test_code_of_a_day_that_was_moved_or_forged_is_404(client, secretariat, meeting):
    address = door(client, secretariat, meeting)
    assert client.get(address[:-3] + "xx/").status_code == 404

    meeting.held_on = TODAY
    meeting.save()

    assert client.get(address).status_code == 404


def test_hall_that_sends_too_much_is_stopped(client, secretariat, meeting, monkeypatch):
    monkeypatch.setattr("meetings.views.attendance_door.COMING", {"most": 1, "seconds": 60})
    address = door(client, secretariat, meeting)
    client.post(address, {"number": 7})

    assert "Terlalu banyak yang dicatat dari sambungan ini." in client.post(address, {"number": 7}).content.decode()


@pytest.mark.parametrize("who", ["secretariat", "opd_officer", "facilitator", "camat", "observer", "outsider"])
@pytest.mark.parametrize("is_today", [True, False])
def test_who_may_note_a_presence(request, meeting, who, is_today):
    user, day = request.getfixturevalue(who), meeting.held_on if is_today else TODAY

    allowed = who == "secretariat" or (is_today and who != "outsider")

    assert rules.can_attend(user, meeting, today=day) == allowed


# Scans


def test_signed_list_and_letter_are_kept_for_the_secretariat(client, secretariat, observer, meeting, head):
    row = actions.attend(meeting, head, represented_by="Sekretaris Dinas", by=secretariat, today=meeting.held_on)
    client.force_login(secretariat)
    for attendance in ("", row.pk):
        upload = SimpleUploadedFile("scan.pdf", SCAN)
        client.post(url("attendance_file_add", meeting.pk), {"attendance": attendance, "file": upload})

    page = client.get(meeting.get_absolute_url()).content.decode()
    papers = list(AttendanceFile.objects.in_order())

    assert [str(paper) for paper in papers] == [
        "Daftar hadir bertanda tangan", "Surat bagi wakil Kepala Dinas Pertanian",
    ]  # fmt: skip
    assert all(f'{url("attendance_file", paper.pk)}">{paper}' in page for paper in papers)
    assert client.get(url("attendance_file", papers[0].pk)).content == SCAN
    client.force_login(observer)
    assert client.get(url("attendance_file", papers[0].pk)).status_code == 403
    assert "Surat bagi wakil" not in client.get(meeting.get_absolute_url()).content.decode().split("Riwayat")[0]


def test_what_is_no_scan_is_refused(client, secretariat, meeting):
    client.force_login(secretariat)
    upload = SimpleUploadedFile("scan.pdf", b"bukan pdf")

    response = client.post(url("attendance_file_add", meeting.pk), {"file": upload})

    assert response.status_code == 422
    assert "Isi berkas ini bukan PDF, JPEG atau PNG." in response.content.decode()
    assert not AttendanceFile.objects.exists()


# Who reaches what


def test_access(client, secretariat, observer, outsider, meeting):
    paper = AttendanceFile(meeting=meeting, file=SimpleUploadedFile("s.pdf", SCAN), content_type="application/pdf")
    actions.keep_attendance_file(paper, by=secretariat, now=timezone.now())
    pages = [("attendance_code", meeting.pk, "get"), ("attendance_number", meeting.pk, "post"),
             ("attendance_file_add", meeting.pk, "get"), ("attendance_file", paper.pk, "get")]  # fmt: skip

    def statuses():
        return [getattr(client, method)(url(name, pk)).status_code for name, pk, method in pages]

    assert statuses() == [302, 302, 302, 302]
    client.force_login(observer)
    assert statuses() == [403, 403, 403, 403]
    client.force_login(outsider)
    assert statuses() == [404, 404, 404, 404]
    client.force_login(secretariat)
    assert [client.put(url(name, pk)).status_code for name, pk, _ in pages] == [405, 405, 405, 405]
    assert client.put(door(client, secretariat, meeting)).status_code == 405


URLS = [
    "meetings:attendance_code", "meetings:attendance_number", "meetings:attendance_file_add",
    "meetings:attendance_file", "meetings:attendance_self",
]  # fmt: skip


def test_meeting_page_counts_institutions(client, secretariat, meeting, head):
    actions.attend(meeting, head, by=secretariat, today=meeting.held_on)
    other = make_jabatan(name="Kepala BPBD", opd=make_opd(name="BPBD"))
    actions.attend(meeting, other, by=secretariat, today=meeting.held_on)
    client.force_login(secretariat)

    assert (
        "1 P</strong>, dan 1 tanpa keterangan L/P, dari 2 instansi."
        in client.get(meeting.get_absolute_url()).content.decode()
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_code_query_count(client, secretariat, kabupaten, rows, django_assert_num_queries):
    decree = make_decree()
    for n in range(rows):
        make_seat(decree=decree, jabatan=make_jabatan(name=f"Kepala Bidang {n}", opd=make_opd()), order=n + 1)
    meeting = make_meeting(decree=decree)
    client.force_login(secretariat)

    # session, user, meeting, decree; seats, jabatan, former names of their OPD, incumbencies
    with django_assert_num_queries(8):
        response = client.get(url("attendance_code", meeting.pk))

    assert response.content.decode().count("Kepala Bidang") == rows
