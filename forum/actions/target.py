"""Writes to which desa a programme accompanies."""

from django.db import transaction

from forum import rules
from forum.actions.record import record
from forum.log import log
from forum.models import TargetVillage
from forum.rules import require


def record_target(target: TargetVillage, *, by) -> None:
    """Save that a programme accompanies a desa, or what changed of it; its history is the desa's."""
    facts = {"programme": target.programme, "kind": target.kind, "since": target.since}
    record(target, by=by, subject=target.desa, facts=facts, row=f"Desa sasaran {target.programme}")


@transaction.atomic
def remove_target(target: TargetVillage, *, by) -> None:
    """Take back a desa that was marked by mistake; the desa's history keeps that it was."""
    require(rules.is_secretariat(by, target))
    log("targetvillage.remove", target.desa, by=by, after={"programme": target.programme})
    target.delete()
