"""The facts of Sumba Barat Daya and what had to be made up, as plain values; sumba.py builds from them."""

from bangkit.sample.facts import BUMDES, FORGE, FRY, GOAT, LOOM, TOOLS, TRACK, WELL, Wish
from forum.choices import Position, TargetKind
from meetings.choices import MeetingKind
from plans.choices import Bidang

CODE = "53.18"


# key -> name, aliases (one a line), bidang urusan, name of its head
OPD = {
    "bapperida": ("Bapperida", "Bappelitbangda\nBaperida", "5.01", "Kepala Bapperida"),
    "pu": ("Dinas Pekerjaan Umum dan Tata Ruang", "Dinas PU dan Tata Ruang\nDinas PUPR\nDPUPR", "1.03", None),
    "pmd": ("Dinas Pemberdayaan Masyarakat dan Desa", "Dinas PMD\nDPMD", "2.13", None),
    "perkim": ("Dinas Perumahan dan Kawasan Permukiman", "Dinas Perkim", "1.04", None),
    "pertanian": ("Dinas Pertanian", "", "3.27", None),
    "peternakan": ("Dinas Peternakan", "", "3.27", None),
    "perikanan": ("Dinas Perikanan", "", "3.25", None),
    "koperasi": ("Dinas Koperasi dan UKM", "", "2.17", None),
    "perindag": ("Dinas Perindustrian dan Perdagangan", "Dinas Perindag", "3.31, 3.30", None),
    "nakertrans": ("Dinas Tenaga Kerja dan Transmigrasi", "Dinas Nakertrans", "2.07, 3.32", None),
    "pariwisata": ("Dinas Pariwisata", "", "3.26", None),
    "sosial": ("Dinas Sosial", "", "1.06", None),
    "p3akb": ("Dinas P3A dan KB", "", "2.08, 2.14", None),
    "bpbd": ("BPBD", "Badan Penanggulangan Bencana Daerah", "1.05", "Kepala Pelaksana BPBD"),
    "pendidikan": ("Dinas Pendidikan", "", "1.01", None),
    "kominfo": ("Dinas Kominfo", "Dinas Komunikasi dan Informatika", "2.16", None),
    "dispora": ("Dispora", "Dinas Pemuda dan Olahraga", "2.19", "Kepala Dispora"),
    "keuangan": ("Badan Keuangan dan Aset Daerah", "BKAD", "5.02", "Kepala Badan Keuangan dan Aset Daerah"),
}
MUSRENBANGKAB_2024 = ("2024-04-17", "2024-04-19")  # public; the other days of the calendar are the usual ones
CHAIR = "Asisten Perekonomian dan Pembangunan"
# The SK's own text was not found: these 24 seats are made up; its number is real.
LEADERS = [
    ("Bupati Sumba Barat Daya", Position.STEERING),
    ("Wakil Bupati Sumba Barat Daya", Position.STEERING),
    ("Sekretaris Daerah", Position.RESPONSIBLE),
    (CHAIR, Position.CHAIR),
    ("Asisten Pemerintahan dan Kesejahteraan Rakyat", Position.VICE_CHAIR),
]

# The only villages of Sumba Barat Daya that public sources name as BangKIT villages. The days are the programme's own
# (February 2023 to June 2025): those of single villages are not public.
TARGETS = {
    TargetKind.START: ("Tanjung Karoso", "Wura Homba", "Onggol", "Mata Wee Lima", "Waiholo"),
    TargetKind.REPLICATION: ("Ate Dalo",),
}
TARGET_DAYS = "2023-02-01", "2025-06-30"

