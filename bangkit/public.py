"""
What everyone may read of a kabupaten that opened its public page: which desa asked what, and what became of it.

Only what a record holds in codes and numbers leaves the house, and the title of the usulan with long numbers taken
out: no person, no kelompok, no sentence that somebody wrote as an explanation, and no address of a trace page, which
is the village's own to hand on.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch
from django.urls import reverse

from bangkit.figures import Counts, Fate, Scope, Tally, nearest_year, weighed
from forum.models import Desa, Kabupaten, Kecamatan
from plans.models import Outcome, Usulan

# NIK, telephone, account: nothing that a village asks for is counted with seven digits in a row.
LONG_NUMBER = re.compile(r"\+?\d(?:[ .-]?\d){6,}")


@dataclass(frozen=True)
class Place:
    """A kecamatan or desa with what its usulan came to, and the page that tells more of it."""

    name: str
    url: str
    tally: Tally


@dataclass(frozen=True)
class PublicUsulan:
    title: str
    bidang: str
    volume: Decimal | None
    unit: str
    fate: Fate
    is_done: bool
    detail: str  # OPD that serve, year to which it was postponed, coded reason of a no


def years_of(kabupaten: Kabupaten) -> list[int]:
    """Return the years for which anything is asked, the latest first."""
    return list(_asked_in(kabupaten).asked().years())


def year_among(years: list[int], asked: str, today: date) -> int:
    """Return the year that is asked for, or the one nearest to today if nothing is asked for that year."""
    if asked.isdecimal() and int(asked) in years:
        return int(asked)
    return nearest_year(years, today)


def kecamatan_of(kabupaten: Kabupaten, year: int) -> list[Place]:
    """Return the kecamatan from which anything was asked for that year; three queries."""
    of_desa = dict(Desa.objects.within(kabupaten).values_list("pk", "kecamatan"))
    found = Counts(Scope(_asked_in(kabupaten), year)).by(lambda desa, bidang: of_desa[desa])
    return [
        _place(one.name, "public_kecamatan", [kabupaten.code, one.code], year, found[one.pk])
        for one in Kecamatan.objects.filter(pk__in=found).order_by("name", "pk")
    ]


def desa_of(kecamatan: Kecamatan, year: int) -> list[Place]:
    """Return the desa of a kecamatan from which anything was asked for that year; three queries."""
    kabupaten = kecamatan.kabupaten
    found = Counts(Scope(_asked_in(kabupaten).for_kecamatan(kecamatan), year)).by(lambda desa, bidang: desa)
    return [
        _place(one.full_name, "public_desa", [kabupaten.code, one.code], year, found[one.pk])
        for one in Desa.objects.filter(pk__in=found).order_by("name", "pk")
    ]


def usulan_of(desa: Desa, year: int):
    """Return the usulan of a desa for that year, in its own order; give pages of them to `told`."""
    outcomes = Outcome.objects.current().for_year(year).with_portions()
    rows = weighed(Scope(_asked_in(desa.kabupaten).for_desa(desa), year)).in_desa_order()
    return rows.prefetch_related(Prefetch("outcomes", queryset=outcomes, to_attr="standing_outcomes"))


def told(usulan: Usulan) -> PublicUsulan:
    """Return what the public is told of one of `usulan_of`."""
    return PublicUsulan(
        title=without_long_numbers(usulan.title),
        bidang=usulan.get_bidang_display(),
        volume=usulan.volume,
        unit=without_long_numbers(usulan.unit),
        fate=Fate(usulan.fate),
        is_done=usulan.is_done,
        detail=_detail(usulan.standing_outcomes[0]) if usulan.standing_outcomes else "",
    )


def without_long_numbers(text: str) -> str:
    return LONG_NUMBER.sub("…", text)


def _detail(outcome: Outcome) -> str:
    if outcome.serves:
        return ", ".join(dict.fromkeys(str(portion.activity.opd) for portion in outcome.portions.all()))
    return without_long_numbers(outcome.detail)


def _asked_in(kabupaten: Kabupaten):
    return Usulan.objects.for_kabupaten(kabupaten)


def _place(name: str, url_name: str, codes: list[str], year: int, tally: Tally) -> Place:
    return Place(name, reverse(url_name, args=codes, query={"tahun": year}), tally)
