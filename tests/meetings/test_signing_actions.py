"""Two roads to a signed berita acara, and what happens where a signature does not come."""

import datetime
import hashlib
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied
from django_tasks import default_task_backend

from forum.models import LogEntry, User
from forum.transitions import MoveRefused
from meetings import actions
from meetings.choices import PaperKind
from meetings.models import PaperDamaged, Seal, Signatory
from meetings.status import AgreementStatus, SignatureStatus
from plans.models import Lokus
from tests.factories import make_incumbency, make_jabatan, make_person
from tests.meetings.scenes import NOW, NUMBER
from tests.meetings.signing_scene import blank, make_seal, make_to_sign, scan, seal_key, sign, sign_in_ink


@pytest.fixture
def seal(kabupaten):
    return make_seal()


@pytest.fixture
def scene(seal, secretariat):
    return make_to_sign(by=secretariat)


def statuses(scene):
    return list(scene.agreement.signatories.order_by("place", "pk").values_list("status", flat=True))


def refreshed(scene, index):
    return Signatory.objects.with_record_data().get(pk=scene.rows[index].pk)


def test_final_freezes_who_signs_where(scene):
    assert [(row.place, row.office, row.name) for row in scene.rows] == [
        (1, "Asisten Perekonomian dan Pembangunan", "Pimpinan Contoh"),
        (2, "Camat Kodi", "Pejabat Kodi Contoh, S.IP."),
        (3, "Camat Loura", "Pejabat Loura Contoh, S.IP."),
    ]


def test_three_on_screen_make_it_signed_and_take_the_lokus(scene):
    sign(scene, 0)
    sign(scene, 2)
    scene.agreement.refresh_from_db()
    assert scene.agreement.status == AgreementStatus.FINAL
    assert Lokus.objects.filter(taken_at__isnull=False).count() == 0

    sign(scene, 1)

    scene.agreement.refresh_from_db()
    assert (scene.agreement.status, scene.agreement.signed_at) == (AgreementStatus.SIGNED, NOW)
    assert Lokus.objects.filter(taken_at=NOW).count() == 1
    assert statuses(scene) == [SignatureStatus.SCREEN] * 3


def test_each_signature_is_a_revision_that_begins_with_the_one_before(scene):
    for index in range(3):
        sign(scene, index)

    revisions = list(scene.agreement.papers.revisions())
    contents = [paper.content() for paper in revisions]
    assert [paper.kind for paper in revisions] == [PaperKind.ISSUED] + [PaperKind.SEALED] * 4
    assert [paper.sha256 for paper in revisions] == [hashlib.sha256(content).hexdigest() for content in contents]
    assert [paper.size for paper in revisions] == [len(content) for content in contents]
    assert all(later.startswith(earlier) for earlier, later in pairwise(contents))
    assert [refreshed(scene, index).paper_id for index in range(3)] == [paper.pk for paper in revisions[2:]]


def test_damaged_file_is_not_signed_any_further(scene):
    sign(scene, 0)
    newest = scene.agreement.papers.revisions().last()
    with newest.file.storage.open(newest.file.name, "wb") as stored:
        stored.write(blank())

    with pytest.raises(PaperDamaged):
        sign(scene, 1)

    assert statuses(scene)[1] == SignatureStatus.WAITING


@pytest.mark.parametrize("name", ["pejabat kodi contoh", "Pejabat  Kodi Contoh, S.IP.", "PEJABAT KODI CONTOH, S. IP"])
def test_name_is_typed_with_or_without_titles(scene, name):
    sign(scene, 1, name=name)

    assert refreshed(scene, 1).is_signed


@pytest.mark.parametrize("name", ["", "Pejabat", "Pimpinan Contoh", ", S.IP."])
def test_other_name_is_refused(scene, name):
    with pytest.raises(MoveRefused, match=r"Pejabat Kodi Contoh, S\.IP\."):
        sign(scene, 1, name=name)


def test_nobody_signs_for_another_not_even_the_secretariat(scene, secretariat):
    for user in (secretariat, scene.users[0], User.objects.system()):
        with pytest.raises(PermissionDenied):
            sign(scene, 1, by=user)


