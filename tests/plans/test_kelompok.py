"""The pages of kelompok."""

import html

import pytest
from django.urls import reverse

from forum.models import LogEntry
from plans.models import Kelompok
from tests.factories import make_desa, make_kecamatan, make_kelompok, make_usulan

LIST, CREATE, EDIT = "plans:kelompok_list", "plans:kelompok_create", "plans:kelompok_edit"
FILLED = {
    "name": "Kelompok Tani Mata Wai",
    "registration_number": "53.18.04-0012",
    "earlier_help": "Bibit jagung, 2022",
}


def text_of(response):
    return html.unescape(response.content.decode())


@pytest.mark.parametrize("rows", [1, 3])
def test_kelompok_list_query_count(client, facilitator, rows, django_assert_num_queries):
    for number in range(rows):
        make_usulan(kelompok=make_kelompok(name=f"Kelompok {number}"))
    client.force_login(facilitator)

    with django_assert_num_queries(6):
        response = client.get(reverse(LIST))

    assert response.content.count(b'scope="row"') == rows


def test_kelompok_list_narrows_by_name_and_kecamatan(client, observer):
    loura = make_kecamatan(name="Loura")
    wanted = make_kelompok(desa=make_desa(kecamatan=loura, name="Karuni"), name="Tenun Karuni")
    make_kelompok(desa=make_desa(kecamatan=loura, name="Karuni"), name="Nelayan")
    make_kelompok(name="Tenun Waiholo")
    client.force_login(observer)

    response = client.get(reverse(LIST), {"q": "tenun", "kecamatan": loura.pk})

    assert list(response.context["page"]) == [wanted]


def test_kelompok_list_has_25_rows_and_keeps_the_filter(client, observer):
    for number in range(26):
        make_kelompok(name=f"Kelompok {number}")
    client.force_login(observer)

    page = text_of(client.get(reverse(LIST), {"q": "kelompok"}))

    assert page.count('scope="row"') == 25
    assert "?q=kelompok&page=2" in page


@pytest.mark.parametrize(
    ("who", "sentence"),
    [("facilitator", "Catat kelompok pertama"), ("observer", "Belum ada kelompok yang dicatat.")],
)
def test_kelompok_list_empty_says_how_to_begin(client, request, who, sentence):
    client.force_login(request.getfixturevalue(who))

    assert sentence in text_of(client.get(reverse(LIST)))


def test_kelompok_list_links_only_what_he_may_change(client, facilitator):
    own = make_kelompok()
    other = make_kelompok(desa=make_desa(name="Onggol"), name="Kelompok Onggol")
    client.force_login(facilitator)

    page = text_of(client.get(reverse(LIST)))

    assert reverse(EDIT, args=[own.pk]) in page
    assert "Kelompok Onggol" in page
    assert reverse(EDIT, args=[other.pk]) not in page


def test_kelompok_create_stores_what_was_written(client, facilitator):
    client.force_login(facilitator)

    response = client.post(reverse(CREATE), FILLED, follow=True)

    kelompok = Kelompok.objects.get()
    assert (kelompok.desa, kelompok.name, kelompok.is_registered) == (facilitator.desa.get(), FILLED["name"], True)
    assert "tercatat dan dapat dipilih pada usulan Desa Waiholo." in text_of(response)
    assert list(response.context["page"]) == [kelompok]
    assert LogEntry.objects.for_record(kelompok).get().verb == "kelompok.create"


def test_kelompok_create_asks_for_the_desa_where_there_are_several(client, secretariat):
    make_desa()
    make_desa(name="Onggol")
    client.force_login(secretariat)

    assert "Catat kelompok: bagi desa mana?" in text_of(client.get(reverse(CREATE)))


def test_kelompok_name_is_taken_once_in_a_desa(client, facilitator):
    make_kelompok(name="kelompok tani mata wai")
    client.force_login(facilitator)

    response = client.post(reverse(CREATE), FILLED)

    assert response.status_code == 422
    assert "Kelompok dengan nama ini sudah tercatat di desa ini." in text_of(response)
    assert 'value="Bibit jagung, 2022"' in text_of(response)


def test_kelompok_edit_writes_what_changed_and_shows_its_history(client, facilitator):
    kelompok = make_kelompok()
    client.force_login(facilitator)
    url = reverse(EDIT, args=[kelompok.pk])

    client.post(url, FILLED)

    kelompok.refresh_from_db()
    assert kelompok.registration_number == "53.18.04-0012"
    assert LogEntry.objects.for_record(kelompok).get().before["registration_number"] == ""
    assert "Data kelompok diubah" in text_of(client.get(url))


def test_kelompok_of_outsider_is_404(client, outsider):
    kelompok = make_kelompok()
    client.force_login(outsider)

    assert client.get(reverse(EDIT, args=[kelompok.pk])).status_code == 404


@pytest.mark.parametrize("who", ["camat", "observer", "opd_officer"])
@pytest.mark.parametrize("name", [CREATE, EDIT])
def test_kelompok_form_of_wrong_role_is_403(client, request, who, name):
    user = request.getfixturevalue(who)
    args = [make_kelompok().pk] if name == EDIT else []
    client.force_login(user)

    assert client.post(reverse(name, args=args), FILLED).status_code == 403


@pytest.mark.parametrize("name", [LIST, CREATE, EDIT])
def test_kelompok_wrong_method_is_405(client, facilitator, name):
    args = [make_kelompok().pk] if name == EDIT else []
    client.force_login(facilitator)

    assert client.put(reverse(name, args=args)).status_code == 405


@pytest.mark.parametrize("name", [LIST, CREATE, EDIT])
def test_kelompok_asks_visitors_to_log_in(client, kabupaten, name):
    url = reverse(name, args=[make_kelompok().pk] if name == EDIT else [])

    assert client.get(url).url == f"/masuk/?next={url}"
