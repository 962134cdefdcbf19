"""Kabar: one line for each record, read from the log; what counts as read; what it costs."""

import datetime
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum import actions
from forum.choices import Role
from forum.log import log, told_at
from forum.models import LogEntry, ReadMark, User
from forum.notices import MOST_COUNTED, count_unread, entries_for, notices_of
from forum.views.notice import note_seen
from meetings.status import MeetingStatus
from tests.bench.bench_ledger import run_at_once
from tests.factories import (
    make_desa,
    make_follow_up,
    make_meeting,
    make_opd,
    make_support,
    make_user,
    make_usulan,
    verified_usulan,
)

TODAY = datetime.date.today()
PAGE = "forum:notice_list"


def happen(*records, verb="usulan.edit", by=None):
    for record in records:
        log(verb, record, by=by or User.objects.system())


def told(user) -> list[tuple[str, int]]:
    """Return the titles of what the user's Kabar tells, and how much of each is unread."""
    rows = list(entries_for(user, today=TODAY).by_record())
    return [(notice.label, notice.unread) for notice in notices_of(user, rows, today=TODAY)]


@pytest.fixture
def usulan(facilitator):
    return make_usulan()


def test_one_line_for_each_record_the_newest_on_top(facilitator, usulan):
    other = make_usulan(title="Sumur bor")
    happen(usulan, other, usulan)

    assert told(facilitator) == [("Perahu katinting, Desa Waiholo", 2), ("Sumur bor, Desa Waiholo", 1)]


def test_own_work_is_no_news(facilitator, usulan):
    happen(usulan, by=facilitator)
    assert told(facilitator) == []

    happen(usulan)

    assert told(facilitator) == [("Perahu katinting, Desa Waiholo", 1)]


def test_what_is_older_than_a_year_stands_in_the_history_alone(facilitator, usulan):
    with told_at(timezone.now() - datetime.timedelta(days=370)):
        happen(usulan)

    assert told(facilitator) == []


def test_record_that_is_gone_is_passed_over(facilitator, usulan):
    happen(usulan)
    rows = list(entries_for(facilitator, today=TODAY).by_record())

    usulan.delete()

    assert notices_of(facilitator, rows, today=TODAY) == []


# Read


def test_opening_a_record_marks_it_and_only_it_as_read(client, facilitator, usulan):
    other = make_usulan(title="Sumur bor")
    happen(usulan, other)
    client.force_login(facilitator)

    client.get(usulan.get_absolute_url())

    assert told(facilitator) == [("Sumur bor, Desa Waiholo", 1), ("Perahu katinting, Desa Waiholo", 0)]


def test_what_happens_after_reading_is_new_again(client, facilitator, usulan):
    happen(usulan)
    client.force_login(facilitator)
    client.get(usulan.get_absolute_url())
    client.get(usulan.get_absolute_url())

    happen(usulan)

    assert told(facilitator) == [("Perahu katinting, Desa Waiholo", 1)]
    assert ReadMark.objects.count() == 1


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"},
     {"Sec-Fetch-Dest": "empty"}],
)  # fmt: skip
def test_page_fetched_ahead_or_by_a_script_is_not_read(client, facilitator, usulan, headers):
    happen(usulan)
    client.force_login(facilitator)

    client.get(usulan.get_absolute_url(), headers=headers)
    client.head(usulan.get_absolute_url())

    assert told(facilitator) == [("Perahu katinting, Desa Waiholo", 1)]


def test_page_before_a_person_is_read(client, facilitator, usulan):
    happen(usulan)
    client.force_login(facilitator)

    client.get(usulan.get_absolute_url(), headers={"Sec-Fetch-Dest": "document"})

    assert told(facilitator) == [("Perahu katinting, Desa Waiholo", 0)]


