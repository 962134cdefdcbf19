"""Which activities of a kabupaten may serve a usulan: the match, fed from the database and read back into it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max

from plans.choices import SERVING_KINDS, OutcomeKind, Reason
from plans.matching.texts import ActivityText, Decision, Refusal, Suggestion, UsulanText
from plans.models import Activity, Answer, KamusEntry, Nomenclature, Outcome, Portion, Referral, Usulan

if TYPE_CHECKING:
    from plans.matching.engine import Index

SUPPORT_PROGRAM = "01"  # X.XX.01: an OPD's own running costs serve no village


@dataclass(frozen=True)
class Candidate:
    """An activity beside a usulan, and why the match found it; that says nothing about who deserves more."""

    activity: Activity  # with opd, lokus_total and lokus_open
    suggestion: Suggestion

    @property
    def score(self) -> float:
        return self.suggestion.score

    @property
    def percent(self) -> int:
        return round(100 * self.score)

    @property
    def is_calibrated(self) -> bool:
        return self.suggestion.is_calibrated

    @property
    def reason(self) -> str:
        return self.suggestion.reason

    @property
    def warning(self) -> str:
        """Return the reason for which the OPD refused alike usulan before, in words; empty if it did not."""
        return Reason(self.suggestion.refused_for).label if self.suggestion.refused_for else ""


def suggest(
    kabupaten_id: int, wanted: Mapping[int, Iterable[Usulan]], *, top: int, opd_id: int | None = None
) -> dict[tuple[int, int], list[Candidate]]:
    """
    Return the candidates for `wanted`, usulan by fiscal year, as (fiscal year, usulan key) -> the likest first.

    With `opd_id`, only activities of that OPD. The same number of queries for any number of usulan: the words
    of a year are read once and kept until an activity of that year changes, decisions until there is another.
    """
    ranked = {}
    for year, index in _indexes(kabupaten_id, wanted).items():
        texts = [UsulanText(usulan.pk, usulan.title, usulan.bidang) for usulan in wanted[year]]
        for key, suggestions in _engine().rank(index, texts, top, opd=opd_id).items():
            ranked[year, key] = suggestions
    keys = {suggestion.activity_id for suggestions in ranked.values() for suggestion in suggestions}
    activities = Activity.objects.with_candidate_data().in_bulk(keys)
    return {
        place: [Candidate(activities[one.activity_id], one) for one in suggestions]
        for place, suggestions in ranked.items()
    }


def suggest_of_opd(referral: Referral, *, top: int) -> list[Candidate]:
    """Return the candidates among the activities of the OPD that was asked, the likest first."""
    year, usulan = referral.fiscal_year, referral.usulan
    found = suggest(referral.kabupaten_id, {year: [usulan]}, top=top, opd_id=referral.opd_id)
    return found.get((year, usulan.pk), [])


def _engine():
    # Imported where it is used: scikit-learn takes a second that no other page or command should wait for.
    from plans.matching import engine

    return engine


@dataclass(frozen=True)
class _Kept:
    """The index of one year as this process knows it; other marks of activities and decisions make it stale."""

    marks: tuple
    codes: dict[tuple[int, str], int]  # OPD and code of a sub kegiatan -> activity
    index: "Index"


_kept: dict[tuple[int, int], _Kept] = {}
KEPT_YEARS = 16


def _indexes(kabupaten_id: int, years: Iterable[int]) -> dict[int, "Index"]:
    rows = (
        Activity.objects.filter(kabupaten=kabupaten_id, fiscal_year__in=years)
        .values_list("fiscal_year")
        .annotate(Count("pk"), Max("updated_at"))
        .order_by("fiscal_year")
    )
    activities = {year: tuple(mark) for year, *mark in rows}
    if not activities:
        return {}
    own = KamusEntry.objects.filter(kabupaten=kabupaten_id).aggregate(Count("pk"), Max("updated_at"))
    decided = _mark(_serving(kabupaten_id)), _mark(_refusing(kabupaten_id))
    marks = {year: ((mark, tuple(own.values())), decided) for year, mark in activities.items()}
    kept = {year: _kept.get((kabupaten_id, year)) for year in marks}
    stale = [year for year, mark in marks.items() if kept[year] is None or kept[year].marks != mark]
    if stale:
        past = list(_decisions(kabupaten_id)), list(_refusals(kabupaten_id))
        for year in stale:
            kept[year] = _learn(kept[year], kabupaten_id, year, marks[year], *past)
            _keep(kabupaten_id, year, kept[year])
    return {year: kept[year].index for year in marks}


def _keep(kabupaten_id: int, year: int, kept: "_Kept") -> None:
    while len(_kept) >= KEPT_YEARS:
        _kept.pop(next(iter(_kept)), None)
    _kept[kabupaten_id, year] = kept


def _mark(rows) -> tuple:
    """Return what changes whenever one of these rows comes or goes; none of them is ever altered."""
    return tuple(rows.aggregate(Count("pk"), Max("pk")).values())


def _serving(kabupaten_id: int):
    return Outcome.objects.current().filter(kabupaten=kabupaten_id, kind__in=SERVING_KINDS)


def _refusing(kabupaten_id: int):
    return Answer.objects.sent().filter(kabupaten=kabupaten_id, kind=OutcomeKind.REFUSED)


def _decisions(kabupaten_id: int):
    return Portion.objects.filter(outcome__in=_serving(kabupaten_id)).values_list(
        "outcome__usulan__title", "activity__opd", "activity__code"
    )


def _refusals(kabupaten_id: int):
    rows = _refusing(kabupaten_id).values_list("referral__usulan__title", "referral__opd", "reason")
    return (Refusal(title, opd, reason) for title, opd, reason in rows)


def _learn(kept, kabupaten_id: int, year: int, marks: tuple, decisions, refusals) -> "_Kept":
    if kept and kept.marks[0] == marks[0]:
        codes, index = kept.codes, kept.index
    else:
        codes, index = _read(kabupaten_id, year)
    # What was given in another year teaches for the same sub kegiatan of the same OPD.
    here = [Decision(title, codes.get((opd, code))) for title, opd, code in decisions]
    index = _engine().calibrate(_engine().learn(index, here, refusals), here)
    return _Kept(marks, codes, index)


def _read(kabupaten_id: int, year: int) -> tuple[dict[tuple[int, str], int], "Index"]:
    # As late as the engine: who reads no match needs no kamus.
    from plans.kamus import entries_of

    rows = Activity.objects.filter(kabupaten=kabupaten_id, fiscal_year=year).order_by("pk")
    codes, texts = {}, []
    lines = Nomenclature.objects.sub_kegiatan().filter(code__in=rows.order_by().values("code"))
    explained = {
        (edition, code): (indicator, definition)
        for edition, code, indicator, definition in lines.values_list("edition", "code", "indicator", "definition")
    }
    for pk, opd, office, edition, code, name, kegiatan, program in rows.values_list(
        "pk", "opd", "opd__name", "edition", "code", "name", "kegiatan", "program"
    ):
        if code.split(".")[2] != SUPPORT_PROGRAM:
            codes[opd, code] = pk
            indicator, definition = explained.get((edition, code), ("", ""))
            texts.append(
                ActivityText(pk, opd, name, office, kegiatan, program, indicator, definition, bidang_codes=(code[:4],))
            )
    entries = entries_of(kabupaten_id, {code: pk for (_, code), pk in reversed(codes.items())})
    return codes, _engine().build_index(texts, entries)
