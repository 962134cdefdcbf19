"""The sync page: what it lists, what stands beside it, what may be done from it."""

import datetime

import pytest
from django.urls import reverse

from plans import actions as plans_actions
from plans.choices import Bidang, Block, FundingSource, OpenState, OutcomeKind, Reason, Road
from plans.models import Referral, Usulan
from plans.status import AnswerStatus, UsulanStatus
from plans.sync import find_usulan, lay_out, lay_out_one
from plans.tasks import compute_allocation
from tests.factories import (
    TODAY,
    complete_usulan,
    make_activity,
    make_answer,
    make_desa,
    make_kecamatan,
    make_opd,
    make_outcome,
    make_referral,
    make_usulan,
    verified_usulan,
)

pytestmark = pytest.mark.django_db
URL = reverse("plans:sync", args=[2024])
IRRIGATION = "Pembangunan Jaringan Irigasi Usaha Tani"
NOW = datetime.datetime(2024, 1, 31, 8, tzinfo=datetime.UTC)
SUBMITTED_AT = datetime.datetime(2024, 1, 10, 8, tzinfo=datetime.UTC)


def irrigation(**fields):
    return verified_usulan(title="Jaringan irigasi Dusun 3", bidang=Bidang.AGRICULTURE, **fields)


def titles(user, **chosen):
    return [usulan.title for usulan in find_usulan(user, 2024, **chosen)]


def sides(user, usulan, *, today=TODAY):
    return lay_out(user, [usulan], 2024, today=today)[0].sides


# What is listed


def test_sync_lists_what_is_asked_for_the_year_and_nothing_else(secretariat):
    verified_usulan(title="Diverifikasi")
    complete_usulan(title="Diajukan", status=UsulanStatus.SUBMITTED, submitted_at=SUBMITTED_AT)
    complete_usulan(title="Dikembalikan", status=UsulanStatus.RETURNED, submitted_at=SUBMITTED_AT)
    make_usulan(title="Draf")
    verified_usulan(title="Tahun lain", fiscal_year=2025)

    assert titles(secretariat) == ["Diverifikasi", "Diajukan"]


def test_sync_lists_the_postponed_in_its_target_year(secretariat):
    usulan = verified_usulan(title="Ditunda", fiscal_year=2023)
    make_outcome(usulan=usulan, kind=OutcomeKind.POSTPONED, target_year=2024, road=Road.MUSRENBANGCAM)

    assert titles(secretariat) == ["Ditunda"]


def test_sync_keeps_the_order_of_the_kecamatan_then_of_the_desa(secretariat):
    verified_usulan(title="Ketiga", desa_rank=2)
    verified_usulan(title="Kedua", desa_rank=1)
    verified_usulan(title="Pertama", kecamatan_rank=1)

    assert titles(secretariat) == ["Pertama", "Kedua", "Ketiga"]


def test_sync_narrows_by_place_and_bidang(secretariat):
    loura = make_kecamatan(name="Loura")
    karoso = make_desa(kecamatan=loura, name="Karuni")
    verified_usulan(title="Di Loura", desa=karoso, bidang=Bidang.SEAWEED)
    verified_usulan(title="Di Kodi", bidang=Bidang.FISHERIES)

    assert titles(secretariat, kecamatan=loura) == ["Di Loura"]
    assert titles(secretariat, desa=karoso) == ["Di Loura"]
    assert titles(secretariat, bidang=Bidang.FISHERIES) == ["Di Kodi"]


def test_sync_narrows_by_opd_asked_or_serving(secretariat):
    farming, fishing = make_opd(), make_opd(name="Dinas Perikanan")
    make_referral(usulan=verified_usulan(title="Ditanyakan"), opd=farming)
    make_outcome(usulan=verified_usulan(title="Dilayani"), activity=make_activity(opd=farming, lokus=1))
    make_referral(usulan=verified_usulan(title="OPD lain"), opd=fishing)

    assert titles(secretariat, opd=farming) == ["Ditanyakan", "Dilayani"]


