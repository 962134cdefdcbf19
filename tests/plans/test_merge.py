"""Usulan that mean the same: laid before the forum as one, decided there, or taken apart again."""

import datetime
import html

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from forum.models import LogEntry
from forum.transitions import MoveRefused
from plans import actions
from plans.allocation_case import case_of
from plans.choices import OutcomeKind
from plans.forms.merge import joint_values
from plans.forms.outcome import OutcomeForm
from plans.merging import merge_of, villages_of
from plans.models import AllocationRun, PlannedMerge, Usulan
from tests.factories import (
    complete_usulan,
    make_desa,
    make_kecamatan,
    make_outcome,
    make_referral,
    make_usulan,
    verified_usulan,
)

NOW = datetime.datetime(2024, 1, 20, 8, tzinfo=datetime.UTC)


def text_of(response):
    return html.unescape(response.content.decode())


@pytest.fixture
def waiholo(db):
    return verified_usulan(title="Sumur bor Dusun 2", volume=2)


@pytest.fixture
def onggol(db):
    return verified_usulan(desa=make_desa(name="Onggol"), title="Sumur bor Onggol", volume=1)


def joint_of(originals):
    values = joint_values(originals)
    desa = make_desa(name=originals[0].desa.name)
    return Usulan(**(values | {"title": "Sumur bor dua desa", "desa": desa, "fiscal_year": 2024}))


def plan(originals, joint, *, by, year=2024):
    return actions.plan_merge(originals, joint, fiscal_year=year, by=by, now=NOW)


# --- the action ---


def test_plan_merge_makes_a_verified_usulan_that_holds_them_all(camat, waiholo, onggol):
    joint = plan([waiholo, onggol], joint_of([waiholo, onggol]), by=camat)

    joint.refresh_from_db()
    assert (joint.status, joint.is_joint, joint.volume, joint.kabupaten) == ("verified", True, 3, waiholo.kabupaten)
    assert {row.original for row in PlannedMerge.objects.into(joint).waiting()} == {waiholo, onggol}
    assert LogEntry.objects.for_record(joint).get().sentence == "Usulan gabungan dibuat dari 2 usulan"
    assert LogEntry.objects.for_record(onggol).get().sentence == (
        "Disiapkan untuk digabung ke usulan “Sumur bor dua desa” (Desa Waiholo), tahun 2024"
    )


def test_plan_merge_leaves_the_originals_as_they_are(camat, waiholo, onggol):
    plan([onggol], waiholo, by=camat)

    onggol.refresh_from_db()
    assert onggol.is_verified
    assert not onggol.outcomes.exists()
    assert set(Usulan.objects.undecided(2024)) == {waiholo, onggol}


def far(waiholo):
    return verified_usulan(desa=make_desa(kecamatan=make_kecamatan(name="Loura"), name="Karuni"))


def decided(waiholo):
    usulan = verified_usulan(title="Sumur lain")
    make_outcome(usulan=usulan)
    return usulan


def of_another_year(waiholo):
    return verified_usulan(title="Sumur lain", fiscal_year=2023)


@pytest.mark.parametrize(
    ("make_other", "sentence"),
    [
        (far, "Hanya usulan dari satu kecamatan yang dapat digabung."),
        (decided, "“Sumur lain” sudah diputuskan untuk tahun 2024: Disepakati."),
        (of_another_year, "“Sumur lain” tidak diminta untuk tahun 2024."),
        (lambda waiholo: waiholo, "Pilih sedikitnya dua usulan."),
    ],
)
def test_plan_merge_refuses_what_cannot_become_one(secretariat, waiholo, make_other, sentence):
    with pytest.raises(MoveRefused, match=sentence):
        plan([make_other(waiholo)], waiholo, by=secretariat)

    assert not PlannedMerge.objects.exists()


def test_plan_merge_refuses_what_is_part_of_another_merge(camat, waiholo, onggol):
    third = verified_usulan(title="Sumur ketiga")
    plan([onggol], waiholo, by=camat)

    for originals, joint in (([onggol], third), ([third], onggol), ([waiholo], third)):
        with pytest.raises(MoveRefused, match="“Sumur bor Onggol” sudah ada dalam penggabungan lain"):
            plan(originals, joint, by=camat)

    assert plan([third], waiholo, by=camat) == waiholo


def test_plan_merge_refuses_a_joint_usulan_that_lacks_something(camat, waiholo, onggol):
    joint = joint_of([waiholo, onggol])
    joint.volume = None

    with pytest.raises(MoveRefused, match="Lengkapi dahulu: volume"):
        plan([waiholo, onggol], joint, by=camat)

    assert Usulan.objects.count() == 2


@pytest.mark.parametrize("who", ["facilitator", "observer", "opd_officer", "outsider"])
def test_plan_merge_is_for_the_camat_and_the_secretariat(request, waiholo, onggol, who):
    with pytest.raises(PermissionDenied):
        plan([onggol], waiholo, by=request.getfixturevalue(who))


@pytest.mark.parametrize("status", ["draft", "submitted", "returned"])
def test_plan_merge_wants_what_the_kecamatan_has_verified(camat, waiholo, status):
    with pytest.raises(PermissionDenied):
        plan([complete_usulan(title="Sumur lain", status=status)], waiholo, by=camat)


