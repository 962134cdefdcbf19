"""What a workbook, or another stage, would change in the workplan that stands: told before anything is written."""

from dataclasses import dataclass, replace

from forum import imports
from forum.cells import Refusal
from forum.choices import TonedChoices
from forum.imports import Fate, Plan
from forum.models import Opd
from forum.templatetags.house import angka, rupiah
from plans.choices import Edition, Stage
from plans.models import Activity, ActivityFigures, Nomenclature, Portion, Workplan
from plans.workplan_reader import Reading, WorkplanRow

LOST_TOLD = 10  # agreements that are named


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
    def more_lokus(self) -> int:
        """How many places more it would offer."""
        wanted = (self.row and self.row.lokus) or 0
        return max(0, wanted - (self.activity.lokus_total if self.activity else 0))

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
    """What applying a workbook to one OPD, year and stage would do. `takes_force`: that stage then holds."""

    opd: Opd
    fiscal_year: int
    stage: str
    edition: str
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


@dataclass(kw_only=True)
class WorkplanPlan(Plan):
    """The same in the words of every import."""

    found: WorkplanChanges


def workplan_plan(found: WorkplanChanges) -> WorkplanPlan:
    return WorkplanPlan(
        found=found,
        changes=[_told(change) for change in (*found.shown(), *found.of(ChangeKind.UNCHANGED))],
        refusals=found.reading.refusals,
        notes=[*([] if found.reading.refusals else _in_force(found)), *_left_out(found), *found.reading.notes],
        warnings=_warnings(found),
    )


def _told(change: Change) -> imports.Change:
    if change.before is None:
        detail = f"pagu {rupiah(change.after)}"
    else:
        detail = f"pagu {rupiah(change.before)} menjadi {rupiah(change.after)}" if change.rise else rupiah(change.after)
    words = [
        detail,
        f"naik {rupiah(change.rise)}" if change.rise > 0 else "",
        f"turun {rupiah(change.fall)}" if change.fall else "",
        f"kurang {rupiah(change.overcommitted)} dari yang disepakati" if change.overcommitted else "",
        f"{change.more_lokus} lokus lagi" if change.more_lokus else "",
    ]
    sheet, cell = (change.row.sheet, change.row.cell) if change.row else ("", "")
    detail = ", ".join(filter(None, words))
    return imports.Change(Fate(change.kind.value), sheet, cell, f"{change.code} {change.name}", detail, change)


def _in_force(found: WorkplanChanges) -> list[str]:
    """Return what to compare with the printed document, and which stage holds then."""
    stage = Stage(found.stage).label
    force = (
        f"Sesudah diterapkan, tahap {stage} berlaku bagi {found.opd}."
        if found.takes_force
        else f"Tahap yang lebih baru sudah berlaku, maka angka ini hanya disimpan sebagai tahap {stage}."
    )
    pagu = rupiah(found.reading.pagu)
    return [f"Jumlah pagu dalam berkas {pagu}; cocokkan dengan jumlah pada dokumen cetak. {force}"]


def _left_out(found: WorkplanChanges) -> list[str]:
    """Return what of the workbook is no row."""
    facts = []
    if skipped := found.reading.skipped:
        facts.append(f"{angka(skipped)} baris judul, tingkat di atas sub kegiatan, dan jumlah tidak dihitung.")
    return facts + [
        f"Lembar “{sheet}” tidak dibaca: tidak ada baris judul dengan kolom kode, nama, dan pagu."
        for sheet in found.reading.skipped_sheets
    ]


def _warnings(found: WorkplanChanges) -> list[str]:
    """Return what a cut or a dropped sub kegiatan would undo."""
    warnings = []
    if dropped := found.of(ChangeKind.DROPPED):
        warnings.append(
            f"{angka(len(dropped))} sub kegiatan tidak disebut berkas ini: pagunya menjadi Rp0. "
            "Catatannya tetap ada, lokusnya tidak ditawarkan."
        )
    if lost := list(agreements_lost(found.changes)):
        named = [f"{one.outcome.usulan}, {one.outcome.usulan.desa.full_name} ({rupiah(one.amount)})" for one in lost]
        more = f"; dan {angka(len(lost) - LOST_TOLD)} kesepakatan lain" if len(lost) > LOST_TOLD else ""
        warnings.append(
            f"{angka(len(lost))} kesepakatan kehilangan pagu karena sub kegiatannya tidak disebut lagi. "
            f"Usulannya dibahas kembali dan desanya diberi tahu: {'; '.join(named[:LOST_TOLD])}{more}."
        )
    if cut := cut_below_agreed(found.changes):
        warnings.append(
            f"Pada {angka(len(cut))} sub kegiatan, kesepakatan yang sudah ada melebihi pagu baru. "
            "Sekretariat kemudian memilih kesepakatan mana yang kehilangan pagu."
        )
    return warnings


