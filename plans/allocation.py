"""Who is served by what is still open: the fair proposal for one fiscal year, from plain values."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from math import floor, gcd, inf

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from plans.choices import Block, Goal

VALUE_UNIT = 1_000_000  # values count to six decimals, as whole numbers: no rounding tips the balance
SECONDS = 10.0  # for the search: with reading and writing a whole kabupaten stays below 15, on a busy machine too


@dataclass(frozen=True, slots=True)
class Activity:
    """What an activity can give: `lokus` open to any desa, and `named` lokus that one desa alone may take."""

    id: Hashable
    opd: Hashable
    lokus: int
    pagu: int
    named: Mapping[Hashable, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One activity that may serve one usulan, for `cost` whole rupiah; `fixed` where that is decided already."""

    usulan: Hashable
    desa: Hashable
    activity: Hashable
    value: float
    cost: int
    fixed: bool = False

    @property
    def units(self) -> int:
        return round(self.value * VALUE_UNIT)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """
    A usulan that got nothing, and the first thing that blocked its most valuable `activity`.

    `ranks` are its places, from 1, in the waiting lists of all that could serve it. All left out who could take
    what falls free there stand in one: of desa that stay unserved first, of those never served before others, then
    by value.
    """

    usulan: Hashable
    block: Block
    activity: Hashable = None
    ranks: Mapping[Hashable, int] = field(default_factory=dict)

    @property
    def rank(self) -> int | None:
        return self.ranks.get(self.activity)


@dataclass(frozen=True, slots=True)
class Allocation:
    """
    The proposal: `chosen`, the fixed ones among them, and what all others are told.

    Where time ended the search, `desa_gap` is how many more desa might have been served, and `gap` by which part
    of itself the value might have been higher. Both are 0 where nothing better exists.
    """

    chosen: list[Candidate]
    left_out: list[LeftOut]
    desa_served: int
    value: float
    desa_gap: int
    gap: float


class FixedRefused(Exception):
    """A standing decision cannot be kept beside the others."""

    def __init__(self, candidate: Candidate, why: str):
        self.candidate = candidate
        super().__init__(
            f"Keputusan tetap atas usulan {candidate.usulan} pada kegiatan {candidate.activity} tidak dapat "
            f"dipertahankan: {why}."
        )


def allocate(
    activities: Iterable[Activity],
    candidates: Iterable[Candidate],
    *,
    years_served: Mapping[Hashable, int] | None = None,
    served_now: Collection[Hashable] = (),
    ceilings: Mapping[Hashable, int] | None = None,
    usulan: Iterable[Hashable] = (),
    seconds: float = SECONDS,
    progress: Callable[[Goal], None] = lambda goal: None,
) -> Allocation:
    """
    Return the fairest use of what is open, with at most one activity for each usulan.

    First as many as possible of the desa that no earlier year served get at least one usulan, then as many desa
    as possible at all, then the sum of values is the highest; each within the best of the one before. Lokus and
    pagu of every activity and the ceilings of OPD hold exactly, what the fixed candidates take included.
    Source: README "Keputusan", 13.

    `years_served`: desa -> number of earlier years that served it, a desa without an entry: none; `served_now`:
    desa that something else serves this year; `ceilings`: OPD -> whole rupiah, an OPD without an entry has none;
    `usulan`: all that ask, so that one without any candidate is told so. `progress` hears each goal as its search
    begins. The order of what is given changes nothing, and the same input gives the same proposal unless
    `seconds` end the search.

    :raises FixedRefused: if the fixed candidates alone break a limit.
    """
    deadline = time.monotonic() + seconds
    candidates = sorted(candidates, key=_by_name)
    books = _Books(sorted(activities, key=lambda one: str(one.id)), ceilings or {})
    fixed = [one for one in candidates if one.fixed]
    _enter_fixed(fixed, books)
    settled = {one.usulan for one in fixed}
    served = {*served_now, *(one.desa for one in fixed)}
    helped = {desa for desa, years in (years_served or {}).items() if years}
    waiting = [one for one in candidates if one.usulan not in settled]
    eligible = [one for one in waiting if not books.block_of(one)]

    found, desa_gap, lost = _search(eligible, books, served, helped, deadline, progress)
    for one in found:
        books.take(one)
    found += _fill(eligible, found, books, served, helped)

    chosen = sorted([*fixed, *found], key=_by_name)
    served |= {one.desa for one in found}
    asked = dict.fromkeys([*(one.usulan for one in waiting), *usulan])
    units = sum(one.units for one in chosen)
    return Allocation(
        chosen,
        _explain(asked.keys() - {one.usulan for one in chosen}, waiting, books, served, helped),
        desa_served=len(served),
        value=units / VALUE_UNIT,
        desa_gap=desa_gap,
        gap=lost / units if units else 0.0,
    )


