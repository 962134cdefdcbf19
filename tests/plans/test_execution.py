"""What was carried out of what was agreed: reports, corrections, the check a year later."""

import datetime
import html
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from forum.models import LogEntry
from forum.transitions import MoveRefused
from plans import actions, rules
from plans.checks import find
from plans.choices import CheckKind, ExecutionState, OutcomeKind
from plans.ledger import ledger_faults
from plans.models import Execution, Lokus, Outcome, Portion
from plans.sync import lay_out
from plans.versions import find_for_revision
from tests.factories import (
    TODAY,
    make_activity,
    make_execution,
    make_kelompok,
    make_opd,
    make_plan,
    make_portion,
    verified_usulan,
)

BAST = datetime.date(2024, 1, 15)
PRICE = 10_000_000


def again(portion) -> Portion:
    return Portion.objects.with_execution().get(pk=portion.pk)


def text_of(response) -> str:
    return html.unescape(response.content.decode())


# --- The report ---


def test_report_says_what_was_carried_out(opd_officer):
    portion = make_portion()

    make_execution(portion=portion, amount=9_500_000, bast_number="027/15", bast_on=BAST, by=opd_officer)

    report = again(portion).execution
    entry = LogEntry.objects.for_record(portion.outcome.usulan).get(verb="usulan.execute")
    assert (report.is_done, report.volume, report.amount, report.reported_on) == (True, 1, 9_500_000, TODAY)
    assert report.check_due_on == datetime.date(2025, 1, 15)
    assert entry.sentence == (
        "Dinas Pertanian melaporkan untuk tahun 2024: Terlaksana, 1 unit, Rp9.500.000, "
        "BAST Nomor 027/15 tanggal 15 Januari 2024"
    )


def test_report_of_less_than_was_agreed_is_a_part_and_explained(db):
    portion = make_portion()
    less = {"portion": portion, "volume": Decimal("0.5"), "amount": 5_000_000}

    with pytest.raises(MoveRefused, match="Jelaskan mengapa kurang dari yang disepakati"):
        make_execution(**less)
    make_execution(**less, explanation="Satu dusun belum siap.")

    entry = LogEntry.objects.for_record(portion.outcome.usulan).get(verb="usulan.execute")
    assert again(portion).execution_state == ExecutionState.PARTLY
    assert (
        entry.sentence
        == "Dinas Pertanian melaporkan untuk tahun 2024: Terlaksana sebagian, 0,5 unit dari 1, Rp5.000.000"
    )
    assert entry.note == "Satu dusun belum siap."


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"is_done": False, "explanation": " "}, "Jelaskan mengapa tidak terlaksana"),
        ({"volume": None}, "Isi volume yang terlaksana"),
        ({"amount": None}, "Isi realisasi dalam rupiah"),
        ({"bast_number": "027/15"}, "Isi tanggal BAST"),
        ({"bast_on": TODAY + datetime.timedelta(days=1)}, "paling lambat hari ini"),
    ],
)
def test_report_that_lacks_something_is_refused(db, fields, sentence):
    with pytest.raises(MoveRefused, match=sentence):
        make_execution(**fields)

    assert not Execution.objects.exists()


def test_report_before_its_year_is_refused(db):
    usulan = verified_usulan(fiscal_year=2025)

    with pytest.raises(MoveRefused, match="Tahun anggaran 2025 belum mulai"):
        make_execution(portion=make_portion(usulan=usulan))


def test_report_is_corrected_and_the_earlier_one_stays(opd_officer):
    portion = make_portion()
    first = make_execution(portion=portion)

    make_execution(portion=again(portion), is_done=False, by=opd_officer)

    standing = again(portion).execution
    entry = LogEntry.objects.filter(verb="usulan.execute").latest("pk")
    assert (standing.is_done, standing.supersedes) == (False, first)
    assert list(portion.reports.superseded()) == [first]
    assert entry.sentence.startswith("Dinas Pertanian memperbaiki laporannya untuk tahun 2024: Tidak terlaksana")


def test_report_on_what_somebody_else_reported_meanwhile_is_refused(db):
    portion = make_portion()
    read_before = again(portion)
    first = make_execution(portion=portion)

    with pytest.raises(MoveRefused, match="baru saja diperbaiki orang lain"):
        make_execution(portion=read_before, is_done=False)

    assert again(portion).execution == first


@pytest.mark.django_db(transaction=True)
def test_of_two_who_report_at_once_one_is_told():
    portion = make_portion()
    gate = threading.Barrier(2)

    def report(amount):
        mine = again(portion)
        gate.wait()
        try:
            make_execution(portion=mine, amount=amount)
        except MoveRefused as exc:
            return str(exc)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(report, (1, 2)))

    assert told.count(None) == 1
    assert next(filter(None, told)).startswith("Laporan ini baru saja diperbaiki orang lain.")
    assert portion.reports.count() == 1


