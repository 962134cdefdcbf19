"""A list of target villages, read against what is known: what is new, changed, unchanged, refused. No database."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from forum.cells import CellRefused
from forum.choices import TargetKind
from forum.form_bricks import DateField
from forum.models import Desa, TargetVillage
from forum.places import Places
from forum.sheets import Rows, SheetRefused

COLUMNS = {
    "code": ("kode", "kode kemendagri", "kode desa"),
    "desa": ("desa", "nama desa", "nama", "desa/kelurahan"),
    "kecamatan": ("kecamatan",),
    "kind": ("jenis",),
    "since": ("sejak", "tanggal mulai"),
}
LABELS = {"code": "kode", "desa": "desa", "kecamatan": "kecamatan", "kind": "jenis", "since": "sejak"}
KINDS = {label.lower(): kind for kind, label in TargetKind.choices}


@dataclass(frozen=True)
class Change:
    """One row that would be written; `stored` is the record that it changes, None for a new one."""

    row: int
    desa: Desa
    kind: str
    since: datetime.date
    stored: TargetVillage | None

    @property
    def kind_label(self) -> str:
        return TargetKind(self.kind).label


@dataclass(frozen=True)
class Fault:
    """One cell that stops the list: where it stands, what stands in it, why it is refused, what mends it."""

    row: int
    column: str
    value: str
    reason: str
    remedy: str


@dataclass
class Reading:
    new: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def changes(self) -> list[Change]:
        return [*self.new, *self.changed]

    @property
    def can_apply(self) -> bool:
        return bool(self.changes) and not self.faults


def read_targets(
    rows: Rows, desa: Iterable[Desa], stored: Mapping[int, TargetVillage], *, today: datetime.date
) -> Reading:
    """
    Return what a list would do to the target villages of one programme.

    `rows` come from `forum.sheets`, the first of them naming the columns; `desa` are those of the kabupaten, with
    their kecamatan; `stored` maps a desa's key to its record. A row without jenis and sejak marks nothing, so that
    the list of all desa can be sent back with a few of them filled in.

    :raises SheetRefused: if a column is missing or no row is filled in.
    """
    if not rows:
        raise SheetRefused("Berkas ini tidak memuat satu baris pun.")
    columns = _columns(rows[0][1])
    places = Places(desa)
    reading, seen = Reading(), {}
    for number, values in rows[1:]:
        cells = {name: values[index] if index < len(values) else "" for name, index in columns.items()}
        if not cells["kind"] and not cells["since"]:
            continue
        try:
            change = _read(number, cells, places, stored, today=today)
            if (first := seen.setdefault(change.desa.pk, number)) != number:
                raise CellRefused(f"{change.desa.full_name} sudah ada pada baris {first}.", "Hapus salah satu.", "desa")
        except CellRefused as exc:
            value = cells.get(exc.column, "")
            reading.faults.append(Fault(number, LABELS[exc.column], value, exc.reason, exc.remedy))
            continue
        kept = change.stored
        if kept is None:
            reading.new.append(change)
        elif (kept.kind, kept.since) == (change.kind, change.since):
            reading.unchanged.append(change)
        else:
            reading.changed.append(change)
    if not (reading.changes or reading.unchanged or reading.faults):
        raise SheetRefused("Belum ada desa yang diisi. Isi kolom jenis dan sejak pada desa sasaran, lalu unggah lagi.")
    return reading


def _columns(headings: list[str]) -> dict[str, int]:
    standing = {heading.lower(): index for index, heading in reversed(list(enumerate(headings)))}
    found = {}
    for name, words in COLUMNS.items():
        if heading := next((word for word in words if word in standing), None):
            found[name] = standing[heading]
    missing = [LABELS[name] for name in ("kind", "since") if name not in found]
    if "code" not in found and "desa" not in found:
        missing.insert(0, "kode atau desa")
    if missing:
        raise SheetRefused(f"Kolom {', '.join(missing)} tidak ditemukan pada baris pertama. Tulis judul kolom di sana.")
    return found


def _read(number: int, cells: dict, places: Places, stored, *, today: datetime.date) -> Change:
    desa = places.find(cells.get("code", ""), cells.get("desa", ""), cells.get("kecamatan", ""))
    kind = KINDS.get(cells["kind"].lower())
    if kind is None:
        raise CellRefused("Jenis ini tidak dikenal.", "Tulis awal atau replikasi.", "kind")
    try:
        since = DateField().clean(cells["since"])
    except ValidationError as exc:
        raise CellRefused(
            "Tanggal ini tidak terbaca.", "Tulis seperti 15 Maret 2024 atau 2024-03-15.", "since"
        ) from exc
    if since > today:
        raise CellRefused("Tanggal ini belum tiba.", "Tulis tanggal mulai pendampingan yang sudah berlaku.", "since")
    return Change(number, desa, kind, since, stored.get(desa.pk))