def test_undo_merge_takes_it_apart_and_the_log_keeps_the_name(camat, waiholo, onggol):
    joint = plan([waiholo, onggol], joint_of([waiholo, onggol]), by=camat)
    key = joint.pk

    assert actions.undo_merge(joint, by=camat) == [waiholo, onggol]

    assert set(Usulan.objects.all()) == {waiholo, onggol}
    assert not PlannedMerge.objects.exists()
    told = LogEntry.objects.for_record(onggol).order_by("-pk").first().sentence
    assert told == "Dipisahkan kembali dari usulan “Sumur bor dua desa” (Desa Waiholo)"
    assert LogEntry.objects.filter(record_id=key, verb="usulan.discard").exists()


def test_undo_merge_leaves_a_usulan_that_was_there_before(camat, waiholo, onggol):
    plan([onggol], waiholo, by=camat)

    actions.undo_merge(waiholo, by=camat)

    waiholo.refresh_from_db()
    assert waiholo.is_verified
    assert not PlannedMerge.objects.exists()


def test_undo_merge_is_refused_once_the_forum_decided_or_an_opd_was_asked(secretariat, waiholo, onggol):
    joint = plan([waiholo, onggol], joint_of([waiholo, onggol]), by=secretariat)
    make_referral(usulan=joint)
    with pytest.raises(MoveRefused, match="sudah diteruskan ke OPD"):
        actions.undo_merge(joint, by=secretariat)

    make_outcome(usulan=onggol, kind=OutcomeKind.MERGED, merged_into=joint)
    with pytest.raises(MoveRefused, match="Keputusan baru dalam rapat memisahkannya kembali"):
        actions.undo_merge(joint, by=secretariat)

    assert PlannedMerge.objects.count() == 2


def test_a_new_decision_takes_an_original_out_again(secretariat, waiholo, onggol):
    merged = make_outcome(usulan=onggol, kind=OutcomeKind.MERGED, merged_into=waiholo)
    assert [member.usulan for member in merge_of(waiholo).members] == [waiholo, onggol]

    actions.record_outcome(
        onggol.outcomes.model(
            usulan=onggol, fiscal_year=2024, kind=OutcomeKind.REFUSED, reason="duplicate", explanation="Ganda."
        ),
        replaces=merged,
        by=secretariat,
        today=datetime.date(2024, 3, 15),
    )

    assert merge_of(waiholo).members == []
    assert merge_of(onggol).into is None


# --- what is told of it ---


def test_merge_of_sums_what_is_counted_alike(camat, waiholo, onggol):
    pipes = verified_usulan(desa=make_desa(name="Ate Dalo"), title="Pipa air", volume=300, unit="meter")
    plan([onggol, pipes], waiholo, by=camat)

    merge = merge_of(waiholo)

    assert merge.volumes == [(3, "unit"), (300, "meter")]
    assert merge.villages == ["Desa Waiholo", "Desa Ate Dalo", "Desa Onggol"]
    assert merge.can_be_undone


def test_merge_of_an_original_says_where_it_goes_and_what_that_was_given(waiholo, onggol):
    make_outcome(usulan=onggol, kind=OutcomeKind.MERGED, merged_into=waiholo)
    given = make_outcome(usulan=waiholo)

    merge = merge_of(onggol)

    assert (merge.into, merge.is_decided, merge.outcome) == (waiholo, True, given)


def test_villages_of_names_the_other_desa_once(waiholo, onggol):
    twin = verified_usulan(desa=onggol.desa, title="Sumur bor Onggol 2")
    same = verified_usulan(title="Sumur bor Dusun 3")
    for usulan in (onggol, twin, same):
        make_outcome(usulan=usulan, kind=OutcomeKind.MERGED, merged_into=waiholo)

    assert villages_of([waiholo, onggol]) == {waiholo.pk: [onggol.desa]}


def test_joint_values_add_up_only_one_unit(waiholo, onggol):
    pipes = make_usulan(title="Pipa", volume=300, unit="meter", cost=1_000_000, men=None)

    alike, unlike = joint_values([waiholo, onggol]), joint_values([waiholo, pipes])

    assert (alike["volume"], alike["unit"], alike["cost"], alike["men"]) == (3, "unit", 100_000_000, 40)
    assert alike["location"] == "Desa Waiholo: Dusun 2; Desa Onggol: Dusun 2"
    assert (unlike["volume"], unlike["unit"], unlike["cost"], unlike["men"]) == (None, "", 51_000_000, 20)


def test_sync_page_says_which_of_them_to_refer(client, secretariat, waiholo, onggol):
    plan([onggol], waiholo, by=secretariat)
    client.force_login(secretariat)

    original, joint = (
        text_of(client.get(reverse("plans:sync_usulan", args=[2024, usulan.pk]))) for usulan in (onggol, waiholo)
    )

    assert "Usulan ini hendak digabung ke" in original
    assert "teruskan usulan itu saja" in original
    assert "Ke usulan ini hendak digabung" in joint


def test_allocation_leaves_out_what_is_to_go_into_another(secretariat, waiholo, onggol):
    plan([onggol], waiholo, by=secretariat)
    run = AllocationRun(kabupaten=waiholo.kabupaten, fiscal_year=2024)

    assert case_of(run)["usulan"] == [waiholo.pk]


def test_decision_of_an_original_is_filled_in_with_the_merge(secretariat, waiholo, onggol):
    other = verified_usulan(desa=waiholo.desa, title="Di luar bidang", bidang="agriculture")
    plan([onggol], other, by=secretariat)

    form = OutcomeForm(usulan=onggol, fiscal_year=2024)

    assert (form["kind"].value(), form["merged_into"].value()) == (OutcomeKind.MERGED, other.pk)
    assert other in form.fields["merged_into"].queryset
