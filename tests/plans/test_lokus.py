import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from forum.models import LogEntry
from forum.transitions import MoveRefused
from plans import actions
from plans.ledger import ledger_faults
from plans.models import Lokus
from tests.factories import (
    TODAY,
    make_activity,
    make_desa,
    make_kabupaten,
    make_kecamatan,
    make_lokus,
    make_opd,
    make_outcome,
)


def offer_url(activity):
    return reverse("plans:lokus_offer", args=[activity.pk])


def withdraw_url(lokus):
    return reverse("plans:lokus_withdraw", args=[lokus.pk])


# Actions


def test_offer_numbers_on_from_the_last(secretariat):
    activity = make_activity(lokus=2)

    slots = actions.offer_lokus(activity, count=2, desa=make_desa(), volume=3, unit="unit", by=secretariat, today=TODAY)

    assert [(slot.number, slot.place, slot.volume, slot.unit) for slot in slots] == [
        (3, "Desa Waiholo", 3, "unit"),
        (4, "Desa Waiholo", 3, "unit"),
    ]
    assert LogEntry.objects.for_record(slots[0]).get().sentence == "Lokus 3 ditawarkan: Desa Waiholo"


def test_withdrawn_lokus_is_no_longer_open(secretariat):
    lokus = make_lokus()

    actions.withdraw_lokus(lokus, by=secretariat, now=timezone.now(), today=TODAY)

    lokus.refresh_from_db()
    assert (lokus.state.label, lokus.is_open) == ("Ditarik", False)
    assert Lokus.objects.open().count() == 0


def test_lokus_that_is_held_or_withdrawn_cannot_be_withdrawn(secretariat):
    activity = make_activity(lokus=1)
    make_outcome(activity=activity)
    held = activity.lokus.get()
    withdrawn = make_lokus(withdrawn_at=timezone.now())

    for lokus in (held, withdrawn):
        with pytest.raises(MoveRefused, match="sudah dipakai atau sudah ditarik"):
            actions.withdraw_lokus(lokus, by=secretariat, now=timezone.now(), today=TODAY)

    assert ledger_faults(make_kabupaten()) == []


def test_lokus_of_another_opd_is_refused(opd_officer):
    activity = make_activity(opd=make_opd(name="Dinas Sosial"), lokus=1)

    with pytest.raises(PermissionDenied):
        actions.offer_lokus(activity, by=opd_officer, today=TODAY)
    with pytest.raises(PermissionDenied):
        actions.withdraw_lokus(activity.lokus.get(), by=opd_officer, now=timezone.now(), today=TODAY)


# Pages


def test_offer_adds_slots(client, opd_officer):
    activity = make_activity(opd=opd_officer.opd)
    client.force_login(opd_officer)

    response = client.post(
        offer_url(activity), {"count": "3", "desa": make_desa().pk, "volume": "2,5", "unit": "km"}, follow=True
    )

    assert response.redirect_chain == [(activity.get_absolute_url(), 302)]
    assert [(slot.number, slot.desa, slot.volume, slot.unit) for slot in activity.lokus.order_by("number")] == [
        (number, make_desa(), 2.5, "km") for number in (1, 2, 3)
    ]
    assert "3 lokus ditawarkan: Desa Waiholo." in response.content.decode()


def test_offer_may_leave_the_desa_open(client, opd_officer):
    activity = make_activity(opd=opd_officer.opd)
    client.force_login(opd_officer)

    client.post(offer_url(activity), {"count": "1", "desa": "", "volume": "", "unit": ""})

    assert [slot.place for slot in activity.lokus.all()] == ["Desa mana pun"]


@pytest.mark.parametrize(
    ("wrong", "field"), [({"count": "0"}, "count"), ({"count": ""}, "count"), ({"volume": "-2"}, "volume")]
)
def test_offer_with_a_fault_is_422_and_keeps_what_was_typed(client, opd_officer, wrong, field):
    activity = make_activity(opd=opd_officer.opd)
    client.force_login(opd_officer)

    response = client.post(offer_url(activity), {"count": "3", "volume": "", "unit": "ekor kambing"} | wrong)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert "ekor kambing" in response.content.decode()
    assert activity.lokus.count() == 0


def test_offer_to_a_desa_of_another_kabupaten_is_422(client, opd_officer):
    activity = make_activity(opd=opd_officer.opd)
    other = make_kabupaten(code="81.05", name="Kabupaten Seram Bagian Timur")
    foreign = make_desa(kecamatan=make_kecamatan(kabupaten=other), name="Bula")
    client.force_login(opd_officer)

    response = client.post(offer_url(activity), {"count": "1", "desa": foreign.pk})

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["desa"])


def test_withdraw_asks_first_and_then_withdraws(client, opd_officer):
    lokus = make_lokus(activity=make_activity(opd=opd_officer.opd), desa=make_desa())
    client.force_login(opd_officer)

    page = client.get(withdraw_url(lokus)).content.decode()
    assert "Tarik Lokus 1 dari penawaran?" in page
    assert "Desa Waiholo tidak lagi dapat dilayani melalui lokus ini." in page
    lokus.refresh_from_db()
    assert lokus.is_open

    response = client.post(withdraw_url(lokus), follow=True)

    assert response.redirect_chain == [(lokus.activity.get_absolute_url(), 302)]
    lokus.refresh_from_db()
    assert lokus.state.label == "Ditarik"


def test_withdraw_of_a_held_lokus_says_why_not(client, opd_officer):
    activity = make_activity(opd=opd_officer.opd, lokus=1)
    make_outcome(activity=activity)
    client.force_login(opd_officer)

    response = client.post(withdraw_url(activity.lokus.get()), follow=True)

    assert "Lokus ini sudah dipakai atau sudah ditarik. Muat ulang halaman." in response.content.decode()
    assert activity.lokus.get().state.label == "Dipegang keputusan forum"


def test_lokus_pages_guard_their_doors(client, opd_officer, facilitator, outsider):
    lokus = make_lokus(activity=make_activity(opd=opd_officer.opd))
    urls = [offer_url(lokus.activity), withdraw_url(lokus)]

    assert all(client.get(url).url.startswith(reverse("forum:login")) for url in urls)
    for user, status in [(facilitator, 403), (outsider, 404)]:
        client.force_login(user)
        assert [client.get(url).status_code for url in urls] == [status, status]
        assert [client.post(url, {"count": 1}).status_code for url in urls] == [status, status]
    client.force_login(opd_officer)
    assert [client.delete(url).status_code for url in urls] == [405, 405]
    lokus.refresh_from_db()
    assert (lokus.is_open, Lokus.objects.count()) == (True, 1)
