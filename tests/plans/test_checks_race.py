"""Two secretaries who mark the same finding at once: real threads, each with its own connection."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from forum.choices import Role
from forum.transitions import MoveRefused
from plans import actions
from plans.choices import CheckKind
from plans.models import CheckDismissal
from tests.factories import make_user, verified_usulan


@pytest.mark.django_db(transaction=True)
def test_of_two_who_dismiss_at_once_one_is_told():
    usulan, people = verified_usulan(location=""), [make_user(role=Role.SECRETARIAT) for _ in range(2)]
    together = threading.Barrier(2)

    def dismiss(by):
        row = CheckDismissal(kind=CheckKind.PLACE, fiscal_year=2024, usulan=usulan, note="Di kantor desa.")
        together.wait()
        try:
            actions.dismiss_check(row, by=by, now=timezone.now())
        except MoveRefused:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        ends = sorted(pool.map(dismiss, people))

    assert ends == ["done", "refused"]
    assert CheckDismissal.objects.count() == 1
