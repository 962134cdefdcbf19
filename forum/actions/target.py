"""Writes to which desa a programme accompanies."""

from collections.abc import Iterable

from django.db import transaction

from forum import rules
from forum.actions.record import record
from forum.log import log
from forum.models import TargetVillage
from forum.rules import require
from forum.targets import Change


def record_target(target: TargetVillage, *, by) -> None:
    """Save that a programme accompanies a desa, or what changed of it; its history is the desa's."""
    facts = {"programme": target.programme, "kind": target.kind, "since": target.since}
    record(target, by=by, subject=target.desa, facts=facts, row=f"Desa sasaran {target.programme}")


@transaction.atomic
def apply_targets(changes: Iterable[Change], *, programme: str, by) -> None:
    """Write the new and changed rows of a list (see `forum.targets`), all or none."""
    for change in changes:
        target = change.stored or TargetVillage(kabupaten_id=change.desa.kabupaten_id, desa=change.desa)
        target.programme, target.kind, target.since = programme, change.kind, change.since
        record_target(target, by=by)


@transaction.atomic
def remove_target(target: TargetVillage, *, by) -> None:
    """Take back a desa that was marked by mistake; the desa's history keeps that it was."""
    require(rules.is_secretariat(by, target))
    log("targetvillage.remove", target.desa, by=by, after={"programme": target.programme})
    target.delete()
