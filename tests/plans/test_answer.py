"""What an OPD says: the desk drafts, the head sends, then it is locked until a new one takes its place."""

import pytest
from django.urls import reverse

from forum.choices import IncumbencyKind
from forum.models import LogEntry
from forum.transitions import MoveRefused
from plans import actions, rules
from plans.choices import ANSWER_KINDS, FundingSource, OutcomeKind, Reason, Road
from plans.models import Answer, Referral
from plans.status import ANSWER_MOVES, AnswerStatus
from tests.factories import (
    TODAY,
    make_activity,
    make_answer,
    make_desa,
    make_incumbency,
    make_jabatan,
    make_lokus,
    make_opd,
    make_outcome,
    make_person,
    make_referral,
    make_user,
    verified_usulan,
)

pytestmark = pytest.mark.django_db
EVERYBODY = ["secretariat", "opd_officer", "opd_head", "facilitator", "camat", "observer", "outsider"]


def answer_url(referral):
    return reverse("plans:answer", args=[referral.pk])


def accept_url(referral):
    return reverse("plans:answer_accept", args=[referral.pk])


def agreed(activity, **fields) -> Answer:
    return Answer(
        **{
            "kind": OutcomeKind.AGREED,
            "activity": activity,
            "volume": 2,
            "amount": 10_000_000,
            "funding_source": FundingSource.APBD_KABUPATEN,
            **fields,
        }
    )


def refused(**fields) -> Answer:
    return Answer(kind=OutcomeKind.REFUSED, reason=Reason.NOT_IN_RENJA, explanation="Belum ada dalam Renja.", **fields)


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


# Rules and moves


@pytest.mark.parametrize("is_open", [True, False])
@pytest.mark.parametrize("who", EVERYBODY)
def test_rule_draft_is_the_asked_opds_while_it_is_open(who, is_open, request):
    user, referral = request.getfixturevalue(who), make_referral(closed_on=None if is_open else TODAY)

    assert rules.can_draft_answer(user, referral, today=TODAY) is (who in ("opd_officer", "opd_head") and is_open)


@pytest.mark.parametrize("is_open", [True, False])
@pytest.mark.parametrize("status", AnswerStatus.values)
@pytest.mark.parametrize("who", EVERYBODY)
def test_rule_accept_is_the_heads_for_a_draft_of_an_open_question(who, status, is_open, request):
    user = request.getfixturevalue(who)
    answer = make_answer(referral=make_referral(closed_on=None if is_open else TODAY), status=status)

    may = who == "opd_head" and status == "draft" and is_open
    assert rules.can_accept_answer(user, answer, today=TODAY) is may


@pytest.mark.parametrize("who", EVERYBODY)
def test_rule_read_draft_is_the_opds_own(who, request):
    user, referral = request.getfixturevalue(who), make_referral()

    assert rules.can_read_draft_answer(user, referral, today=TODAY) is (who in ("opd_officer", "opd_head"))


def test_rule_accept_follows_the_plt_and_not_the_definitive_head(opd_head):
    person = make_person(name="Pelaksana Tugas")
    make_incumbency(jabatan=make_jabatan(opd=opd_head.opd, is_head=True), person=person, kind=IncumbencyKind.PLT)
    acting = make_user(opd=opd_head.opd, person=person)
    answer = make_answer()

    assert rules.can_accept_answer(acting, answer, today=TODAY)
    assert not rules.can_accept_answer(opd_head, answer, today=TODAY)


@pytest.mark.parametrize("status", AnswerStatus.values)
@pytest.mark.parametrize("move", ANSWER_MOVES)
def test_moves_of_an_answer(move, status):
    assert ANSWER_MOVES[move].starts_from(status) is ((move, status) in {("accept", "draft")})


# Drafting


def test_draft_is_written_and_seen_by_nobody_else(opd_officer):
    referral, activity = make_referral(), make_activity(lokus=1)

    actions.draft_answer(referral, agreed(activity), by=opd_officer, today=TODAY)

    draft = Answer.objects.get()
    assert (draft.status, draft.is_current, draft.activity) == (AnswerStatus.DRAFT, False, activity)
    shown = Referral.objects.with_answers().get()
    assert (shown.answer, shown.is_answered) == (None, False)
    entry = LogEntry.objects.for_record(referral.usulan).get()
    assert entry.sentence == "Dinas Pertanian menyiapkan draf jawaban untuk tahun 2024"
    assert "kind" not in entry.after


def test_draft_is_written_over_the_draft_there_is(opd_officer):
    referral = make_referral()
    actions.draft_answer(referral, refused(), by=opd_officer, today=TODAY)

    actions.draft_answer(referral, refused(target_source=""), by=opd_officer, today=TODAY)

    assert Answer.objects.count() == 1


def test_draft_leaves_the_answer_sent_before_it_standing(opd_officer):
    referral = make_referral()
    sent = make_answer(referral=referral, status=AnswerStatus.SENT)

    actions.draft_answer(referral, refused(), by=opd_officer, today=TODAY)

    assert Referral.objects.with_answers().get().answer == sent


