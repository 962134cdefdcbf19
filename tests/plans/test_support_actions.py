"""Packages and trainings: their moves, what each step writes, and what it refuses."""

import datetime
import itertools

import pytest
from django.core.exceptions import PermissionDenied

from forum.choices import DesaKind
from forum.log import sentence_of
from forum.models import LogEntry
from forum.transitions import MoveRefused, apply_move
from plans import actions, rules
from plans.choices import Bidang, Condition, SupportKind
from plans.models import Support, SupportItem, Usulan
from plans.models.support import Totals
from plans.status import SUPPORT_MOVES, SupportStatus
from tests.factories import (
    TODAY,
    complete_usulan,
    delivered_support,
    make_desa,
    make_jabatan,
    make_kelompok,
    make_opd,
    make_support,
    redirected_usulan,
)

LEGAL = {
    ("proposed", "procure"): "procured",
    ("proposed", "deliver"): "delivered",
    ("proposed", "cancel"): "cancelled",
    ("procured", "deliver"): "delivered",
    ("procured", "cancel"): "cancelled",
    ("delivered", "retract"): "procured",
    ("delivered", "finish"): "finished",
    ("finished", "reopen"): "delivered",
    ("cancelled", "resume"): "proposed",
}
PEOPLE = ["secretariat", "facilitator", "camat", "opd_officer", "observer", "outsider"]


def verbs_of(record) -> list[str]:
    return [entry.verb for entry in LogEntry.objects.for_record(record).order_by("pk")]


def last_entry(record) -> LogEntry:
    return LogEntry.objects.for_record(record).latest("pk")


def goods(*names) -> list[SupportItem]:
    return [SupportItem(name=name, quantity=2, unit="unit") for name in names]


# --- moves and rules ---


@pytest.mark.parametrize(("status", "move"), itertools.product(SupportStatus.values, SUPPORT_MOVES))
def test_support_moves(secretariat, status, move):
    support = delivered_support(status=status)

    try:
        apply_move(support, move, by=secretariat, after={"handed_over_on": None, "bast_number": ""})
    except MoveRefused:
        assert Support.objects.get().status == status
        assert (status, move) not in LEGAL
    else:
        assert Support.objects.get().status == LEGAL[status, move]


@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_write_it_until_it_is_handed_over(request, who):
    user = request.getfixturevalue(who)

    may = [s for s in SupportStatus.values if rules.can_edit_support(user, delivered_support(status=s))]

    assert may == (["proposed", "procured"] if who in ("secretariat", "facilitator") else [])


@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_take_which_step(request, who):
    user = request.getfixturevalue(who)

    may = {
        (status, move)
        for status, move in itertools.product(SupportStatus.values, SUPPORT_MOVES)
        if rules.can_move_support(user, delivered_support(status=status), move)
    }

    reported = {pair for pair in LEGAL if pair[1] in ("deliver", "finish")}
    assert may == {"secretariat": set(LEGAL), "facilitator": reported}.get(who, set())


@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_check_what_was_handed_over(request, who):
    user = request.getfixturevalue(who)

    may = [s for s in SupportStatus.values if rules.can_check_support(user, delivered_support(status=s))]

    assert may == (["delivered", "finished"] if who in ("secretariat", "facilitator") else [])


def test_facilitator_of_another_desa_may_not(facilitator):
    other = delivered_support(desa=make_desa(name="Onggol"))

    assert not rules.can_check_support(facilitator, other)
    with pytest.raises(PermissionDenied):
        actions.record_support(
            Support(desa=other.desa, title="x", bidang="seaweed", fiscal_year=2024), items=[], by=facilitator
        )


# --- recording ---


def new_support(**fields) -> Support:
    return Support(
        **{"desa": make_desa(), "title": "Kebun sayur", "bidang": Bidang.AGRICULTURE, "fiscal_year": 2024} | fields
    )


