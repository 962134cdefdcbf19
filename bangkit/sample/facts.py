"""What the kabupaten of the sample share, as plain values."""

from dataclasses import dataclass

from plans.choices import Bidang

PASSWORD = "contoh-sumba-2024"
MADE_UP = "(contoh)"

# Code, sub kegiatan and (program, kegiatan) as Kepmendagri 900.1.15.5-1317/2023 has them.
FARM = "PROGRAM PENYEDIAAN DAN PENGEMBANGAN PRASARANA PERTANIAN", "Pembangunan Prasarana Pertanian"
HERD = (
    "PROGRAM PENYEDIAAN DAN PENGEMBANGAN SARANA PERTANIAN",
    "Penyediaan Benih/Bibit Ternak dan Hijauan Pakan Ternak yang Sumbernya dari Daerah Kabupaten/Kota Lain",
)
SKILL = (
    "PROGRAM PELATIHAN KERJA DAN PRODUKTIVITAS TENAGA KERJA",
    "Pelaksanaan Pelatihan berdasarkan Unit Kompetensi",
)
FISH = "PROGRAM PENGELOLAAN PERIKANAN BUDIDAYA", "Pengelolaan Pembudidayaan Ikan"
CRAFT = (
    "PROGRAM PERENCANAAN DAN PEMBANGUNAN INDUSTRI",
    "Penyusunan dan Evaluasi Rencana Pembangunan Industri Kabupaten/Kota",
)
VILLAGE = (
    "PROGRAM ADMINISTRASI PEMERINTAHAN DESA",
    "Pembinaan dan Pengawasan Penyelenggaraan Administrasi Pemerintahan Desa",
)
TOGETHER = "PROGRAM PENINGKATAN KERJA SAMA DESA", "Fasilitasi Kerja Sama antar Desa"
TRACK = ("3.27.03.2.02.0003", "Pembangunan, Rehabilitasi dan Pemeliharaan Jalan Usaha Tani", FARM)
WELL = ("3.27.03.2.02.0009", "Pembangunan, Rehabilitasi dan Pemeliharaan Prasarana Pertanian Lainnya", FARM)
GOAT = ("3.27.02.2.06.0003", "Pengadaan Bibit Ternak yang Sumbernya dari Daerah Kabupaten/Kota Lain", HERD)
TOOLS = ("2.07.03.2.01.0003", "Pengadaan Sarana Pelatihan Kerja Kabupaten/Kota", SKILL)
FRY = (
    "3.25.04.2.04.0003",
    "Penjaminan Ketersediaan Sarana Pembudidayaan Ikan dalam 1 (Satu) Daerah Kabupaten/Kota",
    FISH,
)
FORGE = (
    "3.31.02.2.01.0005",
    "Koordinasi, Sinkronisasi, dan Pelaksanaan Pemberdayaan Industri dan Peran Serta Masyarakat",
    CRAFT,
)
LOOM = (
    "3.31.02.2.01.0004",
    "Koordinasi, Sinkronisasi, dan Pelaksanaan Pembangunan Sarana dan Prasarana Industri",
    CRAFT,
)
BUMDES = ("2.13.04.2.01.0008", "Pembinaan dan Pemberdayaan BUM Desa dan Lembaga Kerja Sama antar Desa", VILLAGE)
JOINT = ("2.13.03.2.01.0001", "Fasilitasi Kerja Sama Antar Desa dalam Kabupaten/Kota", TOGETHER)
IRRIGATION = (
    "1.03.02.2.02.0006",
    "Pembangunan Sumur Jaringan Irigasi Air Tanah",
    (
        "PROGRAM PENGELOLAAN SUMBER DAYA AIR (SDA)",
        "Pengembangan dan Pengelolaan Sistem Irigasi Primer dan Sekunder pada Daerah Irigasi",
    ),
)

MICRO = (
    "2.17.08.2.01.0002",
    "Pengembangan Usaha Mikro",
    (
        "PROGRAM PENGEMBANGAN UMKM",
        "Pengembangan Usaha Mikro dengan Orientasi Peningkatan Skala Usaha Menjadi Usaha Kecil",
    ),
)


@dataclass(frozen=True)
class Wish:
    """One usulan of the sample and, where it was decided, what became of it."""

    desa: str
    title: str
    bidang: Bidang
    volume: int
    unit: str
    cost: int
    opd: str = ""
    nomenclature: tuple = ()
    problem: str = "Hasil musyawarah penyusunan rencana penghidupan desa (contoh)."
    kelompok: str = ""  # the name of the group of the desa that asks

    @property
    def told(self) -> str:
        return f"{self.title} {MADE_UP}"
