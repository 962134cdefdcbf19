"""The calendar of the planning year: kept by the secretariat, read by everyone of the kabupaten."""

import datetime
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from forum.models import LogEntry, User
from plans import actions, rules
from plans.calendar import calendar_of, steps_ahead
from plans.choices import WindowKind
from plans.models import PlanningWindow
from tests.factories import make_kabupaten, make_meeting, make_window

pytestmark = pytest.mark.django_db

PEOPLE = ["secretariat", "opd_officer", "opd_head", "facilitator", "camat", "observer", "outsider"]
FEBRUARY = datetime.date(2024, 2, 10)
TYPED = {"kind": "forum_pd", "fiscal_year": "2025", "starts_on": "2024-03-01", "ends_on": "2024-03-05", "note": ""}


def calendar_url(year=2025):
    return reverse("plans:calendar", args=[year])


def days(number):
    return timezone.localdate() + datetime.timedelta(days=number)


# Rules and actions


@pytest.mark.parametrize("who", PEOPLE)
def test_rule_calendar_is_the_secretariats(who, request):
    assert rules.can_edit_calendar(request.getfixturevalue(who), make_window()) is (who == "secretariat")


def test_record_edit_and_remove_are_told_in_the_log(secretariat, kabupaten):
    window = PlanningWindow(kabupaten=kabupaten, kind="forum_pd", fiscal_year=2025)
    window.starts_on, window.ends_on = datetime.date(2024, 3, 1), datetime.date(2024, 3, 5)
    actions.record_window(window, by=secretariat)
    window.ends_on = datetime.date(2024, 3, 9)
    actions.record_window(window, ["ends_on"], by=secretariat)
    actions.remove_window(PlanningWindow.objects.get(), by=secretariat)

    assert [entry.sentence for entry in LogEntry.objects.order_by("pk")] == [
        "Forum Perangkat Daerah 2025, 1 Maret 2024 sampai 5 Maret 2024, dicatat dalam kalender perencanaan",
        "Forum Perangkat Daerah 2025, 1 Maret 2024 sampai 9 Maret 2024, diubah dalam kalender perencanaan",
        "Forum Perangkat Daerah 2025, 1 Maret 2024 sampai 9 Maret 2024, dihapus dari kalender perencanaan",
    ]
    assert not PlanningWindow.objects.exists()


def test_propose_fills_what_the_year_lacks_and_overwrites_nothing(secretariat, kabupaten):
    mine = make_window(kind="forum_pd", note="Surat edaran")
    make_window(kind="rkpd", fiscal_year=2024)

    proposed = actions.propose_windows(kabupaten, 2025, by=secretariat)

    assert {window.kind for window in proposed} == set(WindowKind) - {"forum_pd"}
    assert PlanningWindow.objects.for_year(2025).get(kind="forum_pd").starts_on == mine.starts_on
    assert actions.propose_windows(kabupaten, 2025, by=secretariat) == []
    assert PlanningWindow.objects.for_year(2024).count() == 1


def test_propose_by_others_is_refused(camat, kabupaten):
    with pytest.raises(PermissionDenied):
        actions.propose_windows(kabupaten, 2025, by=camat)


