"""The page of who is invited: what his office still owes, what he answers; and the calendar file."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    make_agenda_item,
    make_decree,
    make_follow_up,
    make_invitation,
    make_jabatan,
    make_meeting,
    make_opd,
    make_referral,
    make_usulan,
)

NOW = datetime.datetime(2024, 1, 20, 3, tzinfo=datetime.UTC)


def url_of(name, record) -> str:
    return reverse(name, args=[record.pk])


@pytest.fixture
def meeting(kabupaten):
    return make_meeting(status="invited", held_on=timezone.localdate(), decree=make_decree())


@pytest.mark.parametrize("rows", [1, 3])
def test_invited_page_query_count(client, opd_head, meeting, rows, django_assert_num_queries):
    row = make_invitation(meeting=meeting)
    for _ in range(rows):
        make_agenda_item(meeting=meeting)
        make_follow_up(meeting=meeting, opd=opd_head.opd, what="Kirim daftar kelompok")
        make_referral(opd=opd_head.opd, usulan=make_usulan(title="Sumur bor"))
    client.force_login(opd_head)

    # session, user, invitation, former names, own jabatan, agenda, follow-ups and referrals with their numbers
    with django_assert_num_queries(10):
        page = client.get(row.get_absolute_url()).content.decode()

    assert (page.count("Kirim daftar kelompok"), page.count("Sumur bor")) == (rows, rows)


def test_invited_sees_what_his_office_still_owes(client, opd_head, meeting):
    row = make_invitation(meeting=meeting)
    make_follow_up(meeting=meeting, opd=opd_head.opd, what="Kirim daftar kelompok")
    make_follow_up(meeting=meeting, opd=opd_head.opd, what="Sudah selesai", status="done")
    make_follow_up(meeting=meeting, opd=make_opd(name="Dinas Perikanan"), what="Milik dinas lain")
    make_referral(opd=opd_head.opd, usulan=make_usulan(title="Sumur bor"))
    make_referral(opd=make_opd(name="Dinas Perikanan"), usulan=make_usulan(title="Perahu dinas lain"))
    client.force_login(opd_head)

    page = client.get(row.get_absolute_url()).content.decode()

    words = ["Kirim daftar kelompok", "Sudah selesai", "Milik dinas lain", "Sumur bor", "Perahu dinas lain"]
    assert [word in page for word in words] == [True, False, False, True, False]


def test_camat_sees_how_many_usulan_wait_for_him(client, camat, meeting):
    jabatan = make_jabatan(name="Camat Kodi", kecamatan=camat.kecamatan, is_head=True)
    row = make_invitation(meeting=meeting, jabatan=jabatan)
    make_usulan(status="submitted")
    client.force_login(camat)

    page = client.get(row.get_absolute_url()).content.decode()

    assert "1 usulan menunggu verifikasi kecamatan" in page


def test_invited_answers_on_his_page(client, opd_head, meeting):
    row = make_invitation(meeting=meeting)
    client.force_login(opd_head)

    wrong = client.post(row.get_absolute_url(), {"response": "represented"})
    missing = client.post(row.get_absolute_url(), {"note": ""})
    page = client.post(
        row.get_absolute_url(), {"response": "represented", "represented_by": "Sekretaris Dinas"}, follow=True
    ).content.decode()

    row.refresh_from_db()
    assert (wrong.status_code, wrong.context["form"].errors) == (
        422, {"represented_by": ["Tulis siapa yang mewakili."]},
    )  # fmt: skip
    assert (missing.status_code, missing.context["form"].errors) == (422, {"response": ["Pilih jawaban."]})
    assert (row.response, row.represented_by) == ("represented", "Sekretaris Dinas")
    assert "Jawaban tercatat: diwakilkan." in page


def test_answer_of_a_meeting_that_runs_is_shown_and_not_asked(client, opd_head):
    row = make_invitation(meeting=make_meeting(status="running"), response="coming", responded_at=NOW)
    client.force_login(opd_head)

    page = client.get(row.get_absolute_url()).content.decode()
    refused = client.post(row.get_absolute_url(), {"response": "unable"})

    row.refresh_from_db()
    assert ("Akan hadir, dijawab" in page, "Simpan jawaban" in page) == (True, False)
    assert (refused.status_code, row.response) == (403, "coming")


def test_page_of_the_meeting_leads_the_invited_to_his_invitation(client, opd_head, camat, meeting):
    row = make_invitation(meeting=meeting)
    pages = []
    for user in (opd_head, camat):
        client.force_login(user)
        pages.append(client.get(meeting.get_absolute_url()).content.decode())

    link = f'Anda diundang sebagai Kepala Dinas Pertanian. <a href="{row.get_absolute_url()}">Jawab undangan</a>'
    assert [link in page for page in pages] == [True, False]


def test_secretariat_reads_the_answers_on_the_page_of_the_meeting(client, secretariat, meeting):
    for name, answer in {"A": "coming", "B": "represented", "C": "unable", "D": ""}.items():
        make_invitation(meeting=meeting, guest=name, response=answer)
    client.force_login(secretariat)

    page = client.get(meeting.get_absolute_url()).content.decode()

    assert "4 diundang: 1 akan hadir, 1 diwakilkan, 1 berhalangan, 1 belum menjawab. 4 belum diberi tahu." in page


def test_no_number_is_shown_but_to_the_secretariat(client, secretariat, opd_head, meeting):
    row = make_invitation(meeting=meeting, phone="081234567890", email="kantor@contoh.go.id")
    client.force_login(opd_head)

    pages = [client.get(url).content.decode() for url in (row.get_absolute_url(), meeting.get_absolute_url())]

    assert [word in page for page in pages for word in ("0812", "kantor@")] == [False] * 4
    client.force_login(secretariat)
    assert b"081234567890" in client.get(url_of("meetings:invitation_edit", row)).content


# --- the calendar ---


def test_calendar_file_of_a_meeting(client, opd_head, outsider, meeting):
    meeting.starts_at, meeting.place = datetime.time(9), "Aula Bapperida"
    meeting.save()
    make_agenda_item(meeting=meeting, title="Pembukaan")
    url = url_of("meetings:meeting_calendar", meeting)

    assert client.get(url).url.startswith(reverse("forum:login"))
    client.force_login(outsider)
    assert client.get(url).status_code == 404
    client.force_login(opd_head)
    assert client.post(url).status_code == 405
    response = client.get(url)
    text = response.content.decode().replace("\r\n ", "")

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert f"DTSTART;TZID=Asia/Makassar:{meeting.held_on:%Y%m%d}T090000\r\n" in text
    assert "LOCATION:Aula Bapperida\r\n" in text
    assert "DESCRIPTION:1. Pembukaan\r\n" in text
    assert f"URL:http://testserver{meeting.get_absolute_url()}\r\n" in text
    assert f"UID:rapat-{meeting.pk}.53.18@forum-penghidupan\r\n" in text


def test_calendar_file_after_a_change_is_newer_and_a_cancelled_meeting_is_taken_out(client, secretariat, meeting):
    client.force_login(secretariat)
    url = url_of("meetings:meeting_calendar", meeting)

    def lines():
        text = client.get(url).content.decode()
        return [line for line in text.split("\r\n") if line.startswith(("SEQUENCE", "METHOD", "STATUS"))]

    before = lines()
    client.post(reverse("meetings:meeting_move", kwargs={"pk": meeting.pk, "move": "cancel"}), {"note": "Bupati."})

    assert before == ["METHOD:PUBLISH", "SEQUENCE:0", "STATUS:CONFIRMED"]
    assert lines() == ["METHOD:CANCEL", "SEQUENCE:1", "STATUS:CANCELLED"]