def test_second_time_is_refused(scene):
    sign(scene, 1)

    with pytest.raises(MoveRefused, match="baru saja dicatat"):
        sign(scene, 1)
    assert scene.agreement.papers.revisions().count() == 3


def test_next_turn_waits_until_the_first_is_settled(seal, secretariat):
    scene = make_to_sign(by=secretariat, turns=(2, 1, 1))
    with pytest.raises(MoveRefused, match="Giliran Anda belum tiba"):
        sign(scene, 0)
    sign(scene, 1)
    assert [row.pk for row in Signatory.objects.next_in_turn()] == [scene.rows[2].pk]

    actions.close_signature(refreshed(scene, 2), reason="Sakit.", by=secretariat, now=NOW)

    assert [row.pk for row in Signatory.objects.next_in_turn()] == [scene.rows[0].pk]
    sign(scene, 0)
    scene.agreement.refresh_from_db()
    assert scene.agreement.status == AgreementStatus.SIGNED


def test_without_seal_nobody_signs_on_screen_and_the_refusal_says_what_to_do(secretariat):
    scene = make_to_sign(by=secretariat)

    with pytest.raises(MoveRefused, match=r"belum mempunyai segel.*create_seal"):
        sign(scene, 0)


def test_expired_seal_signs_nothing(scene):
    with pytest.raises(MoveRefused, match="kedaluwarsa"):
        sign(scene, 0, now=NOW + datetime.timedelta(days=365 * 3))


def test_without_the_key_of_the_environment_nobody_signs_on_screen(scene, settings):
    settings.SEAL_KEY = ""

    with pytest.raises(MoveRefused, match="SEAL_KEY belum diisi"):
        sign(scene, 0)


def test_with_another_key_the_seal_cannot_be_opened(scene, settings):
    settings.SEAL_KEY = "kunci lain yang cukup panjang untuk dipakai"

    with pytest.raises(MoveRefused, match="tidak dapat dibuka"):
        sign(scene, 0)


def test_paper_without_the_field_is_signed_in_ink(seal, secretariat):
    scene = make_to_sign(by=secretariat)
    row = scene.rows[2]
    row.place = 9
    row.save()

    with pytest.raises(MoveRefused, match="Tandatangani dengan tinta"):
        sign(scene, 2)


def test_private_key_is_stored_encrypted(seal):
    stored = Seal.objects.get()

    assert "PRIVATE" not in stored.key
    assert seal_key().key.decode() not in stored.key
    assert stored.fingerprint == seal_key().fingerprint


def test_new_seal_retires_the_old(seal):
    new = make_seal(now=NOW + datetime.timedelta(days=1))

    seal.refresh_from_db()
    assert seal.retired_at == NOW + datetime.timedelta(days=1)
    assert list(Seal.objects.current()) == [new]


def test_seal_is_kept_by_the_servers_operator_alone(kabupaten, secretariat):
    with pytest.raises(PermissionDenied):
        actions.keep_seal(kabupaten, seal_key(), self_issued=True, by=secretariat, now=NOW)


def test_certify_seals_the_issued_paper_once(scene, secretariat):
    for _ in range(2):
        actions.certify_paper(scene.agreement, by=secretariat, now=NOW)

    assert [paper.kind for paper in scene.agreement.papers.revisions()] == [PaperKind.ISSUED, PaperKind.SEALED]


def test_ink_and_screen_in_one_version(scene, secretariat):
    paper = sign_in_ink(scene, 0, 2, by=secretariat)
    scene.agreement.refresh_from_db()
    assert scene.agreement.status == AgreementStatus.FINAL

    sign(scene, 1)

    scene.agreement.refresh_from_db()
    assert scene.agreement.status == AgreementStatus.SIGNED
    assert statuses(scene) == [SignatureStatus.INK, SignatureStatus.SCREEN, SignatureStatus.INK]
    assert refreshed(scene, 0).paper_id == paper.pk
    assert [refreshed(scene, index).level[:9] for index in range(3)] == ["tingkat a", "tingkat b", "tingkat a"]


