"""
How alike the words of usulan and of OPD activities are: plain values in, plain values out.

A score says that words are alike, never that a usulan deserves more than another: the order of the desa
and of the kecamatan does that. A better engine may fill `build_index` and `rank`; whoever calls them stays.
"""

import heapq
import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from plans.choices import Bidang

THRESHOLD = 0.25  # below this the likeness is chance: one common word among many
# What a score is made of: the usulan's words found, how much of the activity's name they are, the bidang.
ASKED, NAMED, SAME_BIDANG = 0.75, 0.15, 0.1
# How much a word counts by where the activity says it; the names of levels above are shared by many activities.
NAME, KEGIATAN, PROGRAM = 1.0, 0.6, 0.3

# Bidang urusan (Kepmendagri 900.1.15.5-1317/2023) that usually serve a bidang penghidupan.
URUSAN = {
    Bidang.AGRICULTURE: frozenset({"3.27", "2.09"}),
    Bidang.LIVESTOCK: frozenset({"3.27"}),
    Bidang.FISHERIES: frozenset({"3.25"}),
    Bidang.SEAWEED: frozenset({"3.25"}),
    Bidang.HOME_INDUSTRY: frozenset({"3.31", "3.30", "2.17"}),
    Bidang.CONSERVATION: frozenset({"2.11", "3.28"}),
    Bidang.MICRO_BUSINESS: frozenset({"2.17", "3.30"}),
    Bidang.WORKSHOP: frozenset({"2.07", "3.31"}),
    Bidang.INFRASTRUCTURE: frozenset({"1.03", "1.04"}),
}

WORD = re.compile(r"[a-z]{3,}")
# Words that stand in every second usulan or activity and tell nothing of what is asked.
EMPTY_WORDS = frozenset(
    WORD.findall(
        "agar akan antar atau bagi bantuan banyak belum beserta bidang buah dalam dan dari daerah dengan desa "
        "dusun guna kab kabupaten kebutuhan kec kecamatan kegiatan kelompok kelurahan kepada kewenangan kota "
        "kurang lainnya lokasi masih masyarakat melalui memiliki oleh pada paket pelaksanaan pemberdayaan "
        "pemberian pembangunan pengadaan pengelolaan pengembangan penyediaan peningkatan per program sebagai "
        "secara sehingga serta sudah tahun terhadap tidak unit untuk warga yang"
    )
)
# Cut only where four letters are left: "jalan" is no "jal".
PREFIX = re.compile(r"^(?:meng|meny|peng|peny|mem|men|pem|pen|per|ber|ter|me|pe|di|ke|se)(?=.{4})")
NOUN_SUFFIX = re.compile(r"(?<=.{4})(?:an|nya)$")  # "peternakan" ends in -an
VERB_SUFFIX = re.compile(r"(?<=.{4})(?:kan|i|nya)$")  # "menyediakan" in -kan


@dataclass(frozen=True)
class ActivityText:
    """An activity as the match reads it; `bidang_codes` are bidang urusan such as "3.27"."""

    id: int
    opd: int
    bidang_codes: tuple[str, ...]
    name: str
    kegiatan: str
    program: str


@dataclass(frozen=True)
class UsulanText:
    id: int
    title: str
    bidang: str


@dataclass(frozen=True)
class Suggestion:
    """One candidate: how alike the words are, from 0.0 to 1.0, and the usulan's words that the activity shares."""

    activity_id: int
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Index:
    """The words of all activities of one year; made once, then only read."""

    postings: dict[str, dict[int, float]]  # stem -> activity -> how much the word counts there
    rarity: dict[str, float]  # stem -> weight; the rarer, the more it tells
    unknown: float  # the weight of a word that no activity has
    length: dict[int, float]  # activity -> the weight of all words of its name
    activities: dict[int, ActivityText]


def stem(word: str) -> str:
    """Return an Indonesian word without one suffix and one prefix, alike for all its forms rather than correct."""
    suffix = VERB_SUFFIX if word.startswith(("me", "di")) else NOUN_SUFFIX
    return PREFIX.sub("", suffix.sub("", word))


def stems(text: str) -> dict[str, str]:
    """Return the telling words of a text: stem -> the word as it was written."""
    return {stem(word): word for word in WORD.findall(text.lower()) if word not in EMPTY_WORDS}


def build_index(activities: Iterable[ActivityText]) -> Index:
    postings: dict[str, dict[int, float]] = {}
    names: dict[int, dict[str, str]] = {}
    known: dict[int, ActivityText] = {}
    for activity in activities:
        known[activity.id] = activity
        names[activity.id] = stems(activity.name)
        # The level that counts most is written last.
        for words, weight in (
            (stems(activity.program), PROGRAM),
            (stems(activity.kegiatan), KEGIATAN),
            (names[activity.id], NAME),
        ):
            for key in words:
                postings.setdefault(key, {})[activity.id] = weight
    count = len(names)
    rarity = {key: math.log(1 + count / len(found)) for key, found in postings.items()}
    length = {key: sum(rarity[word] for word in words) for key, words in names.items()}
    return Index(postings, rarity, math.log(1 + count) / 2, length, known)


def rank(
    index: Index, usulan: Iterable[UsulanText], top: int, *, opd: int | None = None
) -> dict[int, list[Suggestion]]:
    """
    Return for each usulan at most `top` suggestions, the likest first; an empty list where nothing is alike enough.

    With `opd`, only among the activities of that OPD.
    """
    return {one.id: _rank_one(index, one, top, opd) for one in usulan}


def _rank_one(index: Index, usulan: UsulanText, top: int, opd: int | None) -> list[Suggestion]:
    words = stems(usulan.title)
    shared: Counter[int] = Counter()
    asked = 0.0
    for key in words:
        weight = index.rarity.get(key, index.unknown)
        asked += weight
        for activity_id, counts in index.postings.get(key, {}).items():
            shared[activity_id] += weight * counts
    urusan = URUSAN.get(usulan.bidang, frozenset())
    scores = []
    for activity_id, weight in shared.items():
        activity = index.activities[activity_id]
        if opd not in (None, activity.opd):
            continue
        score = ASKED * weight / asked + NAMED * min(1, weight / (index.length[activity_id] or 1))
        if not urusan.isdisjoint(activity.bidang_codes):
            score += SAME_BIDANG
        if score >= THRESHOLD:
            scores.append((score, -activity_id))
    return [
        Suggestion(-key, round(score, 3), tuple(words[part] for part in words if -key in index.postings.get(part, {})))
        for score, key in heapq.nlargest(top, scores)
    ]
