"""Follow-ups as pages: the list by due date, the record, who moves it on."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.models import FollowUp
from meetings.status import FollowUpStatus
from tests.factories import make_follow_up, make_jabatan, make_meeting, make_opd
from tests.sent_form import sent_from


@pytest.fixture
def meeting(kabupaten):
    return make_meeting(status="running")


@pytest.fixture
def follow_up(meeting):
    """Owed by the OPD of `opd_officer`."""
    return make_follow_up(meeting=meeting, opd=make_opd())


def whats(client, **query) -> list[str]:
    response = client.get(reverse("meetings:follow_up_list"), query)
    return [row.what for row, _ in response.context["rows"]]


def test_list_shows_the_unfinished_by_due_date(client, observer, meeting):
    for what, day in [("Kedua", 20), ("Pertama", 10)]:
        make_follow_up(meeting=meeting, what=what, due_on=datetime.date(2024, 2, day))
    make_follow_up(meeting=meeting, what="Selesai", status=FollowUpStatus.DONE)
    client.force_login(observer)

    assert whats(client) == ["Pertama", "Kedua"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"keadaan": "all"}, ["Lewat", "Nanti", "Selesai"]),
        ({"keadaan": "done"}, ["Selesai"]),
        ({"terlambat": "on"}, ["Lewat"]),
        ({"opd": "Dinas Perikanan"}, ["Nanti"]),
    ],
)
def test_list_is_narrowed(client, observer, meeting, query, found):
    later = timezone.localdate() + datetime.timedelta(days=9)
    fisheries = make_opd(name="Dinas Perikanan")
    make_follow_up(meeting=meeting, what="Lewat", due_on=datetime.date(2024, 2, 1))
    make_follow_up(meeting=meeting, what="Nanti", due_on=later, jabatan=make_jabatan(opd=fisheries, name="Kadis"))
    make_follow_up(meeting=meeting, what="Selesai", due_on=later, status=FollowUpStatus.DONE)
    client.force_login(observer)

    assert whats(client, **{k: fisheries.pk if k == "opd" else v for k, v in query.items()}) == found


@pytest.mark.parametrize("rows", [1, 3])
def test_list_query_count(client, observer, meeting, rows, django_assert_num_queries):
    for _ in range(rows):
        make_follow_up(meeting=meeting, what="Surati kepala OPD")
    client.force_login(observer)

    with django_assert_num_queries(6):  # session, user, count, rows, overdue, OPD of the filter
        response = client.get(reverse("meetings:follow_up_list"))

    assert response.content.count(b"Surati kepala OPD") == rows


def test_follow_up_create(client, secretariat, meeting):
    opd = make_opd()
    client.force_login(secretariat)
    url = reverse("meetings:follow_up_create", args=[meeting.pk])

    response = client.post(
        url, sent_from(client.get(url), what="Serahkan daftar kelompok", opd=opd.pk, due_on="1 Maret 2024")
    )

    row = FollowUp.objects.get()
    assert response.url == row.get_absolute_url()
    assert (row.meeting, row.opd, row.due_on, row.status, row.kabupaten) == (
        meeting,
        opd,
        datetime.date(2024, 3, 1),
        FollowUpStatus.OPEN,
        meeting.kabupaten,
    )


@pytest.mark.parametrize("owners", [[], ["opd", "jabatan"]])
def test_follow_up_has_one_owner(client, secretariat, meeting, owners):
    keys = {"opd": make_opd().pk, "jabatan": make_jabatan(name="Camat Kodi").pk}
    client.force_login(secretariat)
    url = reverse("meetings:follow_up_create", args=[meeting.pk])

    owner = {name: keys[name] for name in owners}
    response = client.post(url, sent_from(client.get(url), what="Serahkan daftar", due_on="2024-03-01", **owner))

    assert (response.status_code, FollowUp.objects.count()) == (422, 0)
    assert response.context["form"].errors == {
        "opd": ["Pilih satu penanggung jawab: OPD atau jabatan, tidak keduanya."]
    }
    assert b"Serahkan daftar" in response.content


def test_follow_up_edit(client, secretariat, follow_up):
    client.force_login(secretariat)
    url = reverse("meetings:follow_up_edit", args=[follow_up.pk])

    client.post(url, sent_from(client.get(url), due_on="2024-04-01"))

    page = client.get(follow_up.get_absolute_url())
    assert page.context["follow_up"].due_on == datetime.date(2024, 4, 1)
    assert [entry.sentence for entry in page.context["history"]] == ["Tindak lanjut diubah"]


def move(client, follow_up, name, **data):
    return client.post(reverse("meetings:follow_up_move", kwargs={"pk": follow_up.pk, "move": name}), data, follow=True)


def test_opd_that_owes_it_finishes_it_with_a_result(client, opd_officer, follow_up):
    client.force_login(opd_officer)

    response = move(client, follow_up, "finish", note="Daftar diserahkan, tanda terima terlampir.")

    follow_up.refresh_from_db()
    assert (follow_up.status, follow_up.result) == (
        FollowUpStatus.DONE,
        "Daftar diserahkan, tanda terima terlampir.",
    )
    assert response.context["moves"] == [("reopen", "Buka kembali", False)]


@pytest.mark.parametrize(("name", "sentence"), [("finish", "Isi hasil."), ("give_up", "Isi sebab.")])
def test_end_of_a_follow_up_says_with_what_result_or_why(client, opd_officer, follow_up, name, sentence):
    client.force_login(opd_officer)

    response = move(client, follow_up, name, note=" ")

    follow_up.refresh_from_db()
    assert (response.status_code, follow_up.status) == (422, FollowUpStatus.OPEN)
    assert response.context["form"].errors == {"note": [sentence]}


def test_follow_up_starts_by_one_button(client, opd_officer, follow_up):
    client.force_login(opd_officer)

    move(client, follow_up, "start")

    follow_up.refresh_from_db()
    assert follow_up.status == FollowUpStatus.RUNNING


def test_another_opd_does_not_move_it(client, opd_officer, meeting):
    follow_up = make_follow_up(meeting=meeting, opd=make_opd(name="Dinas Perikanan"))
    client.force_login(opd_officer)

    response = move(client, follow_up, "start")

    follow_up.refresh_from_db()
    assert (response.status_code, follow_up.status) == (403, FollowUpStatus.OPEN)