def test_scan_without_a_signature_is_refused(scene, secretariat):
    with pytest.raises(MoveRefused, match="Pilih siapa"):
        sign_in_ink(scene, by=secretariat)


def test_ink_of_one_who_signed_already_is_refused_whole(scene, secretariat):
    sign(scene, 1)

    with pytest.raises(MoveRefused):
        sign_in_ink(scene, 0, 1, by=secretariat)

    assert statuses(scene) == [SignatureStatus.WAITING, SignatureStatus.SCREEN, SignatureStatus.WAITING]
    assert scene.agreement.papers.filter(kind=PaperKind.SCAN).count() == 0


def test_scan_is_read_by_the_worker(scene, secretariat, settings, django_capture_on_commit_callbacks):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}

    with django_capture_on_commit_callbacks(execute=True):
        paper = sign_in_ink(scene, 0, by=secretariat)

    queued = [(result.task.name, result.args) for result in default_task_backend.results]
    assert queued == [("read_scan", [paper.pk])]


def test_number_that_comes_last_makes_it_signed(seal, secretariat):
    scene = make_to_sign(by=secretariat, number="")
    for index in range(3):
        sign(scene, index)
    scene.agreement.refresh_from_db()
    assert scene.agreement.status == AgreementStatus.FINAL

    actions.number_agreement(scene.agreement, NUMBER, by=secretariat, now=NOW)

    assert scene.agreement.status == AgreementStatus.SIGNED
    assert Lokus.objects.filter(taken_at=NOW).count() == 1


def test_part_of_the_ink_needs_no_number_yet_the_last_does(seal, secretariat):
    scene = make_to_sign(by=secretariat, number="")
    sign_in_ink(scene, 0, 1, by=secretariat)

    with pytest.raises(MoveRefused, match="Tulis nomor"):
        sign_in_ink(scene, 2, by=secretariat)

    sign_in_ink(scene, 2, by=secretariat, number=NUMBER)
    assert scene.agreement.status == AgreementStatus.SIGNED


def test_decline_stops_the_signing_until_it_is_settled(scene, secretariat):
    sign(scene, 0)
    sign(scene, 1)
    actions.decline_signature(refreshed(scene, 2), reason="Pagu berbeda.", by=scene.users[2], now=NOW)
    row = refreshed(scene, 2)
    assert (row.status, row.reason) == (SignatureStatus.DECLINED, "Pagu berbeda.")
    assert Signatory.objects.declined().count() == 1
    scene.agreement.refresh_from_db()
    assert scene.agreement.status == AgreementStatus.FINAL

    actions.await_signature(row, by=secretariat)

    row = refreshed(scene, 2)
    assert (row.status, row.reason, row.at) == (SignatureStatus.WAITING, "", None)


def test_closing_the_last_makes_it_signed(scene, secretariat):
    sign(scene, 0)
    sign(scene, 1)

    actions.close_signature(refreshed(scene, 2), reason="Tidak hadir  sampai akhir.", by=secretariat, now=NOW)

    row = refreshed(scene, 2)
    scene.agreement.refresh_from_db()
    assert (row.status, row.reason) == (SignatureStatus.CLOSED, "Tidak hadir sampai akhir.")
    assert scene.agreement.status == AgreementStatus.SIGNED


def test_chair_is_replaced_never_closed(scene, secretariat):
    with pytest.raises(MoveRefused, match="Catat penggantinya"):
        actions.close_signature(refreshed(scene, 0), reason="Sakit.", by=secretariat, now=NOW)


def test_replacement_signs_in_the_same_field(scene, secretariat):
    deputy = make_jabatan(name="Sekretaris Camat Kodi")
    person = make_person(name="Sekretaris Contoh")
    make_incumbency(jabatan=deputy, person=person)

    new = actions.replace_signatory(
        refreshed(scene, 1), jabatan=deputy, person=person, prefix="a.n.", reason="Tugas luar.", by=secretariat, now=NOW
    )

    assert (new.place, new.turn, new.office) == (2, 1, "a.n. Camat Kodi, Sekretaris Camat Kodi")
    assert refreshed(scene, 1).status == SignatureStatus.REPLACED
    scene.users[1].person = person
    scene.users[1].save()
    user = User.objects.get(pk=scene.users[1].pk)
    actions.sign_on_screen(new, name="Sekretaris Contoh", by=user, now=NOW)
    sign(scene, 0)
    sign(scene, 2)
    scene.agreement.refresh_from_db()
    assert scene.agreement.status == AgreementStatus.SIGNED