def _by_name(one: Candidate):
    return str(one.usulan), str(one.activity)


class _Books:
    """What is left of lokus, pagu and ceilings while candidates take their part."""

    def __init__(self, activities: Collection[Activity], ceilings: Mapping[Hashable, int]):
        self.opd = {one.id: one.opd for one in activities}
        self.lokus = {one.id: one.lokus for one in activities}
        self.named = Counter({(one.id, desa): slots for one in activities for desa, slots in one.named.items()})
        self.pagu = {one.id: one.pagu for one in activities}
        self.ceilings = dict(ceilings)

    def block_of(self, one: Candidate) -> Block | None:
        """Return what keeps it from being chosen now, or None."""
        if self.lokus[one.activity] + self.named[one.activity, one.desa] < 1:
            return Block.LOKUS
        if one.cost > self.pagu[one.activity]:
            return Block.PAGU
        if one.cost > self.ceilings.get(self.opd[one.activity], inf):
            return Block.CEILING
        return None

    def take(self, one: Candidate) -> None:
        """Enter one that nothing blocks; a lokus that names its desa goes first. See also: LokusQuerySet.fitting."""
        if self.named[one.activity, one.desa]:
            self.named[one.activity, one.desa] -= 1
        else:
            self.lokus[one.activity] -= 1
        self.pagu[one.activity] -= one.cost
        if (opd := self.opd[one.activity]) in self.ceilings:
            self.ceilings[opd] -= one.cost


def _enter_fixed(fixed: Iterable[Candidate], books: _Books) -> None:
    seen = set()
    for one in fixed:
        if one.usulan in seen:
            raise FixedRefused(one, "usulan ini sudah mempunyai kegiatan tetap yang lain")
        if block := books.block_of(one):
            raise FixedRefused(one, block.label[0].lower() + block.label[1:])
        books.take(one)
        seen.add(one.usulan)


def _fill(candidates, chosen, books: _Books, served: set, helped: set) -> list[Candidate]:
    """Enter what fits beside `chosen`, unserved desa first, and return it: nobody stays out whom nothing blocks."""
    settled, served, added = {one.usulan for one in chosen}, served | {one.desa for one in chosen}, []
    in_turn = sorted(candidates, key=lambda one: (one.desa in helped, -one.units))
    for unserved_alone in (True, False):
        for one in in_turn:
            if one.usulan in settled or (unserved_alone and one.desa in served) or books.block_of(one):
                continue
            books.take(one)
            added.append(one)
            settled.add(one.usulan)
            served.add(one.desa)
    return added


def _explain(left_out, waiting, books: _Books, served: set, helped: set) -> list[LeftOut]:
    """Tell each usulan that got nothing what blocked it first, and how many stand before it there."""
    best, queues = {}, defaultdict(list)
    for one in waiting:
        if one.usulan in left_out:
            queues[one.activity].append(one)
            if one.usulan not in best or one.units > best[one.usulan].units:
                best[one.usulan] = one
    ranks = defaultdict(dict)
    for queue in queues.values():
        queue.sort(key=lambda one: (one.desa in served, one.desa in helped, -one.units, *_by_name(one)))
        for rank, one in enumerate(queue, 1):
            ranks[one.usulan][one.activity] = rank
    told = []
    for usulan in sorted(left_out, key=str):
        if one := best.get(usulan):
            told.append(LeftOut(usulan, books.block_of(one), one.activity, ranks[usulan]))
        else:
            told.append(LeftOut(usulan, Block.NO_CANDIDATE))
    return told


# --- The search: one goal after the other, by HiGHS ---


