"""Writes on the papers beside a usulan."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from forum.log import log, was_logged
from forum.personal_numbers import Scan
from forum.rules import require
from forum.transitions import MoveRefused
from plans import rules
from plans.actions.entry import NOT_YOUR_DESA
from plans.models import Attachment, HeldAttachment, Portion, Usulan

NOT_YOUR_FILE = "Berkas ini diputuskan oleh yang mengunggahnya."
STAYS = "Lampiran usulan yang sudah diajukan tidak dapat dihapus."


@transaction.atomic
def add_attachment(
    usulan: Usulan, *, upload, kind: str, content_type: str, portion: Portion | None = None, by, now, entry=None
) -> Attachment | None:
    """
    Keep an uploaded file beside a usulan. `content_type` is what its content showed (forum.uploads).

    With `portion` it is evidence of what was carried out of that. `entry` is the key of this sending, kept in the
    log; None is returned for one that is stored already.
    """
    require(rules.can_attach(by, usulan, portion, today=timezone.localdate(now)), NOT_YOUR_DESA)
    if entry:
        Usulan.objects.select_for_update().get(pk=usulan.pk)
        if was_logged(usulan, entry):
            return None
    attachment = Attachment.objects.create(**_columns(usulan, upload, kind, content_type, portion, by, now))
    facts = {"name": attachment.name, "kind": attachment.get_kind_display()}
    log("usulan.attach", usulan, by=by, after=facts | ({"entry": str(entry)} if entry else {}))
    return attachment


@transaction.atomic
def hold_attachment(
    usulan: Usulan, *, upload, kind: str, content_type: str, scan: Scan, portion: Portion | None = None, by, now
) -> HeldAttachment:
    """Set a file aside in which `scan` found personal numbers."""
    require(rules.can_attach(by, usulan, portion, today=timezone.localdate(now)), NOT_YOUR_DESA)
    return HeldAttachment.objects.create(
        **_columns(usulan, upload, kind, content_type, portion, by, now), findings=scan.findings, told=scan.told
    )


def _columns(usulan, upload, kind, content_type, portion, by, now) -> dict:
    return {
        "kabupaten_id": usulan.kabupaten_id,
        "usulan": usulan,
        "portion": portion,
        "kind": kind,
        "file": upload,
        "name": upload.name[-120:],
        "content_type": content_type,
        "size": upload.size,
        "by": by,
        "at": now,
    }


@transaction.atomic
def keep_held(held: HeldAttachment, *, because: str, by, now) -> Attachment:
    """
    Keep a file in spite of the personal numbers in it; the log says how many of which kind, and why.

    :raises MoveRefused: without a reason.
    """
    require(rules.can_attach(by, held.usulan, held.portion, today=timezone.localdate(now)), NOT_YOUR_DESA)
    if not because.strip():
        raise MoveRefused("Tulis mengapa berkas ini tetap perlu disimpan.")
    kept = ("kabupaten_id", "usulan", "portion_id", "kind", "name", "content_type", "size")
    attachment = Attachment(**{name: getattr(held, name) for name in kept}, by=by, at=now)
    attachment.file.name = held.file.name
    attachment.save()
    facts = {"name": held.name, "kind": held.get_kind_display(), "numbers": held.told}
    log("usulan.attach_despite", held.usulan, by=by, after=facts, note=because.strip())
    held.delete()
    return attachment


@transaction.atomic
def drop_held(held: HeldAttachment, *, by) -> None:
    """Leave a file away in which personal numbers were found."""
    require(rules.can_decide_held(by, held), NOT_YOUR_FILE)
    _remove(held)


@transaction.atomic
def forget_held(*, now) -> int:
    """Remove what was set aside more than a day ago and nobody decided on; return how many."""
    forgotten = list(HeldAttachment.objects.forgotten(now))
    for held in forgotten:
        _remove(held)
    return len(forgotten)


@transaction.atomic
def remove_attachment(attachment: Attachment, *, by, today) -> None:
    """Take a file away while its usulan may still be edited, or evidence that was mistaken; the log keeps its name."""
    require(rules.can_remove_attachment(by, attachment, today=today), STAYS)
    log("usulan.detach", attachment.usulan, by=by, before={"name": attachment.name})
    _remove(attachment)


def _remove(row: Attachment | HeldAttachment) -> None:
    """Delete a row and, once that is certain, its file: a file cannot be rolled back."""
    file = row.file
    row.delete()
    transaction.on_commit(partial(file.delete, save=False))