A, L, F, H, W = (
    Bidang.AGRICULTURE,
    Bidang.LIVESTOCK,
    Bidang.FISHERIES,
    Bidang.HOME_INDUSTRY,
    Bidang.WORKSHOP,
)
# RKPD 2024, lokus still open on 31 January 2024: 6 pertanian (4 sumur bor, 2 jalan usaha tani), 4 peternakan
# (sumur bor).
RKPD_2024 = [
    Wish("Wura Homba", "Sumur bor untuk kebun sayur", A, 1, "unit", 150_000_000, "pertanian", WELL),
    Wish("Onggol", "Sumur bor kelompok tani", A, 1, "unit", 150_000_000, "pertanian", WELL),
    Wish("Waiholo", "Sumur bor lahan hortikultura", A, 1, "unit", 150_000_000, "pertanian", WELL),
    Wish("Mata Wee Lima", "Sumur bor kebun jagung", A, 1, "unit", 150_000_000, "pertanian", WELL),
    Wish("Tanjung Karoso", "Jalan usaha tani ke kebun mete", A, 800, "m", 200_000_000, "pertanian", TRACK),
    Wish("Mata Wee Lima", "Jalan usaha tani ke sawah tadah hujan", A, 600, "m", 180_000_000, "pertanian", TRACK),
    Wish("Wura Homba", "Sumur bor untuk air minum ternak", L, 1, "unit", 150_000_000, "peternakan", WELL),
    Wish("Onggol", "Sumur bor padang penggembalaan", L, 1, "unit", 150_000_000, "peternakan", WELL),
    Wish("Tanjung Karoso", "Sumur bor kandang kelompok", L, 1, "unit", 150_000_000, "peternakan", WELL),
    Wish("Ate Dalo", "Sumur bor ternak warga", L, 1, "unit", 150_000_000, "peternakan", WELL),
]
# RKPD 2025 after Musrenbangkab 17-19 April 2024: 7 Peternakan, 5 Nakertrans, 6 Perikanan, 2 Perindag.
RKPD_2025 = [
    *(
        Wish(
            desa,
            f"Ternak kambing untuk kelompok {which}",
            L,
            20,
            "ekor",
            40_000_000,
            "peternakan",
            GOAT,
            kelompok=f"Kelompok {which} {desa}",
        )
        for desa, which in [
            ("Wura Homba", "perempuan"),
            ("Onggol", "tani"),
            ("Tanjung Karoso", "nelayan"),
            ("Ate Dalo", "muda"),
            ("Waiholo", "tani"),
            ("Waiholo", "perempuan"),
            ("Mata Wee Lima", "tani"),
        ]
    ),
    Wish("Wura Homba", "Perlengkapan tenun", H, 10, "set", 35_000_000, "nakertrans", TOOLS),
    Wish("Tanjung Karoso", "Perlengkapan tenun kelompok perempuan", H, 10, "set", 35_000_000, "nakertrans", TOOLS),
    Wish("Waiholo", "Perlengkapan tenun ikat", H, 8, "set", 28_000_000, "nakertrans", TOOLS),
    Wish("Onggol", "Peralatan pertukangan kayu", W, 5, "set", 45_000_000, "nakertrans", TOOLS),
    Wish("Mata Wee Lima", "Peralatan pertukangan batu", W, 5, "set", 45_000_000, "nakertrans", TOOLS),
    *(
        Wish(desa, f"Bibit ikan air tawar {which}", F, 2_000, "ekor", 15_000_000, "perikanan", FRY)
        for desa, which in [
            ("Wura Homba", "kolam kelompok"),
            ("Onggol", "kolam keluarga"),
            ("Ate Dalo", "kolam terpal"),
            ("Waiholo", "kolam kelompok"),
            ("Waiholo", "kolam terpal"),
            ("Mata Wee Lima", "kolam kelompok"),
        ]
    ),
    Wish("Onggol", "Pelatihan pandai besi", W, 15, "orang", 60_000_000, "perindag", FORGE),
    Wish("Tanjung Karoso", "Alat tenun ikat", H, 10, "unit", 50_000_000, "perindag", LOOM),
]
BUMDES_WISH = Wish(
    "Mata Wee Lima", "Status badan hukum BUMDes", Bidang.MICRO_BUSINESS, 1, "BUMDes", 10_000_000, "pmd", BUMDES
)
BUMDES_WHY = "Dinas PMD belum menyatakannya untuk 2024; tahun 2025 melalui bidang kerja sama antar desa."
UNDISCUSSED = Wish("Onggol", "Kios bersama hasil tani", Bidang.MICRO_BUSINESS, 1, "unit", 90_000_000, "koperasi")

# What the Perubahan of Dinas Pertanian says of 2024 (made up): less for wells, more for tracks.
PERUBAHAN_2024 = [(WELL, 850_000_000), (TRACK, 820_000_000)]

# Redirected to the programme on 15 March 2024 (made up): one got its package, the other still waits for it.
STIMULAN_WISH = Wish("Onggol", "Rumah pewarna alami dan alat tenun", H, 1, "paket", 30_000_000)
WAITING_WISH = Wish("Ate Dalo", "Peralatan pengolahan kacang mete", H, 1, "paket", 25_000_000)

# Asked for 2025, agreed this year; the Perubahan then cuts what the second one was given (made up).
LATE_WISHES = [
    Wish("Ate Dalo", "Ternak kambing kelompok nelayan", L, 20, "ekor", 42_000_000, "peternakan", GOAT),
    Wish("Mata Wee Lima", "Peralatan pertukangan bambu", W, 5, "set", 45_000_000, "nakertrans", TOOLS),
]
CUT_TO = 40_000_000

