"""The lists of plans as Excel: what each column holds, and what is laid together for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.db.models import Prefetch

from forum.excel_output import Column, Kind, Sheet
from forum.models import Kecamatan
from plans.choices import Stage
from plans.models import Referral, Usulan

PLACE = (
    Column("Kecamatan", "desa.kecamatan.name", "Kecamatan desa itu hari ini.", width=20),
    Column("Desa", "desa.full_name", "Desa atau kelurahan.", width=26),
    Column("Kode desa", "desa.code", "Kode Kemendagri, seperti 53.18.04.2011.", width=15),
)
WISH = (
    Column("Usulan", "title", "Apa yang diminta desa.", width=40),
    Column("Bidang", "get_bidang_display", "Bidang penghidupan.", width=20),
)
AMOUNT = (
    Column("Volume", "volume", "Banyaknya yang diminta.", Kind.NUMBER),
    Column("Satuan", "unit", "Satuan volume.", width=12),
    Column("Perkiraan biaya", "cost", "Rupiah utuh, menurut desa.", Kind.RUPIAH),
)
PEOPLE = (
    Column("Laki-laki", "men", "Penerima manfaat laki-laki, orang.", Kind.NUMBER),
    Column("Perempuan", "women", "Penerima manfaat perempuan, orang.", Kind.NUMBER),
)


def _sources(usulan: Usulan) -> str:
    return ", ".join(usulan.funding_labels)


def _outcome(usulan: Usulan) -> str:
    return usulan.outcome_state.label if usulan.outcome_state else ""


USULAN = Sheet(
    "Usulan",
    (
        Column("Nomor", "pk", "Nomor usulan dalam aplikasi ini.", Kind.NUMBER),
        Column("Tahun", "fiscal_year", "Tahun anggaran yang diminta.", Kind.NUMBER),
        *PLACE,
        *WISH,
        Column("Masalah", "problem", "Mengapa diperlukan, dengan kata-kata warga.", width=48),
        Column("Lokasi", "location", "Dusun, RT/RW atau titik lokasi."),
        *AMOUNT,
        *PEOPLE,
        Column("Disabilitas", "disabled", "Di antaranya penyandang disabilitas, orang.", Kind.NUMBER),
        Column("Lansia", "elderly", "Di antaranya lansia, orang.", Kind.NUMBER),
        Column("KK perempuan", "female_headed", "Keluarga yang dikepalai perempuan.", Kind.NUMBER),
        Column("Kelompok", lambda usulan: usulan.kelompok, "Kelompok penerima; kosong bila bukan kelompok."),
        Column("Sumber dana", _sources, "Sumber dana yang mungkin menurut desa.", width=30),
        Column("Pola pelaksanaan", "get_pattern_display", "Siapa yang mengerjakan."),
        Column("Status lahan", "get_land_status_display", "Keadaan lahan yang diperlukan."),
        Column(
            "Urutan kecamatan", "kecamatan_rank", "Urutan prioritas dalam kecamatan; 1 paling penting.", Kind.NUMBER
        ),
        Column("Urutan desa", "desa_rank", "Urutan prioritas dalam desa; 1 paling penting.", Kind.NUMBER),
        Column("Keadaan", "state.label", "Draf, diajukan, dikembalikan, atau diverifikasi kecamatan."),
        Column("Hasil", _outcome, "Hasil pembahasan forum yang berlaku untuk tahun yang dipilih.", width=30),
        Column("Nomor SIPD", "sipd_id", "Nomor usulan dalam SIPD, bila sudah ada."),
    ),
)


def _asked_opd(usulan: Usulan) -> str:
    return ", ".join(dict.fromkeys(str(one.opd) for one in usulan.open_referrals))


# The order in which the form "usulan" of SIPD-RI asks; SIPD publishes none, so the dictionary sheet says it is assumed.
ASSUMED = "Urutan kolom mengikuti formulir usulan SIPD-RI sejauh diketahui; periksa sebelum menempel. "
SIPD_COLUMNS = (
    Column("Prioritas", "kecamatan_rank", f"{ASSUMED}Urutan prioritas kecamatan.", Kind.NUMBER),
    Column("Usulan", "title", "Cari padanannya dalam kamus usulan SIPD.", width=40),
    Column("Permasalahan", "problem", "Mengapa diperlukan.", width=48),
    Column("Kecamatan", "desa.kecamatan.name", "Kecamatan pengusul.", width=20),
    Column("Desa/kelurahan", "desa.full_name", "Desa atau kelurahan pengusul.", width=26),
    Column("Kode wilayah", "desa.code", "Kode Kemendagri, seperti 53.18.04.2011.", width=15),
    Column("Alamat/lokasi", "location", "Dusun, RT/RW atau titik lokasi."),
    Column("Volume", "volume", "Banyaknya yang diminta.", Kind.NUMBER),
    Column("Satuan", "unit", "Satuan volume.", width=12),
    Column("Usulan anggaran", "cost", "Rupiah utuh, menurut desa.", Kind.RUPIAH),
    Column(
        "Perangkat daerah tujuan", _asked_opd, "OPD yang sedang ditanya forum; kosong bila belum diteruskan.", width=30
    ),
    *PEOPLE,
    Column("Kelompok", lambda usulan: usulan.kelompok, "Kelompok penerima; kosong bila bukan kelompok."),
    Column("Status lahan", "get_land_status_display", "Keadaan lahan yang diperlukan."),
    Column("Sumber dana", _sources, "Sumber dana yang mungkin menurut desa.", width=30),
    Column("Nomor SIPD", "sipd_id", "Kosong bila belum ada dalam SIPD."),
)


def musrenbangcam(rows) -> Iterator[tuple[Sheet, object]]:
    """Yield a sheet for every kecamatan that asks anything: what was handed in, in the order of the kecamatan."""
    referrals = Referral.objects.open().select_related("opd").order_by("pk")
    asked = rows.asked().in_order().prefetch_related(Prefetch("referrals", referrals, to_attr="open_referrals"))
    kecamatan = Kecamatan.objects.filter(pk__in=asked.order_by().values("desa__kecamatan")).order_by("name", "pk")
    for one in kecamatan:
        yield Sheet(one.name, SIPD_COLUMNS), asked.for_kecamatan(one)
    if not kecamatan:
        yield Sheet("Usulan", SIPD_COLUMNS), []


def _names(rows) -> str:
    return "; ".join(str(row) for row in rows.all())


ACTIVITY = Sheet(
    "Kegiatan OPD",
    (
        Column("OPD", lambda row: row.opd, "Perangkat daerah yang mengerjakan.", width=34),
        Column("Tahun", "fiscal_year", "Tahun anggaran.", Kind.NUMBER),
        Column("Kode", "code", "Kode sub kegiatan menurut nomenklatur.", width=20),
        Column("Program", "program", "Nama program.", width=36),
        Column("Kegiatan", "kegiatan", "Nama kegiatan.", width=36),
        Column("Sub kegiatan", "name", "Nama sub kegiatan.", width=44),
        Column("Edisi", "get_edition_display", "Edisi nomenklatur kode itu.", width=30),
        Column("Pagu", "pagu", "Menurut tahap yang berlaku (RKPD, APBD atau Perubahan).", Kind.RUPIAH),
        Column("Disepakati", "committed", "Jumlah yang sudah disepakati forum.", Kind.RUPIAH),
        Column("Sisa pagu", "pagu_left", "Pagu dikurangi yang disepakati; negatif bila dipotong.", Kind.RUPIAH),
        Column("Lokus", "lokus_total", "Lokus yang ditawarkan.", Kind.NUMBER),
        Column("Lokus terbuka", "lokus_open", "Yang masih dapat dilayani.", Kind.NUMBER),
    ),
)

OPEN_LOKUS = Sheet(
    "Lokus terbuka",
    (
        Column("OPD", lambda row: row.activity.opd, "Perangkat daerah yang mengerjakan.", width=34),
        Column("Tahun", "activity.fiscal_year", "Tahun anggaran.", Kind.NUMBER),
        Column("Kode", "activity.code", "Kode sub kegiatan menurut nomenklatur.", width=20),
        Column("Sub kegiatan", "activity.name", "Nama sub kegiatan.", width=44),
        Column("Lokus", "number", "Nomor lokus dalam sub kegiatan itu.", Kind.NUMBER),
        Column("Tempat", "place", "Desa yang dapat dilayani.", width=26),
        Column("Volume", "volume", "Volume lokus itu; kosong bila tidak ditentukan.", Kind.NUMBER),
        Column("Satuan", "unit", "Satuan volume.", width=12),
        Column("Sisa pagu", "activity.pagu_left", "Sisa pagu seluruh sub kegiatan, bukan lokus ini.", Kind.RUPIAH),
    ),
)

KELOMPOK = Sheet(
    "Kelompok",
    (
        *PLACE,
        Column("Kelompok", "name", "Nama kelompok.", width=34),
        Column("Laki-laki", "men", "Anggota laki-laki.", Kind.NUMBER),
        Column("Perempuan", "women", "Anggota perempuan.", Kind.NUMBER),
        Column("Terdaftar di", "get_registration_display", "Daftar resmi tempat kelompok tercatat."),
        Column("Nomor registrasi", "registration_number", "Kosong bila belum terdaftar."),
        Column("Pernah dibantu", lambda row: "Ya" if row.was_helped else "", "Bantuan dari pihak lain yang tercatat."),
        Column("Usulan", "usulan_count", "Banyaknya usulan kelompok ini.", Kind.NUMBER),
    ),
)

SUPPORT = Sheet(
    "Stimulan dan pelatihan",
    (
        Column("Tahun", "fiscal_year", "Tahun anggaran.", Kind.NUMBER),
        *PLACE,
        Column("Jenis", "get_kind_display", "Paket stimulan atau pelatihan.", width=16),
        Column("Inisiatif", "title", "Apa yang dikembangkan.", width=40),
        Column("Bidang", "get_bidang_display", "Bidang penghidupan.", width=20),
        Column("Kelompok", lambda row: row.kelompok, "Kosong bila diterima pemerintah desa."),
        Column("Barang", lambda row: _names(row.items), "Setiap jenis barang dengan jumlahnya.", width=48),
        Column("Sumber", "source", "Program atau sumber dana."),
        Column("Nilai", "cost", "Nilai seluruhnya, rupiah utuh.", Kind.RUPIAH),
        *PEOPLE,
        Column("Keadaan", "state.label", "Langkah terakhir yang tercatat.", width=20),
        Column("Serah terima", "handed_over_on", "Tanggal BAST.", Kind.DATE),
        Column("Nomor BAST", "bast_number", "Kosong bila belum terbit."),
        Column("Hasil", "result", "Hasil menurut pencatat.", width=48),
        Column("Diperiksa", "checked_on", "Tanggal pemeriksaan terakhir.", Kind.DATE),
        Column("Keadaan barang", lambda row: row.get_condition_display(), "Menurut pemeriksaan terakhir."),
        Column("Temuan", "finding", "Apa yang dilihat di lapangan.", width=48),
    ),
)

PLAN = Sheet(
    "Rencana desa",
    (
        *PLACE,
        Column("Tahun", "fiscal_year", "Untuk tahun anggaran.", Kind.NUMBER),
        Column("Pemutakhiran", "revision", "0 untuk rencana pertama.", Kind.NUMBER),
        Column("Musyawarah", "musyawarah_on", "Hari terakhir musyawarah.", Kind.DATE),
        Column("Laki-laki", "men", "Peserta laki-laki.", Kind.NUMBER),
        Column("Perempuan", "women", "Peserta perempuan.", Kind.NUMBER),
        Column("Usulan", "usulan_count", "Usulan yang ditulis versi ini.", Kind.NUMBER),
        Column("Terbawa", "carried_count", "Usulan versi sebelumnya yang dibawanya.", Kind.NUMBER),
        Column("Tujuan bersama", "goal", "Menurut musyawarah.", width=48),
        Column("Potensi dan aset", "potential", "Menurut musyawarah.", width=48),
        Column("Tantangan dan kerentanan", "challenges", "Menurut musyawarah.", width=48),
    ),
)

KAMUS = Sheet(
    "Kamus usulan",
    (
        Column("Istilah", "term", "Seperti yang ditulis desa.", width=30),
        Column("Kata nomenklatur", "words", "Artinya dalam kata nama kegiatan OPD.", width=48),
        Column("Bidang", "get_bidang_display", "Kosong bila berlaku bagi semua bidang.", width=20),
        Column("Kode sub kegiatan", "code", "Diisi bila istilah itu selalu berarti satu sub kegiatan.", width=20),
    ),
)


def of_wish(path: str, *columns: Column) -> tuple[Column, ...]:
    """Return these columns of a usulan for rows that hold it under `path`."""
    return tuple(Column(one.heading, f"{path}.{one.value}", one.explanation, one.kind, one.width) for one in columns)


def _answer(referral: Referral) -> str:
    answer = referral.answer
    if answer is None:
        return ""
    parts = (answer.get_kind_display(), str(answer.activity or ""), answer.detail, answer.explanation)
    return ", ".join(part for part in parts if part)


REFERRAL = Sheet(
    "Kotak masuk OPD",
    (
        Column("OPD", lambda row: row.opd, "OPD yang ditanya.", width=34),
        Column("Tahun", "fiscal_year", "Tahun anggaran yang ditanyakan.", Kind.NUMBER),
        Column("Nomor", "usulan.pk", "Nomor usulan dalam aplikasi ini.", Kind.NUMBER),
        *of_wish("usulan", *PLACE, *WISH, *AMOUNT),
        Column("Diteruskan", "asked_on", "Hari usulan diteruskan.", Kind.DATE),
        Column("Tenggat", "due_on", "Tenggat jawaban.", Kind.DATE),
        Column("Catatan sekretariat", "note", "Catatan saat diteruskan.", width=40),
        Column("Jawaban", _answer, "Jawaban yang sudah dikirim kepala OPD; draf tidak ikut.", width=48),
    ),
)

PROMISE = Sheet(
    "Menunggu dilekatkan",
    (
        Column("OPD", lambda row: row.target_opd, "OPD yang mengusulkannya.", width=34),
        Column("Tahun tujuan", "target_year", "Tahun Renja yang dijanjikan.", Kind.NUMBER),
        *of_wish("usulan", *PLACE, *WISH, *AMOUNT),
        Column("Diputuskan", "decided_on", "Hari forum memutuskannya.", Kind.DATE),
        Column("Penjelasan", "explanation", "Penjelasan keputusan itu.", width=48),
    ),
)


def _of_report(name: str):
    return lambda row: getattr(row.execution, name) if row.execution else None


EXECUTION = Sheet(
    "Pelaksanaan",
    (
        Column("OPD", lambda row: row.activity.opd, "OPD yang melaksanakan.", width=34),
        Column("Tahun", "outcome.fiscal_year", "Tahun anggaran kesepakatan.", Kind.NUMBER),
        Column("Kode", "activity.code", "Kode sub kegiatan.", width=20),
        Column("Sub kegiatan", "activity.name", "Nama sub kegiatan.", width=44),
        *of_wish("outcome.usulan", *PLACE, *WISH),
        Column("Volume disepakati", "volume", "Banyaknya menurut keputusan forum.", Kind.NUMBER),
        Column("Satuan", "unit", "Satuan volume.", width=12),
        Column("Pagu disepakati", "amount", "Rupiah utuh.", Kind.RUPIAH),
        Column("Pelaksanaan", "execution_state.label", "Menurut laporan yang berlaku.", width=20),
        Column("Volume terlaksana", _of_report("volume"), "Kosong bila tidak terlaksana.", Kind.NUMBER),
        Column("Realisasi", _of_report("amount"), "Rupiah utuh.", Kind.RUPIAH),
        Column("Nomor BAST", _of_report("bast_number"), "Kosong bila belum terbit.", width=24),
        Column("Tanggal BAST", _of_report("bast_on"), "Hari serah terima.", Kind.DATE),
        Column("Penjelasan", _of_report("explanation"), "Sebab tidak atau sebagian terlaksana.", width=48),
        Column("Dilaporkan", _of_report("reported_on"), "Hari laporan itu.", Kind.DATE),
    ),
)

NOMENCLATURE = Sheet(
    "Nomenklatur",
    (
        Column("Edisi", "get_edition_display", "Keputusan yang menetapkannya.", width=32),
        Column("Kode", "code", "Kode menurut edisi itu.", width=20),
        Column("Tingkat", "get_level_display", "Urusan, bidang, program, kegiatan, atau sub kegiatan.", width=16),
        Column("Nama", "name", "Nama baku.", width=60),
        Column("Indikator", "indicator", "Tolok ukur keluaran.", width=48),
        Column("Satuan", "unit", "Satuan keluaran.", width=16),
    ),
)
PROPOSAL = Sheet(
    "Pembagian lokus",
    (
        *of_wish("usulan", *PLACE, *WISH, *AMOUNT),
        Column("Urutan kecamatan", "usulan.kecamatan_rank", "1 paling penting.", Kind.NUMBER),
        Column(
            "OPD", lambda row: row.activity and row.activity.opd, "OPD yang melayani, atau yang terdekat.", width=34
        ),
        Column("Sub kegiatan", lambda row: row.activity and row.activity.name, "Kegiatannya.", width=44),
        Column("Pagu yang diperkirakan", "cost", "Rupiah utuh; 0 bila tidak dilayani.", Kind.RUPIAH),
        Column("Penghalang", "get_block_display", "Kosong bila dilayani.", width=36),
        Column("Urutan tunggu", "rank", "Pada kegiatan itu; kosong bila dilayani.", Kind.NUMBER),
        Column("Diajukan", lambda row: "ya" if row.is_ticked else "tidak", "Dicentang untuk diajukan ke forum."),
    ),
)
FINDING = Sheet(
    "Temuan",
    (
        *of_wish("usulan", *PLACE, *WISH, *AMOUNT),
        Column("Lokasi", "usulan.location", "Dusun, RT/RW atau titik lokasi."),
        Column("Mengapa", "why", "Yang perlu dilihat.", width=60),
        Column("Usulan lain", lambda row: row.other and row.other.title, "Yang mirip dengannya, bila ada.", width=40),
    ),
)


@dataclass(frozen=True)
class Found:
    """A finding with its usulan, as a row of a list."""

    usulan: Usulan
    why: str
    other: Usulan | None


def fairness_sheet(years: list[int]) -> Sheet:
    """Return the columns of the desa over these years, three for each."""
    place = (
        Column("Kecamatan", "place.kecamatan.name", "Kecamatan desa itu hari ini.", width=20),
        Column("Desa", "place.full_name", "Desa atau kelurahan.", width=26),
        Column("Kode desa", "place.code", "Kode Kemendagri, seperti 53.18.04.2011.", width=15),
    )
    by_year = (
        Column(f"{what} {year}", partial(_of_year, number=number, part=part), explanation, Kind.NUMBER)
        for number, year in enumerate(years)
        for part, what, explanation in (
            (1, "Diajukan", "Usulan tahun itu, juga yang dari tahun lain diputuskan pada tahun itu."),
            (2, "Disepakati", "Yang diberi lokus dan pagu oleh forum."),
            (3, "Terlaksana", "Yang dilaporkan OPD terlaksana, seluruhnya atau sebagian."),
        )
    )
    served = Column("Tahun dilayani", "years_served", "Berapa tahun desa itu dilayani; 0: belum pernah.", Kind.NUMBER)
    return Sheet("Pemerataan", (*place, served, *by_year))


def _of_year(row, *, number: int, part: int) -> int:
    return row.cells[number][part]


def difference_sheet(stages: list[Stage]) -> Sheet:
    """Return the columns of sub kegiatan with the pagu of each of these stages; rows are those of `with_figures`."""
    by_stage = (
        Column(f"Pagu {stage.label}", partial(_at_stage, number=number), "Kosong bila tidak disebut.", Kind.RUPIAH)
        for number, stage in enumerate(stages)
    )
    return Sheet(
        "Antartahap",
        (
            Column("OPD", "activity.opd.name", "OPD yang melaksanakan.", width=34),
            Column("Kode", "activity.code", "Kode sub kegiatan.", width=20),
            Column("Sub kegiatan", "activity.name", "Nama sub kegiatan.", width=44),
            *by_stage,
            Column("Selisih", "row.difference", "Antara dua tahap yang dibandingkan.", Kind.RUPIAH),
            Column("Keadaan", "row.kind.label", "Naik, turun, sama, baru, atau tidak disebut lagi.", width=20),
        ),
    )


def _at_stage(shown, *, number: int) -> int | None:
    return shown.by_stage[number][1]
