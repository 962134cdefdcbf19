"""The order of priority: the pure shift of places, and the two pages that save it."""

import pytest
from django.urls import reverse

from plans.models import Usulan
from plans.priority import least_score, reorder
from tests.factories import complete_usulan, make_desa, make_kecamatan, make_usulan, verified_usulan


@pytest.mark.parametrize(
    ("wishes", "order"),
    [
        ({}, "abcd"),
        ({"c": 1}, "cabd"),
        ({"a": 2}, "bacd"),
        ({"a": 4, "d": 1}, "dbca"),
        ({"a": 3, "b": 1, "c": 2}, "bcad"),
        ({"b": None}, "acd"),
        ({"e": 2}, "aebcd"),
        ({"e": 99}, "abcde"),
        ({"c": 1, "d": 1}, "cdab"),
    ],
)
def test_reorder_gives_each_wish_its_place(wishes, order):
    assert "".join(reorder("abcd", wishes)) == order


@pytest.fixture
def three(kabupaten):
    """Three usulan of Waiholo: two in order, one not yet."""
    return [
        make_usulan(title="Sumur bor", desa_rank=1),
        make_usulan(title="Jalan usaha tani", desa_rank=2),
        make_usulan(title="Kandang kambing"),
    ]


def address(usulan):
    return reverse("plans:priority_desa", args=[usulan.desa_id, usulan.fiscal_year])


def ranks_typed(*pairs):
    return {f"rank_{usulan.pk}": rank for usulan, rank in pairs}


def titles_in_order(field="desa_rank"):
    return list(Usulan.objects.exclude(**{field: None}).order_by(field).values_list("title", field))


def test_priority_desa_saves_the_typed_places(client, facilitator, three):
    well, road, goats = three
    client.force_login(facilitator)

    response = client.post(address(well), ranks_typed((well, 1), (road, 2), (goats, 1)))

    assert response.status_code == 302
    assert titles_in_order() == [("Kandang kambing", 1), ("Sumur bor", 2), ("Jalan usaha tani", 3)]


def test_priority_desa_button_moves_one_up(client, facilitator, three):
    well, road, goats = three
    client.force_login(facilitator)

    response = client.post(address(well), ranks_typed((well, 1), (road, 2), (goats, "")) | {"up": road.pk})

    assert response.url == f"{address(well)}#usulan-{road.pk}"
    assert titles_in_order() == [("Jalan usaha tani", 1), ("Sumur bor", 2)]


def test_priority_desa_button_moves_one_down(client, facilitator, three):
    well, road, goats = three
    client.force_login(facilitator)

    client.post(address(well), ranks_typed((well, 1), (road, 2), (goats, "")) | {"down": well.pk})

    assert titles_in_order() == [("Jalan usaha tani", 1), ("Sumur bor", 2)]


def test_priority_desa_button_takes_in_what_has_no_place(client, facilitator, three):
    well, road, goats = three
    client.force_login(facilitator)

    client.post(address(well), ranks_typed((well, 1), (road, 2), (goats, "")) | {"up": goats.pk})

    assert titles_in_order() == [("Sumur bor", 1), ("Jalan usaha tani", 2), ("Kandang kambing", 3)]


def test_priority_desa_emptied_place_leaves_the_order(client, facilitator, three):
    well, road, goats = three
    client.force_login(facilitator)

    client.post(address(well), ranks_typed((well, ""), (road, 2), (goats, "")))

    assert titles_in_order() == [("Jalan usaha tani", 1)]


def test_priority_desa_refuses_what_is_no_number_and_keeps_it(client, facilitator, three):
    well, road, goats = three
    client.force_login(facilitator)

    response = client.post(address(well), ranks_typed((well, "pertama"), (road, 2), (goats, 0)))

    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="pertama"' in page
    assert "Tulis nomor urut Sumur bor dengan angka." in page
    assert "Nomor urut Kandang kambing dimulai dari 1." in page
    assert titles_in_order() == [("Sumur bor", 1), ("Jalan usaha tani", 2)]


