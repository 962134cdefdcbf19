"""
What the usulan of a year come to, counted by the database: the same few queries for fifty usulan and for five thousand.

Every figure is the length of a list that `find_rows` returns for the same narrowing, so a number and the rows to
which it leads never differ.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Exists, Min, OuterRef, Q, Sum, Value, When
from django.utils import timezone

from forum.choices import TonedChoices
from forum.models import FormerOpd, LogEntry, Opd
from plans.choices import Bidang, Condition, OutcomeKind, Reason
from plans.models import Outcome, Portion, Referral, Usulan
from plans.models.usulan import UsulanQuerySet

YEARS = 4  # shown side by side


class Fate(TonedChoices):
    """What became of a usulan in a year, told in one word; every usulan has exactly one."""

    AGREED = "agreed", "good", "Disepakati"
    NEXT_YEAR = "next_year", "good", "Untuk Renja berikutnya"
    POSTPONED = "postponed", "waiting", "Ditunda"
    REDIRECTED = "redirected", "moved", "Dialihkan"
    MERGED = "merged", "moved", "Digabung"
    REFUSED = "refused", "bad", "Tidak disepakati"
    UNANSWERED = "unanswered", "waiting", "Belum dijawab OPD"
    UNDECIDED = "undecided", "neutral", "Belum dibahas"


FATES = {
    OutcomeKind.AGREED: Fate.AGREED,
    OutcomeKind.AGREED_CHANGED: Fate.AGREED,
    OutcomeKind.AGREED_NEXT_YEAR: Fate.NEXT_YEAR,
    OutcomeKind.POSTPONED: Fate.POSTPONED,
    OutcomeKind.REDIRECTED: Fate.REDIRECTED,
    OutcomeKind.MERGED: Fate.MERGED,
    OutcomeKind.REFUSED: Fate.REFUSED,
}
# Not lost: in a later year, on another road, or in another usulan.
LATER = (Fate.NEXT_YEAR, Fate.POSTPONED, Fate.REDIRECTED, Fate.MERGED)
# What desa, kecamatan or forum could have seen and mended before the meeting, and how.
PREVENTABLE = {
    Reason.WRONG_OPD: "Periksa OPD tujuan sebelum meneruskan.",
    Reason.LAND_UNCLEAR: "Isi status lahan dan lampirkan suratnya.",
    Reason.DATA_INCOMPLETE: "Kembalikan ke desa untuk dilengkapi sebelum rapat.",
    Reason.DUPLICATE: "Gabungkan usulan yang sama sebelum rapat.",
    Reason.GROUP_UNREGISTERED: "Daftarkan kelompok lebih dahulu.",
    Reason.ALREADY_HELPED: "Periksa bantuan yang pernah diterima kelompok.",
}


def nearest_year(years: Iterable[int], today: date) -> int:
    """Return the year nearest to today, the later of two; the running one if there is none."""
    return min(years, key=lambda year: (abs(year - today.year), -year), default=today.year)


@dataclass(frozen=True)
class Scope:
    """What is counted: `usulan` narrowed by place and bidang, one year (None: all), and one OPD or all."""

    usulan: UsulanQuerySet
    year: int | None
    opd: Opd | None = None

    def in_year(self, year: int) -> "Scope":
        return Scope(self.usulan, year, self.opd)

    @property
    def asked(self):
        """The usulan themselves: put to that OPD and not served by another, or served by it."""
        rows = self.usulan.asked()
        if self.year:
            returning = Usulan.objects.for_year(self.year)
            decided = Outcome.objects.current().for_year(self.year)
            rows = rows.filter(Q(pk__in=returning.values("pk")) | Q(pk__in=decided.values("usulan")))
        if self.opd:
            put = Q(pk__in=self.questions.values("usulan"))
            served = Q(pk__in=self.given.values("outcome__usulan"))
            by_any = Q(pk__in=self._of_year(Outcome.objects.serving()).values("usulan"))
            rows = rows.filter(served | put & ~by_any)
        return rows

    @property
    def questions(self):
        """What was asked of the OPD for that year."""
        rows = self._of_year(Referral.objects.all())
        return rows.for_opd(self.opd) if self.opd else rows

    @property
    def given(self):
        """What was given for that year and stands."""
        rows = Portion.objects.standing()
        rows = rows.for_year(self.year) if self.year else rows
        return rows.for_opd(self.opd) if self.opd else rows

    def _of_year(self, rows):
        return rows.for_year(self.year) if self.year else rows


def weighed(scope: Scope):
    """Return the usulan of a scope with `fate`, and `is_done`: whether anything given to it was carried out."""
    unanswered = Exists(scope.questions.unanswered().filter(usulan=OuterRef("pk")))
    fate = Case(
        *(When(outcome_kind=kind, then=Value(fate)) for kind, fate in FATES.items()),
        When(unanswered, then=Value(Fate.UNANSWERED)),
        default=Value(Fate.UNDECIDED),
    )
    done = Exists(scope.given.done().filter(outcome__usulan=OuterRef("pk")))
    return scope.asked.with_standing(scope.year).annotate(fate=fate, is_done=done)


def find_rows(scope: Scope, *, fate: str = "", is_done: bool = False, reason: str = ""):
    """Return the usulan behind one figure."""
    rows = weighed(scope)
    if fate:
        rows = rows.filter(fate=fate)
    if is_done:
        rows = rows.filter(is_done=True)
    if reason:
        rows = rows.filter(standing__reason=reason, fate=Fate.REFUSED)
    return rows


@dataclass(frozen=True)
class Tally:
    """Usulan by what became of them; `done` are carried out, wholly or in part; money in whole rupiah."""

    fates: Counter
    done: int = 0
    cost: int = 0
    given: int = 0

    @property
    def asked(self) -> int:
        return self.fates.total()

    @property
    def agreed(self) -> int:
        return self.fates[Fate.AGREED]

    @property
    def later(self) -> int:
        return sum(self.fates[fate] for fate in LATER)

    @property
    def refused(self) -> int:
        return self.fates[Fate.REFUSED]

    @property
    def waiting(self) -> int:
        return self.fates[Fate.UNANSWERED] + self.fates[Fate.UNDECIDED]

    @property
    def cells(self) -> list[tuple[Fate, int]]:
        return [(fate, self.fates[fate]) for fate in Fate]

    def share(self, count: int) -> float:
        return 100 * count / self.asked if self.asked else 0.0


class Counts:
    """The usulan of a scope in groups of desa and bidang: two queries, from which every sum is made."""

    def __init__(self, scope: Scope):
        groups = weighed(scope).order_by().values("desa", "bidang", "fate", "is_done")
        self._usulan = list(groups.annotate(count=Count("pk"), cost=Sum("cost")))
        given = scope.given.filter(outcome__usulan__in=scope.asked.order_by().values("pk"))
        places = given.order_by().values_list("outcome__usulan__desa", "outcome__usulan__bidang")
        self._given = {(desa, bidang): amount for desa, bidang, amount in places.annotate(amount=Sum("amount"))}

    def by(self, key) -> dict:
        """Return a tally for each value of `key`, a function of desa and bidang."""
        fates, done, cost, given = defaultdict(Counter), Counter(), Counter(), Counter()
        for row in self._usulan:
            of = key(row["desa"], row["bidang"])
            fates[of][Fate(row["fate"])] += row["count"]
            done[of] += row["count"] if row["is_done"] else 0
            # A merged usulan asks for nothing of its own: its money stands in the one that it went into.
            cost[of] += 0 if row["fate"] == Fate.MERGED else row["cost"] or 0
        for place, amount in self._given.items():
            given[key(*place)] += amount
        return {of: Tally(fates[of], done[of], cost[of], given[of]) for of in fates}

    @property
    def total(self) -> Tally:
        return self.by(lambda desa, bidang: None).get(None, Tally(Counter()))

    def of_bidang(self) -> list[tuple[Bidang, Tally]]:
        found = self.by(lambda desa, bidang: bidang)
        return [(one, found[one]) for one in Bidang if one in found]


def tallies_of_years(scope: Scope, years: Iterable[int]) -> list[tuple[int, Tally]]:
    """Return each of the latest years with its tally; two queries a year."""
    return [(year, Counts(scope.in_year(year)).total) for year in sorted(years)[-YEARS:]]


@dataclass(frozen=True)
class OpdFigures:
    """
    One OPD in a year: usulan put to it (without those that another OPD serves), served, carried out.

    `unanswered` of them it has not answered, `overdue` are past their due date, the oldest for `longest` days;
    `days` is how long its answers took on average, None where it gave none.
    """

    opd: Opd
    asked: int
    agreed: int
    done: int
    given: int
    unanswered: int
    overdue: int
    longest: int
    days: float | None


def opd_figures(scope: Scope, *, today: date) -> list[OpdFigures]:
    """Return every OPD that was asked or serves, the one with most unanswered questions on top; six queries."""
    usulan = scope.asked.order_by().values("pk")
    served_by = scope.given.filter(outcome__usulan__in=usulan).order_by().values("activity__opd")
    served = {
        row["activity__opd"]: row
        for row in served_by.annotate(
            agreed=Count("outcome__usulan", distinct=True),
            done=Count("outcome__usulan", distinct=True, filter=Q(execution__is_done=True)),
            given=Sum("amount"),
        )
    }
    questions = scope.questions.for_usulan(usulan).order_by()
    serving = Outcome.objects.serving().filter(usulan=OuterRef("usulan"), fiscal_year=OuterRef("fiscal_year"))
    put = dict(questions.filter(~Exists(serving)).values_list("opd").annotate(Count("usulan", distinct=True)))
    waiting = {
        row["opd"]: row
        for row in questions.unanswered()
        .values("opd")
        .annotate(
            count=Count("usulan", distinct=True),
            overdue=Count("usulan", distinct=True, filter=Q(due_on__lt=today)),
            since=Min("asked_on"),
        )
    }
    took = days_to_answer(questions)
    rows = []
    for opd in Opd.objects.filter(pk__in={*served, *put}).order_by("name", "pk"):
        given, asked = served.get(opd.pk), waiting.get(opd.pk)
        days = took.get(opd.pk)
        rows.append(
            OpdFigures(
                opd,
                asked=put.get(opd.pk, 0) + (given["agreed"] if given else 0),
                agreed=given["agreed"] if given else 0,
                done=given["done"] if given else 0,
                given=given["given"] if given else 0,
                unanswered=asked["count"] if asked else 0,
                overdue=asked["overdue"] if asked else 0,
                longest=(today - asked["since"]).days if asked else 0,
                days=sum(days) / len(days) if days else None,
            )
        )
    return sorted(rows, key=lambda row: -row.unanswered)


def days_to_answer(questions) -> dict[int, list[int]]:
    """
    Return, for each OPD, how many days each question waited for its first answer. Three queries.

    The log tells when an OPD answered, by the name that it had that day.
    """
    names = dict(Opd.objects.filter(pk__in=questions.values("opd")).values_list("name", "pk"))
    names |= dict(FormerOpd.objects.filter(opd__in=names.values()).values_list("name", "opd"))
    said = defaultdict(list)
    entries = LogEntry.objects.filter(
        verb="usulan.answer", record_type=Usulan._meta.label_lower, record_id__in=questions.values("usulan")
    )
    for usulan, at, facts in entries.order_by("at", "pk").values_list("record_id", "at", "after"):
        said[usulan, facts.get("fiscal_year"), names.get(facts.get("opd"))].append(timezone.localdate(at))
    took = defaultdict(list)
    for usulan, year, opd, asked_on in questions.values_list("usulan", "fiscal_year", "opd", "asked_on"):
        if day := next((day for day in said[usulan, year, opd] if day >= asked_on), None):
            took[opd].append((day - asked_on).days)
    return took


@dataclass(frozen=True)
class ReasonCount:
    reason: Reason
    count: int

    @property
    def remedy(self) -> str:
        """How it could have been prevented; empty where it could not."""
        return PREVENTABLE.get(self.reason, "")


def refusals(scope: Scope) -> list[ReasonCount]:
    """Return why usulan were refused, the most frequent reason first."""
    rows = find_rows(scope, fate=Fate.REFUSED).order_by().values_list("standing__reason").annotate(Count("pk"))
    counts = [ReasonCount(Reason(reason), count) for reason, count in rows]
    return sorted(counts, key=lambda row: (-row.count, row.reason))


@dataclass(frozen=True)
class Progress:
    """A desa that gets on: usulan carried out for it, and what a check found grown, over all years."""

    desa: int
    done: int
    grown: int


def progress_of(usulan, support) -> Iterator[Progress]:
    """Yield the desa for which anything was carried out or has grown, the most first; three queries."""
    given = Portion.objects.standing().done().filter(outcome__usulan__in=usulan.asked().order_by().values("pk"))
    by_desa = given.order_by().values_list("outcome__usulan__desa")
    done = dict(by_desa.annotate(Count("outcome__usulan", distinct=True)))
    grown = Counter(dict(by_desa.filter(execution__condition=Condition.GROWN).annotate(Count("pk"))))
    grown.update(dict(support.filter(condition=Condition.GROWN).order_by().values_list("desa").annotate(Count("pk"))))
    rows = [Progress(desa, done.get(desa, 0), grown[desa]) for desa in {*done, *grown}]
    yield from sorted(rows, key=lambda row: (-row.grown - row.done, -row.grown, row.desa))
