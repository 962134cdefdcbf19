"""Two people at one package at once: real threads, each with its own connection."""

import threading

import pytest
from django.db import connection

from forum.choices import Role
from forum.models import LogEntry
from forum.transitions import MoveRefused
from plans import actions
from plans.models import Support, SupportItem
from plans.status import SupportStatus
from tests.factories import TODAY, make_jabatan, make_support, make_user


def at_once(*calls) -> list[str]:
    """Run the calls in threads that start together; return how each ended: "won" or "refused"."""
    start, ends = threading.Barrier(len(calls)), []

    def run(call):
        start.wait()
        try:
            call()
        except MoveRefused:
            ends.append("refused")
        else:
            ends.append("won")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


@pytest.mark.django_db(transaction=True)
def test_two_edits_at_once_keep_the_goods_of_one():
    secretariat = make_user(role=Role.SECRETARIAT)
    support = make_support(items=["Lama"])

    def write(name):
        mine = Support.objects.select_related("desa").get(pk=support.pk)
        goods = [SupportItem(name=f"{name} {number}", quantity=1, unit="unit") for number in range(3)]
        return lambda: actions.record_support(mine, [], items=goods, by=secretariat)

    ends = at_once(write("Selang"), write("Pompa"))

    kept = list(SupportItem.objects.order_by("pk").values_list("name", flat=True))
    assert ends == ["refused", "won"]
    assert kept in (["Selang 0", "Selang 1", "Selang 2"], ["Pompa 0", "Pompa 1", "Pompa 2"])


@pytest.mark.django_db(transaction=True)
def test_one_handover_is_recorded_when_two_press_at_once():
    secretariat, giver = make_user(role=Role.SECRETARIAT), make_jabatan()
    support = make_support()

    def deliver():
        mine = Support.objects.select_related("desa__kecamatan").get(pk=support.pk)
        mine.giver, mine.handed_over_on = giver, TODAY
        return lambda: actions.deliver_support(mine, by=secretariat, today=TODAY)

    assert at_once(deliver(), deliver()) == ["refused", "won"]
    assert LogEntry.objects.filter(verb="support.deliver").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_edit_does_not_slip_in_after_the_handover():
    secretariat = make_user(role=Role.SECRETARIAT)
    stale = make_support(items=["Selang"])
    Support.objects.filter(pk=stale.pk).update(status=SupportStatus.DELIVERED, handed_over_on=TODAY)
    goods = [SupportItem(name="Pompa", quantity=1, unit="unit")]

    with pytest.raises(MoveRefused, match="baru saja diubah"):
        actions.record_support(stale, [], items=goods, by=secretariat)
    assert [item.name for item in stale.items.all()] == ["Selang"]
