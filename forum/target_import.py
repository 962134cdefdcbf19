"""The target villages of a programme from a list, and the workbook in which they are marked."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from forum.actions.target import record_target
from forum.cells import CellRefused, Fault, read_choice, read_day, refusal_of, required
from forum.choices import TargetKind
from forum.excel_output import Kind
from forum.fill_in import FillIn, write_template
from forum.imports import Change, Fate, Plan
from forum.listing import Entry, Line, lines_below
from forum.models import Desa, TargetVillage
from forum.places import Places
from forum.sheets import open_list
from forum.templatetags.house import tanggal
from forum.workbook import WorkbookRefused

ENTRIES = (
    Entry("code", "Kode", "Kode Kemendagri desa.", ("kode kemendagri", "kode desa"), width=16, is_kept=True),
    Entry("desa", "Desa", "Nama desa.", ("nama desa", "nama", "desa/kelurahan"), width=26, is_kept=True),
    Entry("kecamatan", "Kecamatan", "Nama kecamatan.", width=20, is_kept=True),
    Entry("kind", "Jenis", "Awal atau Replikasi; pilih dari daftar.", width=14, is_required=True),
    Entry("since", "Sejak", "Hari pertama pendampingan.", ("tanggal mulai",), Kind.DATE, width=18, is_required=True),
)
NO_TABLE = (
    "Kolom JENIS dan SEJAK tidak ditemukan. Pakai templat, atau tulis judul kolom kode atau desa, jenis dan sejak "
    "dalam satu baris."
)
NOT_FILLED_IN = "Belum ada desa yang diisi. Isi kolom jenis dan sejak pada desa sasaran, lalu unggah lagi."


def read_targets(data: bytes, *, kabupaten, by, today: date, programme: str) -> Plan:
    """
    Return what a list would do to the target villages of one programme.

    A row without jenis and sejak marks nothing, so that the list of all desa can be sent back with a few filled in.

    :raises WorkbookRefused: if it cannot be opened, has no such table, or no row is filled in.
    """
    lines = lines_below(open_list(data), ENTRIES, {"kind", "since"})
    if lines is None:
        raise WorkbookRefused(NO_TABLE)
    places = Places(Desa.objects.within(kabupaten).open().select_related("kecamatan"))
    stored = {one.desa_id: one for one in TargetVillage.objects.filter(kabupaten=kabupaten, programme=programme)}
    plan, seen = Plan(), {}
    for line in lines:
        if not line.text("kind") and not line.text("since"):
            continue
        found = _read(line, places, stored, seen, programme=programme, today=today)
        if isinstance(found, Fault):
            plan.refusals.append(refusal_of(line.sheet, [found]))
        else:
            plan.changes.append(found)
    if not (plan.changes or plan.refusals):
        raise WorkbookRefused(NOT_FILLED_IN)
    return plan


def _read(
    line: Line, places: Places, stored: Mapping[int, TargetVillage], seen: dict, *, programme: str, today: date
) -> Change | Fault:
    """Return what becomes of a line, or its first fault."""
    try:
        desa = places.find(line.text("code"), line.text("desa"), line.text("kecamatan"))
    except CellRefused as exc:
        return Fault(line.cell(exc.column), line.text(exc.column), exc)
    values = {}
    for name, reader in READERS.items():
        values[name] = line.read(name, reader)
        if isinstance(values[name], Fault):
            return values[name]
    if values["since"] > today:
        return line.fault("since", "Tanggal ini belum tiba.", "Tulis tanggal mulai pendampingan yang sudah berlaku.")
    if (first := seen.setdefault(desa.pk, line.number)) != line.number:
        return line.fault("desa", f"{desa.full_name} sudah ada pada baris {first}.", "Hapus salah satu.")
    target = stored.get(desa.pk)
    changed = [name for name, value in values.items() if target and getattr(target, name) != value]
    fate = Fate.NEW if target is None else Fate.CHANGED if changed else Fate.UNCHANGED
    target = target or TargetVillage(kabupaten_id=desa.kabupaten_id, desa=desa, programme=programme)
    target.kind, target.since = values["kind"], values["since"]
    detail = f"{target.get_kind_display()}, sejak {tanggal(target.since)}"
    return Change(fate, line.sheet, line.cell("desa"), desa.full_name, detail, target, tuple(changed))


READERS = {
    "kind": required(partial(read_choice, choices=TargetKind), "jenis"),
    "since": required(read_day, "tanggal mulainya"),
}


def write_targets(plan: Plan, *, by, now, today) -> None:
    """Write the rows of a plan without refusals, inside the transaction of `forum.actions.apply_import`."""
    for change in plan.of(Fate.NEW, Fate.CHANGED):
        record_target(change.record, by=by)


def target_template(desa) -> bytes:
    """Return the list of these desa, with their kecamatan, to be filled in by hand and uploaded."""
    rows = [{"code": one.code, "desa": one.name, "kecamatan": one.kecamatan.name} for one in desa]
    instructions = [
        "Daftar desa sasaran",
        "",
        "1. Pada lembar “Desa sasaran”, isi kolom Jenis dan Sejak pada desa yang didampingi. Desa lain biarkan kosong.",
        "2. Tanggal ditulis seperti 15 Maret 2024 atau 15/03/2024.",
        "3. Simpan berkas ini, lalu unggah di aplikasi: Desa sasaran, Unggah daftar. Isinya ditampilkan dahulu, dan "
        "semua baris diterima atau tidak satu pun.",
        "",
        "Arti setiap kolom ada pada lembar terakhir, “Kamus data”.",
    ]
    return write_template(instructions, [FillIn("Desa sasaran", ENTRIES, rows, {"kind": TargetKind.labels})])
