"""The pages of signing, as the signatory on his phone and the secretariat at its desk use them."""

import importlib
import json

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from meetings import actions
from meetings.choices import PaperKind
from meetings.models import Signatory
from meetings.status import AgreementStatus, SignatureStatus
from tests.factories import PASSWORD, make_incumbency, make_jabatan, make_person
from tests.meetings.scenes import NUMBER
from tests.meetings.signing_scene import make_seal, make_to_sign, scan, sign, sign_in_ink


@pytest.fixture
def seal(kabupaten):
    return make_seal(now=timezone.now())


@pytest.fixture
def scene(seal, secretariat):
    return make_to_sign(by=secretariat, now=timezone.now())


def address(name, scene, index=1):
    return reverse(name, args=[scene.rows[index].pk])


def entered(scene, index=1, **fields):
    return {"name": scene.rows[index].name, "password": PASSWORD, "drawing": ""} | fields


def status_of(scene, index=1):
    return Signatory.objects.get(pk=scene.rows[index].pk).status


# Read, then sign


def test_signatory_reads_all_annexes_then_signs(client, scene):
    client.force_login(scene.users[1])
    page = client.get(address("meetings:signatory_sign", scene)).content.decode()
    for heading in ("KESATU", "Lampiran I:", "Lampiran II:", "Lampiran III:", "Lampiran IV:"):
        assert heading in page
    assert "Sumur bor" in page
    assert page.index("Lampiran IV:") < page.index('name="password"')

    response = client.post(address("meetings:signatory_sign", scene), entered(scene))

    assert response.status_code == 302
    assert response.url == scene.agreement.get_absolute_url()
    assert status_of(scene) == SignatureStatus.SCREEN
    shown = client.get(response.url).content.decode()
    assert "Ditandatangani sebagai Camat Kodi." in shown
    assert "Tingkat b" in shown


def test_signatory_who_presses_twice_is_told_and_signs_once(client, scene):
    client.force_login(scene.users[1])
    client.post(address("meetings:signatory_sign", scene), entered(scene))

    again = client.post(address("meetings:signatory_sign", scene), entered(scene), follow=True)

    assert "Tanda tangan ini tidak lagi ditunggu" in again.content.decode()
    assert scene.agreement.papers.revisions().count() == 3


def test_drawn_name_is_sealed_too(client, scene):
    client.force_login(scene.users[1])

    client.post(
        address("meetings:signatory_sign", scene), entered(scene, drawing=json.dumps([[[10, 10], [200, 80]], [[5, 5]]]))
    )

    assert status_of(scene) == SignatureStatus.SCREEN


@pytest.mark.parametrize(
    "drawing",
    [
        "bukan json",
        "[[1]]",
        "[[[1, 2, 3]]]",
        "[[[-1, 5]]]",
        "[[[1.5, 5]]]",
        '[[["1", 5]]]',
        "[[[9999, 5]]]",
        "[" * 5000,
        json.dumps([[[1, 1]] * 2001]),
    ],
)
def test_drawing_that_no_pad_makes_is_refused(client, scene, drawing):
    client.force_login(scene.users[1])

    response = client.post(address("meetings:signatory_sign", scene), entered(scene, drawing=drawing))

    assert response.status_code == 422
    assert status_of(scene) == SignatureStatus.WAITING


def test_wrong_password_signs_nothing_and_locks_after_five(client, scene):
    client.force_login(scene.users[1])

    answers = [
        client.post(
            address("meetings:signatory_sign", scene), entered(scene, password="bukan-kata-sandinya")
        ).status_code
        for _ in range(5)
    ]
    after = client.post(address("meetings:signatory_sign", scene), entered(scene))

    assert answers[:4] == [422] * 4
    assert "Kata sandi" in after.content.decode() or after.status_code in (403, 429)
    assert status_of(scene) == SignatureStatus.WAITING


def test_password_is_never_echoed(client, scene):
    client.force_login(scene.users[1])

    response = client.post(address("meetings:signatory_sign", scene), entered(scene, name="Orang Lain"))

    assert response.status_code == 422
    assert PASSWORD not in response.content.decode()
    assert "Ketik nama Anda seperti pada naskah: Pejabat Kodi Contoh, S.IP." in response.content.decode()


def test_without_a_seal_the_page_says_what_is_to_be_done(client, secretariat):
    scene = make_to_sign(by=secretariat, now=timezone.now())
    client.force_login(scene.users[1])

    page = client.get(address("meetings:signatory_sign", scene)).content.decode()

    assert "create_seal" in page
    assert 'name="password"' not in page


def test_out_of_turn_the_page_says_so(client, seal, secretariat):
    scene = make_to_sign(by=secretariat, turns=(1, 2, 1), now=timezone.now())
    client.force_login(scene.users[1])

    page = client.get(address("meetings:signatory_sign", scene)).content.decode()

    assert "Giliran Anda belum tiba" in page
    assert 'name="password"' not in page


