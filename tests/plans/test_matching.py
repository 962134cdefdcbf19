"""The plain word match: words in, suggestions out, no database."""

import pytest

from plans.choices import Bidang
from plans.matching import THRESHOLD, ActivityText, UsulanText, build_index, rank, stem

ROADS, PONDS, GOATS, WEAVING = 1, 2, 3, 4
AGRICULTURE, LIVESTOCK, INDUSTRY = 10, 20, 30

ACTIVITIES = [
    ActivityText(ROADS, AGRICULTURE, ("3.27",), "Pembangunan Jalan Usaha Tani", "Prasarana Pertanian", "Prasarana"),
    ActivityText(PONDS, AGRICULTURE, ("3.27",), "Pembangunan Embung Pertanian", "Prasarana Pertanian", "Prasarana"),
    ActivityText(GOATS, LIVESTOCK, ("3.27",), "Pengadaan Bibit Ternak", "Penyediaan Bibit Ternak", "Sarana"),
    ActivityText(WEAVING, INDUSTRY, ("3.31",), "Pelatihan Tenun Ikat", "Pembangunan Industri", "Industri"),
]
INDEX = build_index(ACTIVITIES)


def suggestions(title, *, bidang=Bidang.INFRASTRUCTURE, top=3, **options):
    return rank(INDEX, [UsulanText(7, title, bidang)], top, **options)[7]


@pytest.mark.parametrize(
    ("word", "same"),
    [
        ("pertanian", "tani"),
        ("peternakan", "ternak"),
        ("perikanan", "ikan"),
        ("pelatihan", "latihan"),
        ("menyediakan", "penyediaan"),
        ("pengolahan", "mengolah"),
    ],
)
def test_stem_is_alike_for_forms_of_one_word(word, same):
    assert stem(word) == stem(same)


@pytest.mark.parametrize("word", ["jalan", "ikan", "sapi", "bor", "perahu"])
def test_stem_leaves_no_stump(word):
    assert len(stem(word)) >= min(len(word), 4)


def test_rank_puts_the_likest_first():
    found = suggestions("Jalan usaha tani ke kebun kopi")

    assert [one.activity_id for one in found][:1] == [ROADS]
    assert found == sorted(found, key=lambda one: -one.score)


def test_rank_tells_the_words_as_the_usulan_writes_them():
    assert suggestions("Jalan usaha petani")[0].words == ("jalan", "usaha", "petani")


def test_rank_without_a_common_word_suggests_nothing():
    assert suggestions("Perahu katinting") == []


def test_rank_of_one_common_word_among_many_stays_below_the_threshold():
    assert suggestions("Kapal, jaring, mesin tempel, pelampung, tali dan bibit rumput laut") == []


def test_rank_does_not_count_words_that_tell_nothing():
    assert suggestions("Pembangunan dan pengadaan untuk masyarakat desa") == []


def test_rank_scores_lie_between_the_threshold_and_one():
    scores = [one.score for title in ("Bibit ternak", "Embung", "Pelatihan tenun ikat") for one in suggestions(title)]

    assert scores
    assert all(THRESHOLD <= score <= 1 for score in scores)


def test_rank_counts_the_same_bidang_a_little():
    there, elsewhere = (
        suggestions("Bibit ternak", bidang=bidang)[0] for bidang in (Bidang.LIVESTOCK, Bidang.FISHERIES)
    )

    assert there.activity_id == elsewhere.activity_id == GOATS
    assert 0 < there.score - elsewhere.score < 0.2


def test_rank_returns_at_most_top():
    assert len(suggestions("Prasarana pertanian", top=1)) == 1


def test_rank_can_be_kept_to_one_opd():
    assert {one.activity_id for one in suggestions("Bibit ternak dan jalan usaha tani", opd=LIVESTOCK)} == {GOATS}


def test_rank_answers_for_every_usulan():
    found = rank(INDEX, [UsulanText(1, "Embung", Bidang.AGRICULTURE), UsulanText(2, "Perahu", Bidang.FISHERIES)], 3)

    assert {key: [one.activity_id for one in list_] for key, list_ in found.items()} == {1: [PONDS], 2: []}


def test_rank_without_activities_suggests_nothing():
    assert rank(build_index([]), [UsulanText(1, "Embung", Bidang.AGRICULTURE)], 3) == {1: []}


def test_rank_of_a_title_without_telling_words_suggests_nothing():
    assert suggestions("di RT 2") == []
