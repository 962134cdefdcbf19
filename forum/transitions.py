"""Status moves: one table per model, one writer for every status in the house."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from forum.log import log


class MoveRefused(Exception):
    """A step is not possible now; the message says why and what to do."""


@dataclass(frozen=True)
class Move:
    """From any of `starts`, to `target`."""

    starts: frozenset[str]
    target: str

    def starts_from(self, status: str) -> bool:
        return status in self.starts


def apply_move(obj, move: str, *, by, note: str = "", before: dict | None = None, after: dict | None = None, **fields):
    """
    Move `obj` along its table `obj.MOVES` and log it as "<model>.<move>", in one transaction.

    Compare-and-set on the status that was read: of two people who press at once one wins and the
    other is told. `fields` are written in the same update. The log's facts may be added to.

    :raises MoveRefused: if the record is not (or no longer) in a status from which the move starts.
    """
    legal = obj.MOVES[move]
    was = obj.status
    refusal = MoveRefused(
        f"{obj._meta.verbose_name.capitalize()} ini berstatus “{obj.state.label}” atau baru saja diubah orang lain. "
        "Muat ulang halaman untuk melihat keadaan terakhir."
    )
    if not legal.starts_from(was):
        raise refusal
    with transaction.atomic():
        moved = type(obj)._base_manager.filter(pk=obj.pk, status=was).update(status=legal.target, **fields)
        if not moved:
            raise refusal
        for name, value in {"status": legal.target, **fields}.items():
            setattr(obj, name, value)
        log(
            f"{obj._meta.model_name}.{move}",
            obj,
            by=by,
            note=note,
            before={"status": was, **(before or {})},
            after={"status": legal.target, **(after or {})},
        )


def save_unmoved(obj, changed: Iterable[str], **increments):
    """
    Write only the `changed` fields, and only if the status has not moved since `obj` was read.

    `increments` are extra column expressions, such as `version=F("version") + 1`.

    :raises MoveRefused: if somebody moved the record meanwhile.
    """
    values = {name: getattr(obj, name) for name in changed}
    if not type(obj)._base_manager.filter(pk=obj.pk, status=obj.status).update(**values, **increments):
        raise MoveRefused("Catatan ini baru saja diubah orang lain. Muat ulang halaman, lalu ulangi perubahan Anda.")