def test_sync_narrows_by_state(secretariat):
    make_outcome(
        usulan=verified_usulan(title="Ditolak"),
        kind=OutcomeKind.REFUSED,
        reason=Reason.LOKUS_FULL,
        explanation="Lokus habis.",
    )
    make_outcome(usulan=verified_usulan(title="Disepakati"))
    make_referral(usulan=verified_usulan(title="Menunggu"))
    make_answer(referral=make_referral(usulan=verified_usulan(title="Dijawab")), status=AnswerStatus.SENT)
    make_answer(referral=make_referral(usulan=verified_usulan(title="Baru draf")))
    verified_usulan(title="Belum")

    assert titles(secretariat, state=OutcomeKind.REFUSED) == ["Ditolak"]
    assert titles(secretariat, state=OutcomeKind.AGREED) == ["Disepakati"]
    assert titles(secretariat, state=OpenState.UNDECIDED) == ["Menunggu", "Dijawab", "Baru draf", "Belum"]
    assert titles(secretariat, state=OpenState.UNREFERRED) == ["Belum"]
    assert titles(secretariat, state=OpenState.UNANSWERED) == ["Menunggu", "Baru draf"]


def test_planning_year_is_the_nearest_one_with_anything_asked(secretariat):
    rows = Usulan.objects.visible_to(secretariat)
    assert rows.planning_year(TODAY) == 2024

    verified_usulan(fiscal_year=2022)
    verified_usulan(fiscal_year=2019)

    assert rows.planning_year(TODAY) == 2022


# What stands beside it


def test_sides_hold_this_year_and_the_next(secretariat):
    usulan = irrigation()
    this, following = make_activity(name=IRRIGATION), make_activity(name=IRRIGATION, fiscal_year=2025)

    found = sides(secretariat, usulan)

    assert [side.year for side in found] == [2024, 2025]
    assert [[one.activity for one in side.candidates] for side in found] == [[this], [following]]


def test_sides_of_a_decided_year_need_no_candidates(secretariat):
    usulan = irrigation()
    make_activity(name=IRRIGATION)
    outcome = make_outcome(usulan=usulan)

    this, _ = sides(secretariat, usulan)

    assert (this.outcome, this.candidates) == (outcome, [])


def test_sides_count_the_days_without_an_answer(secretariat):
    usulan = verified_usulan()
    make_referral(usulan=usulan, asked_on=TODAY, due_on=TODAY + datetime.timedelta(days=10))

    question = sides(secretariat, usulan, today=TODAY + datetime.timedelta(days=12))[0].questions[0]

    assert (question.days, question.days_overdue) == (12, 2)
    assert question.can_withdraw


def test_sides_never_hold_a_draft(secretariat, opd_officer):
    usulan = verified_usulan()
    make_answer(referral=make_referral(usulan=usulan))

    for user in (secretariat, opd_officer):
        assert sides(user, usulan)[0].questions[0].referral.answer is None


def test_one_usulan_shows_candidates_and_closed_questions_also_when_decided(secretariat):
    usulan = irrigation()
    make_activity(name=IRRIGATION)
    referral = make_referral(usulan=usulan)
    make_outcome(usulan=usulan)

    this = lay_out_one(secretariat, usulan, 2024, today=TODAY).sides[0]

    assert [question.referral for question in this.questions] == [referral]
    assert IRRIGATION in [one.activity.name for one in this.candidates]


# The pages


@pytest.mark.parametrize("rows", [1, 3])
def test_sync_query_count(client, secretariat, rows, django_assert_num_queries):
    for year in (2024, 2025):
        make_activity(name=IRRIGATION, fiscal_year=year)
    verified_usulan(title="Saluran irigasi usaha tani", bidang=Bidang.AGRICULTURE)  # undecided: with candidates
    for _ in range(rows):
        usulan = irrigation()
        make_outcome(usulan=usulan)
        make_answer(referral=make_referral(usulan=usulan, fiscal_year=2025), status=AnswerStatus.SENT)
    client.force_login(secretariat)

    with django_assert_num_queries(25):
        response = client.get(URL)

    assert response.content.count(b"Jaringan irigasi Dusun 3") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_sync_usulan_query_count(client, secretariat, rows, django_assert_num_queries):
    usulan = irrigation()
    for number in range(rows):
        make_activity(name=IRRIGATION)
        make_referral(usulan=usulan, opd=make_opd(name=f"Dinas {number}"))
    client.force_login(secretariat)

    with django_assert_num_queries(19):
        response = client.get(reverse("plans:sync_usulan", args=[2024, usulan.pk]))

    assert response.content.count(b"belum dijawab") == rows


