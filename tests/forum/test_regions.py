import pytest

from forum.choices import DesaKind, Zone
from forum.regions import read_kabupaten, zone_of


def test_read_kabupaten_gives_sumba_barat_daya_whole():
    region = read_kabupaten("53.18")

    villages = [village for kecamatan in region.kecamatan for village in kecamatan.villages]
    assert (region.name, region.province, region.zone) == (
        "Kabupaten Sumba Barat Daya",
        "Nusa Tenggara Timur",
        Zone.WITA,
    )
    assert (len(region.kecamatan), len(villages)) == (11, 175)
    assert [village.name for village in villages if village.kind == DesaKind.KELURAHAN] == ["Langga Lero", "Waitabula"]


def test_read_kabupaten_begins_each_word_with_a_capital():
    villages = [village.name for kecamatan in read_kabupaten("53.18").kecamatan for village in kecamatan.villages]

    assert [name for name in villages if any(word[0].islower() for word in name.split())] == []


def test_read_kabupaten_takes_a_desa_adat_for_a_desa():
    villages = [village for kecamatan in read_kabupaten("91.03").kecamatan for village in kecamatan.villages]

    adat = {village.kind for village in villages if village.code.split(".")[3].startswith("3")}
    assert adat == {DesaKind.DESA}


@pytest.mark.parametrize("code", ["", "53", "53.99", "53.18.01", "99.99", "Sumba"])
def test_read_kabupaten_of_anything_else_is_none(code):
    assert read_kabupaten(code) is None


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("11.01", Zone.WIB),
        ("35.78", Zone.WIB),
        ("61.01", Zone.WIB),
        ("62.01", Zone.WIB),
        ("51.01", Zone.WITA),
        ("53.18", Zone.WITA),
        ("63.01", Zone.WITA),
        ("65.01", Zone.WITA),
        ("73.71", Zone.WITA),
        ("81.05", Zone.WIT),
        ("96.01", Zone.WIT),
    ],
)
def test_zone_follows_the_province(code, zone):
    assert zone_of(code) == zone
