"""The agenda as pages: built by the secretariat, read by the forum, reported to by the kecamatan."""

import datetime

import pytest
from django.urls import reverse

from meetings.choices import AgendaKind
from meetings.models import AgendaItem, Meeting
from meetings.status import AgendaStatus, MeetingStatus
from tests.factories import (
    TODAY,
    make_agenda_item,
    make_agreement,
    make_follow_up,
    make_kecamatan,
    make_meeting,
    make_opd,
    make_referral,
    verified_usulan,
)
from tests.sent_form import sent_from

PAGES = ["meetings:agenda", "meetings:agenda_fill", "meetings:agenda_carry", "meetings:agenda_add"]
ITEM_PAGES = [
    "meetings:agenda_item_edit",
    "meetings:agenda_item_remove",
    "meetings:agenda_item_report",
    "meetings:agenda_item_take_up",
]
STEPS = [("meetings:agenda_item_shift", {"step": -1}), ("meetings:agenda_item_shift", {"step": 1})]
MOVES = [("meetings:agenda_item_move", {"move": move}) for move in ("discuss", "put_off", "reopen")]
WITH_ITEM = [(name, {}) for name in ITEM_PAGES] + STEPS + MOVES
POSTED = {
    "meetings:agenda_fill",
    "meetings:agenda_carry",
    "meetings:agenda_item_take_up",
    "meetings:agenda_item_shift",
    "meetings:agenda_item_move",
}
READ = {"meetings:agenda"}
REPORT = {"achievements": "Tiga kelompok terdaftar", "challenges": "", "lessons": ""}


@pytest.fixture
def meeting(kabupaten):
    return make_meeting(
        status=MeetingStatus.INVITED, starts_at=datetime.time(9), ends_at=datetime.time(10), fiscal_year=2024
    )


@pytest.fixture
def report(meeting):
    return make_agenda_item(meeting=meeting, kind=AgendaKind.REPORT, title="", kecamatan=make_kecamatan(name="Kodi"))


def url_of(name, record, **extra) -> str:
    return reverse(name, kwargs={"pk": record.pk, **extra})


def press(client, name, record, data=None, **extra):
    return client.post(url_of(name, record, **extra), data or {})


def every_address(meeting, item):
    pages = [(name, url_of(name, meeting)) for name in PAGES]
    return pages + [(name, url_of(name, item, **extra)) for name, extra in WITH_ITEM]


def test_agenda_is_the_kabupatens(client, outsider, report, meeting):
    addresses = every_address(meeting, report)

    anonymous = {client.get(url).url.split("?")[0] for name, url in addresses if name not in POSTED}
    client.force_login(outsider)

    assert anonymous == {reverse("forum:login")}
    assert {client.post(url).status_code for name, url in addresses if name not in READ} == {404}
    assert {client.get(url).status_code for name, url in addresses if name not in POSTED} == {404}


def test_draft_is_the_secretariats_own(client, camat, report, meeting):
    meeting.status = MeetingStatus.DRAFT
    meeting.save()
    client.force_login(camat)

    assert {client.post(url).status_code for name, url in every_address(meeting, report) if name not in READ} == {404}


def test_only_the_secretariat_builds_it(client, observer, report, meeting):
    client.force_login(observer)

    addresses = every_address(meeting, report)

    assert client.get(url_of("meetings:agenda", meeting)).status_code == 200
    assert {client.post(url).status_code for name, url in addresses if name not in READ} == {403}


def test_addresses_answer_only_what_they_are_for(client, secretariat, report, meeting):
    client.force_login(secretariat)

    addresses = every_address(meeting, report)

    assert {client.get(url).status_code for name, url in addresses if name in POSTED} == {405}
    assert {client.put(url).status_code for _, url in addresses} == {405}


@pytest.mark.parametrize("rows", [1, 3])
def test_agenda_query_count(client, secretariat, meeting, rows, django_assert_num_queries):
    earlier = make_meeting(held_on=TODAY - datetime.timedelta(days=30))
    agreement = make_agreement(meeting=earlier)
    for number in range(rows):
        kecamatan = make_kecamatan(name=f"Kecamatan {number}")
        left = make_agenda_item(meeting=earlier, title=f"Lama {number}", status=AgendaStatus.NOT_REACHED)
        make_agenda_item(meeting=meeting, kind=AgendaKind.REPORT, title="", kecamatan=kecamatan, lessons="Tekun")
        make_agenda_item(meeting=meeting, kind=AgendaKind.USULAN, title="", opd=make_opd(), comes_from=left)
        make_agenda_item(meeting=meeting, kind=AgendaKind.AGREEMENT, title="", agreement=agreement)
        make_agenda_item(meeting=earlier, title=f"Tertinggal {number}", status=AgendaStatus.NOT_REACHED)
    client.force_login(secretariat)

    with django_assert_num_queries(5):  # session, user, meeting, agenda, backlog
        response = client.get(url_of("meetings:agenda", meeting))

    content = response.content.decode()
    assert content.count("Belum sempat dibahas dalam <a") == rows
    assert len(response.context["rows"]) == 3 * rows
    assert len(response.context["carry_form"]["origins"].field.choices) == rows


