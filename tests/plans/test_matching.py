"""The match: usulan and activities in, suggestions out, no database."""

import pytest

from plans.choices import Bidang, Reason
from plans.matching.engine import ENOUGH, THRESHOLD, build_index, calibrate, forget, learn, rank
from plans.matching.kamus import Entry
from plans.matching.texts import ActivityText, Decision, Refusal, UsulanText
from plans.matching.wording import words_that_lead
from plans.matching.words import stem, stems

ROADS, PONDS, GOATS, WEAVING, SCHOOLS, STUDY = range(1, 7)
AGRICULTURE, LIVESTOCK, INDUSTRY, EDUCATION = 10, 20, 30, 40

ACTIVITIES = [
    ActivityText(ROADS, AGRICULTURE, "Pembangunan Jalan Usaha Tani", "Dinas Pertanian", "Prasarana Pertanian"),
    ActivityText(PONDS, AGRICULTURE, "Pembangunan Embung Pertanian", "Dinas Pertanian", "Prasarana Pertanian"),
    ActivityText(GOATS, LIVESTOCK, "Pengadaan Bibit Ternak", "Dinas Peternakan", bidang_codes=("3.27",)),
    ActivityText(WEAVING, INDUSTRY, "Pelatihan Tenun Ikat", "Dinas Perindustrian", bidang_codes=("3.31",)),
    ActivityText(SCHOOLS, EDUCATION, "Rehabilitasi Ruang Kelas", "Dinas Pendidikan"),
    ActivityText(STUDY, EDUCATION, "Penyusunan Kajian Ruang Kelas", "Dinas Pendidikan"),
]
KAMUS = [
    Entry(("kambing", "domba"), "bibit ternak", Bidang.LIVESTOCK),
    Entry(("traktor", "traktor tangan"), "prasarana pertanian", Bidang.AGRICULTURE),
]
INDEX = build_index(ACTIVITIES, KAMUS)


def suggestions(title, *, index=INDEX, bidang="", top=3, **options):
    return rank(index, [UsulanText(7, title, bidang)], top, **options)[7]


def ids(found):
    return [one.activity_id for one in found]


@pytest.mark.parametrize(
    ("word", "same"),
    [
        ("pertanian", "tani"),
        ("peternakan", "ternak"),
        ("perikanan", "ikan"),
        ("pelatihan", "latihan"),
        ("menyediakan", "penyediaan"),
        ("pengolahan", "mengolah"),
        ("rehab", "rehabilitasi"),
        ("infrastruktur", "prasarana"),
        ("menenun", "tenun"),
        ("penyediaan", "tersedia"),
        ("penanaman", "tanam"),
        ("pengelolaan", "kelola"),
        ("pemeliharaan", "dipelihara"),
        ("kesehatan", "sehat"),
        ("direhabilitasi", "rehab"),
    ],
)
def test_stem_is_alike_for_forms_of_one_word(word, same):
    assert stem(word) == stem(same)


@pytest.mark.parametrize("word", ["jalan", "ikan", "sapi", "bor", "perahu"])
def test_stem_leaves_no_stump(word):
    assert len(stem(word)) >= min(len(word), 4)


def test_help_to_a_village_is_not_an_aid_to_a_body():
    assert stems("Bantuan") != stems("alat bantu")[1:]


def test_rank_puts_the_likest_first():
    found = suggestions("Jalan usaha tani ke kebun kopi")

    assert ids(found)[0] == ROADS
    assert found == sorted(found, key=lambda one: -one.score)


def test_rank_tells_the_words_as_the_usulan_writes_them():
    found = suggestions("Jalan usaha petani")[0]

    assert found.words == ("jalan", "usaha", "petani")
    assert found.reason == "kata sama: jalan, usaha, petani"


def test_rank_understands_what_the_kamus_knows():
    found = suggestions("Kambing untuk kelompok")[0]

    assert found.activity_id == GOATS
    assert found.reason == "kamus: “kambing” searti dengan bibit, ternak"


def test_rank_forgives_a_misspelling_of_a_term():
    assert ids(suggestions("Hand tractor"))[0] in {ROADS, PONDS}


def test_rank_lets_a_longer_term_hide_a_shorter_one():
    found = suggestions("Traktor tangan")[0]

    assert [meaning.term for meaning in found.meanings] == ["traktor tangan"]


def test_an_entry_of_a_kabupaten_may_name_one_activity():
    index = build_index(ACTIVITIES, [Entry(("noken",), "anyaman", activity_id=WEAVING)])

    assert ids(suggestions("Noken", index=index)) == [WEAVING]


def test_rank_without_anything_alike_suggests_nothing():
    assert suggestions("Perahu katinting") == []


