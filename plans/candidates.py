"""Which activities of a kabupaten may serve a usulan: the match, fed from the database and read back into it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count, Max

from plans import matching
from plans.models import Activity, Referral, Usulan

SUPPORT_PROGRAM = "01"  # X.XX.01: an OPD's own running costs serve no village


@dataclass(frozen=True)
class Candidate:
    """An activity beside a usulan: `score` from 0.0 to 1.0 and `words` say how alike they are, nothing more."""

    activity: Activity  # with opd, lokus_total and lokus_open
    score: float
    words: tuple[str, ...]


def suggest(
    kabupaten_id: int, wanted: Mapping[int, Iterable[Usulan]], *, top: int, opd_id: int | None = None
) -> dict[tuple[int, int], list[Candidate]]:
    """
    Return the candidates for `wanted`, usulan by fiscal year, as (fiscal year, usulan key) -> the likest first.

    With `opd_id`, only activities of that OPD. The same number of queries for any number of usulan: the words
    of a year are read once and kept until an activity of that year changes.
    """
    ranked = {}
    for year, index in _indexes(kabupaten_id, wanted).items():
        texts = [matching.UsulanText(usulan.pk, usulan.title, usulan.bidang) for usulan in wanted[year]]
        for key, suggestions in matching.rank(index, texts, top, opd=opd_id).items():
            ranked[year, key] = suggestions
    keys = {suggestion.activity_id for suggestions in ranked.values() for suggestion in suggestions}
    activities = Activity.objects.with_candidate_data().in_bulk(keys)
    return {
        place: [Candidate(activities[one.activity_id], one.score, one.words) for one in suggestions]
        for place, suggestions in ranked.items()
    }


def suggest_of_opd(referral: Referral, *, top: int) -> list[Candidate]:
    """Return the candidates among the activities of the OPD that was asked, the likest first."""
    year, usulan = referral.fiscal_year, referral.usulan
    found = suggest(referral.kabupaten_id, {year: [usulan]}, top=top, opd_id=referral.opd_id)
    return found.get((year, usulan.pk), [])


def _indexes(kabupaten_id: int, years: Iterable[int]) -> dict[int, matching.Index]:
    marks = (
        Activity.objects.filter(kabupaten=kabupaten_id, fiscal_year__in=years)
        .values_list("fiscal_year")
        .annotate(Count("pk"), Max("updated_at"))
        .order_by("fiscal_year")
    )
    return {year: _index(kabupaten_id, year, count, changed_at) for year, count, changed_at in marks}


@lru_cache(maxsize=16)
def _index(kabupaten_id: int, fiscal_year: int, count: int, changed_at) -> matching.Index:
    """Read the words of one year; `count` and `changed_at` are what makes a kept index stale."""
    rows = Activity.objects.filter(kabupaten=kabupaten_id, fiscal_year=fiscal_year).order_by("pk")
    return matching.build_index(
        matching.ActivityText(pk, opd, (code[:4],), name, kegiatan, program)
        for pk, opd, code, name, kegiatan, program in rows.values_list(
            "pk", "opd", "code", "name", "kegiatan", "program"
        )
        if code.split(".")[2] != SUPPORT_PROGRAM
    )
