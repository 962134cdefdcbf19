"""The sample tells the public facts as they were, marks what was made up, and never touches real data."""

import datetime
import re

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from bangkit.sample import SeramSample, SumbaSample, seram_facts, sumba_facts
from bangkit.sample.facts import PASSWORD
from bangkit.sample.stimulan_facts import MADE_UP_PROGRAMME
from bangkit.sample.sumba_facts import BANGKIT_DESA, RKPD_2024, RKPD_2025
from forum.choices import Zone
from forum.models import Kabupaten, Person, TargetVillage, User
from meetings.models import Agreement, Meeting
from meetings.status import AgreementStatus
from plans.choices import OutcomeKind, Stage
from plans.ledger import ledger_faults
from plans.models import Activity, Kelompok, Outcome, Portion, Support, Usulan, Workplan
from tests.factories import make_kabupaten

TODAY = datetime.date(2026, 11, 24)


@pytest.fixture
def sample(db):
    return SumbaSample(today=TODAY).build()


@pytest.fixture
def seram(db):
    return SeramSample(today=TODAY).build()


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


def test_groups_of_the_sample_are_made_up_and_told_so(sample):
    assert all(kelompok.name.endswith("(contoh)") for kelompok in Kelompok.objects.all())
    assert Usulan.objects.exclude(kelompok=None).count() == 7


def test_sample_keeps_the_real_dates_and_counts(sample):
    counted = {
        meeting.held_on.isoformat(): (meeting.counted_men, meeting.counted_women)
        for meeting in Meeting.objects.exclude(title__endswith="(contoh)").order_by("held_on")
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


def test_sample_accounts_can_log_in(sample, seram):
    for username in sumba_facts.LOGINS | seram_facts.LOGINS:
        assert User.objects.get(username=username).check_password(PASSWORD)


# What the programme gave in Sumba Barat Daya until September 2024 (BaKTI): desa, initiatives, goods.
GIVEN = {
    "Pertanian": (35, 51, 164),
    "Industri rumah tangga": (35, 49, 258),
    "Peternakan": (13, 14, 13),
    "Perikanan": (5, 5, 10),
    "Rumput laut": (1, 1, 3),
    "Konservasi": (1, 1, 2),
    "Semua bidang": (49, 121, 450),
}


def test_support_page_shows_the_public_totals(client, sample):
    client.force_login(User.objects.get(username="pengamat"))

    response = client.get(reverse("plans:support_list"))

    totals = response.context["totals"]
    assert {line.label: (line.desa, line.initiatives, line.items) for line in totals} == GIVEN
    shown = re.findall(r'class="num">([\d.]+)</td>', response.content.decode())[:18]
    assert [int(number) for number in shown] == [
        n for line in totals[:6] for n in (line.desa, line.initiatives, line.items)
    ]


def test_support_names_the_programme_only_in_villages_that_sources_name(sample):
    support = Support.objects.select_related("desa")

    assert {one.desa.name for one in support.exclude(source=MADE_UP_PROGRAMME)} == set(BANGKIT_DESA)
    assert support.exclude(title__endswith="(contoh)").count() == 0
    assert support.filter(desa__kecamatan__name="Kota Tambolaka").count() == 0


def test_sample_marks_only_the_villages_that_sources_name(sample):
    rows = TargetVillage.objects.values_list("kind", "desa__name").order_by("kind", "desa__name")

    start = ["Mata Wee Lima", "Onggol", "Tanjung Karoso", "Waiholo", "Wura Homba"]
    assert list(rows) == [("replication", "Ate Dalo"), *(("start", name) for name in start)]


def test_support_of_the_sample_serves_a_usulan_and_another_waits(sample):
    served = Usulan.objects.get(support__isnull=False)

    assert served.support.get().handed_over_on > served.outcomes.get().decided_on
    assert Usulan.objects.awaiting_support().count() == 1
    assert Support.objects.due_for_check(TODAY).count() > 0


def test_sample_has_a_perubahan_that_takes_nothing_away(sample):
    workplan = Workplan.objects.get(opd__name="Dinas Pertanian", fiscal_year=2024)

    assert workplan.stage == Stage.PERUBAHAN
    assert sorted(Activity.objects.filter(opd=workplan.opd, fiscal_year=2024).values_list("pagu", flat=True)) == [
        820_000_000,
        850_000_000,
    ]
    assert Portion.objects.exclude(lost_on=None).count() == 0


def test_sample_has_an_agreement_that_this_years_perubahan_cut(sample):
    cut = Activity.objects.get(fiscal_year=TODAY.year, opd__name="Dinas Tenaga Kerja dan Transmigrasi")

    assert (cut.pagu, cut.committed, cut.overcommitted) == (40_000_000, 45_000_000, 5_000_000)
    assert Usulan.objects.filter(outcomes__fiscal_year=TODAY.year, outcomes__is_current=True).count() == 2


def test_seram_has_its_pokja_and_its_own_time(seram):
    decree = seram.decrees.get()

    assert (seram.forum_name, seram.zone, seram.seat_town) == ("Pokja BangKIT", Zone.WIT, "Bula")
    assert (seram.kecamatan.count(), seram.desa.count()) == (16, 198)
    assert (decree.number, list(decree.seats.values_list("note", flat=True))) == ("252/2023", ["contoh"] * 25)
    assert Usulan.objects.exclude(title__endswith="(contoh)").count() == 0
    assert Meeting.objects.get().held_on > TODAY
    assert set(Person.objects.values_list("name", flat=True)) == {"Pemangku jabatan (contoh)"}


def test_people_of_one_sample_see_nothing_of_the_other(client, sample, seram):
    for username, foreign in (("sekretariat.sbt", "Sumba"), ("sekretariat", "Seram")):
        client.force_login(User.objects.get(username=username))
        pages = [
            client.get(reverse(name)) for name in ("home", "plans:usulan_list", "plans:support_list", "forum:roster")
        ]

        assert [foreign in page.content.decode() for page in pages] == [False] * 4


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

    assert sorted(Kabupaten.objects.values_list("code", flat=True)) == ["53.18", "81.05"]


def test_load_sample_refuses_a_production_setting(db, settings):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="produksi"):
        call_command("load_sample")

    assert Kabupaten.objects.count() == 0
