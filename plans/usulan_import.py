"""
Village plans and their usulan from Excel: what a file would do to those that stand.

A row is known by the number that its template gave it; one without a number by its desa, year, title and location,
so that the same list brought twice is one list.
"""

import uuid
from collections.abc import Sequence

from forum.cells import CellRefused, Fault, refusal_of
from forum.imports import Change, Fate, Plan
from forum.listing import Entry, Line, find_headings, lines_of
from forum.models import Desa, User
from forum.places import Places
from forum.templatetags.house import angka, rupiah
from forum.workbook import Sheet, WorkbookRefused, open_workbook
from plans import rules
from plans.models import Kelompok, LivelihoodPlan, Usulan
from plans.status import EDITABLE
from plans.usulan_entries import GIVEN, PLAN, PLAN_READERS, USULAN, USULAN_READERS

NAMESPACE = uuid.UUID("5d0d4d0e-8a0c-5f0e-9b36-3a3f5c1f7a11")  # of the rows that bring no number of their own
NO_TABLE = (
    "Kolom USULAN dan BIDANG PENGHIDUPAN tidak ditemukan. Pakai templat, atau tulis judul kolomnya dalam satu baris."
)
NOT_FILLED_IN = "Belum ada baris yang diisi. Isi templatnya, simpan, lalu unggah lagi."


def read_usulan(data: bytes, *, kabupaten, by: User, today) -> Plan:
    """
    Return what a workbook of plans and usulan would do in this kabupaten.

    :raises WorkbookRefused: if it cannot be opened, has no such table, or nothing is filled in.
    """
    tables = [(sheet, *_table(sheet)) for sheet in open_workbook(data) if not sheet.is_hidden]
    tables = [table for table in tables if table[1]]
    if not tables:
        raise WorkbookRefused(NO_TABLE)
    plan, reader = Plan(), _Reader(kabupaten, by)
    for sheet, entries, row, columns in tables:
        for line in lines_of(sheet, row, columns):
            if any(line.text(entry.name) for entry in entries if entry.name not in GIVEN):
                reader.lines.append((line, entries is PLAN))
    if not reader.lines:
        raise WorkbookRefused(NOT_FILLED_IN)
    reader.read_into(plan)
    return plan


def _table(sheet: Sheet) -> tuple[Sequence[Entry], int, dict[str, int]]:
    """Return the columns that a sheet has, those of usulan or of plans; () if it has neither."""
    row, columns = find_headings(sheet, USULAN)
    if {"title", "bidang"} <= columns.keys():
        return USULAN, row, columns
    row, columns = find_headings(sheet, PLAN)
    return (PLAN, row, columns) if "musyawarah_on" in columns else ((), 0, {})


