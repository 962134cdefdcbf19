"""The columns in which a village's plan and its usulan are written down offline, and what each cell must hold."""

from collections.abc import Callable, Sequence
from functools import partial

from django.db.models import TextChoices

from forum.cells import (
    CellRefused,
    read_amount,
    read_choice,
    read_count,
    read_day,
    read_quantity,
    read_text,
    required,
    text_of,
)
from forum.excel_output import Kind
from forum.listing import Entry
from plans.choices import Bidang, FundingSource, LandStatus, Pattern

KEPT = {"is_kept": True, "is_hidden": True}
PLACE = (
    Entry("code", "Kode desa", "Kode Kemendagri desa, seperti 53.18.04.2011.", ("kode", "kode kemendagri"), width=15),
    Entry("desa", "Desa", "Nama desa; tidak perlu bila kodenya ada.", ("nama desa", "desa/kelurahan"), width=20),
    Entry("kecamatan", "Kecamatan", "Perlu bila nama desanya ada di beberapa kecamatan.", width=16),
)
UUID = Entry("uuid", "Nomor isian", "Membuat isian yang diunggah dua kali tetap satu.", **KEPT)
VERSION = Entry("version", "Versi", "Versi yang diunduh; isian yang sejak itu diubah orang lain ditolak.", **KEPT)
YEAR = Entry(
    "fiscal_year", "Tahun anggaran", "Empat angka, misalnya 2027.", ("tahun",), Kind.NUMBER, 10, is_required=True
)

USULAN = (
    UUID,
    VERSION,
    *PLACE,
    Entry(
        "title",
        "Usulan",
        "Apa yang diminta, misalnya Sumur bor Dusun 2.",
        ("judul", "judul usulan", "nama usulan", "uraian usulan", "kegiatan"),
        width=40,
        is_required=True,
    ),
    Entry("bidang", "Bidang penghidupan", "Pilih dari daftar.", ("bidang",), width=22, is_required=True),
    YEAR,
    Entry("problem", "Masalah", "Mengapa diperlukan, dengan kata-kata warga.", ("permasalahan",), width=40),
    Entry("location", "Lokasi", "Dusun, RT/RW atau titik lokasi.", ("dusun", "alamat"), width=24),
    Entry("land_status", "Status lahan", "Pilih dari daftar.", width=26),
    Entry("volume", "Volume", "Angka, misalnya 2 atau 2,5.", kind=Kind.NUMBER, width=10),
    Entry("unit", "Satuan", "Misalnya unit, ekor, meter, orang.", width=12),
    Entry("cost", "Perkiraan biaya", "Rupiah utuh.", ("biaya", "anggaran", "pagu"), Kind.RUPIAH, 18),
    Entry("men", "Penerima manfaat laki-laki", "Jumlah orang.", ("laki laki", "l"), Kind.NUMBER, 11),
    Entry("women", "Penerima manfaat perempuan", "Jumlah orang.", ("perempuan", "p"), Kind.NUMBER, 11),
    Entry("disabled", "Penyandang disabilitas", "Di antara penerima manfaat.", ("difabel",), Kind.NUMBER, 12),
    Entry("elderly", "Lansia", "Di antara penerima manfaat.", (), Kind.NUMBER, 9),
    Entry("female_headed", "KK perempuan", "Jumlah kepala keluarga perempuan.", (), Kind.NUMBER, 11),
    Entry("kelompok", "Kelompok", "Kelompok yang sudah tercatat di desa itu.", ("nama kelompok",), width=24),
    Entry("funding_options", "Sumber dana yang mungkin", "Dari daftar; beberapa dipisahkan koma.", ("sumber dana",)),
    Entry("pattern", "Pola pelaksanaan", "Pilih dari daftar.", width=24),
    Entry("sipd_id", "Nomor usulan SIPD", "Bila sudah ada di SIPD.", ("id usulan sipd", "id sipd"), width=16),
)
PLAN = (
    UUID,
    VERSION,
    *PLACE,
    YEAR,
    Entry("musyawarah_on", "Tanggal musyawarah", "Hari terakhir musyawarah.", (), Kind.DATE, 16, is_required=True),
    Entry("men", "Peserta laki-laki", "Jumlah orang.", (), Kind.NUMBER, 11),
    Entry("women", "Peserta perempuan", "Jumlah orang.", (), Kind.NUMBER, 11),
    Entry("goal", "Tujuan bersama", "Hasil musyawarah.", width=40),
    Entry("potential", "Potensi dan aset", "Hasil musyawarah.", width=40),
    Entry("challenges", "Tantangan dan kerentanan", "Hasil musyawarah.", width=40),
)
# What the template itself fills in: a row that holds nothing else was not filled in.
GIVEN = frozenset({"uuid", "version", "code", "desa", "kecamatan", "fiscal_year"})


def read_choices(value, *, choices: type[TextChoices]) -> list[str]:
    texts = text_of(value).replace(";", ",").split(",")
    codes = [read_choice(text.strip(), choices=choices) for text in texts if text.strip()]
    return list(dict.fromkeys(codes))


def read_year(value) -> int:
    year = read_count(value)
    if year is None or not 2000 <= year <= 2100:
        raise CellRefused("Tahun ini tidak terbaca.", "Tulis tahun anggaran dengan empat angka, misalnya 2027.")
    return year


def texts(names: Sequence[str], longest: int) -> dict[str, Callable]:
    return {name: partial(read_text, longest=longest) for name in names}


USULAN_READERS = {
    "title": required(partial(read_text, longest=200), "usulan"),
    "bidang": required(partial(read_choice, choices=Bidang), "bidang penghidupan"),
    "fiscal_year": read_year,
    **texts(["problem"], 4000),
    **texts(["location"], 120),
    "land_status": partial(read_choice, choices=LandStatus),
    "volume": read_quantity,
    **texts(["unit", "sipd_id"], 30),
    "cost": read_amount,
    **dict.fromkeys(["men", "women", "disabled", "elderly", "female_headed"], read_count),
    "funding_options": partial(read_choices, choices=FundingSource),
    "pattern": partial(read_choice, choices=Pattern),
}
PLAN_READERS = {
    "fiscal_year": read_year,
    "musyawarah_on": required(read_day, "tanggal musyawarah"),
    "men": lambda value: read_count(value) or 0,
    "women": lambda value: read_count(value) or 0,
    **texts(["goal", "potential", "challenges"], 8000),
}
