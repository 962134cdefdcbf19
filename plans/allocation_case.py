"""What an allocation is computed from: the open offers and undecided usulan of a year, as plain values."""

from collections import defaultdict

from django.db.models import Count

from plans import candidates
from plans.allocation import Activity as Offer
from plans.allocation import Candidate
from plans.models import Activity, AllocationRun, Answer, Lokus, Outcome, Usulan
from plans.priority import least_score, place_of, value_of

TOP = 8  # activities that are weighed for each usulan


def case_of(run: AllocationRun) -> dict:
    """
    Return the arguments of `allocate` for this run.

    Usulan that are verified and not decided for the year ask; one that is to go into another does not. What an OPD
    has agreed to serve counts as wholly fitting; where an OPD has answered anything else, or has refused the like
    before, it is not proposed.
    """
    kabupaten, year = run.kabupaten_id, run.fiscal_year
    asking = Usulan.objects.for_kabupaten(kabupaten).verified().for_year(year).undecided(year).standing_alone(year)
    usulan = list(asking.select_related("desa").order_by("pk"))
    offers = _offers(kabupaten, year)
    served = _desa_served(kabupaten)
    return {
        "activities": offers.values(),
        "candidates": _candidates(kabupaten, year, usulan, offers),
        "years_served": {desa: sum(one < year for one in years) for desa, years in served.items()},
        "served_now": {desa for desa, years in served.items() if year in years},
        "ceilings": {int(opd): most for opd, most in run.ceilings.items()},
        "usulan": [one.pk for one in usulan],
    }


def _offers(kabupaten: int, year: int) -> dict[int, Offer]:
    slots = Lokus.objects.open().filter(kabupaten=kabupaten, activity__fiscal_year=year)
    to_any, named = {}, defaultdict(dict)
    for activity, desa, count in slots.values_list("activity", "desa").annotate(Count("pk")).order_by():
        if desa is None:
            to_any[activity] = count
        else:
            named[activity][desa] = count
    rows = Activity.objects.filter(kabupaten=kabupaten, fiscal_year=year).only("opd", "pagu", "committed")
    return {
        row.pk: Offer(row.pk, row.opd_id, to_any.get(row.pk, 0), max(0, row.pagu_left), named[row.pk]) for row in rows
    }


def _desa_served(kabupaten: int) -> dict[int, set[int]]:
    """Return the fiscal years in which a standing outcome gives each desa something."""
    served = defaultdict(set)
    for desa, year in Outcome.objects.filter(kabupaten=kabupaten).reaching().values_list("usulan__desa", "fiscal_year"):
        served[desa].add(year)
    return served


def _candidates(kabupaten: int, year: int, usulan: list[Usulan], offers: dict[int, Offer]) -> list[Candidate]:
    last_of_kecamatan, last_of_desa = defaultdict(int), defaultdict(int)
    for one in usulan:
        kecamatan = one.desa.kecamatan_id
        last_of_kecamatan[kecamatan] = max(last_of_kecamatan[kecamatan], one.kecamatan_rank or 0)
        last_of_desa[one.desa_id] = max(last_of_desa[one.desa_id], one.desa_rank or 0)
    answers = defaultdict(dict)
    for answer in (
        Answer.objects.sent().filter(kabupaten=kabupaten, referral__fiscal_year=year).select_related("referral")
    ):
        answers[answer.referral.usulan_id][answer.referral.opd_id] = answer
    found = candidates.suggest(kabupaten, {year: usulan}, top=TOP)
    weighed = []
    for one in usulan:
        places = {
            "kecamatan_place": place_of(one.kecamatan_rank, last_of_kecamatan[one.desa.kecamatan_id]),
            "desa_place": place_of(one.desa_rank, last_of_desa[one.desa_id]),
        }
        for activity, score, cost in _ways(one, found.get((year, one.pk), []), answers[one.pk], offers):
            weighed.append(Candidate(one.pk, one.desa_id, activity, value_of(**places, score=score), cost))
    return weighed


def _ways(usulan: Usulan, suggested, answers: dict[int, Answer], offers: dict[int, Offer]):
    """Yield (activity, score, cost) for what OPD have agreed to, then for what those suggest who have not spoken."""
    for answer in answers.values():
        if answer.serves and answer.activity_id in offers:
            yield answer.activity_id, 1.0, answer.amount or 0
    best = max(suggested, key=lambda one: one.score, default=None)
    least = least_score(best.score, is_calibrated=best.is_calibrated) if best else 0
    for one in suggested:
        if one.score >= least and one.activity.opd_id not in answers and not one.warning:
            yield one.activity.pk, one.score, usulan.cost or 0
