"""Writes of village plans and usulan from a file, inside the transaction of `forum.actions.apply_import`."""

from django.db import IntegrityError, transaction

from forum.imports import Fate, Plan
from forum.log import entry_of, log_many
from forum.rules import require
from forum.transitions import MoveRefused
from plans import rules
from plans.actions.entry import NOT_YOUR_DESA, refuse_closed
from plans.actions.plan import record_plan
from plans.actions.usulan import record_usulan
from plans.models import LivelihoodPlan, Usulan

TWICE = "Sebagian isi berkas ini baru saja dicatat dari tempat lain. Periksa lagi berkasnya."


def write_usulan(plan: Plan, *, by, now, today) -> None:
    """
    Write the rows of a plan without refusals; new usulan, of which there may be thousands, in few statements.

    :raises MoveRefused: if somebody wrote one of the rows meanwhile.
    """
    new, changed = plan.of(Fate.NEW), plan.of(Fate.CHANGED)
    for change in new:
        if isinstance(change.record, LivelihoodPlan):
            record_plan(change.record, by=by)
    for change in changed:
        record = record_plan if isinstance(change.record, LivelihoodPlan) else record_usulan
        record(change.record, change.changed, by=by)
    usulan = [change.record for change in new if isinstance(change.record, Usulan)]
    for desa in {one.desa for one in usulan}:
        require(rules.can_enter_for_desa(by, desa), NOT_YOUR_DESA)
        refuse_closed(desa)
    try:
        with transaction.atomic():
            Usulan.objects.bulk_create(usulan, batch_size=500)
    except IntegrityError as exc:
        raise MoveRefused(TWICE) from exc
    log_many(entry_of("usulan.create", one, by=by) for one in usulan)