def test_report_on_what_stands_no_longer_is_refused(secretariat):
    portion = make_portion()
    Outcome.objects.filter(pk=portion.outcome_id).update(is_current=False)

    with pytest.raises(MoveRefused, match="tidak berlaku lagi"):
        make_execution(portion=portion, by=secretariat)


def test_what_was_checked_stays_checked_after_a_correction(secretariat):
    portion = make_portion()
    make_execution(portion=portion, bast_on=BAST)
    checked = {"checked_on": TODAY, "condition": "in_use", "finding": "Masih dipakai.", "next_on": None}
    actions.check_execution(again(portion).execution, **checked, by=secretariat, today=TODAY)

    make_execution(portion=again(portion), amount=1, bast_on=BAST)

    report = again(portion).execution
    assert (report.checked_on, report.condition, report.check_due_on) == (TODAY, "in_use", None)


# --- What it means elsewhere ---


def test_outcome_that_was_carried_out_is_not_replaced(secretariat):
    portion = make_portion()
    make_execution(portion=portion)
    change = Outcome(
        usulan=portion.outcome.usulan, fiscal_year=2024, kind=OutcomeKind.REDIRECTED, target_source="village_fund"
    )

    with pytest.raises(MoveRefused, match="sudah dilaporkan terlaksana"):
        actions.record_outcome(change, replaces=portion.outcome, by=secretariat, today=TODAY)

    assert portion.outcome.usulan.outcomes.current().get() == portion.outcome
    assert ledger_faults(secretariat.kabupaten) == []


def test_stage_that_drops_an_activity_leaves_what_was_carried_out(secretariat):
    activity = make_activity(lokus=2)
    done, open_ = (make_portion(usulan=verified_usulan(title=title), activity=activity) for title in "AB")
    make_execution(portion=done)

    make_activity(stage="perubahan")
    actions.put_stage_in_force(activity.opd, 2024, "perubahan", by=secretariat, today=TODAY)

    assert [again(one).lost_on for one in (done, open_)] == [None, TODAY]
    assert ledger_faults(secretariat.kabupaten) == []


def test_usulan_that_was_not_carried_out_may_be_asked_again(secretariat):
    plan = make_plan()
    undone, done, agreed = (verified_usulan(plan=plan, title=title) for title in ("Sumur", "Jalan", "Perahu"))
    portions = {usulan: make_portion(usulan=usulan) for usulan in (undone, done, agreed)}
    make_execution(portion=portions[undone], is_done=False)
    make_execution(portion=portions[done])

    found = find_for_revision(plan)

    assert (found.undecided, found.agreed) == ([undone], [done, agreed])


def test_sync_page_waits_again_next_year_for_what_was_not_carried_out(secretariat):
    served, undone = verified_usulan(title="Jalan"), verified_usulan(title="Sumur")
    make_portion(usulan=served)
    make_execution(portion=make_portion(usulan=undone), is_done=False)

    rows = lay_out(secretariat, [served, undone], 2024, today=TODAY)

    assert [row.sides[1].served_in for row in rows] == [2024, None]


def test_check_of_help_before_knows_what_was_not_carried_out(secretariat):
    kelompok, other = make_kelompok(), make_kelompok(name="Ina Wola")
    make_execution(portion=make_portion(usulan=verified_usulan(kelompok=kelompok, title="Kios")), is_done=False)
    make_execution(portion=make_portion(usulan=verified_usulan(kelompok=other, title="Tenun")))
    for one in (kelompok, other):
        verified_usulan(kelompok=one, title="Sumur", fiscal_year=2025)

    assert [one.why for one in find(CheckKind.HELPED, secretariat, 2025)] == ["Ina Wola pernah menerima: Tenun (2024)."]


def test_kelompok_page_tells_what_was_carried_out(client, facilitator):
    kelompok = make_kelompok()
    make_execution(portion=make_portion(usulan=verified_usulan(kelompok=kelompok)), amount=9_500_000)
    client.force_login(facilitator)

    page = text_of(client.get(kelompok.get_absolute_url()))

    assert "Bantuan OPD yang sudah terlaksana" in page
    assert "1 unit, Rp9.500.000." in page


