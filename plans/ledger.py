"""The proof that no lokus and no rupiah was given twice: the books held against the rows."""

from collections import defaultdict

from django.db.models import Sum

from forum.models import LogEntry
from plans.models import Activity, Lokus, Outcome, Portion

HOLDS, FREES = {"lokus.hold"}, {"lokus.return"}


def ledger_faults(kabupaten) -> list[str]:
    """
    Return every contradiction in the kabupaten's books of lokus and pagu, in words; empty when they agree.

    Committed pagu = sum of the standing portions; every such portion holds exactly one slot and no other
    portion holds any; what the log says of a slot (held, returned) is what its row says; an outcome that
    gave something and has lost all of it does not stand.
    """
    faults = []
    standing = Portion.objects.standing().filter(activity__kabupaten=kabupaten)
    sums = dict(standing.values_list("activity").annotate(Sum("amount")))
    for activity in Activity.objects.filter(kabupaten=kabupaten):
        if activity.committed != sums.get(activity.pk, 0):
            faults.append(f"{activity}: tercatat {activity.committed}, porsi berjumlah {sums.get(activity.pk, 0)}")
    slots = Lokus.objects.filter(kabupaten=kabupaten).select_related("activity")
    held_by = {slot.portion_id for slot in slots if slot.portion_id}
    keys = set(standing.values_list("pk", flat=True))
    faults += [f"Porsi {key} berlaku tanpa lokus" for key in sorted(keys - held_by)]
    faults += [f"Porsi {key} memegang lokus padahal hasilnya tidak berlaku" for key in sorted(held_by - keys)]
    told = defaultdict(lambda: None)
    entries = LogEntry.objects.filter(kabupaten=kabupaten, verb__in=HOLDS | FREES).order_by("pk")
    for entry in entries:
        told[entry.record_id] = entry.after["portion"] if entry.verb in HOLDS else None
    faults += [
        f"{slot.activity}, lokus {slot.number}: riwayat menyebut porsi {told[slot.pk]}, catatan {slot.portion_id}"
        for slot in slots
        if told[slot.pk] != slot.portion_id
    ]
    empty = Outcome.objects.serving().filter(kabupaten=kabupaten).exclude(portions__in=standing)
    faults += [f"{outcome} atas {outcome.usulan} berlaku tanpa porsi" for outcome in empty.select_related("usulan")]
    return faults
