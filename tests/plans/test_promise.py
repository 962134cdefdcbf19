"""What was agreed to be proposed in next year's Renja gets its activity and lokus once that Renja is there."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.urls import reverse

from forum.transitions import MoveRefused
from plans import actions
from plans.choices import FundingSource, OutcomeKind, Reason
from plans.forms.promise import PromiseFilter
from plans.ledger import ledger_faults
from plans.models import Lokus, Outcome
from plans.status import AnswerStatus
from tests.factories import TODAY, make_activity, make_answer, make_opd, make_outcome, make_referral, verified_usulan

LIST = reverse("plans:promise_list")
PRICE = 10_000_000


def promise(*, opd=None, year=2025, **fields) -> Outcome:
    usulan = fields.pop("usulan", None) or verified_usulan(**fields)
    kind = OutcomeKind.AGREED_NEXT_YEAR
    return make_outcome(usulan=usulan, kind=kind, target_year=year, target_opd=opd or make_opd())


def renja(**fields):
    return make_activity(fiscal_year=2025, **{"pagu": 5 * PRICE, "lokus": 1} | fields)


def gift(activity, *, volume=2, amount=PRICE):
    source = FundingSource.APBD_KABUPATEN
    return actions.PortionDraft(activity=activity, volume=volume, amount=amount, funding_source=source)


def attach_url(outcome):
    return reverse("plans:promise_attach", args=[outcome.pk])


def typed(activity, /, **fields) -> dict:
    return {
        "activity": activity.pk,
        "volume": "2",
        "amount": "10.000.000",
        "funding_source": FundingSource.APBD_KABUPATEN,
        "explanation": "",
    } | fields


# What waits


def test_promise_waits_until_its_year_is_decided(secretariat):
    waiting, kept, refused = (promise(title=title) for title in ("Sumur", "Jalan", "Perahu"))
    make_outcome(usulan=kept.usulan, activity=renja(), fiscal_year=2025)
    make_outcome(
        usulan=refused.usulan,
        kind=OutcomeKind.REFUSED,
        fiscal_year=2025,
        reason=Reason.LAND_UNCLEAR,
        explanation="Belum.",
    )
    make_outcome(kind=OutcomeKind.AGREED)

    assert list(Outcome.objects.promised()) == [waiting]


def test_promise_can_be_kept_once_its_opd_has_a_renja_of_that_year(secretariat):
    ready, waiting = promise(), promise(opd=make_opd(name="Dinas Sosial"))
    renja()

    assert list(Outcome.objects.promised().with_renja()) == [ready]
    assert list(Outcome.objects.promised().by_opd([waiting.target_opd_id])) == [waiting]


@pytest.mark.parametrize(("years", "nearest"), [([], 2025), ([2023, 2026], 2026), ([2024], 2024)])
def test_list_opens_at_the_nearest_year_that_something_was_promised_for(secretariat, years, nearest):
    for year in years:
        promise(year=year, usulan=verified_usulan(fiscal_year=2022))

    form = PromiseFilter(QueryDict(), user=secretariat, today=datetime.date(2024, 6, 1))

    assert form.values()["tahun"] == nearest


# Attaching


def test_attaching_decides_the_promised_year_and_holds_lokus_and_pagu(secretariat):
    promised, activity = promise(), renja()

    outcome = actions.attach_promised(promised, gift(activity), by=secretariat, today=TODAY)

    activity.refresh_from_db()
    assert (outcome.kind, outcome.fiscal_year, outcome.is_current) == (OutcomeKind.AGREED, 2025, True)
    assert outcome.explanation == "Menurut kesepakatan tahun 2024."
    assert activity.committed == PRICE
    assert Lokus.objects.get().portion == outcome.portions.get()
    assert list(Outcome.objects.promised()) == []
    promised.refresh_from_db()
    assert promised.is_current
    assert ledger_faults(activity.kabupaten) == []


def test_attaching_another_volume_is_an_agreement_with_changes_and_is_explained(secretariat):
    promised, activity = promise(), renja()

    with pytest.raises(MoveRefused, match="Jelaskan dalam satu kalimat"):
        actions.attach_promised(promised, gift(activity, volume=1), by=secretariat, today=TODAY)
    outcome = actions.attach_promised(
        promised, gift(activity, volume=1), explanation="Cukup satu.", by=secretariat, today=TODAY
    )

    assert (outcome.kind, outcome.explanation) == (OutcomeKind.AGREED_CHANGED, "Cukup satu.")


def test_promise_is_attached_once(secretariat):
    promised, activity = promise(), renja(lokus=2)
    actions.attach_promised(promised, gift(activity), by=secretariat, today=TODAY)

    with pytest.raises(MoveRefused, match="tidak lagi menunggu dilekatkan"):
        actions.attach_promised(promised, gift(activity), by=secretariat, today=TODAY)

    activity.refresh_from_db()
    assert activity.committed == PRICE


def test_attaching_is_the_secretariats(opd_officer, outsider):
    promised, activity = promise(), renja()

    for user in (opd_officer, outsider):
        with pytest.raises(PermissionDenied):
            actions.attach_promised(promised, gift(activity), by=user, today=TODAY)


# List


def shown(client, **query):
    return client.get(LIST, {"tahun": 2025, **query})


def test_list_counts_by_opd_and_tells_whose_renja_is_there(client, secretariat):
    promise()
    promise(title="Jalan")
    promise(opd=make_opd(name="Dinas Sosial"))
    renja()
    client.force_login(secretariat)

    page = shown(client)

    assert [(str(opd), count, activities) for opd, count, activities in page.context["offices"]] == [
        ("Dinas Pertanian", 2, 1),
        ("Dinas Sosial", 1, 0),
    ]
    assert "3 usulan yang disepakati untuk diusulkan" in page.content.decode()
    assert "Belum tercatat" in page.content.decode()


def test_list_of_one_opd_shows_each_beside_its_candidates_and_answer(client, secretariat):
    outcome = promise(title="Jaringan irigasi", kecamatan_rank=1)
    promise(title="Perahu", kecamatan_rank=2)
    activity = renja()
    asked = make_referral(usulan=outcome.usulan, fiscal_year=2025)
    make_answer(
        referral=asked, kind=OutcomeKind.AGREED, status=AnswerStatus.SENT, activity=activity, amount=PRICE, volume=2
    )
    client.force_login(secretariat)

    page = shown(client, opd=make_opd().pk)

    (first, candidates, referral), (second, *_) = page.context["rows"]
    assert [str(row.usulan) for row in (first, second)] == ["Jaringan irigasi", "Perahu"]
    assert [one.activity for one in candidates] == [activity]
    assert referral.answer.activity == activity
    assert attach_url(outcome) in page.content.decode()


def test_list_before_the_renja_offers_nothing_to_attach(client, secretariat):
    outcome = promise()
    client.force_login(secretariat)

    text = shown(client, opd=make_opd().pk).content.decode()

    assert f"{reverse('plans:usulan_refer', args=[2025, outcome.usulan_id])}?opd={make_opd().pk}" in text
    assert "Rencana kerja Dinas Pertanian tahun 2025 belum tercatat." in text
    assert attach_url(outcome) not in text


def test_officer_of_an_opd_sees_his_own_first_and_attaches_nothing(client, opd_officer):
    outcome = promise(title="Jaringan irigasi")
    renja()
    client.force_login(opd_officer)

    page = shown(client)

    assert page.context["opd"] == opd_officer.opd
    assert "Jaringan irigasi" in page.content.decode()
    assert attach_url(outcome) not in page.content.decode()


def test_list_shows_nothing_of_another_kabupaten(client, outsider):
    promise(title="Jaringan irigasi")
    client.force_login(outsider)

    assert "Jaringan irigasi" not in shown(client, opd=make_opd().pk).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_promise_list_query_count(client, secretariat, rows, django_assert_num_queries):
    for number in range(rows):
        outcome = promise(title="Jaringan irigasi", cost=number)
        make_referral(usulan=outcome.usulan, fiscal_year=2025)
    renja()
    client.force_login(secretariat)
    query = {"tahun": 2025, "opd": make_opd().pk}
    client.get(LIST, query)  # the words of the year are read once

    with django_assert_num_queries(16):
        response = client.get(LIST, query)

    assert len(response.context["rows"]) == rows


# Form


def test_attach_page_keeps_the_promise(client, secretariat):
    outcome, activity = promise(title="Jaringan irigasi"), renja()
    client.force_login(secretariat)

    page = client.get(attach_url(outcome))
    response = client.post(attach_url(outcome), typed(activity), follow=True)

    assert "Disepakati 31 Januari 2024 untuk diusulkan Dinas Pertanian dalam Renja tahun 2025." in page.content.decode()
    assert page.context["form"]["amount"].value() == 50_000_000
    assert response.redirect_chain == [(f"{LIST}?tahun=2025&opd={make_opd().pk}", 302)]
    assert "dilekatkan pada Renja Dinas Pertanian tahun 2025; lokusnya dipegang." in response.content.decode()
    assert outcome.usulan.outcomes.current().filter(fiscal_year=2025).count() == 1


def test_attach_page_begins_with_what_the_opd_answered(client, secretariat):
    outcome, activity = promise(), renja()
    asked = make_referral(usulan=outcome.usulan, fiscal_year=2025)
    make_answer(
        referral=asked, kind=OutcomeKind.AGREED, status=AnswerStatus.SENT, activity=activity, amount=PRICE, volume=1
    )
    client.force_login(secretariat)

    form = client.get(attach_url(outcome)).context["form"]

    assert (form["activity"].value(), form["amount"].value(), form["volume"].value()) == (activity.pk, PRICE, "1")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": ""}, "amount"),
        ({"activity": ""}, "activity"),
        ({"volume": "1"}, "explanation"),
        ({"lokus_number": "7"}, "lokus_number"),
    ],
)
def test_attach_with_a_fault_is_422_and_keeps_what_was_typed(client, secretariat, wrong, field):
    outcome, activity = promise(), renja()
    client.force_login(secretariat)

    response = client.post(attach_url(outcome), typed(activity, **wrong))

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert list(Outcome.objects.promised()) == [outcome]


def test_attach_beyond_the_pagu_is_422_and_says_so(client, secretariat):
    outcome, activity = promise(), renja(pagu=1)
    client.force_login(secretariat)

    response = client.post(attach_url(outcome), typed(activity))

    assert response.status_code == 422
    assert "tidak cukup untuk jumlah ini" in response.content.decode()


def test_attach_offers_only_activities_of_the_opd_that_promised(client, secretariat):
    outcome, own = promise(), renja()
    foreign = renja(opd=make_opd(name="Dinas Sosial"))
    client.force_login(secretariat)

    response = client.post(attach_url(outcome), typed(foreign))

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["activity"])
    assert own in response.context["form"].fields["activity"].queryset


def test_promise_pages_are_closed_to_others(client, secretariat, facilitator, outsider):
    outcome = promise()

    for url in (LIST, attach_url(outcome)):
        assert client.get(url).url.startswith(reverse("forum:login"))
    client.force_login(outsider)
    assert (client.get(attach_url(outcome)).status_code, client.post(attach_url(outcome)).status_code) == (404, 404)
    client.force_login(facilitator)
    assert client.get(LIST).status_code == 200
    assert (client.get(attach_url(outcome)).status_code, client.post(attach_url(outcome)).status_code) == (403, 403)
    client.force_login(secretariat)
    assert (client.post(LIST).status_code, client.delete(attach_url(outcome)).status_code) == (405, 405)
