"""Two people at one usulan or plan, online or from a queue: nothing is lost, nothing overwrites silently."""

import html
import threading
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from forum.models import LogEntry
from plans.models import LivelihoodPlan, Usulan
from tests.factories import complete_usulan, make_plan
from tests.plans.test_plan import filled as filled_plan
from tests.plans.test_usulan_form import filled
from tests.sent_form import sent_from

JSON = {"accept": "application/json"}


@pytest.fixture
def usulan():
    return complete_usulan(location="Dusun 2", problem="Mata air kering.\r\nSejak Agustus.", land_status="village")


def edit_url(obj):
    return reverse(f"plans:{'usulan' if isinstance(obj, Usulan) else 'plan'}_edit", args=[obj.pk])


def text_of(response):
    return html.unescape(response.content.decode())


def test_fields_that_two_people_changed_apart_are_merged(client, facilitator, secretariat, usulan):
    client.force_login(facilitator)
    page = client.get(edit_url(usulan))
    client.force_login(secretariat)
    client.post(edit_url(usulan), sent_from(page, volume="5", funding_options=["village_fund"]))
    client.force_login(facilitator)

    response = client.post(edit_url(usulan), sent_from(page, location="Dusun 3"))

    assert response.url == usulan.get_absolute_url()
    usulan.refresh_from_db()
    assert (usulan.location, usulan.volume, usulan.funding_options) == ("Dusun 3", 5, ["village_fund"])
    assert usulan.version == 3
    assert LogEntry.objects.for_record(usulan).latest("pk").after == {"location": "Dusun 3"}


def test_what_is_merged_must_fit_together(client, facilitator, usulan):
    client.force_login(facilitator)
    page = client.get(edit_url(usulan))
    client.post(edit_url(usulan), sent_from(page, men="1", women="1"))

    response = client.post(edit_url(usulan), sent_from(page, disabled="9"))

    assert response.status_code == 422
    assert "Jumlah ini melebihi seluruh penerima manfaat" in text_of(response)


def conflict(client, usulan, **mine):
    """Return the page that the second of two gets: the first wrote Dusun 4 and 5 units."""
    page = client.get(edit_url(usulan))
    client.post(edit_url(usulan), sent_from(page, location="Dusun 4", volume="5", land_status="granted"))
    return client.post(edit_url(usulan), sent_from(page, location="Dusun 3", problem="Perahu bocor.", **mine))


def test_the_same_field_is_put_to_the_second_with_both_values(client, facilitator, usulan):
    client.force_login(facilitator)

    response = conflict(client, usulan)

    page = text_of(response)
    assert response.status_code == 409
    assert "<h1>Pilih isian yang berlaku</h1>" in page
    assert "<span>Yang tersimpan sekarang</span> <strong>Dusun 4</strong>" in page
    assert "<span>Yang Anda tulis</span> <strong>Dusun 3</strong>" in page
    assert '<legend class="form-label">Status lahan</legend>' not in page
    usulan.refresh_from_db()
    assert (usulan.location, usulan.problem) == ("Dusun 4", "Mata air kering.\r\nSejak Agustus.")


@pytest.mark.parametrize(("choice", "location"), [("mine", "Dusun 3"), ("theirs", "Dusun 4")])
def test_the_second_chooses_and_everything_else_is_merged(client, facilitator, usulan, choice, location):
    client.force_login(facilitator)
    page = conflict(client, usulan)

    response = client.post(edit_url(usulan), sent_from(page, keep_location=choice))

    assert response.url == usulan.get_absolute_url()
    usulan.refresh_from_db()
    assert usulan.location == location
    assert (usulan.problem, usulan.volume, usulan.land_status) == ("Perahu bocor.", 5, "granted")


def test_nothing_is_stored_before_every_question_is_answered(client, facilitator, usulan):
    client.force_login(facilitator)
    page = conflict(client, usulan, volume="7")

    response = client.post(edit_url(usulan), sent_from(page, keep_location="mine"))

    assert response.status_code == 409
    assert "<span>Yang Anda tulis</span> <strong>7</strong>" in text_of(response)
    usulan.refresh_from_db()
    assert (usulan.location, usulan.volume, usulan.version) == ("Dusun 4", 5, 2)


