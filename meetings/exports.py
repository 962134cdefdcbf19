"""The lists of meetings as Excel: who came, what follows, and the annexes of a berita acara."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from operator import itemgetter

from forum.excel_output import Column, Kind, Sheet
from plans.exports import PLACE, WISH, of_wish

ATTENDANCE = Sheet(
    "Daftar hadir",
    (
        Column("Nomor urut", "order", "Urutan pada daftar.", Kind.NUMBER),
        Column("Nama", "name", "Nama peserta; kosong bila tidak dicatat atau sudah dihapus.", width=30),
        Column("L/P", "sex", "L laki-laki, P perempuan.", width=6),
        Column("Jabatan", "jabatan_name", "Jabatan pada hari rapat.", width=36),
        Column("Instansi", "institution", "Instansi pada hari rapat.", width=36),
        Column("Kehadiran", "get_presence_display", "Hadir, diwakili, izin, atau tidak hadir.", width=16),
        Column("Diwakili oleh", "represented_by", "Siapa yang mewakilinya.", width=30),
    ),
)

FOLLOW_UP = Sheet(
    "Tindak lanjut",
    (
        Column("Tindak lanjut", "what", "Pekerjaan yang disepakati.", width=56),
        Column("Penanggung jawab", lambda row: row.opd or row.jabatan, "OPD atau jabatan yang mengerjakan.", width=36),
        Column("Tenggat", "due_on", "Hari terakhir pekerjaan itu harus selesai.", Kind.DATE),
        Column("Keadaan", "state.label", "Langkah terakhir yang tercatat.", width=20),
        Column("Hasil atau sebab", "result", "Hasil pekerjaan, atau sebab tidak terlaksana.", width=48),
        Column("Rapat", "meeting.title", "Rapat yang menyepakatinya.", width=40),
        Column("Tanggal rapat", "meeting.held_on", "Hari rapat itu.", Kind.DATE),
    ),
)


def _volume(row: dict) -> Decimal | None:
    return Decimal(row["volume"]) if row["volume"] else None


def _or_nothing(key: str) -> Callable:
    return lambda row: row[key] or None


ANNEX_II = Sheet(
    "Lampiran II",
    (
        Column("Nomor", itemgetter("number"), "Nomor urut pada naskah.", Kind.NUMBER),
        Column("Desa", itemgetter("desa"), "Desa pengusul menurut namanya pada hari rapat.", width=26),
        Column("Usulan", itemgetter("title"), "Usulan yang disepakati.", width=40),
        Column("Volume", _volume, "Volume yang disepakati.", Kind.NUMBER),
        Column("Satuan", itemgetter("unit"), "Satuan volume.", width=12),
        Column("OPD", itemgetter("opd"), "Perangkat daerah menurut namanya pada hari rapat.", width=34),
        Column("Kode", itemgetter("code"), "Kosong bila baru diusulkan dalam Renja berikutnya.", width=20),
        Column("Sub kegiatan", itemgetter("activity"), "Nama sub kegiatan.", width=44),
        Column("Lokus", itemgetter("lokus"), "Nomor lokus sub kegiatan itu.", Kind.NUMBER),
        Column("Pagu disepakati", _or_nothing("amount"), "Rupiah utuh; kosong bila belum ada pagu.", Kind.RUPIAH),
        Column("Sumber dana", itemgetter("source"), "Sumber dana porsi itu.", width=20),
        Column("Tahun", itemgetter("fiscal_year"), "Tahun anggaran.", Kind.NUMBER),
        Column("Hasil", itemgetter("result"), "Jenis kesepakatan.", width=30),
    ),
)

ANNEX_III = Sheet(
    "Lampiran III",
    (
        Column("Nomor", itemgetter("number"), "Nomor urut pada naskah.", Kind.NUMBER),
        Column("Desa", itemgetter("desa"), "Desa pengusul menurut namanya pada hari rapat.", width=26),
        Column("Usulan", itemgetter("title"), "Usulan yang tidak atau belum disepakati.", width=40),
        Column("Volume", _volume, "Volume yang diminta.", Kind.NUMBER),
        Column("Satuan", itemgetter("unit"), "Satuan volume.", width=12),
        Column("OPD", itemgetter("opd"), "Perangkat daerah yang ditanya.", width=34),
        Column("Hasil", itemgetter("result"), "Hasil pembahasan; “Belum dibahas” juga sebuah hasil.", width=30),
        Column("Alasan", itemgetter("reason"), "Alasan seperti tercetak pada naskah.", width=56),
        Column("Tahun", itemgetter("fiscal_year"), "Tahun anggaran.", Kind.NUMBER),
    ),
)


def annexes(content: dict) -> Iterator[tuple[Sheet, list[dict]]]:
    """Yield annex II and III of a berita acara, numbered as the paper numbers them."""
    agreed = [row for group in content["agreed"] for row in group["rows"]]
    for sheet, rows in ((ANNEX_II, agreed), (ANNEX_III, content["not_agreed"])):
        yield sheet, [row | {"number": number} for number, row in enumerate(rows, start=1)]


def _people(index: int) -> Callable:
    return lambda meeting: meeting.present[index]


MEETING = Sheet(
    "Rapat",
    (
        Column("Tanggal", "held_on", "Hari rapat.", Kind.DATE),
        Column("Jenis", "get_kind_display", "Jenis rapat.", width=22),
        Column("Rapat", "title", "Nama rapat.", width=44),
        Column("Tempat", "place", "Tempat rapat.", width=30),
        Column("Tahun berjalan", "fiscal_year", "Rapat membahas tahun ini dan berikutnya.", Kind.NUMBER),
        Column("Keadaan", "state.label", "Langkah terakhir yang tercatat.", width=20),
        Column("Laki-laki", _people(0), "Hadir laki-laki.", Kind.NUMBER),
        Column("Perempuan", _people(1), "Hadir perempuan.", Kind.NUMBER),
        Column("Keputusan", "decision_count", "Keputusan yang masih berlaku.", Kind.NUMBER),
    ),
)

AGREEMENT = Sheet(
    "Berita acara",
    (
        Column("Nomor", "number", "Kosong bila belum diisi.", width=32),
        Column("Judul", "title", "Judul berita acara.", width=48),
        Column("Versi", "version", "1 untuk yang pertama.", Kind.NUMBER),
        Column("Keadaan", "state.label", "Draf, final, ditandatangani, diganti, atau dibatalkan.", width=24),
        Column("Rapat", "meeting.title", "Rapat yang menyepakatinya.", width=44),
        Column("Tanggal rapat", "meeting.held_on", "Hari rapat itu.", Kind.DATE),
        Column("Final", "final_at", "Hari isinya dibekukan.", Kind.DATE),
        Column("Ditandatangani", "signed_at", "Hari tanda tangan terakhir.", Kind.DATE),
        Column("Sidik isi", "fingerprint", "SHA-256 isi yang dibekukan.", width=66),
    ),
)


def _numbers(portion) -> str:
    return "; ".join(item.agreement.number or str(item.agreement) for item in portion.outcome.papers)


UNFUNDED = Sheet(
    "Kesepakatan tanpa pagu",
    (
        *of_wish("outcome.usulan", *PLACE, *WISH),
        Column("Tahun", "outcome.fiscal_year", "Tahun anggaran.", Kind.NUMBER),
        Column("OPD", lambda row: row.activity.opd, "Perangkat daerah sub kegiatan itu.", width=34),
        Column("Kode", "activity.code", "Kode sub kegiatan.", width=20),
        Column("Sub kegiatan", "activity.name", "Nama sub kegiatan.", width=44),
        Column("Disepakati", "amount", "Rupiah utuh.", Kind.RUPIAH),
        Column("Keadaan", "state.label", "Dibahas kembali, atau pagunya dipotong.", width=20),
        Column("Kehilangan pagu", "lost_on", "Kosong bila masih menunggu pilihan.", Kind.DATE),
        Column("Berita acara", _numbers, "Yang menyebut kesepakatan ini.", width=40),
    ),
)


DIFFERENCE = Sheet(
    "Perbedaan",
    (
        Column("Bagian", itemgetter("section"), "Bagian naskah.", width=34),
        Column("Perubahan", itemgetter("kind"), "baru, hilang, atau berubah.", width=12),
        Column("Apa", itemgetter("what"), "Baris atau isian yang berbeda.", width=56),
        Column("Isian", itemgetter("label"), "Kosong pada baris yang baru atau hilang.", width=24),
        Column("Dahulu", itemgetter("old"), "Bunyinya pada versi yang dibandingkan.", width=40),
        Column("Sekarang", itemgetter("new"), "Bunyinya pada versi ini.", width=40),
    ),
)
