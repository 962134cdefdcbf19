"""What the stages of a year say of each sub kegiatan, one beside the other, and what became of its pagu between two."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from forum.choices import TonedChoices
from plans.choices import Stage
from plans.models import Activity, ActivityFigures


class PaguMove(TonedChoices):
    """What became of a pagu from one stage to another, as the address of the page names it."""

    DROPPED = "hilang", "bad", "Hilang"
    CUT = "turun", "bad", "Turun"
    RAISED = "naik", "good", "Naik"
    NEW = "baru", "good", "Baru"
    SAME = "tetap", "neutral", "Tetap"


@dataclass(frozen=True)
class StageRow:
    """One sub kegiatan with the pagu of each stage that names it; `before` and `after` are two of them."""

    activity_id: int
    pagu: dict[Stage, int]
    before: int | None
    after: int | None

    @property
    def difference(self) -> int:
        return (self.after or 0) - (self.before or 0)

    @property
    def kind(self) -> PaguMove:
        if self.after is None:
            return PaguMove.DROPPED
        if self.before is None:
            return PaguMove.NEW
        if self.after == self.before:
            return PaguMove.SAME
        return PaguMove.RAISED if self.after > self.before else PaguMove.CUT


@dataclass(frozen=True)
class Differences:
    """The rows by OPD and code, of the OPD that have figures of both stages; `missing` names those that have not."""

    stages: list[Stage]  # those recorded, the earliest first
    before: Stage | None  # None while there is nothing to compare
    after: Stage | None
    rows: list[StageRow]
    missing: list[str]


@dataclass(frozen=True)
class Sums:
    """Counts and whole rupiah of some rows."""

    counts: list[tuple[PaguMove, int]]
    by_stage: list[tuple[Stage, int]]  # of those recorded
    before: int
    after: int

    @property
    def difference(self) -> int:
        return self.after - self.before


def differences(activities, *, before: str | None = None, after: str | None = None) -> Differences:
    """
    Compare two stages over all these activities; one query.

    Without a wish, the latest stage recorded is compared with the one before it.
    """
    found: dict[int, dict[Stage, int]] = {}
    opd_of, names, known = {}, {}, {}
    lines = ActivityFigures.objects.filter(activity__in=activities).order_by(
        "activity__opd__name", "activity__opd", "activity__code", "activity"
    )
    for activity, opd, name, stage, pagu in lines.values_list(
        "activity", "activity__opd", "activity__opd__name", "stage", "pagu"
    ):
        found.setdefault(activity, {})[Stage(stage)] = pagu
        opd_of[activity], names[opd] = opd, name
        known.setdefault(opd, set()).add(Stage(stage))
    stages = [stage for stage in Stage if any(stage in said for said in known.values())]
    latest = Stage(after) if after else (stages[-1] if stages else None)
    earlier = [stage for stage in stages if latest and stage.rank < latest.rank]
    first = Stage(before) if before else (earlier[-1] if earlier else None)
    if first is None or first == latest:
        return Differences(stages, None, None, [], [])
    compared = {opd for opd, said in known.items() if {first, latest} <= said}
    rows = [
        StageRow(activity, pagu, before=pagu.get(first), after=pagu.get(latest))
        for activity, pagu in found.items()
        if opd_of[activity] in compared and {first, latest} & pagu.keys()
    ]
    return Differences(stages, first, latest, rows, [name for opd, name in names.items() if opd not in compared])


def sums(rows: Sequence[StageRow], stages: Sequence[Stage]) -> Sums:
    """Return how many rows of each kind there are, and what they come to."""
    counts = Counter(row.kind for row in rows)
    return Sums(
        counts=[(kind, counts[kind]) for kind in PaguMove if counts[kind]],
        by_stage=[(stage, sum(row.pagu.get(stage, 0) for row in rows)) for stage in stages],
        before=sum(row.before or 0 for row in rows),
        after=sum(row.after or 0 for row in rows),
    )


@dataclass(frozen=True)
class ShownRow:
    """A row as the page shows it: `changes` are (what, before, after) where the two stages differ beside the pagu."""

    row: StageRow
    activity: Activity
    by_stage: list[tuple[Stage, int | None]]  # of those recorded
    changes: list[tuple[str, str, str]]


# What is told beside the pagu where it changes.
TOLD = ("target", "funding_source", "location")


def with_figures(rows: Sequence[StageRow], found: Differences) -> list[ShownRow]:
    """Load what one page of rows shows; two queries for any number of rows."""
    keys = [row.activity_id for row in rows]
    activities = Activity.objects.select_related("opd").in_bulk(keys)
    figures = ActivityFigures.objects.filter(activity__in=keys, stage__in=[found.before, found.after] if keys else [])
    said = {(line.activity_id, line.stage): line for line in figures}
    return [
        ShownRow(
            row,
            activities[row.activity_id],
            by_stage=[(stage, row.pagu.get(stage)) for stage in found.stages],
            changes=_changes(said.get((row.activity_id, found.before)), said.get((row.activity_id, found.after))),
        )
        for row in rows
    ]


def _changes(before: ActivityFigures | None, after: ActivityFigures | None) -> list[tuple[str, str, str]]:
    if before is None or after is None:
        return []
    pairs = [(name, getattr(before, name), getattr(after, name)) for name in TOLD]
    return [
        (ActivityFigures._meta.get_field(name).verbose_name.capitalize(), old or "kosong", new or "kosong")
        for name, old, new in pairs
        if old != new
    ]
