"""Officials who sign at the same moment: real threads, each with its own connection; every signature stays."""

import threading
from itertools import pairwise

import pytest
from django.db import connection

from forum.models import User
from forum.transitions import MoveRefused
from meetings import actions
from meetings.models import Agreement, Signatory
from meetings.pdf_check import signatures_of
from meetings.status import AgreementStatus
from plans.models import Lokus
from tests.factories import make_user
from tests.meetings.scenes import NOW
from tests.meetings.signing_scene import make_seal, make_to_sign, seal_key, sign_in_ink


@pytest.fixture
def scene(transactional_db):
    secretariat = make_user(username="sekretariat", role="secretariat")
    make_seal()
    return make_to_sign(by=secretariat)


def at_once(*calls) -> list[str]:
    """Start all calls at the same moment, each in a thread; return how each ended."""
    start, ends = threading.Barrier(len(calls)), []

    def run(call):
        try:
            start.wait()
            call()
            ends.append("done")
        except MoveRefused:
            ends.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def signing(scene, index):
    def call():
        row = Signatory.objects.with_record_data().get(pk=scene.rows[index].pk)
        actions.sign_on_screen(row, name=row.name, by=User.objects.get(pk=scene.users[index].pk), now=NOW)

    return call


def test_three_at_once_all_sign_one_upon_the_other(scene, tmp_path):
    assert at_once(*(signing(scene, index) for index in range(3))) == ["done"] * 3

    agreement = Agreement.objects.get()
    revisions = [paper.content() for paper in agreement.papers.revisions()]
    assert agreement.status == AgreementStatus.SIGNED
    assert len(revisions) == 5
    assert all(later.startswith(earlier) for earlier, later in pairwise(revisions))
    path = tmp_path / "berkas.pdf"
    path.write_bytes(revisions[-1])
    assert [row["intact"] and row["allowed"] for row in signatures_of(str(path), [seal_key().fingerprint])] == [
        True
    ] * 4
    assert Lokus.objects.filter(taken_at=NOW).count() == 1


def test_one_person_pressing_twice_signs_once(scene):
    assert at_once(signing(scene, 1), signing(scene, 1)) == ["done", "refused"]

    assert Agreement.objects.get().papers.revisions().count() == 3


def test_screen_and_ink_of_the_same_person_at_once_leave_one(scene):
    def ink():
        sign_in_ink(scene, 1, by=User.objects.get(username="sekretariat"))

    assert at_once(signing(scene, 1), ink) == ["done", "refused"]

    row = Signatory.objects.get(pk=scene.rows[1].pk)
    assert row.is_signed
    assert Agreement.objects.get().papers.count() == 2 + (row.status == "screen")
