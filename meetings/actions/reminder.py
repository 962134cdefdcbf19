"""What the clock brings for signatures and follow-ups: reminders with a measure, told by day."""

import datetime
import zoneinfo

from django.db import transaction
from django.db.models import F

from forum.log import log
from forum.models import LogEntry
from meetings.models import FollowUp, Signatory

MOST_REMINDERS = 5
DAYS_BETWEEN = 3
DAYS_BEFORE = 3  # a follow-up is due
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


@transaction.atomic
def remind_owners(*, by, now) -> int:
    """
    Tell who owes a follow-up that it is due soon, and that it is late; each once for each due date. Returns how many.

    Both are lines of its history, and reach the owner's Kabar. The history is also what says that it was told: the
    rows are locked, so of two that run at the same time the second finds it there.
    """
    latest = now.date() + datetime.timedelta(days=DAYS_BEFORE + 1)  # whatever the zone
    rows = FollowUp.objects.unfinished().due_until(latest).with_list_data().select_related("kabupaten").order_by("pk")
    rows = list(rows.select_for_update(of=("self",)))
    entries = LogEntry.objects.of_records(rows).told(["followup.remind", "followup.late"])
    told = {(entry.record_id, entry.verb, entry.after["due_on"]) for entry in entries}
    count = 0
    for row in rows:
        days_left = (row.due_on - now.astimezone(zoneinfo.ZoneInfo(row.kabupaten.zone)).date()).days
        verb, due_on = "followup.late" if days_left < 0 else "followup.remind", row.due_on.isoformat()
        if days_left <= DAYS_BEFORE and (row.pk, verb, due_on) not in told:
            log(verb, row, by=by, after={"owner": row.owner, "due_on": due_on})
            count += 1
    return count
