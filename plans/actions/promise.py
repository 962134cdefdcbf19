"""Writes that keep a promise: what was agreed to be proposed gets activity, lokus and pagu once the Renja is there."""

from django.db import transaction

from forum.rules import require
from forum.transitions import MoveRefused
from plans import rules
from plans.actions.outcome import PortionDraft, record_outcome
from plans.choices import OutcomeKind
from plans.models import Outcome, Usulan

SECRETARIAT_ATTACHES = "Kegiatan dan lokus dilekatkan sekretariat forum."


@transaction.atomic
def attach_promised(promise: Outcome, portion: PortionDraft, *, explanation: str = "", by, today) -> Outcome:
    """
    Give a promised usulan its activity, lokus and pagu: a new outcome for the year it was promised for.

    Another volume than was asked for makes it "disepakati dengan perubahan", which must be explained.

    :raises MoveRefused: if the promise stands no longer, and as `record_outcome` does.
    """
    require(rules.can_record_outcome(by, promise.usulan), SECRETARIAT_ATTACHES)
    usulan = Usulan.objects.select_for_update().get(pk=promise.usulan_id)
    if not Outcome.objects.promised().filter(pk=promise.pk).exists():
        raise MoveRefused("Usulan ini tidak lagi menunggu dilekatkan. Muat ulang halaman.")
    changed = portion.volume != usulan.volume
    outcome = Outcome(
        usulan=usulan,
        fiscal_year=promise.target_year,
        kind=OutcomeKind.AGREED_CHANGED if changed else OutcomeKind.AGREED,
        explanation=explanation if changed or explanation else f"Menurut kesepakatan tahun {promise.fiscal_year}.",
    )
    return record_outcome(outcome, [portion], by=by, today=today)
