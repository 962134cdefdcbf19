"""The match on real rows: what it reads and learns from, what stands beside each candidate, what it costs."""

import pytest
from django.utils import timezone

from forum.models import User
from plans.actions import record_nomenclature
from plans.candidates import suggest, suggest_of_opd
from plans.choices import Bidang, OutcomeKind, Reason
from plans.models import Activity, Nomenclature, Outcome
from plans.models.nomenclature import Level
from plans.nomenclature_reader import NomenclatureRow
from plans.status import AnswerStatus
from tests.factories import (
    make_activity,
    make_answer,
    make_desa,
    make_kabupaten,
    make_kamus_entry,
    make_kecamatan,
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
    assert candidate.reason == "kata sama: jaringan, irigasi"
    assert candidate.warning == ""


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


def test_suggest_reads_the_definition_that_the_nomenclature_gives():
    usulan = verified_usulan(title="Pelatihan moko")
    plain, explained = (make_activity(name="Pelatihan", code=f"3.31.02.2.01.000{number}") for number in (1, 2))
    Nomenclature.objects.create(
        edition=explained.edition,
        code=explained.code,
        level=Level.SUB_KEGIATAN,
        name=explained.name,
        definition="Kerajinan moko",
    )

    found = suggest(usulan.kabupaten_id, {2024: [usulan]}, top=3)[2024, usulan.pk]

    assert [one.activity for one in found] == [explained, plain]


def test_suggest_understands_the_kamus_of_the_kabupaten_at_once():
    usulan, activity = verified_usulan(title="Moko adat"), make_activity(name="Pelatihan Tenun")
    assert suggest(usulan.kabupaten_id, {2024: [usulan]}, top=3)[2024, usulan.pk] == []

    entry = make_kamus_entry(term="moko", words="", code=activity.code)
    found = suggest(usulan.kabupaten_id, {2024: [usulan]}, top=3)[2024, usulan.pk]
    assert [(one.activity, one.reason) for one in found] == [(activity, "kamus: “moko” berarti kegiatan ini")]

    entry.delete()
    assert suggest(usulan.kabupaten_id, {2024: [usulan]}, top=3)[2024, usulan.pk] == []


def test_suggest_learns_from_the_outcomes_of_the_kabupaten():
    weaving = make_activity(name="Pelatihan Tenun", code="3.31.02.2.01.0005", lokus=1)
    wish = verified_usulan(title="Moko adat")
    assert suggest(wish.kabupaten_id, {2024: [wish]}, top=3)[2024, wish.pk] == []

    make_outcome(usulan=verified_usulan(title="Moko adat"), activity=weaving)

    found = suggest(wish.kabupaten_id, {2024: [wish]}, top=3)[2024, wish.pk]
    assert [(one.activity, one.reason) for one in found] == [(weaving, "1 usulan serupa pernah disepakati")]


def test_suggest_forgets_an_outcome_that_no_longer_stands():
    wish, earlier = verified_usulan(title="Moko adat"), verified_usulan(title="Moko adat")
    outcome = make_outcome(usulan=earlier, activity=make_activity(name="Pelatihan Tenun", lokus=1))
    assert names(suggest(wish.kabupaten_id, {2024: [wish]}, top=3)[2024, wish.pk]) == ["Pelatihan Tenun"]

    Outcome.objects.filter(pk=outcome.pk).update(is_current=False)

    assert suggest(wish.kabupaten_id, {2024: [wish]}, top=3)[2024, wish.pk] == []


def test_what_was_decided_on_a_usulan_is_no_precedent_for_it():
    activity = make_activity(name="Pelatihan Tenun", lokus=2)
    decided = verified_usulan(title="Moko adat")
    make_outcome(usulan=decided, activity=activity)
    assert suggest(decided.kabupaten_id, {2024: [decided]}, top=3)[2024, decided.pk] == []

    make_outcome(usulan=verified_usulan(title="Moko adat"), activity=activity)

    found = suggest(decided.kabupaten_id, {2024: [decided]}, top=3)[2024, decided.pk]
    assert [(one.activity, one.reason) for one in found] == [(activity, "1 usulan serupa pernah disepakati")]


def test_suggest_leaves_out_what_the_stage_in_force_no_longer_names():
    usulan, activity = irrigation(), make_activity(name=NAME)
    make_activity(name="Pelatihan Tenun")
    assert names(suggest(usulan.kabupaten_id, {2024: [usulan]}, top=3)[2024, usulan.pk]) == [NAME]

    Activity.objects.filter(pk=activity.pk).update(is_named=False, pagu=0)

    assert suggest(usulan.kabupaten_id, {2024: [usulan]}, top=3)[2024, usulan.pk] == []


def test_suggest_notices_what_an_import_of_the_nomenclature_explains():
    usulan = verified_usulan(title="Pelatihan moko")
    plain, explained = (make_activity(name="Pelatihan", code=f"3.31.02.2.01.000{number}") for number in (1, 2))
    before = [one.activity for one in suggest(usulan.kabupaten_id, {2024: [usulan]}, top=3)[2024, usulan.pk]]

    row = NomenclatureRow(explained.code, Level.SUB_KEGIATAN, explained.name, "A1", definition="Kerajinan moko")
    record_nomenclature([row], explained.edition, by=User.objects.system(), now=timezone.now())

    after = [one.activity for one in suggest(usulan.kabupaten_id, {2024: [usulan]}, top=3)[2024, usulan.pk]]
    assert (before, after) == ([plain, explained], [explained, plain])


def test_suggest_tells_which_lokus_may_go_to_the_desa():
    usulan = irrigation()
    activity = make_activity(name=NAME, lokus=1)
    make_lokus(activity=activity, desa=usulan.desa)
    make_lokus(activity=activity, desa=make_desa(name="Onggol"))

    candidate = suggest(usulan.kabupaten_id, {2024: [usulan]}, top=3)[2024, usulan.pk][0]

    assert (candidate.activity.lokus_open, candidate.lokus_here) == (3, 2)


def test_suggest_learns_from_another_year_by_the_code_of_the_sub_kegiatan():
    wish, opd = verified_usulan(title="Moko adat"), make_opd()
    this, next_year = (
        make_activity(name="Pelatihan Tenun", code="3.31.02.2.01.0005", opd=opd, fiscal_year=year, lokus=1)
        for year in (2024, 2025)
    )
    make_outcome(usulan=verified_usulan(title="Moko adat"), activity=this)

    found = suggest(wish.kabupaten_id, {2025: [wish]}, top=3)[2025, wish.pk]

    assert [one.activity for one in found] == [next_year]


def test_suggest_learns_nothing_from_another_kabupaten():
    elsewhere = make_kabupaten(code="81.05", name="Kabupaten Seram Bagian Timur")
    wish = verified_usulan(title="Moko adat")
    make_activity(name="Pelatihan Tenun", code="3.31.02.2.01.0005")
    other = make_activity(name="Pelatihan Tenun", code="3.31.02.2.01.0005", opd=make_opd(kabupaten=elsewhere), lokus=1)
    desa = make_desa(name="Kataloka", code="81.05.01.2001", kecamatan=make_kecamatan(kabupaten=elsewhere))
    make_outcome(usulan=verified_usulan(title="Moko adat", desa=desa), activity=other)

    assert suggest(wish.kabupaten_id, {2024: [wish]}, top=3)[2024, wish.pk] == []


def test_suggest_puts_second_what_an_opd_refused_twice_and_says_why():
    works, agriculture = make_opd(name="Dinas Pekerjaan Umum"), make_opd(name="Dinas Pertanian")
    first = make_activity(name="Pembangunan Jaringan Irigasi", opd=works)
    second = make_activity(name="Jaringan Irigasi Usaha Tani Desa", opd=agriculture)
    wish = irrigation()
    assert [one.activity for one in suggest(wish.kabupaten_id, {2024: [wish]}, top=3)[2024, wish.pk]] == [first, second]

    for _ in range(2):
        make_answer(
            referral=make_referral(usulan=irrigation(), opd=works),
            kind=OutcomeKind.REFUSED,
            reason=Reason.NOT_IN_RENJA,
            explanation="Renja tahun ini tidak memuatnya.",
            status=AnswerStatus.SENT,
        )

    found = suggest(wish.kabupaten_id, {2024: [wish]}, top=3)[2024, wish.pk]
    assert [(one.activity, one.warning) for one in found] == [(second, ""), (first, "Tidak ada di Renja")]


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

    # marks (activities, kamus, decisions, refusals), what was decided; each year's activities, definitions, kamus;
    # the candidates and their open lokus
    with django_assert_num_queries(14):
        suggest(usulan[0].kabupaten_id, {2024: usulan, 2025: usulan}, top=3)
    with django_assert_num_queries(6):  # the words are kept
        suggest(usulan[0].kabupaten_id, {2024: usulan, 2025: usulan}, top=3)