@pytest.mark.parametrize("page", ["usulan", "activity", "sync", "trace", "public"])
def test_what_was_carried_out_is_told_where_people_look(client, observer, page):
    portion = make_portion()
    make_execution(portion=portion, is_done=False, explanation="Tanah belum dihibahkan.")
    usulan = portion.outcome.usulan
    address = {
        "usulan": usulan.get_absolute_url(),
        "activity": portion.activity.get_absolute_url(),
        "sync": reverse("plans:sync", args=[2024]),
        "trace": reverse("meetings:trace", args=[usulan.pk]),
        "public": reverse("meetings:public_trace", args=[usulan.trace_key]),
    }[page]
    if page != "public":
        client.force_login(observer)

    text = text_of(client.get(address))

    assert (
        text.lower().count("tidak terlaksana") == {"usulan": 3, "activity": 1, "sync": 1, "trace": 2, "public": 2}[page]
    )
    assert ("Tanah belum dihibahkan." in text) is (page not in ("activity", "sync"))


# --- What is due ---


@pytest.mark.parametrize(
    ("today", "is_signed", "waits"),
    [
        (datetime.date(2023, 12, 1), True, False),  # the year has not begun
        (datetime.date(2024, 3, 1), False, False),
        (datetime.date(2024, 3, 1), True, True),
        (datetime.date(2024, 10, 1), False, True),
        (datetime.date(2025, 1, 1), False, True),
    ],
)
def test_agreement_waits_for_a_report_once_signed_or_when_the_year_ends(db, today, is_signed, waits):
    portion = make_portion()
    if is_signed:
        Lokus.objects.filter(portion=portion).update(taken_at=timezone.now())

    assert Portion.objects.due_for_report(today).exists() is waits


def test_agreement_that_was_reported_waits_no_longer(db):
    make_execution(is_done=False)

    assert not Portion.objects.due_for_report(datetime.date(2025, 1, 1)).exists()


def test_check_a_year_later_comes_due_and_can_be_repeated(facilitator):
    portion = make_portion()
    make_execution(portion=portion, bast_on=BAST)
    due_on = datetime.date(2025, 1, 15)
    eve = due_on - datetime.timedelta(days=1)
    assert [Portion.objects.due_for_check(day).count() for day in (eve, due_on)] == [0, 1]

    found = {"checked_on": due_on, "condition": "broken", "finding": "Pompanya rusak."}
    next_on = datetime.date(2025, 7, 1)
    actions.check_execution(again(portion).execution, **found, next_on=next_on, by=facilitator, today=due_on)

    entry = LogEntry.objects.get(verb="usulan.check")
    assert [Portion.objects.due_for_check(day).count() for day in (due_on, next_on)] == [0, 1]
    assert entry.sentence == (
        "Pembangunan Jaringan Irigasi Usaha Tani. Diperiksa 15 Januari 2025: Rusak, diperiksa lagi 1 Juli 2025"
    )


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"finding": " "}, "Tulis apa yang ditemukan"),
        ({"checked_on": datetime.date(2024, 1, 14)}, "sesudah tanggal BAST"),
        ({"checked_on": TODAY + datetime.timedelta(days=1)}, "sesudah tanggal BAST"),
        ({"next_on": TODAY}, "harus sesudah pemeriksaan ini"),
    ],
)
def test_check_that_cannot_be_is_refused(secretariat, fields, sentence):
    portion = make_portion()
    make_execution(portion=portion, bast_on=BAST)
    found = {"checked_on": TODAY, "condition": "in_use", "finding": "Masih dipakai.", "next_on": None} | fields

    with pytest.raises(MoveRefused, match=sentence):
        actions.check_execution(again(portion).execution, **found, by=secretariat, today=TODAY)

    assert not LogEntry.objects.filter(verb="usulan.check").exists()


# --- Who may ---


@pytest.mark.parametrize(
    ("who", "may_report", "may_check"),
    [
        ("secretariat", True, True),
        ("opd_officer", True, True),
        ("opd_head", True, True),
        ("facilitator", False, True),
        ("camat", False, False),
        ("observer", False, False),
        ("outsider", False, False),
    ],
)
def test_rules_of_execution(request, who, may_report, may_check):
    user, portion = request.getfixturevalue(who), make_portion()
    make_execution(portion=portion, bast_on=BAST)
    portion = again(portion)

    assert rules.can_report_execution(user, portion, today=TODAY) is may_report
    assert rules.can_check_execution(user, portion, today=TODAY) is may_check
    if not may_report:
        with pytest.raises(PermissionDenied):
            make_execution(portion=portion, is_done=False, by=user)


def test_rules_of_execution_of_another_opd(opd_officer):
    portion = make_portion(activity=make_activity(opd=make_opd(name="Dinas Peternakan"), lokus=1))

    assert not rules.can_report_execution(opd_officer, portion, today=TODAY)


def test_check_needs_a_handover(secretariat):
    portion = make_portion()
    make_execution(portion=portion)

    assert not rules.can_check_execution(secretariat, again(portion), today=TODAY)
