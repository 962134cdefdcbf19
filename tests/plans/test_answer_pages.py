"""The page on which the desk drafts an answer, and the one on which the head sends it."""

import re

import pytest
from django.urls import reverse

from plans.choices import ANSWER_KINDS, FundingSource, OutcomeKind, Reason, Road
from plans.status import AnswerStatus
from tests.factories import (
    make_activity,
    make_answer,
    make_opd,
    make_referral,
    verified_usulan,
)

pytestmark = pytest.mark.django_db


def answer_url(referral):
    return reverse("plans:answer", args=[referral.pk])


def accept_url(referral):
    return reverse("plans:answer_accept", args=[referral.pk])


def typed(**fields) -> dict:
    """What a browser sends for a refusal; the fields of the other groups come along as they were."""
    return {
        "seen": "",
        "kind": "refused",
        "reason": "not_in_renja",
        "explanation": "Belum ada dalam Renja.",
        "volume": "2",
        "funding_source": "apbd_kabupaten",
        "target_year": "2025",
        **fields,
    }


# The form of the answer


def test_answer_offers_the_opds_activities_of_the_year_with_what_they_still_have(client, opd_officer):
    usulan = verified_usulan(title="Jaringan irigasi")
    alike = make_activity(name="Pembangunan Jaringan Irigasi", lokus=2, pagu=30_000_000)
    gone = make_activity(name="Pelatihan Tenun", code="3.27.03.2.02.9999")
    make_activity(name="Tahun lain", fiscal_year=2025)
    make_activity(name="OPD lain", opd=make_opd(name="Dinas Perikanan"))
    client.force_login(opd_officer)

    form = client.get(answer_url(make_referral(usulan=usulan))).context_data["form"]

    assert list(form.fields["activity"].choices)[1:] == [
        (
            "Mirip dengan usulan ini",
            [(alike.pk, "Pembangunan Jaringan Irigasi (2 lokus tersisa, sisa pagu Rp30.000.000)")],
        ),
        ("Sub kegiatan lain", [(gone.pk, "Pelatihan Tenun (tanpa lokus terbuka, sisa pagu Rp500.000.000)")]),
    ]


@pytest.mark.parametrize(
    ("planned", "sentence"),
    [(True, "Tidak ada kegiatan yang cukup mirip."), (False, "Belum ada rencana kerja OPD untuk tahun ini.")],
)
def test_answer_tells_an_opd_without_a_workplan_from_one_without_a_likely_activity(
    client, opd_officer, planned, sentence
):
    referral = make_referral(usulan=verified_usulan(title="Perahu katinting"))
    if planned:
        make_activity(name="Pelatihan Tenun", opd=referral.opd)
    client.force_login(opd_officer)

    page = client.get(answer_url(referral)).content.decode()

    assert re.findall(r'<p class="hint">((?:Tidak|Belum) ada (?:kegiatan|rencana)[^<]+)</p>', page) == [sentence]


def test_answer_begins_with_what_was_asked_for(client, opd_officer):
    client.force_login(opd_officer)

    form = client.get(answer_url(make_referral())).context_data["form"]

    assert (form["volume"].value(), form["target_year"].value()) == ("2", 2025)


def test_answer_revising_begins_with_the_one_that_stands(client, opd_officer):
    referral = make_referral()
    make_answer(referral=referral, kind=OutcomeKind.POSTPONED, road=Road.RENJA, target_year=2026, status="sent")
    client.force_login(opd_officer)

    response = client.get(answer_url(referral))

    assert (response.context_data["form"]["road"].value(), response.context_data["form"]["target_year"].value()) == (
        Road.RENJA,
        2026,
    )
    assert "tetap berlaku sampai jawaban baru dikirim" in response.content.decode()


def test_answer_saves_a_draft_without_what_its_kind_does_not_carry(client, opd_officer):
    referral = make_referral()
    client.force_login(opd_officer)

    response = client.post(answer_url(referral), typed(amount="bukan angka"))

    assert response["Location"] == reverse("plans:inbox") + "?tab=draf"
    draft = referral.answers.get()
    assert (draft.kind, draft.reason, draft.status) == (OutcomeKind.REFUSED, Reason.NOT_IN_RENJA, AnswerStatus.DRAFT)
    assert (draft.volume, draft.amount, draft.funding_source, draft.target_year) == (None, None, "", None)


def test_answer_agreeing_saves_its_portion(client, opd_officer):
    referral, activity = make_referral(), make_activity(lokus=1)
    client.force_login(opd_officer)

    client.post(answer_url(referral), typed(kind="agreed", activity=activity.pk, volume="1,5", amount="12.500.000"))

    draft = referral.answers.get()
    assert (draft.activity, float(draft.volume), draft.amount) == (activity, 1.5, 12_500_000)
    assert (draft.funding_source, draft.reason, draft.target_year) == (FundingSource.APBD_KABUPATEN, "", None)


@pytest.mark.parametrize("kind", [kind.value for kind in ANSWER_KINDS])
def test_answer_asks_for_what_its_kind_carries_beside_the_field(client, opd_officer, kind):
    missing = {
        "agreed": {"activity", "amount"},
        "agreed_changed": {"activity", "amount", "explanation"},
        "agreed_next_year": {"target_year"},
        "postponed": {"target_year", "road"},
        "redirected": {"target_opd"},
        "refused": {"reason", "explanation"},
    }
    referral = make_referral()
    client.force_login(opd_officer)

    response = client.post(answer_url(referral), typed(kind=kind, reason="", explanation="", target_year=""))

    assert response.status_code == 422
    assert set(response.context_data["form"].errors) == missing[kind]
    assert referral.answers.count() == 0