def test_a_third_person_meanwhile_is_asked_about_again(client, facilitator, usulan):
    client.force_login(facilitator)
    page = conflict(client, usulan)
    client.post(edit_url(usulan), sent_from(client.get(edit_url(usulan)), location="Dusun 9"))

    response = client.post(edit_url(usulan), sent_from(page, keep_location="mine"))

    assert response.status_code == 409
    assert "<span>Yang tersimpan sekarang</span> <strong>Dusun 9</strong>" in text_of(response)


def test_page_without_its_base_overwrites_nothing(client, facilitator, usulan):
    client.force_login(facilitator)
    page = sent_from(client.get(edit_url(usulan)), location="Dusun 3")
    without_base = {name: value for name, value in page.items() if not name.startswith("initial-")}
    client.post(edit_url(usulan), page | {"location": "Dusun 4"})

    response = client.post(edit_url(usulan), without_base)

    assert response.status_code == 409
    assert Usulan.objects.get().location == "Dusun 4"


def test_plan_obeys_the_same_rule(client, facilitator):
    plan = make_plan(fiscal_year=2027, goal="Air bersih.", men=20)
    client.force_login(facilitator)
    page = client.get(edit_url(plan))
    client.post(edit_url(plan), sent_from(page, men="25", musyawarah_on="2026-06-09"))

    asked = client.post(edit_url(plan), sent_from(page, men="30", goal="Air bersih dan kebun."))
    client.post(edit_url(plan), sent_from(asked, keep_men="mine"))

    assert "<span>Yang tersimpan sekarang</span> <strong>25</strong>" in text_of(asked)
    plan.refresh_from_db()
    assert (plan.men, plan.goal, plan.musyawarah_on.isoformat()) == (30, "Air bersih dan kebun.", "2026-06-09")


def test_no_signal_sent_again_after_its_answer_was_lost_changes_nothing(client, facilitator, usulan):
    """Another person overwrote it knowingly in between: that stands."""
    client.force_login(facilitator)
    page = client.get(edit_url(usulan))
    sent = sent_from(page, location="Dusun 3", entry=str(uuid.uuid4()))
    client.post(edit_url(usulan), sent, headers=JSON)
    client.post(edit_url(usulan), sent_from(client.get(edit_url(usulan)), location="Dusun 4"))

    again = client.post(edit_url(usulan), sent, headers=JSON)

    assert (again.status_code, again.json()) == (200, {"url": usulan.get_absolute_url()})
    assert Usulan.objects.get().location == "Dusun 4"


# To a script


def test_script_is_told_where_it_is_stored(client, facilitator):
    client.force_login(facilitator)

    response = client.post(reverse("plans:usulan_create"), filled(), headers=JSON)

    assert response.json() == {"url": Usulan.objects.get().get_absolute_url()}


def test_script_is_told_what_to_mend(client, facilitator):
    client.force_login(facilitator)

    response = client.post(reverse("plans:usulan_create"), filled(title="", volume="0"), headers=JSON)

    assert response.status_code == 422
    assert response.json() == {
        "said": ["Isi usulan, misalnya Sumur bor Dusun 2.", "Isi volume lebih dari 0, misalnya 2."]
    }


def test_script_is_told_both_values(client, facilitator, usulan):
    client.force_login(facilitator)
    page = client.get(edit_url(usulan))
    client.post(edit_url(usulan), sent_from(page, location="Dusun 4"))

    response = client.post(edit_url(usulan), sent_from(page, location="Dusun 3"), headers=JSON)

    assert response.status_code == 409
    assert response.json() == {"said": ["Lokasi: Anda menulis “Dusun 3”, yang tersimpan “Dusun 4”."]}


# One key


@pytest.mark.parametrize(
    ("name", "model", "sent", "other"),
    [
        ("plans:usulan_create", Usulan, filled, {"title": "Sumur bor Dusun 3"}),
        ("plans:plan_create", LivelihoodPlan, filled_plan, {"goal": "Tujuan lain.", "revision": "1"}),
    ],
)
def test_one_key_with_other_content_is_409_and_may_be_sent_as_new(client, facilitator, name, model, sent, other):
    client.force_login(facilitator)
    sent = sent()
    client.post(reverse(name), sent)

    refused = client.post(reverse(name), sent | other)
    as_new = client.post(reverse(name), sent_from(refused))

    assert refused.status_code == 409
    assert "Halaman ini sudah pernah disimpan dengan isi lain" in text_of(refused)
    assert as_new.status_code == 302
    assert model.objects.count() == 2


