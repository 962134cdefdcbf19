"""The members that a decree seats, from Excel, and the workbook in which they are written down."""

from functools import partial

from forum.actions.decree import place_seats
from forum.actions.office import record_jabatan
from forum.cells import CellRefused, Fault, read_choice, read_count, read_text, refusal_of, required
from forum.choices import Position
from forum.excel_output import Kind
from forum.fill_in import FillIn, write_template
from forum.imports import Change, Fate, Onward, Plan
from forum.links import Link
from forum.listing import Entry, Line, lines_below
from forum.models import Decree, Desa, Jabatan, Kecamatan, Opd, Partner, Seat
from forum.sheets import open_list
from forum.workbook import WorkbookRefused

ENTRIES = (
    Entry("order", "Nomor urut", "Menurut SK; kosong: sesudah yang terakhir.", ("no", "nomor"), Kind.NUMBER, width=8),
    Entry(
        "jabatan", "Jabatan", "Jabatan, bukan nama orang.", ("nama jabatan", "jabatan dalam dinas"), width=44,
        is_required=True,
    ),
    Entry(
        "institution", "Instansi",
        "OPD, kecamatan, desa atau mitra; kosong bila jabatannya sudah tercatat. Bupati: tulis nama kabupaten.",
        ("opd", "perangkat daerah", "unit kerja"), width=40,
    ),
    Entry(
        "position", "Kedudukan dalam forum", "Pilih dari daftar.", ("kedudukan", "kedudukan dalam tim"), width=20,
        is_required=True,
    ),
    Entry("note", "Catatan", "Bila perlu.", ("keterangan",), width=30),
)  # fmt: skip
MOST = 500  # the highest number in a decree
SPARE = 60  # empty lines; a forum has about two dozen members
NO_TABLE = "Kolom JABATAN dan KEDUDUKAN tidak ditemukan. Pakai templat, atau tulis judul kolomnya dalam satu baris."


def read_roster(data: bytes, *, kabupaten, by, today, decree: int) -> Plan:
    """
    Return what a list of members would do to a decree; a member is known by his jabatan.

    A jabatan that is not known yet is recorded with it, where the file says in which institution it stands.

    :raises WorkbookRefused: if it cannot be opened, or has no such table or nothing in it.
    """
    decree = Decree.objects.get(pk=decree, kabupaten=kabupaten)
    lines = lines_below(open_list(data), ENTRIES, {"jabatan", "position"})
    if lines is None:
        raise WorkbookRefused(NO_TABLE)
    lines = [line for line in lines if line.text("jabatan") or line.text("position")]
    if not lines:
        raise WorkbookRefused("Belum ada anggota yang diisi. Isi templatnya, simpan, lalu unggah lagi.")
    plan, reader = Plan(), _Reader(decree)
    read = [(line, reader.read(line)) for line in lines]
    reader.number([found for _, found in read if not isinstance(found, Fault)])
    for line, found in read:
        found = found if isinstance(found, Fault) else reader.compare(line, *found)
        if isinstance(found, Fault):
            plan.refusals.append(refusal_of(line.sheet, [found]))
        else:
            plan.changes.append(found)
    return plan


class _Reader:
    """Compares the lines of a file with the seats and the jabatan that stand."""

    def __init__(self, decree: Decree):
        self.decree = decree
        self.seats = {seat.jabatan_id: seat for seat in decree.seats.select_related("jabatan", "decree")}
        jabatan = Jabatan.objects.filter(kabupaten=decree.kabupaten_id).with_parents()
        self.jabatan = {_plain(one.name): one for one in jabatan}
        self.institutions = _institutions(decree.kabupaten)
        self.seen: dict[str, int] = {}

    def read(self, line: Line) -> tuple[Jabatan, dict] | Fault:
        """Return whom a line seats, and as what; or its first fault."""
        values = {}
        for name, reader in READERS.items():
            if name in line:
                values[name] = line.read(name, reader)
                if isinstance(values[name], Fault):
                    return values[name]
        name = values.pop("jabatan")
        if (first := self.seen.setdefault(_plain(name), line.number)) != line.number:
            return line.fault("jabatan", f"Jabatan ini sudah ada pada baris {first}.", "Hapus salah satu.")
        jabatan = self.jabatan.get(_plain(name)) or self._new_jabatan(name, line.text("institution"))
        if jabatan is None:
            remedy = "Isi kolom Instansi dengan OPD, kecamatan, desa atau mitra yang tercatat, atau periksa ejaannya."
            return line.fault("jabatan", "Jabatan ini belum tercatat.", remedy)
        return jabatan, values

    def number(self, read: list[tuple[Jabatan, dict]]) -> None:
        """Give those without a number the ones after the last; remember who would have each number."""
        stored = {seat.jabatan.name: seat.order for seat in self.seats.values()}
        last = max([*stored.values(), *(values.get("order") or 0 for _, values in read)], default=0)
        for jabatan, values in read:
            if not values.get("order"):
                last += jabatan.name not in stored
                values["order"] = stored.get(jabatan.name, last)
        self.orders: dict[int, list[str]] = {}
        for name, order in (stored | {jabatan.name: values["order"] for jabatan, values in read}).items():
            self.orders.setdefault(order, []).append(name)

    def compare(self, line: Line, jabatan: Jabatan, values: dict) -> Change | Fault:
        if others := [name for name in self.orders[values["order"]] if name != jabatan.name]:
            return line.fault("order", f"Nomor urut ini juga milik {others[0]}.", "Tulis nomor lain.")
        stored = self.seats.get(jabatan.pk)
        changed = [name for name, value in values.items() if stored and getattr(stored, name) != value]
        fate = Fate.NEW if stored is None else Fate.CHANGED if changed else Fate.UNCHANGED
        seat = stored or Seat(kabupaten_id=self.decree.kabupaten_id, decree=self.decree, jabatan=jabatan)
        for name, value in values.items():
            setattr(seat, name, value)
        is_new = "" if jabatan.pk else f"jabatan baru di {jabatan.institution}"
        detail = ", ".join(filter(None, [f"nomor {seat.order}", seat.get_position_display(), seat.note, is_new]))
        return Change(fate, line.sheet, line.cell("jabatan"), jabatan.name, detail, seat, tuple(changed))

    def _new_jabatan(self, name: str, institution: str) -> Jabatan | None:
        """Return a jabatan in the institution that the file names, or else in the OPD that its own name names."""
        kabupaten, plain = self.decree.kabupaten, _plain(name)
        if institution:
            parent = self.institutions.get(_plain(institution))
        else:
            found = [one for known, one in self.institutions.items() if isinstance(one, Opd) and plain.endswith(known)]
            parent = max(found, key=lambda opd: len(opd.name), default=None)
        if parent is None:
            return None
        if parent == kabupaten:
            return Jabatan(kabupaten=kabupaten, name=name)
        is_head = plain in (f"kepala {_plain(parent.name)}", f"camat {_plain(parent.name)}")
        return Jabatan(kabupaten=kabupaten, name=name, is_head=is_head, **{parent._meta.model_name: parent})


