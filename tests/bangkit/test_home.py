"""The first page: what waits for each person, and what the forum did while he was away."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from bangkit.waiting import Waiting, changes_for, waiting_for
from forum.log import log, told_at
from meetings.status import MeetingStatus
from plans.models import Lokus
from plans.status import AnswerStatus, UsulanStatus
from tests.factories import (
    PASSWORD,
    TODAY,
    complete_usulan,
    delivered_support,
    make_agenda_item,
    make_answer,
    make_breach,
    make_desa,
    make_execution,
    make_follow_up,
    make_invitation,
    make_kecamatan,
    make_meeting,
    make_opd,
    make_portion,
    make_referral,
    make_usulan,
    redirected_usulan,
    verified_usulan,
)

YESTERDAY = TODAY - datetime.timedelta(days=1)


def lines(user) -> list[tuple[int, str, str]]:
    return [(line.count, line.text, line.late) for line in waiting_for(user, today=TODAY)]


def test_facilitator_waits_for_his_own_villages_alone(facilitator):
    make_usulan()
    make_usulan(status=UsulanStatus.RETURNED)
    make_usulan(status=UsulanStatus.SUBMITTED)
    make_usulan(status=UsulanStatus.RETURNED, desa=make_desa(name="Onggol"))

    assert lines(facilitator) == [
        (1, "usulan dikembalikan, perlu diperbaiki", ""),
        (1, "draf usulan belum diajukan", ""),
        (1, "usulan menunggu verifikasi kecamatan", ""),
    ]


def test_camat_waits_for_what_his_kecamatan_submitted(camat):
    make_usulan(status=UsulanStatus.SUBMITTED)
    make_usulan(status=UsulanStatus.SUBMITTED, desa=make_desa(kecamatan=make_kecamatan(name="Loura"), name="Ramadana"))

    assert waiting_for(camat, today=TODAY) == [
        Waiting(
            1,
            "usulan menunggu verifikasi kecamatan",
            reverse("plans:usulan_list", query={"status": "submitted", "kecamatan": camat.kecamatan_id}),
        )
    ]


def test_desk_waits_for_questions_and_sees_which_are_late(opd_officer):
    make_referral(due_on=TODAY)
    make_referral(asked_on=YESTERDAY, due_on=YESTERDAY)
    make_referral(opd=make_opd(name="Dinas Perikanan"))

    assert lines(opd_officer) == [(2, "usulan menunggu jawaban OPD Anda", "1 lewat tenggat, 1 paling lambat besok")]


def test_head_waits_for_his_desks_drafts_first(opd_head):
    make_answer(status=AnswerStatus.DRAFT, is_current=False)
    make_referral()

    assert [text for _, text, _ in lines(opd_head)] == [
        "draf jawaban menunggu Anda kirim",
        "usulan menunggu jawaban OPD Anda",
    ]


def test_secretariat_waits_for_the_whole_forum(secretariat):
    make_usulan(status=UsulanStatus.SUBMITTED)
    verified_usulan()
    make_referral(asked_on=YESTERDAY, due_on=YESTERDAY)
    make_answer(status=AnswerStatus.SENT)
    make_follow_up(due_on=YESTERDAY)
    make_meeting(held_on=TODAY, status=MeetingStatus.INVITED)
    make_meeting(held_on=TODAY, status=MeetingStatus.MINUTES)

    assert lines(secretariat) == [
        (1, "usulan belum dijawab OPD", "1 lewat tenggat"),
        (1, "jawaban OPD menunggu keputusan rapat", ""),
        (1, "notulen rapat belum disahkan", ""),
        (1, "usulan menunggu verifikasi kecamatan", ""),
        (1, "usulan tahun 2024 siap diteruskan ke OPD", ""),
        (1, "tindak lanjut belum selesai", "1 lewat tenggat"),
        (2, "rapat akan datang", ""),
    ]


def test_secretariat_is_told_of_breaches_that_nobody_was_told_of_in_time(secretariat, opd_officer):
    for days in (1, 3, 4):
        make_breach(noticed_on=TODAY - datetime.timedelta(days=days))
    told = make_breach(noticed_on=TODAY - datetime.timedelta(days=9))
    told.told_on = TODAY
    told.save()

    assert lines(secretariat) == [(3, "kejadian data pribadi belum diberitahukan", "1 lewat 3 × 24 jam")]
    assert lines(opd_officer) == []


def test_invited_is_led_to_the_page_that_takes_his_answer(opd_head, camat):
    meeting = make_meeting(status="invited", held_on=TODAY)
    row = make_invitation(meeting=meeting)
    past = make_meeting(status="invited", held_on=YESTERDAY)
    make_invitation(meeting=past, jabatan=row.jabatan)

    waiting = Waiting(
        1, "undangan menunggu jawaban Anda: Sinkronisasi RKP 2024, 31 Januari 2024", row.get_absolute_url()
    )
    seen = [waiting in waiting_for(user, today=TODAY) for user in (opd_head, camat)]
    row.response = "coming"
    row.save()

    assert seen == [True, False]
    assert waiting not in waiting_for(opd_head, today=TODAY)


def test_secretariat_is_told_of_usulan_of_the_year_nearest_to_today(secretariat):
    verified_usulan(fiscal_year=TODAY.year - 2)

    assert lines(secretariat) == [(1, f"usulan tahun {TODAY.year - 2} siap diteruskan ke OPD", "")]


def test_new_forum_shows_its_secretariat_where_to_begin(client, secretariat):
    client.force_login(secretariat)
    make_opd()

    page = client.get(reverse("home"))

    assert [url for _, url in page.context["first_steps"]] == [
        reverse("forum:jabatan_list"),
        reverse("forum:decree_list"),
        reverse("forum:account_create"),
        reverse("plans:workplan_import"),
    ]
    assert "Catat jabatan dan pejabatnya" in page.content.decode()


def test_observer_without_anything_is_told_so(client, observer):
    client.force_login(observer)

    assert b"Tidak ada yang menunggu Anda hari ini" in client.get(reverse("home")).content


def test_changes_leave_out_drafts_and_desk_work(secretariat, observer):
    usulan = verified_usulan(title="Sumur bor")
    for verb in ("usulan.create", "usulan.verify", "usulan.draft_answer"):
        log(verb, usulan, by=secretariat)

    assert [(change.label, change.entry.verb) for change in changes_for(observer, since=None)] == [
        ("Sumur bor", "usulan.verify")
    ]


def test_changes_begin_where_the_last_visit_ended(client, observer, secretariat):
    usulan = complete_usulan(status=UsulanStatus.SUBMITTED)
    visit = timezone.now() - datetime.timedelta(days=3)
    with told_at(visit - datetime.timedelta(days=1)):
        log("usulan.submit", usulan, by=secretariat)
    log("usulan.verify", usulan, by=secretariat)
    observer.last_login = visit
    observer.save()

    client.post(reverse("forum:login"), {"username": observer.username, "password": PASSWORD})
    page = client.get(reverse("home"))

    assert [change.entry.verb for change in page.context["changes"]] == ["usulan.verify"]
    assert page.context["since"] == visit


@pytest.mark.parametrize("who", ["secretariat", "opd_head"])
def test_agreements_wait_for_their_report(request, who):
    user = request.getfixturevalue(who)
    for year, title in ((TODAY.year - 1, "Sumur"), (TODAY.year, "Jalan")):
        portion = make_portion(usulan=verified_usulan(title=title, fiscal_year=year))
        Lokus.objects.filter(portion=portion).update(taken_at=timezone.now())
    make_execution(portion=make_portion(usulan=verified_usulan(title="Perahu")))

    waiting = ("kesepakatan belum dilaporkan pelaksanaannya", "1 dari tahun lalu atau sebelumnya")
    assert (2, *waiting) in lines(user)


def test_what_was_handed_over_waits_to_be_checked(facilitator):
    make_execution(portion=make_portion(), bast_on=TODAY.replace(year=TODAY.year - 1))

    assert (1, "hasil pelaksanaan perlu diperiksa di lapangan", "") in lines(facilitator)


@pytest.mark.parametrize(("who", "count"), [("secretariat", 2), ("facilitator", 1)])
def test_packages_wait_to_be_recorded_and_to_be_checked(request, who, count):
    user, onggol = request.getfixturevalue(who), make_desa(name="Onggol")
    for desa in (make_desa(), onggol):
        redirected_usulan(desa=desa)
        delivered_support(desa=desa, handed_over_on=TODAY.replace(year=TODAY.year - 1))

    assert lines(user)[-2:] == [
        (count, "usulan dialihkan ke stimulan, paketnya belum dicatat", ""),
        (count, "paket atau pelatihan perlu diperiksa di lapangan", ""),
    ]


def test_running_meeting_is_one_press_away(client, observer, outsider):
    running = make_meeting(title="Rakor triwulan", status=MeetingStatus.RUNNING)
    make_meeting(title="Rakor lalu", status=MeetingStatus.MINUTES)
    client.force_login(observer)
    content = client.get(reverse("home")).content.decode()
    client.force_login(outsider)

    assert "Sedang berlangsung: Rakor triwulan." in content
    assert reverse("meetings:live", args=[running.pk]) in content
    assert "Rakor lalu" not in content
    assert "Sedang berlangsung" not in client.get(reverse("home")).content.decode()


def test_the_only_coming_meeting_opens_at_once(observer):
    meeting = make_meeting(held_on=TODAY, status=MeetingStatus.INVITED)
    (line,) = waiting_for(observer, today=TODAY)
    make_meeting(held_on=TODAY, status=MeetingStatus.INVITED)
    (lines_of_two,) = waiting_for(observer, today=TODAY)

    assert (line.count, line.url) == (1, meeting.get_absolute_url())
    assert (lines_of_two.count, lines_of_two.url) == (2, reverse("meetings:meeting_list"))


@pytest.mark.parametrize("who", ["camat", "facilitator"])
def test_report_of_the_kecamatan_waits_to_be_written(request, who):
    user = request.getfixturevalue(who)
    meeting = make_meeting(held_on=TODAY, status=MeetingStatus.INVITED)
    for name, lessons in [("Kodi", ""), ("Kodi", "Musyawarah dusun"), ("Loura", "")]:
        kecamatan = make_kecamatan(name=name)
        make_agenda_item(meeting=meeting, kind="report", title="", kecamatan=kecamatan, lessons=lessons)
    item = meeting.agenda_items.earliest("pk")

    line, _ = waiting_for(user, today=TODAY)

    assert (line.count, line.text) == (1, "laporan kecamatan ditunggu rapat yang akan datang")
    assert line.url == reverse("meetings:agenda_item_report", args=[item.pk])


@pytest.mark.parametrize("rows", [1, 3])
def test_home_query_count(client, secretariat, rows, django_assert_num_queries):
    for _ in range(rows):
        log("usulan.verify", verified_usulan(), by=secretariat)
    client.force_login(secretariat)

    with django_assert_num_queries(30):
        response = client.get(reverse("home"))

    assert response.content.count(b"Perahu katinting") == rows


def test_home_of_a_stranger_leads_to_login(client, db):
    assert client.get(reverse("home")).url == reverse("forum:login") + "?next=/"
    assert client.post(reverse("home")).status_code in (302, 405)