def test_record_keeps_goods_and_tells_the_usulan(facilitator):
    usulan = redirected_usulan()

    support = actions.record_support(new_support(), items=goods("Selang", "Tandon"), usulan=[usulan], by=facilitator)

    assert [str(item) for item in support.items.order_by("pk")] == ["Selang, 2 unit", "Tandon, 2 unit"]
    assert list(support.usulan.all()) == [usulan]
    assert (support.kabupaten, support.status) == (usulan.kabupaten, SupportStatus.PROPOSED)
    assert verbs_of(support) == ["support.create"]
    assert sentence_of(last_entry(usulan)) == "Paket stimulan “Kebun sayur” bagi usulan ini: Proposal"


def test_sending_twice_stores_once(facilitator):
    first = new_support()
    twin = new_support(uuid=first.uuid)

    actions.record_support(first, items=goods("Selang"), by=facilitator)
    stored = actions.record_support(twin, items=goods("Selang"), by=facilitator)

    assert stored.pk == first.pk
    assert SupportItem.objects.count() == 1


@pytest.mark.parametrize("kind", ["not redirected", "of another desa"])
def test_only_what_the_forum_redirected_from_its_own_desa_is_served(secretariat, kind):
    usulan = complete_usulan() if kind == "not redirected" else redirected_usulan(desa=make_desa(name="Onggol"))

    with pytest.raises(MoveRefused, match="dialihkan forum ke stimulan"):
        actions.record_support(new_support(), items=[], usulan=[usulan], by=secretariat)

    assert Support.objects.count() == 0


def test_edit_writes_only_what_differs_and_says_so(facilitator):
    support = make_support(items=["Selang", "Tandon"])
    support.title = "Kebun cabai"

    actions.record_support(support, ["title"], items=goods("Selang", "Pompa"), by=facilitator)

    entry = last_entry(support)
    assert entry.before == {"title": "Kebun sayur beririgasi tetes", "items": ["Selang, 2 unit", "Tandon, 2 unit"]}
    assert entry.after == {"title": "Kebun cabai", "items": ["Selang, 2 unit", "Pompa, 2 unit"]}
    assert Support.objects.get().version == 2


def test_edit_without_a_difference_writes_nothing(facilitator):
    support = make_support(items=["Selang"])

    actions.record_support(support, [], items=goods("Selang"), by=facilitator)

    assert verbs_of(support) == []
    assert Support.objects.get().version == 1


def test_edit_of_an_old_page_is_refused_also_for_goods(facilitator):
    support = make_support(items=["Selang"])
    actions.record_support(support, [], items=goods("Pompa"), by=facilitator)

    with pytest.raises(MoveRefused, match="baru saja diubah orang lain"):
        actions.record_support(support, [], items=goods("Tandon"), by=facilitator, base_version=1)

    assert [item.name for item in SupportItem.objects.all()] == ["Pompa"]


def test_what_was_handed_over_is_not_edited(secretariat):
    with pytest.raises(PermissionDenied, match="sudah diserahkan"):
        actions.record_support(delivered_support(), ["title"], items=[], by=secretariat)


# --- the BAST ---


def test_handover_freezes_both_parties_and_proposes_a_check_after_a_year(facilitator):
    usulan = redirected_usulan()
    support = make_support(kelompok=make_kelompok(name="Kelompok Mata Wai"), usulan=[usulan])
    support.giver = make_jabatan()
    support.handed_over_on, support.bast_number = datetime.date(2024, 2, 29), "04/BAST/2024"

    actions.deliver_support(support, by=facilitator, today=datetime.date(2024, 3, 1))

    stored = Support.objects.get()
    assert (stored.status, stored.giver_name, stored.receiver_name, stored.check_due_on) == (
        SupportStatus.DELIVERED,
        "Kepala Dinas Pertanian",
        "Ketua Kelompok Mata Wai",
        datetime.date(2025, 2, 28),
    )
    assert sentence_of(last_entry(support)) == (
        "Diserahkan 29 Februari 2024 oleh Kepala Dinas Pertanian kepada Ketua Kelompok Mata Wai, "
        "BAST Nomor 04/BAST/2024"
    )
    assert sentence_of(last_entry(usulan)) == (
        "Paket stimulan “Kebun sayur beririgasi tetes” bagi usulan ini: Didistribusi, diserahkan 29 Februari 2024"
    )


