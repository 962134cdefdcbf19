"""The attendance list: filled from the decree, edited as a whole, with guests."""

import pytest
from django.urls import reverse

from meetings.models import Attendance
from tests.factories import make_decree, make_incumbency, make_jabatan, make_meeting, make_opd, make_person, make_seat


@pytest.fixture
def meeting(kabupaten):
    """A meeting whose decree seats a head who is in office and a jabatan that is vacant."""
    decree = make_decree()
    head = make_jabatan(opd=make_opd(), is_head=True)
    make_incumbency(jabatan=head, person=make_person(name="Kepala Contoh", sex="P"))
    make_seat(decree=decree, jabatan=head)
    make_seat(decree=decree, jabatan=make_jabatan(name="Kepala BPBD"), order=2)
    return make_meeting(decree=decree)


@pytest.fixture
def filled(client, secretariat, meeting):
    client.force_login(secretariat)
    client.post(reverse("meetings:attendance_fill", args=[meeting.pk]))
    return meeting


def posted(rows, *changes) -> dict:
    """Return the form as the page showed it, with changes as (row, field, value)."""
    data = {}
    for row in rows:
        data |= {
            f"h{row.pk}-presence": row.presence,
            f"initial-h{row.pk}-presence": row.presence,
            f"h{row.pk}-name": row.name,
            f"h{row.pk}-sex": row.sex,
            f"h{row.pk}-represented_by": row.represented_by,
        }
    return data | {f"h{row.pk}-{field}": value for row, field, value in changes}


def test_attendance_fill_lists_the_seats_of_the_decree(filled):
    rows = filled.attendance.in_order().values_list("jabatan_name", "name", "sex", "presence")

    assert list(rows) == [
        ("Kepala Dinas Pertanian", "Kepala Contoh", "P", "absent"),
        ("Kepala BPBD", "", "", "absent"),
    ]


def test_attendance_fill_twice_adds_nothing(client, filled):
    client.post(reverse("meetings:attendance_fill", args=[filled.pk]))

    assert filled.attendance.count() == 2


def test_attendance_fill_without_decree_tells_what_to_do(client, secretariat):
    meeting = make_meeting()
    client.force_login(secretariat)

    response = client.post(reverse("meetings:attendance_fill", args=[meeting.pk]), follow=True)

    assert b"Undang dahulu peserta, atau pilih SK yang menjadi dasar rapat ini." in response.content


def test_attendance_edit_saves_the_whole_list(client, filled):
    head, vacant = filled.attendance.in_order()
    data = posted(
        [head, vacant],
        (head, "presence", "present"),
        (vacant, "presence", "represented"),
        (vacant, "represented_by", "Sekretaris BPBD"),
    )

    client.post(reverse("meetings:attendance_edit", args=[filled.pk]), data)

    assert list(filled.attendance.in_order().values_list("presence", "represented_by")) == [
        ("present", ""),
        ("represented", "Sekretaris BPBD"),
    ]


def test_attendance_edit_logs_only_changed_lines(client, filled):
    head, vacant = filled.attendance.in_order()
    data = posted([head, vacant], (head, "presence", "present"))
    response = client.post(reverse("meetings:attendance_edit", args=[filled.pk]), data)

    page = client.get(response.url)

    assert [entry.sentence for entry in page.context["history"]] == [
        "Kehadiran Kepala Dinas Pertanian: Hadir",
        "Daftar hadir diisi: 2 baris",
    ]


def test_attendance_edit_does_not_undo_a_colleague(client, filled):
    head, vacant = filled.attendance.in_order()
    stale = posted([head, vacant], (vacant, "presence", "present"))
    Attendance.objects.filter(pk=head.pk).update(presence="excused")

    client.post(reverse("meetings:attendance_edit", args=[filled.pk]), stale)

    assert list(filled.attendance.in_order().values_list("presence", flat=True)) == ["excused", "present"]


def test_attendance_edit_passes_over_lines_added_and_removed_meanwhile(client, filled):
    head, vacant = filled.attendance.in_order()
    stale = posted([head, vacant], (vacant, "presence", "present"))
    head.delete()
    Attendance.objects.create(
        kabupaten=filled.kabupaten, meeting=filled, jabatan_name="Camat", institution="Kodi", order=9
    )

    client.post(reverse("meetings:attendance_edit", args=[filled.pk]), stale)

    rows = filled.attendance.in_order().values_list("jabatan_name", "presence")
    assert list(rows) == [("Kepala BPBD", "present"), ("Camat", "present")]


def test_attendance_edit_keeps_what_was_typed(client, filled):
    head, vacant = filled.attendance.in_order()
    data = posted([head, vacant], (head, "presence", "represented"), (vacant, "name", "Pejabat Baru"))

    response = client.post(reverse("meetings:attendance_edit", args=[filled.pk]), data)

    assert response.status_code == 422
    assert response.content.count(b"Tulis siapa yang mewakili.") == 2  # in the summary and beside the field
    assert b'value="Pejabat Baru"' in response.content
    assert filled.attendance.filter(presence="absent").count() == 2


def test_line_of_another_meeting_is_not_touched(client, filled):
    other = Attendance.objects.create(
        kabupaten=filled.kabupaten, meeting=make_meeting(title="Lain"), jabatan_name="Camat", institution="Kodi"
    )
    data = posted([other], (other, "presence", "absent"))

    client.post(reverse("meetings:attendance_edit", args=[filled.pk]), data)

    other.refresh_from_db()
    assert other.presence == "present"


@pytest.mark.parametrize("rows", [1, 3])
def test_attendance_edit_query_count(client, secretariat, rows, django_assert_num_queries):
    meeting = make_meeting()
    for number in range(rows):
        Attendance.objects.create(
            kabupaten=meeting.kabupaten, meeting=meeting, jabatan_name=f"Camat {number}", institution="Kecamatan"
        )
    client.force_login(secretariat)

    with django_assert_num_queries(5):  # session, user, meeting, count, rows
        response = client.get(reverse("meetings:attendance_edit", args=[meeting.pk]))

    assert response.content.count(b"Kehadiran Camat") == rows


def test_guest_is_added_as_present(client, secretariat, meeting):
    client.force_login(secretariat)
    data = {"name": "Tamu Contoh", "sex": "L", "jabatan_name": "Camat Kodi", "institution": "Kecamatan Kodi"}

    client.post(reverse("meetings:attendance_create", args=[meeting.pk]), data)

    row = meeting.attendance.get()
    assert (row.name, row.presence, row.jabatan, row.kabupaten) == ("Tamu Contoh", "present", None, meeting.kabupaten)


def test_guest_without_name_keeps_the_rest(client, secretariat, meeting):
    client.force_login(secretariat)

    response = client.post(reverse("meetings:attendance_create", args=[meeting.pk]), {"jabatan_name": "Camat Kodi"})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"name", "sex", "institution"}
    assert b'value="Camat Kodi"' in response.content


def test_attendance_remove(client, filled):
    row = filled.attendance.in_order().last()

    asked = client.get(reverse("meetings:attendance_remove", args=[row.pk]))
    client.post(reverse("meetings:attendance_remove", args=[row.pk]))

    assert b"Hapus Kepala BPBD dari daftar hadir?" in asked.content
    assert [row.jabatan_name for row in filled.attendance.all()] == ["Kepala Dinas Pertanian"]
