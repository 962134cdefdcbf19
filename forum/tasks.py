"""What the forum leaves to the worker: long files that are read and applied."""

from django.utils import timezone
from django_tasks import task

from forum.actions.imports import apply_import, begin_work, read_import
from forum.models import Import
from forum.transitions import MoveRefused


@task
def read_file(import_pk: int) -> None:
    """Read a long file; does nothing for one that was replaced or read meanwhile."""
    if import_ := Import.objects.unapplied().filter(pk=import_pk, report__isnull=True, refusal="").first():
        begin_work(import_, now=timezone.now())
        read_import(import_, today=timezone.localdate())


@task
def apply_file(import_pk: int) -> None:
    """Apply a file for the person who asked; why it could not be is told on its page."""
    import_ = Import.objects.unapplied().filter(pk=import_pk).exclude(asked_at=None).first()
    if import_ is None:
        return
    begin_work(import_, now=timezone.now())
    try:
        apply_import(import_, by=import_.asked_by, now=timezone.now(), today=timezone.localdate())
    except MoveRefused as exc:
        Import.objects.filter(pk=import_pk).update(refusal=str(exc))
