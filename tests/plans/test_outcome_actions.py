"""What the forum decides, and the books of lokus and pagu behind it."""

import datetime

import pytest

from forum.transitions import MoveRefused
from plans import actions
from plans.choices import FundingSource, OutcomeKind, Reason, Road
from plans.ledger import ledger_faults
from plans.models import Lokus, Outcome
from plans.models.workplan import LokusState
from tests.factories import (
    TODAY,
    make_activity,
    make_desa,
    make_lokus,
    make_opd,
    make_outcome,
    make_referral,
    verified_usulan,
)

NOW = datetime.datetime(2024, 2, 9, 3, tzinfo=datetime.UTC)


def portion(activity, *, amount=10_000_000, lokus=None):
    return actions.PortionDraft(
        activity=activity, volume=1, amount=amount, funding_source=FundingSource.APBD_KABUPATEN, lokus=lokus
    )


def agreed(usulan, **fields):
    return Outcome(usulan=usulan, fiscal_year=2024, kind=OutcomeKind.AGREED, **fields)


def test_outcome_holds_one_lokus_and_its_pagu(secretariat):
    activity = make_activity(pagu=30_000_000, lokus=2)

    outcome = actions.record_outcome(agreed(verified_usulan()), [portion(activity)], by=secretariat, today=TODAY)

    activity.refresh_from_db()
    assert activity.committed == 10_000_000
    assert [slot.state for slot in activity.lokus.order_by("number")] == [LokusState.HELD, LokusState.OPEN]
    assert activity.lokus.get(number=1).portion == outcome.portions.get()
    assert ledger_faults(activity.kabupaten) == []


def test_outcome_prefers_the_slot_that_names_the_desa(secretariat):
    usulan = verified_usulan()
    activity = make_activity(lokus=1)
    named = make_lokus(activity=activity, desa=usulan.desa)

    actions.record_outcome(agreed(usulan), [portion(activity)], by=secretariat, today=TODAY)

    named.refresh_from_db()
    assert named.state == LokusState.HELD


def test_outcome_never_takes_a_slot_named_for_another_desa(secretariat):
    activity = make_activity()
    make_lokus(activity=activity, desa=make_desa(name="Onggol"))

    with pytest.raises(MoveRefused, match="tidak mempunyai lokus terbuka"):
        actions.record_outcome(agreed(verified_usulan()), [portion(activity)], by=secretariat, today=TODAY)

    assert Outcome.objects.count() == 0
    activity.refresh_from_db()
    assert activity.committed == 0


def test_outcome_without_lokus_left_tells_who_took_the_last(secretariat):
    activity = make_activity(lokus=1)
    make_outcome(usulan=verified_usulan(desa=make_desa(name="Onggol")), activity=activity)

    with pytest.raises(MoveRefused, match="lokus terakhir baru saja dipakai Desa Onggol"):
        actions.record_outcome(agreed(verified_usulan()), [portion(activity)], by=secretariat, today=TODAY)


def test_outcome_beyond_pagu_is_refused_whole(secretariat):
    activity = make_activity(pagu=9_999_999, lokus=1)

    with pytest.raises(MoveRefused, match="Sisa pagu"):
        actions.record_outcome(agreed(verified_usulan()), [portion(activity)], by=secretariat, today=TODAY)

    assert Lokus.objects.open().count() == 1
    assert ledger_faults(activity.kabupaten) == []


def test_one_usulan_is_served_by_two_opd(secretariat):
    water, farming = make_activity(opd=make_opd(name="Dinas PU"), lokus=1), make_activity(lokus=1)

    outcome = actions.record_outcome(
        agreed(verified_usulan()), [portion(water), portion(farming)], by=secretariat, today=TODAY
    )

    assert outcome.portions.count() == 2
    assert ledger_faults(water.kabupaten) == []