def test_rank_of_likeness_in_letters_alone_suggests_nothing():
    assert suggestions("Tenung") == []


def test_rank_of_one_common_word_among_many_stays_below_the_threshold():
    assert suggestions("Kapal, jaring, mesin tempel, pelampung, tali, minyak dan kelas malam") == []


def test_rank_does_not_count_words_that_tell_nothing():
    assert suggestions("Kebutuhan warga dan lainnya di desa") == []


def test_rank_without_threshold_always_ranks():
    assert len(suggestions("Perahu katinting", threshold=0)) == 3


def test_rank_scores_lie_between_the_threshold_and_one():
    scores = [one.score for title in ("Bibit ternak", "Embung", "Pelatihan tenun ikat") for one in suggestions(title)]

    assert scores
    assert all(THRESHOLD <= score <= 1 for score in scores)


def test_rank_puts_office_work_after_what_serves_a_village():
    assert ids(suggestions("Ruang kelas")) == [SCHOOLS, STUDY]


def test_rank_counts_the_same_bidang_a_little():
    there, elsewhere = (
        suggestions("Bibit ternak", bidang=bidang)[0] for bidang in (Bidang.LIVESTOCK, Bidang.FISHERIES)
    )

    assert there.activity_id == elsewhere.activity_id == GOATS
    assert 0 < there.score - elsewhere.score < 0.2


def test_rank_hears_what_is_asked_for_before_for_whom():
    what = ActivityText(1, 1, "Penyediaan Mesin")
    whom = ActivityText(2, 2, "Penyediaan Ternak")
    index = build_index([whom, what])

    assert ids(suggestions("Mesin untuk ternak", index=index)) == [1, 2]
    assert ids(suggestions("Ternak untuk mesin", index=index)) == [2, 1]


def test_rank_hears_the_thing_before_the_people():
    index = build_index(
        [
            ActivityText(1, 10, "Pengembangan Kelembagaan Petani"),
            ActivityText(2, 20, "Perbanyakan Benih Perkebunan"),
        ],
        [Entry(("petani",), "kelembagaan petani"), Entry(("karet",), "benih perkebunan")],
    )

    assert ids(suggestions("Petani mencari karet", index=index))[0] == 2
    assert ids(suggestions("Petani", index=index))[0] == 1


