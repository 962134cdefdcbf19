"""The PDF of a berita acara over HTTP and by command; stored files are checked before they are shown."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from meetings import actions
from tests.meetings.scenes import NOW, NUMBER, make_draft, make_final


def pdf_url(agreement):
    return reverse("meetings:agreement_pdf", args=[agreement.pk])


def paper_url(paper):
    return reverse("meetings:paper", args=[paper.pk])


@pytest.fixture
def draft(kabupaten, secretariat):
    return make_draft(by=secretariat)


@pytest.fixture
def final(kabupaten, secretariat):
    return make_final(by=secretariat)


@pytest.fixture
def scan(final, secretariat):
    return actions.sign_agreement(
        final,
        upload=SimpleUploadedFile("pindaian.jpg", b"\xff\xd8\xff pindaian"),
        content_type="image/jpeg",
        number=NUMBER,
        by=secretariat,
        now=NOW,
    )


def test_draft_is_shown_to_the_secretariat_as_konsep(client, secretariat, draft):
    client.force_login(secretariat)

    response = client.get(pdf_url(draft))

    assert response.content.startswith(b"%PDF-1.7")
    assert response["Content-Disposition"] == f'inline; filename="berita-acara-{draft.pk}-konsep.pdf"'
    assert draft.papers.count() == 0


def test_draft_is_404_for_others(client, opd_officer, draft):
    client.force_login(opd_officer)

    assert client.get(pdf_url(draft)).status_code == 404


def test_final_is_drawn_by_the_first_reader_and_then_kept(client, observer, final):
    client.force_login(observer)

    first = client.get(pdf_url(final)).content
    second = client.get(pdf_url(final)).content

    assert first == second == final.papers.get().content()


def test_pdf_may_be_shown_by_the_browsers_own_viewer_and_nowhere_else(client, observer, final):
    client.force_login(observer)

    response = client.get(pdf_url(final))

    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert response["Cache-Control"] == "private, no-store"


def test_cancelled_without_paper_is_404(client, secretariat, final):
    actions.cancel_agreement(final, reason="Salah rapat.", by=secretariat)
    client.force_login(secretariat)

    assert client.get(pdf_url(final)).status_code == 404


def test_pdf_of_other_kabupaten_is_404(client, outsider, final):
    client.force_login(outsider)

    assert client.get(pdf_url(final)).status_code == 404


def test_scan_is_shown_as_it_was_uploaded(client, observer, scan):
    client.force_login(observer)

    response = client.get(paper_url(scan))

    assert (response.content, response["Content-Type"]) == (b"\xff\xd8\xff pindaian", "image/jpeg")
    assert response["Content-Disposition"] == (
        f'inline; filename="berita-acara-{scan.agreement_id}-scan-{scan.pk}.jpg"'
    )


def test_paper_of_other_kabupaten_is_404(client, outsider, scan):
    client.force_login(outsider)

    assert client.get(paper_url(scan)).status_code == 404


@pytest.mark.parametrize("name", ["meetings:agreement_pdf", "meetings:paper"])
def test_papers_ask_to_log_in(client, final, scan, name):
    key = final.pk if name == "meetings:agreement_pdf" else scan.pk

    response = client.get(reverse(name, args=[key]))

    assert response.url.startswith(reverse("forum:login"))


@pytest.mark.parametrize("name", ["meetings:agreement_pdf", "meetings:paper"])
def test_papers_are_only_read(client, secretariat, final, scan, name):
    client.force_login(secretariat)
    key = final.pk if name == "meetings:agreement_pdf" else scan.pk

    assert client.post(reverse(name, args=[key])).status_code == 405


def test_file_that_was_changed_is_not_shown(client, secretariat, scan):
    with scan.file.storage.open(scan.file.name, "wb") as stored:
        stored.write(b"\xff\xd8\xff palsu")
    client.force_login(secretariat)

    response = client.get(paper_url(scan))

    assert response.status_code == 503
    assert b"tidak lagi sama dengan yang disimpan" in response.content
    assert b"palsu" not in response.content


def test_file_that_is_gone_is_said_to_be_gone(client, secretariat, scan):
    scan.file.storage.delete(scan.file.name)
    client.force_login(secretariat)

    response = client.get(paper_url(scan))

    assert response.status_code == 503
    assert b"memulihkannya dari cadangan" in response.content


def test_machine_without_pango_says_what_to_install(client, secretariat, draft, without_pango):
    client.force_login(secretariat)

    response = client.get(pdf_url(draft))

    assert response.status_code == 503
    assert b"sudo apt install libpango-1.0-0" in response.content


# --- command ---


def write(output, **options):
    call_command("agreement_pdf", kabupaten="53.18", output=output, **options)


def test_command_writes_the_newest_as_issued(final, tmp_path):
    write(tmp_path / "ba.pdf", latest=True)

    assert (tmp_path / "ba.pdf").read_bytes() == final.papers.get().content()


def test_command_writes_a_draft_as_konsep(draft, tmp_path):
    write(tmp_path / "ba.pdf", latest=True)

    assert (tmp_path / "ba.pdf").read_bytes().startswith(b"%PDF-1.7")


def test_command_finds_a_number(final, secretariat, tmp_path):
    actions.number_agreement(final, NUMBER, by=secretariat, now=NOW)

    write(tmp_path / "ba.pdf", number=NUMBER)

    assert (tmp_path / "ba.pdf").exists()


def test_command_refuses_a_kabupaten_it_does_not_know(kabupaten, tmp_path):
    with pytest.raises(CommandError, match=r"Kabupaten 99\.99 belum ada"):
        call_command("agreement_pdf", kabupaten="99.99", latest=True, output=tmp_path / "ba.pdf")


def test_command_says_when_there_is_none(kabupaten, tmp_path):
    with pytest.raises(CommandError, match="belum mempunyai berita acara"):
        write(tmp_path / "ba.pdf", latest=True)
