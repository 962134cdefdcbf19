"""The agenda as records: how it is built, what goes on to the next meeting, who reports."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from forum.choices import Role
from forum.transitions import MoveRefused
from forum.views.pages import history_of
from meetings import actions, rules
from meetings.agenda import slots_of, url_of, verdict_on_length
from meetings.choices import AgendaKind, FloorOrder
from meetings.models import AgendaItem, FollowUp, Meeting
from meetings.status import AGENDA_MOVES, AgendaStatus, MeetingStatus
from tests.factories import (
    TODAY,
    make_agenda_item,
    make_desa,
    make_follow_up,
    make_kecamatan,
    make_meeting,
    make_opd,
    make_referral,
    make_user,
    verified_usulan,
)
from tests.meetings.scenes import refuse

LATER = TODAY + datetime.timedelta(days=40)
PARTS = ("achievements", "challenges", "lessons")


def titles(meeting) -> list[str]:
    return [str(item) for item in meeting.agenda_items.with_titles().in_order()]


def recorded(*, by, **fields) -> Meeting:
    meeting = Meeting(**({"title": "Rakor", "held_on": LATER, "fiscal_year": 2024} | fields), kabupaten=by.kabupaten)
    return actions.record_meeting(meeting, by=by)


@pytest.fixture
def meeting(kabupaten):
    return make_meeting(status=MeetingStatus.RUNNING)


# Building it


def test_title_is_made_from_what_was_chosen(meeting):
    opd, kodi = make_opd(name="Dinas Pertanian"), make_kecamatan(name="Kodi")
    fields = {"meeting": meeting, "title": ""}

    items = [
        make_agenda_item(kind=AgendaKind.USULAN, opd=opd, kecamatan=kodi, fiscal_year=2024, **fields),
        make_agenda_item(kind=AgendaKind.USULAN, **fields),
        make_agenda_item(kind=AgendaKind.REPORT, kecamatan=kodi, **fields),
        make_agenda_item(kind=AgendaKind.USULAN, opd=opd, meeting=meeting, title="Sumur bor"),
    ]

    assert [str(item) for item in items] == [
        "Pembahasan usulan: Dinas Pertanian, Kecamatan Kodi, tahun 2024",
        "Pembahasan usulan",
        "Laporan Kecamatan Kodi",
        "Sumur bor",
    ]


def test_items_lead_to_the_records_themselves(meeting):
    opd, kodi = make_opd(), make_kecamatan()
    fields = {"meeting": meeting, "title": "", "opd": opd}

    urls = [
        url_of(make_agenda_item(kind=AgendaKind.USULAN, kecamatan=kodi, fiscal_year=2025, **fields)),
        url_of(make_agenda_item(kind=AgendaKind.ANSWERS, fiscal_year=2024, **fields)),
        url_of(make_agenda_item(kind=AgendaKind.ANSWERS, **fields)),
        url_of(make_agenda_item(kind=AgendaKind.FOLLOW_UPS, **fields)),
        url_of(make_agenda_item(kind=AgendaKind.REPORT, kecamatan=kodi, meeting=meeting)),
        url_of(make_agenda_item(kind=AgendaKind.AGREEMENT, meeting=meeting)),
        url_of(make_agenda_item(meeting=meeting)),
    ]

    assert urls == [
        f"/rapat/{meeting.pk}/keputusan/?tahun=2025&kecamatan={kodi.pk}&opd={opd.pk}",
        f"/sinkronisasi/2024/?opd={opd.pk}",
        f"/sinkronisasi/?opd={opd.pk}",
        f"/tindak-lanjut/?opd={opd.pk}",
        f"/usulan/?kecamatan={kodi.pk}",
        f"/rapat/{meeting.pk}/#berita-acara",
        "",
    ]


@pytest.mark.parametrize(
    ("ends_at", "durations", "verdict"),
    [
        (datetime.time(12), [120, 80], ("Agenda lebih panjang 20 menit daripada rapat.", True)),
        (datetime.time(12), [120], ("Agenda muat dalam waktu rapat, tersisa 60 menit.", False)),
        (datetime.time(12), [180], ("Agenda muat dalam waktu rapat, tepat sampai rapat selesai.", False)),
        (datetime.time(12), [150, None], ("1 pokok belum diberi lama; tersisa 30 menit untuknya.", False)),
        (None, [15, 20], ("Seluruhnya 35 menit.", False)),
        (None, [None], ("", False)),
    ],
)
def test_agenda_is_compared_with_the_hours_of_the_meeting(kabupaten, ends_at, durations, verdict):
    meeting = make_meeting(starts_at=datetime.time(9), ends_at=ends_at)
    items = [make_agenda_item(meeting=meeting, duration=duration) for duration in durations]

    assert verdict_on_length(meeting, items) == verdict
    assert slots_of(meeting)[0].starts_at == datetime.time(9)


def test_new_item_stands_last_and_an_edit_tells_what_it_was(secretariat, meeting):
    make_agenda_item(meeting=meeting, order=4)
    item = AgendaItem(meeting=meeting, title="Penutup")
    actions.record_agenda_item(item, by=secretariat)
    item.title = "Penutup dan doa"
    actions.record_agenda_item(item, ["title"], by=secretariat)

    assert titles(meeting) == ["Pembukaan", "Penutup dan doa"]
    assert AgendaItem.objects.get(pk=item.pk).order == 5


@pytest.mark.parametrize(
    ("title", "step", "order"),
    [("B", -1, "BAC"), ("B", 1, "ACB"), ("A", -1, "ABC"), ("C", 1, "ABC")],
)
def test_item_changes_places_with_its_neighbour(secretariat, meeting, title, step, order):
    for letter in "ABC":
        make_agenda_item(meeting=meeting, title=letter, order=1)  # as rows stand that nobody ordered yet

    actions.shift_agenda_item(meeting.agenda_items.get(title=title), step, by=secretariat)

    assert "".join(titles(meeting)) == order


def test_usual_course_of_a_rakor(secretariat, meeting):
    loura = make_desa(kecamatan=make_kecamatan(name="Loura"), name="Ramadana")
    asked = [verified_usulan(title="Sumur"), verified_usulan(title="Jalan", desa=loura)]
    for usulan, opd in zip(asked, ("Dinas Peternakan", "Dinas Pertanian"), strict=True):
        make_referral(usulan=usulan, opd=make_opd(name=opd))
    verified_usulan(title="Belum diteruskan")
    refuse(meeting, by=secretariat)  # decided already: not on the agenda
    make_follow_up(meeting=make_meeting(held_on=datetime.date(2023, 11, 28)))
    left = make_agenda_item(meeting=make_meeting(held_on=datetime.date(2023, 11, 28)), title="Alsintan",
                            status=AgendaStatus.NOT_REACHED)  # fmt: skip
    actions.carry_over(meeting, [left], by=secretariat)

    count = actions.fill_agenda(meeting, by=secretariat)

    assert titles(meeting) == [
        "Pembukaan",
        "Laporan Kecamatan Kodi",
        "Laporan Kecamatan Loura",
        "Alsintan",
        "Tindak lanjut rapat sebelumnya",
        "Pembahasan usulan: Dinas Pertanian, tahun 2024",
        "Pembahasan usulan: Dinas Peternakan, tahun 2024",
        "Pembahasan usulan yang belum diteruskan ke OPD, tahun 2024",
        "Berita acara",
        "Penutup",
    ]
    assert count == 9
    assert sum(item.duration or 0 for item in meeting.agenda_items.all()) == 15 + 10 * 2 + 15 + 10 * 3 + 20 + 10


def test_usual_course_is_set_out_once_and_for_a_rakor_alone(secretariat, meeting):
    actions.fill_agenda(meeting, by=secretariat)
    with pytest.raises(MoveRefused, match="sudah disusun"):
        actions.fill_agenda(meeting, by=secretariat)
    with pytest.raises(MoveRefused):
        actions.fill_agenda(make_meeting(kind="audience"), by=secretariat)

    assert titles(meeting) == ["Pembukaan", "Berita acara", "Penutup"]


# Follow-ups come by themselves


def test_new_rakor_begins_with_open_follow_ups(secretariat):
    earlier = make_meeting()
    make_follow_up(meeting=earlier)

    rakor, audience = recorded(by=secretariat), recorded(by=secretariat, kind="audience")

    assert titles(rakor) == ["Tindak lanjut rapat sebelumnya"]
    assert titles(audience) == []


def test_planned_rakor_gets_follow_ups_once_as_soon_as_a_meeting_leaves_any(secretariat):
    earlier, rakor = make_meeting(), recorded(by=secretariat)
    assert titles(rakor) == []

    for what in ("Siapkan daftar", "Kirim surat"):
        actions.record_follow_up(FollowUp(meeting=earlier, what=what, opd=make_opd(), due_on=LATER), by=secretariat)

    assert titles(rakor) == ["Tindak lanjut rapat sebelumnya"]


def test_own_and_finished_follow_ups_are_not_on_the_agenda(secretariat):
    rakor = recorded(by=secretariat)
    actions.record_follow_up(FollowUp(meeting=rakor, what="Surat", opd=make_opd(), due_on=LATER), by=secretariat)
    make_follow_up(status="done")

    assert not FollowUp.objects.owed_before(rakor).exists()
    assert titles(rakor) == []


# What was not reached


def test_closing_asks_what_was_discussed_and_the_rest_comes_back(secretariat, meeting):
    done, left = (make_agenda_item(meeting=meeting, title=title) for title in ("Pembukaan", "Alsintan"))
    actions.move_meeting(meeting, "close", discussed=[done], by=secretariat)
    rakor = recorded(by=secretariat)

    assert list(AgendaItem.objects.backlog_for(rakor)) == [left]
    assert actions.carry_over(rakor, [left, done], by=secretariat) == 1

    carried = rakor.agenda_items.get()
    assert (carried.comes_from, carried.title, carried.status) == (left, "Alsintan", AgendaStatus.PLANNED)
    assert not AgendaItem.objects.backlog_for(rakor).exists()
    assert actions.carry_over(recorded(by=secretariat), [left], by=secretariat) == 0


def test_what_is_carried_keeps_its_report_and_only_years_of_the_new_meeting(secretariat, meeting):
    kodi = make_kecamatan()
    fields = {"meeting": meeting, "title": "", "status": AgendaStatus.NOT_REACHED}
    report = make_agenda_item(kind=AgendaKind.REPORT, kecamatan=kodi, lessons="Musyawarah dusun", **fields)
    old = make_agenda_item(kind=AgendaKind.USULAN, fiscal_year=2024, **fields)
    same = make_agenda_item(kind=AgendaKind.USULAN, fiscal_year=2025, **fields)
    rakor = recorded(by=secretariat, fiscal_year=2025)

    actions.carry_over(rakor, [report, old, same], by=secretariat)

    carried = {item.comes_from: item for item in rakor.agenda_items.all()}
    assert carried[report].lessons == "Musyawarah dusun"
    assert (carried[old].fiscal_year, carried[same].fiscal_year) == (None, 2025)


def test_what_left_the_agenda_again_waits_again(secretariat, meeting):
    left = make_agenda_item(meeting=meeting, status=AgendaStatus.NOT_REACHED)
    rakor = recorded(by=secretariat)
    actions.carry_over(rakor, [left], by=secretariat)
    with pytest.raises(MoveRefused, match="rapat berikutnya"):
        actions.remove_agenda_item(left, by=secretariat)
    with pytest.raises(MoveRefused, match="rapat berikutnya"):
        actions.move_agenda_item(left, "discuss", by=secretariat)

    actions.remove_agenda_item(rakor.agenda_items.get(), by=secretariat)

    assert list(AgendaItem.objects.backlog_for(rakor)) == [left]


def test_what_a_cancelled_meeting_had_taken_over_comes_back(secretariat, meeting):
    left = make_agenda_item(meeting=meeting, title="Alsintan", status=AgendaStatus.NOT_REACHED)
    cancelled = recorded(by=secretariat)
    actions.carry_over(cancelled, [left], by=secretariat)
    actions.record_agenda_item(AgendaItem(meeting=cancelled, title="Penutup"), by=secretariat)

    actions.move_meeting(cancelled, "cancel", note="Banjir.", by=secretariat)

    backlog = AgendaItem.objects.backlog_for(recorded(by=secretariat))
    assert [(item.title, item.meeting) for item in backlog] == [("Alsintan", cancelled)]


def test_follow_ups_and_the_future_are_no_backlog(secretariat, meeting):
    make_agenda_item(meeting=meeting, kind=AgendaKind.FOLLOW_UPS, title="", status=AgendaStatus.NOT_REACHED)
    make_agenda_item(meeting=recorded(by=secretariat), status=AgendaStatus.NOT_REACHED)

    assert not AgendaItem.objects.backlog_for(make_meeting()).exists()


# While it goes on


@pytest.fixture
def two_opd(meeting):
    """Usulan of two kecamatan, each with its OPD."""
    loura = make_desa(kecamatan=make_kecamatan(name="Loura"), name="Ramadana")
    asked = {"Dinas Pertanian": verified_usulan(title="Sumur"), "Dinas Perikanan": verified_usulan(desa=loura)}
    for opd, usulan in asked.items():
        make_referral(usulan=usulan, opd=make_opd(name=opd))
    return asked


def floor_of(meeting):
    return Meeting.objects.with_floor().get(pk=meeting.pk).floor


@pytest.mark.parametrize("opd", ["Dinas Pertanian", "Dinas Perikanan"])
def test_opening_leads_the_screen_to_the_first_usulan_of_its_agenda(secretariat, meeting, two_opd, opd):
    meeting.status = MeetingStatus.DRAFT
    meeting.save()
    make_agenda_item(meeting=meeting, kind=AgendaKind.USULAN, title="", opd=make_opd(name=opd))

    actions.move_meeting(meeting, "open", by=secretariat)

    assert (floor_of(meeting).usulan, floor_of(meeting).order) == (two_opd[opd], FloorOrder.OPD)


def test_item_of_a_year_that_the_meeting_no_longer_decides_leads_to_those_it_does(secretariat, meeting, two_opd):
    item = make_agenda_item(meeting=meeting, kind=AgendaKind.USULAN, title="", fiscal_year=2020, opd=make_opd())

    actions.take_up_agenda_item(item, by=secretariat)

    assert floor_of(meeting).fiscal_year == 2024


def test_ticking_an_item_leads_the_screen_to_the_next(secretariat, meeting, two_opd):
    opening = make_agenda_item(meeting=meeting)
    make_agenda_item(meeting=meeting, order=2, kind=AgendaKind.USULAN, title="", kecamatan=make_kecamatan(name="Loura"))

    actions.move_agenda_item(opening, "discuss", by=secretariat)

    floor = floor_of(meeting)
    assert (floor.usulan, floor.order) == (two_opd["Dinas Perikanan"], FloorOrder.KECAMATAN)
    assert floor.version > 0


def test_item_taken_up_goes_before_all_that_is_planned(secretariat, meeting, two_opd):
    for order, title in enumerate("ABC", 1):
        make_agenda_item(meeting=meeting, title=title, order=order)
    actions.move_agenda_item(meeting.agenda_items.get(title="A"), "discuss", by=secretariat)
    wanted = make_agenda_item(meeting=meeting, order=4, kind=AgendaKind.USULAN, title="D", fiscal_year=2024)

    actions.take_up_agenda_item(wanted, by=secretariat)

    assert "".join(titles(meeting)) == "ADBC"
    assert floor_of(meeting).usulan in two_opd.values()


def test_what_was_not_reached_can_still_be_taken_up(secretariat, meeting):
    item = make_agenda_item(meeting=meeting, status=AgendaStatus.NOT_REACHED)

    actions.take_up_agenda_item(item, by=secretariat)

    assert item.status == AgendaStatus.PLANNED


LEGAL = {
    ("planned", "discuss"): "done",
    ("not_reached", "discuss"): "done",
    ("planned", "put_off"): "not_reached",
    ("done", "put_off"): "not_reached",
    ("done", "reopen"): "planned",
    ("not_reached", "reopen"): "planned",
}


@pytest.mark.parametrize("status", AgendaStatus.values)
@pytest.mark.parametrize("move", AGENDA_MOVES)
def test_agenda_moves(secretariat, meeting, status, move):
    item = make_agenda_item(meeting=meeting, status=status)

    try:
        actions.move_agenda_item(item, move, by=secretariat)
    except MoveRefused:
        reached = None
    else:
        reached = AgendaItem.objects.get(pk=item.pk).status

    assert reached == LEGAL.get((status, move))
    assert rules.can_move_agenda_item(secretariat, make_agenda_item(meeting=meeting, status=status), move) == (
        (status, move) in LEGAL
    )


@pytest.mark.parametrize("status", MeetingStatus.values)
def test_agenda_is_built_and_followed_in_its_time(secretariat, status):
    meeting = make_meeting(status=status)

    assert rules.can_record_meeting(secretariat, meeting) == (status in {"draft", "invited", "running", "minutes"})
    assert rules.can_follow_agenda(secretariat, meeting) == (status in {"running", "minutes"})


@pytest.mark.parametrize(
    "write",
    [
        lambda item, by: actions.record_agenda_item(item, ["title"], by=by),
        lambda item, by: actions.remove_agenda_item(item, by=by),
        lambda item, by: actions.shift_agenda_item(item, 1, by=by),
        lambda item, by: actions.fill_agenda(item.meeting, by=by),
        lambda item, by: actions.carry_over(item.meeting, [item], by=by),
        lambda item, by: actions.move_agenda_item(item, "discuss", by=by),
        lambda item, by: actions.take_up_agenda_item(item, by=by),
    ],
)
def test_agenda_is_the_secretariats(camat, meeting, write):
    with pytest.raises(PermissionDenied):
        write(make_agenda_item(meeting=meeting), camat)


# The report of a kecamatan


@pytest.fixture
def report(kabupaten):
    meeting = make_meeting(status=MeetingStatus.INVITED)
    return make_agenda_item(meeting=meeting, kind=AgendaKind.REPORT, title="", kecamatan=make_kecamatan(name="Kodi"))


def write(report, *, by, seen=None, **texts):
    empty = dict.fromkeys(PARTS, "")
    actions.record_report(report, empty | texts, seen=seen or empty, by=by)


@pytest.mark.parametrize("status", MeetingStatus.values)
def test_report_is_written_until_the_meeting_ends(camat, status):
    meeting = make_meeting(status=status)
    item = make_agenda_item(meeting=meeting, kind=AgendaKind.REPORT, title="", kecamatan=make_kecamatan(name="Kodi"))

    assert rules.can_report(camat, item) == (status in {"draft", "invited", "running"})


def test_report_is_of_the_people_of_that_kecamatan(kabupaten, report, secretariat, observer, opd_officer, outsider):
    kodi, loura = make_kecamatan(name="Kodi"), make_kecamatan(name="Loura")
    of_kodi = [
        make_user(username="camat", role=Role.CAMAT, kecamatan=kodi),
        make_user(username="staf", role=Role.FACILITATOR, kecamatan=kodi),
        make_user(username="fasilitator.kodi", role=Role.FACILITATOR, desa=[make_desa(kecamatan=kodi)]),
        secretariat,
    ]
    others = [
        make_user(username="camat.loura", role=Role.CAMAT, kecamatan=loura),
        make_user(username="fasilitator.loura", role=Role.FACILITATOR, desa=[make_desa(kecamatan=loura, name="R")]),
        observer,
        opd_officer,
        outsider,
    ]

    assert [rules.can_report(user, report) for user in of_kodi + others] == [True] * 4 + [False] * 5
    assert not rules.can_report(secretariat, make_agenda_item(meeting=report.meeting))
    with pytest.raises(PermissionDenied):
        write(report, by=observer)


def test_report_is_not_overwritten(camat, secretariat, report):
    write(report, by=camat, achievements="Tiga kelompok terdaftar")
    write(report, by=secretariat, challenges="Jalan putus")  # had an empty page before him

    report.refresh_from_db()
    assert (report.achievements, report.challenges) == ("Tiga kelompok terdaftar", "Jalan putus")
    with pytest.raises(actions.ReportConflict) as refused:
        write(report, by=secretariat, achievements="Empat kelompok terdaftar")
    assert refused.value.theirs == {"achievements": "Tiga kelompok terdaftar"}


def test_report_that_says_the_same_is_not_logged_again(camat, report):
    for _ in range(2):
        write(report, by=camat, achievements="Tiga\r\nkelompok")

    assert [entry.sentence for entry in history_of(report.meeting)] == ["Laporan diisi: “Laporan Kecamatan Kodi”"]