@pytest.mark.django_db(transaction=True)
def test_two_who_propose_at_once_fill_the_year_once(secretariat, kabupaten):
    def press():
        try:
            actions.propose_windows(kabupaten, 2025, by=User.objects.get(pk=secretariat.pk))
        finally:
            connection.close()

    presses = [threading.Thread(target=press) for _ in range(4)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()

    assert PlanningWindow.objects.for_year(2025).count() == len(WindowKind)


# What is read


def test_steps_ahead_are_those_of_today_and_the_next(facilitator):
    make_window(kind="musdes", starts_on=datetime.date(2023, 11, 1), ends_on=datetime.date(2024, 2, 9))
    make_window(kind="musrenbangcam", starts_on=datetime.date(2024, 2, 1), ends_on=datetime.date(2024, 2, 10))
    make_window(kind="forum_pd", starts_on=datetime.date(2024, 2, 15))
    make_window(kind="rakor", starts_on=datetime.date(2024, 2, 15))
    make_window(kind="musrenbangkab", starts_on=datetime.date(2024, 3, 1))
    make_window(kabupaten=make_kabupaten(code="81.05", name="Kabupaten Seram Bagian Timur"), starts_on=FEBRUARY)

    steps = steps_ahead(facilitator, today=FEBRUARY)

    assert [(str(step.window), step.is_now, step.when) for step in steps] == [
        ("Musrenbang kecamatan 2025", True, "sampai 10 Februari 2024, hari ini yang terakhir"),
        ("Forum Perangkat Daerah 2025", False, "mulai 15 Februari 2024, 5 hari lagi"),
        ("Rapat koordinasi forum 2025", False, "mulai 15 Februari 2024, 5 hari lagi"),
    ]


def test_each_reads_what_a_step_means_for_him(request):
    make_window(kind="musrenbangcam", starts_on=FEBRUARY)

    meant = {who: steps_ahead(request.getfixturevalue(who), today=FEBRUARY)[0].mine for who in PEOPLE[:-1]}

    assert meant["facilitator"] == "Perbaiki usulan yang dikembalikan. Usulan baru masih dapat diajukan."
    assert meant["camat"] == "Verifikasi usulan dan tetapkan urutan prioritas kecamatan."
    assert meant["opd_officer"] == meant["opd_head"] == "Baca usulan kecamatan; lokus yang terbuka dapat ditambah."
    assert meant["secretariat"] == meant["observer"] == "Teruskan usulan yang sudah diverifikasi ke OPD."


def test_calendar_holds_the_forums_meetings_of_its_months(secretariat, observer):
    make_window(starts_on=datetime.date(2024, 1, 10), ends_on=datetime.date(2024, 3, 15))
    make_meeting(held_on=datetime.date(2024, 1, 1), title="Yang terbuka", status="invited")
    make_meeting(held_on=datetime.date(2024, 3, 15), title="Masih draf", status="draft")
    make_meeting(held_on=datetime.date(2024, 3, 16), title="Sesudahnya", status="invited")
    make_meeting(held_on=datetime.date(2024, 2, 1), title="Batal", status="cancelled")

    def told(user):
        return [occasion.name for occasion, _ in calendar_of(user, 2025, today=FEBRUARY).occasions]

    assert told(secretariat) == ["Yang terbuka", "Masih draf"]
    assert told(observer) == ["Yang terbuka"]


# Pages


@pytest.mark.parametrize("rows", [1, 3])
def test_calendar_query_count(client, observer, rows, django_assert_num_queries):
    for number in range(rows):
        make_window(starts_on=datetime.date(2024, 2, 1 + number))
        make_meeting(held_on=datetime.date(2024, 2, 2 + number), status="invited", title=f"Rapat {number}")
    client.force_login(observer)

    with django_assert_num_queries(4):
        page = client.get(calendar_url()).content.decode()

    assert page.count("Usulan desa dibahas di kecamatan") == rows
    assert page.count('href="/rapat/') - 1 == rows  # one stands in the frame


def test_calendar_says_what_goes_on_and_marks_today(client, camat):
    make_window(fiscal_year=2030, starts_on=days(-3), ends_on=days(4))
    make_window(kind="forum_pd", fiscal_year=2030, starts_on=days(9))
    client.force_login(camat)

    page = client.get(calendar_url(2030)).content.decode()

    assert "Sekarang: Musrenbang kecamatan, sampai" in page
    assert "4 hari lagi." in page
    assert "Berikutnya: Forum Perangkat Daerah, mulai" in page
    assert page.count('class="timeline-today"') == 2
    assert "Verifikasi usulan dan tetapkan urutan prioritas kecamatan." in page
    assert "Tambah tahap" not in page


def test_calendar_without_year_shows_the_one_that_is_planned(client, secretariat):
    client.force_login(secretariat)

    page = client.get(reverse("plans:calendar")).content.decode()

    assert "Kalender tahun ini belum disusun" in page
    assert "Isi menurut kelaziman" in page


@pytest.mark.parametrize("year", [0, 2019, 2101, 99999])
def test_calendar_of_a_year_out_of_the_world_is_404(client, secretariat, year):
    client.force_login(secretariat)

    assert client.get(calendar_url(year)).status_code == 404
    assert client.post(reverse("plans:calendar_propose", args=[year])).status_code == 404
    assert client.get(reverse("plans:window_create", args=[year])).status_code == 404


def test_one_press_fills_the_year(client, secretariat):
    client.force_login(secretariat)
    url = reverse("plans:calendar_propose", args=[2025])

    assert "9 tahap diisi menurut kelaziman." in client.post(url, follow=True).content.decode()
    assert "tidak ada yang diubah" in client.post(url, follow=True).content.decode()
    assert PlanningWindow.objects.for_year(2025).count() == 9


def test_window_create_edit_and_remove(client, secretariat):
    client.force_login(secretariat)

    assert client.post(reverse("plans:window_create", args=[2025]), TYPED)["Location"] == calendar_url()
    window = PlanningWindow.objects.get()
    edited = client.post(reverse("plans:window_edit", args=[window.pk]), TYPED | {"note": "Surat edaran"})
    assert edited["Location"] == calendar_url()
    window.refresh_from_db()
    assert (window.kind, window.ends_on, window.note) == ("forum_pd", datetime.date(2024, 3, 5), "Surat edaran")

    remove = reverse("plans:window_remove", args=[window.pk])
    assert "Hapus Forum Perangkat Daerah 2025 dari kalender?" in client.get(remove).content.decode()
    assert client.post(remove)["Location"] == calendar_url()
    assert not PlanningWindow.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind": ""}, "Pilih tahap."),
        ({"kind": "pesta"}, "Pilih salah satu dari daftar."),
        ({"fiscal_year": "1999"}, "Tulis angka 2020 atau lebih."),
        ({"starts_on": "besok"}, "Tulis tanggal seperti 15 Maret 2024 atau pilih dari kalender."),
        ({"ends_on": "2024-02-01"}, "Tanggal selesai harus sama dengan atau sesudah tanggal mulai."),
        ({"starts_on": "0024-03-01"}, "Tahun 2025 direncanakan antara 1 Januari 2023 dan 31 Desember 2025."),
        ({"ends_on": "9999-12-31"}, "Tahun 2025 direncanakan antara 1 Januari 2023 dan 31 Desember 2025."),
        ({"note": "x" * 201}, "Pastikan"),
    ],
)
def test_window_create_keeps_what_was_typed(client, secretariat, typed, sentence):
    client.force_login(secretariat)

    response = client.post(reverse("plans:window_create", args=[2025]), TYPED | typed)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not PlanningWindow.objects.exists()


