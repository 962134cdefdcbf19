"""What the sync page lays side by side: the wish, the candidates, the answer, for a year and the next."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from plans import candidates, rules
from plans.choices import OpenState
from plans.models import Outcome, Proposal, Referral, Usulan

SHOWN_IN_LIST, SHOWN_ON_PAGE = 3, 8


@dataclass(frozen=True)
class Question:
    """A referral with what its OPD has said, and what the user may do with it on that day."""

    referral: Referral
    days: int
    days_overdue: int
    is_due_soon: bool
    can_withdraw: bool
    can_answer: bool


@dataclass(frozen=True)
class YearSide:
    """One usulan in one fiscal year; `served_in` is an earlier year that serves it, so that nothing waits here."""

    year: int
    served_in: int | None
    candidates: list[candidates.Candidate]
    outcome: Outcome | None
    questions: list[Question]
    can_refer: bool
    proposal: Proposal | None  # of the allocation that was applied last
    has_workplan: bool  # whether candidates were looked for: where no OPD has a Renja yet, there is nothing to find

    @property
    def is_calibrated(self) -> bool:
        return bool(self.candidates) and self.candidates[0].is_calibrated

    @property
    def asked_opd(self) -> set[int]:
        """Keys of the OPD that are being asked already."""
        return {question.referral.opd_id for question in self.questions if question.referral.is_open}


@dataclass(frozen=True)
class SyncRow:
    usulan: Usulan
    sides: list[YearSide]  # the year and the next


def find_usulan(user, fiscal_year: int, *, kecamatan=None, desa=None, bidang="", opd=None, state=""):
    """Return the usulan of a year's sync page for this user, narrowed by what was chosen, in the forum's order."""
    rows = Usulan.objects.visible_to(user).asked().for_year(fiscal_year)
    if kecamatan:
        rows = rows.for_kecamatan(kecamatan)
    if desa:
        rows = rows.for_desa(desa)
    if bidang:
        rows = rows.filter(bidang=bidang)
    if opd:
        rows = rows.concerning_opd(opd, (fiscal_year, fiscal_year + 1))
    if state:
        rows = _in_state(rows, state, fiscal_year)
    return rows.in_order()


def _in_state(rows, state: str, fiscal_year: int):
    if state == OpenState.UNDECIDED:
        return rows.undecided(fiscal_year)
    if state == OpenState.UNREFERRED:
        return rows.unreferred(fiscal_year)
    if state == OpenState.UNANSWERED:
        return rows.filter(pk__in=Referral.objects.unanswered().for_year(fiscal_year).values("usulan"))
    return rows.decided_as(state, fiscal_year)


def lay_out(user, usulan: Sequence[Usulan], fiscal_year: int, *, today: date) -> list[SyncRow]:
    """
    Return the rows of a page of the list, with open questions only and candidates only where nothing is decided.

    The same number of queries for any number of usulan.
    """
    years = (fiscal_year, fiscal_year + 1)
    outcomes = _outcomes(usulan, years)
    wanted = {
        year: [one for one in usulan if (one.pk, year) not in outcomes and not _served_before(one, year, outcomes)]
        for year in years
    }
    return _rows(
        user,
        usulan,
        years,
        outcomes=outcomes,
        referrals=Referral.objects.open(),
        found=candidates.suggest(user.kabupaten_id, wanted, top=SHOWN_IN_LIST),
        today=today,
    )


def lay_out_one(user, usulan: Usulan, fiscal_year: int, *, today: date) -> SyncRow:
    """Return one usulan with everything: more candidates, also where it is decided, and questions already closed."""
    years = (fiscal_year, fiscal_year + 1)
    rows = _rows(
        user,
        [usulan],
        years,
        outcomes=_outcomes([usulan], years),
        referrals=Referral.objects.all(),
        found=candidates.suggest(user.kabupaten_id, {year: [usulan] for year in years}, top=SHOWN_ON_PAGE),
        today=today,
    )
    return rows[0]


def lay_out_year(user, usulan: Usulan, fiscal_year: int, *, today: date) -> YearSide:
    """Return one usulan in one year with everything, for whoever decides on it there."""
    rows = _rows(
        user,
        [usulan],
        (fiscal_year,),
        outcomes=_outcomes([usulan], (fiscal_year - 1, fiscal_year)),
        referrals=Referral.objects.all(),
        found=candidates.suggest(user.kabupaten_id, {fiscal_year: [usulan]}, top=SHOWN_ON_PAGE),
        today=today,
    )
    return rows[0].sides[0]


def _outcomes(usulan, years) -> dict[tuple[int, int], Outcome]:
    standing = Outcome.objects.current().for_usulan(usulan).for_years(years).with_portions()
    return {(outcome.usulan_id, outcome.fiscal_year): outcome for outcome in standing}


def _served_before(usulan: Usulan, year: int, outcomes) -> int | None:
    """Return the year before `year` if an activity of that year serves the usulan, or is still to."""
    earlier = outcomes.get((usulan.pk, year - 1))
    return year - 1 if earlier and earlier.serves and not earlier.is_undone else None


def _rows(user, usulan, years, *, outcomes, referrals, found, today) -> list[SyncRow]:
    proposals = {
        (row.usulan_id, row.run.fiscal_year): row for row in Proposal.objects.of_current(*years).for_usulan(usulan)
    }
    asked = defaultdict(list)
    for referral in referrals.for_usulan(usulan).for_years(years).with_answers().order_by("asked_on", "pk"):
        asked[referral.usulan_id, referral.fiscal_year].append(question_of(user, referral, today=today))
    return [
        SyncRow(
            one,
            [
                YearSide(
                    year,
                    served_in=_served_before(one, year, outcomes),
                    candidates=with_ranks(found.get((year, one.pk), []), proposals.get((one.pk, year))),
                    outcome=outcomes.get((one.pk, year)),
                    questions=asked[one.pk, year],
                    can_refer=rules.can_refer_usulan(user, one),
                    proposal=proposals.get((one.pk, year)),
                    has_workplan=(year, one.pk) in found,
                )
                for year in years
            ],
        )
        for one in usulan
    ]


def with_ranks(found: list[candidates.Candidate], proposal: Proposal | None) -> list[candidates.Candidate]:
    """Return the candidates with the places that the usulan has in their waiting lists."""
    return [replace(one, rank=proposal.rank_at(one.activity.pk)) for one in found] if proposal else found


def question_of(user, referral: Referral, *, today: date) -> Question:
    """Return a referral as this user sees it; needs `with_answers()`."""
    return Question(
        referral,
        days=referral.days_waiting(today),
        days_overdue=referral.days_overdue(today),
        is_due_soon=referral.is_due_soon(today),
        can_withdraw=rules.can_withdraw_referral(user, referral),
        can_answer=rules.can_draft_answer(user, referral, today=today),
    )