def test_own_list_shows_what_waits_for_this_person(client, scene, observer):
    client.force_login(scene.users[1])
    assert "1 berita acara menunggu tanda tangan Anda" in client.get(reverse("home")).content.decode().replace(
        "<strong>1</strong>", "1"
    )
    assert "Camat Kodi" in client.get(reverse("meetings:signatory_list")).content.decode()

    client.force_login(observer)

    assert "Tidak ada berita acara yang menunggu" in client.get(reverse("meetings:signatory_list")).content.decode()


# Who reaches what

OWN = ["meetings:signatory_sign"]
OWN_AND_SECRETARIAT = ["meetings:signatory_decline"]
SECRETARIAT = ["meetings:signatory_close", "meetings:signatory_replace"]


@pytest.mark.parametrize("name", OWN + OWN_AND_SECRETARIAT + SECRETARIAT)
def test_wrong_person_is_403_outsider_404_anonymous_to_login(client, scene, secretariat, outsider, name):
    url = address(name, scene)
    assert client.get(url).url.startswith(reverse("forum:login"))

    client.force_login(outsider)
    assert client.get(url).status_code == 404

    client.force_login(scene.users[0])
    assert client.get(url).status_code == 403

    client.force_login(secretariat)
    assert client.get(url).status_code == (403 if name in OWN else 200)


@pytest.mark.parametrize(
    "name",
    ["meetings:signatory_sign", "meetings:signatory_decline", "meetings:signatory_close", "meetings:signatory_replace"],
)
def test_wrong_method_is_405(client, scene, secretariat, name):
    client.force_login(secretariat)

    assert client.put(address(name, scene)).status_code == 405


def test_await_takes_only_a_button(client, scene, secretariat):
    client.force_login(secretariat)

    assert client.get(reverse("meetings:signatory_await", args=[scene.rows[1].pk])).status_code == 405


@pytest.mark.parametrize("name", ["meetings:agreement_read", "meetings:agreement_data", "meetings:agreement_audit"])
def test_members_read_outsiders_do_not(client, scene, observer, outsider, name):
    url = reverse(name, args=[scene.agreement.pk])
    assert client.get(url).url.startswith(reverse("forum:login"))

    client.force_login(outsider)
    assert client.get(url).status_code == 404

    client.force_login(observer)
    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 405


# Decline, close, replace


def test_decline_is_told_on_the_secretariats_first_page(client, scene, secretariat):
    client.force_login(scene.users[1])
    client.post(address("meetings:signatory_decline", scene), {"note": "Pagu berbeda dari rapat."})
    assert status_of(scene) == SignatureStatus.DECLINED

    client.force_login(secretariat)

    assert "penanda tangan menolak menandatangani" in client.get(reverse("home")).content.decode()
    page = client.get(scene.agreement.get_absolute_url()).content.decode()
    assert "Alasan: Pagu berbeda dari rapat." in page
    client.post(reverse("meetings:signatory_await", args=[scene.rows[1].pk]))
    assert status_of(scene) == SignatureStatus.WAITING


def test_close_asks_for_a_reason_and_shows_it(client, scene, secretariat):
    client.force_login(secretariat)
    assert client.post(address("meetings:signatory_close", scene), {"note": ""}).status_code == 422

    client.post(address("meetings:signatory_close", scene), {"note": "Pindah tugas."})

    assert status_of(scene) == SignatureStatus.CLOSED
    assert "Alasan: Pindah tugas." in client.get(scene.agreement.get_absolute_url()).content.decode()


def test_chair_cannot_be_closed(client, scene, secretariat):
    client.force_login(secretariat)

    response = client.post(address("meetings:signatory_close", scene, 0), {"note": "Sakit."})

    assert response.status_code == 422
    assert "Catat penggantinya" in response.content.decode()


def test_replacement_by_form(client, scene, secretariat):
    jabatan = make_jabatan(name="Sekretaris Camat Kodi")
    person = make_person(name="Sekretaris Contoh")
    client.force_login(secretariat)

    client.post(
        address("meetings:signatory_replace", scene),
        {"jabatan": jabatan.pk, "person": person.pk, "prefix": "a.n.", "reason": "Tugas luar."},
    )

    assert status_of(scene) == SignatureStatus.REPLACED
    new = scene.agreement.signatories.get(person=person)
    assert (new.office, new.place) == ("a.n. Camat Kodi, Sekretaris Camat Kodi", 2)


def test_replacement_offers_only_ones_own_kabupaten(client, scene, secretariat, outsider):
    stranger = make_person(kabupaten=outsider.kabupaten, name="Orang Luar")
    client.force_login(secretariat)

    response = client.post(
        address("meetings:signatory_replace", scene),
        {"jabatan": scene.rows[1].jabatan_id, "person": stranger.pk, "prefix": "", "reason": "Cuti."},
    )

    assert response.status_code == 422
    assert status_of(scene) == SignatureStatus.WAITING


# Ink


