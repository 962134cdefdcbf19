"""The reader's own marks in Kabar. They are told to nobody, so the log does not hold them."""

from collections.abc import Iterable

from django.db import transaction

from forum import mail
from forum.models import Digest, LogEntry, ReadMark, User
from forum.transitions import MoveRefused

NO_MAIL = "Surel belum dapat dikirim dari sini. Mintalah pengelola server menyetelnya."


def mark_read(user: User, rows: Iterable[dict]) -> None:
    """Note that the user has read these records up to their newest entry; `rows` as of `LogEntryQuerySet.by_record`."""
    marks = [
        ReadMark(user=user, record_type=row["record_type"], record_id=row["record_id"], entry_id=row["newest"])
        for row in rows
    ]
    ReadMark.objects.bulk_create(
        marks,
        update_conflicts=True,
        unique_fields=["user", "record_type", "record_id"],
        update_fields=["entry_id"],
    )


@transaction.atomic
def mark_all_read(user: User, entry_id: int) -> None:
    """Note that the user has read everything up to the entry that stood on top of his page; what came since is new."""
    up_to = LogEntry.objects.visible_to(user).up_to(entry_id).newest_pk()
    User.objects.filter(pk=user.pk, read_to__lt=up_to).update(read_to=up_to)
    user.read_marks.covered_by(up_to).delete()


def choose_digest(user: User, address: str) -> None:
    """
    Send the user's Kabar once a day to this address from now on, or no longer where it is empty.

    :raises MoveRefused: if this server sends no e-mail.
    """
    if not address:
        Digest.objects.filter(user=user).delete()
        return
    if not mail.is_set_up():
        raise MoveRefused(NO_MAIL)
    digest, is_new = Digest.objects.get_or_create(user=user, defaults={"address": address, "sent_to": _newest(user)})
    if not is_new:
        digest.address = address
        digest.save(update_fields=["address"])


def _newest(user: User) -> int:
    return LogEntry.objects.visible_to(user).newest_pk()
