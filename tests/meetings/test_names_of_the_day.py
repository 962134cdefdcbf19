"""A berita acara calls every OPD as it was called on the day of its meeting, whatever became of it since."""

import datetime
import json

import pytest
from django.utils import timezone

from forum import actions as forum_actions
from forum.choices import Role
from meetings import actions, rules
from meetings.models import Attendance, FollowUp
from meetings.snapshot import take_snapshot
from meetings.trace import trace_of
from plans import actions as plans_actions
from plans.choices import OutcomeKind
from plans.models import Activity
from plans.succession import shares_of
from tests.factories import (
    make_follow_up,
    make_incumbency,
    make_jabatan,
    make_opd,
    make_person,
    make_referral,
    make_seat,
    make_user,
    verified_usulan,
)
from tests.meetings.scenes import NOW, decide, make_rakor

OLD, NEW = "Dinas Pertanian", "Dinas Pangan"
BEFORE, FIRST = datetime.date(2024, 3, 15), datetime.date(2024, 7, 1)
BASIS = "Perda Nomor 3 Tahun 2024"


@pytest.fixture
def opd(kabupaten):
    opd = make_opd(name=OLD)
    head = make_jabatan(opd=opd, name=f"Kepala {OLD}", is_head=True)
    make_incumbency(jabatan=head, person=make_person(name="Kepala Contoh"))
    return opd


def rakor(held_on, opd, *, by):
    """A meeting that speaks of the OPD wherever a paper can: decisions, questions, follow-ups, chair and members."""
    head = opd.jabatan.get()
    meeting = make_rakor(held_on=held_on, chair=head)
    make_seat(decree=meeting.decree, jabatan=head)
    actions.fill_attendance(meeting, by=by)
    Attendance.objects.update(presence="present")
    decide(meeting, by=by, opd=opd.name)
    promised = {"kind": OutcomeKind.AGREED_NEXT_YEAR, "target_year": 2025, "target_opd": opd}
    decide(meeting, by=by, usulan=verified_usulan(title="Traktor"), **promised)
    moved = verified_usulan(title="Jalan usaha tani")
    decide(meeting, by=by, usulan=moved, kind=OutcomeKind.REDIRECTED, target_opd=opd)
    make_referral(usulan=verified_usulan(title="Pasar desa"), opd=opd)
    make_follow_up(meeting=meeting, opd=opd)
    make_follow_up(meeting=meeting, jabatan=head)
    return meeting


def rename(opd, *, by):
    forum_actions.rename_opd(opd, name=NEW, since=FIRST, basis=BASIS, by=by, today=FIRST)


def places(content: dict) -> dict:
    """Return what the paper calls the OPD, by place."""
    return {
        "agreed": {group["opd"] for group in content["agreed"]},
        "asked": {row["opd"] for row in content["not_agreed"] if row["title"] == "Pasar desa"},
        "redirected": {row["reason"] for row in content["not_agreed"] if row["title"] == "Jalan usaha tani"},
        "follow_ups": {row["owner"] for row in content["follow_ups"]},
        "signatories": {(row["jabatan"], row["institution"]) for row in content["signatories"]},
        "attendance": {(row["jabatan"], row["institution"]) for row in content["attendance"]["rows"]},
        "chair": content["meeting"]["chair"],
    }


def everywhere(name: str) -> dict:
    return {
        "agreed": {name},
        "asked": {name},
        "redirected": {f"Ke {name}."},
        "follow_ups": {name, f"Kepala {name}"},
        "signatories": {(f"Kepala {name}", name)},
        "attendance": {(f"Kepala {name}", name)},
        "chair": f"Kepala {name}",
    }


def test_draft_of_a_meeting_before_the_rename_prints_the_old_name(secretariat, opd):
    meeting = rakor(BEFORE, opd, by=secretariat)
    rename(opd, by=secretariat)

    content = take_snapshot(actions.draft_agreement(meeting, by=secretariat))

    assert places(content) == everywhere(OLD)
    assert NEW not in json.dumps(content)