def test_plh_of_the_same_jabatan_replaces(scene, secretariat):
    row = refreshed(scene, 1)
    person = make_person(name="Pelaksana Harian Contoh")

    new = actions.replace_signatory(
        row, jabatan=row.jabatan, person=person, prefix="Plh.", reason="Cuti.", by=secretariat, now=NOW
    )

    assert (new.office, new.name) == ("Plh. Camat Kodi", "Pelaksana Harian Contoh")


@pytest.mark.parametrize("action", ["decline_signature", "close_signature"])
def test_reason_is_needed(scene, secretariat, action):
    with pytest.raises(MoveRefused, match="alasan"):
        getattr(actions, action)(refreshed(scene, 1), reason=" ", by=secretariat, now=NOW)


def test_new_version_asks_everybody_anew_and_keeps_turns(scene, secretariat):
    Signatory.objects.filter(pk=scene.rows[1].pk).update(turn=2, on_behalf="a.n. Bupati Contoh")
    sign(scene, 0)

    new = actions.renew_agreement(scene.agreement, by=secretariat)

    rows = list(new.signatories.order_by("pk").values_list("turn", "on_behalf", "status", "place"))
    assert rows == [
        (1, "", "waiting", None),
        (2, "a.n. Bupati Contoh", "waiting", None),
        (1, "", "waiting", None),
    ]


def test_nothing_is_signed_once_the_agreement_is_cancelled(scene, secretariat):
    row = refreshed(scene, 0)
    actions.cancel_agreement(scene.agreement, reason="Salah rapat.", by=secretariat)

    with pytest.raises(MoveRefused):
        actions.sign_on_screen(row, name=row.name, by=scene.users[0], now=NOW)
    with pytest.raises(MoveRefused, match="Hanya berita acara final"):
        sign(scene, 0)


def test_log_names_offices_never_persons(scene):
    sign(scene, 0)

    entry = LogEntry.objects.for_record(scene.rows[0]).get()
    assert (entry.verb, entry.after["office"]) == (
        "signatory.sign_on_screen",
        "Asisten Perekonomian dan Pembangunan",
    )
    assert "Contoh" not in str(entry.after)


# Reminders


DAY = datetime.timedelta(days=1)


def remind(now):
    return actions.remind_signatories(by=User.objects.system(), now=now)


def test_reminders_come_every_three_days_by_day_and_five_times_at_most(scene):
    morning = NOW + 4 * DAY  # 11.00 in Tambolaka
    assert remind(morning - 3 * DAY) == 0
    assert remind(morning + datetime.timedelta(hours=9)) == 0  # 20.00 there
    assert remind(morning) == 3
    assert remind(morning + DAY) == 0
    assert [remind(morning + round_ * 4 * DAY) for round_ in range(1, 7)] == [3, 3, 3, 3, 0, 0]
    assert LogEntry.objects.for_record(refreshed(scene, 1)).filter(verb="signatory.remind").count() == 5


def test_only_those_whose_turn_it_is_are_reminded(seal, secretariat):
    scene = make_to_sign(by=secretariat, turns=(1, 1, 2))
    sign(scene, 0)

    assert remind(NOW + 4 * DAY) == 1
    assert refreshed(scene, 1).reminders == 1


def test_scan_keeps_what_was_read(scene, secretariat):
    paper = sign_in_ink(scene, 0, by=secretariat, upload=scan())
    reading = {"pages": 2, "matching": 2, "total": 3, "missing": [3], "foreign": [], "unreadable": []}

    actions.keep_reading(paper, reading, by=User.objects.system())

    paper.refresh_from_db()
    assert paper.told_reading.startswith(
        "2 dari 2 halaman pindaian bertanda versi ini; halaman 3 dari 3 tidak ditemukan."
    )
