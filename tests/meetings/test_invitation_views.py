"""The pages of invitations: the secretariat's list, its letter, and how people are told."""

import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import Invitation, InvitationLetter
from tests.factories import (
    make_agenda_item,
    make_decree,
    make_incumbency,
    make_invitation,
    make_jabatan,
    make_kecamatan,
    make_meeting,
    make_opd,
    make_person,
    make_seat,
)

NOW = datetime.datetime(2024, 1, 20, 3, tzinfo=datetime.UTC)
OF_MEETING = {
    "meetings:invitation_list": "get",
    "meetings:invitation_fill": "post",
    "meetings:invitation_camat": "post",
    "meetings:invitation_create": "get",
    "meetings:letter_edit": "get",
    "meetings:invitation_mail_all": "post",
    "meetings:invitation_handed_all": "post",
}
OF_INVITATION = {
    "meetings:invitation_edit": "get",
    "meetings:invitation_remove": "get",
    "meetings:invitation_restore": "post",
    "meetings:invitation_whatsapp": "post",
    "meetings:invitation_mail": "post",
    "meetings:invitation_handed": "post",
}


def url_of(name, record) -> str:
    return reverse(name, args=[record.pk])


@pytest.fixture
def meeting(kabupaten):
    return make_meeting(status="invited", held_on=timezone.localdate(), decree=make_decree())


# --- access ---


@pytest.mark.parametrize(("name", "method"), [*OF_MEETING.items(), *OF_INVITATION.items()])
def test_list_is_the_secretariats(client, secretariat, opd_head, outsider, meeting, name, method):
    row = make_invitation(meeting=meeting)
    url = url_of(name, meeting if name in OF_MEETING else row)

    assert getattr(client, method)(url).url.startswith(reverse("forum:login"))
    client.force_login(outsider)
    assert getattr(client, method)(url).status_code == 404
    client.force_login(opd_head)
    assert getattr(client, method)(url).status_code == 403
    client.force_login(secretariat)
    assert client.put(url).status_code == 405
    if method == "post":
        assert client.get(url).status_code == 405


def test_invited_page_is_for_whom_it_names(client, opd_head, camat, outsider, secretariat, meeting):
    row = make_invitation(meeting=meeting)
    url = row.get_absolute_url()

    assert client.get(url).url.startswith(reverse("forum:login"))
    statuses = []
    for user in (outsider, camat, opd_head, secretariat):
        client.force_login(user)
        statuses.append(client.get(url).status_code)

    assert statuses == [404, 403, 200, 200]
    assert url == reverse("meetings:invitation_detail", args=[row.pk])
    assert client.put(url).status_code == 405


@pytest.mark.parametrize(
    "name", ["meetings:invitation_edit", "meetings:invitation_remove", "meetings:invitation_create"]
)
def test_list_of_a_running_meeting_is_closed(client, secretariat, name):
    row = make_invitation(meeting=make_meeting(status="running"))
    client.force_login(secretariat)

    record = row.meeting if name.endswith("create") else row

    assert client.get(url_of(name, record)).status_code == 403


# --- the list ---


@pytest.mark.parametrize("rows", [1, 3])
def test_invitation_list_query_count(client, secretariat, meeting, rows, django_assert_num_queries):
    for number in range(rows):
        opd = make_opd(name=f"Dinas {number}")
        jabatan = make_jabatan(name=f"Kepala Dinas {number}", opd=opd)
        make_incumbency(jabatan=jabatan, person=make_person(name="Pejabat yang diundang"))
        make_invitation(meeting=meeting, jabatan=jabatan)
    client.force_login(secretariat)
    url = url_of("meetings:invitation_list", meeting)

    # session, user, meeting, letter, agenda, invitations, jabatan with their former names and their holders
    with django_assert_num_queries(9):
        response = client.get(url)

    assert response.content.decode().count("Pejabat yang diundang") == rows


def test_list_says_what_is_missing(client, secretariat, meeting):
    make_invitation(meeting=meeting)
    client.force_login(secretariat)

    page = client.get(url_of("meetings:invitation_list", meeting)).content.decode()

    for sentence in (
        "1 diundang, 1 belum diberi tahu, 1 belum menjawab.",
        "Nomor surat belum diisi. Isi surat",
        "1 jabatan tanpa pejabat pada hari rapat.",
        "1 undangan tanpa nomor WhatsApp dan surel.",
        "Surel belum disetel pada server ini.",
        "Tanpa pejabat pada hari rapat.",
    ):
        assert sentence in page


