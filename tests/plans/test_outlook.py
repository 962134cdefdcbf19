"""What would have changed the result, for the village: each candidate's facts, and the sentences told of a usulan."""

import datetime

import pytest
from django.urls import reverse

from plans import actions
from plans.candidates import suggest
from plans.choices import Bidang, Block, FundingSource, OutcomeKind, Reason, Road
from plans.outlook import IF_ONLY, outlook_of
from plans.tasks import compute_allocation
from tests.factories import (
    make_activity,
    make_desa,
    make_lokus,
    make_opd,
    make_outcome,
    make_usulan,
    verified_usulan,
)

pytestmark = pytest.mark.django_db
NAME = "Pembangunan Jaringan Irigasi Usaha Tani"
NOW = datetime.datetime(2024, 1, 31, 8, tzinfo=datetime.UTC)


def irrigation(**fields):
    return verified_usulan(title="Jaringan irigasi Dusun 3", bidang=Bidang.AGRICULTURE, **fields)


def candidate_of(usulan):
    return suggest(usulan.kabupaten_id, {2024: [usulan]}, top=3)[2024, usulan.pk][0]


def told(usulan):
    return list(outlook_of(usulan, list(usulan.outcomes.current())).sentences)


def test_a_free_candidate_says_so():
    make_activity(name=NAME, lokus=1)

    candidate = candidate_of(irrigation())

    assert candidate.block is None
    assert candidate.place == "Lokus terbuka bagi desa ini"
    assert candidate.what_if == "Tempat, lokus dan pagunya mengizinkan."


def test_a_candidate_without_lokus_on_offer_says_so():
    make_activity(name=NAME)

    candidate = candidate_of(irrigation())

    assert (candidate.block, candidate.place) == (Block.LOKUS, "Belum ada lokus yang ditawarkan")
    assert candidate.what_if == "Bila OPD menawarkan lokus pada kegiatan ini, usulan ini dapat dilayani."


def test_a_candidate_whose_lokus_name_other_desa_says_so():
    make_lokus(activity=make_activity(name=NAME), desa=make_desa(name="Onggol"))

    candidate = candidate_of(irrigation())

    assert (candidate.block, candidate.place) == (Block.LOKUS, "Lokus yang terbuka hanya bagi desa lain")
    assert candidate.what_if == "Bila OPD membuka satu lokus bagi desa ini, usulan ini dapat dilayani."


def test_a_candidate_whose_lokus_are_held_says_so():
    make_outcome(usulan=verified_usulan(), activity=make_activity(name=NAME, lokus=1))

    candidate = candidate_of(irrigation())

    assert (candidate.block, candidate.place) == (Block.LOKUS, "Lokus penuh")
    assert candidate.what_if == "Bila satu lokus dibuka atau dikembalikan, usulan ini dapat dilayani."


@pytest.mark.parametrize(
    ("pagu", "what_if"),
    [
        (20_000_000, "Bila biayanya paling banyak Rp20.000.000, pagu kegiatan ini cukup."),
        (0, "Bila pagu kegiatan ini ditambah, usulan ini dapat dilayani."),
    ],
)
def test_a_candidate_with_too_little_pagu_says_how_much_would_do(pagu, what_if):
    make_activity(name=NAME, lokus=1, pagu=pagu)

    candidate = candidate_of(irrigation(cost=50_000_000))

    assert (candidate.block, candidate.what_if) == (Block.PAGU, what_if)


def test_outlook_of_a_year_without_workplan_says_so():
    assert told(irrigation()) == [
        "Tahun 2024 belum ada rencana kerja OPD. Bila rencana kerja itu masuk, calon kegiatannya dicari dengan "
        "sendirinya."
    ]


def test_outlook_without_anything_alike_names_a_word_that_would_help():
    make_activity(name="Pelatihan Tenun", opd=make_opd(name="Dinas Perindustrian"))

    assert told(verified_usulan(title="Moko adat")) == [
        "Tidak ada kegiatan OPD tahun 2024 yang cukup mirip dengan usulan ini.",
        "Bila kata “pelatihan” dipakai dalam judul, calon pertamanya Pelatihan Tenun (Dinas Perindustrian).",
    ]


