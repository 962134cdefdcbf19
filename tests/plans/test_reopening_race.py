"""A stage comes into force, or agreements are reopened, while others decide: real threads, each with its connection."""

from functools import partial

import pytest

from forum.models import User
from plans import actions
from plans.choices import FundingSource, OutcomeKind
from plans.ledger import ledger_faults
from plans.models import Activity, ActivityFigures, Outcome
from tests.bench.bench_ledger import run_at_once
from tests.factories import TODAY, make_activity, make_opd, make_outcome, verified_usulan

PRICE = 10_000_000


@pytest.mark.django_db(transaction=True)
def test_books_hold_when_an_activity_is_dropped_while_eight_officers_decide():
    by, opd = User.objects.system(), make_opd()
    activity, kept = make_activity(pagu=9 * PRICE, lokus=9), make_activity(pagu=9 * PRICE, lokus=9)
    ActivityFigures.objects.create(activity=kept, stage="perubahan", pagu=9 * PRICE)
    standing = [
        make_outcome(usulan=verified_usulan(title=f"Lama {n}"), activity=activity, amount=PRICE) for n in range(2)
    ]
    new = [verified_usulan(title=f"Baru {n}") for n in range(6)]

    def decide(usulan, replaces=None):
        wanted = kept if replaces else activity
        gift = actions.PortionDraft(
            activity=wanted, volume=1, amount=PRICE, funding_source=FundingSource.APBD_KABUPATEN
        )
        outcome = Outcome(usulan=usulan, fiscal_year=2024, kind=OutcomeKind.AGREED)
        actions.record_outcome(outcome, [gift], replaces=replaces, by=by, today=TODAY)

    ends = run_at_once(
        [
            *(partial(decide, usulan) for usulan in new[:3]),
            partial(actions.put_stage_in_force, opd, 2024, "perubahan", by=by, today=TODAY),
            *(partial(decide, usulan) for usulan in new[3:]),
            *(partial(decide, outcome.usulan, outcome) for outcome in standing),
        ]
    )

    activity.refresh_from_db()
    assert set(ends) <= {"won", "refused"}
    assert (activity.pagu, activity.committed) == (0, 0)
    assert ledger_faults(activity.kabupaten) == []


@pytest.mark.django_db(transaction=True)
def test_agreement_is_reopened_once_when_two_choose_it_at_once():
    by = User.objects.system()
    activity = make_activity(pagu=2 * PRICE, lokus=2)
    portions = [make_outcome(activity=activity, amount=PRICE).portions.get() for _ in range(2)]
    Activity.objects.filter(pk=activity.pk).update(pagu=0)

    reopen = partial(actions.reopen_portions, activity, portions, by=by, today=TODAY)
    ends = run_at_once([reopen] * 4)

    assert sorted(ends) == ["refused", "refused", "refused", "won"]
    activity.refresh_from_db()
    assert activity.committed == 0
    assert ledger_faults(activity.kabupaten) == []
