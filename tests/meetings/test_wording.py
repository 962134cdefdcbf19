"""The words of a berita acara: blanks filled, optional parts left out, slips refused by name."""

import re

import pytest

from meetings.choices import WordingPart
from meetings.specimen import specimen
from meetings.wording import BLANKS, DEFAULT, MOST_LETTERS, WordingRefused, check, fill, filled, values_of


@pytest.fixture
def content():
    return specimen(rows=6, signatories=2)[0]


def test_every_blank_that_is_explained_has_a_value_and_none_besides(content):
    assert values_of(content).keys() == BLANKS.keys()


def test_built_in_words_are_accepted_and_have_every_part():
    for text in DEFAULT.values():
        check(text)

    assert set(DEFAULT) == set(WordingPart.values)


def test_blanks_are_filled_from_the_meeting(content):
    texts = filled({"closing": "[hari], [tanggal], [tahun dengan kata]; [jam] di [tempat]; [pagu]"}, content)

    assert texts["closing"] == (
        "Jumat, 15 Maret 2024, Dua Ribu Dua Puluh Empat; 09.00 sampai dengan 15.30 WITA di Aula Contoh; Rp90.000.000"
    )


def test_part_in_curly_brackets_goes_with_its_empty_blank(content):
    content["meeting"] |= {"decree": None, "chair": "", "starts_at": ""}

    opening = filled({}, content)["opening"]

    assert re.search(r"Empat, bertempat di Aula Contoh, .* Kabupaten Contoh, dan dihadiri 35 orang", opening)
    assert "berdasarkan" not in opening


def test_blank_that_is_empty_outside_curly_brackets_leaves_dots_for_the_pen(content):
    content["meeting"]["place"] = ""

    assert f"bertempat di {'.' * 40}, telah" in filled({}, content)["opening"]


def test_what_a_value_holds_is_never_read_as_a_blank():
    assert fill("[rapat]", {"rapat": "[tempat] {x}", "tempat": "rahasia"}) == "[tempat] {x}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("di [tempaat]", "Isian [tempaat] tidak dikenal. Yang dikenal: [judul], [rapat]"),
        ("di [tempat", "Ada kurung siku tanpa pasangannya."),
        ("di tempat]", "Ada kurung siku tanpa pasangannya."),
        ("{di [tempat]", "Ada kurung kurawal tanpa pasangannya"),
        ("{di {[tempat]}}", "Ada kurung kurawal tanpa pasangannya"),
        ("a" * (MOST_LETTERS + 1), "Naskah ini terlalu panjang. Paling banyak 2.000 huruf."),
    ],
)
def test_slip_is_refused_with_what_is_known(text, said):
    with pytest.raises(WordingRefused) as refused:
        check(text)

    assert str(refused.value).startswith(said)