def test_page_compares_the_agenda_with_the_meeting(client, secretariat, meeting):
    for order, minutes in enumerate((15, 65), 1):
        make_agenda_item(meeting=meeting, duration=minutes, order=order)
    client.force_login(secretariat)

    content = client.get(url_of("meetings:agenda", meeting)).content.decode()

    assert "Agenda lebih panjang 20 menit daripada rapat." in content
    assert "09.15–10.20" in content


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("usulan", ["title", "opd", "kecamatan", "fiscal_year", "duration"]),
        ("answers", ["title", "opd", "fiscal_year", "duration"]),
        ("report", ["title", "kecamatan", "duration"]),
        ("follow_ups", ["title", "opd", "duration"]),
        ("agreement", ["title", "agreement", "duration"]),
        ("topic", ["title", "duration"]),
        ("lain", ["title", "duration"]),
    ],
)
def test_each_kind_asks_only_what_it_needs(client, secretariat, meeting, kind, asked):
    client.force_login(secretariat)

    response = client.get(url_of("meetings:agenda_add", meeting), {"jenis": kind})

    assert [field.name for field in response.context["form"]] == asked


def test_item_is_added_and_mended(client, secretariat, meeting):
    opd = make_opd()
    client.force_login(secretariat)
    url = f"{url_of('meetings:agenda_add', meeting)}?jenis=usulan"

    response = client.post(url, {"opd": opd.pk, "fiscal_year": "2025", "duration": "45"})
    item = AgendaItem.objects.get()
    press(client, "meetings:agenda_item_edit", item, {"opd": opd.pk, "fiscal_year": "2024", "title": "Sumur bor"})

    assert response.url == url_of("meetings:agenda", meeting)
    assert (item.kind, item.fiscal_year, item.duration, str(item)) == (
        AgendaKind.USULAN,
        2025,
        45,
        "Pembahasan usulan: Dinas Pertanian, tahun 2025",
    )
    item.refresh_from_db()
    assert (item.fiscal_year, item.duration, str(item)) == (2024, None, "Sumur bor")


@pytest.mark.parametrize(
    ("kind", "data", "errors"),
    [
        ("topic", {"title": ""}, {"title": ["Isi judul, misalnya Pembukaan."]}),
        ("report", {"title": ""}, {"kecamatan": ["Pilih kecamatan."]}),
        ("topic", {"title": "Doa", "duration": "0"}, {"duration": ["Tulis angka 1 atau lebih."]}),
        ("topic", {"title": "Doa", "duration": "601"}, {"duration": ["Tulis angka paling besar 600."]}),
        ("topic", {"title": "Doa", "duration": "lama"}, {"duration": ["Tulis angka bulat, misalnya 12."]}),
        ("usulan", {"fiscal_year": "2030"}, {"fiscal_year": ["Pilih salah satu dari daftar."]}),
        ("usulan", {"opd": "0"}, {"opd": ["Pilih salah satu dari daftar."]}),
    ],
)
def test_bad_item_is_told_how_to_mend_it(client, secretariat, meeting, kind, data, errors):
    client.force_login(secretariat)

    response = client.post(f"{url_of('meetings:agenda_add', meeting)}?jenis={kind}", data)

    assert (response.status_code, response.context["form"].errors) == (422, errors)
    assert not AgendaItem.objects.exists()


def test_form_offers_only_its_own_kabupaten(client, secretariat, outsider, meeting):
    make_opd(kabupaten=outsider.kabupaten, name="Dinas Asing")
    make_kecamatan(kabupaten=outsider.kabupaten, name="Kecamatan Asing")
    client.force_login(secretariat)

    content = client.get(url_of("meetings:agenda_add", meeting), {"jenis": "usulan"}).content.decode()

    assert "Asing" not in content


def test_item_goes_up_and_down(client, secretariat, meeting):
    first, second = (make_agenda_item(meeting=meeting, title=letter, order=n) for n, letter in enumerate("AB"))
    client.force_login(secretariat)

    response = press(client, "meetings:agenda_item_shift", second, step=-1)
    assert response.url == f"{url_of('meetings:agenda', meeting)}#agenda-{second.pk}"
    assert list(meeting.agenda_items.in_order()) == [second, first]

    press(client, "meetings:agenda_item_shift", second, step=1)
    assert list(meeting.agenda_items.in_order()) == [first, second]