def _search(candidates, books, served, helped, deadline, progress) -> tuple[list[Candidate], int, int]:
    """Return the best choice found, how many more desa there might be, and how many more units of value."""
    if not candidates:
        return [], 0, 0
    model = _Model(candidates, books, served)
    best = model.vector(_fill(candidates, [], deepcopy(books), served, helped))
    desa_gap = 0
    # What a goal has reached binds the next. One sum with large weights would lose the values to rounding.
    for goal, ignored in ((Goal.NEVER_SERVED, helped), (Goal.DESA, set())):
        progress(goal)
        gains = model.desa_gains(ignored)
        best, bound = _raise(model, gains, best, until=_part(deadline, 1 / 3))
        desa_gap = max(desa_gap, bound - int(gains @ best))
        model.keep(gains, best)
    progress(Goal.VALUE)
    gains, scale = model.value_gains()
    best, bound = _raise(model, gains, best, until=deadline)
    return model.choice(best), desa_gap, (bound - int(gains @ best)) * scale


def _part(deadline: float, part: float) -> float:
    now = time.monotonic()
    return now + (deadline - now) * part


class _Model:
    """
    The limits as rows `matrix @ x <= most`, over whole numbers.

    Columns: one per candidate, 1 if it is chosen; one per desa that nothing serves yet, 1 if it gets anything; one
    per activity and desa with lokus of its own, the number of them that are used.
    """

    def __init__(self, candidates: Sequence[Candidate], books: _Books, served: set):
        self.candidates = candidates
        by_usulan, by_activity, by_opd = defaultdict(list), defaultdict(list), defaultdict(list)
        by_desa, by_place = defaultdict(list), defaultdict(list)
        for column, one in enumerate(candidates):
            by_usulan[one.usulan].append(column)
            by_activity[one.activity].append(column)
            by_opd[books.opd[one.activity]].append(column)
            if one.desa not in served:
                by_desa[one.desa].append(column)
            if books.named[one.activity, one.desa]:
                by_place[one.activity, one.desa].append(column)
        self.upper = [1] * len(candidates)
        self.desa = {desa: self._column(1) for desa in by_desa}
        self.places = {place: self._column(books.named[place]) for place in by_place}
        self.rows: list[tuple[list[int], list[int], int]] = []

        for columns in by_usulan.values():
            self._limit(columns, [1] * len(columns), 1)
        for desa, columns in by_desa.items():
            self._limit([self.desa[desa], *columns], [1, *[-1] * len(columns)], 0)
        for place, columns in by_place.items():
            self._limit([self.places[place], *columns], [1, *[-1] * len(columns)], 0)
        own = defaultdict(list)
        for (activity, _), column in self.places.items():
            own[activity].append(column)
        for activity, columns in by_activity.items():
            self._limit(
                [*columns, *own[activity]], [1] * len(columns) + [-1] * len(own[activity]), books.lokus[activity]
            )
            self._limit_money(columns, books.pagu[activity])
        for opd, columns in by_opd.items():
            if opd in books.ceilings:
                self._limit_money(columns, books.ceilings[opd])

    def _column(self, most: int) -> int:
        self.upper.append(most)
        return len(self.upper) - 1

    def _limit(self, columns, coefficients, most: int) -> None:
        if sum(max(one, 0) * self.upper[column] for column, one in zip(columns, coefficients, strict=True)) > most:
            self.rows.append((columns, coefficients, most))

    def _limit_money(self, columns, most: int) -> None:
        """In the largest unit that all costs share: a solver's tolerance, some 0.000001, is then no money."""
        costs = [self.candidates[column].cost for column in columns]
        unit = gcd(*costs) or 1
        self._limit(columns, [cost // unit for cost in costs], most // unit)

    def keep(self, gains: np.ndarray, reached: np.ndarray) -> None:
        """From now on nothing may gain less than `reached` does."""
        columns = np.flatnonzero(gains)
        self.rows.append((columns, -gains[columns], -int(gains @ reached)))

    def forbid(self, row: int, x: np.ndarray) -> None:
        """Forbid that what `x` chooses in a row, which is too much together, is chosen together again."""
        columns = [column for column in self.rows[row][0] if x[column]]
        self.rows.append((columns, [1] * len(columns), len(columns) - 1))

    def limits(self) -> tuple[csr_array, np.ndarray]:
        columns, coefficients, most = zip(*self.rows, strict=True) if self.rows else ([[]], [[]], [0])
        starts = np.cumsum([0, *map(len, columns)])
        cells = np.concatenate(coefficients).astype(float), np.concatenate(columns).astype(np.int32), starts
        return csr_array(cells, shape=(len(most), len(self.upper))), np.array(most, float)

    def desa_gains(self, ignored: set) -> np.ndarray:
        gains = np.zeros(len(self.upper))
        gains[[column for desa, column in self.desa.items() if desa not in ignored]] = 1
        return gains

    def value_gains(self) -> tuple[np.ndarray, int]:
        """Return what each column adds in whole numbers, and how many units of value one of them stands for."""
        units = [one.units for one in self.candidates]
        scale = gcd(*units) or 1
        return np.array([*(one // scale for one in units), *[0] * (len(self.upper) - len(units))], float), scale

    def vector(self, chosen: Iterable[Candidate]) -> np.ndarray:
        """Return the columns' values for a choice that keeps all limits."""
        chosen, x = set(chosen), np.zeros(len(self.upper))
        for column, one in enumerate(self.candidates):
            if one in chosen:
                x[column] = 1
                if one.desa in self.desa:
                    x[self.desa[one.desa]] = 1
                if place := self.places.get((one.activity, one.desa)):
                    x[place] = min(x[place] + 1, self.upper[place])
        return x

    def choice(self, x: np.ndarray) -> list[Candidate]:
        return [one for one, taken in zip(self.candidates, x, strict=False) if taken]


def _raise(model: _Model, gains: np.ndarray, best: np.ndarray, *, until: float) -> tuple[np.ndarray, int]:
    """
    Return the columns' values that gain most, `best` or better, and a bound that nothing can pass.

    The linear relaxation says what each column's change must cost at least. First the fifth of the columns that cost
    least is searched, for something good; then all columns that cost no more than what may still be missing. What
    is left out of that cannot be better, so the search stays exact.
    """
    if gains @ best == (most := gains @ model.upper):
        return best, int(most)
    matrix, high = model.limits()
    relaxed = linprog(
        -gains, A_ub=matrix, b_ub=high, bounds=[(0, one) for one in model.upper], options={"time_limit": _left(until)}
    )
    if relaxed.status != 0:  # out of time
        return best, int(most)
    bound = _whole(-relaxed.fun)
    price = np.abs(relaxed.lower.marginals + relaxed.upper.marginals)
    for cheap, deadline in ((np.quantile(price, 0.2), _part(until, 0.4)), (None, until)):
        missing = bound - gains @ best
        if missing < 1:
            break
        exact = cheap is None
        free = price <= (missing * (1 + 1e-6) + 1e-3 if exact else cheap)
        x, proven = _solve(model, gains, relaxed.x.round(), free, deadline)
        if x is not None and gains @ x > gains @ best:
            best = x
        if exact:
            bound = max(min(bound, proven), int(gains @ best))
    return best, bound


def _solve(model: _Model, gains, near, free, deadline: float) -> tuple[np.ndarray | None, float]:
    """Return the best values found for the free columns, the others as in `near`, and the bound proven for them."""
    while True:
        matrix, high = model.limits()
        result = milp(
            -gains,
            constraints=LinearConstraint(matrix, -inf, high),
            bounds=Bounds(np.where(free, 0, near), np.where(free, model.upper, near)),
            integrality=1,
            options={"time_limit": _left(deadline), "mip_rel_gap": 0},
        )
        proven = inf if result.mip_dual_bound is None else _whole(-result.mip_dual_bound)
        if result.x is None:
            return None, proven
        x = result.x.round()
        broken = np.flatnonzero(matrix @ x > high)
        if not broken.size:
            return x, proven
        for row in broken:
            model.forbid(row, x)


def _left(deadline: float) -> float:
    return max(0.05, deadline - time.monotonic())


def _whole(bound: float) -> int:
    """Return the largest whole number that a bound allows, with room for the solver's own rounding."""
    return floor(bound * (1 + 1e-9) + 1e-5)
