"""Packages and trainings of the sample: the real totals of a programme, spread over desa by rule."""

import datetime
from collections.abc import Iterator
from itertools import chain, cycle, islice

from bangkit.sample.builder import Builder, day
from bangkit.sample.facts import MADE_UP
from bangkit.sample.stimulan_facts import GIVEN, MADE_UP_PROGRAMME, PROGRAMME, Given
from bangkit.sample.sumba_facts import BANGKIT_DESA
from forum.log import told_at
from forum.models import Desa, Jabatan
from plans import actions as plans_actions
from plans.choices import Bidang, Condition, SupportKind
from plans.models import Support, SupportItem, Usulan

FIRST_DAY, SPAN = day("2023-11-06"), 300  # handed over from here on, the last before October 2024
AFTER_DECISION = day("2024-05-20")
UNCHECKED_EVERY = 15  # so many are still to be looked at, for the list "perlu diperiksa"


class StimulanBuilder(Builder):
    """The bricks of packages; the totals come out of the list page exactly."""

    def _stimulan(self, *, giver: Jabatan, usulan: Usulan) -> None:
        """Record every package; the first of the home industry serves `usulan`, which the forum redirected."""
        number = 0
        for given in GIVEN:
            served = [usulan] if given.bidang == Bidang.HOME_INDUSTRY else []
            for support, goods in _packages(given, self._receiving(given, first=usulan.desa)):
                on = AFTER_DECISION if served else FIRST_DAY + datetime.timedelta(days=number * 7 % SPAN)
                self._package(support, goods, served, giver=giver, on=on, is_checked=number % UNCHECKED_EVERY > 0)
                number, served = number + 1, []

    def _receiving(self, given: Given, *, first: Desa) -> list[Desa]:
        """The desa of one bidang: the programme's own first, then others; together they are 49, as it had."""
        named = [first, *(self.desa[name] for name in BANGKIT_DESA if name != first.name)]
        others = [desa for desa in self.desa.values() if desa not in named and desa.kecamatan.name != "Kota Tambolaka"]
        order = [*named, *chain.from_iterable(others[start::5] for start in range(5))]
        start = 15 if given.bidang == Bidang.HOME_INDUSTRY else 1
        return [first, *order[start:]][: given.desa]

    def _package(self, support: Support, goods, served, *, giver: Jabatan, on: datetime.date, is_checked: bool) -> None:
        by = self._writer(support.desa.name)
        support.fiscal_year = on.year
        with told_at(self.at(on, 9)):
            plans_actions.record_support(support, items=goods, usulan=served, by=by)
        with told_at(self.at(on, 11)):
            support.giver, support.handed_over_on = giver, on
            plans_actions.deliver_support(support, by=by, today=self.today)
        later = support.check_due_on
        if not is_checked or later > self.today:
            return
        with told_at(self.at(later, 9)):
            result = "Kegiatan kelompok berjalan (contoh)."
            plans_actions.finish_support(support, result=result, men=support.men, women=support.women, by=by)
        with told_at(self.at(later)):
            plans_actions.check_support(
                support,
                checked_on=later,
                condition=Condition.IN_USE,
                finding="Dipakai kelompok (contoh).",
                next_on=None,
                by=by,
                today=self.today,
            )


def _packages(given: Given, desa: list[Desa]) -> Iterator[tuple[Support, list[SupportItem]]]:
    """Yield the initiatives of one bidang: as many desa and kinds of goods as its totals say; none is a training."""
    each, more = divmod(given.items, given.initiatives)
    for number, place in enumerate(islice(cycle(desa), given.initiatives)):
        count = each + (number < more)
        goods = [
            SupportItem(name=name, quantity=quantity, unit=unit)
            for name, quantity, unit in islice(cycle(given.goods), count)
        ]
        support = Support(
            desa=place,
            kind=SupportKind.STIMULAN if goods else SupportKind.TRAINING,
            title=f"{given.titles[number % len(given.titles)]} {MADE_UP}",
            bidang=given.bidang,
            source=PROGRAMME if place.name in BANGKIT_DESA else MADE_UP_PROGRAMME,
            men=8,
            women=12,
        )
        yield support, goods
