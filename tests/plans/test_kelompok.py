"""The pages of kelompok."""

import html

import pytest
from django.urls import reverse

from forum.models import LogEntry
from plans.choices import Bidang, OutcomeKind
from plans.models import EarlierHelp, Kelompok, Support
from tests.factories import make_desa, make_kecamatan, make_kelompok, make_outcome, make_usulan, verified_usulan

LIST, CREATE, EDIT = "plans:kelompok_list", "plans:kelompok_create", "plans:kelompok_edit"
DETAIL, HELP, UNHELP = "plans:kelompok_detail", "plans:earlier_help_create", "plans:earlier_help_remove"
FILLED = {
    "name": "Kelompok Tani Mata Wai",
    "men": "12",
    "women": "8",
    "registration": "simluhtan",
    "registration_number": "53.18.04-0012",
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


def test_kelompok_list_tells_what_decides_on_a_wish(client, observer):
    helped = make_kelompok(men=12, women=8, registration="simluhtan", registration_number="53.18.04-0012")
    EarlierHelp.objects.create(kelompok=helped, what="Bibit jagung")
    make_kelompok(name="Kelompok baru")
    client.force_login(observer)

    page = text_of(client.get(reverse(LIST)))

    assert helped.get_absolute_url() in page
    assert "12 L / 8 P" in page
    assert "Simluhtan 53.18.04-0012" in page
    assert (page.count(">Ya</td>"), page.count(">Belum tercatat</td>")) == (1, 1)


def test_kelompok_create_stores_what_was_written(client, facilitator):
    client.force_login(facilitator)

    response = client.post(reverse(CREATE), FILLED, follow=True)

    kelompok = Kelompok.objects.get()
    assert (kelompok.desa, kelompok.name, kelompok.is_registered) == (facilitator.desa.get(), FILLED["name"], True)
    assert "tercatat dan dapat dipilih pada usulan Desa Waiholo." in text_of(response)
    assert response.redirect_chain == [(kelompok.get_absolute_url(), 302)]
    assert (kelompok.men, kelompok.women, kelompok.registration_label) == (12, 8, "Simluhtan 53.18.04-0012")
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
    assert 'value="53.18.04-0012"' in text_of(response)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"registration": ""}, "Pilih tempat kelompok ini terdaftar."),
        ({"registration_number": ""}, "Isi nomor registrasinya, atau kosongkan “Terdaftar di”."),
        ({"men": "dua belas"}, "Tulis angka bulat, misalnya 12."),
    ],
)
def test_kelompok_form_says_what_is_wrong(client, facilitator, changes, sentence):
    client.force_login(facilitator)

    response = client.post(reverse(CREATE), FILLED | changes)

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not Kelompok.objects.exists()


def test_kelompok_edit_writes_what_changed_and_shows_its_history(client, facilitator):
    kelompok = make_kelompok()
    client.force_login(facilitator)
    url = reverse(EDIT, args=[kelompok.pk])

    client.post(url, FILLED)

    kelompok.refresh_from_db()
    assert kelompok.registration_number == "53.18.04-0012"
    assert LogEntry.objects.for_record(kelompok).get().before["registration_number"] == ""
    assert "Data kelompok diubah" in text_of(client.get(kelompok.get_absolute_url()))


# --- its page ---


def test_kelompok_detail_shows_its_usulan_its_support_and_earlier_help(client, observer):
    kelompok = make_kelompok(men=12, women=8)
    usulan = verified_usulan(kelompok=kelompok, title="Perahu katinting")
    make_outcome(usulan=usulan)
    make_usulan(kelompok=kelompok, title="Masih draf")
    Support.objects.create(
        kabupaten=kelompok.kabupaten,
        desa=kelompok.desa,
        kelompok=kelompok,
        title="Budidaya sayur",
        bidang=Bidang.AGRICULTURE,
        fiscal_year=2024,
    )
    EarlierHelp.objects.create(kelompok=kelompok, what="Bibit jagung 50 kg", source="Dinas Pertanian", year=2022)
    EarlierHelp.objects.create(kelompok=kelompok, what="Terpal")
    client.force_login(observer)

    response = client.get(reverse(DETAIL, args=[kelompok.pk]))

    page = text_of(response)
    assert [one.title for one in response.context["usulan"]] == ["Perahu katinting"]
    assert response.context["usulan"][0].outcome_state == OutcomeKind.AGREED
    assert "Budidaya sayur" in page
    assert [one.what for one in response.context["earlier_help"]] == ["Bibit jagung 50 kg", "Terpal"]
    assert "belum terdaftar" in page.lower()
    assert "Ubah data" not in page
    assert "Hapus" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_kelompok_detail_query_count(client, facilitator, rows, django_assert_num_queries):
    kelompok = make_kelompok()
    for number in range(rows):
        make_usulan(kelompok=kelompok, title=f"Usulan {number}")
        EarlierHelp.objects.create(kelompok=kelompok, what=f"Bibit {number}")
    client.force_login(facilitator)

    with django_assert_num_queries(9):
        response = client.get(kelompok.get_absolute_url())

    assert response.content.count(b'scope="row"') == 2 * rows


