"""Officers who decide at once: real threads, each with its own connection. The long version is ./dev bench ledger."""

import pytest

from tests.bench.bench_ledger import race


@pytest.mark.django_db(transaction=True)
def test_ledger_holds_when_eight_officers_decide_at_once():
    ends, faults = race(rounds=5, officers=8)

    assert faults == []
    assert sum(ends.values()) == 40
    assert min(ends["won"], ends["refused"]) > 0
