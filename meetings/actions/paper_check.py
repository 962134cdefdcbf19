"""A PDF that somebody uploads to have it compared: kept until it is read, forgotten after a month."""

import datetime
import hashlib

from django.core.files.base import ContentFile
from django.db import transaction

from meetings.models import Agreement, PaperCheck

DAYS_KEPT = 30


@transaction.atomic
def start_check(agreement: Agreement, content: bytes, *, now) -> PaperCheck:
    """
    Keep an uploaded PDF until the worker has read it. Public: there is nobody to ask for permission, nothing to log.

    The form has judged type and size; who asked is not kept.
    """
    check = PaperCheck.objects.create(
        kabupaten_id=agreement.kabupaten_id,
        agreement=agreement,
        file=ContentFile(content, name="berkas"),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        at=now,
    )
    from meetings.tasks import check_paper  # the task keeps what it found through this package

    transaction.on_commit(lambda: check_paper.enqueue(check.pk))
    return check


def finish_check(check: PaperCheck, result: dict) -> None:
    """Keep what was found; the file itself is no longer needed."""
    check.file.delete(save=False)
    check.result = result
    check.save(update_fields=["file", "result"])


def forget_checks(*, now) -> int:
    """Delete what was asked more than a month ago. Returns how many."""
    old = list(PaperCheck.objects.before(now - datetime.timedelta(days=DAYS_KEPT)))
    for check in old:
        check.file.delete(save=False)
        check.delete()
    return len(old)
