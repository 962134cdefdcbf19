"""The match on real rows: which activities it reads, what stands beside each, what it costs."""

import pytest

from plans.candidates import suggest, suggest_of_opd
from plans.choices import Bidang
from tests.factories import (
    make_activity,
    make_kabupaten,
    make_lokus,
    make_opd,
    make_outcome,
    make_referral,
    verified_usulan,
)

pytestmark = pytest.mark.django_db
NAME = "Pembangunan Jaringan Irigasi Usaha Tani"


def irrigation(**fields):
    return verified_usulan(title="Jaringan irigasi Dusun 3", bidang=Bidang.AGRICULTURE, **fields)


def names(found):
    return [candidate.activity.name for candidate in found]


def test_suggest_answers_per_year():
    usulan = irrigation()
    this, following = make_activity(name=NAME), make_activity(name=NAME, fiscal_year=2025)

    found = suggest(usulan.kabupaten_id, {2024: [usulan], 2025: [usulan]}, top=3)

    assert {place: [one.activity for one in list_] for place, list_ in found.items()} == {
        (2024, usulan.pk): [this],
        (2025, usulan.pk): [following],
    }


def test_suggest_tells_lokus_and_pagu_left():
    usulan = irrigation()
    activity = make_activity(name=NAME, pagu=50_000_000, lokus=3)
    make_outcome(usulan=verified_usulan(), activity=activity, amount=20_000_000)

    candidate = suggest(usulan.kabupaten_id, {2024: [usulan]}, top=3)[2024, usulan.pk][0]

    assert (candidate.activity.lokus_open, candidate.activity.lokus_total) == (2, 3)
    assert candidate.activity.pagu_left == 30_000_000
    assert candidate.words == ("jaringan", "irigasi")


def test_suggest_never_offers_another_kabupaten():
    usulan = irrigation()
    make_activity(name=NAME, opd=make_opd(kabupaten=make_kabupaten(code="81.05", name="Kabupaten Seram Bagian Timur")))

    assert suggest(usulan.kabupaten_id, {2024: [usulan]}, top=3) == {}


def test_suggest_leaves_out_the_running_costs_of_an_opd():
    usulan = irrigation()
    make_activity(name=NAME, code="3.27.01.2.02.0001")

    assert suggest(usulan.kabupaten_id, {2024: [usulan]}, top=3) == {(2024, usulan.pk): []}


def test_suggest_notices_a_new_name():
    usulan = irrigation()
    activity = make_activity(name="Pelatihan Tenun")
    assert suggest(usulan.kabupaten_id, {2024: [usulan]}, top=3)[2024, usulan.pk] == []

    activity.name = NAME
    activity.save()

    assert names(suggest(usulan.kabupaten_id, {2024: [usulan]}, top=3)[2024, usulan.pk]) == [NAME]


def test_suggest_of_opd_offers_its_own_activities_only():
    usulan, opd = irrigation(), make_opd(name="Dinas Pekerjaan Umum")
    own = make_activity(name=NAME, opd=opd)
    make_lokus(activity=make_activity(name=NAME))

    found = suggest_of_opd(make_referral(usulan=usulan, opd=opd), top=3)

    assert [one.activity for one in found] == [own]


@pytest.mark.parametrize("rows", [1, 3])
def test_suggest_query_count(rows, django_assert_num_queries):
    usulan = [irrigation() for _ in range(rows)]
    for year in (2024, 2025):
        make_activity(name=NAME, fiscal_year=year)

    with django_assert_num_queries(4):
        suggest(usulan[0].kabupaten_id, {2024: usulan, 2025: usulan}, top=3)
    with django_assert_num_queries(2):  # the words are kept
        suggest(usulan[0].kabupaten_id, {2024: usulan, 2025: usulan}, top=3)
