"""By when an OPD is to answer, as the secretariat chooses it; and asking about several usulan at once."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.models import LogEntry
from forum.templatetags.house import tanggal
from plans import actions
from plans.choices import Bidang
from plans.deadlines import answer_deadline, offered_deadlines
from plans.models import Referral, Usulan
from tests.factories import (
    TODAY,
    make_activity,
    make_desa,
    make_kabupaten,
    make_kecamatan,
    make_meeting,
    make_opd,
    make_referral,
    make_usulan,
    make_window,
    verified_usulan,
)

pytestmark = pytest.mark.django_db
DUE = datetime.date(2024, 2, 14)


def url(year=2024):
    return reverse("plans:refer_several", args=[year])


def days(number):
    return timezone.localdate() + datetime.timedelta(days=number)


def sent(*pairs, **typed):
    """What the page sends: every row with its OPD, the ticked ones with their tick."""
    rows = {f"opd_{usulan.pk}": opd and opd.pk for usulan, opd, _ in pairs}
    ticks = {f"tick_{usulan.pk}": "on" for usulan, _, is_ticked in pairs if is_ticked}
    return {name: value or "" for name, value in rows.items()} | ticks | {"by": "days", "days": "7", **typed}


# What is offered


def test_meetings_and_windows_ahead_are_offered_with_the_day_they_mean(secretariat):
    meeting = make_meeting(held_on=TODAY + datetime.timedelta(days=10), title="Rakor", status="draft")
    make_meeting(held_on=TODAY, title="Hari ini")
    make_meeting(held_on=TODAY + datetime.timedelta(days=10), title="Batal", status="cancelled")
    make_meeting(held_on=TODAY + datetime.timedelta(days=181), title="Jauh")
    window = make_window(kind="forum_pd", starts_on=TODAY, ends_on=TODAY + datetime.timedelta(days=5))
    make_window(starts_on=TODAY - datetime.timedelta(days=9), ends_on=TODAY - datetime.timedelta(days=1))
    other = make_kabupaten(code="81.05", name="Kabupaten Seram Bagian Timur")
    make_window(kabupaten=other, starts_on=TODAY)

    assert offered_deadlines(secretariat, today=TODAY) == {
        f"rapat-{meeting.pk}": (datetime.date(2024, 2, 9), "sehari sebelum “Rakor”"),
        f"masa-{window.pk}": (datetime.date(2024, 2, 5), "akhir Forum Perangkat Daerah 2025"),
    }


@pytest.mark.parametrize(
    ("choice", "due", "basis"),
    [
        ({"by": "days", "days": "5", "due_on": "kapan saja"}, None, "5 hari"),
        ({"by": "rapat", "days": "banyak"}, 19, "sehari sebelum “Rakor”"),
        ({"by": "masa"}, 30, "akhir Forum Perangkat Daerah 2025"),
        ({"by": "day", "due_on": "2099-01-01", "days": "0"}, datetime.date(2099, 1, 1), "ditetapkan sekretariat"),
    ],
)
def test_chosen_deadline_is_stored_as_a_day_and_told_with_its_origin(client, secretariat, choice, due, basis):
    usulan, opd = verified_usulan(), make_opd()
    meeting = make_meeting(held_on=days(20), title="Rakor", status="invited")
    window = make_window(kind="forum_pd", starts_on=days(0), ends_on=days(30))
    keys = {"rapat": f"rapat-{meeting.pk}", "masa": f"masa-{window.pk}"}
    client.force_login(secretariat)

    typed = choice | {"by": keys.get(choice["by"], choice["by"]), "opd": opd.pk}
    response = client.post(reverse("plans:usulan_refer", args=[2024, usulan.pk]), typed)

    assert response.status_code == 302
    if due is None:
        due = answer_deadline(timezone.localdate(), 5).day
    assert usulan.referrals.get().due_on == (days(due) if isinstance(due, int) else due)
    assert basis in LogEntry.objects.for_record(usulan).get().sentence


# Several at once


def test_refer_several_asks_each_and_returns_what_could_not_be_asked(secretariat):
    one, two, returned = verified_usulan(), verified_usulan(title="Kios"), verified_usulan(title="Pasar")
    opd = make_opd()
    make_referral(usulan=two, opd=opd)
    actions.return_usulan(Usulan.objects.get(pk=returned.pk), note="Lengkapi.", by=secretariat)

    refused = actions.refer_several(
        [(one, opd), (two, opd), (returned, opd)], 2024, due_on=DUE, basis="x", by=secretariat, today=TODAY
    )

    assert [(usulan, sentence.split(".")[0]) for usulan, sentence in refused] == [
        (two, "Usulan ini sudah diteruskan ke Dinas Pertanian untuk tahun 2024"),
        (returned, "Usulan ini baru saja dikembalikan ke desa"),
    ]
    assert one.referrals.get().due_on == DUE


def test_refer_several_with_a_day_gone_by_asks_nobody(secretariat):
    usulan = verified_usulan()

    refused = actions.refer_several(
        [(usulan, make_opd())], 2024, due_on=TODAY - datetime.timedelta(days=1), by=secretariat, today=TODAY
    )

    assert refused == [(usulan, "Tenggat jawaban harus hari ini atau sesudahnya.")]
    assert not Referral.objects.exists()


def test_page_lists_what_is_ready_with_the_likely_opd_chosen_and_nothing_ticked(client, secretariat):
    usulan = verified_usulan(title="Jaringan irigasi", bidang=Bidang.AGRICULTURE)
    make_usulan(title="Belum diverifikasi", status="submitted")
    make_referral(usulan=verified_usulan(title="Sudah diteruskan"))
    likely = make_opd(name="Dinas Pertanian")
    make_opd(name="Dinas Tutup", closed_on=TODAY)
    make_activity(opd=likely, name="Pembangunan Jaringan Irigasi")
    client.force_login(secretariat)

    response = client.get(url())

    form, page = response.context["form"], response.content.decode()
    assert form.usulan == [usulan]
    assert form[f"opd_{usulan.pk}"].value() == str(likely.pk)
    assert not form[f"tick_{usulan.pk}"].value()
    assert "Dinas Tutup" not in page


def test_page_is_narrowed_like_the_sync_page(client, secretariat):
    mine = verified_usulan(title="Kios")
    verified_usulan(title="Pasar", desa=make_desa(kecamatan=make_kecamatan(name="Loura"), name="Ramadana"))
    client.force_login(secretariat)

    assert client.get(url(), {"kecamatan": mine.desa.kecamatan_id}).context["form"].usulan == [mine]
    assert f'href="{url()}?kecamatan={mine.desa.kecamatan_id}"' in (
        client.get(reverse("plans:sync", args=[2024]), {"kecamatan": mine.desa.kecamatan_id}).content.decode()
    )


def test_page_refers_the_ticked_each_to_its_opd(client, secretariat):
    one, two, left = verified_usulan(title="A"), verified_usulan(title="B"), verified_usulan(title="C")
    farm, fish = make_opd(), make_opd(name="Dinas Perikanan")
    client.force_login(secretariat)

    response = client.post(url(), sent((one, farm, True), (two, fish, True), (left, farm, False), note="Segera."))

    assert response["Location"] == url()
    due = answer_deadline(timezone.localdate(), 7).day
    rows = Referral.objects.order_by("pk").values_list("usulan", "opd", "due_on", "note")
    assert list(rows) == [(one.pk, farm.pk, due, "Segera."), (two.pk, fish.pk, due, "Segera.")]
    page = client.get(url()).content.decode()
    assert f"2 usulan diteruskan. Jawaban ditunggu sampai {tanggal(due)}." in page


def test_what_somebody_else_referred_meanwhile_is_told_and_the_rest_goes_on(client, secretariat):
    one, two, opd = verified_usulan(title="A"), verified_usulan(title="B"), make_opd()
    make_referral(usulan=two, opd=make_opd(name="Dinas Perikanan"))
    client.force_login(secretariat)

    page = client.post(url(), sent((one, opd, True), (two, opd, True)), follow=True).content.decode()

    assert "1 usulan yang dicentang sudah tidak menunggu langkah ini." in page
    assert one.referrals.get().opd == opd
    assert two.referrals.count() == 1


@pytest.mark.parametrize(
    ("tick", "choose", "typed", "sentence"),
    [
        (False, True, {}, "Centang sekurangnya satu usulan."),
        (True, False, {}, "Pilih OPD."),
        (True, True, {"days": "0"}, "Tulis angka 1 atau lebih."),
        (True, True, {"by": ""}, "Pilih tenggat jawaban."),
    ],
)
def test_page_keeps_what_was_typed(client, secretariat, tick, choose, typed, sentence):
    usulan, opd = verified_usulan(), make_opd()
    client.force_login(secretariat)

    response = client.post(url(), sent((usulan, opd if choose else None, tick), note="Catatan panjang", **typed))

    assert response.status_code == 422
    page = response.content.decode()
    assert sentence in page
    assert "Catatan panjang" in page
    assert not Referral.objects.exists()


def test_opd_of_another_kabupaten_cannot_be_sent(client, secretariat):
    usulan = verified_usulan()
    foreign = make_opd(kabupaten=make_kabupaten(code="81.05", name="Kabupaten Seram Bagian Timur"))
    client.force_login(secretariat)

    response = client.post(url(), sent((usulan, foreign, True)))

    assert response.status_code == 422
    assert "Pilih OPD dari daftar." in response.content.decode()
    assert not Referral.objects.exists()


def test_page_without_anything_ready_leads_back(client, secretariat):
    client.force_login(secretariat)

    assert "Tidak ada usulan yang siap diteruskan." in client.get(url()).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_page_query_count(client, secretariat, rows, django_assert_num_queries):
    make_activity(opd=make_opd(), name="Pembangunan Jaringan Irigasi")
    for _ in range(rows):
        verified_usulan(title="Jaringan irigasi")
    client.force_login(secretariat)
    client.get(url())  # the index of the matching is built once for the process

    with django_assert_num_queries(13):
        page = client.get(url()).content.decode()

    assert page.count("Lihat calon kegiatan") == rows


@pytest.mark.parametrize("who", ["opd_officer", "facilitator", "camat", "observer", "outsider"])
def test_page_of_others_is_403(client, who, request):
    usulan, opd = verified_usulan(), make_opd()
    client.force_login(request.getfixturevalue(who))

    assert client.get(url()).status_code == 403
    assert client.post(url(), sent((usulan, opd, True))).status_code == 403
    assert not Referral.objects.exists()


def test_page_is_closed_to_strangers(client, secretariat):
    assert client.get(url())["Location"].startswith(reverse("forum:login"))
    client.force_login(secretariat)
    assert client.put(url()).status_code == 405
