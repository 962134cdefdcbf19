"""By when an OPD answers: working days where the calendar of the year is known; reminders before, a report after."""

import datetime

import pytest
from django.core.management import call_command
from django.urls import reverse

from forum.models import LogEntry, User
from plans import actions
from plans.choices import OutcomeKind
from plans.deadlines import answer_deadline
from plans.models import Referral
from plans.status import AnswerStatus
from tests.factories import TODAY, make_answer, make_opd, make_outcome, make_referral, verified_usulan

DUE = datetime.date(2024, 2, 14)
MIDDAY = datetime.time(4, tzinfo=datetime.UTC)  # in Sumba


def tick(day) -> tuple[int, int]:
    now = datetime.datetime.combine(day, MIDDAY)
    return actions.remind_offices(by=User.objects.system(), now=now)


def before(days) -> datetime.date:
    return DUE - datetime.timedelta(days=days)


def test_deadline_counts_working_days_and_says_so():
    # Two weekends and the regional election's holiday lie between.
    deadline = answer_deadline(datetime.date(2026, 11, 24), 14)

    assert deadline == (datetime.date(2026, 12, 14), "14 hari kerja sejak diteruskan")


@pytest.mark.parametrize("asked_on", [datetime.date(2024, 1, 31), datetime.date(2027, 12, 27)])
def test_deadline_of_an_unknown_year_counts_all_days_and_says_so(asked_on):
    deadline = answer_deadline(asked_on, 14)

    assert deadline.day == asked_on + datetime.timedelta(days=14)
    assert "hari libur tahun itu belum diketahui" in deadline.usual


def test_deadline_of_what_is_redirected_to_another_opd(kabupaten):
    usulan = verified_usulan()
    today = datetime.date(2026, 11, 24)

    make_outcome(usulan=usulan, kind=OutcomeKind.REDIRECTED, target_opd=make_opd(name="Dinas Peternakan"), today=today)

    assert usulan.referrals.get().due_on == datetime.date(2026, 12, 14)


@pytest.mark.parametrize(
    ("day", "told"), [(before(4), (0, 0)), (before(3), (1, 0)), (DUE, (1, 0)), (before(-1), (0, 1))]
)
def test_office_is_reminded_before_the_deadline_and_reported_after_it(db, day, told):
    make_referral(due_on=DUE)

    assert tick(day) == told
    assert tick(day) == (0, 0)


def test_reminder_and_report_stand_once_in_the_history(db):
    referral = make_referral(due_on=DUE)

    for day in (before(3), before(1), before(-1), before(-9)):
        tick(day)

    referral.refresh_from_db()
    assert (referral.reminded_on, referral.escalated_on) == (before(3), before(-1))
    assert [entry.sentence for entry in LogEntry.objects.for_record(referral.usulan).order_by("pk")] == [
        "Dinas Pertanian diingatkan: dijawab paling lambat 14 Februari 2024",
        "Dinas Pertanian belum menjawab sampai tenggat 14 Februari 2024; "
        "dilaporkan kepada kepala OPD dan sekretariat forum",
    ]


def test_office_that_has_answered_is_left_alone_and_a_draft_is_no_answer(db):
    answered, drafted = (make_referral(usulan=verified_usulan(title=title), due_on=DUE) for title in "AB")
    make_answer(referral=answered, status=AnswerStatus.SENT)
    make_answer(referral=drafted)

    assert tick(before(-1)) == (0, 1)


def test_question_that_is_closed_is_left_alone(db):
    make_referral(due_on=DUE, closed_on=TODAY)

    assert tick(before(-1)) == (0, 0)


def test_day_is_that_of_the_kabupaten(db):
    make_referral(due_on=DUE)
    eve = datetime.datetime.combine(DUE, datetime.time(15, 59, tzinfo=datetime.UTC))  # 23.59 in Sumba
    system = User.objects.system()

    assert actions.remind_offices(by=system, now=eve) == (1, 0)
    assert actions.remind_offices(by=system, now=eve + datetime.timedelta(minutes=1)) == (0, 1)


def test_tick_says_how_many(capsys, db):
    make_referral(due_on=DUE)

    call_command("tick")

    assert "Lewat tenggat dilaporkan: 1." in capsys.readouterr().out
    assert Referral.objects.exclude(escalated_on=None).exists()


def test_inbox_and_trace_tell_it(client, opd_officer):
    late = make_referral(due_on=DUE)
    today = datetime.date.today()
    make_referral(usulan=verified_usulan(title="Kios"), asked_on=today, due_on=today + datetime.timedelta(days=1))
    call_command("tick")
    client.force_login(opd_officer)

    inbox = client.get(reverse("plans:inbox")).content.decode()
    trace = client.get(reverse("meetings:public_trace", args=[late.usulan.trace_key])).content.decode()

    assert inbox.count('<p class="late">besok</p>') == 1
    assert (inbox.count("diingatkan "), inbox.count("dilaporkan ")) == (1, 1)
    assert "belum menjawab sampai tenggat 14 Februari 2024" in trace


def test_days_without_an_answer_are_the_same_wherever_they_are_told(client, secretariat, opd_officer):
    today = datetime.date.today()
    asked_on = today - datetime.timedelta(days=5)
    referral = make_referral(asked_on=asked_on, due_on=today + datetime.timedelta(days=9), fiscal_year=today.year)
    usulan = referral.usulan
    pages = [
        usulan.get_absolute_url(),
        reverse("plans:inbox"),
        reverse("plans:sync_usulan", args=[today.year, usulan.pk]),
        reverse("plans:answer", args=[referral.pk]),
    ]

    told = {}
    for user in (secretariat, opd_officer):
        client.force_login(user)
        told |= {(user.username, page): "belum dijawab, 5 hari" in client.get(page).content.decode() for page in pages}

    shown = [is_told for (name, page), is_told in told.items() if (name, page) != (secretariat.username, pages[-1])]
    assert shown == [True] * 7  # the form of the answer is the OPD's own
