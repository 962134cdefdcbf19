"""A berita acara calls every desa and kecamatan as it was called on the day of its meeting."""

import datetime

import pytest

from forum import actions as forum_actions
from forum.choices import DesaKind
from meetings import actions
from meetings.models import Attendance
from meetings.snapshot import take_snapshot
from tests.factories import (
    make_desa,
    make_incumbency,
    make_jabatan,
    make_kecamatan,
    make_person,
    make_referral,
    make_seat,
    verified_usulan,
)
from tests.meetings.scenes import decide, make_rakor, refuse

BEFORE, CHANGED = datetime.date(2024, 3, 15), datetime.date(2024, 7, 1)
BASIS = "Perda Nomor 3 Tahun 2024"


@pytest.fixture
def offices(kabupaten):
    """The camat and the head of the desa, seated in the forum."""
    camat = make_jabatan(kecamatan=make_kecamatan(), name="Camat Kodi", is_head=True)
    head = make_jabatan(desa=make_desa(), name="Kepala Desa Waiholo")
    for jabatan in (camat, head):
        make_incumbency(jabatan=jabatan, person=make_person())
    return camat, head


def change_both(*, by):
    desa = make_desa()
    desa.name, desa.kind = "Waiholo Raya", DesaKind.KELURAHAN
    forum_actions.change_desa(desa, on=CHANGED, basis=BASIS, by=by, today=CHANGED)
    desa.kecamatan.name = "Kodi Induk"
    forum_actions.rename_kecamatan(desa.kecamatan, on=CHANGED, basis=BASIS, by=by, today=CHANGED)


def rakor(held_on, offices, *, by):
    meeting = make_rakor(held_on=held_on)
    for order, jabatan in enumerate(offices, start=1):
        make_seat(decree=meeting.decree, jabatan=jabatan, order=order)
    decide(meeting, by=by)
    refuse(meeting, by=by)
    make_referral(usulan=verified_usulan(title="Pasar desa"))
    return meeting


def places(meeting, *, by) -> dict:
    """Return what a paper of the meeting calls the desa and its offices, by place."""
    actions.fill_attendance(meeting, by=by)
    Attendance.objects.update(presence="present")
    content = take_snapshot(actions.draft_agreement(meeting, by=by))
    return {
        "agreed": {row["desa"] for group in content["agreed"] for row in group["rows"]},
        "not_agreed": {row["desa"] for row in content["not_agreed"]},
        "attendance": {(row["jabatan"], row["institution"]) for row in content["attendance"]["rows"]},
    }


def everywhere(desa: str, camat: str, head: str) -> dict:
    kecamatan = camat.replace("Camat", "Kecamatan")
    return {"agreed": {desa}, "not_agreed": {desa}, "attendance": {(camat, kecamatan), (head, desa)}}


def test_paper_of_a_meeting_before_the_change_prints_what_was_true(secretariat, offices):
    meeting = rakor(BEFORE, offices, by=secretariat)
    change_both(by=secretariat)

    assert places(meeting, by=secretariat) == everywhere("Desa Waiholo", "Camat Kodi", "Kepala Desa Waiholo")


def test_paper_of_a_meeting_after_the_change_prints_what_is_true(secretariat, offices):
    meeting = rakor(CHANGED, offices, by=secretariat)
    change_both(by=secretariat)

    expected = everywhere("Kelurahan Waiholo Raya", "Camat Kodi Induk", "Kepala Desa Waiholo Raya")
    assert places(meeting, by=secretariat) == expected


@pytest.mark.parametrize("rows", [1, 3])
def test_snapshot_asks_for_the_names_of_all_desa_at_once(secretariat, django_assert_num_queries, rows):
    meeting = make_rakor()
    for number in range(rows):
        refuse(meeting, by=secretariat, title=f"Rabat beton {number}")
    agreement = actions.draft_agreement(meeting, by=secretariat)
    take_snapshot(agreement)  # loads what hangs on the meeting itself

    with django_assert_num_queries(15):
        content = take_snapshot(agreement)

    assert len(content["not_agreed"]) == rows
