"""A long paper is the worker's; whoever waits sees how far it is, and a stop of any kind can be mended."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks import default_task_backend

from forum.confined import Confined
from meetings import actions
from meetings.models import DrawingState, PaperRequest
from meetings.models.paper_request import PATIENCE
from meetings.tasks import issue_agreement_paper
from tests.meetings.scenes import NOW, make_draft, make_final

MOMENT = datetime.timedelta(seconds=1)


@pytest.fixture
def queue(settings):
    """The tasks that were put into the queue; nothing takes them out."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    return default_task_backend.results


@pytest.fixture
def long_paper(kabupaten, secretariat, queue, monkeypatch):
    monkeypatch.setattr("meetings.pdf.MOST_ROWS_AT_ONCE", 2)
    agreement = make_draft(by=secretariat)
    actions.finalise_agreement(agreement, by=secretariat, now=timezone.now())
    return agreement


def show(client, agreement):
    return client.get(reverse("meetings:agreement_pdf", args=[agreement.pk]))


@pytest.mark.parametrize(
    ("started", "failed", "later", "state"),
    [
        (None, None, MOMENT, DrawingState.QUEUED),
        (None, None, PATIENCE + MOMENT, DrawingState.STOPPED),
        (NOW, None, MOMENT, DrawingState.DRAWING),
        (NOW, None, PATIENCE + MOMENT, DrawingState.STOPPED),
        (NOW, NOW, MOMENT, DrawingState.STOPPED),
    ],
)
def test_times_tell_how_far_it_is(started, failed, later, state):
    assert PaperRequest(asked_at=NOW, started_at=started, failed_at=failed).state(NOW + later) == state


def test_long_paper_that_is_not_there_yet_is_waited_for(client, secretariat, long_paper):
    client.force_login(secretariat)

    response = show(client, long_paper)

    assert (response.status_code, response.headers["Refresh"]) == (202, "3")
    assert "Menunggu pekerja latar" in response.content.decode()
    assert long_paper.papers.count() == 0


def test_short_paper_is_drawn_at_once(client, secretariat, kabupaten):
    client.force_login(secretariat)

    assert show(client, make_final(by=secretariat)).content.startswith(b"%PDF-1.7")


def test_worker_draws_it_and_then_it_is_shown(client, secretariat, long_paper):
    client.force_login(secretariat)

    issue_agreement_paper.func(long_paper.pk)

    assert show(client, long_paper).content.startswith(b"%PDF-1.7")


def test_drawing_that_ends_early_says_so_and_can_be_asked_again(
    client, observer, long_paper, queue, monkeypatch, django_capture_on_commit_callbacks
):
    client.force_login(observer)
    with monkeypatch.context() as limited:
        limited.setattr("forum.paper.DRAWER", "tests.meetings.test_paper_request:run_out_of_memory")
        with pytest.raises(Confined):
            issue_agreement_paper.func(long_paper.pk)

    stopped = show(client, long_paper)
    with django_capture_on_commit_callbacks(execute=True):
        asked = client.post(reverse("meetings:paper_request", args=[long_paper.pk]))
    waiting = show(client, long_paper)
    issue_agreement_paper.func(long_paper.pk)

    assert "Terhenti" in stopped.content.decode()
    assert "Refresh" not in stopped.headers
    assert asked.url == reverse("meetings:agreement_pdf", args=[long_paper.pk])
    assert [(result.task.name, result.args) for result in queue] == [("issue_agreement_paper", [long_paper.pk])]
    assert "Menunggu pekerja latar" in waiting.content.decode()
    assert show(client, long_paper).content.startswith(b"%PDF-1.7")


def run_out_of_memory(*job):
    raise MemoryError


def test_worker_that_was_killed_is_noticed_by_the_time_that_passed(client, secretariat, long_paper):
    past = timezone.now() - PATIENCE - MOMENT
    actions.start_drawing(long_paper, now=past)
    client.force_login(secretariat)

    assert "Buat naskah" in show(client, long_paper).content.decode()


def test_asking_twice_queues_once(secretariat, long_paper, queue, django_capture_on_commit_callbacks):
    actions.fail_drawing(long_paper, now=NOW)

    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            actions.ask_for_paper(long_paper, by=secretariat, now=timezone.now())

    assert len(queue) == 1


def test_paper_of_a_cancelled_one_cannot_be_asked(client, secretariat, long_paper):
    actions.cancel_agreement(long_paper, reason="Salah rapat.", by=secretariat)
    client.force_login(secretariat)

    assert client.post(reverse("meetings:paper_request", args=[long_paper.pk])).status_code == 403


def test_paper_of_other_kabupaten_cannot_be_asked(client, outsider, long_paper):
    client.force_login(outsider)

    assert client.post(reverse("meetings:paper_request", args=[long_paper.pk])).status_code == 404


def test_asking_needs_a_log_in_and_a_post(client, secretariat, long_paper):
    url = reverse("meetings:paper_request", args=[long_paper.pk])

    assert client.post(url).url.startswith(reverse("forum:login"))
    client.force_login(secretariat)
    assert client.get(url).status_code == 405
