"""The sentence that says what a usulan waits for."""

import datetime

import pytest

from plans.choices import OutcomeKind, Road
from plans.progress import next_step
from tests.factories import (
    TODAY,
    complete_usulan,
    make_answer,
    make_opd,
    make_outcome,
    make_referral,
    make_usulan,
    verified_usulan,
)


def step(usulan, *, today=TODAY):
    referrals = list(usulan.referrals.with_answers().order_by("pk"))
    return next_step(usulan, referrals, list(usulan.outcomes.current().order_by("fiscal_year")), today=today)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("draft", "Isian lengkap. Ajukan agar diverifikasi Camat Kodi."),
        ("returned", "Perbaiki menurut catatan di bawah, lalu ajukan lagi."),
        ("submitted", "Menunggu verifikasi Camat Kodi."),
        ("verified", "Menunggu diteruskan ke OPD."),
    ],
)
def test_next_step_before_an_opd_is_asked(kabupaten, status, sentence):
    assert step(complete_usulan(status=status)) == sentence


def test_next_step_names_what_is_missing(kabupaten):
    usulan = make_usulan(problem="Perahu bocor.", location="Dusun 2", volume=1, unit="unit", cost=1, men=1)

    assert step(usulan) == "Lengkapi dahulu: sumber dana yang mungkin, status lahan."


def test_next_step_counts_the_days_of_each_opd_that_owes_an_answer(kabupaten):
    usulan = verified_usulan()
    make_referral(usulan=usulan, opd=make_opd(name="Dinas Pertanian"))
    late = make_referral(usulan=usulan, opd=make_opd(name="Dinas Peternakan"))
    make_answer(referral=late)

    sentence = step(usulan, today=TODAY + datetime.timedelta(days=12))

    assert sentence == (
        "Belum dijawab Dinas Pertanian, 12 hari, tenggat 14 Februari 2024; "
        "Dinas Peternakan, 12 hari, tenggat 14 Februari 2024."
    )


def test_next_step_after_the_answer_is_the_forum(kabupaten):
    usulan = verified_usulan()
    make_answer(referral=make_referral(usulan=usulan), status="sent")

    assert step(usulan) == "Sudah dijawab OPD. Menunggu pembahasan forum."


def test_next_step_after_the_decision(kabupaten):
    agreed, postponed = verified_usulan(), verified_usulan()
    make_outcome(usulan=agreed)
    make_outcome(usulan=postponed, kind=OutcomeKind.POSTPONED, target_year=2025, road=Road.RENJA)

    assert step(agreed) == "Sudah diputuskan forum untuk tahun 2024."
    assert step(postponed) == "Dibahas kembali untuk tahun 2025."
