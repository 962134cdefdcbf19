"""What an OPD says: the desk drafts, the head sends, then it is locked until a new one takes its place."""

import pytest

from forum.choices import IncumbencyKind
from forum.models import LogEntry
from forum.transitions import MoveRefused
from plans import actions, rules
from plans.choices import FundingSource, OutcomeKind, Reason, Road
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
