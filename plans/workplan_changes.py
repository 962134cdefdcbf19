"""What a workbook, or another stage, would change in the workplan that stands: told before anything is written."""

from dataclasses import dataclass

from forum.choices import TonedChoices
from plans.choices import Stage
from plans.models import Activity, ActivityFigures, WorkplanImport
from plans.workplan_reader import Reading, WorkplanRow, read_workplan


class ChangeKind(TonedChoices):
    """In the order in which a preview shows them."""

    DROPPED = "dropped", "bad", "Tidak disebut"
    CHANGED = "changed", "waiting", "Berubah"
    NEW = "new", "good", "Baru"
    UNCHANGED = "unchanged", "neutral", "Tetap"


@dataclass(frozen=True)
class Change:
    """One sub kegiatan before and after; `before` and `after` are whole rupiah, None where it does not stand."""

    kind: ChangeKind
    code: str
    name: str
    before: int | None
    after: int
    activity: Activity | None = None
    figures: ActivityFigures | None = None
    row: WorkplanRow | None = None
    takes_force: bool = True

    @property
    def rise(self) -> int:
        """Whole rupiah by which the pagu would rise, negative where it falls; 0 for what is new."""
        return 0 if self.before is None else self.after - self.before

    @property
    def fall(self) -> int:
        return max(0, -self.rise)

    @property
    def overcommitted(self) -> int:
        """Whole rupiah already agreed that the new pagu would no longer carry."""
        return max(0, self.activity.committed - self.after) if self.activity and self.takes_force else 0


@dataclass(frozen=True)
class WorkplanChanges:
    """What applying a workbook would do. `takes_force`: its stage is then the one that holds."""

    reading: Reading
    changes: list[Change]
    takes_force: bool

    def of(self, *kinds: ChangeKind) -> list[Change]:
        return [change for kind in kinds for change in self.changes if change.kind == kind]

    def shown(self) -> list[Change]:
        """What a preview tells, in the order of ChangeKind; where the pagu moves, before where it stays."""
        told = self.of(*(kind for kind in ChangeKind if kind != ChangeKind.UNCHANGED))
        return sorted(told, key=lambda change: (change.kind == ChangeKind.NEW, change.rise == 0))

    @property
    def counts(self) -> dict[str, int]:
        """Rows of the file by what becomes of them, and activities that the file no longer names."""
        counts = {"read": self.reading.count}
        for kind in (ChangeKind.NEW, ChangeKind.CHANGED, ChangeKind.UNCHANGED):
            counts[kind.value] = len(self.of(kind))
        return counts | {"refused": len(self.reading.refusals), "dropped": len(self.of(ChangeKind.DROPPED))}


def import_changes(batch: WorkplanImport) -> WorkplanChanges:
    """
    Return what applying the kept file would do now.

    :raises WorkbookRefused: if the file is none (any more).
    """
    with batch.file.open() as file:
        reading = read_workplan(file.read(), fiscal_year=batch.fiscal_year)
    return workplan_changes(
        reading, opd=batch.opd, fiscal_year=batch.fiscal_year, edition=batch.edition, stage=batch.stage
    )


def workplan_changes(reading: Reading, *, opd, fiscal_year: int, edition: str, stage: str) -> WorkplanChanges:
    """
    Compare the rows of a file with the activities and the figures of `stage` that stand.

    The stage takes force unless a later one holds for all activities already; then its figures are only
    stored. Where it takes force, activities without figures of that stage keep their row with a pagu of 0.
    """
    standing = Activity.objects.for_opd(opd).for_year(fiscal_year)
    takes_force = not standing.exists() or standing.up_to(stage).exists()
    figures = {row.activity_id: row for row in ActivityFigures.objects.filter(activity__in=standing, stage=stage)}
    activities = list(standing.order_by("code", "pk"))
    by_code = {activity.code: activity for activity in activities if activity.edition == edition}
    changes = [_change(row, by_code.get(row.code), figures, stage) for row in reading.rows]
    named = {change.activity for change in changes}
    changes += [
        Change(ChangeKind.DROPPED, activity.code, activity.name, activity.pagu, 0, activity)
        for activity in activities
        if activity not in named and activity.pk not in figures and activity.pagu and _holds_for(stage, activity)
    ]
    return WorkplanChanges(reading, changes, takes_force)


def _holds_for(stage: str, activity: Activity) -> bool:
    """Say whether figures of this stage would be the ones in force; see also: ActivityQuerySet.up_to."""
    return Stage(stage).rank >= Stage(activity.stage).rank


def _change(row: WorkplanRow, activity: Activity | None, figures: dict, stage: str) -> Change:
    pagu = row.figures["pagu"]
    if activity is None:
        return Change(ChangeKind.NEW, row.code, row.name, None, pagu, row=row)
    old = figures.get(activity.pk)
    takes_force = _holds_for(stage, activity)
    same = (
        old is not None
        and activity.name == row.name
        and all(getattr(old, name) == value for name, value in row.figures.items())
        and (not takes_force or (activity.stage, activity.pagu) == (stage, pagu))
    )
    kind = ChangeKind.UNCHANGED if same else ChangeKind.CHANGED
    before = activity.pagu if takes_force else (old.pagu if old else None)
    return Change(kind, row.code, row.name, before, pagu, activity, old, row, takes_force)


def stage_changes(opd, fiscal_year: int, stage: str) -> list[Change]:
    """Return every activity whose stage or pagu would move if `stage` were put in force, by code."""
    standing = Activity.objects.for_opd(opd).for_year(fiscal_year)
    figures = {row.activity_id: row for row in ActivityFigures.objects.filter(activity__in=standing, stage=stage)}
    changes = []
    for activity in standing.order_by("code", "pk"):
        row = figures.get(activity.pk)
        pagu = row.pagu if row else 0
        if (activity.stage, activity.pagu) != (stage, pagu):
            kind = ChangeKind.CHANGED if row else ChangeKind.DROPPED
            changes.append(Change(kind, activity.code, activity.name, activity.pagu, pagu, activity, row))
    return changes