def test_item_is_removed_after_a_question(client, secretariat, meeting):
    item = make_agenda_item(meeting=meeting)
    client.force_login(secretariat)

    question = client.get(url_of("meetings:agenda_item_remove", item)).content.decode()
    assert "Catatan yang dituju tidak ikut terhapus" in question
    assert AgendaItem.objects.exists()
    press(client, "meetings:agenda_item_remove", item)

    assert not AgendaItem.objects.exists()


def test_item_that_a_later_meeting_took_over_stays(client, secretariat, meeting):
    left = make_agenda_item(meeting=meeting, status=AgendaStatus.NOT_REACHED)
    make_agenda_item(comes_from=left)
    client.force_login(secretariat)

    response = client.post(url_of("meetings:agenda_item_remove", left), follow=True)

    assert "sudah masuk agenda rapat berikutnya" in response.content.decode()
    assert AgendaItem.objects.filter(pk=left.pk).exists()


def test_usual_agenda_in_one_press(client, secretariat, meeting):
    client.force_login(secretariat)

    assert "Susun agenda yang lazim" in client.get(url_of("meetings:agenda", meeting)).content.decode()
    press(client, "meetings:agenda_fill", meeting)
    content = client.get(url_of("meetings:agenda", meeting)).content.decode()

    assert [str(item) for item in meeting.agenda_items.in_order()] == ["Pembukaan", "Berita acara", "Penutup"]
    assert "Susun agenda yang lazim" not in content
    assert "sudah disusun" in client.post(url_of("meetings:agenda_fill", meeting), follow=True).content.decode()


def test_backlog_is_taken_over_in_one_press(client, secretariat, meeting):
    earlier = make_meeting(title="Rakor lama", held_on=TODAY - datetime.timedelta(days=30))
    left = make_agenda_item(meeting=earlier, title="Alsintan", status=AgendaStatus.NOT_REACHED)
    client.force_login(secretariat)

    assert "Alsintan (Rakor lama, 1 Januari 2024)" in client.get(url_of("meetings:agenda", meeting)).content.decode()
    press(client, "meetings:agenda_carry", meeting, {"origins": [left.pk]})

    assert meeting.agenda_items.get().comes_from == left
    again = client.post(url_of("meetings:agenda_carry", meeting), {"origins": [left.pk]}, follow=True)
    assert "muat ulang bila daftarnya berubah" in again.content.decode()


@pytest.mark.parametrize(
    ("data", "back"),
    [({}, "meetings:agenda"), ({"layar": "1"}, "meetings:live")],
    ids=["from the agenda", "from the screen"],
)
def test_item_is_ticked_where_one_stands(client, secretariat, meeting, data, back):
    meeting.status = MeetingStatus.RUNNING
    meeting.save()
    item = make_agenda_item(meeting=meeting)
    client.force_login(secretariat)

    response = press(client, "meetings:agenda_item_move", item, data, move="discuss")

    item.refresh_from_db()
    assert (response.url, item.status) == (url_of(back, meeting), AgendaStatus.DONE)
    again = client.post(url_of("meetings:agenda_item_move", item, move="discuss"), follow=True)
    assert "berstatus “Dibahas”" in again.content.decode()


def test_meeting_page_shows_the_agenda_with_its_hours(client, observer, meeting, report):
    make_agenda_item(meeting=meeting, title="Pembukaan", order=0, duration=15)
    report.lessons = "Musyawarah per dusun"
    report.save()
    client.force_login(observer)

    content = client.get(meeting.get_absolute_url()).content.decode()

    assert "09.00–09.15" in content
    assert "Musyawarah per dusun" in content
    assert url_of("meetings:agenda_item_report", report) not in content
    assert url_of("meetings:agenda_item_edit", report) not in content


# Closing


@pytest.mark.parametrize("is_marked", [False, True])
def test_closing_asks_what_was_discussed(client, secretariat, meeting, is_marked):
    meeting.status = MeetingStatus.RUNNING
    meeting.save()
    first, last = make_agenda_item(meeting=meeting), make_agenda_item(meeting=meeting, title="Alsintan", order=2)
    make_agenda_item(meeting=meeting, status=AgendaStatus.DONE if is_marked else AgendaStatus.PLANNED, order=3)
    client.force_login(secretariat)
    url = url_of("meetings:meeting_move", meeting, move="close")

    shown = client.get(url).context["form"]["discussed"]
    client.post(url, {"discussed": [first.pk]})

    assert bool(shown.initial) != is_marked  # ticked by itself only where nobody marked any as the meeting went on
    assert Meeting.objects.get().status == MeetingStatus.MINUTES
    assert [AgendaItem.objects.get(pk=item.pk).status for item in (first, last)] == ["done", "not_reached"]


