"""
What a closed OPD leaves to its successors, and which OPD held what on an earlier day.

Three kinds of records go on with a successor: activities, open referrals, and promises (what the forum agreed to
have proposed in a later Renja). Their foreign key is moved and the log keeps who held them before: papers of an
earlier day read it back from there.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from forum.models import LogEntry, Opd
from plans.models import Activity, Outcome, Referral, Usulan

ACTIVITY, REFERRAL, PROMISE = "activity.hand_over", "usulan.hand_over_referral", "usulan.hand_over_promise"


@dataclass(frozen=True)
class Share:
    """One record that can go on with any of `successors`: with those that have none like it."""

    verb: str
    record: Activity | Referral | Outcome
    successors: tuple[Opd, ...]

    @property
    def key(self) -> str:
        return f"{self.verb}-{self.record.pk}"

    @property
    def fiscal_year(self) -> int:
        return self.record.target_year if self.verb == PROMISE else self.record.fiscal_year

    @property
    def told_on(self) -> Activity | Usulan:
        """The record whose history tells where this one went."""
        return self.record if self.verb == ACTIVITY else self.record.usulan

    @property
    def likely(self) -> Opd | None:
        """The one successor that works in the activity's bidang urusan, where its codes tell."""
        if self.verb != ACTIVITY:
            return None
        bidang = ".".join(self.record.code.split(".")[:2])
        found = [opd for opd in self.successors if bidang in opd.bidang_codes.replace(" ", "").split(",")]
        return found[0] if len(found) == 1 else None


def shares_of(opd: Opd, successors: Iterable[Opd]) -> list[Share]:
    """
    Return what of a closed OPD still is to go on: what is of the year of its closing or later.

    A share without successors stays where it is: each of them has the same sub kegiatan, or was asked already.
    """
    successors, year = tuple(successors), opd.closed_on.year
    activities = Activity.objects.for_opd(opd).since_year(year).order_by("fiscal_year", "code", "pk")
    referrals = Referral.objects.for_opd(opd).open().since_year(year).select_related("usulan__desa")
    promises = Outcome.objects.promised().by_opd([opd.pk]).since_target_year(year).select_related("usulan__desa")
    planned = _twins(Activity.objects.since_year(year), successors, "fiscal_year", "edition", "code")
    asked = _twins(Referral.objects.open().since_year(year), successors, "usulan", "fiscal_year")

    def free(taken: set, *like) -> tuple[Opd, ...]:
        return tuple(successor for successor in successors if (successor.pk, *like) not in taken)

    return [
        *(Share(ACTIVITY, row, free(planned, row.fiscal_year, row.edition, row.code)) for row in activities),
        *(
            Share(REFERRAL, row, free(asked, row.usulan_id, row.fiscal_year))
            for row in referrals.order_by("fiscal_year", "usulan__desa__name", "pk")
        ),
        *(Share(PROMISE, row, successors) for row in promises.order_by("target_year", "usulan__desa__name", "pk")),
    ]


def _twins(rows, successors, *names: str) -> set[tuple]:
    return set(rows.filter(opd__in=successors).values_list("opd", *names))


@dataclass(frozen=True)
class Offices:
    """What each OPD was called on `day`, and which of them held what, where another holds it now."""

    day: datetime.date
    names: dict[int, str]
    holders: dict[tuple[str, int], int]

    def of_activity(self, activity: Activity) -> int:
        """Return the key of the OPD that held this activity."""
        return self.holders.get((ACTIVITY, activity.pk), activity.opd_id)

    def of_referral(self, referral: Referral) -> int:
        return self.holders.get((REFERRAL, referral.pk), referral.opd_id)

    def of_promise(self, outcome: Outcome) -> int:
        return self.holders.get((PROMISE, outcome.pk), outcome.target_opd_id)


def offices_on(day: datetime.date, kabupaten, *, activities=(), usulan: Iterable[Usulan] = ()) -> Offices:
    """Return what papers of `day` say of the OPD behind these records; the queries do not grow with the rows."""
    holders = {}
    for verbs, rows in (([ACTIVITY], activities), ([REFERRAL, PROMISE], usulan)):
        for entry in LogEntry.objects.of_records(rows).filter(verb__in=verbs).order_by("pk"):
            if day < datetime.date.fromisoformat(entry.after["on"]):
                holders.setdefault((entry.verb, entry.after["record"]), entry.before["held_by"])
    return Offices(day, kabupaten.opd.names_on(day), holders)
