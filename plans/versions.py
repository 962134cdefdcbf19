"""What a version of a desa's plan asks, what became of that, and what it takes from the version before."""

from collections.abc import Callable
from dataclasses import dataclass

from plans.choices import AGREED_KINDS, CarryMark, OutcomeKind
from plans.models import LivelihoodPlan, Usulan


@dataclass(frozen=True)
class Row:
    """A usulan in one version; `mark` tells that it was carried over, None that this version wrote it down."""

    usulan: Usulan
    mark: CarryMark | None
    reason: str = ""

    @property
    def is_asked(self) -> bool:
        return self.usulan.was_submitted and self.mark in (None, CarryMark.AGAIN)

    @property
    def is_agreed(self) -> bool:
        return self.is_asked and self.usulan.outcome_kind in AGREED_KINDS

    @property
    def is_done(self) -> bool:
        return self.is_asked and self.usulan.is_done


@dataclass(frozen=True)
class Part:
    """Some rows of a version, under the name by which an address asks for them."""

    code: str
    label: str
    rows: list[Row]


ASKED: list[tuple[str, str, Callable[[Row], bool]]] = [
    ("", "Semua", lambda row: True),
    ("diminta", "Diminta", lambda row: row.is_asked),
    ("disepakati", "Disepakati", lambda row: row.is_agreed),
    ("terlaksana", "Terlaksana", lambda row: row.is_done),
]
COMPARED: list[tuple[str, str, Callable[[Row], bool]]] = [
    ("baru", "Baru", lambda row: row.mark is None),
    ("lagi", "Diminta lagi", lambda row: row.mark == CarryMark.AGAIN),
    ("dibawa", "Dibawa, tidak diminta lagi", lambda row: row.mark in (CarryMark.AGREED, CarryMark.JOINED)),
]


def parts_of(plan: LivelihoodPlan, seen) -> tuple[list[Part], list[Part]]:
    """
    Return what `plan` asks and what became of it, and how it differs from the version before ([] without one).

    `seen` are the usulan that the reader may see. A desa has some hundred usulan at most: they are read once.
    """
    carried = {row.usulan_id: row for row in plan.carried.all()}
    rows = [
        Row(one, CarryMark(carried[one.pk].mark), carried[one.pk].reason) if one.pk in carried else Row(one, None)
        for one in seen.in_plan(plan).with_latest().in_desa_order()
    ]
    asked = [_part(rows, *words) for words in ASKED]
    if plan.previous is None:
        return asked, []
    kept = {row.usulan.pk for row in rows}
    dropped = [
        Row(one, None) for one in seen.in_plan(plan.previous).with_latest().in_desa_order() if one.pk not in kept
    ]
    return asked, [*(_part(rows, *words) for words in COMPARED), Part("gugur", "Tidak dibawa", dropped)]


def _part(rows: list[Row], code: str, label: str, belongs: Callable[[Row], bool]) -> Part:
    return Part(code, label, [row for row in rows if belongs(row)])


@dataclass(frozen=True)
class Found:
    """What a pemutakhiran finds in the version before."""

    agreed: list[Usulan]
    joined: list[Usulan]
    undecided: list[Usulan]  # or agreed, and then not carried out
    refused: list[Usulan]
    drafts: list[Usulan]


def find_for_revision(previous: LivelihoodPlan) -> Found:
    """Return the usulan of a version by how the next one may carry them, each in the order of the desa."""
    found = Found([], [], [], [], [])
    for usulan in Usulan.objects.in_plan(previous).with_latest().in_desa_order():
        if not usulan.was_submitted:
            found.drafts.append(usulan)
        elif usulan.outcome_kind in AGREED_KINDS and usulan.is_undone and not usulan.is_done:
            found.undecided.append(usulan)
        elif usulan.outcome_kind in AGREED_KINDS:
            found.agreed.append(usulan)
        elif usulan.outcome_kind == OutcomeKind.MERGED:
            found.joined.append(usulan)
        elif usulan.outcome_kind == OutcomeKind.REFUSED:
            found.refused.append(usulan)
        else:
            found.undecided.append(usulan)
    return found
