"""Nothing typed is lost because the session ended meanwhile, also without scripts."""

import html
import json

import pytest
from django.test import Client
from django.urls import reverse

from plans.models import Usulan
from tests.plans.test_usulan_form import filled
from tests.sent_form import sent_from

CREATE, LOGIN = "plans:usulan_create", "forum:login"


@pytest.fixture
def returning(facilitator):
    facilitator.set_password("contoh-sumba-2024")
    facilitator.save()
    return {"username": "fasilitator", "password": "contoh-sumba-2024"}


def test_what_was_sent_too_late_is_stored_after_the_log_in(returning):
    client = Client(enforce_csrf_checks=True)
    token = client.get(reverse("forum:session")).json()["csrf"]
    address = reverse(CREATE) + "?tahun=2027"

    late = client.post(address, filled(csrfmiddlewaretoken=token))
    again = client.post(reverse(LOGIN), sent_from(late, csrfmiddlewaretoken=token, **returning))
    token = client.get(reverse("forum:session")).json()["csrf"]
    stored = client.post(address, sent_from(again, csrfmiddlewaretoken=token))

    assert late.status_code == 401
    assert "Isian Anda belum disimpan, tetapi masih ada" in html.unescape(late.content.decode())
    assert f'action="{address}"' in again.content.decode()
    assert stored.url == Usulan.objects.get().get_absolute_url()
    assert Usulan.objects.get().funding_options == ["apbd_kabupaten", "village_fund"]


def test_it_is_kept_through_a_wrong_password(client, returning):
    late = client.post(reverse(CREATE), {"title": "Sumur bor"})

    wrong = client.post(reverse(LOGIN), sent_from(late, **returning | {"password": "bukan ini"}))
    right = client.post(reverse(LOGIN), sent_from(wrong, **returning))

    assert wrong.status_code == 422
    assert sent_from(right) == {"title": ["Sumur bor"]}


@pytest.mark.parametrize("sent", [{}, {"old_password": "rahasia"}])
def test_passwords_are_not_carried_and_nothing_leads_to_the_log_in(client, db, sent):
    url = reverse("forum:password_change")

    assert client.post(url, sent).url == f"/masuk/?next={url}"


@pytest.mark.parametrize("address", ["https://lain.example/", "//lain.example/", "masuk"])
def test_it_leads_nowhere_else(client, returning, address):
    kept = {"kept": json.dumps([["title", "Sumur"]]), "kept_url": address}

    assert client.post(reverse(LOGIN), returning | kept).url == reverse("home")


@pytest.mark.parametrize("kept", ["", "bukan JSON", "5", "[5]", '{"a": 1}'])
def test_what_is_no_entry_carries_nothing(client, returning, kept):
    response = client.post(reverse(LOGIN), returning | {"kept": kept, "kept_url": "/usulan/baru/"})

    assert sent_from(response) == {}
