"""
What the programme gave in Sumba Barat Daya until September 2024: real totals, made-up packages.

The totals (desa, initiatives, kinds of goods a bidang) are public; which desa got what is not. Of the villages
only those that sources name as BangKIT's carry its name; all others say that they are made up.
"""

from dataclasses import dataclass

from plans.choices import Bidang

PROGRAMME, MADE_UP_PROGRAMME = "BangKIT (contoh)", "Program contoh, bukan data BangKIT"


@dataclass(frozen=True)
class Given:
    """The totals of one bidang, the initiatives that stand in for them, and goods as (name, quantity, unit)."""

    bidang: Bidang
    desa: int
    initiatives: int
    items: int
    titles: tuple[str, ...]
    goods: tuple[tuple[str, int, str], ...]


GIVEN = [
    Given(
        Bidang.AGRICULTURE, 35, 51, 164,
        ("Kebun sayur beririgasi tetes", "Kebun cabai kelompok", "Jagung dan kacang hijau", "Pengolahan kopi"),
        (
            ("Selang irigasi tetes", 4, "rol"),
            ("Tandon air", 1, "unit"),
            ("Benih sayur", 20, "bungkus"),
            ("Alat semprot", 2, "unit"),
        ),
    ),
    Given(
        Bidang.HOME_INDUSTRY, 35, 49, 258,
        ("Tenun ikat pewarna alami", "Pengolahan kacang mete", "Keripik dan kue kering", "Anyaman pandan"),
        (
            ("Benang tenun", 20, "kg"),
            ("Alat tenun gedogan", 4, "set"),
            ("Bahan pewarna alami", 10, "kg"),
            ("Wajan besar", 2, "buah"),
            ("Alat pengemas", 1, "unit"),
            ("Timbangan", 1, "unit"),
        ),
    ),
    Given(
        Bidang.LIVESTOCK, 13, 14, 13,
        ("Ternak kambing kelompok", "Ternak babi kelompok", "Ayam kampung"),
        (("Bibit ternak", 6, "ekor"),),
    ),
    Given(
        Bidang.FISHERIES, 5, 5, 10,
        ("Kolam ikan air tawar",),
        (("Bibit ikan", 1000, "ekor"), ("Pakan ikan", 10, "karung")),
    ),
    Given(
        Bidang.SEAWEED, 1, 1, 3,
        ("Budidaya rumput laut",),
        (("Tali bentang", 500, "m"), ("Pelampung", 200, "buah"), ("Bibit rumput laut", 300, "kg")),
    ),
    Given(
        Bidang.CONSERVATION, 1, 1, 2,
        ("Pembibitan pohon mata air",),
        (("Bibit pohon", 500, "batang"), ("Polibag", 1000, "lembar")),
    ),
]  # fmt: skip
