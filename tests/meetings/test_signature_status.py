"""Which step may follow which, written out in full: signatures and ralat."""

import pytest

from meetings.status import RALAT_MOVES, SETTLED, SIGNATURE_MOVES, RalatStatus, SignatureStatus

LEGAL_FOR_SIGNATURES = {
    ("waiting", "sign_on_screen", "screen"),
    ("waiting", "sign_in_ink", "ink"),
    ("waiting", "decline", "declined"),
    ("declined", "await", "waiting"),
    ("waiting", "close", "closed"),
    ("declined", "close", "closed"),
    ("waiting", "replace", "replaced"),
    ("declined", "replace", "replaced"),
}
LEGAL_FOR_RALAT = {("waiting", "sign", "signed"), ("waiting", "cancel", "cancelled")}


@pytest.mark.parametrize(
    ("moves", "statuses", "legal"),
    [(SIGNATURE_MOVES, SignatureStatus, LEGAL_FOR_SIGNATURES), (RALAT_MOVES, RalatStatus, LEGAL_FOR_RALAT)],
)
def test_only_these_moves_are_legal(moves, statuses, legal):
    found = {
        (status, name, move.target) for status in statuses for name, move in moves.items() if move.starts_from(status)
    }

    assert found == legal


def test_nothing_more_is_expected_of_what_is_settled():
    assert {"screen", "ink", "closed", "replaced"} == SETTLED