def test_answer_without_a_kind_keeps_what_was_typed(client, opd_officer):
    client.force_login(opd_officer)

    response = client.post(answer_url(make_referral()), typed(kind=""))

    assert response.status_code == 422
    page = response.content.decode()
    assert "Pilih jawaban." in page
    assert "Belum ada dalam Renja." in page


def test_answer_refused_by_the_books_keeps_what_was_typed(client, opd_officer):
    activity = make_activity(lokus=1, pagu=1_000_000)
    client.force_login(opd_officer)

    response = client.post(
        answer_url(make_referral()), typed(kind="agreed", activity=activity.pk, amount="2.000.000", volume="3")
    )

    assert response.status_code == 422
    page = response.content.decode()
    assert "Sisa pagu sub kegiatan ini Rp1.000.000." in page
    assert 'value="2.000.000"' in page


def test_answer_overtaken_by_a_colleague_shows_both_and_can_be_saved_knowingly(client, opd_officer):
    referral = make_referral()
    make_answer(referral=referral, kind=OutcomeKind.REFUSED, reason=Reason.LOKUS_FULL, explanation="Tulisan rekan.")
    client.force_login(opd_officer)

    response = client.post(answer_url(referral), typed(explanation="Tulisan saya."))

    assert response.status_code == 422
    page = response.content.decode()
    assert "Tulisan rekan." in page
    assert "Tulisan saya." in page
    assert referral.answers.get().explanation == "Tulisan rekan."

    seen = response.context_data["form"]["seen"].value()
    assert client.post(answer_url(referral), typed(explanation="Tulisan saya.", seen=seen)).status_code == 302
    assert referral.answers.get().explanation == "Tulisan saya."


def test_answer_of_the_head_may_be_sent_at_once(client, opd_head):
    referral = make_referral()
    client.force_login(opd_head)

    assert "Simpan dan kirim" in client.get(answer_url(referral)).content.decode()
    response = client.post(answer_url(referral), typed(send="1"))

    assert response["Location"] == reverse("plans:inbox") + "?tab=terkirim"
    answer = referral.answers.get()
    assert (answer.status, answer.is_current) == (AnswerStatus.SENT, True)


def test_answer_of_the_desk_is_not_sent_by_a_forged_button(client, opd_officer):
    referral = make_referral()
    client.force_login(opd_officer)

    assert "Simpan dan kirim" not in client.get(answer_url(referral)).content.decode()
    assert client.post(answer_url(referral), typed(send="1")).status_code == 403
    assert referral.answers.count() == 0


@pytest.mark.parametrize("who", ["secretariat", "facilitator", "camat", "observer"])
def test_answer_by_others_is_403(client, who, request):
    referral = make_referral()
    client.force_login(request.getfixturevalue(who))

    assert client.get(answer_url(referral)).status_code == 403
    assert client.post(answer_url(referral), typed()).status_code == 403
    assert referral.answers.count() == 0


def test_answer_for_another_opd_is_403(client, opd_officer):
    client.force_login(opd_officer)

    assert client.get(answer_url(make_referral(opd=make_opd(name="Dinas Perikanan")))).status_code == 403


# The head's page


def test_answer_accept_shows_the_draft_and_sends_what_was_read(client, opd_head):
    draft = make_answer(
        referral=make_referral(), kind=OutcomeKind.REFUSED, reason=Reason.LOKUS_FULL, explanation="Lokus habis."
    )
    client.force_login(opd_head)

    page = client.get(accept_url(draft.referral)).content.decode()
    assert "Lokus habis." in page
    assert draft.fingerprint in page
    response = client.post(accept_url(draft.referral), {"seen": draft.fingerprint})

    assert response["Location"] == reverse("plans:inbox") + "?tab=terkirim"
    draft.refresh_from_db()
    assert (draft.status, draft.is_current) == (AnswerStatus.SENT, True)


def test_answer_accept_of_a_stale_page_shows_the_draft_again(client, opd_head):
    draft = make_answer(referral=make_referral())
    client.force_login(opd_head)

    response = client.post(accept_url(draft.referral), {"seen": "lama"}, follow=True)

    assert "baru saja diubah rekan Anda" in response.content.decode()
    draft.refresh_from_db()
    assert draft.status == AnswerStatus.DRAFT


def test_answer_accept_without_a_draft_leads_to_what_was_sent(client, opd_head):
    answer = make_answer(referral=make_referral(), status=AnswerStatus.SENT)
    client.force_login(opd_head)

    response = client.post(accept_url(answer.referral), follow=True)

    assert response.redirect_chain == [(reverse("plans:inbox") + "?tab=terkirim", 302)]
    assert "Tidak ada draf yang menunggu dikirim" in response.content.decode()


@pytest.mark.parametrize("who", ["secretariat", "opd_officer", "facilitator", "camat", "observer"])
def test_answer_accept_by_others_is_403(client, who, request):
    draft = make_answer(referral=make_referral())
    client.force_login(request.getfixturevalue(who))

    assert client.get(accept_url(draft.referral)).status_code == 403
    assert client.post(accept_url(draft.referral), {"seen": draft.fingerprint}).status_code == 403
    draft.refresh_from_db()
    assert draft.status == AnswerStatus.DRAFT


@pytest.mark.parametrize("page", [answer_url, accept_url])
def test_answer_pages_are_closed_to_strangers(client, outsider, page):
    url = page(make_answer(referral=make_referral()).referral)

    assert client.get(url)["Location"].startswith(reverse("forum:login"))
    client.force_login(outsider)
    assert client.get(url).status_code == 404
    assert client.put(url).status_code == 405