def test_list_counts_answers_and_leaves_out_the_withdrawn(client, secretariat, meeting):
    for name, fields in {"A": {"response": "coming"}, "B": {"response": "unable"}, "C": {"withdrawn_at": NOW}}.items():
        make_invitation(meeting=meeting, guest=name, **fields)
    client.force_login(secretariat)

    response = client.get(url_of("meetings:invitation_list", meeting))

    assert [(answer.label, count) for answer, count in response.context["answers"]] == [
        ("Akan hadir", 1),
        ("Berhalangan", 1),
    ]
    assert response.context["count"] == 2
    assert "Undangan ditarik" in response.content.decode()


def test_seats_and_camat_are_invited_in_one_press(client, secretariat, meeting):
    make_seat(decree=meeting.decree, jabatan=make_jabatan(name="Asisten"))
    make_jabatan(name="Camat Kodi", kecamatan=make_kecamatan(), is_head=True)
    client.force_login(secretariat)

    seats = client.post(url_of("meetings:invitation_fill", meeting), follow=True).content.decode()
    camat = client.post(url_of("meetings:invitation_camat", meeting), follow=True).content.decode()

    assert "1 jabatan dari SK ditambahkan ke daftar undangan." in seats
    assert "1 camat ditambahkan ke daftar undangan." in camat
    assert [str(row) for row in meeting.invitations.in_order()] == ["Asisten", "Camat Kodi"]


def test_seats_without_decree_tell_where_to_choose_it(client, secretariat):
    meeting = make_meeting()
    client.force_login(secretariat)

    page = client.post(url_of("meetings:invitation_fill", meeting), follow=True).content.decode()

    assert "Pilih dahulu SK" in page


def test_guest_is_added_and_edited(client, secretariat, meeting):
    client.force_login(secretariat)

    client.post(url_of("meetings:invitation_create", meeting), {"guest": "Koordinator P3MD", "phone": "0812-3456 7890"})
    row = meeting.invitations.get()
    client.post(url_of("meetings:invitation_edit", row), {"guest": "Koordinator TPP", "institution": "TPP"})

    edited = meeting.invitations.get()
    assert (row.guest, row.phone) == ("Koordinator P3MD", "081234567890")
    assert (edited.guest, edited.institution, edited.phone) == ("Koordinator TPP", "TPP", "")


@pytest.mark.parametrize("chosen", [{"guest": ""}, {"guest": "Koordinator P3MD", "jabatan": True}])
def test_invitation_is_of_a_jabatan_or_a_guest(client, secretariat, meeting, chosen):
    if "jabatan" in chosen:
        chosen = chosen | {"jabatan": make_jabatan().pk}
    client.force_login(secretariat)

    response = client.post(url_of("meetings:invitation_create", meeting), chosen)

    assert response.status_code == 422
    assert response.context["form"].errors["jabatan"] == [
        "Pilih satu jabatan, atau tulis sebutan tamu; tidak keduanya."
    ]


def test_whoever_is_listed_is_not_added_again(client, secretariat, meeting):
    row = make_invitation(meeting=meeting)
    client.force_login(secretariat)

    response = client.post(url_of("meetings:invitation_create", meeting), {"jabatan": row.jabatan_id})

    assert (response.status_code, Invitation.objects.count()) == (422, 1)
    assert "sudah ada dalam daftar undangan" in response.content.decode()


def test_number_that_is_none_is_refused(client, secretariat, meeting):
    row = make_invitation(meeting=meeting)
    client.force_login(secretariat)

    response = client.post(url_of("meetings:invitation_edit", row), {"phone": "nomor kantor", "email": "kantor"})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"phone", "email"}


@pytest.mark.parametrize(
    ("status", "question", "count"), [("draft", "Hapus Kepala Dinas", 0), ("invited", "Tarik undangan Kepala Dinas", 1)]
)
def test_invitation_is_removed_or_withdrawn(client, secretariat, status, question, count):
    row = make_invitation(meeting=make_meeting(status=status))
    client.force_login(secretariat)
    url = url_of("meetings:invitation_remove", row)

    asked = client.get(url).content.decode()
    client.post(url)
    kept = [row.withdrawn_at is not None for row in Invitation.objects.all()]
    if kept:
        client.post(url_of("meetings:invitation_restore", row))

    assert question in asked
    assert kept == [True] * count
    assert [row.withdrawn_at for row in Invitation.objects.all()] == [None] * count


def test_letter_is_written_on_its_own_page(client, secretariat, meeting):
    client.force_login(secretariat)
    given = {"number": "005/1/2024", "nature": "Segera", "dated_on": "15 Maret 2024", "copies_to": "Bupati"}
    signer = make_jabatan(name="Sekretaris Daerah")

    response = client.post(url_of("meetings:letter_edit", meeting), given | {"signer": signer.pk})

    letter = InvitationLetter.objects.get()
    assert response.url == url_of("meetings:invitation_list", meeting)
    assert (letter.number, letter.nature, letter.dated_on, letter.copies_to, letter.signer) == (
        "005/1/2024", "Segera", datetime.date(2024, 3, 15), "Bupati", signer,
    )  # fmt: skip