def test_draft_over_a_colleagues_newer_draft_is_refused(opd_officer):
    referral = make_referral()
    actions.draft_answer(referral, refused(), by=opd_officer, today=TODAY)

    with pytest.raises(actions.DraftChanged) as caught:
        actions.draft_answer(referral, refused(), seen="", by=opd_officer, today=TODAY)

    assert caught.value.draft == Answer.objects.get()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": OutcomeKind.AGREED}, "Pilih sub kegiatan"),
        ({"kind": OutcomeKind.AGREED_CHANGED}, "Jelaskan dalam satu kalimat"),
        ({"kind": OutcomeKind.AGREED_NEXT_YEAR}, "Isi tahun tujuan"),
        ({"kind": OutcomeKind.POSTPONED, "target_year": 2025}, "Pilih jalur"),
        ({"kind": OutcomeKind.POSTPONED, "target_year": 2024, "road": Road.RENJA}, "Tahun tujuan harus sesudah 2024"),
        ({"kind": OutcomeKind.REDIRECTED}, "Pilih satu tujuan"),
        ({"kind": OutcomeKind.REFUSED, "explanation": "Habis."}, "Pilih alasan"),
        ({"kind": OutcomeKind.REFUSED, "reason": Reason.LOKUS_FULL}, "Jelaskan dalam satu kalimat"),
    ],
)
def test_draft_lacking_what_its_kind_carries_is_refused(opd_officer, fields, sentence):
    with pytest.raises(MoveRefused, match=sentence):
        actions.draft_answer(make_referral(), Answer(**fields), by=opd_officer, today=TODAY)

    assert Answer.objects.count() == 0


def test_draft_redirecting_to_the_same_opd_is_refused(opd_officer):
    referral = make_referral()

    with pytest.raises(MoveRefused, match="Pilih OPD lain"):
        actions.draft_answer(
            referral, Answer(kind=OutcomeKind.REDIRECTED, target_opd=referral.opd), by=opd_officer, today=TODAY
        )


@pytest.mark.parametrize(
    ("activity", "sentence"),
    [
        (lambda: make_activity(lokus=0), "tidak mempunyai lokus terbuka bagi Desa Waiholo"),
        (lambda: make_lokus(activity=make_activity(), desa=make_desa(name="Onggol")).activity, "tidak mempunyai lokus"),
        (lambda: make_activity(lokus=1, pagu=9_999_999), "Sisa pagu sub kegiatan ini Rp9.999.999"),
        (lambda: make_activity(lokus=1, fiscal_year=2025), "Pilih sub kegiatan OPD Anda untuk tahun 2024"),
        (lambda: make_activity(lokus=1, opd=make_opd(name="Dinas Lain")), "Pilih sub kegiatan OPD Anda"),
    ],
)
def test_draft_promises_only_what_is_still_there(opd_officer, activity, sentence):
    with pytest.raises(MoveRefused, match=sentence):
        actions.draft_answer(make_referral(), agreed(activity()), by=opd_officer, today=TODAY)


def test_draft_after_the_decision_is_refused(opd_officer):
    referral = make_referral()
    make_outcome(usulan=referral.usulan)

    with pytest.raises(MoveRefused, match="sudah ditutup"):
        actions.draft_answer(referral, refused(), by=opd_officer, today=TODAY)


# Sending


def test_accept_makes_it_the_answer_and_tells_the_log(opd_head):
    draft = make_answer(referral=make_referral(), kind=OutcomeKind.AGREED_NEXT_YEAR)

    actions.accept_answer(draft, seen=draft.fingerprint, by=opd_head, today=TODAY)

    assert Referral.objects.with_answers().get().answer == draft
    sentences = [entry.sentence for entry in LogEntry.objects.for_record(draft.referral.usulan)]
    assert sentences == [
        "Dinas Pertanian menjawab untuk tahun 2024: Disepakati untuk diusulkan dalam Renja tahun berikutnya, "
        "ke tahun 2025"
    ]


def test_accept_takes_the_place_of_the_earlier_answer(opd_head):
    referral = make_referral()
    earlier = make_answer(referral=referral, status=AnswerStatus.SENT)
    draft = make_answer(referral=referral)

    actions.accept_answer(draft, by=opd_head, today=TODAY)

    earlier.refresh_from_db()
    assert (earlier.status, earlier.is_current) == (AnswerStatus.SENT, False)
    assert Referral.objects.with_answers().get().answer == draft


def test_accept_of_a_wording_the_head_did_not_read_is_refused(opd_head, opd_officer):
    referral = make_referral()
    actions.draft_answer(referral, refused(), by=opd_officer, today=TODAY)
    read = Answer.objects.get()
    rewritten = refused()
    rewritten.explanation = "Ditulis sesudah dibaca."
    actions.draft_answer(referral, rewritten, by=opd_officer, today=TODAY)

    with pytest.raises(actions.DraftChanged):
        actions.accept_answer(Answer.objects.get(pk=read.pk), seen=read.fingerprint, by=opd_head, today=TODAY)

    assert Referral.objects.with_answers().get().answer is None


def test_accept_twice_is_refused_and_keeps_the_answer(opd_head):
    draft = make_answer(referral=make_referral())
    stale = Answer.objects.get()
    actions.accept_answer(draft, by=opd_head, today=TODAY)

    with pytest.raises(MoveRefused):
        actions.accept_answer(stale, by=opd_head, today=TODAY)

    assert Referral.objects.with_answers().get().answer == draft


def test_accept_when_the_last_lokus_went_meanwhile_is_refused(opd_head, opd_officer):
    referral, activity = make_referral(), make_activity(lokus=1)
    draft = actions.draft_answer(referral, agreed(activity), by=opd_officer, today=TODAY)
    make_outcome(usulan=verified_usulan(title="Yang lain"), activity=activity)

    with pytest.raises(MoveRefused, match="tidak mempunyai lokus terbuka"):
        actions.accept_answer(draft, by=opd_head, today=TODAY)


def test_send_writes_and_sends_at_once(opd_head):
    referral = make_referral()

    actions.send_answer(referral, refused(), by=opd_head, today=TODAY)

    assert Referral.objects.with_answers().get().answer.kind == OutcomeKind.REFUSED


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
