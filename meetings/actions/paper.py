"""The files of a berita acara: kept with their SHA-256, never replaced."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction

from forum.log import log
from forum.rules import require
from meetings import rules
from meetings.choices import PaperKind
from meetings.models import Agreement, DrawingState, Paper, PaperRequest, Ralat

NO_PAPER = "Berita acara ini tidak mempunyai naskah: belum final, dibatalkan atau diganti."


@transaction.atomic
def ask_for_paper(agreement: Agreement, *, by, now) -> None:
    """Have the worker draw the paper; nothing is queued a second time while it waits or draws."""
    require(rules.can_ask_for_paper(by, agreement), NO_PAPER)
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    request = PaperRequest.objects.for_agreement(agreement).first()
    if request and request.state(now) != DrawingState.STOPPED:
        return
    log("agreement.ask_paper", agreement, by=by)
    queue_paper(agreement, now=now)


def queue_paper(agreement: Agreement, *, now) -> None:
    """Note the request, and put it into the queue once that is committed."""
    from meetings.tasks import issue_agreement_paper  # the task keeps its paper through this file

    asked = {"asked_at": now, "started_at": None, "failed_at": None}
    PaperRequest.objects.update_or_create(agreement=agreement, defaults=asked)
    transaction.on_commit(lambda: issue_agreement_paper.enqueue(agreement.pk))


def start_drawing(agreement: Agreement, *, now) -> None:
    PaperRequest.objects.for_agreement(agreement).update(started_at=now, failed_at=None)


def fail_drawing(agreement: Agreement, *, now) -> None:
    PaperRequest.objects.for_agreement(agreement).update(failed_at=now)


@transaction.atomic
def issue_paper(agreement: Agreement, pdf: bytes, *, by, now) -> Paper:
    """Keep the PDF of a final agreement as issued; a second call gives the first paper back."""
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    if issued := agreement.papers.issued().first():
        return issued
    return keep_paper(agreement, PaperKind.ISSUED, pdf, "application/pdf", by=by, now=now)


@transaction.atomic
def issue_ralat(ralat: Ralat, pdf: bytes, *, by, now) -> Paper:
    """Keep the sheet of a ralat as issued; a second call gives the first one back."""
    Ralat.objects.select_for_update().get(pk=ralat.pk)
    if issued := ralat.papers.sheets().first():
        return issued
    return keep_paper(ralat.agreement, PaperKind.RALAT, pdf, "application/pdf", ralat=ralat, by=by, now=now)


def keep_paper(agreement: Agreement, kind: str, content: bytes, content_type: str, *, ralat=None, by, now) -> Paper:
    """Keep a file of the agreement, or of one of its ralat."""
    paper = Paper.objects.create(
        kabupaten_id=agreement.kabupaten_id,
        agreement=agreement,
        ralat=ralat,
        kind=kind,
        file=ContentFile(content, name="naskah"),
        content_type=content_type,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        at=now,
        by=by,
    )
    log(f"agreement.paper_{kind}", agreement, by=by, after={"sha256": paper.sha256, "size": paper.size})
    return paper