def test_parties_are_called_as_they_were_on_that_day(secretariat):
    opd = make_opd(name="Dinas Pertanian dan Pangan")
    opd.former.create(kabupaten=opd.kabupaten, name="Dinas Pertanian", until=datetime.date(2024, 7, 1), basis="Perbup")
    support = make_support()
    support.giver = make_jabatan(name="Kepala Dinas Pertanian dan Pangan", opd=opd)
    support.handed_over_on = TODAY

    actions.deliver_support(support, by=secretariat, today=datetime.date(2024, 9, 1))

    assert Support.objects.get().first_party == "Kepala Dinas Pertanian"


@pytest.mark.parametrize(
    ("kelompok", "kind", "second", "witness"),
    [
        (True, DesaKind.DESA, "Ketua Tenun Waiholo", "Kepala Desa Waiholo"),
        (False, DesaKind.DESA, "Kepala Desa Waiholo", "Camat Kodi"),
        (False, DesaKind.KELURAHAN, "Lurah Waiholo", "Camat Kodi"),
    ],
)
def test_parties_are_offices(kabupaten, kelompok, kind, second, witness):
    desa = make_desa(kind=kind)
    support = make_support(desa=desa, kelompok=make_kelompok(name="Tenun Waiholo") if kelompok else None)

    assert (support.second_party, support.witness_on(TODAY)) == (second, witness)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"handed_over_on": None}, "Isi tanggal serah terima"),
        ({"handed_over_on": TODAY + datetime.timedelta(days=1)}, "belum tiba"),
        ({"giver": None}, "Pilih pihak yang menyerahkan"),
    ],
)
def test_handover_is_refused_incomplete(secretariat, fields, sentence):
    support = make_support()
    for name, value in ({"handed_over_on": TODAY, "giver": make_jabatan()} | fields).items():
        setattr(support, name, value)

    with pytest.raises(MoveRefused, match=sentence):
        actions.deliver_support(support, by=secretariat, today=TODAY)

    assert Support.objects.get().status == SupportStatus.PROPOSED


def test_number_that_comes_after_the_ink_is_written_later(facilitator):
    support = delivered_support()
    support.bast_number = "04/BAST/2024"

    actions.correct_handover(support, ["bast_number"], by=facilitator, today=TODAY)

    assert Support.objects.get().bast_number == "04/BAST/2024"
    assert sentence_of(last_entry(support)).startswith("Serah terima diperbaiki. Diserahkan 31 Januari 2024")


def test_mending_a_handover_does_not_ask_for_another_check(facilitator):
    support = delivered_support(checked_on=datetime.date(2025, 2, 1), condition=Condition.GROWN, check_due_on=None)
    support.bast_number = "04/BAST/2024"

    actions.correct_handover(support, ["bast_number"], by=facilitator, today=datetime.date(2025, 3, 1))

    assert Support.objects.get().check_due_on is None


def test_retracting_a_handover_needs_a_reason_and_opens_it_again(secretariat):
    support = delivered_support(bast_number="04/BAST/2024")

    with pytest.raises(MoveRefused, match="Tulis alasannya"):
        actions.move_support(support, "retract", reason=" ", by=secretariat)
    actions.move_support(support, "retract", reason="Salah desa", by=secretariat)

    stored = Support.objects.get()
    assert (stored.status, stored.handed_over_on, stored.bast_number, stored.giver_name, stored.check_due_on) == (
        SupportStatus.PROCURED,
        None,
        "",
        "",
        None,
    )
    assert (last_entry(support).before["bast_number"], last_entry(support).note) == ("04/BAST/2024", "Salah desa")


# --- result, cancelling, checking ---


def test_result_closes_it(facilitator):
    support = delivered_support()

    actions.finish_support(support, result="Panen dua kali.", men=4, women=11, by=facilitator)

    stored = Support.objects.get()
    assert (stored.status, stored.result, stored.people) == (SupportStatus.FINISHED, "Panen dua kali.", (4, 11))


