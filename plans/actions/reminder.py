"""What the clock brings for questions to an OPD: a reminder before the deadline, a report after it, each once."""

import zoneinfo

from django.db import transaction

from forum.log import log
from plans.models import Referral
from plans.models.referral import REMIND_DAYS


@transaction.atomic
def remind_offices(*, by, now) -> tuple[int, int]:
    """
    Remind the OPD of what is due soon, and report to the forum what is late. Returns how many of each.

    Both are lines of the usulan's history, shown in the inbox and on the first pages; nothing leaves the server.
    """
    reminded = late = 0
    rows = Referral.objects.unanswered().awaiting_clock().select_related("usulan", "opd", "kabupaten")
    for row in rows.order_by("pk"):
        today = now.astimezone(zoneinfo.ZoneInfo(row.kabupaten.zone)).date()
        if row.due_on < today:
            late += _tell(row, "escalate", "escalated_on", by=by, today=today)
        elif (row.due_on - today).days <= REMIND_DAYS:
            reminded += _tell(row, "remind", "reminded_on", by=by, today=today)
    return reminded, late


def _tell(referral: Referral, verb: str, column: str, *, by, today) -> int:
    """Write it down once: of two that run at the same time, one finds nothing to do."""
    told = Referral.objects.open().filter(pk=referral.pk, **{column: None}).update(**{column: today})
    if told:
        facts = {"opd": referral.opd.name, "fiscal_year": referral.fiscal_year, "due_on": referral.due_on}
        log(f"usulan.{verb}", referral.usulan, by=by, after=facts)
    return told