def test_sync_shows_wish_candidates_and_answer(client, secretariat):
    usulan = irrigation(kecamatan_rank=4)
    make_activity(name=IRRIGATION, lokus=3, pagu=75_000_000)
    make_answer(
        referral=make_referral(usulan=usulan, opd=make_opd(name="Dinas Perikanan"), fiscal_year=2025),
        kind=OutcomeKind.REDIRECTED,
        target_source=FundingSource.VILLAGE_FUND,
        status=AnswerStatus.SENT,
    )
    client.force_login(secretariat)

    page = client.get(URL).content.decode()

    for text in (
        "Desa Waiholo, Kecamatan Kodi",
        "urutan kecamatan 4",
        "Rp50.000.000",
        "kata sama: jaringan, irigasi",
        "3 dari 3 tersisa",
        "sisa Rp75.000.000",
        "Belum diteruskan ke OPD",
        "Dinas Perikanan",
        "Dialihkan",
        "ke Dana Desa",
    ):
        assert text in page


def test_sync_says_where_nothing_is_alike(client, secretariat):
    verified_usulan()
    make_activity(name="Pelatihan Tenun")
    client.force_login(secretariat)

    page = client.get(URL).content.decode()

    assert page.count("Tidak ada kegiatan yang cukup mirip") == 1
    assert page.count("Belum ada rencana kerja OPD untuk tahun ini") == 1  # next year's


def test_sync_says_whether_scores_are_calibrated(client, secretariat):
    irrigation()
    make_activity(name=IRRIGATION)
    client.force_login(secretariat)

    assert "Angka kecocokan belum ditera" in client.get(URL).content.decode()


def test_sync_tells_the_rank_in_the_waiting_list(client, secretariat):
    served, waiting = irrigation(kecamatan_rank=1), irrigation(kecamatan_rank=2)
    activity = make_activity(name=IRRIGATION, lokus=1)
    run = plans_actions.start_allocation(2024, {}, by=secretariat, now=NOW)
    compute_allocation.func(run.pk)
    plans_actions.apply_allocation(run, by=secretariat, now=NOW)

    first, second = (sides(secretariat, usulan)[0] for usulan in (served, waiting))

    assert (first.proposal.activity, first.candidates[0].rank) == (activity, None)
    assert (second.proposal.block, second.candidates[0].rank) == (Block.LOKUS, 1)
    client.force_login(secretariat)
    assert "urutan tunggu 1" in client.get(URL).content.decode()


def test_sync_leads_the_secretariat_to_checks_and_allocation(client, secretariat, camat, facilitator):
    ways = [reverse("plans:checks", args=[2024]), reverse("plans:allocation", args=[2024])]

    seen = {}
    for user in (secretariat, camat, facilitator):
        client.force_login(user)
        page = client.get(URL).content.decode()
        seen[user] = [f'href="{way}"' in page for way in ways]

    assert seen == {secretariat: [True, True], camat: [True, False], facilitator: [False, False]}


def test_sync_without_a_year_opens_the_planning_year(client, secretariat):
    verified_usulan(fiscal_year=2023)
    client.force_login(secretariat)

    response = client.get(reverse("plans:sync"))

    assert "Sinkronisasi tahun 2023" in response.content.decode()


def test_sync_pages_by_25_and_keeps_its_filters(client, secretariat):
    for number in range(26):
        verified_usulan(title=f"Perahu {number:02d}", desa_rank=number)
    client.force_login(secretariat)

    second = client.get(URL, {"bidang": Bidang.FISHERIES, "page": 2}).content.decode()

    assert second.count("Perahu ") == 1
    assert "26 usulan" in second
    assert "bidang=fisheries&amp;page=1" in second


def test_sync_offers_the_desa_of_the_chosen_kecamatan(client, secretariat):
    desa = make_desa()
    make_desa(kecamatan=make_kecamatan(name="Loura"), name="Karuni")
    client.force_login(secretariat)

    form = client.get(URL, {"kecamatan": desa.kecamatan_id}).context_data["filter_form"]

    assert list(form.fields["desa"].queryset) == [desa]
    assert "desa" not in client.get(URL).context_data["filter_form"].fields