@pytest.mark.parametrize(
    ("kind", "result", "sentence"),
    [(SupportKind.STIMULAN, " ", "Isi hasil"), (SupportKind.TRAINING, "Lulus semua.", "jumlah peserta")],
)
def test_result_is_refused_without_what_it_must_say(facilitator, kind, result, sentence):
    support = delivered_support(kind=kind)

    with pytest.raises(MoveRefused, match=sentence):
        actions.finish_support(support, result=result, men=None, women=None, by=facilitator)

    assert Support.objects.get().status == SupportStatus.DELIVERED


def test_cancelling_says_why_and_resuming_clears_it(secretariat):
    support = make_support()

    actions.move_support(support, "cancel", reason="Kelompok bubar.", by=secretariat)
    cancelled = Support.objects.get().result
    actions.move_support(support, "resume", by=secretariat)

    assert cancelled == "Kelompok bubar."
    assert (Support.objects.get().status, Support.objects.get().result) == (SupportStatus.PROPOSED, "")


def check(support, by, **fields):
    facts = {
        "checked_on": datetime.date(2025, 2, 1),
        "condition": Condition.GROWN,
        "finding": "Kebun bertambah dua petak.",
        "next_on": None,
        "today": datetime.date(2025, 2, 3),
    }
    actions.check_support(support, by=by, **facts | fields)


def test_check_takes_it_off_the_list_until_the_next_day(facilitator):
    support = delivered_support()
    today = datetime.date(2025, 2, 3)
    assert list(Support.objects.due_for_check(today)) == [support]

    check(support, facilitator, next_on=datetime.date(2026, 2, 1))

    assert list(Support.objects.due_for_check(today)) == []
    assert list(Support.objects.due_for_check(datetime.date(2026, 2, 1))) == [support]
    assert sentence_of(last_entry(support)) == ("Diperiksa 1 Februari 2025: Berkembang, diperiksa lagi 1 Februari 2026")
    assert last_entry(support).note == "Kebun bertambah dua petak."


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"finding": " "}, "Tulis apa yang ditemukan"),
        ({"checked_on": datetime.date(2025, 2, 4)}, "paling lambat hari ini"),
        ({"checked_on": datetime.date(2024, 1, 30)}, "sesudah serah terima"),
        ({"next_on": datetime.date(2025, 2, 1)}, "berikutnya harus sesudah"),
    ],
)
def test_check_is_refused(facilitator, fields, sentence):
    support = delivered_support()

    with pytest.raises(MoveRefused, match=sentence):
        check(support, facilitator, **fields)

    assert Support.objects.get().condition == ""


# --- totals ---


def test_totals_count_desa_initiatives_and_kinds_of_goods(kabupaten, django_assert_num_queries):
    onggol = make_desa(name="Onggol")
    make_support(items=["Selang", "Tandon"], men=4, women=6)
    make_support(items=["Pompa"])
    make_support(desa=onggol, items=["Bibit"], women=3)
    make_support(desa=onggol, bidang=Bidang.SEAWEED, items=["Tali", "Bibit"])
    make_support(items=["Batal"], status=SupportStatus.CANCELLED)

    with django_assert_num_queries(3):
        totals = Support.objects.all().totals()

    assert totals == [
        Totals("Pertanian", 2, 3, 4, 4, 9),
        Totals("Rumput laut", 1, 1, 2, 0, 0),
        Totals("Semua bidang", 2, 4, 6, 4, 9),
    ]


def test_totals_of_nothing_are_zero(db):
    assert Support.objects.all().totals() == [Totals("Semua bidang", 0, 0, 0, 0, 0)]


def test_usulan_awaits_support_until_one_is_recorded(secretariat):
    usulan = redirected_usulan()
    complete_usulan()
    assert list(Usulan.objects.awaiting_support()) == [usulan]

    actions.record_support(new_support(), items=[], usulan=[usulan], by=secretariat)

    assert list(Usulan.objects.awaiting_support()) == []