def test_secretariat_ticks_who_signed_in_ink(client, scene, secretariat):
    client.force_login(secretariat)
    url = reverse("meetings:agreement_sign", args=[scene.agreement.pk])
    assert client.get(url).content.decode().count("checked") == 3

    response = client.post(url, {"scan": scan(), "signatories": [scene.rows[0].pk, scene.rows[2].pk]}, follow=True)

    assert "masih menunggu tanda tangan yang lain" in response.content.decode()
    assert [status_of(scene, index) for index in range(3)] == ["ink", "waiting", "ink"]


def test_ink_of_nobody_is_refused(client, scene, secretariat):
    client.force_login(secretariat)

    response = client.post(reverse("meetings:agreement_sign", args=[scene.agreement.pk]), {"scan": scan()})

    assert response.status_code == 422
    assert scene.agreement.papers.filter(kind=PaperKind.SCAN).count() == 0


def test_last_signature_without_number_asks_for_it(client, seal, secretariat):
    scene = make_to_sign(by=secretariat, number="", now=timezone.now())
    for index in range(3):
        sign(scene, index, now=timezone.now())
    client.force_login(secretariat)
    assert "Isi nomor agar berita acara berlaku." in client.get(scene.agreement.get_absolute_url()).content.decode()

    client.post(reverse("meetings:agreement_number", args=[scene.agreement.pk]), {"number": NUMBER})

    scene.agreement.refresh_from_db()
    assert scene.agreement.status == AgreementStatus.SIGNED


# Pages that list


@pytest.mark.parametrize("waiting", [1, 3])
def test_signatory_list_query_count(client, seal, secretariat, waiting, django_assert_num_queries):
    scene = make_to_sign(by=secretariat, now=timezone.now())
    user = scene.users[0]
    Signatory.objects.filter(pk__in=[row.pk for row in scene.rows[:waiting]]).update(person=user.person)
    client.force_login(user)

    with django_assert_num_queries(4):
        response = client.get(reverse("meetings:signatory_list"))

    assert response.content.decode().count(">Berita Acara ") == waiting


@pytest.mark.parametrize("signed", [1, 3])
def test_audit_lists_every_event_and_every_revision(client, scene, observer, signed, django_assert_num_queries):
    for index in range(signed):
        sign(scene, index, now=timezone.now())
    client.force_login(observer)

    with django_assert_num_queries(6):
        response = client.get(reverse("meetings:agreement_audit", args=[scene.agreement.pk]))

    page = response.content.decode()
    assert page.count("menandatangani di layar") == signed
    assert [paper.sha256 in page for paper in scene.agreement.papers.all()] == [True] * (signed + 2)


def test_data_is_what_the_fingerprint_counts(client, scene, observer):
    import hashlib

    client.force_login(observer)

    response = client.get(reverse("meetings:agreement_data", args=[scene.agreement.pk]))

    assert response["Content-Type"] == "application/json"
    assert hashlib.sha256(response.content).hexdigest() == scene.agreement.fingerprint
    assert [block["nip"] for block in json.loads(response.content)["signatories"]] == ["", "", ""]


def test_pdf_is_the_newest_revision(client, scene, observer):
    paper = sign(scene, 0, now=timezone.now())
    client.force_login(observer)

    response = client.get(reverse("meetings:agreement_pdf", args=[scene.agreement.pk]))

    assert response.content == paper.content()


def test_signatories_of_older_papers_are_written_down(scene, secretariat):
    """The data step of the migration, on papers as they were before it."""
    sign_in_ink(scene, 0, 1, 2, by=secretariat)
    cleared = {"place": None, "office": "", "name": "", "person": None, "status": "waiting", "at": None, "paper": None}
    scene.agreement.signatories.update(**cleared)

    importlib.import_module("meetings.migrations.0003_signing").freeze_signatories(apps, None)

    rows = Signatory.objects.order_by("place").values_list("place", "office", "person", "status", "paper__kind")
    assert list(rows) == [(row.place, row.office, row.person_id, "ink", "scan") for row in scene.rows]


def test_incumbent_of_the_meetings_day_signs_though_another_holds_the_jabatan_now(client, seal, secretariat):
    scene = make_to_sign(by=secretariat, now=timezone.now())
    successor = make_person(name="Pengganti Contoh")
    make_incumbency(jabatan=scene.rows[1].jabatan, person=successor, starts_on=timezone.localdate(), kind="plt")
    client.force_login(scene.users[1])

    client.post(address("meetings:signatory_sign", scene), entered(scene))

    assert status_of(scene) == SignatureStatus.SCREEN


def test_on_behalf_is_printed_above_the_jabatan(client, secretariat):
    from meetings.pdf import agreement_html
    from tests.meetings.scenes import make_draft

    draft = make_draft(by=secretariat)
    row = draft.signatories.order_by("pk").last()
    row.on_behalf = "a.n. Bupati Sumba Barat Daya"
    actions.record_signatory(row, by=secretariat)

    assert "<p>a.n. Bupati Sumba Barat Daya</p>" in agreement_html(draft)
