"""The paper is drawn in the background once a berita acara is final, and only once."""

import pytest
from django_tasks import default_task_backend

from meetings import actions
from meetings.tasks import agreement_paper, issue_agreement_paper, issued_paper
from tests.meetings.scenes import NOW, make_draft, make_final


@pytest.fixture
def queue(settings):
    """The tasks that were put into the queue; nothing takes them out."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    return default_task_backend.results


def test_finalising_queues_the_paper_once_it_is_committed(
    kabupaten, secretariat, queue, django_capture_on_commit_callbacks
):
    agreement = make_draft(by=secretariat)

    with django_capture_on_commit_callbacks(execute=True):
        actions.finalise_agreement(agreement, by=secretariat, now=NOW)

    assert [(result.task.name, result.args) for result in queue] == [("issue_agreement_paper", [agreement.pk])]


def test_task_draws_and_keeps_the_paper_in_the_systems_name(kabupaten, secretariat):
    agreement = make_final(by=secretariat)

    issue_agreement_paper.call(agreement.pk)

    paper = agreement.papers.get()
    assert (paper.kind, paper.content_type, paper.by.username) == ("issued", "application/pdf", "sistem")
    assert paper.content().startswith(b"%PDF-1.7")


def test_task_run_twice_keeps_one_paper(kabupaten, secretariat):
    agreement = make_final(by=secretariat)

    issue_agreement_paper.call(agreement.pk)
    issue_agreement_paper.call(agreement.pk)

    assert agreement.papers.count() == 1


def test_no_paper_is_issued_for_one_cancelled_meanwhile(kabupaten, secretariat):
    agreement = make_final(by=secretariat)
    actions.cancel_agreement(agreement, reason="Salah rapat.", by=secretariat)

    issue_agreement_paper.call(agreement.pk)

    assert agreement.papers.count() == 0
    assert agreement_paper(agreement, now=NOW) is None


def test_issued_paper_is_never_drawn_again(kabupaten, secretariat):
    agreement = make_final(by=secretariat)
    first = issued_paper(agreement, now=NOW).content()

    actions.number_agreement(agreement, "000.7/12/Bapperida/2024", by=secretariat, now=NOW)

    assert agreement_paper(agreement, now=NOW) == first


def test_draft_is_drawn_and_not_kept(kabupaten, secretariat):
    agreement = make_draft(by=secretariat)

    assert agreement_paper(agreement, now=NOW).startswith(b"%PDF-1.7")
    assert agreement.papers.count() == 0
