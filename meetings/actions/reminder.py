"""What the clock brings for signatures: reminders with a measure, told by day."""

import datetime
import zoneinfo

from django.db import transaction
from django.db.models import F

from forum.log import log
from meetings.models import Signatory

MOST_REMINDERS = 5
DAYS_BETWEEN = 3
HOURS = range(8, 17)  # of the kabupaten's own day


@transaction.atomic
def remind_signatories(*, by, now) -> int:
    """
    Remind those whose turn it is, each at most MOST_REMINDERS times, DAYS_BETWEEN apart. Returns how many.

    A reminder is a line of the record and of his first page; nothing leaves the server.
    """
    before = now - datetime.timedelta(days=DAYS_BETWEEN)
    due = Signatory.objects.due_for_reminder(before=before, at_most=MOST_REMINDERS).with_record_data()
    count = 0
    for row in due.order_by("pk"):
        if now.astimezone(zoneinfo.ZoneInfo(row.agreement.kabupaten.zone)).hour not in HOURS:
            continue
        told = Signatory.objects.waiting().filter(pk=row.pk, reminders=row.reminders)
        if told.update(reminders=F("reminders") + 1, reminded_at=now):
            log("signatory.remind", row, by=by, after={"office": row.office, "number": row.reminders + 1})
            count += 1
    return count
