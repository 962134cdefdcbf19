"""The minutes on paper: what stands on it, KONSEP until they are approved, and that it is sound."""

import pytest
from django.urls import reverse

from forum.choices import PaperSize
from meetings import actions
from meetings.minutes_pdf import minutes_content, minutes_pdf
from meetings.models import FollowUp, Meeting, Minute, MinuteCorrection
from tests.meetings.minutes_scene import NOW, OWED, RESOLVED, TOLD, make_chair, make_written
from tests.meetings.test_meeting_pdf import text_of
from tests.meetings.test_minutes import approve
from tests.pdf_checks import problems_of


@pytest.fixture
def meeting(kabupaten):
    return make_written(place="Aula Bapperida")


def read(meeting) -> Meeting:
    return Meeting.objects.with_minutes().get(pk=meeting.pk)


@pytest.mark.parametrize("size", PaperSize.values)
def test_paper_tells_what_was_said_and_agreed(secretariat, meeting, size):
    meeting.kabupaten.paper_size = size
    meeting.kabupaten.save()

    pdf = minutes_pdf(read(meeting))

    text = text_of(pdf)
    for part in (
        "Hari, tanggal : Jumat, 15 Maret 2024",
        "Pimpinan rapat : Asisten Perekonomian",
        "0 L / 1 P, dari 1 instansi",
        "1. Laporan pelaksanaan",
        TOLD,
        RESOLVED,
        f"{OWED} Dinas Pertanian 14 April 2024",
        "Notulis",
        "Peserta Contoh P Camat Kodi Kecamatan Kodi",
        "Konsep: isinya masih dapat berubah",
    ):
        assert part in text
    assert problems_of(pdf) == []


def test_approved_paper_says_on_whose_word_and_carries_its_fingerprint(meeting):
    approval = approve(meeting, by=make_chair_of(meeting))
    FollowUp.objects.update(what="Lain sama sekali")

    text = text_of(minutes_pdf(read(meeting)))

    assert "disahkan 18 Maret 2024 oleh Asisten Perekonomian dengan akunnya sendiri" in text
    assert f"sidik isi {approval.fingerprint[:16]}" in text
    assert "Konsep" not in text
    assert (OWED in text, "Lain sama sekali" in text) == (True, False)


def make_chair_of(meeting):
    chair = make_chair()
    Meeting.objects.filter(pk=meeting.pk).update(status="review")
    meeting.refresh_from_db()
    return chair


def test_corrections_stand_at_the_end_beside_what_was_written(secretariat, meeting):
    approve(meeting, by=secretariat)
    correction = MinuteCorrection(minute=Minute.objects.earliest("pk"), text="Diuji Maret.", reason="Salah bulan.")
    actions.correct_minute(correction, by=secretariat, now=NOW)

    text = text_of(minutes_pdf(read(meeting)))

    assert f"18 Maret 2024 Laporan pelaksanaan {TOLD} Diuji Maret. Salah bulan." in text


def test_erased_name_is_on_no_paper_that_is_drawn_later(secretariat, meeting):
    approve(meeting, by=secretariat)
    meeting.attendance.update(name="")

    assert minutes_content(read(meeting))["present"][0]["name"] == ""
    assert "Peserta Contoh" not in text_of(minutes_pdf(read(meeting)))


def test_page_leads_to_the_paper(client, secretariat, meeting):
    client.force_login(secretariat)

    pdf = client.get(reverse("meetings:meeting_minutes_pdf", args=[meeting.pk]))

    assert pdf["content-disposition"] == f'inline; filename="notulen-{meeting.pk}-konsep.pdf"'
    assert pdf.content.startswith(b"%PDF-1.7")


def test_without_pango_the_page_says_what_to_install(client, secretariat, meeting, without_pango):
    client.force_login(secretariat)

    page = client.get(reverse("meetings:meeting_minutes_pdf", args=[meeting.pk]), follow=True)

    assert "sudo apt install" in page.content.decode()
