"""The paper of a berita acara: drawn by the worker when it is made final, or by whoever asks for it first."""

from django.utils import timezone
from django_tasks import task

from forum.models import User
from meetings.actions import issue_paper
from meetings.models import Agreement, Paper
from meetings.pdf import agreement_pdf


@task
def issue_agreement_paper(agreement_pk: int) -> None:
    """Draw and keep the paper of an agreement; does nothing for one that was cancelled or replaced meanwhile."""
    agreement = Agreement.objects.select_related("kabupaten", "meeting").get(pk=agreement_pk)
    issued_paper(agreement, now=timezone.now())


def issued_paper(agreement: Agreement, *, now) -> Paper | None:
    """
    Return the paper as it was issued; where nobody has drawn it yet, draw and keep it in the system's name.

    Only an agreement that stands gets a paper. None: it was cancelled or replaced before one was drawn.

    :raises meetings.pdf.PdfUnavailable: if it must be drawn and this machine cannot.
    """
    if paper := agreement.papers.issued().first():
        return paper
    if not agreement.is_standing:
        return None
    return issue_paper(agreement, agreement_pdf(agreement), by=User.objects.system(), now=now)


def agreement_paper(agreement: Agreement, *, now) -> bytes | None:
    """
    Return the PDF of an agreement: a draft drawn as KONSEP, any other as it was issued (see `issued_paper`).

    :raises meetings.models.PaperDamaged: if the stored file is no longer the one that was issued.
    """
    if agreement.is_draft:
        return agreement_pdf(agreement)
    paper = issued_paper(agreement, now=now)
    return paper and paper.content()
