"""How evenly a kabupaten serves its desa: over the years, and by what an allocation proposes."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Sum

from forum.models import Desa, Kecamatan, Opd
from plans.models import Activity, AllocationRun, Lokus, Outcome, Usulan

YEARS = 4  # shown side by side; a served year before them counts all the same


@dataclass(frozen=True)
class PlaceYears:
    """
    A desa or kecamatan with (year, asked, agreed, carried out) of each.

    `years_served` counts years that are not shown too.
    """

    place: Desa | Kecamatan
    cells: list[tuple[int, int, int, int]]
    years_served: int


@dataclass(frozen=True)
class KecamatanYears(PlaceYears):
    desa: int
    never_served: int


@dataclass(frozen=True)
class Fairness:
    years: list[int]
    desa: list[PlaceYears]  # those never served first, then the seldom served, of these who asked most
    kecamatan: list[KecamatanYears]


def fairness_of(user) -> Fairness:
    """
    Return what each desa and kecamatan asked for, was agreed and got, from the standing outcomes that give something.

    What an earlier year left to a year is asked for again in that one, once it is decided there.
    """
    outcomes = Outcome.objects.visible_to(user)
    later = outcomes.current().exclude(fiscal_year=F("usulan__fiscal_year"))
    asked = _by_desa_and_year(Usulan.objects.visible_to(user).asked(), "desa", "fiscal_year")
    asked += _by_desa_and_year(later, "usulan__desa", "fiscal_year")
    agreed = _by_desa_and_year(outcomes.reaching(), "usulan__desa", "fiscal_year")
    done = _by_desa_and_year(outcomes.reaching().carried_out(), "usulan__desa", "fiscal_year")
    years = sorted({year for _, year in [*asked, *agreed]})[-YEARS:]
    served = Counter(desa for desa, _ in agreed)
    heard = {desa for desa, _ in [*asked, *agreed]}
    desa = [
        PlaceYears(
            one,
            [(year, asked[one.pk, year], agreed[one.pk, year], done[one.pk, year]) for year in years],
            served[one.pk],
        )
        for one in Desa.objects.visible_to(user).select_related("kecamatan")
        if one.closed_on is None or one.pk in heard  # one that is no more and never asked waits for nothing
    ]
    desa.sort(
        key=lambda row: (row.years_served, -sum(count for _, count, *_ in row.cells), row.place.name, row.place.pk)
    )
    return Fairness(years, desa, _by_kecamatan(desa))


def _by_desa_and_year(rows, desa: str, year: str) -> Counter:
    return Counter(
        {(one, when): count for one, when, count in rows.values_list(desa, year).annotate(Count("pk")).order_by()}
    )


def _by_kecamatan(desa: Sequence[PlaceYears]) -> list[KecamatanYears]:
    members = defaultdict(list)
    for row in desa:
        members[row.place.kecamatan].append(row)
    rows = [
        KecamatanYears(
            kecamatan,
            [_sum(cells) for cells in zip(*(row.cells for row in rows), strict=True)],
            years_served=sum(row.years_served for row in rows),
            desa=len(rows),
            never_served=sum(not row.years_served for row in rows),
        )
        for kecamatan, rows in members.items()
    ]
    return sorted(rows, key=lambda row: (-row.never_served / row.desa, row.place.name))


def _sum(cells: Sequence[tuple[int, int, int, int]]) -> tuple[int, int, int, int]:
    """Add up what several places asked for, were agreed and got in one year."""
    (year, *_), *_ = cells
    return year, *(sum(counts) for counts in list(zip(*cells, strict=True))[1:])


# --- What an allocation would change ---


@dataclass(frozen=True)
class OpdChange:
    """An OPD before and after: open lokus and free pagu now, and what the ticked proposals would take of them."""

    opd: Opd
    lokus: int
    pagu: int
    proposals: int
    cost: int

    @property
    def lokus_after(self) -> int:
        return self.lokus - self.proposals

    @property
    def pagu_after(self) -> int:
        return self.pagu - self.cost


@dataclass(frozen=True)
class DesaChange:
    """A desa before and after: earlier years that served it, usulan served this year, and the ticked proposals."""

    desa: Desa
    years_served: int
    waiting: int  # usulan that the run weighed
    served: int
    proposals: int

    @property
    def served_after(self) -> int:
        return self.served + self.proposals


def opd_changes(run: AllocationRun) -> list[OpdChange]:
    """Return the OPD that have an open lokus or a ticked proposal; pagu only of activities that still offer a lokus."""
    slots = Lokus.objects.open().filter(kabupaten=run.kabupaten_id, activity__fiscal_year=run.fiscal_year)
    lokus = dict(slots.values_list("activity__opd").annotate(Count("pk")).order_by())
    offering = Activity.objects.filter(kabupaten=run.kabupaten_id).for_year(run.fiscal_year).offering()
    pagu = dict(offering.values_list("opd").annotate(left=Sum(F("pagu") - F("committed"))).order_by())
    ticked = _ticked(run).values_list("activity__opd").annotate(Count("pk"), Sum("cost")).order_by()
    proposed = {opd: (count, cost) for opd, count, cost in ticked}
    opd = Opd.objects.filter(pk__in={*lokus, *proposed}).order_by("name")
    return [OpdChange(one, lokus.get(one.pk, 0), pagu.get(one.pk, 0), *proposed.get(one.pk, (0, 0))) for one in opd]


def desa_changes(run: AllocationRun) -> list[DesaChange]:
    """Return the desa whose usulan the run weighed: never served first, then who still gets nothing."""
    waiting = dict(run.proposals.values_list("usulan__desa").annotate(Count("pk")).order_by())
    proposed = dict(_ticked(run).values_list("usulan__desa").annotate(Count("pk")).order_by())
    agreed = _by_desa_and_year(
        Outcome.objects.filter(kabupaten=run.kabupaten_id).reaching(), "usulan__desa", "fiscal_year"
    )
    before = Counter(desa for desa, year in agreed if year < run.fiscal_year)
    rows = [
        DesaChange(one, before[one.pk], waiting[one.pk], agreed[one.pk, run.fiscal_year], proposed.get(one.pk, 0))
        for one in Desa.objects.filter(pk__in=waiting).select_related("kecamatan")
    ]
    return sorted(rows, key=lambda row: (row.years_served, row.served_after, row.desa.name, row.desa.pk))


def _ticked(run: AllocationRun):
    """Return what of the run still lies before the forum: what is decided meanwhile counts as what it is now."""
    return run.proposals.ticked().undecided()
