"""Which activities of a kabupaten may serve a usulan: the match, fed from the database and read back into it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max

from plans.choices import SERVING_KINDS, OutcomeKind
from plans.matching.texts import ActivityText, Decision, Refusal, Suggestion, UsulanText
from plans.models import Activity, Answer, KamusEntry, Lokus, Nomenclature, Outcome, Portion, Referral, Usulan
from plans.prospect import Candidate

if TYPE_CHECKING:
    from plans.matching.engine import Index

SUPPORT_PROGRAM = "01"  # X.XX.01: an OPD's own running costs serve no village


def suggest(
    kabupaten_id: int, wanted: Mapping[int, Iterable[Usulan]], *, top: int, opd_id: int | None = None
) -> dict[tuple[int, int], list[Candidate]]:
    """
    Return the candidates for `wanted`, usulan by fiscal year, as (fiscal year, usulan key) -> the likest first.

    A year for which no OPD has named an activity has no entry. With `opd_id`, only activities of that OPD. The same
    number of queries for any number of usulan: the words of a year are read once and kept until an activity of that
    year changes, decisions until there is another.
    """
    ranked = {}
    for year, kept in _indexes(kabupaten_id, wanted).items():
        for usulan, suggestions in _rank(kept, wanted[year], top, opd_id):
            ranked[year, usulan] = suggestions
    keys = {suggestion.activity_id for suggestions in ranked.values() for suggestion in suggestions}
    activities = Activity.objects.with_candidate_data().in_bulk(keys)
    places = Lokus.objects.open_places(keys)
    return {
        (year, usulan.pk): [_candidate(usulan, activities[one.activity_id], one, places) for one in suggestions]
        for (year, usulan), suggestions in ranked.items()
    }


def _candidate(usulan: Usulan, activity: Activity, suggestion: Suggestion, places: Counter) -> Candidate:
    here = places[activity.pk, None] + places[activity.pk, usulan.desa_id]
    return Candidate(usulan, activity, suggestion, here)


def _rank(kept: "_Kept", usulan: Iterable[Usulan], top: int, opd_id: int | None):
    """Yield each usulan with its suggestions. What was decided on a usulan itself is no precedent for it."""
    undecided = {one.pk: one for one in usulan if one.pk not in kept.given}
    for key, suggestions in _engine().rank(kept.index, map(_text, undecided.values()), top, opd=opd_id).items():
        yield undecided[key], suggestions
    for one in usulan:
        if own := kept.given.get(one.pk):
            index = _engine().forget(kept.index, own)
            yield one, _engine().rank(index, [_text(one)], top, opd=opd_id)[one.pk]


def _text(usulan: Usulan) -> UsulanText:
    return UsulanText(usulan.pk, usulan.title, usulan.bidang)


def nearest(usulan: Usulan, year: int) -> Activity | None:
    """Return the activity that is the least unlike a usulan for which nothing is alike enough."""
    kept = _indexes(usulan.kabupaten_id, [year])[year]
    found = _engine().rank(kept.index, [_text(usulan)], 1, threshold=0)[usulan.pk]
    return Activity.objects.select_related("opd").get(pk=found[0].activity_id) if found else None


def words_that_lead(usulan: Usulan, year: int, activity: Activity) -> list[str]:
    """Return words of the activity's name of which any one, written in the title too, would bring it to the top."""
    from plans.matching import wording  # as late as the engine, which it needs

    kept = _indexes(usulan.kabupaten_id, [year])[year]
    return wording.words_that_lead(kept.index, _text(usulan), activity.pk)


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
    given: dict[int, list[Decision]]  # usulan -> what was decided on it
    index: "Index"


_kept: dict[tuple[int, int], _Kept] = {}
KEPT_YEARS = 16


def _indexes(kabupaten_id: int, years: Iterable[int]) -> dict[int, _Kept]:
    rows = (
        Activity.objects.filter(kabupaten=kabupaten_id, fiscal_year__in=years, is_named=True)
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
    return {year: kept[year] for year in marks}


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
        "outcome__usulan", "outcome__usulan__title", "activity__opd", "activity__code"
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
    given = defaultdict(list)
    for usulan, title, opd, code in decisions:
        if (activity := codes.get((opd, code))) is not None:
            given[usulan].append(Decision(title, activity))
    here = [one for decided in given.values() for one in decided]
    index = _engine().calibrate(_engine().learn(index, here, refusals), here)
    return _Kept(marks, codes, dict(given), index)


def _read(kabupaten_id: int, year: int) -> tuple[dict[tuple[int, str], int], "Index"]:
    # As late as the engine: who reads no match needs no kamus.
    from plans.kamus import entries_of

    rows = Activity.objects.filter(kabupaten=kabupaten_id, fiscal_year=year, is_named=True).order_by("pk")
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
