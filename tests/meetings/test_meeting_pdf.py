"""Invitation and door list: what stands on them, and who may print them."""

import datetime

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.meeting_pdf import SPARE_LINES, door_list_content, invitation_content
from meetings.models import Attendance, InvitationLetter
from tests.factories import (
    TODAY,
    make_agenda_item,
    make_incumbency,
    make_invitation,
    make_jabatan,
    make_person,
    make_seat,
)
from tests.meetings.scenes import make_rakor
from tests.pdf_checks import problems_of

NAMES = ["meetings:meeting_invitation", "meetings:meeting_door_list"]


@pytest.fixture
def meeting(kabupaten):
    rakor = make_rakor()
    make_agenda_item(meeting=rakor, title="Pembukaan", duration=15)
    make_agenda_item(meeting=rakor, title="Pencocokan usulan", order=2)
    return rakor


def invite(meeting, number=1):
    for order in range(number):
        make_invitation(meeting=meeting, guest=f"Camat Contoh {order}", institution="Kecamatan Contoh", order=order)


def list_guests(meeting, number=1):
    for order in range(number):
        Attendance.objects.create(
            kabupaten=meeting.kabupaten,
            meeting=meeting,
            name=f"Tamu Contoh {order}",
            sex="P",
            jabatan_name=f"Camat Contoh {order}",
            institution="Kecamatan Contoh",
            order=order,
        )


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)).split())


def get(client, name, meeting):
    return client.get(reverse(name, args=[meeting.pk]))


def test_invitation_tells_when_where_and_what_for(client, secretariat, meeting):
    invite(meeting)
    client.force_login(secretariat)

    pdf = get(client, "meetings:meeting_invitation", meeting).content
    text = text_of(pdf)

    for part in (
        "Hal : Undangan Rapat Koordinasi Sinkronisasi RKP 2024",
        "Camat Contoh 0, Kecamatan Contoh",
        "Hari, tanggal : Jumat, 15 Maret 2024",
        "Pukul : 09.00 WITA",
        "Tempat : Aula Bapperida",
        "09.00–09.15: Pembukaan",
        "09.15: Pencocokan usulan",
    ):
        assert part in text
    assert "Tamu Contoh" not in text
    assert problems_of(pdf) == []


def test_many_invited_stand_in_a_list_behind_the_letter(meeting):
    invite(meeting, 6)

    content = invitation_content(meeting, today=TODAY)

    assert (content["invited"], len(content["listed"]), content["enclosure"]) == ([], 6, "1 (satu) berkas")


def test_long_agenda_stands_behind_the_letter(meeting):
    for order in range(3, 7):
        make_agenda_item(meeting=meeting, title=f"Pokok {order}", order=order)

    content = invitation_content(meeting, today=TODAY)

    assert (content["agenda"], [title for _, title in content["course"]][-1]) == ([], "Pokok 6")


def test_letter_says_what_was_written_for_it(client, secretariat, meeting):
    signer = make_jabatan(name="Sekretaris Daerah")
    make_incumbency(jabatan=signer, person=make_person(name="Sekda Contoh"))
    make_invitation(meeting=meeting, guest="Ditarik", withdrawn_at=timezone.now())
    InvitationLetter.objects.create(
        kabupaten=meeting.kabupaten, meeting=meeting, number="005/12/2024", dated_on=datetime.date(2024, 3, 1),
        nature="Segera", enclosure="Satu peta", subject="Undangan rakor", copies_to="Bupati\n\nInspektur\n",
        signer=signer,
    )  # fmt: skip
    client.force_login(secretariat)

    pdf = get(client, "meetings:meeting_invitation", meeting).content
    text = text_of(pdf)

    for part in (
        "1 Maret 2024",
        "Nomor : 005/12/2024",
        "Sifat : Segera",
        "Lampiran : Satu peta",
        "Hal : Undangan rakor",
        "Yth. Anggota Forum BangKIT Kabupaten Sumba Barat Daya",
        "Sekretaris Daerah, Sekda Contoh",
        "Tembusan:",
        "Inspektur",
    ):
        assert part in text
    assert "Ditarik" not in text
    assert problems_of(pdf) == []


def test_letter_is_signed_by_whoever_is_the_forums_secretary_that_day(meeting):
    jabatan = make_jabatan(name="Kepala Bapperida")
    make_seat(decree=meeting.decree, jabatan=jabatan, position="secretary", order=90)
    make_incumbency(jabatan=jabatan, person=make_person(name="Sekretaris Contoh"))

    assert invitation_content(meeting, today=TODAY)["signer"]["name"] == "Sekretaris Contoh"


def test_letter_without_a_secretary_leaves_room_for_the_pen(meeting):
    assert invitation_content(meeting, today=TODAY)["signer"] == {"jabatan": "Sekretaris Forum BangKIT"}


def test_door_list_names_the_invited_and_has_spare_lines(client, secretariat, meeting):
    list_guests(meeting, 3)
    client.force_login(secretariat)

    pdf = get(client, "meetings:meeting_door_list", meeting).content

    assert "Tamu Contoh 2 P Camat Contoh 2 Kecamatan Contoh" in text_of(pdf)
    assert len(door_list_content(meeting)["rows"]) == 3 + SPARE_LINES
    assert problems_of(pdf) == []


@pytest.mark.parametrize("name", NAMES)
def test_papers_of_a_meeting_are_its_kabupatens(client, outsider, secretariat, meeting, name):
    url = reverse(name, args=[meeting.pk])

    assert client.get(url).url.startswith(reverse("forum:login"))
    client.force_login(outsider)
    assert client.get(url).status_code == 404
    client.force_login(secretariat)
    assert client.post(url).status_code == 405


@pytest.mark.parametrize("name", NAMES)
def test_without_pango_the_meeting_says_what_to_install(client, secretariat, meeting, name, without_pango):
    client.force_login(secretariat)

    response = client.get(reverse(name, args=[meeting.pk]), follow=True)

    assert "sudo apt install" in response.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("meetings:meeting_invitation", 7), ("meetings:meeting_door_list", 4)])
def test_paper_query_count(client, secretariat, meeting, rows, name, queries, django_assert_num_queries):
    invite(meeting, rows)
    list_guests(meeting, rows)
    client.force_login(secretariat)

    with django_assert_num_queries(queries):
        assert get(client, name, meeting).content.startswith(b"%PDF-1.7")