@pytest.mark.parametrize(
    ("make", "verb"),
    [
        (partial(make_support), "support.edit"),
        (partial(make_meeting, status=MeetingStatus.INVITED), "meeting.edit"),
        (partial(make_follow_up), "followup.edit"),
    ],
)
def test_every_record_that_is_told_of_is_read_on_its_page(client, secretariat, make, verb):
    record = make()
    log(verb, record, by=User.objects.system(), after={"title": "Baru"})
    client.force_login(secretariat)
    assert count_unread(secretariat, today=TODAY) == 1

    client.get(record.get_absolute_url())

    assert count_unread(secretariat, today=TODAY) == 0


def test_all_is_read_up_to_what_the_page_showed(client, facilitator, usulan):
    happen(usulan)
    client.force_login(facilitator)
    client.get(usulan.get_absolute_url())
    happen(usulan)
    shown = client.get(reverse(PAGE)).context["newest"]
    later = make_usulan(title="Datang kemudian")
    happen(later)

    response = client.post(reverse("forum:notice_read_all"), {"sampai": shown})

    facilitator.refresh_from_db()
    assert response.url == reverse(PAGE)
    assert told(facilitator) == [("Datang kemudian, Desa Waiholo", 1), ("Perahu katinting, Desa Waiholo", 0)]
    assert ReadMark.objects.count() == 0  # covered, and gone


def test_nobody_reads_into_the_future(client, facilitator, usulan):
    happen(usulan)
    client.force_login(facilitator)

    client.post(reverse("forum:notice_read_all"), {"sampai": 2**60})

    facilitator.refresh_from_db()
    assert facilitator.read_to == LogEntry.objects.newest_pk()


@pytest.mark.parametrize("sampai", ["", "x", "-1", "9" * 30])
def test_nonsense_marks_nothing(client, facilitator, usulan, sampai):
    happen(usulan)
    client.force_login(facilitator)

    client.post(reverse("forum:notice_read_all"), {"sampai": sampai})

    facilitator.refresh_from_db()
    assert facilitator.read_to == 0


def test_reading_back_takes_nothing_away(facilitator, usulan):
    happen(usulan, usulan)
    newest = LogEntry.objects.newest_pk()
    actions.mark_all_read(facilitator, newest)

    actions.mark_all_read(facilitator, newest - 1)

    facilitator.refresh_from_db()
    assert facilitator.read_to == newest


def test_new_account_is_not_told_of_what_was_before_it(secretariat, usulan):
    happen(usulan)
    account = User(username="baru", role=Role.FACILITATOR, kabupaten=secretariat.kabupaten)

    actions.open_account(account, desa=[usulan.desa], by=secretariat, now=timezone.now())

    assert count_unread(account, today=TODAY) == 0
    assert told(account) == [("Perahu katinting, Desa Waiholo", 0)]


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_open_a_record_at_once_leave_one_mark():
    reader = make_user(role=Role.FACILITATOR, desa=[make_desa()])
    usulan = make_usulan()
    happen(usulan)
    rows = list(entries_for(reader, today=TODAY).by_record())

    assert run_at_once([partial(actions.mark_read, reader, rows)] * 4) == ["won"] * 4

    assert ReadMark.objects.count() == 1


# The page


def test_page_says_what_happened_and_how_much_more(client, facilitator, usulan):
    happen(usulan, usulan)
    happen(usulan, verb="usulan.return")
    client.force_login(facilitator)

    page = " ".join(client.get(reverse(PAGE)).content.decode().split())

    assert f'<a href="{usulan.get_absolute_url()}">Perahu katinting, Desa Waiholo</a>' in page
    assert "<p>Usulan dikembalikan ke desa, dan 2 peristiwa lagi</p>" in page
    assert page.count("Belum dibaca") == 1
    assert 'Kabar <strong>1<span class="visually-hidden"> belum dibaca</span></strong>' in page


def test_page_is_narrowed_by_kind_and_to_the_unread(client, secretariat):
    usulan, meeting = verified_usulan(), make_meeting(status=MeetingStatus.INVITED)
    happen(usulan)
    happen(meeting, verb="meeting.invite")
    client.force_login(secretariat)

    def shown(**query):
        return [notice.label for notice in client.get(reverse(PAGE), query).context["notices"]]

    assert shown() == ["Sinkronisasi RKP 2024", "Perahu katinting, Desa Waiholo"]
    assert shown(jenis="plans.usulan") == ["Perahu katinting, Desa Waiholo"]
    assert shown(jenis="forum.user") == shown()  # what is no kind narrows nothing
    client.get(usulan.get_absolute_url())
    assert shown(belum="on") == ["Sinkronisasi RKP 2024"]
    assert shown(belum="on", jenis="plans.usulan") == []