def test_outlook_tells_what_blocks_the_likest_and_who_is_free():
    make_activity(name="Jaringan Irigasi Permukaan", opd=make_opd(name="Dinas Pekerjaan Umum"))
    make_activity(name="Jaringan Irigasi Usaha Tani", opd=make_opd(name="Dinas Pertanian"), lokus=1)

    assert told(irrigation()) == [
        "Kegiatan tahun 2024 yang paling mirip: Jaringan Irigasi Permukaan (Dinas Pekerjaan Umum). Belum ada lokus "
        "yang ditawarkan. Bila OPD menawarkan lokus pada kegiatan ini, usulan ini dapat dilayani.",
        "Bila diteruskan ke Dinas Pertanian: Jaringan Irigasi Usaha Tani masih mempunyai lokus dan pagu.",
        "Bila kata “tani” dipakai dalam judul, calon pertamanya Jaringan Irigasi Usaha Tani (Dinas Pertanian).",
    ]


def test_outlook_tells_how_many_lokus_are_missing(secretariat):
    first, _, last = (irrigation(kecamatan_rank=rank) for rank in (1, 2, 3))
    activity = make_activity(name=NAME, lokus=1)
    run = actions.start_allocation(2024, {}, by=secretariat, now=NOW)
    compute_allocation.func(run.pk)
    actions.apply_allocation(run, by=secretariat, now=NOW)

    make_outcome(usulan=first, activity=activity)

    outlook = outlook_of(last, [])

    assert (outlook.proposal.block, outlook.proposal.rank) == (Block.LOKUS, 2)
    assert outlook.sentences[0].endswith("Bila 2 lokus dibuka atau dikembalikan, giliran usulan ini tiba.")


@pytest.mark.parametrize("reason", IF_ONLY)
def test_outlook_of_a_refusal_begins_with_what_its_reason_asks_for(reason):
    usulan = irrigation()
    make_outcome(usulan=usulan, kind=OutcomeKind.REFUSED, reason=reason, explanation="Belum dapat.")

    assert told(usulan)[0] == IF_ONLY[reason]


def test_outlook_of_a_refusal_for_lokus_tells_what_holds_now():
    usulan = irrigation()
    make_outcome(usulan=usulan, kind=OutcomeKind.REFUSED, reason=Reason.LOKUS_FULL, explanation="Habis.")
    make_activity(name=NAME, lokus=1)

    assert told(usulan) == [
        f"Kegiatan tahun 2024 yang paling mirip: {NAME} (Dinas Pertanian). Tempat, lokus dan pagunya mengizinkan."
    ]


def test_outlook_of_the_postponed_looks_at_the_target_year():
    usulan = irrigation()
    make_outcome(usulan=usulan, kind=OutcomeKind.POSTPONED, target_year=2025, road=Road.MUSRENBANGCAM)
    make_activity(name=NAME)

    assert told(usulan)[0].startswith("Tahun 2025 belum ada rencana kerja OPD.")


def test_outlook_of_what_is_served_or_still_with_the_desa_tells_nothing():
    served = irrigation()
    make_outcome(usulan=served)

    assert told(served) == []
    assert told(make_usulan()) == []


def test_outlook_of_the_redirected_is_told():
    usulan = irrigation()
    make_outcome(usulan=usulan, kind=OutcomeKind.REDIRECTED, target_source=FundingSource.VILLAGE_FUND)

    assert told(usulan) != []


def test_outlook_stands_on_the_page_of_the_usulan_and_on_the_village_s_own(client, facilitator):
    usulan = irrigation()
    make_activity(name=NAME)
    sentence = "Bila OPD menawarkan lokus pada kegiatan ini, usulan ini dapat dilayani."

    public = client.get(reverse("meetings:public_trace", args=[usulan.trace_key]))
    client.force_login(facilitator)
    own = client.get(usulan.get_absolute_url())

    assert sentence in public.content.decode()
    assert sentence in own.content.decode()
