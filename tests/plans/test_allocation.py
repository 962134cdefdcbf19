"""The allocation against every possible choice, on cases small enough to try them all."""

from collections import Counter
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.allocation import Activity, Candidate, FixedRefused, LeftOut, allocate
from plans.choices import Block, Goal

BOR, PERAHU, TENUN = "Sumur bor", "Perahu", "Alat tenun"


def activity(name=BOR, *, opd="PU", lokus=1, pagu=100, named=None):
    return Activity(name, opd, lokus, pagu, named or {})


def candidate(usulan, *, desa="Onggol", name=BOR, value=1.0, cost=10, fixed=False):
    return Candidate(usulan, desa, name, value, cost, fixed)


def chosen(allocation):
    return {(one.usulan, one.activity) for one in allocation.chosen}


# --- Against every possible choice ---


def keeps_limits(activities, picks, ceilings):
    by_opd = Counter()
    for one in activities:
        mine = [pick for pick in picks if pick.activity == one.id]
        per_desa = Counter(pick.desa for pick in mine)
        if sum(max(0, count - one.named.get(desa, 0)) for desa, count in per_desa.items()) > one.lokus:
            return False
        if sum(pick.cost for pick in mine) > one.pagu:
            return False
        by_opd[one.opd] += sum(pick.cost for pick in mine)
    return all(by_opd[opd] <= most for opd, most in ceilings.items())


def merit(picks, years_served, served_now):
    desa = {pick.desa for pick in picks} | set(served_now)
    return (
        sum(1 for one in desa if not years_served.get(one)),
        len(desa),
        sum(pick.units for pick in picks),
    )


def every_choice(candidates):
    """Yield every way to give each usulan one of its activities or none; a fixed one is always taken."""
    ways = {}
    for one in candidates:
        ways.setdefault(one.usulan, []).append(one)
    options = [[one for one in ones if one.fixed] or [None, *ones] for ones in ways.values()]
    for picks in product(*options):
        yield [pick for pick in picks if pick]


@st.composite
def cases(draw):
    names, desa = range(draw(st.integers(1, 4))), range(draw(st.integers(1, 4)))
    costs = st.one_of(st.integers(0, 12), st.sampled_from([33_333_333, 49_999_999, 50_000_001, 99_999_999]))
    money = st.one_of(st.integers(0, 40), st.sampled_from([10_000_000, 99_999_999, 100_000_000, 150_000_000]))
    activities = [
        Activity(
            name,
            opd=draw(st.integers(0, 1)),
            lokus=draw(st.integers(0, 2)),
            pagu=draw(money),
            named=draw(st.dictionaries(st.sampled_from(desa), st.integers(0, 2), max_size=2)),
        )
        for name in names
    ]
    candidates = []
    for usulan in range(draw(st.integers(0, 6))):
        home, cost = draw(st.sampled_from(desa)), draw(costs)
        for name in draw(st.lists(st.sampled_from(names), max_size=3, unique=True)):
            value = draw(st.integers(0, 2_000_000)) / 1_000_000
            candidates.append(Candidate(usulan, home, name, value, cost))
    return (
        activities,
        candidates,
        draw(st.dictionaries(st.integers(0, 1), money, max_size=2)),
        draw(st.dictionaries(st.sampled_from(desa), st.integers(0, 3), max_size=4)),
        draw(st.sets(st.sampled_from(desa), max_size=1)),
    )


