"""The kamus usulan: the one that ships, and files that people hand in."""

from collections import defaultdict

import pytest

from plans.choices import Bidang
from plans.csv_input import InputRefused
from plans.matching.kamus import Entry, Kamus, read_entries, shipped_entries
from plans.matching.words import every_word, stem


def write(folder, text):
    file = folder / "kamus.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_shipped_kamus_serves_every_bidang():
    entries = shipped_entries()

    assert {entry.bidang for entry in entries} == {*Bidang.values, ""}
    assert sum(len(entry.terms) for entry in entries) >= 500


def test_shipped_kamus_gives_no_term_two_meanings():
    meanings = defaultdict(set)
    for number, entry in enumerate(shipped_entries()):
        for term in entry.terms:
            meanings[tuple(stem(word) for word in every_word(term))].add(number)

    assert () not in meanings
    assert [term for term, numbers in meanings.items() if len(numbers) > 1] == []


@pytest.mark.parametrize(
    "term",
    ["kambing", "sapi", "babi", "tenun", "sumur bor", "kopi", "mete", "rumput laut", "traktor", "perahu", "jagung"],
)
def test_shipped_kamus_knows_what_no_sub_kegiatan_is_named_after(term):
    assert Kamus(shipped_entries()).find(f"Bantuan {term} bagi warga")


def test_read_entries(tmp_path):
    file = write(tmp_path, "kata,istilah,bidang,catatan\nbibit ternak, Kambing ; domba ,peternakan,x\nsampah,tps,,\n")

    assert read_entries(file) == [
        Entry(("Kambing", "domba"), "bibit ternak", Bidang.LIVESTOCK),
        Entry(("tps",), "sampah"),
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("istilah,kata\n", "baris 1, kolom bidang"),
        ("istilah,kata,bidang\nkambing,,Peternakan\n", "baris 2, kolom kata"),
        ("istilah,kata,bidang\nsapi,ternak,\nkambing,ternak,Ternak\n", "baris 3, kolom bidang"),
    ],
)
def test_read_entries_names_the_place_of_a_fault(tmp_path, text, place):
    with pytest.raises(InputRefused, match=place):
        read_entries(write(tmp_path, text))


def test_a_later_entry_with_the_same_term_counts():
    kamus = Kamus([Entry(("kambing",), "bibit ternak"), Entry(("kambing",), "daging")])

    assert [kamus.entries[one.entry].words for one in kamus.find("Kambing")] == ["daging"]


def test_a_term_is_more_than_its_telling_words():
    kamus = Kamus([Entry(("jalan",), "jalan raya"), Entry(("jalan desa",), "permukiman")])

    assert [kamus.entries[one.entry].words for one in kamus.find("Jalan desa, jalan poros")] == [
        "permukiman",
        "jalan raya",
    ]


PEOPLE = Entry(("kelompok tani", "petani"), "kelembagaan petani")
WAY = Entry(("rehab",), "rehabilitasi")
THING = Entry(("mete",), "perkebunan")


@pytest.mark.parametrize(
    ("title", "says_little"),
    [
        ("Mete kelompok tani", {"Mete": False, "kelompok tani": True}),
        ("Rehab kebun mete", {"Rehab": True, "mete": False}),
        ("Rehab petani", {"Rehab": False, "petani": False}),
        ("Kelompok tani", {"Kelompok tani": False}),
    ],
)
def test_people_and_ways_say_little_beside_the_thing_that_is_asked(title, says_little):
    found = Kamus([PEOPLE, WAY, THING]).find(title)

    assert {one.term.casefold(): one.weight < 1 for one in found} == {
        term.casefold(): little for term, little in says_little.items()
    }


def test_an_entry_that_names_an_activity_always_says_all():
    own = Entry(("petani",), "kelembagaan petani", activity_id=7)

    assert [one.weight for one in Kamus([own, THING]).find("Mete bagi petani")] == [1.0, 1.0]
