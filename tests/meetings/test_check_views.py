"""Checking a berita acara: open to everybody, telling only what everybody may know."""

import datetime
import gzip
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from meetings import actions
from meetings.check_code import grouped, new_code
from meetings.models import Agreement, PaperCheck
from meetings.tasks import check_paper
from tests.factories import make_activity
from tests.meetings.scenes import NOW
from tests.meetings.signing_scene import make_seal, make_to_sign, scan, sign, sign_in_ink


@pytest.fixture
def scene(kabupaten, secretariat):
    make_seal()
    return make_to_sign(by=secretariat)


@pytest.fixture
def url(scene):
    return reverse("meetings:check", args=[scene.agreement.check_code])


def page(client, url) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def sign_all(scene):
    for index in range(3):
        sign(scene, index)


# What the page says


def test_final_says_that_it_is_not_yet_valid(client, url):
    assert "Belum selesai ditandatangani" in page(client, url)


def test_signed_is_valid_with_number_figures_and_offices(client, scene, url):
    sign_all(scene)

    shown = page(client, url)

    assert "Berita acara ini sah dan berlaku." in shown
    for fact in (
        "000.7/12/Bapperida/2024",
        "Jumat, 15 Maret 2024",
        "Kesepakatan Hasil",
        "Rp150.000.000",
        "1 baris disepakati",
        "Camat Kodi",
        "tingkat b",
        scene.agreement.fingerprint,
        grouped(scene.agreement.check_code),
    ):
        assert fact in shown


def test_replaced_leads_to_the_version_that_replaced_it(client, scene, url, secretariat):
    sign_all(scene)
    scene.agreement.refresh_from_db()
    new = actions.renew_agreement(scene.agreement, by=secretariat)
    actions.finalise_agreement(new, by=secretariat, now=NOW)
    actions.sign_agreement(new, upload=scan(), content_type="application/pdf", number="13", by=secretariat, now=NOW)

    shown = page(client, url)

    assert "sudah diganti oleh versi baru" in shown
    assert reverse("meetings:check", args=[new.check_code]) in shown


def test_cancelled_is_said_to_be_cancelled(client, scene, url, secretariat):
    actions.cancel_agreement(scene.agreement, reason="Salah rapat.", by=secretariat)

    assert "dibatalkan dan tidak berlaku" in page(client, url)


def test_who_did_not_sign_stands_there_too(client, scene, url, secretariat):
    sign(scene, 0)
    sign(scene, 1)
    actions.close_signature(scene.rows[2], reason="Pindah tugas.", by=secretariat, now=NOW)

    shown = page(client, url)

    assert "Tidak menandatangani" in shown
    assert "Berita acara ini sah" in shown


def test_no_person_no_address_no_pdf(client, scene, url):
    sign_all(scene)

    shown = page(client, url)

    for row in scene.rows:
        assert row.name not in shown
        assert row.name.split(",")[0] not in shown
    assert "196801011990031001" not in shown
    assert "127.0.0.1" not in shown
    assert reverse("meetings:agreement_pdf", args=[scene.agreement.pk]) not in shown
    for paper in scene.agreement.papers.all():
        assert reverse("meetings:paper", args=[paper.pk]) not in shown


def test_page_is_light_needs_no_script_and_stays_out_of_search_engines(client, scene, url):
    sign_all(scene)

    response = client.get(url)

    assert len(response.content) <= 15_000
    assert len(gzip.compress(response.content)) <= 5_000
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]


def test_query_count(client, url, django_assert_num_queries):
    with django_assert_num_queries(4):
        client.get(url)


def test_qr_in_capitals_leads_there(client, scene):
    assert client.get(f"/C/{scene.agreement.check_code}/").status_code == 200


@pytest.mark.parametrize("method", ["put", "delete"])
def test_wrong_method_is_405(client, url, method):
    assert getattr(client, method)(url).status_code == 405


# The number typed


def test_number_is_typed_with_dashes_or_blanks(client, scene):
    code = scene.agreement.check_code

    for typed in (code, grouped(code), f" {code[:4]} {code[4:8]}.{code[8:]}"):
        response = client.get(reverse("meetings:check_form"), {"nomor": typed})
        assert response.url == reverse("meetings:check", args=[code])


@pytest.mark.parametrize("typed", ["", "123", "4821-0937-5613", "bukan nomor", "٤٨٢١٠٩٣٧٥٦١٢"])
def test_mistyped_number_is_told(client, db, typed):
    response = client.get(reverse("meetings:check_form"), {"nomor": typed})

    assert response.status_code == 422


def test_unknown_number_is_unknown(client, db):
    response = client.get(reverse("meetings:check", args=[new_code()]))

    assert response.status_code == 404
    assert "Tidak dikenal." in response.content.decode()