def test_later_no_returns_lokus_and_pagu_and_keeps_the_old_outcome(secretariat):
    usulan, activity = verified_usulan(), make_activity(lokus=1)
    first = make_outcome(usulan=usulan, activity=activity)
    actions.take_lokus([first], by=secretariat, now=NOW)
    refusal = Outcome(
        usulan=usulan,
        fiscal_year=2024,
        kind=OutcomeKind.REFUSED,
        reason=Reason.LAND_UNCLEAR,
        explanation="Lahan sengketa.",
    )

    actions.record_outcome(refusal, replaces=first, by=secretariat, today=TODAY)

    first.refresh_from_db()
    activity.refresh_from_db()
    assert (first.is_current, refusal.supersedes) == (False, first)
    assert (activity.committed, activity.lokus.get().state) == (0, LokusState.OPEN)
    assert first.portions.count() == 1
    assert ledger_faults(activity.kabupaten) == []


def test_second_to_decide_is_told_what_the_first_decided(secretariat):
    usulan = verified_usulan()
    make_outcome(usulan=usulan)

    with pytest.raises(MoveRefused, match="baru saja diputuskan: Disepakati"):
        actions.record_outcome(agreed(usulan), [portion(make_activity(lokus=1))], by=secretariat, today=TODAY)


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        (OutcomeKind.AGREED, {}, "Pilih sub kegiatan"),
        (OutcomeKind.AGREED_CHANGED, {}, "Jelaskan dalam satu kalimat"),
        (OutcomeKind.AGREED_NEXT_YEAR, {}, "Isi tahun tujuan"),
        (OutcomeKind.AGREED_NEXT_YEAR, {"target_year": 2025}, "Pilih OPD yang mengusulkannya"),
        (OutcomeKind.MERGED, {}, "Pilih usulan tempat"),
        (OutcomeKind.POSTPONED, {"target_year": 2025}, "Pilih jalur"),
        (OutcomeKind.POSTPONED, {"target_year": 2024, "road": Road.RENJA}, "sesudah 2024"),
        (OutcomeKind.REDIRECTED, {}, "Pilih satu tujuan"),
        (OutcomeKind.REFUSED, {"explanation": "Bukan kewenangan."}, "Pilih alasan"),
        (OutcomeKind.REFUSED, {"reason": Reason.DUPLICATE}, "Jelaskan dalam satu kalimat"),
    ],
)
def test_outcome_must_carry_what_its_kind_needs(secretariat, kind, fields, sentence):
    outcome = Outcome(usulan=verified_usulan(), fiscal_year=2024, kind=kind, **fields)

    with pytest.raises(MoveRefused, match=sentence):
        actions.record_outcome(outcome, by=secretariat, today=TODAY)


def test_outcome_closes_the_open_questions_of_its_year_alone(secretariat):
    usulan = verified_usulan()
    this_year, next_year = make_referral(usulan=usulan), make_referral(usulan=usulan, fiscal_year=2025)

    make_outcome(usulan=usulan)

    this_year.refresh_from_db()
    next_year.refresh_from_db()
    assert (this_year.closed_on, next_year.closed_on) == (TODAY, None)


def test_redirected_usulan_is_referred_to_the_other_opd_at_once(secretariat):
    usulan, other = verified_usulan(), make_opd(name="Dinas Peternakan")

    make_outcome(usulan=usulan, kind=OutcomeKind.REDIRECTED, target_opd=other)

    assert usulan.referrals.open().get().opd == other


def test_postponed_usulan_reappears_in_its_target_year(secretariat):
    usulan = verified_usulan()

    make_outcome(usulan=usulan, kind=OutcomeKind.POSTPONED, target_year=2025, road=Road.RENJA)

    listed = type(usulan).objects.for_year(2025)
    assert list(listed) == [usulan]
    assert list(listed.undecided(2025)) == [usulan]
    assert list(listed.undecided(2024)) == []


def test_signing_takes_only_what_still_stands(secretariat):
    usulan, activity = verified_usulan(), make_activity(lokus=2)
    first = make_outcome(usulan=usulan, activity=activity)
    second = actions.record_outcome(agreed(usulan), [portion(activity)], replaces=first, by=secretariat, today=TODAY)

    assert actions.take_lokus([first, second], by=secretariat, now=NOW) == 1
    assert second.portions.get().lokus.state == LokusState.TAKEN
    assert actions.take_lokus([first, second], by=secretariat, now=NOW) == 0