def post_propose(client, window):
    return client.post(reverse("plans:calendar_propose", args=[2025]))


def post_create(client, window):
    return client.post(reverse("plans:window_create", args=[2025]), TYPED)


def post_edit(client, window):
    return client.post(reverse("plans:window_edit", args=[window.pk]), TYPED)


def post_remove(client, window):
    return client.post(reverse("plans:window_remove", args=[window.pk]))


@pytest.mark.parametrize("post", [post_propose, post_create, post_edit, post_remove])
@pytest.mark.parametrize("who", ["opd_officer", "facilitator", "camat", "observer"])
def test_writing_by_others_is_403(client, who, post, request):
    window = make_window()
    client.force_login(request.getfixturevalue(who))

    assert post(client, window).status_code == 403
    assert list(PlanningWindow.objects.values_list("pk", "ends_on")) == [(window.pk, window.ends_on)]


@pytest.mark.parametrize("name", ["plans:window_edit", "plans:window_remove"])
def test_window_pages_are_closed_to_strangers(client, outsider, name):
    url = reverse(name, args=[make_window().pk])

    assert client.get(url)["Location"].startswith(reverse("forum:login"))
    client.force_login(outsider)
    assert client.get(url).status_code == 404
    assert client.put(url).status_code == 405


def test_calendar_is_closed_to_strangers_and_shows_ones_own_kabupaten(client, outsider):
    make_window(note="Surat Bupati")

    assert client.get(calendar_url())["Location"].startswith(reverse("forum:login"))
    client.force_login(outsider)
    assert "Surat Bupati" not in client.get(calendar_url()).content.decode()
    assert client.post(calendar_url()).status_code == 405
    assert client.get(reverse("plans:calendar_propose", args=[2025])).status_code == 405
    assert client.put(reverse("plans:window_create", args=[2025])).status_code == 405


# On a telephone


def test_calendar_file_holds_every_step_with_its_days_and_meaning(client, facilitator, django_assert_num_queries):
    window = make_window(starts_on=datetime.date(2024, 2, 1), ends_on=datetime.date(2024, 2, 29))
    make_window(kind="forum_pd", starts_on=datetime.date(2024, 3, 1), ends_on=datetime.date(2024, 3, 1))
    make_window(kind="rkpd", fiscal_year=2024)
    client.force_login(facilitator)

    with django_assert_num_queries(3):
        response = client.get(reverse("plans:calendar_file", args=[2025]))

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    text = response.content.decode().replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == 2
    assert f"UID:masa-{window.pk}.53.18@forum-penghidupan" in text
    assert "DTSTART;VALUE=DATE:20240201\r\nDTEND;VALUE=DATE:20240301\r\nSUMMARY:Musrenbang kecamatan 2025" in text
    assert "DTSTART;VALUE=DATE:20240301\r\nDTEND;VALUE=DATE:20240302" in text
    assert "Perbaiki usulan yang dikembalikan. Usulan baru masih dapat diajukan." in text


def test_calendar_file_is_closed_to_strangers_and_holds_ones_own_kabupaten(client, outsider):
    make_window()
    url = reverse("plans:calendar_file", args=[2025])

    assert client.get(url)["Location"].startswith(reverse("forum:login"))
    client.force_login(outsider)
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 405
    assert client.get(reverse("plans:calendar_file", args=[1999])).status_code == 404