def test_priority_moves_across_pages(client, facilitator):
    rows = [make_usulan(title=f"Usulan {rank:02}", desa_rank=rank) for rank in range(1, 28)]
    client.force_login(facilitator)
    last = rows[-1]

    client.post(f"{address(last)}?page=2", ranks_typed((rows[25], 26), (last, 1)))

    assert titles_in_order()[:2] == [("Usulan 27", 1), ("Usulan 01", 2)]
    assert titles_in_order()[-1] == ("Usulan 26", 27)


@pytest.mark.parametrize("rows", [1, 3])
def test_priority_desa_query_count(client, facilitator, rows, django_assert_num_queries):
    for number in range(rows):
        usulan = make_usulan(title=f"Perahu katinting {number}")
    client.force_login(facilitator)

    with django_assert_num_queries(7):
        response = client.get(address(usulan))

    assert response.content.count(b'href="/usulan/') - response.content.count(b'href="/usulan/?') == rows + 1


def test_priority_desa_empty_offers_to_begin(client, facilitator):
    desa = make_desa()
    client.force_login(facilitator)

    page = client.get(reverse("plans:priority_desa", args=[desa.pk, 2024])).content.decode()

    assert "Belum ada usulan untuk diurutkan pada tahun ini." in page
    assert f'href="/usulan/baru/?desa={desa.pk}&amp;tahun=2024"' in page


def test_priority_kecamatan_orders_what_was_submitted(client, camat):
    first, second = verified_usulan(title="Sumur bor"), verified_usulan(title="Jalan usaha tani")
    complete_usulan(title="Draf saja")
    client.force_login(camat)
    url = reverse("plans:priority_kecamatan", args=[camat.kecamatan_id, 2024])

    page = client.get(url).content.decode()
    response = client.post(url, ranks_typed((first, 2), (second, 1)))

    assert "Draf saja" not in page
    assert response.status_code == 302
    assert titles_in_order("kecamatan_rank") == [("Jalan usaha tani", 1), ("Sumur bor", 2)]


def places(kecamatan_name="Kodi"):
    kecamatan = make_kecamatan(name=kecamatan_name)
    desa = make_desa(kecamatan=kecamatan)
    return {
        "desa": reverse("plans:priority_desa", args=[desa.pk, 2024]),
        "kecamatan": reverse("plans:priority_kecamatan", args=[kecamatan.pk, 2024]),
    }


@pytest.mark.parametrize("place", ["desa", "kecamatan"])
def test_priority_of_outsider_is_404(client, kabupaten, outsider, place):
    url = places()[place]
    client.force_login(outsider)

    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("place", "who"),
    [
        ("desa", "camat"),
        ("desa", "opd_officer"),
        ("desa", "observer"),
        ("kecamatan", "facilitator"),
        ("kecamatan", "observer"),
    ],
)
def test_priority_of_wrong_role_is_403(client, request, place, who):
    user = request.getfixturevalue(who)
    url = places()[place]
    client.force_login(user)

    assert client.post(url, {}).status_code == 403


@pytest.mark.parametrize("place", ["desa", "kecamatan"])
def test_priority_wrong_method_is_405(client, secretariat, place):
    client.force_login(secretariat)

    assert client.put(places()[place]).status_code == 405


@pytest.mark.parametrize("place", ["desa", "kecamatan"])
def test_priority_asks_visitors_to_log_in(client, kabupaten, place):
    url = places()[place]

    assert client.get(url).url == f"/masuk/?next={url}"


@pytest.mark.parametrize(
    ("best", "is_calibrated", "least"), [(0.8, False, 0.6), (0.8, True, 0.4), (0.4, True, 0.3), (0.0, False, 0.0)]
)
def test_what_is_much_less_alike_serves_nobody(best, is_calibrated, least):
    assert least_score(best, is_calibrated=is_calibrated) == pytest.approx(least)
