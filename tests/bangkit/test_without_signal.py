"""What the server gives to a device that writes without a signal. See also: tests/browser/test_without_signal.py."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from tests.factories import complete_usulan, make_desa, make_plan

JSON = {"accept": "application/json"}


def test_outbox_and_its_library_are_light():
    files = ("js/outbox.js", "vendor/idb-keyval/umd.js")

    assert sum(len(gzip.compress(Path(finders.find(file)).read_bytes())) for file in files) <= 6 * 1024


def test_service_worker_is_open_and_knows_every_file(client, db):
    response = client.get(reverse("service_worker"))

    files = json.loads(re.search(r"FILES = (\[.*\])", response.content.decode())[1])
    assert response["Content-Type"] == "text/javascript"
    assert "no-cache" in response["Cache-Control"]
    assert all(finders.find(file.removeprefix("/static/")) for file in files)
    assert "/static/js/outbox.js" in files


def test_service_worker_keeps_where_villages_are_written(client, db):
    script = client.get(reverse("service_worker")).content.decode()

    assert 'KEPT = ["/", "/antrean/", "/usulan/", "/rencana/", "/kelompok/"]' in script


def test_session_says_whose_it_is(client, facilitator):
    nobody = client.get(reverse("forum:session")).json()
    client.force_login(facilitator)
    somebody = client.get(reverse("forum:session"))

    assert nobody["user"] == ""
    assert somebody.json()["user"] == str(facilitator.pk)
    assert "no-store" in somebody["Cache-Control"]


def test_token_of_the_session_opens_a_form(facilitator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(facilitator)
    token = client.get(reverse("forum:session")).json()["csrf"]

    without = client.post(reverse("plans:usulan_create"), {}, headers=JSON)
    with_token = client.post(reverse("plans:usulan_create"), {"csrfmiddlewaretoken": token}, headers=JSON)

    assert (without.status_code, with_token.status_code) == (403, 422)


@pytest.mark.parametrize("method", ["get", "post"])
def test_script_that_is_not_logged_in_gets_401(client, db, method):
    response = getattr(client, method)(reverse("plans:usulan_create"), headers=JSON)

    assert response.status_code == 401
    assert response.json() == {"said": ["Masuk dahulu."]}


def test_person_that_is_not_logged_in_is_led_to_the_log_in(client, db):
    assert client.get(reverse("plans:usulan_create"), headers={"accept": "text/html,*/*"}).status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
def test_queue_query_count(client, facilitator, rows, django_assert_num_queries):
    for number in range(rows):
        facilitator.desa.add(make_desa(name=f"Desa {number}"))
        complete_usulan(title=f"Sumur {number}")
        make_plan(desa=facilitator.desa.first(), fiscal_year=2026 + number)
    client.force_login(facilitator)

    with django_assert_num_queries(6):
        response = client.get(reverse("queue"))

    assert response.content.decode().count("Ubah usulan “Sumur") == rows


def test_queue_lists_the_pages_on_which_a_facilitator_writes(client, facilitator):
    usulan = complete_usulan(title="Sumur bor")
    complete_usulan(title="Sudah diajukan", status="submitted")
    complete_usulan(title="Desa lain", desa=make_desa(name="Onggol"))
    plan = make_plan()
    client.force_login(facilitator)

    pages = client.get(reverse("queue")).context["pages"]

    desa = facilitator.desa.get()
    assert pages == [
        ("Beranda", "/"),
        ("Catat usulan, Desa Waiholo", f"/usulan/baru/?desa={desa.pk}"),
        ("Catat rencana, Desa Waiholo", f"/rencana/baru/?desa={desa.pk}"),
        ("Ubah usulan “Sumur bor”", reverse("plans:usulan_edit", args=[usulan.pk])),
        (f"Ubah {plan}", reverse("plans:plan_edit", args=[plan.pk])),
    ]


@pytest.mark.parametrize("who", ["", "secretariat", "camat", "observer"])
def test_queue_is_open_to_whoever_cannot_write_any_more(client, db, request, who):
    if who:
        client.force_login(request.getfixturevalue(who))

    response = client.get(reverse("queue"))

    assert response.context["pages"] == []
    assert "js/outbox.js" in response.content.decode()


@pytest.mark.parametrize(("who", "writes"), [("facilitator", True), ("secretariat", False), ("observer", False)])
def test_outbox_is_on_the_pages_of_whoever_enters_for_villages(client, request, who, writes):
    client.force_login(request.getfixturevalue(who))

    page = client.get(reverse("plans:usulan_list")).content.decode()

    assert ("js/outbox.js" in page) == ("<body data-keep" in page) == ("Antrean di perangkat ini" in page) == writes


@pytest.mark.parametrize("name", ["service_worker", "queue", "forum:session"])
def test_wrong_method_is_405(client, db, name):
    assert client.post(reverse(name)).status_code == 405
