"""The page of the archives: asked for, written by the worker, taken out by the secretariat alone."""

import datetime
import io
import os
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks import default_task_backend

from bangkit.shelf import PATIENCE, ArchiveState, Place
from bangkit.tasks import build_archive
from forum.models import LogEntry
from tests.factories import make_meeting, make_usulan

NOW = datetime.datetime(2024, 12, 31, 9, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def own_shelf(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def queue(settings):
    """The tasks that were put into the queue; nothing takes them out."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    return default_task_backend.results


@pytest.fixture
def place(kabupaten):
    return Place(kabupaten.code, 2024)


def test_archive_list_names_the_years_of_the_meetings_and_this_one(client, secretariat):
    make_meeting(held_on=datetime.date(2023, 4, 12))
    client.force_login(secretariat)

    page = client.get(reverse("archive")).content.decode()

    assert "Belum disusun" in page
    assert [f'scope="row">{year}<' in page for year in (2022, 2023, timezone.localdate().year)] == [False, True, True]


@pytest.mark.parametrize("meetings", [1, 3])
def test_archive_list_query_count(client, secretariat, meetings, django_assert_num_queries):
    for number in range(meetings):
        make_meeting(held_on=datetime.date(2020 + number, 4, 12))
    client.force_login(secretariat)

    with django_assert_num_queries(3):
        assert client.get(reverse("archive")).status_code == 200


def test_archive_build_puts_the_work_into_the_queue_once(
    client, secretariat, kabupaten, place, queue, django_capture_on_commit_callbacks
):
    client.force_login(secretariat)

    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(reverse("archive_build", args=[2024]))
        assert (response.status_code, response.url) == (302, reverse("archive"))

    assert [(task.task.func.__name__, task.args) for task in queue] == [("build_archive", [kabupaten.pk, 2024])]
    assert place.state(timezone.now()) == ArchiveState.ASKED
    make_meeting()
    page = client.get(reverse("archive")).content.decode()
    assert "Sedang disusun" in page
    assert reverse("archive_build", args=[2024]) not in page
    assert LogEntry.objects.for_record(kabupaten).get().sentence == "Arsip tahun 2024 disusun"


def test_archive_is_written_by_the_worker_and_taken_out(client, secretariat, kabupaten, place):
    make_meeting()
    make_usulan(title="Sumur bor Waiholo")
    client.force_login(secretariat)
    place.ask()
    build_archive.func(kabupaten.pk, 2024)

    page = client.get(reverse("archive")).content.decode()
    response = client.post(reverse("archive_file", args=[2024]))

    assert "Siap diunduh" in page
    assert reverse("archive_file", args=[2024]) in page
    assert response["Content-Disposition"] == 'attachment; filename="arsip-53.18-2024.zip"'
    with zipfile.ZipFile(io.BytesIO(response.getvalue())) as zipped:
        assert b"Sumur bor Waiholo" in zipped.read("tabel/plans_usulan.csv")
    assert LogEntry.objects.for_record(kabupaten).get().sentence == "Arsip tahun 2024 diunduh"


def test_archive_that_is_not_there_is_404(client, secretariat):
    client.force_login(secretariat)

    assert client.post(reverse("archive_file", args=[2024])).status_code == 404


def test_archive_of_another_kabupaten_is_never_given(client, secretariat, outsider, kabupaten):
    Place(kabupaten.code, 2024).ask()
    build_archive.func(kabupaten.pk, 2024)
    outsider.role, outsider.opd = secretariat.role, None
    outsider.save()
    client.force_login(outsider)

    assert client.post(reverse("archive_file", args=[2024])).status_code == 404


@pytest.mark.parametrize("name", ["archive", "archive_build", "archive_file"])
def test_archive_is_the_secretariats_alone(client, name, place, opd_officer, opd_head, facilitator, camat, observer):
    url = reverse(name, args=[] if name == "archive" else [2024])
    send = client.get if name == "archive" else client.post

    for user in (opd_officer, opd_head, facilitator, camat, observer):
        client.force_login(user)
        assert send(url).status_code == 403
        assert reverse("archive") not in client.get(reverse("home")).content.decode()
    client.logout()
    assert send(url).url.startswith(reverse("forum:login"))
    assert place.state(timezone.now()) == ArchiveState.NONE


def test_archive_pages_refuse_other_methods(client, secretariat):
    client.force_login(secretariat)

    assert client.post(reverse("archive")).status_code == 405
    assert client.get(reverse("archive_build", args=[2024])).status_code == 405
    assert client.get(reverse("archive_file", args=[2024])).status_code == 405


def test_place_tells_how_far_it_is(place):
    assert place.state(NOW) == ArchiveState.NONE

    place.ask()
    os.utime(place.mark, (NOW.timestamp(), NOW.timestamp()))
    states = [place.state(NOW + later) for later in (datetime.timedelta(), PATIENCE, 2 * PATIENCE)]
    assert states == [ArchiveState.ASKED, ArchiveState.ASKED, ArchiveState.STOPPED]

    place.file.write_bytes(b"zip")
    place.finish()
    assert place.state(NOW) == ArchiveState.READY