def test_only_the_page_with_the_newest_offers_to_mark_all(client, secretariat):
    happen(*(verified_usulan() for _ in range(26)))
    client.force_login(secretariat)

    offers = [b"Tandai semua" in client.get(reverse(PAGE), {"page": number}).content for number in (1, 2)]

    assert offers == [True, False]


def test_empty_page_says_what_belongs_here(client, observer):
    client.force_login(observer)

    page = client.get(reverse(PAGE)).content.decode()

    assert "Belum ada kabar. Di sini tampil" in page
    assert '<a class="news" href="/kabar/">Kabar</a>' in page


@pytest.mark.parametrize("name", [PAGE, "forum:digest_edit"])
def test_kabar_is_for_members(client, db, name):
    assert client.get(reverse(name)).url.startswith(reverse("forum:login"))


def test_marking_all_as_read_is_a_step_not_a_page(client, observer):
    assert client.post(reverse("forum:notice_read_all")).url.startswith(reverse("forum:login"))
    client.force_login(observer)
    assert client.get(reverse("forum:notice_read_all")).status_code == 405
    assert client.post(reverse(PAGE)).status_code == 405


# What it costs; see the fixture of that name for why these count by themselves


def queries_of(client, url) -> list[str]:
    with CaptureQueriesContext(connection) as context:
        client.get(url)
    return [query["sql"] for query in context.captured_queries]


@pytest.mark.parametrize("rows", [1, 3])
def test_page_query_count(client, facilitator, rows):
    happen(*(make_usulan() for _ in range(rows)))
    client.force_login(facilitator)

    # Session, account; how many records, the page of them, their newest entries, what is unread of them, the usulan,
    # the newest entry of all; the frame.
    assert len(queries_of(client, reverse(PAGE))) == 9
    assert client.get(reverse(PAGE)).content.count(b"Belum dibaca") == rows


@pytest.mark.parametrize(
    ("person", "queries"),
    [("secretariat", 1), ("facilitator", 1), ("camat", 1), ("opd_officer", 1), ("opd_head", 1), ("observer", 0)],
)
def test_frame_asks_once_at_most(request, person, queries, usulan):
    happen(usulan)
    user = User.objects.with_scope().get(pk=request.getfixturevalue(person).pk)
    user.jabatan_on(TODAY)  # known by then: the menu has asked for it

    with CaptureQueriesContext(connection) as context:
        count_unread(user, today=TODAY)

    assert len(context) == queries


def test_mark_on_a_record_costs_one_query_where_nothing_is_new_and_two_where_something_is(rf, facilitator, usulan):
    request = rf.get(usulan.get_absolute_url())
    request.user = facilitator
    counts = []
    for _ in range(2):
        happen(usulan)
        for _ in range(2):
            with CaptureQueriesContext(connection) as context:
                note_seen(request, usulan)
            counts.append(len([query for query in context.captured_queries if "forum_readmark" in query["sql"]]))

    assert counts == [2, 1, 2, 1]


def test_frame_counts_no_further_than_anybody_reads(client, secretariat):
    happen(*(verified_usulan() for _ in range(MOST_COUNTED + 1)))
    client.force_login(secretariat)

    page = client.get(reverse("home")).content.decode()

    assert count_unread(secretariat, today=TODAY) == MOST_COUNTED
    assert 'Kabar <strong>99+<span class="visually-hidden">' in page


def test_opd_of_another_kabupaten_hears_nothing(outsider, opd_officer):
    usulan = verified_usulan()
    make_opd(kabupaten=outsider.kabupaten)
    happen(usulan)

    assert told(outsider) == []
