"""The table of a usulan's moves: every status against every move, and what each move asks for."""

import datetime
import itertools

import pytest
from django.core.exceptions import PermissionDenied

from forum.models import LogEntry
from forum.transitions import MoveRefused, apply_move
from plans import actions
from plans.models import Usulan
from plans.status import USULAN_MOVES, UsulanStatus
from tests.factories import complete_usulan, make_outcome, make_referral, make_usulan, verified_usulan

NOW = datetime.datetime(2024, 1, 10, 8, tzinfo=datetime.UTC)

LEGAL = {
    ("draft", "submit"): "submitted",
    ("returned", "submit"): "submitted",
    ("submitted", "recall"): "draft",
    ("submitted", "return"): "returned",
    ("verified", "return"): "returned",
    ("submitted", "verify"): "verified",
    ("draft", "join"): "verified",
    ("verified", "split"): "draft",
}


@pytest.mark.parametrize(("status", "move"), list(itertools.product(UsulanStatus.values, USULAN_MOVES)))
def test_usulan_moves_only_as_the_table_says(secretariat, status, move):
    usulan = complete_usulan(status=status)

    if target := LEGAL.get((status, move)):
        apply_move(usulan, move, by=secretariat)
    else:
        target = status
        with pytest.raises(MoveRefused):
            apply_move(usulan, move, by=secretariat)

    usulan.refresh_from_db()
    assert usulan.status == target


def test_submit_needs_what_is_missing_and_names_it(facilitator):
    usulan = make_usulan()

    with pytest.raises(MoveRefused) as refusal:
        actions.submit_usulan(usulan, by=facilitator, now=NOW)

    assert str(refusal.value) == (
        "Lengkapi dahulu: masalah, lokasi, volume, satuan, perkiraan biaya, penerima manfaat, "
        "sumber dana yang mungkin, status lahan."
    )


def test_submit_keeps_the_first_day_it_was_handed_in(facilitator, camat):
    usulan = complete_usulan()
    actions.submit_usulan(usulan, by=facilitator, now=NOW)
    actions.return_usulan(usulan, note="Lengkapi RAB.", by=camat)

    actions.submit_usulan(usulan, by=facilitator, now=NOW + datetime.timedelta(days=9))

    usulan.refresh_from_db()
    assert usulan.submitted_at == NOW


def test_submit_loses_to_a_colleague_who_was_first(facilitator):
    usulan = complete_usulan()
    late = Usulan.objects.get(pk=usulan.pk)
    actions.submit_usulan(usulan, by=facilitator, now=NOW)

    with pytest.raises(MoveRefused):
        actions.submit_usulan(late, by=facilitator, now=NOW)

    assert LogEntry.objects.for_record(usulan).filter(verb="usulan.submit").count() == 1


def test_return_needs_a_note(camat):
    usulan = complete_usulan(status=UsulanStatus.SUBMITTED)

    with pytest.raises(MoveRefused, match="Tulis catatan"):
        actions.return_usulan(usulan, note="  ", by=camat)


def test_return_is_refused_while_an_opd_is_asked(camat):
    usulan = verified_usulan()
    make_referral(usulan=usulan)

    with pytest.raises(MoveRefused, match="Tarik dahulu penerusannya"):
        actions.return_usulan(usulan, note="Perbaiki.", by=camat)


def test_return_is_refused_once_the_forum_decided(camat):
    usulan = verified_usulan()
    make_outcome(usulan=usulan)

    with pytest.raises(MoveRefused):
        actions.return_usulan(usulan, note="Perbaiki.", by=camat)


def test_verify_by_the_secretariat_needs_a_reason(secretariat):
    usulan = complete_usulan(status=UsulanStatus.SUBMITTED)

    with pytest.raises(MoveRefused, match="Tulis alasan verifikasi tanpa camat"):
        actions.verify_usulan(usulan, by=secretariat)

    actions.verify_usulan(usulan, by=secretariat, note="Camat berhalangan.")

    entry = LogEntry.objects.for_record(usulan).get(verb="usulan.verify")
    assert (entry.note, entry.after) == ("Camat berhalangan.", {"status": "verified"})


def test_verify_by_the_camat_needs_none(camat):
    usulan = complete_usulan(status=UsulanStatus.SUBMITTED)

    actions.verify_usulan(usulan, by=camat)

    usulan.refresh_from_db()
    assert usulan.is_verified


def test_discard_takes_a_draft_away_and_the_log_keeps_its_name(facilitator):
    usulan = make_usulan(title="Perahu katinting")
    key = usulan.pk

    actions.discard_usulan(usulan, by=facilitator)

    assert not Usulan.objects.filter(pk=key).exists()
    entry = LogEntry.objects.get(verb="usulan.discard", record_id=key)
    assert entry.sentence == "Draf usulan “Perahu katinting” dihapus"


def test_discard_refuses_what_was_once_submitted(facilitator):
    usulan = complete_usulan(submitted_at=NOW)

    with pytest.raises(PermissionDenied):
        actions.discard_usulan(usulan, by=facilitator)