class _Reader:
    """Compares the lines of a file with what is stored; everything that they may name is loaded once."""

    def __init__(self, kabupaten, by: User):
        self.by = by
        self.places = Places(Desa.objects.within(kabupaten).open().select_related("kecamatan"))
        self.lines: list[tuple[Line, bool]] = []
        self.seen: dict[uuid.UUID, Line] = {}

    def read_into(self, plan: Plan) -> None:
        read = [(line, is_plan, *self._read(line, is_plan)) for line, is_plan in self.lines]
        good = [(is_plan, values) for _, is_plan, values, faults in read if not faults]
        self._load(good)
        for line, is_plan, values, faults in sorted(read, key=lambda one: not one[1]):  # a usulan names its plan
            if faults:
                plan.refusals.append(refusal_of(line.sheet, faults))
                continue
            found = self._compare_plan(line, values) if is_plan else self._compare_usulan(line, values)
            if isinstance(found, Fault):
                plan.refusals.append(refusal_of(line.sheet, [found]))
            else:
                plan.changes.append(found)

    def _read(self, line: Line, is_plan: bool) -> tuple[dict, list[Fault]]:
        """Return the values of a line by column, with desa and uuid; or its faults."""
        values, faults = {}, []
        for name, reader in (PLAN_READERS if is_plan else USULAN_READERS).items():
            if name in line:
                found = line.read(name, reader)
                if isinstance(found, Fault):
                    faults.append(found)
                else:
                    values[name] = found
        if "fiscal_year" not in line:
            faults.append(line.fault("fiscal_year", "Tahun anggaran tidak ada.", "Tambahkan kolom Tahun anggaran."))
        try:
            values["desa"] = self.places.find(line.text("code"), line.text("desa"), line.text("kecamatan"))
        except CellRefused as exc:
            faults.append(Fault(line.cell(exc.column), line.text(exc.column), exc))
        else:
            if not rules.can_enter_for_desa(self.by, values["desa"]):
                faults.append(line.fault("desa", "Anda tidak mencatat untuk desa ini.", "Hapus baris ini."))
        everyone = (values.get("men") or 0) + (values.get("women") or 0)
        for name in ("disabled", "elderly"):
            if (values.get(name) or 0) > everyone:
                faults.append(line.fault(name, "Jumlah ini melebihi penerima manfaat.", "Perbaiki jumlahnya."))
        if not faults:
            faults += self._name(line, values, is_plan)
        return values, faults

    def _name(self, line: Line, values: dict, is_plan: bool) -> list[Fault]:
        """Give the line its uuid; one that stands twice is a fault."""
        written = line.text("uuid")
        try:
            key = uuid.UUID(written) if written else uuid.uuid5(NAMESPACE, _identity(values, is_plan))
        except ValueError:
            return [line.fault("uuid", "Nomor isian ini rusak.", "Kosongkan sel ini, atau unduh templat yang baru.")]
        if first := self.seen.get(key):
            where = f"baris {first.number} lembar {first.sheet}"
            return [line.fault("title", f"Isian ini sudah ada pada {where}.", "Hapus salah satu.")]
        self.seen[key] = line
        values["uuid"] = key
        return []

    def _load(self, good: list[tuple[bool, dict]]) -> None:
        desa = {values["desa"].pk for _, values in good}
        keys = {False: [], True: []}
        for is_plan, values in good:
            keys[is_plan].append(values["uuid"])
        self.usulan = _by_uuid(Usulan.objects.select_related("desa", "kelompok"), keys[False])
        self.plans = _by_uuid(LivelihoodPlan.objects.select_related("desa"), keys[True])
        standing = LivelihoodPlan.objects.filter(desa__in=desa).order_by("revision", "pk")
        self.plan_of = {(plan.desa_id, plan.fiscal_year): plan for plan in standing}
        kelompok = Kelompok.objects.filter(desa__in=desa)
        self.kelompok = {(one.desa_id, one.name.casefold()): one for one in kelompok}

    def _compare_plan(self, line: Line, values: dict) -> Change | Fault:
        desa, year = values["desa"], values["fiscal_year"]
        stored = self.plans.get(values["uuid"])
        if stored is None and (desa.pk, year) in self.plan_of:
            remedy = "Unduh templat yang baru; isinya sudah tercantum di sana."
            return line.fault("fiscal_year", f"Rencana {desa.full_name} tahun {year} sudah tercatat.", remedy)
        if stored is None:
            record = LivelihoodPlan(kabupaten_id=desa.kabupaten_id, **values)
            self.plan_of[desa.pk, year] = record
            return _change(line, Fate.NEW, f"Rencana {desa.full_name} {year}", record)
        return self._compare(line, stored, values, f"Rencana {desa.full_name} {year}")

    def _compare_usulan(self, line: Line, values: dict) -> Change | Fault:
        desa = values["desa"]
        if "kelompok" in line:
            name = line.text("kelompok")
            values["kelompok"] = self.kelompok.get((desa.pk, name.casefold()))
            if name and not values["kelompok"]:
                remedy = "Catat kelompoknya dahulu di aplikasi, atau kosongkan sel ini."
                return line.fault("kelompok", f"Kelompok ini belum tercatat di {desa.full_name}.", remedy)
        stored = self.usulan.get(values["uuid"])
        if stored is None:
            plan = self.plan_of.get((desa.pk, values["fiscal_year"]))
            record = Usulan(kabupaten_id=desa.kabupaten_id, plan=plan, **values)
            return _change(line, Fate.NEW, values["title"], record)
        return self._compare(line, stored, values, values["title"])

    def _compare(self, line: Line, stored, values: dict, label: str) -> Change | Fault:
        """Return what becomes of a row that is stored already; only what is a draft of this desa may change."""
        if stored.desa_id != values["desa"].pk or stored.kabupaten_id != values["desa"].kabupaten_id:
            return line.fault("uuid", "Nomor isian ini milik desa lain.", "Unduh templat desa ini, lalu salin isinya.")
        changed = [name for name, value in values.items() if getattr(stored, name) != value]
        if not changed:
            return _change(line, Fate.UNCHANGED, label, stored)
        if isinstance(stored, Usulan) and stored.status not in EDITABLE:
            remedy = "Tarik kembali usulannya, atau mintalah camat mengembalikannya."
            return line.fault(changed[0], "Usulan ini sudah diajukan dan tidak dapat diubah.", remedy)
        if (version := line.text("version")) and version != str(stored.version):
            remedy = "Unduh templat yang baru, lalu tulis perubahan Anda di sana."
            return line.fault(changed[0], "Isian ini sudah diubah sejak templat diunduh.", remedy)
        for name in changed:
            setattr(stored, name, values[name])
        return _change(line, Fate.CHANGED, label, stored, changed)


def _identity(values: dict, is_plan: bool) -> str:
    what = ("rencana",) if is_plan else (values["title"].casefold(), values.get("location", "").casefold())
    return "|".join([values["desa"].code, str(values["fiscal_year"]), *what])


def _by_uuid(rows, keys: list[uuid.UUID]) -> dict:
    """Return the stored rows with these keys, asked for in portions that every database takes."""
    found = {}
    for start in range(0, len(keys), 500):
        found |= {row.uuid: row for row in rows.filter(uuid__in=keys[start : start + 500])}
    return found


def _change(line: Line, fate: Fate, label: str, record, changed: Sequence[str] = ()) -> Change:
    words = [record.desa.full_name, str(record.fiscal_year)]
    if isinstance(record, Usulan):
        words += [record.get_bidang_display(), f"{angka(record.volume)} {record.unit}".strip(" –"), rupiah(record.cost)]
    if changed:
        names = (record._meta.get_field(name).verbose_name for name in changed)
        words.append(f"berubah: {', '.join(names)}")
    detail = ", ".join(word for word in words if word and word != "–")
    return Change(fate, line.sheet, line.cell("title"), label, detail, record, tuple(changed))
