"""Asking an OPD about a usulan, and taking the question back."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.models import LogEntry
from forum.templatetags.house import tanggal
from forum.transitions import MoveRefused
from plans import actions, rules
from plans.choices import Bidang
from plans.deadlines import answer_deadline
from plans.models import Referral, Usulan
from plans.status import AnswerStatus, UsulanStatus
from tests.factories import (
    TODAY,
    make_activity,
    make_answer,
    make_kabupaten,
    make_opd,
    make_outcome,
    make_referral,
    make_usulan,
    verified_usulan,
)

pytestmark = pytest.mark.django_db
DUE = TODAY + datetime.timedelta(days=14)


def refer_url(usulan, year=2024):
    return reverse("plans:usulan_refer", args=[year, usulan.pk])


def withdraw_url(referral):
    return reverse("plans:referral_withdraw", args=[referral.pk])


def verbs(usulan):
    return list(LogEntry.objects.for_record(usulan).order_by("pk").values_list("verb", flat=True))


# Rules


@pytest.mark.parametrize("status", UsulanStatus.values)
@pytest.mark.parametrize(
    "who", ["secretariat", "opd_officer", "opd_head", "facilitator", "camat", "observer", "outsider"]
)
def test_rule_refer_is_the_secretariats_for_what_is_verified(who, status, request):
    user, usulan = request.getfixturevalue(who), make_usulan(status=status)

    assert rules.can_refer_usulan(user, usulan) is (who == "secretariat" and status == "verified")


@pytest.mark.parametrize("is_open", [True, False])
@pytest.mark.parametrize(
    "who", ["secretariat", "opd_officer", "opd_head", "facilitator", "camat", "observer", "outsider"]
)
def test_rule_withdraw_is_the_secretariats_while_it_is_open(who, is_open, request):
    user, referral = request.getfixturevalue(who), make_referral(closed_on=None if is_open else TODAY)

    assert rules.can_withdraw_referral(user, referral) is (who == "secretariat" and is_open)


# Actions


def test_refer_asks_with_a_due_date_and_tells_the_log(secretariat):
    usulan, opd = verified_usulan(), make_opd()

    referral = actions.refer_usulan(usulan, opd, 2024, due_on=DUE, note=" Cek lahan. ", by=secretariat, today=TODAY)

    assert (referral.asked_on, referral.due_on, referral.note, referral.is_open) == (TODAY, DUE, "Cek lahan.", True)
    entry = LogEntry.objects.for_record(usulan).get()
    assert entry.sentence == "Diteruskan ke Dinas Pertanian untuk tahun 2024, dijawab paling lambat 14 Februari 2024"
    assert entry.note == "Cek lahan."


def test_refer_says_in_the_log_where_the_due_date_comes_from(secretariat):
    usulan = verified_usulan()

    actions.refer_usulan(
        usulan, make_opd(), 2024, due_on=DUE, basis="akhir Forum Perangkat Daerah 2025", by=secretariat, today=TODAY
    )

    assert LogEntry.objects.for_record(usulan).get().sentence == (
        "Diteruskan ke Dinas Pertanian untuk tahun 2024, dijawab paling lambat 14 Februari 2024 "
        "(akhir Forum Perangkat Daerah 2025)"
    )


def test_refer_twice_to_the_same_opd_is_refused(secretariat):
    usulan, opd = verified_usulan(), make_opd()
    make_referral(usulan=usulan, opd=opd)

    with pytest.raises(MoveRefused, match="sudah diteruskan ke Dinas Pertanian untuk tahun 2024"):
        actions.refer_usulan(usulan, opd, 2024, due_on=DUE, by=secretariat, today=TODAY)

    assert usulan.referrals.count() == 1


def test_refer_to_a_second_opd_or_year_or_after_withdrawal_is_possible(secretariat):
    usulan, opd = verified_usulan(), make_opd()
    make_referral(usulan=usulan, opd=opd, closed_on=TODAY)

    for asked, year in ((opd, 2024), (opd, 2025), (make_opd(name="Dinas Perikanan"), 2024)):
        actions.refer_usulan(usulan, asked, year, due_on=DUE, by=secretariat, today=TODAY)

    assert usulan.referrals.open().count() == 3


def test_refer_to_an_opd_of_another_kabupaten_is_refused(secretariat):
    foreign = make_opd(kabupaten=make_kabupaten(code="81.05", name="Kabupaten Seram Bagian Timur"))

    with pytest.raises(MoveRefused, match="bukan OPD kabupaten ini"):
        actions.refer_usulan(verified_usulan(), foreign, 2024, due_on=DUE, by=secretariat, today=TODAY)


def test_refer_of_a_usulan_returned_meanwhile_is_refused(secretariat):
    usulan = verified_usulan()
    actions.return_usulan(Usulan.objects.get(pk=usulan.pk), note="Lengkapi lokasi.", by=secretariat)

    with pytest.raises(MoveRefused, match="baru saja dikembalikan"):
        actions.refer_usulan(usulan, make_opd(), 2024, due_on=DUE, by=secretariat, today=TODAY)


def test_withdraw_twice_is_refused(secretariat):
    referral = make_referral()
    stale = Referral.objects.get(pk=referral.pk)
    actions.withdraw_referral(referral, by=secretariat, today=TODAY)

    with pytest.raises(MoveRefused, match="sudah selesai"):
        actions.withdraw_referral(stale, by=secretariat, today=TODAY)

    assert verbs(referral.usulan) == ["usulan.withdraw_referral"]


def test_outcome_closes_the_questions_of_its_year_only():
    usulan = verified_usulan()
    this, following = make_referral(usulan=usulan), make_referral(usulan=usulan, fiscal_year=2025)

    make_outcome(usulan=usulan)

    assert list(Referral.objects.open()) == [following]
    this.refresh_from_db()
    assert this.closed_on == TODAY


# QuerySets


def test_unanswered_counts_what_no_head_has_sent():
    silent, drafted = make_referral(), make_answer(referral=make_referral()).referral
    make_answer(referral=make_referral(), status=AnswerStatus.SENT)
    make_referral(closed_on=TODAY)

    assert set(Referral.objects.unanswered()) == {silent, drafted}
    assert list(Referral.objects.waiting()) == [silent]
    assert list(Referral.objects.drafted()) == [drafted]


def test_overdue_begins_the_day_after_the_due_date():
    referral = make_referral(due_on=DUE)

    assert list(Referral.objects.overdue(DUE)) == []
    assert list(Referral.objects.overdue(DUE + datetime.timedelta(days=1))) == [referral]
    assert referral.days_overdue(DUE) == 0
    assert referral.days_overdue(DUE + datetime.timedelta(days=3)) == 3


# Pages


def test_usulan_refer_offers_opd_with_candidates_first_and_the_usual_due_date(client, secretariat):
    usulan = verified_usulan(title="Jaringan irigasi", bidang=Bidang.AGRICULTURE)
    likely = make_opd(name="Dinas Pertanian")
    make_opd(name="Dinas Arsip")
    make_activity(opd=likely, name="Pembangunan Jaringan Irigasi")
    client.force_login(secretariat)

    form = client.get(refer_url(usulan)).context_data["form"]

    groups = [(label, [str(name) for _, name in choices]) for label, choices in list(form.fields["opd"].choices)[1:]]
    assert groups == [("Mempunyai kegiatan yang mirip", ["Dinas Pertanian"]), ("OPD lain", ["Dinas Arsip"])]
    assert form["by"].value() == "days"
    assert form["days"].value() == "14"
    assert f"sampai {tanggal(answer_deadline(timezone.localdate(), 14).day)}." in form["days"].help_text


def test_usulan_refer_says_when_no_activity_is_alike_and_when_there_is_no_workplan_yet(client, secretariat):
    usulan = verified_usulan(title="Perahu katinting")
    client.force_login(secretariat)
    assert "Belum ada rencana kerja OPD untuk tahun ini." in client.get(refer_url(usulan)).content.decode()

    make_activity(name="Pelatihan Tenun")

    assert "Tidak ada kegiatan yang cukup mirip." in client.get(refer_url(usulan)).content.decode()


def test_usulan_refer_does_not_offer_an_opd_already_asked(client, secretariat):
    usulan, other = verified_usulan(), make_opd(name="Dinas Perikanan")
    make_referral(usulan=usulan, opd=make_opd())
    client.force_login(secretariat)

    assert list(client.get(refer_url(usulan)).context_data["form"].fields["opd"].queryset) == [other]


def test_usulan_refer_asks_the_opd(client, secretariat):
    usulan, opd = verified_usulan(), make_opd()
    due_on = timezone.localdate() + datetime.timedelta(days=7)
    client.force_login(secretariat)

    typed = {"opd": opd.pk, "by": "day", "due_on": due_on.isoformat(), "note": "Cek lahan."}
    response = client.post(refer_url(usulan), typed)

    assert response["Location"] == reverse("plans:sync_usulan", args=[2024, usulan.pk])
    referral = usulan.referrals.get()
    assert (referral.opd, referral.fiscal_year, referral.due_on, referral.note) == (opd, 2024, due_on, "Cek lahan.")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"opd": ""}, "Pilih OPD."),
        ({"due_on": "besok"}, "Tulis tanggal seperti 15 Maret 2024 atau pilih dari kalender."),
        ({"due_on": "2020-01-01"}, "Tenggat jawaban harus hari ini atau sesudahnya."),
        ({"due_on": ""}, "Isi tanggal tenggat, atau pilih cara lain."),
        ({"by": "days", "days": ""}, "Isi jumlah hari kerja, misalnya 14."),
        ({"by": "days", "days": "0"}, "Tulis angka 1 atau lebih."),
        ({"by": "days", "days": "9999"}, "Tulis angka paling besar 120."),
        ({"by": "rapat-9999"}, "Pilih salah satu dari daftar."),
        ({"by": ""}, "Pilih tenggat jawaban."),
    ],
)
def test_usulan_refer_keeps_what_was_typed(client, secretariat, typed, sentence):
    usulan, opd = verified_usulan(), make_opd()
    client.force_login(secretariat)

    response = client.post(
        refer_url(usulan), {"opd": opd.pk, "by": "day", "due_on": "2099-01-01", "note": "Catatan yang panjang", **typed}
    )

    assert response.status_code == 422
    page = response.content.decode()
    assert sentence in page
    assert "Catatan yang panjang" in page
    assert usulan.referrals.count() == 0


def test_usulan_refer_preselects_the_opd_of_the_address(client, secretariat):
    usulan, opd = verified_usulan(), make_opd()
    client.force_login(secretariat)

    assert f'value="{opd.pk}" selected' in client.get(refer_url(usulan), {"opd": opd.pk}).content.decode()


@pytest.mark.parametrize("who", ["opd_officer", "facilitator", "camat", "observer"])
def test_usulan_refer_by_others_is_403(client, who, request):
    usulan, opd = verified_usulan(), make_opd()
    client.force_login(request.getfixturevalue(who))

    assert client.post(refer_url(usulan), {"opd": opd.pk, "by": "day", "due_on": "2099-01-01"}).status_code == 403
    assert usulan.referrals.count() == 0


def test_referral_withdraw_asks_first_and_then_closes(client, secretariat):
    referral = make_referral()
    client.force_login(secretariat)

    asked = client.get(withdraw_url(referral)).content.decode()
    assert "Tarik penerusan ke Dinas Pertanian?" in asked
    referral.refresh_from_db()
    assert referral.is_open

    response = client.post(withdraw_url(referral))

    assert response["Location"] == reverse("plans:sync_usulan", args=[2024, referral.usulan_id])
    referral.refresh_from_db()
    assert referral.closed_on == timezone.localdate()


@pytest.mark.parametrize("who", ["opd_officer", "facilitator", "camat", "observer"])
def test_referral_withdraw_by_others_is_403(client, who, request):
    referral = make_referral()
    client.force_login(request.getfixturevalue(who))

    assert client.post(withdraw_url(referral)).status_code == 403
    referral.refresh_from_db()
    assert referral.is_open


def test_referral_withdraw_after_the_decision_is_403(client, secretariat):
    referral = make_referral()
    make_outcome(usulan=referral.usulan)
    client.force_login(secretariat)

    assert client.get(withdraw_url(referral)).status_code == 403


@pytest.mark.parametrize("page", [lambda: refer_url(verified_usulan()), lambda: withdraw_url(make_referral())])
def test_referral_pages_are_closed_to_strangers(client, outsider, page):
    url = page()

    assert client.get(url)["Location"].startswith(reverse("forum:login"))
    client.force_login(outsider)
    assert client.get(url).status_code == 404
    assert client.put(url).status_code == 405