def test_letter_refuses_a_number_of_another(client, secretariat, meeting):
    other = make_meeting(title="Rapat lain")
    InvitationLetter.objects.create(kabupaten=other.kabupaten, meeting=other, number="005/1/2024")
    client.force_login(secretariat)

    response = client.post(url_of("meetings:letter_edit", meeting), {"number": "005/1/2024", "nature": "Biasa"})

    assert response.status_code == 422
    assert response.context["form"].errors == {
        "number": ["Nomor 005/1/2024 sudah dipakai surat undangan lain. Periksa nomornya."]
    }


# --- telling ---


def test_whatsapp_is_opened_with_the_words_and_noted_as_opened(client, secretariat, meeting):
    row = make_invitation(meeting=meeting, phone="081234567890")
    make_agenda_item(meeting=meeting, title="Pencocokan usulan & lokus")
    client.force_login(secretariat)

    response = client.post(url_of("meetings:invitation_whatsapp", row))

    address = urlsplit(response.url)
    words = parse_qs(address.query)["text"][0]
    row.refresh_from_db()
    assert f"{address.scheme}://{address.netloc}{address.path}" == "https://wa.me/6281234567890"
    assert "1. Pencocokan usulan & lokus" in words
    assert words.endswith(f"http://testserver{row.get_absolute_url()}")
    assert row.opened_at is not None
    assert "WhatsApp kepada Kepala Dinas Pertanian dibuka" in client.get(meeting.get_absolute_url()).content.decode()


def test_number_of_the_holder_is_used_where_none_is_written(client, secretariat, meeting):
    jabatan = make_jabatan(name="Asisten")
    make_incumbency(jabatan=jabatan, person=make_person(phone="081298765432"))
    row = make_invitation(meeting=meeting, jabatan=jabatan)
    client.force_login(secretariat)

    assert client.post(url_of("meetings:invitation_whatsapp", row)).url.startswith("https://wa.me/6281298765432?")


@pytest.mark.parametrize("phone", ["", "038721234"])
def test_without_a_mobile_number_no_conversation_is_opened(client, secretariat, meeting, phone):
    row = make_invitation(meeting=meeting, phone=phone)
    client.force_login(secretariat)

    assert client.post(url_of("meetings:invitation_whatsapp", row)).status_code == 403
    row.refresh_from_db()
    assert row.opened_at is None


def test_only_the_list_lets_a_form_lead_to_whatsapp(client, secretariat, meeting):
    client.force_login(secretariat)

    policies = [
        client.get(url)["Content-Security-Policy"]
        for url in (url_of("meetings:invitation_list", meeting), meeting.get_absolute_url())
    ]

    assert ["https://wa.me" in policy for policy in policies] == [True, False]


def test_letters_that_were_handed_over_are_noted(client, secretariat, meeting):
    first, *_ = [make_invitation(meeting=meeting, guest=name) for name in "ABC"]
    client.force_login(secretariat)

    client.post(url_of("meetings:invitation_handed", first))
    page = client.post(url_of("meetings:invitation_handed_all", meeting), follow=True).content.decode()

    assert "Tercatat: 2 undangan sudah disampaikan." in page
    assert not meeting.invitations.untold().exists()


def test_meetings_list_says_whom_nobody_told(client, secretariat, opd_head, meeting):
    url = reverse("meetings:meeting_list")
    client.force_login(secretariat)
    pages = [client.get(url).content.decode()]
    for told_at in (None, NOW):
        make_invitation(meeting=meeting, guest=str(told_at), handed_at=told_at)
        pages.append(client.get(url).content.decode())
    Invitation.objects.update(handed_at=NOW)
    pages.append(client.get(url).content.decode())
    client.force_login(opd_head)

    told = ["undangan belum disusun", "undangan belum dikirim", "1 dari 2 belum diberi tahu", "2 diundang"]
    assert [[text for text in told if text in page] for page in pages] == [[text] for text in told]
    assert not any(text in client.get(url).content.decode() for text in told)


def test_meeting_leads_to_its_invitations_before_people_count_as_invited(client, secretariat):
    meeting = make_meeting()
    client.force_login(secretariat)

    page = client.get(meeting.get_absolute_url()).content.decode()
    listed = client.get(url_of("meetings:invitation_list", meeting)).content.decode()

    move = reverse("meetings:meeting_move", kwargs={"pk": meeting.pk, "move": "invite"})
    assert (f'href="{url_of("meetings:invitation_list", meeting)}">Undang peserta' in page, move in page) == (
        True,
        False,
    )
    assert f'action="{move}"' in listed
