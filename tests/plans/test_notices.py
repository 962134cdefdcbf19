"""Whom a change of a usulan or a package reaches."""

import datetime

import pytest

from forum import actions as forum_actions
from forum.choices import Role
from forum.log import log
from forum.models import User
from forum.notices import entries_for
from plans import actions as plans_actions
from plans.choices import FundingSource, OutcomeKind
from plans.status import UsulanStatus
from tests.factories import (
    TODAY,
    make_activity,
    make_desa,
    make_incumbency,
    make_jabatan,
    make_kecamatan,
    make_opd,
    make_outcome,
    make_person,
    make_referral,
    make_support,
    make_user,
    make_usulan,
    verified_usulan,
)

TODAY_NOW = datetime.date.today()


def reached(user, record, verb="usulan.edit") -> bool:
    """Say whether what the system does to the record is told to this user."""
    log(verb, record, by=User.objects.system())
    return entries_for(user, today=TODAY_NOW).for_record(record).exists()


@pytest.mark.parametrize(
    ("person", "is_told"),
    [("secretariat", True), ("facilitator", True), ("camat", True), ("opd_officer", False), ("observer", False)],
)
def test_usulan_that_was_handed_in_reaches_its_village_camat_and_the_secretariat(request, person, is_told):
    user = request.getfixturevalue(person)

    assert reached(user, verified_usulan()) == is_told


@pytest.mark.parametrize("person", ["secretariat", "camat", "opd_officer", "observer", "outsider"])
def test_draft_reaches_nobody_but_who_enters_for_the_desa(request, person, facilitator):
    draft = make_usulan()

    assert not reached(request.getfixturevalue(person), draft)
    assert reached(facilitator, draft)


@pytest.mark.parametrize("person", ["facilitator", "camat"])
def test_usulan_of_another_place_reaches_neither_facilitator_nor_camat(request, kabupaten, person):
    elsewhere = make_desa(kecamatan=make_kecamatan(name="Loura"), name="Ramadana")

    assert not reached(request.getfixturevalue(person), verified_usulan(desa=elsewhere))


def test_staff_of_a_kecamatan_is_told_of_all_its_desa(kabupaten):
    staff = make_user(role=Role.FACILITATOR, kecamatan=make_kecamatan())

    assert reached(staff, make_usulan(desa=make_desa(name="Onggol")))


def test_usulan_reaches_the_opd_that_was_asked_also_after_it_answered(opd_officer, opd_head):
    usulan = make_referral(closed_on=TODAY).usulan

    assert reached(opd_officer, usulan)
    assert reached(opd_head, usulan)


def test_usulan_reaches_the_opd_that_serves_it(opd_officer):
    usulan = verified_usulan()
    make_outcome(usulan=usulan, activity=make_activity(opd=opd_officer.opd, lokus=1))

    assert reached(opd_officer, usulan)


def test_usulan_reaches_the_opd_it_is_redirected_to(opd_officer):
    usulan = verified_usulan()
    make_outcome(usulan=usulan, kind=OutcomeKind.REDIRECTED, target_opd=opd_officer.opd)

    assert reached(opd_officer, usulan)


def test_usulan_of_a_closed_opd_reaches_its_successors_successor(secretariat, opd_officer):
    first, second = make_opd(name="Dinas Lama"), make_opd(name="Dinas Antara")
    usulan = make_referral(opd=first).usulan
    for closed, heir in ((first, second), (second, opd_officer.opd)):
        forum_actions.close_opd(closed, on=TODAY, basis="Perda", successors=[heir], by=secretariat, today=TODAY)

    assert reached(opd_officer, usulan)


def test_head_without_account_of_the_opd_is_told_by_his_jabatan(kabupaten):
    opd = make_opd()
    person = make_person()
    make_incumbency(jabatan=make_jabatan(opd=opd, is_head=True), person=person)
    head = make_user(role=Role.OBSERVER, person=person)

    assert reached(head, make_referral(opd=opd).usulan)


def test_who_no_longer_enters_for_a_desa_is_no_longer_told(facilitator):
    draft = make_usulan()
    assert reached(facilitator, draft)

    facilitator.desa.set([make_desa(name="Onggol")])

    assert not entries_for(facilitator, today=TODAY_NOW).exists()


def test_whose_role_changed_is_no_longer_told_of_drafts(facilitator):
    draft = make_usulan(status=UsulanStatus.DRAFT)
    assert reached(facilitator, draft)

    facilitator.role = Role.OBSERVER
    facilitator.save()

    assert not entries_for(facilitator, today=TODAY_NOW).exists()


@pytest.mark.parametrize(
    ("person", "is_told"),
    [("secretariat", True), ("facilitator", True), ("camat", True), ("opd_officer", False), ("outsider", False)],
)
def test_package_reaches_its_village_camat_and_the_secretariat(request, person, is_told):
    user = request.getfixturevalue(person)

    assert reached(user, make_support(), "support.procure") == is_told


def test_reminder_and_report_of_the_clock_reach_the_opd_the_village_and_the_secretariat(
    secretariat, facilitator, opd_officer, observer
):
    due = TODAY_NOW + datetime.timedelta(days=1)
    make_referral(opd=opd_officer.opd, asked_on=TODAY, due_on=due)
    system = User.objects.system()
    for days in (0, 3):
        now = datetime.datetime.combine(due + datetime.timedelta(days=days), datetime.time(4), datetime.UTC)
        plans_actions.remind_offices(by=system, now=now)

    told = [{entry.verb for entry in entries_for(user, today=TODAY_NOW)} for user in (opd_officer, facilitator)]

    assert told == [{"usulan.remind", "usulan.escalate"}] * 2
    assert entries_for(secretariat, today=TODAY_NOW).count() == 2
    assert not entries_for(observer, today=TODAY_NOW).exists()


def test_forum_redirecting_to_the_programme_is_told_to_the_village(facilitator, secretariat):
    usulan = verified_usulan()

    make_outcome(usulan=usulan, kind=OutcomeKind.REDIRECTED, target_source=FundingSource.STIMULAN, by=secretariat)

    assert [entry.verb for entry in entries_for(facilitator, today=TODAY_NOW)] == ["usulan.outcome"]
    assert not entries_for(secretariat, today=TODAY_NOW).exists()