def test_meeting_after_the_rename_prints_the_new_name(secretariat, opd):
    rename(opd, by=secretariat)
    meeting = rakor(FIRST, opd, by=secretariat)

    content = take_snapshot(actions.draft_agreement(meeting, by=secretariat))

    assert places(content) == everywhere(NEW)
    assert OLD not in json.dumps(content)


def test_attendance_filled_after_the_rename_says_what_was_true_at_the_meeting(secretariat, opd):
    rename(opd, by=secretariat)
    meeting = make_rakor(held_on=BEFORE)
    make_seat(decree=meeting.decree, jabatan=opd.jabatan.get())

    actions.fill_attendance(meeting, by=secretariat)

    row = Attendance.objects.get()
    assert (row.jabatan_name, row.institution) == (f"Kepala {OLD}", OLD)


def test_final_paper_freezes_the_office_of_its_day(secretariat, opd):
    meeting = rakor(BEFORE, opd, by=secretariat)
    agreement = actions.draft_agreement(meeting, by=secretariat)
    rename(opd, by=secretariat)

    actions.finalise_agreement(agreement, by=secretariat, now=NOW)

    assert {row.office for row in agreement.signatories.all()} == {f"Kepala {OLD}"}
    assert places(agreement.snapshot) == everywhere(OLD)


def test_what_went_on_with_a_successor_is_the_old_opds_on_papers_of_its_time(secretariat, opd):
    successor = make_opd(name=NEW)
    make_jabatan(opd=successor, name=f"Kepala {NEW}", is_head=True)
    meeting = rakor(BEFORE, opd, by=secretariat)
    forum_actions.close_opd(opd, on=FIRST, basis=BASIS, successors=[successor], by=secretariat, today=FIRST)
    shares = [(share, successor) for share in shares_of(opd, [successor])]
    plans_actions.hand_over(opd, shares, by=secretariat)
    assert Activity.objects.get().opd == successor

    agreement = actions.draft_agreement(meeting, by=secretariat)

    assert places(take_snapshot(agreement)) == everywhere(OLD)
    assert [row.jabatan.opd for row in agreement.signatories.all()] == [opd]  # its head of that day signs


def test_trace_tells_the_village_who_goes_on(secretariat, opd):
    successor = make_opd(name=NEW)
    referral = make_referral(opd=opd)
    forum_actions.close_opd(opd, on=FIRST, basis=BASIS, successors=[successor], by=secretariat, today=FIRST)
    plans_actions.hand_over(opd, [(share, successor) for share in shares_of(opd, [successor])], by=secretariat)

    trace = trace_of(referral.usulan, today=timezone.localdate())

    sentences = [event.sentence for event in trace.events]
    assert f"Penerusan ke {OLD} untuk tahun 2024 dilanjutkan {NEW}" in sentences
    assert NEW in trace.standings[0].now


def test_follow_up_of_a_closed_opd_is_owed_by_its_successor(secretariat, opd):
    successor = make_opd(name=NEW)
    officer = make_user(role=Role.OPD_OFFICER, opd=successor)
    stranger = make_user(role=Role.OPD_OFFICER, opd=make_opd(name="Dinas Kesehatan"))
    follow_up = make_follow_up(opd=opd)
    forum_actions.close_opd(opd, on=FIRST, basis=BASIS, successors=[successor], by=secretariat, today=FIRST)
    follow_up.opd.refresh_from_db()

    owed = [FollowUp.objects.owed_by(user, today=FIRST).count() for user in (officer, stranger)]

    assert owed == [1, 0]
    assert [rules.owns_follow_up(user, follow_up, today=FIRST) for user in (officer, stranger)] == [True, False]
    assert [FollowUp.objects.owed_by_opd(office).count() for office in (successor, stranger.opd)] == [1, 0]