def test_rank_spreads_over_several_opd():
    index = build_index([ActivityText(number, number // 3, "Pengadaan Pompa Air") for number in range(4)])

    assert ids(suggestions("Pompa air", index=index, top=2)) == [0, 3]


def test_forget_leaves_the_other_decisions():
    decisions = [Decision("Moko adat", WEAVING), Decision("Moko adat", ROADS), Decision("Moko adat", WEAVING)]
    index = learn(INDEX, decisions)

    without = forget(index, decisions[:1])

    assert rank(without, [UsulanText(7, "Moko adat")], 3) == rank(
        learn(INDEX, decisions[1:]), [UsulanText(7, "Moko adat")], 3
    )
    assert suggestions("Moko adat", index=forget(index, decisions)) == []


def test_words_that_lead_are_those_that_bring_the_activity_to_the_top():
    usulan = UsulanText(7, "Bibit untuk jalan")

    found = words_that_lead(INDEX, usulan, GOATS)

    assert found == ["ternak"]
    assert ids(suggestions("Bibit untuk jalan ternak"))[0] == GOATS


def test_words_that_lead_are_none_where_no_single_word_suffices():
    assert words_that_lead(INDEX, UsulanText(7, "Pembangunan jalan usaha tani"), STUDY) == []


def test_rank_returns_at_most_top():
    assert len(suggestions("Prasarana pertanian", top=1)) == 1


def test_rank_can_be_kept_to_one_opd():
    assert ids(suggestions("Bibit ternak dan jalan usaha tani", opd=LIVESTOCK)) == [GOATS]


def test_rank_answers_for_every_usulan():
    found = rank(INDEX, [UsulanText(1, "Embung"), UsulanText(2, "Perahu"), UsulanText(3, "Embung")], 3)

    assert {key: ids(list_) for key, list_ in found.items()} == {1: [PONDS], 2: [], 3: [PONDS]}


def test_rank_without_activities_suggests_nothing():
    assert suggestions("Embung", index=build_index([])) == []
    assert suggestions("Embung", index=learn(build_index([]), [Decision("Embung", PONDS)])) == []


def test_rank_of_a_title_without_telling_words_suggests_nothing():
    assert suggestions("di RT 2") == []


def test_a_decision_teaches_words_that_nothing_else_knows():
    index = learn(INDEX, [Decision("Moko adat", WEAVING), Decision("Moko adat", WEAVING)])

    found = suggestions("Moko adat kampung", index=index)[0]

    assert (found.activity_id, found.precedents) == (WEAVING, 2)
    assert found.reason == "2 usulan serupa pernah disepakati"
    assert suggestions("Moko adat kampung") == []


def test_where_alike_usulan_went_counts_more_than_words():
    index = learn(INDEX, [Decision("Embung", ROADS)] * 3)

    assert ids(suggestions("Embung", index=index))[0] == ROADS


def test_learn_knows_exactly_the_decisions_given():
    taught = learn(INDEX, [Decision("Moko adat", WEAVING)])

    assert suggestions("Moko adat", index=learn(taught, [])) == []
    assert suggestions("Moko adat", index=taught) != []


def test_learn_one_by_one_is_learn_at_once():
    decisions = [Decision("Moko adat", WEAVING), Decision("Jalan ke kebun", ROADS), Decision("Moko adat", ROADS)]
    titles = [UsulanText(number, one.title) for number, one in enumerate(decisions)]

    grown = INDEX
    for count in range(1, len(decisions) + 1):
        grown = learn(grown, decisions[:count])

    assert rank(grown, titles, 3) == rank(learn(INDEX, decisions), titles, 3)


def test_learn_leaves_out_activities_of_other_years():
    assert suggestions("Moko adat", index=learn(INDEX, [Decision("Moko adat", 99)])) == []


@pytest.mark.parametrize(("times", "first"), [(1, GOATS), (2, ROADS)])
def test_what_an_opd_refused_twice_for_one_reason_is_not_put_first(times, first):
    title = "Bibit ternak dan jalan usaha"
    index = learn(INDEX, [Decision(title, GOATS)] * 2, [Refusal(title, LIVESTOCK, Reason.NOT_IN_RENJA)] * times)

    found = suggestions(title, index=index)

    assert ids(found)[0] == first
    refused = {one.activity_id: one.refused_for for one in found}
    assert refused[GOATS] == (Reason.NOT_IN_RENJA if times == 2 else "")


def test_two_refusals_for_different_reasons_do_not_count_as_twice():
    title = "Bibit ternak"
    refusals = [Refusal(title, LIVESTOCK, Reason.NOT_IN_RENJA), Refusal(title, LIVESTOCK, Reason.LOKUS_FULL)]

    assert suggestions(title, index=learn(INDEX, [], refusals))[0].refused_for == ""


def test_the_only_candidate_stays_although_it_was_refused():
    refusals = [Refusal("Bibit ternak", LIVESTOCK, Reason.NOT_IN_RENJA)] * 2

    found = suggestions("Bibit ternak", index=learn(INDEX, [], refusals), opd=LIVESTOCK)

    assert [(one.activity_id, one.refused_for) for one in found] == [(GOATS, Reason.NOT_IN_RENJA)]


def decided(count, *, wrong_every):
    """Decisions that follow the words, but for one in `wrong_every`."""
    wishes = [("Jalan usaha tani", ROADS), ("Embung", PONDS), ("Bibit ternak", GOATS), ("Tenun ikat", WEAVING)]
    decisions = []
    for number in range(count):
        title, activity = wishes[number % 4]
        decisions.append(Decision(title, SCHOOLS if number // 4 % wrong_every == 0 else activity))
    return decisions


def test_scores_are_calibrated_from_enough_decisions_on():
    few, enough = decided(ENOUGH - 1, wrong_every=5), decided(ENOUGH, wrong_every=5)

    before, after = (suggestions("Embung", index=calibrate(learn(INDEX, some), some))[0] for some in (few, enough))

    assert (before.is_calibrated, after.is_calibrated) == (False, True)


@pytest.mark.parametrize("wrong_every", [2, 5])
def test_a_calibrated_score_is_the_share_that_proved_right(wrong_every):
    decisions = decided(400, wrong_every=wrong_every)

    found = suggestions("Embung", index=calibrate(learn(INDEX, decisions), decisions))

    assert {one.activity_id: one.score for one in found}[PONDS] == pytest.approx(1 - 1 / wrong_every, abs=0.1)


def test_calibration_changes_no_order():
    decisions = decided(400, wrong_every=5)
    index = learn(INDEX, decisions)

    assert ids(suggestions("Embung dan jalan", index=calibrate(index, decisions))) == ids(
        suggestions("Embung dan jalan", index=index)
    )


def test_a_few_more_decisions_leave_the_calibration():
    decisions = decided(400, wrong_every=5)
    index = calibrate(learn(INDEX, decisions), decisions)

    assert calibrate(index, decided(430, wrong_every=5)).curve is index.curve
    assert calibrate(index, decided(500, wrong_every=5)).curve is not index.curve