@pytest.mark.parametrize("address", ["?kecamatan=x&desa=y", "?page=x&state=zzz", "?opd=999999"])
def test_sync_reads_a_broken_address_as_no_filter(client, secretariat, address):
    verified_usulan()
    client.force_login(secretariat)

    assert client.get(URL + address).content.count(b"Perahu katinting") == 1


def test_sync_empty_says_what_belongs_here(client, secretariat):
    client.force_login(secretariat)

    assert "Belum ada usulan yang diajukan untuk tahun ini." in client.get(URL).content.decode()
    assert "Tidak ada usulan yang cocok" in client.get(URL, {"bidang": Bidang.SEAWEED}).content.decode()


def test_sync_offers_referring_to_the_secretariat_alone(client, secretariat, camat):
    usulan = verified_usulan()
    refer = reverse("plans:usulan_refer", args=[2024, usulan.pk])

    for user, offered in ((secretariat, True), (camat, False)):
        client.force_login(user)
        assert (refer in client.get(URL).content.decode()) is offered


def test_sync_of_another_kabupaten_is_empty(client, outsider):
    verified_usulan()
    client.force_login(outsider)

    assert b"Perahu katinting" not in client.get(URL).content


def test_sync_usulan_offers_an_opd_until_it_is_asked(client, secretariat):
    usulan, activity = irrigation(), make_activity()
    client.force_login(secretariat)
    offer = f"{reverse('plans:usulan_refer', args=[2024, usulan.pk])}?opd={activity.opd_id}"
    page = reverse("plans:sync_usulan", args=[2024, usulan.pk])

    before = client.get(page).content.decode()
    make_referral(usulan=usulan, opd=activity.opd)
    after = client.get(page).content.decode()

    assert (offer in before, offer in after) == (True, False)


def test_sync_usulan_shows_what_the_opd_said_and_offers_withdrawing(client, secretariat):
    usulan = irrigation()
    referral = make_referral(usulan=usulan, note="Cek lahan.")
    make_answer(
        referral=referral,
        kind=OutcomeKind.REFUSED,
        reason=Reason.LAND_UNCLEAR,
        explanation="Lahan masih disengketakan.",
        status=AnswerStatus.SENT,
    )
    client.force_login(secretariat)

    page = client.get(reverse("plans:sync_usulan", args=[2024, usulan.pk])).content.decode()

    for text in ("Cek lahan.", "Tidak disepakati", "Lahan belum jelas", "Lahan masih disengketakan."):
        assert text in page
    assert reverse("plans:referral_withdraw", args=[referral.pk]) in page


def test_sync_usulan_offers_the_asked_opd_its_answer(client, opd_officer, facilitator):
    usulan = verified_usulan()
    link = reverse("plans:answer", args=[make_referral(usulan=usulan).pk])

    for user, offered in ((opd_officer, True), (facilitator, False)):
        client.force_login(user)
        assert (link in client.get(reverse("plans:sync_usulan", args=[2024, usulan.pk])).content.decode()) is offered


def test_sync_usulan_of_another_kabupaten_is_404(client, outsider):
    client.force_login(outsider)

    assert client.get(reverse("plans:sync_usulan", args=[2024, verified_usulan().pk])).status_code == 404


def test_sync_usulan_of_a_draft_is_404_for_others(client, camat):
    client.force_login(camat)

    assert client.get(reverse("plans:sync_usulan", args=[2024, make_usulan().pk])).status_code == 404


@pytest.mark.parametrize("name", ["sync", "sync_usulan"])
def test_sync_pages_are_read_only_and_closed(client, secretariat, name):
    url = URL if name == "sync" else reverse("plans:sync_usulan", args=[2024, verified_usulan().pk])

    assert client.get(url)["Location"].startswith(reverse("forum:login"))
    client.force_login(secretariat)
    assert client.post(url).status_code == 405
    assert Referral.objects.count() == 0


def test_sync_says_that_next_year_needs_nothing_where_this_year_serves(client, secretariat):
    usulan = verified_usulan()
    make_outcome(usulan=usulan)
    client.force_login(secretariat)

    content = client.get(reverse("plans:sync", args=[2024])).content.decode()

    assert "Dilayani tahun 2024." in content
    assert "Jawaban dan hasil 2025" not in content
    assert reverse("plans:usulan_refer", args=[2025, usulan.pk]) not in content
