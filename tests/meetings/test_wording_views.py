"""The secretariat words its berita acara, sees it before it is kept, and finds every earlier version again."""

import pytest
from django.urls import reverse

from forum.models import LogEntry
from meetings import actions
from meetings.choices import WordingPart
from meetings.models import Wording
from meetings.wording import DEFAULT
from tests.factories import make_user
from tests.meetings.scenes import NOW

EDIT = reverse("meetings:wording_edit")


@pytest.fixture
def wording(secretariat):
    return actions.record_wording(DEFAULT | {"closing": "Demikian."}, by=secretariat, now=NOW)


def texts(**changed):
    return {part: changed.get(part, DEFAULT[part]) for part in WordingPart.values}


def test_wording_saved_becomes_the_current_one_and_keeps_the_former(client, secretariat, wording):
    client.force_login(secretariat)

    response = client.post(EDIT, texts(closing="Demikian\r\nadanya."))

    assert response.url == EDIT
    rows = Wording.objects.order_by("pk").values_list("texts__closing", "is_current")
    assert list(rows) == [("Demikian.", False), ("Demikian\nadanya.", True)]
    assert LogEntry.objects.filter(verb="wording.create").count() == 2


def test_wording_saved_unchanged_makes_no_new_version(secretariat, wording):
    assert actions.record_wording(wording.texts, by=secretariat, now=NOW) == wording
    assert Wording.objects.count() == 1


def test_preview_shows_the_words_filled_and_keeps_nothing(client, secretariat):
    client.force_login(secretariat)

    response = client.post(EDIT, texts(closing="Selesai di [tempat].") | {"langkah": "pratinjau"})

    assert dict(response.context["preview"])["Penutup"] == "Selesai di Aula Contoh."
    assert Wording.objects.count() == 0


def test_sample_pdf_is_drawn_from_the_words_and_keeps_nothing(client, secretariat):
    client.force_login(secretariat)

    response = client.post(EDIT, texts() | {"langkah": "pdf"})

    assert response.content.startswith(b"%PDF-1.7")
    assert Wording.objects.count() == 0


def test_sample_pdf_without_pango_says_what_to_install(client, secretariat, without_pango):
    client.force_login(secretariat)

    response = client.post(EDIT, texts() | {"langkah": "pdf"})

    assert response.status_code == 422
    assert "sudo apt install" in response.content.decode()


@pytest.mark.parametrize("step", ["", "pratinjau", "pdf"])
def test_unknown_blank_is_refused_with_those_that_are_known(client, secretariat, step):
    client.force_login(secretariat)

    response = client.post(EDIT, texts(opening="Di [tmpat]") | {"langkah": step})

    assert response.status_code == 422
    (said,) = response.context["form"].errors["opening"]
    assert said.startswith("Isian [tmpat] tidak dikenal. Yang dikenal: [judul]")
    assert Wording.objects.count() == 0


def test_empty_part_is_refused(client, secretariat):
    client.force_login(secretariat)

    response = client.post(EDIT, texts(purpose=" "))

    assert list(response.context["form"].errors) == ["purpose"]


@pytest.mark.parametrize(
    ("source", "closing"), [("", "Demikian."), ("bawaan", DEFAULT["closing"]), ("pk", "Demikian.")]
)
def test_form_begins_from_the_version_that_was_chosen(client, secretariat, wording, source, closing):
    client.force_login(secretariat)

    response = client.get(EDIT, {"dari": wording.pk if source == "pk" else source})

    assert response.context["form"].initial["closing"] == closing


def test_version_is_shown_as_it_was_kept(client, secretariat, wording):
    client.force_login(secretariat)

    response = client.get(reverse("meetings:wording_detail", args=[wording.pk]))

    assert dict(response.context["parts"])["Penutup"] == "Demikian."


def test_version_of_other_kabupaten_is_404(client, outsider, wording):
    other = make_user(username="sekretariat.sbt", role="secretariat", kabupaten=outsider.kabupaten)
    client.force_login(other)

    assert client.get(reverse("meetings:wording_detail", args=[wording.pk])).status_code == 404
    assert client.get(EDIT, {"dari": wording.pk}).status_code == 404


@pytest.mark.parametrize("name", ["wording_edit", "wording_detail"])
def test_wording_is_the_secretariats(client, observer, wording, name):
    url = reverse(f"meetings:{name}", args=[wording.pk] if name == "wording_detail" else [])

    assert client.get(url).url.startswith(reverse("forum:login"))
    client.force_login(observer)
    assert client.get(url).status_code == 403
    assert client.delete(url).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_wording_query_count(client, secretariat, rows, django_assert_num_queries):
    for number in range(rows):
        actions.record_wording(DEFAULT | {"closing": f"Demikian {number}."}, by=secretariat, now=NOW)
    client.force_login(secretariat)

    with django_assert_num_queries(5):  # session, user, current, count, versions
        response = client.get(EDIT)

    assert len(response.context["page"].object_list) == rows
