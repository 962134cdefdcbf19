"""The facts of Seram Bagian Timur and what had to be made up, as plain values; seram.py builds from them."""

from bangkit.sample.facts import BUMDES, FRY, TOOLS, TRACK, Wish
from forum.choices import Position
from plans.choices import Bidang

CODE = "81.05"

# key -> name, aliases (one a line), bidang urusan, name of its head. Which OPD sit in the Pokja is not public: these
# are the usual ones.
OPD = {
    "bappeda": ("Bappeda", "Badan Perencanaan Pembangunan Daerah", "5.01", "Kepala Bappeda"),
    "pu": ("Dinas Pekerjaan Umum dan Penataan Ruang", "Dinas PUPR", "1.03", None),
    "pmd": ("Dinas Pemberdayaan Masyarakat dan Desa", "Dinas PMD", "2.13", None),
    "perkim": ("Dinas Perumahan dan Kawasan Permukiman", "Dinas Perkim", "1.04", None),
    "pertanian": ("Dinas Pertanian", "", "3.27", None),
    "ketahanan": ("Dinas Ketahanan Pangan", "", "2.09", None),
    "perikanan": ("Dinas Perikanan", "", "3.25", None),
    "koperasi": ("Dinas Koperasi dan UKM", "", "2.17", None),
    "perindag": ("Dinas Perindustrian dan Perdagangan", "Dinas Perindag", "3.31, 3.30", None),
    "nakertrans": ("Dinas Tenaga Kerja dan Transmigrasi", "Dinas Nakertrans", "2.07, 3.32", None),
    "pariwisata": ("Dinas Pariwisata", "", "3.26", None),
    "lingkungan": ("Dinas Lingkungan Hidup", "", "2.11", None),
    "sosial": ("Dinas Sosial", "", "1.06", None),
    "p3akb": ("Dinas P3A dan KB", "", "2.08, 2.14", None),
    "perhubungan": ("Dinas Perhubungan", "", "2.15", None),
    "bpbd": ("BPBD", "Badan Penanggulangan Bencana Daerah", "1.05", "Kepala Pelaksana BPBD"),
    "pendidikan": ("Dinas Pendidikan", "", "1.01", None),
    "kominfo": ("Dinas Kominfo", "Dinas Komunikasi dan Informatika", "2.16", None),
    "keuangan": ("Badan Keuangan dan Aset Daerah", "BKAD", "5.02", "Kepala Badan Keuangan dan Aset Daerah"),
}
CHAIR = "Asisten Perekonomian dan Pembangunan"
# The SK's own text was not found: these 25 seats are made up; its number is real.
LEADERS = [
    ("Bupati Seram Bagian Timur", Position.STEERING),
    ("Wakil Bupati Seram Bagian Timur", Position.STEERING),
    ("Sekretaris Daerah", Position.RESPONSIBLE),
    (CHAIR, Position.CHAIR),
    ("Asisten Pemerintahan dan Kesejahteraan Rakyat", Position.VICE_CHAIR),
]

# The desa for which somebody can log in: all in Kecamatan Bula; none is marked as BangKIT's.
BULA_DESA = ["Salas", "Englas", "Limumir"]
NUTMEG = Wish("Salas", "Rumah jemur pala", Bidang.AGRICULTURE, 2, "unit", 60_000_000)
ASKED = [
    Wish("Englas", "Bibit ikan kerapu untuk keramba", Bidang.FISHERIES, 2_000, "ekor", 30_000_000, "perikanan", FRY),
    Wish("Limumir", "Bibit ikan nila kolam kelompok", Bidang.FISHERIES, 3_000, "ekor", 24_000_000, "perikanan", FRY),
    Wish("Salas", "Jalan usaha tani ke dusun pala", Bidang.AGRICULTURE, 700, "m", 190_000_000, "pertanian", TRACK),
    Wish("Englas", "Peralatan bengkel perahu", Bidang.WORKSHOP, 4, "set", 40_000_000, "nakertrans", TOOLS),
]
SUBMITTED = Wish("Limumir", "Sagu kemasan", Bidang.HOME_INDUSTRY, 1, "paket", 35_000_000)
OPEN_ACTIVITIES = [
    ("perikanan", FRY, 3, 90_000_000),
    ("pertanian", TRACK, 2, 420_000_000),
    ("nakertrans", TOOLS, 2, 90_000_000),
    ("pmd", BUMDES, 2, 40_000_000),
]

LOGINS = {
    "sekretariat.sbt": "Seram Bagian Timur: mencatat rapat, keputusan, berita acara, akun",
    "fasilitator.sbt": "Seram Bagian Timur: mengisi usulan tiga desa di Kecamatan Bula",
    "camat.bula": "Seram Bagian Timur: memverifikasi usulan Kecamatan Bula",
    "perikanan.sbt": "Seram Bagian Timur: menyiapkan jawaban Dinas Perikanan",
    "kadis.perikanan.sbt": "Seram Bagian Timur: menerima jawaban Dinas Perikanan",
}