def test_earlier_help_is_written_down_and_taken_away(client, facilitator):
    kelompok = make_kelompok()
    client.force_login(facilitator)

    client.post(reverse(HELP, args=[kelompok.pk]), {"what": "Bibit jagung", "source": "Dinas Pertanian", "year": 2022})
    earlier_help = EarlierHelp.objects.get()
    question = text_of(client.get(reverse(UNHELP, args=[earlier_help.pk])))
    response = client.post(reverse(UNHELP, args=[earlier_help.pk]))

    assert str(earlier_help) == "Bibit jagung, Dinas Pertanian, 2022"
    assert "Hapus catatan “Bibit jagung, Dinas Pertanian, 2022”?" in question
    assert response.url == kelompok.get_absolute_url()
    assert not EarlierHelp.objects.exists()
    assert [entry.sentence for entry in LogEntry.objects.for_record(kelompok).order_by("pk")] == [
        "Bantuan yang pernah diterima dicatat: Bibit jagung, Dinas Pertanian, 2022",
        "Catatan bantuan dihapus: Bibit jagung, Dinas Pertanian, 2022",
    ]


@pytest.mark.parametrize(
    ("filled", "sentence"),
    [
        ({"what": ""}, "Isi bantuan, misalnya Bibit jagung 50 kg."),
        ({"what": "Bibit", "year": "22"}, "Tulis tahun yang sudah berjalan dengan empat angka, misalnya 2022."),
        ({"what": "Bibit", "year": "2999"}, "Tulis tahun yang sudah berjalan dengan empat angka, misalnya 2022."),
    ],
)
def test_earlier_help_says_what_is_wrong(client, facilitator, filled, sentence):
    client.force_login(facilitator)

    response = client.post(reverse(HELP, args=[make_kelompok().pk]), filled)

    assert response.status_code == 422
    assert sentence in text_of(response)


def test_usulan_detail_names_the_kelompok_and_its_earlier_help(client, facilitator):
    kelompok = make_kelompok()
    EarlierHelp.objects.create(kelompok=kelompok, what="Bibit jagung", year=2022)
    client.force_login(facilitator)

    page = text_of(client.get(make_usulan(kelompok=kelompok).get_absolute_url()))

    assert f'<a href="{kelompok.get_absolute_url()}">Kelompok Tani Contoh</a>' in page
    assert "belum terdaftar. Pernah menerima Bibit jagung, 2022" in page


# --- doors ---


def address_of(name, kelompok):
    if name == UNHELP:
        return reverse(name, args=[EarlierHelp.objects.create(kelompok=kelompok, what="Bibit").pk])
    return reverse(name, args=[] if name in (LIST, CREATE) else [kelompok.pk])


@pytest.mark.parametrize("name", [DETAIL, EDIT, HELP, UNHELP])
def test_kelompok_of_outsider_is_404(client, outsider, name):
    url = address_of(name, make_kelompok())
    client.force_login(outsider)

    assert client.get(url).status_code == 404


@pytest.mark.parametrize("who", ["camat", "observer", "opd_officer"])
@pytest.mark.parametrize("name", [CREATE, EDIT, HELP, UNHELP])
def test_kelompok_form_of_wrong_role_is_403(client, request, who, name):
    client.force_login(request.getfixturevalue(who))
    url = address_of(name, make_kelompok())

    assert client.post(url, FILLED).status_code == 403


@pytest.mark.parametrize("name", [LIST, CREATE, DETAIL, EDIT, HELP, UNHELP])
def test_kelompok_wrong_method_is_405(client, facilitator, name):
    url = address_of(name, make_kelompok())
    client.force_login(facilitator)

    assert client.put(url).status_code == 405


@pytest.mark.parametrize("name", [LIST, CREATE, DETAIL, EDIT, HELP, UNHELP])
def test_kelompok_asks_visitors_to_log_in(client, kabupaten, name):
    url = address_of(name, make_kelompok())

    assert client.get(url).url == f"/masuk/?next={url}"
