"""A desa that is no more takes nothing new; what it asked for lives on, and its successor is named."""

import datetime

import pytest
from django.urls import reverse

from forum import actions as forum_actions
from forum.transitions import MoveRefused
from plans import actions
from plans.models import Kelompok, LivelihoodPlan, Usulan
from tests.factories import make_desa, make_usulan, verified_usulan

TODAY = datetime.date(2026, 11, 24)
CLOSED = datetime.date(2025, 1, 1)


@pytest.fixture
def merged(secretariat):
    """Onggol, merged into Waiholo."""
    desa = make_desa(name="Onggol")
    heir = make_desa(name="Waiholo")
    forum_actions.merge_desa(desa, heir, on=CLOSED, basis="Perda", by=secretariat, today=TODAY)
    return desa


def test_closed_desa_takes_no_new_plan_usulan_or_kelompok(secretariat, merged):
    sentence = r"^Desa Onggol tidak ada lagi sejak 1 Januari 2025\. Catat pada Desa Waiholo\.$"

    with pytest.raises(MoveRefused, match=sentence):
        actions.record_usulan(Usulan(desa=merged, title="Sumur bor", fiscal_year=2027), by=secretariat)
    plan = LivelihoodPlan(desa=merged, fiscal_year=2027, musyawarah_on=TODAY)
    with pytest.raises(MoveRefused, match=sentence):
        actions.record_plan(plan, by=secretariat)
    with pytest.raises(MoveRefused, match=sentence):
        actions.record_kelompok(Kelompok(desa=merged, name="Tani Maju"), by=secretariat)

    assert (Usulan.objects.count(), LivelihoodPlan.objects.count(), Kelompok.objects.count()) == (0, 0, 0)


def test_usulan_of_a_closed_desa_lives_on(secretariat, merged):
    usulan = make_usulan(desa=merged, title="Sumur bor")
    usulan.title = "Sumur bor Dusun 2"

    actions.record_usulan(usulan, ["title"], by=secretariat)

    assert Usulan.objects.get().title == "Sumur bor Dusun 2"


@pytest.mark.parametrize("page", ["plans:usulan_detail", "meetings:trace"])
def test_page_of_its_usulan_names_the_successor(client, secretariat, merged, page):
    usulan = verified_usulan(desa=merged)
    client.force_login(secretariat)

    content = client.get(reverse(page, args=[usulan.pk])).content.decode()

    heir = make_desa(name="Waiholo")
    told = f'Desa Onggol tidak ada lagi sejak 1 Januari 2025, diteruskan <a href="{heir.get_absolute_url()}">'
    assert f"{told}Desa Waiholo</a>. Usulan ini tetap berjalan." in content


def test_public_trace_names_the_successor_without_a_way_into_the_house(client, merged):
    usulan = verified_usulan(desa=merged)

    content = client.get(reverse("meetings:public_trace", args=[usulan.trace_key])).content.decode()

    assert "diteruskan Desa Waiholo. Usulan ini tetap berjalan." in content
    assert reverse("forum:desa_detail", args=[make_desa(name="Waiholo").pk]) not in content


def test_closed_desa_is_not_offered_for_new_ones(client, secretariat, merged):
    client.force_login(secretariat)
    make_desa(name="Tanjung Karoso")

    page = client.get(reverse("plans:usulan_create")).content.decode()
    asked = client.get(reverse("plans:usulan_create"), {"desa": merged.pk})

    assert ("Kodi: Waiholo" in page, "Kodi: Onggol" in page) == (True, False)
    assert asked.status_code == 422


def test_closed_desa_that_never_asked_is_not_counted_as_unserved(client, secretariat, merged):
    client.force_login(secretariat)
    url = reverse("plans:fairness")
    assert "Desa Onggol" not in client.get(url).content.decode()

    verified_usulan(desa=merged)

    assert "Desa Onggol" in client.get(url).content.decode()


def test_desa_page_leads_to_its_usulan_and_plans(client, secretariat):
    desa = make_desa(name="Onggol")
    client.force_login(secretariat)

    page = client.get(desa.get_absolute_url()).content.decode()

    usulan = reverse("plans:usulan_list", query={"kecamatan": desa.kecamatan_id, "desa": desa.pk})
    plans = reverse("plans:plan_list", query={"q": "Onggol"})
    assert [url for url in (usulan, plans) if url.replace("&", "&amp;") not in page] == []