def test_one_key_is_known_after_the_row_was_edited(client, facilitator):
    client.force_login(facilitator)
    sent = filled()
    client.post(reverse("plans:usulan_create"), sent)
    usulan = Usulan.objects.get()
    client.post(edit_url(usulan), sent_from(client.get(edit_url(usulan)), title="Sumur bor Dusun 5"))

    again = client.post(reverse("plans:usulan_create"), sent)

    assert again.url == usulan.get_absolute_url()
    assert Usulan.objects.get().title == "Sumur bor Dusun 5"


def at_once(user, *requests):
    """Send these (url, data) at the same moment, each over a connection of its own; return the status codes."""
    codes, barrier = [], threading.Barrier(len(requests))

    def send(url, data):
        try:
            client = Client()
            client.force_login(user)
            barrier.wait()
            codes.append(client.post(url, data, headers=JSON).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=one) for one in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return codes


@pytest.mark.django_db(transaction=True)
def test_six_sendings_of_one_new_usulan_at_once_store_one(facilitator):
    sent = filled()

    codes = at_once(facilitator, *[(reverse("plans:usulan_create"), sent)] * 6)

    assert codes == [200] * 6
    assert Usulan.objects.count() == 1


def by_device(device, sequence) -> dict:
    return {"entry": str(uuid.uuid4()), "device": str(device), "sequence": str(sequence)}


def test_older_edit_of_a_device_that_comes_late_gives_way_to_its_newer_one(client, facilitator, usulan):
    client.force_login(facilitator)
    page, phone = client.get(edit_url(usulan)), uuid.uuid4()
    client.post(edit_url(usulan), sent_from(page, location="Dusun 5", **by_device(phone, 7)))

    late = sent_from(page, location="Dusun 3", unit="set", **by_device(phone, 3))
    codes = [client.post(edit_url(usulan), late, headers=JSON).status_code for _ in range(2)]

    usulan.refresh_from_db()
    assert codes == [200, 200]
    assert (usulan.location, usulan.unit, usulan.version) == ("Dusun 5", "set", 3)


@pytest.mark.parametrize(("device", "sequence"), [("own", 9), ("other", 3)])
def test_same_field_from_elsewhere_or_later_is_still_put_to_the_person(client, facilitator, usulan, device, sequence):
    client.force_login(facilitator)
    page, phone = client.get(edit_url(usulan)), uuid.uuid4()
    client.post(edit_url(usulan), sent_from(page, location="Dusun 5", **by_device(phone, 7)))
    sender = phone if device == "own" else uuid.uuid4()

    response = client.post(
        edit_url(usulan), sent_from(page, location="Dusun 3", **by_device(sender, sequence)), headers=JSON
    )

    usulan.refresh_from_db()
    assert (response.status_code, usulan.location) == (409, "Dusun 5")


@pytest.mark.django_db(transaction=True)
def test_six_sendings_of_one_edit_at_once_write_once(client, facilitator):
    usulan = complete_usulan()
    client.force_login(facilitator)
    sent = sent_from(client.get(edit_url(usulan)), location="Dusun 3", entry=str(uuid.uuid4()))

    codes = at_once(facilitator, *[(edit_url(usulan), sent)] * 6)

    usulan.refresh_from_db()
    assert codes == [200] * 6
    assert (usulan.location, usulan.version) == ("Dusun 3", 2)


@pytest.mark.django_db(transaction=True)
def test_edits_of_different_fields_at_once_are_all_kept(client, facilitator):
    usulan = complete_usulan()
    client.force_login(facilitator)
    page = client.get(edit_url(usulan))
    changes = [{"location": "Dusun 3"}, {"volume": "7"}, {"problem": "Perahu bocor."}, {"unit": "set"}]

    codes = at_once(facilitator, *[(edit_url(usulan), sent_from(page, **change)) for change in changes])

    usulan.refresh_from_db()
    assert codes == [200] * 4
    assert (usulan.location, usulan.volume, usulan.problem, usulan.unit) == ("Dusun 3", 7, "Perahu bocor.", "set")
    assert usulan.version == 5
