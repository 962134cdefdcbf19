"""From a draft to a verified usulan: the pages of its steps, and who may not take them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forum.uploads import PDF
from plans import actions
from plans.models import Usulan
from plans.status import UsulanStatus
from tests.factories import (
    complete_usulan,
    make_desa,
    make_kabupaten,
    make_kecamatan,
    make_referral,
    make_usulan,
    verified_usulan,
)
from tests.plans.test_usulan import CREATE, LIST, NOW, address, text_of
from tests.plans.test_usulan_form import filled

STEPS = {
    "plans:usulan_detail": "get",
    "plans:usulan_edit": "get",
    "plans:usulan_submit": "post",
    "plans:usulan_recall": "post",
    "plans:usulan_return": "get",
    "plans:usulan_verify": "get",
    "plans:usulan_discard": "get",
}


def test_usulan_submit_hands_it_to_the_camat(client, facilitator):
    usulan = complete_usulan()
    client.force_login(facilitator)

    response = client.post(address("plans:usulan_submit", usulan), follow=True)

    usulan.refresh_from_db()
    assert usulan.state == UsulanStatus.SUBMITTED
    assert usulan.submitted_at is not None
    assert "Usulan diajukan. Camat Kodi memverifikasinya." in text_of(response)
    assert "Menunggu verifikasi Camat Kodi." in text_of(response)


def test_usulan_submit_refuses_what_is_incomplete(client, facilitator):
    usulan = complete_usulan(problem="")
    client.force_login(facilitator)

    response = client.post(address("plans:usulan_submit", usulan), follow=True)

    usulan.refresh_from_db()
    assert usulan.state == UsulanStatus.DRAFT
    assert text_of(response).count("Lengkapi dahulu: masalah.") == 2


def test_usulan_recall_makes_it_a_draft_again(client, facilitator):
    usulan = complete_usulan(status="submitted")
    client.force_login(facilitator)

    client.post(address("plans:usulan_recall", usulan))

    usulan.refresh_from_db()
    assert usulan.state == UsulanStatus.DRAFT


def test_usulan_return_sends_it_back_with_a_note(client, camat):
    usulan = complete_usulan(status="submitted")
    client.force_login(camat)
    url = address("plans:usulan_return", usulan)

    empty = client.post(url, {"note": " "})
    response = client.post(url, {"note": "Lengkapi RAB."})

    usulan.refresh_from_db()
    assert empty.status_code == 422
    assert "Tulis catatan: apa yang perlu diperbaiki desa." in text_of(empty)
    assert response.status_code == 302
    assert usulan.is_returned
    assert usulan.returned_with().note == "Lengkapi RAB."


def test_usulan_return_is_refused_while_an_opd_is_asked(client, camat):
    usulan = verified_usulan()
    make_referral(usulan=usulan)
    client.force_login(camat)

    response = client.post(address("plans:usulan_return", usulan), {"note": "Lengkapi RAB."})

    assert response.status_code == 422
    assert "Tarik dahulu penerusannya." in text_of(response)
    assert "Lengkapi RAB." in text_of(response)


def test_usulan_verify_by_the_camat_takes_one_press(client, camat):
    usulan = complete_usulan(status="submitted")
    client.force_login(camat)

    client.post(address("plans:usulan_verify", usulan))

    usulan.refresh_from_db()
    assert usulan.is_verified


@pytest.mark.parametrize(("step", "note"), [("verify", {}), ("return", {"note": "Lengkapi RAB."})])
def test_the_longest_waiting_of_the_kecamatan_is_offered_next(client, camat, step, note):
    usulan = complete_usulan(status="submitted", submitted_at=NOW)
    later = NOW + timedelta(days=1)
    elsewhere = make_desa(kecamatan=make_kecamatan(name="Loura"), name="Ramadana")
    complete_usulan(title="Datang kemudian", status="submitted", submitted_at=later + timedelta(days=1))
    complete_usulan(title="Tambatan <perahu>", status="submitted", submitted_at=later)
    complete_usulan(title="Kecamatan lain", status="submitted", submitted_at=NOW, desa=elsewhere)
    client.force_login(camat)

    page = client.post(address(f"plans:usulan_{step}", usulan), note, follow=True)

    waiting = Usulan.objects.get(title="Tambatan <perahu>")
    offered = f'<a href="{waiting.get_absolute_url()}">Tambatan &lt;perahu&gt;</a>, {waiting.desa.full_name}.'
    assert f"Berikutnya yang menunggu verifikasi: {offered}" in page.content.decode()


def test_nothing_is_offered_after_the_last_usulan_of_the_kecamatan(client, camat):
    usulan = complete_usulan(status="submitted")
    client.force_login(camat)

    page = client.post(address("plans:usulan_verify", usulan), follow=True)

    assert "Sekretariat meneruskannya ke OPD." in text_of(page)
    assert "Berikutnya yang menunggu" not in text_of(page)


def test_usulan_verify_by_the_secretariat_asks_why(client, secretariat):
    usulan = complete_usulan(status="submitted")
    client.force_login(secretariat)
    url = address("plans:usulan_verify", usulan)

    page = client.get(url)
    empty = client.post(url, {"note": ""})
    response = client.post(url, {"note": "Camat berhalangan."})

    usulan.refresh_from_db()
    assert "Alasan verifikasi tanpa camat" in text_of(page)
    assert empty.status_code == 422
    assert "misalnya camat berhalangan" in text_of(empty)
    assert response.status_code == 302
    assert usulan.is_verified


def test_usulan_discard_asks_and_then_deletes(client, facilitator):
    usulan = make_usulan()
    client.force_login(facilitator)
    url = address("plans:usulan_discard", usulan)

    question = text_of(client.get(url))
    assert "Hapus draf “Perahu katinting”?" in question
    assert Usulan.objects.exists()

    response = client.post(url)
    assert response.url == reverse(LIST)
    assert not Usulan.objects.exists()


def test_usulan_discard_takes_its_files_along(client, facilitator, django_capture_on_commit_callbacks):
    usulan = make_usulan()
    file = SimpleUploadedFile("rab.pdf", b"%PDF-1.4")
    paper = actions.add_attachment(usulan, upload=file, kind="rab", content_type=PDF, by=facilitator, now=NOW).file
    client.force_login(facilitator)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("plans:usulan_discard", usulan))

    assert not paper.storage.exists(paper.name)


# Who may not


@pytest.mark.parametrize("name", STEPS)
def test_usulan_of_outsider_is_404(client, outsider, name):
    usulan = complete_usulan(desa=make_desa(kecamatan=make_kecamatan(kabupaten=make_kabupaten())), status="submitted")
    client.force_login(outsider)

    assert getattr(client, STEPS[name])(address(name, usulan)).status_code == 404


@pytest.mark.parametrize("name", STEPS)
def test_usulan_draft_of_another_desa_is_404(client, facilitator, name):
    usulan = complete_usulan(desa=make_desa(name="Onggol"))
    client.force_login(facilitator)

    assert getattr(client, STEPS[name])(address(name, usulan)).status_code == 404


@pytest.mark.parametrize(
    ("name", "status", "who"),
    [
        ("plans:usulan_edit", "returned", "camat"),
        ("plans:usulan_edit", "returned", "opd_officer"),
        ("plans:usulan_submit", "returned", "camat"),
        ("plans:usulan_recall", "submitted", "observer"),
        ("plans:usulan_return", "submitted", "facilitator"),
        ("plans:usulan_verify", "submitted", "facilitator"),
        ("plans:usulan_discard", "returned", "opd_officer"),
    ],
)
def test_usulan_step_of_wrong_role_is_403(client, request, name, status, who):
    user = request.getfixturevalue(who)
    usulan = complete_usulan(status=status)
    client.force_login(user)

    response = client.post(address(name, usulan), {"note": "Catatan"})

    usulan.refresh_from_db()
    assert response.status_code == 403
    assert usulan.status == status


@pytest.mark.parametrize("who", ["opd_officer", "camat", "observer", "outsider"])
def test_usulan_create_of_wrong_role_is_403(client, request, who):
    client.force_login(request.getfixturevalue(who))

    assert client.post(reverse(CREATE), filled()).status_code == 403
    assert not Usulan.objects.exists()


@pytest.mark.parametrize("name", [LIST, CREATE, *STEPS])
def test_usulan_wrong_method_is_405(client, facilitator, name):
    args = [make_usulan().pk] if name in STEPS else []
    client.force_login(facilitator)

    assert client.put(reverse(name, args=args)).status_code == 405


@pytest.mark.parametrize("name", ["plans:usulan_submit", "plans:usulan_recall"])
def test_usulan_moves_only_by_post(client, facilitator, name):
    client.force_login(facilitator)

    assert client.get(address(name, complete_usulan())).status_code == 405


@pytest.mark.parametrize("name", [LIST, CREATE, *STEPS])
def test_usulan_asks_visitors_to_log_in(client, kabupaten, name):
    args = [make_usulan().pk] if name in STEPS else []
    url = reverse(name, args=args)

    assert client.get(url).url == f"/masuk/?next={url}"
