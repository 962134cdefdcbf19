"""The kamus usulan of a kabupaten: the shipped one, its own entries, and what its decisions could add."""

from dataclasses import dataclass

from plans.choices import SERVING_KINDS
from plans.matching.kamus import Entry, shipped_entries
from plans.matching.words import spelled, stem, stems
from plans.models import Activity, KamusEntry, Outcome, PassedWord, Portion

RECENT = 50  # decisions looked at
SHOWN = 10


@dataclass(frozen=True)
class NewWord:
    """A word of a usulan that was agreed although neither the kamus nor the activity's name knows it."""

    word: str
    title: str
    activity: Activity


def entries_of(kabupaten_id: int, codes: dict[str, int]) -> list[Entry]:
    """Return all entries that hold in a kabupaten, its own last; `codes` names the activities of a year."""
    own = KamusEntry.objects.filter(kabupaten=kabupaten_id).order_by("pk")
    return [
        *shipped_entries(),
        *(Entry((one.term,), one.words, one.bidang, activity_id=codes.get(one.code)) for one in own),
    ]


def find_shipped(text: str) -> list[Entry]:
    """Return the shipped entries that hold a text; none for no text, they are too many for a page."""
    if not (text := text.casefold()):
        return []
    return [one for one in shipped_entries() if text in one.words or any(text in term for term in one.terms)]


def new_words(kabupaten_id: int) -> list[NewWord]:
    """Return words of recently agreed usulan that could become entries, the latest first."""
    entries = entries_of(kabupaten_id, {})
    known = {key for entry in entries for text in (*entry.terms, entry.words) for key in stems(text)}
    known.update(PassedWord.objects.filter(kabupaten=kabupaten_id).values_list("stem", flat=True))
    standing = Outcome.objects.current().filter(kabupaten=kabupaten_id, kind__in=SERVING_KINDS)
    recent = (
        Portion.objects.filter(outcome__in=standing)
        .select_related("activity", "outcome__usulan__desa")
        .order_by("-outcome", "pk")[:RECENT]
    )
    found: dict[str, NewWord] = {}
    for portion in recent:
        usulan = portion.outcome.usulan
        ordinary = {*stems(portion.activity.name), *stems(usulan.desa.name)}
        for word in spelled(usulan.title):
            key = stem(word)
            if not word.isdigit() and key not in known and key not in ordinary:
                found.setdefault(key, NewWord(word, usulan.title, portion.activity))
    return list(found.values())[:SHOWN]