def test_draft_has_no_page(client, scene, secretariat):
    new = actions.renew_agreement(scene.agreement, by=secretariat)

    assert new.check_code == ""
    assert Agreement.objects.with_code("").count() == 0


def test_guessing_numbers_is_slowed_down(client, db):
    answers = [client.get(reverse("meetings:check", args=[new_code()])).status_code for _ in range(62)]

    assert answers == [404] * 60 + [429] * 2


# A file sent along


def send(client, url, content):
    """Upload a file; let the worker read it; return the page of its result."""
    response = client.post(url, {"file": SimpleUploadedFile("berkas.pdf", content)})
    assert response.status_code == 302
    check_paper.call(PaperCheck.objects.latest("pk").pk)
    return client.get(response.url).content.decode()


def revisions(scene):
    return [paper.content() for paper in scene.agreement.papers.revisions()]


def test_newest_file_is_genuine_with_every_signature(client, scene, url):
    sign_all(scene)

    shown = send(client, url, revisions(scene)[-1])

    assert "sama, bita demi bita" in shown
    assert shown.count(">Utuh") == 4
    assert "Camat Loura" in shown


def test_rollback_is_told(client, scene, url):
    sign_all(scene)

    shown = send(client, url, revisions(scene)[2])

    assert "keadaannya sebelum tanda tangan berikutnya" in shown
    assert "masih ada 2 pembubuhan" in shown


def test_what_was_added_outside_is_told(client, scene, url):
    sign_all(scene)

    assert "ditambahi sesuatu yang bukan dari aplikasi ini" in send(client, url, revisions(scene)[-1] + b"\n% lampiran")


def test_changed_content_is_told(client, scene, url):
    sign_all(scene)
    content = bytearray(revisions(scene)[-1])
    content[content.index(b"/Lang") + 7] ^= 1

    shown = send(client, url, bytes(content))

    assert "isinya diubah sesudah ditandatangani" in shown
    assert shown.count("Isinya diubah sesudah ditandatangani") == 4


def test_stored_scan_is_told(client, scene, url, secretariat):
    paper = sign_in_ink(scene, 0, by=secretariat)

    assert "pindaian bertanda tangan yang diunggah" in send(client, url, paper.content())


def test_file_of_another_version_leads_to_it(client, scene, url, secretariat):
    sign_all(scene)
    scene.agreement.refresh_from_db()
    new = actions.renew_agreement(scene.agreement, by=secretariat)
    actions.finalise_agreement(new, by=secretariat, now=NOW)
    content = revisions(scene)[-1]

    shown = send(client, reverse("meetings:check", args=[new.check_code]), content)

    assert "milik berita acara atau versi lain" in shown
    assert url in shown


@pytest.mark.parametrize("content", [b"%PDF-1.7 rusak", b"%PDF-1.7\n" + b"[" * 100_000])
def test_hostile_file_is_harmless(client, scene, url, content):
    assert "tidak dapat dibaca sebagai PDF" in send(client, url, content)


@pytest.mark.parametrize("content", [b"", b"bukan pdf", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_pdf_is_refused_at_the_door(client, scene, url, content):
    response = client.post(url, {"file": SimpleUploadedFile("berkas.pdf", content)})

    assert response.status_code == 422
    assert PaperCheck.objects.count() == 0


def test_while_it_is_read_the_page_asks_again_by_itself(client, scene, url):
    response = client.post(url, {"file": SimpleUploadedFile("berkas.pdf", revisions(scene)[0])})

    waiting = client.get(response.url)

    assert waiting.headers["Refresh"] == "3"
    assert "sedang dibaca" in waiting.content.decode()


def test_file_is_deleted_once_read_and_the_row_after_a_month(client, scene, url):
    send(client, url, revisions(scene)[0])
    check = PaperCheck.objects.get()
    assert not check.file
    assert "127.0.0.1" not in json.dumps(check.result)

    assert actions.forget_checks(now=timezone.now()) == 0
    assert actions.forget_checks(now=timezone.now() + datetime.timedelta(days=31)) == 1
    assert PaperCheck.objects.count() == 0


def test_uploads_are_slowed_down(client, scene, url):
    answers = [
        client.post(url, {"file": SimpleUploadedFile("berkas.pdf", b"%PDF-1.7 contoh")}).status_code for _ in range(12)
    ]

    assert answers == [302] * 10 + [429] * 2


def test_result_has_an_unguessable_address(client, db):
    make_activity()

    response = client.get(reverse("meetings:check_result", args=["00000000-0000-4000-8000-000000000000"]))

    assert response.status_code == 404
