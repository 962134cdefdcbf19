"""
The kamus usulan: what villages say, in the words of the nomenclature.

A kamus file is a CSV with the columns `istilah` (terms that mean the same, divided by ";"), `kata` (words of the
nomenclature) and `bidang` (a bidang penghidupan, or empty).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz, process

from plans.choices import Bidang
from plans.csv_input import Row, read_rows, shown
from plans.matching.words import PEOPLE, WAYS, every_word, spelled, stem

SHIPPED = Path(__file__).with_name("kamus.csv")
SAYS_LITTLE = 0.4
TYPO_LENGTH, TYPO_RATIO = 5, 85  # "tractor" is "traktor"; in a shorter word one letter makes another word
BIDANG = {"": "", **{bidang.label.casefold(): bidang.value for bidang in Bidang}}


@dataclass(frozen=True)
class Entry:
    terms: tuple[str, ...]
    words: str
    bidang: str = ""
    activity_id: object = None  # a kabupaten's own entry may name one activity


@dataclass(frozen=True)
class Found:
    """An entry met in a title: `term` as the title writes it, and how much it says beside the others met there."""

    entry: int
    term: str
    weight: float = 1.0


class Kamus:
    """Entries, found in titles; of two entries with the same term the later one counts."""

    def __init__(self, entries: Iterable[Entry]):
        self.entries = tuple(entries)
        # What each entry says, with its stems; read a thousand times for one year.
        self.words = [[(word, stem(word)) for word in dict.fromkeys(spelled(entry.words))] for entry in self.entries]
        self.keys = [frozenset(key for _, key in words) for words in self.words]
        self._terms = {_term(term): number for number, entry in enumerate(self.entries) for term in entry.terms}
        self._terms.pop((), None)
        self._longest = max(map(len, self._terms), default=0)
        self._known = {word for term in self._terms for word in term}
        self._long_words = sorted(word for word in self._known if len(word) >= TYPO_LENGTH)
        self._mended: dict[str, str] = {}

    def find(self, title: str) -> list[Found]:
        """Return the entries whose terms stand in a title, each once; a longer term hides the shorter ones in it."""
        written = every_word(title)
        words = [self._mend(stem(word)) for word in written]
        found: dict[int, tuple[str, tuple[str, ...]]] = {}
        at = 0
        while at < len(words):
            for size in range(min(self._longest, len(words) - at), 0, -1):
                term = tuple(words[at : at + size])
                number = self._terms.get(term)
                if number is not None:
                    found.setdefault(number, (" ".join(written[at : at + size]), term))
                    break
            else:
                size = 1
            at += size
        little = {number for number, (_, term) in found.items() if self._says_little(number, term)}
        return [
            Found(number, spelling, SAYS_LITTLE if number in little and len(little) < len(found) else 1.0)
            for number, (spelling, _) in found.items()
        ]

    def _says_little(self, number: int, term: tuple[str, ...]) -> bool:
        """Whether an entry names only people or a way of working: what is asked for is told by the others."""
        if self.entries[number].activity_id is not None:
            return False
        return PEOPLE.issuperset(term) or WAYS.issuperset(self.keys[number])

    def _mend(self, word: str) -> str:
        """Return the word of the kamus that a misspelled one must mean, else the word itself."""
        if word in self._known or len(word) < TYPO_LENGTH:
            return word
        if word not in self._mended:
            match = process.extractOne(word, self._long_words, scorer=fuzz.ratio, score_cutoff=TYPO_RATIO)
            self._mended[word] = match[0] if match else word
        return self._mended[word]


def _term(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in every_word(text))


def read_entries(file: Path) -> list[Entry]:
    """
    Return the entries of a kamus file.

    :raises InputRefused: if it cannot be read.
    """
    return [_entry(row) for row in read_rows(file, ["istilah", "kata", "bidang"])]


def _entry(row: Row) -> Entry:
    bidang = BIDANG.get(row.cells["bidang"].strip().casefold())
    if bidang is None:
        raise row.refusal("bidang", f"“{shown(row.cells['bidang'])}” bukan bidang penghidupan.")
    return Entry(tuple(term.strip() for term in row.text("istilah").split(";")), row.text("kata"), bidang)


@cache
def shipped_entries() -> tuple[Entry, ...]:
    return tuple(read_entries(SHIPPED))
