"""The workbook in which a secretariat marks its target villages."""

from forum.choices import TargetKind
from forum.excel_output import Kind
from forum.fill_in import FillIn, write_template
from forum.listing import Entry

# See also: forum.targets, which reads these columns.
ENTRIES = (
    Entry("code", "Kode", "Kode Kemendagri desa.", width=16, is_kept=True),
    Entry("desa", "Desa", "Nama desa.", width=26, is_kept=True),
    Entry("kecamatan", "Kecamatan", "Nama kecamatan.", width=20, is_kept=True),
    Entry("kind", "Jenis", "Awal atau Replikasi; pilih dari daftar.", width=14, is_required=True),
    Entry("since", "Sejak", "Hari pertama pendampingan.", kind=Kind.DATE, width=18, is_required=True),
)
INSTRUCTIONS = (
    "Daftar desa sasaran",
    "",
    "1. Pada lembar “Desa sasaran”, isi kolom Jenis dan Sejak pada desa yang didampingi. Desa lain biarkan kosong.",
    "2. Tanggal ditulis seperti 15 Maret 2024 atau 15/03/2024.",
    "3. Simpan berkas ini, lalu unggah di aplikasi: Desa sasaran, Unggah daftar. Isinya ditampilkan dahulu, dan "
    "semua baris diterima atau tidak satu pun.",
    "",
    "Arti setiap kolom ada pada lembar terakhir, “Kamus data”.",
)


def target_template(desa) -> bytes:
    """Return the list of these desa, with their kecamatan, to be filled in by hand and uploaded."""
    rows = [{"code": one.code, "desa": one.name, "kecamatan": one.kecamatan.name} for one in desa]
    return write_template(INSTRUCTIONS, [FillIn("Desa sasaran", ENTRIES, rows, {"kind": TargetKind.labels})])
