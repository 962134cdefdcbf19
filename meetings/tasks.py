"""The paper of a berita acara: drawn by the worker when it is made final, or by whoever asks for it first."""

from smtplib import SMTPException

from django.utils import timezone
from django_tasks import task

from forum.confined import Confined, confined
from forum.models import User
from forum.paper import PdfUnavailable
from meetings.actions import (
    certify_paper,
    fail_drawing,
    finish_check,
    finish_mail,
    issue_paper,
    issue_ralat,
    keep_reading,
    start_drawing,
)
from meetings.checking import findings_of
from meetings.invitation_mail import invitation_mail
from meetings.models import Agreement, Invitation, Paper, PaperCheck, Ralat
from meetings.pdf import agreement_pdf, is_long
from meetings.ralat_pdf import ralat_pdf
from meetings.scan import judge
from meetings.vault import why_no_seal


@task
def issue_agreement_paper(agreement_pk: int) -> None:
    """Draw and keep the paper of an agreement; does nothing for one that was cancelled or replaced meanwhile."""
    agreement = Agreement.objects.select_related("kabupaten", "meeting").get(pk=agreement_pk)
    now = timezone.now()
    start_drawing(agreement, now=now)
    try:
        paper = issued_paper(agreement, now=now)
    except (Confined, PdfUnavailable):
        fail_drawing(agreement, now=timezone.now())
        raise
    if paper and not why_no_seal(agreement.kabupaten_id, now=now):
        certify_paper(agreement, by=User.objects.system(), now=now)


@task
def read_scan(paper_pk: int) -> None:
    """Read the codes on a scan's pages, in a process of its own: it may be any file."""
    paper = Paper.objects.select_related("agreement").get(pk=paper_pk)
    try:
        pages = confined("meetings.scan:read_texts", paper.file.path, paper.content_type, seconds=120, megabytes=1500)
    except Confined:
        pages = []
    reading = judge(pages, code=paper.agreement.check_code, version=paper.agreement.version)
    keep_reading(paper, reading, by=User.objects.system())


@task
def check_paper(check_pk: int) -> None:
    """Compare an uploaded PDF with what is stored and read its signatures, in a process of its own."""
    check = PaperCheck.objects.select_related("agreement").get(pk=check_pk)
    finish_check(check, findings_of(check))


@task
def send_invitation(invitation_pk: int) -> None:
    """Write to one who is invited, with the letter and the meeting for his calendar; not if he no longer is."""
    row = Invitation.objects.queued().with_record_data().filter(pk=invitation_pk).first()
    if row is None:
        return
    with timezone.override(row.meeting.kabupaten.zone):
        try:
            invitation_mail(row.with_holder(), now=timezone.now()).send()
        except (SMTPException, OSError):  # what became of it is told on the page, without the server's words
            finish_mail(row, is_sent=False, now=timezone.now())
        else:
            finish_mail(row, is_sent=True, now=timezone.now())


def issued_paper(agreement: Agreement, *, now) -> Paper | None:
    """
    Return the paper as it was issued; where nobody has drawn it yet, draw and keep it in the system's name.

    Only an agreement that stands gets a paper. None: it was cancelled or replaced before one was drawn.

    :raises forum.paper.PdfUnavailable: if it must be drawn and this machine cannot.
    """
    if paper := agreement.papers.issued().first():
        return paper
    if not agreement.is_standing:
        return None
    return issue_paper(agreement, agreement_pdf(agreement), by=User.objects.system(), now=now)


def awaits_worker(agreement: Agreement) -> bool:
    """Say whether the paper is too long to be drawn while somebody waits for the page, and not there yet."""
    return agreement.is_standing and is_long(agreement.snapshot) and not agreement.papers.issued().exists()


def agreement_paper(agreement: Agreement, *, now) -> bytes | None:
    """
    Return the PDF of an agreement: a draft drawn as KONSEP, any other as issued, with the signatures so far.

    :raises meetings.models.PaperDamaged: if the stored file is no longer the one that was issued.
    """
    if agreement.is_draft:
        return agreement_pdf(agreement)
    paper = issued_paper(agreement, now=now)
    return paper and agreement.papers.revisions().last().content()


def ralat_paper(ralat: Ralat, *, now) -> Paper:
    """
    Return the sheet of a ralat as issued; where nobody has drawn it yet, draw and keep it in the system's name.

    :raises forum.paper.PdfUnavailable: if it must be drawn and this machine cannot.
    """
    if paper := ralat.papers.sheets().first():
        return paper
    return issue_ralat(ralat, ralat_pdf(ralat), by=User.objects.system(), now=now)