def workplan_changes(reading: Reading, *, opd, fiscal_year: int, edition: str, stage: str) -> WorkplanChanges:
    """
    Compare the rows of a file with the activities and the figures of `stage` that stand.

    The stage takes force unless a later one is in force already; then its figures are only stored. Where it
    takes force, activities without figures of that stage keep their row with a pagu of 0.
    """
    reading = _refuse_other_editions(reading, edition)
    workplan = Workplan.objects.of(opd, fiscal_year)
    takes_force = workplan is None or workplan.gives_way_to(stage)
    activities = list(Activity.objects.for_opd(opd).for_year(fiscal_year).with_lokus_counts().order_by("code", "pk"))
    figures = _figures(activities, stage)
    by_code = {activity.code: activity for activity in activities if activity.edition == edition}
    reading = _refuse_fewer_lokus(reading, by_code)
    is_new_stage = workplan is None or workplan.stage != stage
    changes = [
        _change(row, by_code.get(row.code), figures, takes_force=takes_force, is_new_stage=is_new_stage)
        for row in reading.rows
    ]
    named = {change.activity for change in changes}
    changes += [
        Change(ChangeKind.DROPPED, activity.code, activity.name, activity.pagu, 0, activity)
        for activity in activities
        if takes_force and activity.is_named and activity not in named and activity.pk not in figures
    ]
    return WorkplanChanges(opd, fiscal_year, stage, edition, reading, changes, takes_force)


def _refuse_other_editions(reading: Reading, edition: str) -> Reading:
    """Refuse the codes that only another edition knows; note those that none of the editions read so far knows."""
    known = Nomenclature.objects.editions_of([row.code for row in reading.rows])
    taken, refusals, unknown = [], [], []
    for row in reading.rows:
        editions = known.get(row.code, set())
        if editions and edition not in editions:
            labels = " atau ".join(Edition(one).label for one in sorted(editions))
            reason = f"Kode ini tidak ada dalam {Edition(edition).label}, tetapi ada dalam {labels}."
            remedy = "Pilih edisi itu saat mengunggah, atau perbaiki kodenya."
            refusals.append(Refusal(row.sheet, row.cell, row.code, reason, remedy))
        else:
            taken.append(row)
            unknown += [row.code] if not editions else []
    notes = list(reading.notes)
    if unknown and known:
        example = f", misalnya {unknown[0]}" if len(unknown) > 1 else f": {unknown[0]}"
        notes.append(f"{len(unknown)} kode tidak ada dalam nomenklatur{example}. Periksa kodenya.")
    return replace(reading, rows=taken, refusals=[*reading.refusals, *refusals], notes=notes)


def _refuse_fewer_lokus(reading: Reading, by_code: dict[str, Activity]) -> Reading:
    """Refuse a number of lokus below what is on offer: which of them goes is chosen on the page of the activity."""
    fewer = {
        row.code: activity.lokus_total
        for row in reading.rows
        if (activity := by_code.get(row.code)) and row.lokus is not None and row.lokus < activity.lokus_total
    }
    refusals = [
        Refusal(
            row.sheet,
            row.cell,
            row.code,
            f"Sub kegiatan ini sudah menawarkan {fewer[row.code]} lokus, lebih dari {row.lokus} dalam berkas.",
            "Tarik lokusnya dahulu pada halaman kegiatan, atau perbaiki jumlahnya.",
        )
        for row in reading.rows
        if row.code in fewer
    ]
    taken = [row for row in reading.rows if row.code not in fewer]
    return replace(reading, rows=taken, refusals=[*reading.refusals, *refusals])


def _figures(activities: list[Activity], stage: str) -> dict[int, ActivityFigures]:
    return {row.activity_id: row for row in ActivityFigures.objects.filter(activity__in=activities, stage=stage)}


def _change(row: WorkplanRow, activity: Activity | None, figures: dict, *, takes_force: bool, is_new_stage: bool):
    pagu = row.figures["pagu"]
    if activity is None:
        return Change(ChangeKind.NEW, row.code, row.name, None, pagu, row=row)
    old = figures.get(activity.pk)
    same = (
        old is not None
        and activity.name == row.name
        and all(getattr(old, name) == value for name, value in row.figures.items())
        and not (takes_force and is_new_stage)
        and (row.lokus is None or row.lokus == activity.lokus_total)
    )
    kind = ChangeKind.UNCHANGED if same else ChangeKind.CHANGED
    before = activity.pagu if takes_force else (old.pagu if old else None)
    return Change(kind, row.code, row.name, before, pagu, activity, old, row, takes_force)


def stage_changes(opd, fiscal_year: int, stage: str) -> list[Change]:
    """Return every activity of which something else would hold if `stage` were put in force, by code."""
    workplan = Workplan.objects.of(opd, fiscal_year)
    if workplan is None or workplan.stage == stage:
        return []
    activities = list(Activity.objects.for_opd(opd).for_year(fiscal_year).order_by("code", "pk"))
    figures = _figures(activities, stage)
    return [_moved(activity, figures.get(activity.pk)) for activity in activities]


def _moved(activity: Activity, row: ActivityFigures | None) -> Change:
    kind = ChangeKind.DROPPED if row is None else ChangeKind.CHANGED
    return Change(kind, activity.code, activity.name, activity.pagu, row.pagu if row else 0, activity, row)


def agreements_lost(changes: list[Change]):
    """Return the portions that would lose their pagu because their activity is no longer named."""
    dropped = [change.activity for change in changes if change.kind == ChangeKind.DROPPED]
    return Portion.objects.revocable().filter(activity__in=dropped).with_usulan().order_by("activity__code", "pk")


def cut_below_agreed(changes: list[Change]) -> list[Change]:
    """Return the activities that would stay, with less than is agreed on them."""
    return [change for change in changes if change.overcommitted and change.kind != ChangeKind.DROPPED]