# This year's, one for each thing that can wait for somebody.
DRAFT_WISH = Wish("Wura Homba", "Perahu fiber dan jaring untuk nelayan", F, 4, "unit", 120_000_000)
RETURNED_WISH = Wish("Onggol", "Mesin pengupas kulit mete", H, 2, "unit", 30_000_000)
SUBMITTED_WISHES = [
    Wish("Tanjung Karoso", "Bibit rumput laut dan tali bentang", Bidang.SEAWEED, 500, "m", 25_000_000),
    Wish("Ate Dalo", "Alat tenun gedogan", H, 12, "unit", 36_000_000),
]
VERIFIED_WISHES = [
    Wish("Wura Homba", "Jalan usaha tani Dusun 3", A, 700, "m", 190_000_000, "pertanian", TRACK),
    Wish("Onggol", "Sumur bor Dusun 2", A, 1, "unit", 150_000_000, "pertanian", WELL),
    Wish("Ate Dalo", "Ternak kambing kelompok perempuan", L, 20, "ekor", 42_000_000, "peternakan", GOAT),
    Wish("Tanjung Karoso", "Bibit ikan nila kolam desa", F, 3_000, "ekor", 20_000_000, "perikanan", FRY),
    Wish("Wura Homba", "Pompa air kebun sayur", A, 2, "unit", 24_000_000),
    Wish("Onggol", "Rumah produksi tenun", H, 1, "unit", 95_000_000),
]

# Real dates and counts; a meeting without counts by sex says so in its title.
PAST_MEETINGS = [
    ("2023-04-12", MeetingKind.RAKOR, "Rapat koordinasi Forum BangKIT", "", None, None),
    ("2023-06-08", MeetingKind.RAKOR, "Rapat koordinasi Forum BangKIT, 23 orang hadir", "", None, None),
    ("2023-08-09", MeetingKind.WORKSHOP, "Lokakarya Forum BangKIT", "", 58, 10),
    ("2023-11-28", MeetingKind.RAKOR, "Rapat koordinasi Forum BangKIT", "Bapperida", None, None),
    ("2024-03-15", MeetingKind.RAKOR, "Rapat koordinasi Forum BangKIT", "Tambolaka", None, None),
    ("2024-12-05", MeetingKind.RAKOR, "Rapat koordinasi Forum BangKIT", "", 25, 13),
    (
        "2025-03-24",
        MeetingKind.RAKOR,
        "Rapat koordinasi keenam: Sinkronisasi Renja 2025 dan 2026",
        "Aula Bapperida",
        25,
        10,
    ),
]

# What the mid-year meeting of this year had no time for, and what the camat reports to the next one.
LEFT_TOPIC = "Pembagian pendampingan kelompok tenun (contoh)"
KODI_REPORT = {
    "achievements": "Empat desa menyelesaikan pemutakhiran rencana penghidupan (contoh).",
    "challenges": "Jalan ke dusun terputus pada musim hujan (contoh).",
    "lessons": "Musyawarah per dusun lebih banyak dihadiri perempuan (contoh).",
}

# user name -> role, scope key, how history names it, jabatan held
LOGINS = {
    "sekretariat": "mencatat rapat, keputusan, berita acara, akun",
    "fasilitator": "mengisi usulan empat desa di Kecamatan Kodi",
    "camat.kodi": "memverifikasi usulan Kecamatan Kodi",
    "pertanian": "menyiapkan jawaban Dinas Pertanian",
    "kadis.pertanian": "menerima jawaban Dinas Pertanian",
    "pengamat": "melihat semua yang sudah diajukan",
}
# These OPD have a desk and a head who can log in.
ANSWERING = ["pertanian", "peternakan", "perikanan", "nakertrans", "perindag", "pmd", "koperasi", "pu"]
KODI_DESA = ["Wura Homba", "Onggol", "Tanjung Karoso", "Ate Dalo"]
# The only villages that public sources name as BangKIT's; do not mark others.
BANGKIT_DESA = ["Tanjung Karoso", "Wura Homba", "Onggol", "Mata Wee Lima", "Waiholo", "Ate Dalo"]

# What the minutes say of the rakor of 31 January 2024, and of a meeting in Kodi that its camat led.
LOKUS_TOLD = "Sekretariat membacakan kegiatan RKP 2024 yang lokusnya masih tersedia (contoh)."
RANKED_FIRST = "Usulan dibahas menurut urutan prioritas kecamatan (contoh)."
KODI_TOLD = "Lima desa menyampaikan usulan yang siap diteruskan ke OPD (contoh)."
KODI_DECIDED = "Urutan prioritas kecamatan ditetapkan sebelum rapat koordinasi berikutnya (contoh)."