@settings(max_examples=150, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_allocate_finds_the_best_of_every_choice(case, dice):
    activities, candidates, ceilings, years_served, served_now = case
    best = max(
        merit(picks, years_served, served_now)
        for picks in every_choice(candidates)
        if keeps_limits(activities, picks, ceilings)
    )

    found = allocate(activities, candidates, ceilings=ceilings, years_served=years_served, served_now=served_now)

    assert keeps_limits(activities, found.chosen, ceilings)
    assert merit(found.chosen, years_served, served_now) == best
    assert (found.desa_served, round(found.value * 1_000_000)) == best[1:]
    assert (found.desa_gap, found.gap) == (0, 0.0)
    assert Counter(one.usulan for one in found.chosen) + Counter(one.usulan for one in found.left_out) == Counter(
        {one.usulan for one in candidates}
    )
    dice.shuffle(activities)
    dice.shuffle(candidates)
    again = allocate(activities, candidates, ceilings=ceilings, years_served=years_served, served_now=served_now)
    assert again == found


@settings(max_examples=60, deadline=None)
@given(cases(), st.data())
def test_allocate_keeps_the_fixed_and_is_the_best_beside_them(case, data):
    activities, candidates, ceilings, years_served, _ = case
    first = allocate(activities, candidates, ceilings=ceilings)
    fixed = set(data.draw(st.lists(st.sampled_from(first.chosen), unique=True))) if first.chosen else set()
    candidates = [Candidate(*_fields(one), fixed=one in fixed) for one in candidates]
    best = max(
        merit(picks, years_served, ())
        for picks in every_choice(candidates)
        if keeps_limits(activities, picks, ceilings)
    )

    found = allocate(activities, candidates, ceilings=ceilings, years_served=years_served)

    assert {_fields(one) for one in fixed} <= {_fields(one) for one in found.chosen}
    assert keeps_limits(activities, found.chosen, ceilings)
    assert merit(found.chosen, years_served, ()) == best


def _fields(one):
    return one.usulan, one.desa, one.activity, one.value, one.cost


# --- One rule at a time ---


def test_desa_never_served_comes_before_value():
    rich, poor = candidate("kaya", desa="Waiholo", value=9), candidate("baru", desa="Onggol", value=0.1)

    found = allocate([activity(lokus=1)], [rich, poor], years_served={"Waiholo": 2, "Onggol": 0})

    assert chosen(found) == {("baru", BOR)}


def test_more_desa_come_before_value():
    offers = [activity(BOR, lokus=1), activity(PERAHU, lokus=1)]
    wishes = [
        candidate("a", desa="Waiholo", name=BOR, value=9),
        candidate("b", desa="Waiholo", name=PERAHU, value=9),
        candidate("c", desa="Onggol", name=PERAHU, value=0.1),
    ]

    found = allocate(offers, wishes)

    assert chosen(found) == {("a", BOR), ("c", PERAHU)}
    assert found.desa_served == 2
    assert found.value == 9.1


def test_two_never_served_desa_come_before_three_served_ones():
    # One dear usulan of a desa never served, or three cheap ones of others: the first goal decides.
    wishes = [
        candidate("mahal", desa="Onggol", cost=100),
        *(candidate(f"murah {n}", desa=f"Desa {n}", cost=30) for n in range(3)),
    ]

    found = allocate([activity(lokus=3, pagu=100)], wishes, years_served={f"Desa {n}": 1 for n in range(3)})

    assert chosen(found) == {("mahal", BOR)}


def test_desa_that_a_standing_decision_serves_is_not_served_first():
    wishes = [candidate("a", desa="Waiholo", value=9), candidate("b", desa="Onggol", value=0.1)]

    found = allocate([activity(lokus=1)], wishes, served_now={"Waiholo"})

    assert chosen(found) == {("b", BOR)}
    assert found.desa_served == 2


def test_named_lokus_serves_its_desa_alone():
    wishes = [candidate("a", desa="Waiholo", value=9), candidate("b", desa="Onggol", value=0.1)]

    found = allocate([activity(lokus=0, named={"Onggol": 1})], wishes)

    assert chosen(found) == {("b", BOR)}


def test_money_is_exact_to_the_rupiah():
    pagu = 1_000_000_000
    wishes = [candidate("a", cost=pagu // 2), candidate("b", cost=pagu // 2 + 1)]

    assert len(allocate([activity(lokus=2, pagu=pagu)], wishes).chosen) == 1
    assert len(allocate([activity(lokus=2, pagu=pagu + 1)], wishes).chosen) == 2


def test_left_out_are_told_what_blocked_them_and_their_place():
    offers = [activity(BOR, lokus=1), activity(PERAHU, opd="Perikanan", lokus=9, pagu=5), activity(TENUN, lokus=9)]
    wishes = [
        candidate("pertama", desa="Waiholo", value=5),
        candidate("kedua", desa="Waiholo", value=4),
        candidate("ketiga", desa="Onggol", value=3),
        candidate("mahal", desa="Waiholo", name=PERAHU),
        candidate("batas", desa="Waiholo", name=TENUN, cost=11),
    ]

    found = allocate(offers, wishes, years_served={"Onggol": 1}, ceilings={"PU": 20}, usulan=["sendiri"])

    assert chosen(found) == {("pertama", BOR)}
    assert found.left_out == [
        LeftOut("batas", Block.CEILING, TENUN, {TENUN: 1}),
        LeftOut("kedua", Block.LOKUS, BOR, {BOR: 2}),
        LeftOut("ketiga", Block.LOKUS, BOR, {BOR: 1}),  # Onggol has nothing yet this year
        LeftOut("mahal", Block.PAGU, PERAHU, {PERAHU: 1}),
        LeftOut("sendiri", Block.NO_CANDIDATE),
    ]


@pytest.mark.parametrize(
    ("wishes", "why"),
    [
        ([candidate("a", fixed=True), candidate("b", fixed=True)], "usulan b pada kegiatan Sumur bor .*lokus penuh"),
        ([candidate("a", cost=101, fixed=True)], "usulan a pada kegiatan Sumur bor .*pagu tidak cukup"),
        ([candidate("a", cost=90, fixed=True)], "usulan a pada kegiatan Sumur bor .*batas OPD tercapai"),
        (
            [candidate("a", fixed=True), candidate("a", name=PERAHU, fixed=True)],
            "usulan a pada kegiatan Sumur bor .*kegiatan tetap yang lain",
        ),
    ],
)
def test_fixed_that_break_a_limit_are_named(wishes, why):
    with pytest.raises(FixedRefused, match=why):
        allocate([activity(), activity(PERAHU)], wishes, ceilings={"PU": 80 if wishes[0].cost == 90 else 200})


def test_nothing_to_give_or_to_ask():
    assert allocate([], []).chosen == []
    assert allocate([activity()], [], usulan=["a"]).left_out == [LeftOut("a", Block.NO_CANDIDATE)]


def test_progress_hears_every_goal():
    heard = []

    allocate([activity()], [candidate("a")], progress=heard.append)

    assert heard == [Goal.NEVER_SERVED, Goal.DESA, Goal.VALUE]


def test_no_time_still_gives_a_choice_that_keeps_the_limits():
    offers = [activity(name, lokus=2, pagu=50) for name in range(20)]
    wishes = [
        candidate(usulan, desa=usulan % 7, name=(usulan * 3 + n) % 20, value=1 + n / 10, cost=11 + usulan % 9)
        for usulan in range(80)
        for n in range(3)
    ]

    found = allocate(offers, wishes, seconds=0)

    assert keeps_limits(offers, found.chosen, {})
    assert found.desa_served == 7
    assert found.gap >= 0