def _institutions(kabupaten) -> dict:
    """Return where a jabatan may stand, by each of its names."""
    found = {_plain(name): kabupaten for name in (str(kabupaten), f"Pemerintah {kabupaten}", "Pemerintah Kabupaten")}
    for desa in Desa.objects.within(kabupaten).open():
        found[_plain(desa.full_name)] = desa
    for kecamatan in Kecamatan.objects.filter(kabupaten=kabupaten):
        found |= {_plain(f"Kecamatan {kecamatan}"): kecamatan, _plain(f"Kantor Camat {kecamatan}"): kecamatan}
    for partner in Partner.objects.filter(kabupaten=kabupaten):
        found[_plain(partner.name)] = partner
    for opd in Opd.objects.filter(kabupaten=kabupaten, closed_on=None):
        found |= {_plain(name): opd for name in opd.names}
    return found


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _read_order(value) -> int | None:
    """A number beyond what a decree can hold is no number of a decree."""
    order = read_count(value)
    if order is not None and not 0 < order <= MOST:
        raise CellRefused("Ini bukan nomor urut.", f"Tulis angka dari 1 sampai {MOST}.")
    return order


READERS = {
    "order": _read_order,
    "jabatan": required(partial(read_text, longest=150), "jabatan"),
    "position": required(partial(read_choice, choices=Position), "kedudukan"),
    "note": partial(read_text, longest=100),
}


def write_roster(plan: Plan, *, by, now, today) -> None:
    """Write the rows of a plan without refusals, inside the transaction of `forum.actions.apply_import`."""
    changes = plan.of(Fate.NEW, Fate.CHANGED)
    for change in changes:
        if change.record.jabatan._state.adding:
            record_jabatan(change.record.jabatan, by=by)
            change.record.jabatan_id = change.record.jabatan.pk
    place_seats([change.record for change in changes], by=by)


def after_roster(import_) -> Onward:
    decree = Decree.objects.get(pk=import_.chosen["decree"])
    return Onward([Link(f"Lihat anggota {decree}", decree.get_absolute_url())])


def roster_template(decree: Decree) -> bytes:
    """Return the workbook of a decree's members, with those that stand."""
    seats = decree.seats.select_related(*(f"jabatan__{name}" for name in Jabatan.PARENTS), "jabatan__kabupaten")
    rows = [
        {
            "order": seat.order,
            "jabatan": seat.jabatan.name,
            "institution": seat.jabatan.institution,
            "position": seat.get_position_display(),
            "note": seat.note,
        }
        for seat in seats.order_by("order", "pk")
    ]
    known = Jabatan.objects.filter(kabupaten=decree.kabupaten_id).order_by("name", "pk").values_list("name", flat=True)
    opd = Opd.objects.filter(kabupaten=decree.kabupaten_id, closed_on=None).order_by("name", "pk")
    choices = {
        "jabatan": list(known),
        "institution": list(opd.values_list("name", flat=True)),
        "position": Position.labels,
    }
    instructions = [
        f"Anggota forum menurut {decree}",
        "",
        "1. Tulis satu jabatan dalam satu baris, dengan kedudukannya dalam forum. Nama orang tidak ditulis: pejabatnya "
        "dicatat pada halaman jabatan.",
        "2. Jabatan yang belum tercatat dicatat sekaligus, bila kolom Instansi menyebut tempatnya.",
        "3. Anggota yang sudah ada ikut di sini dan dapat diperbaiki. Menghapus barisnya tidak mengeluarkan anggota.",
        "4. Simpan berkas ini, lalu unggah di aplikasi: SK, Unggah anggota. Isinya ditampilkan dahulu.",
        "",
        "Arti setiap kolom ada pada lembar terakhir, “Kamus data”.",
    ]
    return write_template(instructions, [FillIn("Anggota", ENTRIES, [*rows, *({} for _ in range(SPARE))], choices)])