def test_closing_without_an_agenda_asks_nothing_more(client, secretariat):
    meeting = make_meeting(status=MeetingStatus.RUNNING)
    client.force_login(secretariat)
    url = url_of("meetings:meeting_move", meeting, move="close")

    assert list(client.get(url).context["form"].fields) == []
    assert client.post(url).url == meeting.get_absolute_url()
    assert Meeting.objects.get().status == MeetingStatus.MINUTES


# The screen of the meeting


def test_screen_leads_through_the_agenda(client, secretariat, observer, meeting):
    meeting.status = MeetingStatus.RUNNING
    meeting.save()
    usulan = verified_usulan(title="Sumur bor")
    verified_usulan(title="Jalan", kecamatan_rank=1)
    make_referral(usulan=usulan)
    make_agenda_item(meeting=meeting)
    wanted = make_agenda_item(
        meeting=meeting, kind=AgendaKind.USULAN, title="", opd=make_opd(), fiscal_year=2024, order=2
    )
    client.force_login(secretariat)

    before = client.get(url_of("meetings:live", meeting)).content.decode()
    response = press(client, "meetings:agenda_item_take_up", wanted)
    screen = client.get(response.url)

    assert "Sekarang: <strong>Pembukaan</strong>" in before
    assert "Sekarang: <strong>Pembahasan usulan: Dinas Pertanian, tahun 2024</strong>" in screen.content.decode()
    assert screen.context["usulan"] == usulan
    client.force_login(observer)
    board = client.get(url_of("meetings:live_board", meeting)).content.decode()
    assert "Sekarang: <strong>Pembahasan usulan: Dinas Pertanian, tahun 2024</strong>" in board
    assert "Tandai dibahas" not in client.get(url_of("meetings:live", meeting)).content.decode()


def test_board_is_drawn_anew_once_the_agenda_moves_on(client, secretariat, meeting):
    meeting.status = MeetingStatus.RUNNING
    meeting.save()
    item = make_agenda_item(meeting=meeting)
    client.force_login(secretariat)
    url = url_of("meetings:live_board", meeting)
    tag = client.get(url)["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304

    press(client, "meetings:agenda_item_move", item, move="discuss")

    assert client.get(url, headers={"If-None-Match": tag}).status_code == 200


# The report of a kecamatan


def test_camat_writes_his_report_before_the_meeting(client, camat, meeting, report):
    client.force_login(camat)

    link = client.get(url_of("meetings:agenda", meeting)).content.decode()
    page = client.get(url_of("meetings:agenda_item_report", report))
    response = press(client, "meetings:agenda_item_report", report, sent_from(page, **REPORT))

    assert url_of("meetings:agenda_item_report", report) in link
    report.refresh_from_db()
    assert report.achievements == "Tiga kelompok terdaftar"
    assert response.url == f"{meeting.get_absolute_url()}#agenda-{report.pk}"


def test_report_of_two_people_is_put_to_the_second(client, camat, report):
    client.force_login(camat)
    page = client.get(url_of("meetings:agenda_item_report", report))
    AgendaItem.objects.filter(pk=report.pk).update(achievements="Dua kelompok\nterdaftar")

    refused = press(client, "meetings:agenda_item_report", report, sent_from(page, **REPORT))
    press(client, "meetings:agenda_item_report", report, sent_from(refused, achievements="Lima kelompok terdaftar"))

    assert refused.status_code == 422
    assert "Dua kelompok" in refused.context["form"].errors["achievements"][0]
    assert sent_from(refused)["achievements"] == [REPORT["achievements"]]
    report.refresh_from_db()
    assert report.achievements == "Lima kelompok terdaftar"


def test_report_sent_without_what_was_seen_overwrites_nothing(client, camat, report):
    client.force_login(camat)
    AgendaItem.objects.filter(pk=report.pk).update(achievements="Dua kelompok terdaftar")

    assert press(client, "meetings:agenda_item_report", report, REPORT).status_code == 422


def test_report_is_closed_with_the_meeting(client, camat, meeting, report):
    meeting.status = MeetingStatus.MINUTES
    meeting.save()
    client.force_login(camat)

    response = press(client, "meetings:agenda_item_report", report, REPORT)

    assert response.status_code == 403
    assert "sampai rapat diakhiri" in response.content.decode()


def test_open_follow_ups_are_read_as_they_stand(client, observer, meeting):
    follow_up = make_follow_up(meeting=make_meeting(held_on=TODAY - datetime.timedelta(days=30)))
    make_agenda_item(meeting=meeting, kind=AgendaKind.FOLLOW_UPS, title="")
    client.force_login(observer)

    content = client.get(url_of("meetings:agenda", meeting)).content.decode()

    assert reverse("meetings:follow_up_list") in content
    assert str(follow_up) not in content  # a link, never a copy
