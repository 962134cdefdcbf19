"""What the minutes say, when they are approved, and that they stay what they were."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from forum.models import LogEntry
from forum.transitions import MoveRefused
from meetings import actions
from meetings.minutes import fingerprint_of, laid_out, minutes_of, take_minutes
from meetings.models import Meeting, Minute, MinuteCorrection, MinutesApproval
from plans.choices import OutcomeKind
from plans.models import Outcome
from tests.factories import (
    TODAY,
    make_agenda_item,
    make_follow_up,
    make_jabatan,
    make_kecamatan,
    make_meeting,
    make_minute,
    make_opd,
    make_referral,
    verified_usulan,
)
from tests.meetings.minutes_scene import NOW, OWED, RESOLVED, TOLD, make_chair, make_written

pytestmark = pytest.mark.django_db


def read(meeting) -> Meeting:
    return Meeting.objects.with_minutes().get(pk=meeting.pk)


def approve(meeting, *, by, note="Disetujui pada akhir rapat.", **changes):
    seen = changes.pop("seen", None) or fingerprint_of(take_minutes(read(meeting)))
    return actions.approve_minutes(meeting, seen=seen, note=note, by=by, today=TODAY, now=NOW, **changes)


def decide(meeting, *, by, kind=OutcomeKind.REDIRECTED, **fields):
    usulan = fields.pop("usulan", None) or verified_usulan(title="Alat tenun")
    year = fields.pop("fiscal_year", meeting.fiscal_year)
    outcome = Outcome(usulan=usulan, fiscal_year=year, kind=kind, **({"target_source": "csr"} | fields))
    return actions.decide(meeting, outcome, by=by, now=NOW)


def test_minutes_stand_under_their_items_by_kind(kabupaten):
    meeting = make_written()
    make_minute(agenda_item=meeting.agenda_items.get(), text="Alat tenun sudah dibagi.")

    (item,) = take_minutes(read(meeting))["items"]

    assert item["title"] == "Laporan pelaksanaan"
    assert [(group["label"], [row["text"] for row in group["rows"]]) for group in item["entries"]] == [
        ("Informasi", [TOLD, "Alat tenun sudah dibagi."]),
        ("Keputusan", [RESOLVED]),
    ]
    assert [(row["what"], row["owner"], row["due_on"]) for row in item["follow_ups"]] == [
        (OWED, "Dinas Pertanian", "2024-04-14")
    ]


def test_decision_stands_under_the_item_that_speaks_of_it(secretariat):
    meeting = make_meeting(status="running")
    fisheries, farming = make_opd(name="Dinas Perikanan"), make_opd()
    for_fish = make_agenda_item(meeting=meeting, kind="usulan", title="", opd=fisheries, fiscal_year=2024)
    next_year = make_agenda_item(meeting=meeting, kind="usulan", title="", fiscal_year=2025)
    elsewhere = make_agenda_item(
        meeting=meeting, kind="usulan", title="", kecamatan=make_kecamatan(name="Wewewa"), fiscal_year=2024
    )
    boat, corn = (verified_usulan(title=title) for title in ("Perahu", "Jagung"))
    make_referral(usulan=boat, opd=fisheries)
    make_referral(usulan=corn, opd=farming)
    for usulan, year in [(boat, 2024), (corn, 2024), (corn, 2025)]:
        decide(meeting, by=secretariat, usulan=usulan, fiscal_year=year)

    content = take_minutes(read(meeting))

    found = {part["pk"]: [row["title"] for row in part["decided"]] for part in content["items"]}
    assert found == {for_fish.pk: ["Perahu"], next_year.pk: ["Jagung"], elsewhere.pk: []}
    assert [(row["title"], row["fiscal_year"]) for row in content["elsewhere"]["decided"]] == [("Jagung", 2024)]


def test_decision_tells_what_it_gives_or_where_it_goes(secretariat):
    meeting = make_meeting(status="running")
    decide(meeting, by=secretariat, explanation="Perusahaan setempat bersedia.")

    (row,) = take_minutes(read(meeting))["elsewhere"]["decided"]

    assert (row["title"], row["result"]) == ("Alat tenun", "Dialihkan")
    assert row["detail"] == "Ke CSR. Perusahaan setempat bersedia"


def test_open_follow_ups_of_earlier_meetings_are_told_where_the_agenda_looks_at_them(kabupaten):
    earlier = make_meeting(held_on=datetime.date(2024, 1, 31))
    make_follow_up(meeting=earlier, what="Periksa titik air", status="running")
    make_follow_up(meeting=earlier, what="Sudah selesai", status="done")
    meeting = make_meeting(held_on=datetime.date(2024, 3, 15))
    make_agenda_item(meeting=meeting, kind="follow_ups", title="")

    (item,) = take_minutes(read(meeting))["items"]

    assert [(row["what"], row["state"]) for row in item["looked_at"]] == [("Periksa titik air", "Berjalan")]


def test_minutes_name_no_person(kabupaten):
    chair = make_chair().person.incumbencies.get().jabatan
    meeting = make_written(chair=chair)

    content = take_minutes(read(meeting))

    assert content["attendance"] == {"men": 0, "women": 1, "institutions": 1}
    assert "Contoh" not in str(content)


@pytest.mark.parametrize("rows", [1, 3])
def test_minutes_query_count(secretariat, rows, django_assert_num_queries):
    meeting = make_written()
    make_agenda_item(meeting=meeting, kind="usulan", title="", fiscal_year=2024)
    make_agenda_item(meeting=meeting, kind="follow_ups", title="")
    for number in range(rows):
        usulan = verified_usulan(title=f"Usulan {number}")
        make_referral(usulan=usulan)
        decide(meeting, by=secretariat, usulan=usulan)
        earlier = make_meeting(held_on=TODAY)
        make_follow_up(meeting=earlier, opd=make_opd(name=f"Dinas {number}"))
        kecamatan = make_kecamatan(name=f"Kecamatan {number}")
        make_follow_up(meeting=earlier, jabatan=make_jabatan(name=f"Camat {number}", kecamatan=kecamatan))
        make_minute(agenda_item=meeting.agenda_items.first(), text=f"Informasi {number}")
    meeting = read(meeting)

    with django_assert_num_queries(17):
        content = take_minutes(meeting)

    assert (len(content["items"][1]["decided"]), len(content["items"][2]["looked_at"])) == (rows, 2 * rows)


# Writing


def test_entry_is_written_and_its_earlier_words_are_kept(secretariat):
    item = make_agenda_item(meeting=make_meeting(status="running"))
    minute = actions.record_minute(Minute(agenda_item=item, text="Sumur diuji."), by=secretariat)
    minute.text = TOLD

    actions.record_minute(minute, ["text"], by=secretariat)

    stored = Minute.objects.get()
    assert (stored.text, stored.version, stored.kabupaten) == (TOLD, 2, item.kabupaten)
    entry = LogEntry.objects.for_record(stored).get(verb="minute.edit")
    assert (entry.before, entry.after["text"]) == ({"text": "Sumur diuji."}, TOLD)


def test_sending_an_entry_twice_stores_it_once(secretariat):
    item = make_agenda_item(meeting=make_meeting(status="running"))
    key = Minute().uuid

    for _ in range(2):
        actions.record_minute(Minute(agenda_item=item, text=TOLD, uuid=key), by=secretariat)

    assert Minute.objects.get().text == TOLD


@pytest.mark.parametrize("status", ["draft", "invited", "review", "approved", "cancelled"])
def test_entry_is_not_written_out_of_time(secretariat, status):
    item = make_agenda_item(meeting=make_meeting(status=status))

    with pytest.raises(PermissionDenied, match="sejak rapat dibuka"):
        actions.record_minute(Minute(agenda_item=item, text=TOLD), by=secretariat)

    assert not Minute.objects.exists()


def test_removed_entry_leaves_the_minutes_and_keeps_its_words(secretariat):
    minute = make_minute()

    actions.remove_minute(minute, by=secretariat, now=NOW)

    meeting = minute.agenda_item.meeting
    assert take_minutes(read(meeting))["items"][0]["entries"] == []
    assert Minute.objects.removed().get().text == TOLD


def test_entry_that_somebody_rewrote_is_not_removed_unread(secretariat):
    stale = make_minute()
    fresh = Minute.objects.get()
    fresh.text = RESOLVED
    actions.record_minute(fresh, ["text"], by=secretariat)

    with pytest.raises(MoveRefused, match="baru saja diubah"):
        actions.remove_minute(stale, by=secretariat, now=NOW)

    assert Minute.objects.standing().get().text == RESOLVED


# Approval


def test_chair_approves_what_is_laid_before_him(kabupaten):
    chair = make_chair()
    meeting = make_written(status="review")

    approval = approve(meeting, by=chair, note="")

    assert Meeting.objects.get().status == "approved"
    assert (approval.office, approval.is_own, approval.by, approval.at) == ("Asisten Perekonomian", True, chair, NOW)
    assert approval.fingerprint == fingerprint_of(approval.snapshot)


@pytest.mark.parametrize("status", ["minutes", "review"])
def test_secretariat_notes_how_the_chair_approved(secretariat, status):
    meeting = make_written(status=status)

    with pytest.raises(MoveRefused, match="bagaimana dan kapan"):
        approve(meeting, by=secretariat, note=" ")
    approval = approve(meeting, by=secretariat, note="Disetujui pada 18 Maret 2024.")

    assert (approval.is_own, approval.note) == (False, "Disetujui pada 18 Maret 2024.")
    assert LogEntry.objects.for_record(meeting).get(verb="meeting.approve").note == approval.note


def test_nobody_else_approves(camat):
    meeting = make_written(status="review")

    with pytest.raises(PermissionDenied):
        approve(meeting, by=camat)

    assert Meeting.objects.get().status == "review"


def test_minutes_that_changed_since_they_were_read_are_not_approved(secretariat):
    meeting = make_written()
    seen = fingerprint_of(take_minutes(read(meeting)))
    make_minute(agenda_item=meeting.agenda_items.get(), text="Tambahan.")

    with pytest.raises(MoveRefused, match="berubah sejak halaman ini dibuka"):
        approve(meeting, by=secretariat, seen=seen)

    assert (Meeting.objects.get().status, MinutesApproval.objects.count()) == ("minutes", 0)


def test_minutes_are_approved_only_with_attendance_and_a_chair(secretariat):
    nobody, headless = make_written(), make_written()
    nobody.attendance.all().delete()
    Meeting.objects.filter(pk=headless.pk).update(chair=None)

    with pytest.raises(MoveRefused, match="Catat dahulu kehadiran"):
        approve(nobody, by=secretariat)
    with pytest.raises(MoveRefused, match="Pilih dahulu pimpinan rapat"):
        approve(headless, by=secretariat)


def test_approved_minutes_stay_when_their_records_change(secretariat):
    meeting = make_written()
    decide(meeting, by=secretariat)
    approve(meeting, by=secretariat)
    before = minutes_of(read(meeting))

    meeting.follow_ups.update(what="Lain sama sekali")
    Minute.objects.update(text="Lain sama sekali")
    meeting.agenda_items.update(title="Lain")
    make_jabatan()

    assert minutes_of(read(meeting)) == before
    assert fingerprint_of(before) == meeting.approval.fingerprint


@pytest.mark.parametrize("note", ["", "  "])
def test_return_says_what_to_mend(kabupaten, note):
    meeting = make_written(status="review")

    with pytest.raises(MoveRefused, match="Tulis apa yang perlu diperbaiki"):
        actions.return_minutes(meeting, note=note, by=make_chair(), today=TODAY)

    assert Meeting.objects.get().status == "review"


def test_returned_minutes_are_written_again_with_the_chairs_word(secretariat):
    meeting = make_written(status="review")

    actions.return_minutes(meeting, note="Tambahkan tenggat.", by=make_chair(), today=TODAY)

    assert (meeting.status, meeting.returned_with().note) == ("minutes", "Tambahkan tenggat.")
    actions.move_meeting(meeting, "submit", by=secretariat)
    actions.return_minutes(meeting, note="Lagi.", by=secretariat, today=TODAY)
    assert meeting.returned_with().note == "Lagi."


# Corrections


def test_correction_stands_beside_what_was_approved(secretariat):
    meeting = make_written()
    approve(meeting, by=secretariat)
    minute = Minute.objects.earliest("pk")
    correction = MinuteCorrection(minute=minute, text="Sumur bor diuji Maret.", reason="Salah bulan.")

    actions.correct_minute(correction, by=secretariat, now=NOW)

    content = laid_out(minutes_of(read(meeting)), MinuteCorrection.objects.for_meeting(meeting).in_order())
    row = content["items"][0]["entries"][0]["rows"][0]
    assert row == {
        "pk": minute.pk,
        "text": TOLD,
        "corrections": [{"text": "Sumur bor diuji Maret.", "reason": "Salah bulan.", "at": NOW}],
    }
    entry = LogEntry.objects.for_record(meeting).get(verb="meeting.correct")
    assert (entry.sentence, entry.note) == ("Notulen dikoreksi pada pokok “Laporan pelaksanaan”", "Salah bulan.")


def test_correction_that_says_the_same_is_refused(secretariat):
    meeting = make_written()
    approve(meeting, by=secretariat)

    same = MinuteCorrection(minute=Minute.objects.earliest("pk"), text=f" {TOLD} ", reason="Salah ketik.")

    with pytest.raises(MoveRefused, match="masih sama"):
        actions.correct_minute(same, by=secretariat, now=NOW)


def test_before_approval_entries_are_changed_not_corrected(secretariat):
    make_written()

    with pytest.raises(PermissionDenied):
        actions.correct_minute(
            MinuteCorrection(minute=Minute.objects.earliest("pk"), text="Lain", reason="-"), by=secretariat, now=NOW
        )
