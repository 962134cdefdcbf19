"""The kamus usulan of a kabupaten from Excel, and the workbook in which it is written down."""

from functools import partial

from django.core.exceptions import ValidationError

from forum.cells import CellRefused, Fault, read_choice, read_text, refusal_of, required
from forum.fill_in import FillIn, write_template
from forum.imports import Change, Fate, Plan
from forum.listing import Entry, Line, lines_below
from forum.workbook import WorkbookRefused, open_workbook
from plans.actions.kamus import record_kamus_entry
from plans.choices import Bidang
from plans.matching.words import stems
from plans.models import KamusEntry
from plans.models.workplan import code_validator
from plans.workplan_codes import clean_code

# The headings are those of the list that leaves the house, so that it can be changed and brought back.
ENTRIES = (
    Entry("term", "Istilah", "Seperti yang ditulis desa, misalnya moko.", width=30, is_required=True),
    Entry("words", "Kata nomenklatur", "Kata yang dipakai nama kegiatan OPD.", width=48),
    Entry("bidang", "Bidang", "Kosong bila berlaku bagi semua bidang.", ("bidang penghidupan",), width=24),
    Entry("code", "Kode sub kegiatan", "Hanya bila istilah itu selalu berarti satu sub kegiatan.", ("kode",), width=24),
)
SPARE = 200  # empty lines for which the template offers its choices
NO_TABLE = (
    "Kolom ISTILAH dan KATA NOMENKLATUR tidak ditemukan. Pakai templat, atau tulis judul kolomnya dalam satu baris."
)


def read_kamus(data: bytes, *, kabupaten, by, today) -> Plan:
    """
    Return what a list of terms would do; a term is known by its letters, whatever their case.

    :raises WorkbookRefused: if it cannot be opened, or has no such table or nothing in it.
    """
    stored = {entry.term.casefold(): entry for entry in KamusEntry.objects.filter(kabupaten=kabupaten)}
    lines = lines_below(open_workbook(data), ENTRIES, {"term", "words"})
    if lines is None:
        raise WorkbookRefused(NO_TABLE)
    plan, seen = Plan(), {}
    for line in lines:
        found = _read(line, kabupaten, stored, seen)
        if isinstance(found, Fault):
            plan.refusals.append(refusal_of(line.sheet, [found]))
        elif found:
            plan.changes.append(found)
    if not (plan.changes or plan.refusals):
        raise WorkbookRefused("Belum ada istilah yang diisi. Isi templatnya, simpan, lalu unggah lagi.")
    return plan


def _read(line: Line, kabupaten, stored: dict, seen: dict) -> Change | Fault | None:
    """Return what becomes of a line, its first fault, or None for an empty one."""
    if not any(line.text(entry.name) for entry in ENTRIES):
        return None
    values = {}
    for name, reader in READERS.items():
        if name in line:
            values[name] = line.read(name, reader)
            if isinstance(values[name], Fault):
                return values[name]
    if not values["words"] and not values.get("code"):
        return line.fault("words", "Artinya kosong.", "Isi kata nomenklatur, atau kode sub kegiatan.")
    term = values["term"].casefold()
    if first := seen.get(term):
        return line.fault("term", f"Istilah ini sudah ada pada baris {first}.", "Hapus salah satu.")
    seen[term] = line.number
    entry = stored.get(term)
    changed = [name for name, value in values.items() if entry and getattr(entry, name) != value]
    fate = Fate.NEW if entry is None else Fate.CHANGED if changed else Fate.UNCHANGED
    entry = entry or KamusEntry(kabupaten=kabupaten)
    for name, value in values.items():
        setattr(entry, name, value)
    detail = ", ".join(filter(None, [entry.words, entry.get_bidang_display(), entry.code]))
    return Change(fate, line.sheet, line.cell("term"), entry.term, detail, entry, tuple(changed))


def write_kamus(plan: Plan, *, by, now, today) -> None:
    """Write the rows of a plan without refusals, inside the transaction of `forum.actions.apply_import`."""
    for change in plan.of(Fate.NEW, Fate.CHANGED):
        record_kamus_entry(change.record, change.changed, by=by)


def kamus_template(kabupaten) -> bytes:
    """Return the workbook of a kabupaten's own terms, with those that stand."""
    entries = KamusEntry.objects.filter(kabupaten=kabupaten).order_by("term", "pk")
    rows = [
        {"term": one.term, "words": one.words, "bidang": one.get_bidang_display(), "code": one.code} for one in entries
    ]
    table = FillIn("Kamus usulan", ENTRIES, [*rows, *({} for _ in range(SPARE))], {"bidang": Bidang.labels})
    instructions = [
        f"Kamus usulan {kabupaten}",
        "",
        "1. Tulis satu istilah desa dalam satu baris, dengan kata yang dipakai nama kegiatan OPD atau kode sub "
        "kegiatannya.",
        "2. Istilah yang sudah ada ikut di sini dan dapat diperbaiki. Menghapus barisnya tidak menghapus istilahnya.",
        "3. Simpan berkas ini, lalu unggah di aplikasi: Kamus usulan, Unggah dari Excel. Isinya ditampilkan dahulu.",
        "",
        "Arti setiap kolom ada pada lembar terakhir, “Kamus data”.",
    ]
    return write_template(instructions, [table])


def _read_term(value) -> str:
    term = read_text(value, longest=80)
    if term and not stems(term):
        remedy = "Tulis kata yang lebih khusus."
        raise CellRefused("Istilah ini terlalu umum untuk membedakan usulan.", remedy)
    return term


def _read_code(value) -> str:
    code = clean_code(value)
    try:
        if code:
            code_validator(code)
    except ValidationError as exc:
        raise CellRefused("Ini bukan kode sub kegiatan.", exc.message) from exc
    return code


READERS = {
    "term": required(_read_term, "istilah"),
    "words": partial(read_text, longest=200),
    "bidang": partial(read_choice, choices=Bidang),
    "code": _read_code,
}
