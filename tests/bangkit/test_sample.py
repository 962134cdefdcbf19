"""The sample tells the public facts as they were, marks what was made up, and never touches real data."""

import datetime

import pytest
from django.core.management import CommandError, call_command

from bangkit.sample import Sample
from bangkit.sample_facts import LOGINS, PASSWORD, RKPD_2024, RKPD_2025
from forum.models import Kabupaten, Person, User
from meetings.models import Agreement, Meeting
from meetings.status import AgreementStatus
from plans.choices import OutcomeKind
from plans.ledger import ledger_faults
from plans.models import Outcome, Portion, Usulan
from tests.factories import make_kabupaten

TODAY = datetime.date(2026, 11, 24)


@pytest.fixture
def sample(db):
    return Sample(today=TODAY).build()


def agreed_per_opd(fiscal_year: int) -> dict[str, int]:
    names = Portion.objects.filter(outcome__fiscal_year=fiscal_year).values_list("activity__opd__name", flat=True)
    return {name: list(names).count(name) for name in set(names)}


def test_sample_reproduces_the_public_outcomes(sample):
    assert agreed_per_opd(2024) == {"Dinas Pertanian": 6, "Dinas Peternakan": 4}
    assert agreed_per_opd(2025) == {
        "Dinas Peternakan": 7,
        "Dinas Tenaga Kerja dan Transmigrasi": 5,
        "Dinas Perikanan": 6,
        "Dinas Perindustrian dan Perdagangan": 2,
    }
    bumdes = Outcome.objects.get(usulan__title__startswith="Status badan hukum BUMDes")
    assert (bumdes.kind, bumdes.target_year) == (OutcomeKind.POSTPONED, 2025)
    assert ledger_faults(sample) == []


def test_sample_keeps_the_real_dates_and_counts(sample):
    counted = {
        meeting.held_on.isoformat(): (meeting.counted_men, meeting.counted_women)
        for meeting in Meeting.objects.filter(held_on__lt=TODAY).order_by("held_on")
    }

    assert counted == {
        "2023-04-12": (None, None),
        "2023-06-08": (None, None),
        "2023-08-09": (58, 10),
        "2023-11-28": (None, None),
        "2024-01-31": (None, None),
        "2024-03-15": (None, None),
        "2024-04-19": (None, None),
        "2024-12-05": (25, 13),
        "2025-03-24": (25, 10),
    }


def test_sample_marks_what_was_made_up_and_invents_no_person(sample):
    decree = sample.decrees.get()

    assert decree.number == "289/KEP/HK/2023"
    assert list(decree.seats.values_list("note", flat=True)) == ["contoh"] * 24
    assert set(Person.objects.values_list("name", flat=True)) == {"Pemangku jabatan (contoh)"}
    assert Usulan.objects.exclude(title__endswith="(contoh)").count() == 0
    assert len(RKPD_2024) + len(RKPD_2025) == 30


def test_sample_has_a_signed_and_a_waiting_agreement(sample):
    assert list(Agreement.objects.order_by("meeting__held_on").values_list("status", "number")) == [
        (AgreementStatus.SIGNED, "000.7/01/CONTOH/2024"),
        (AgreementStatus.FINAL, ""),
    ]


def test_sample_accounts_can_log_in(sample):
    for username in LOGINS:
        assert User.objects.get(username=username).check_password(PASSWORD)


def test_load_sample_refuses_a_database_that_holds_anything(db, settings):
    settings.DEBUG = True
    make_kabupaten()

    with pytest.raises(CommandError, match="sudah berisi"):
        call_command("load_sample")

    call_command("load_sample", if_empty=True)
    assert Kabupaten.objects.count() == 1
    assert User.objects.count() == 0


def test_load_sample_does_not_mind_the_nomenclature_and_its_user(db, settings):
    settings.DEBUG = True
    User.objects.system()

    call_command("load_sample")

    assert Kabupaten.objects.count() == 1


def test_load_sample_refuses_a_production_setting(db, settings):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="produksi"):
        call_command("load_sample")

    assert Kabupaten.objects.count() == 0
