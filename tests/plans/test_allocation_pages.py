"""The allocation of a year as the secretariat meets it: asked for, computed, ticked, applied; and fairness."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.models import LogEntry
from forum.transitions import MoveRefused
from plans import actions
from plans.allocation_case import case_of
from plans.choices import Bidang, Block, Goal, OutcomeKind
from plans.fairness import desa_changes, fairness_of, opd_changes
from plans.models import AllocationRun, Proposal
from plans.status import AnswerStatus
from plans.tasks import compute_allocation
from tests.factories import (
    make_activity,
    make_answer,
    make_desa,
    make_execution,
    make_kecamatan,
    make_lokus,
    make_opd,
    make_outcome,
    make_portion,
    make_referral,
    verified_usulan,
)

pytestmark = pytest.mark.django_db
URL = reverse("plans:allocation", args=[2024])
IRRIGATION = "Pembangunan Jaringan Irigasi Usaha Tani"
NOW = datetime.datetime(2024, 1, 31, 2, tzinfo=datetime.UTC)


def irrigation(*, lokus=1, **fields):
    return make_activity(name=IRRIGATION, lokus=lokus, **{"pagu": 500_000_000, **fields})


def wish(desa="Waiholo", **fields):
    title = "Pembangunan jaringan irigasi usaha tani"
    return verified_usulan(desa=make_desa(name=desa), title=title, bidang=Bidang.AGRICULTURE, **fields)


def make_run(by, *, fiscal_year=2024, **fields):
    """A run that the worker has not taken up yet."""
    return AllocationRun.objects.create(
        kabupaten=by.kabupaten, fiscal_year=fiscal_year, by=by, **{"at": timezone.now(), **fields}
    )


def computed(by, **fields):
    run = make_run(by, **fields)
    compute_allocation.func(run.pk)
    run.refresh_from_db()
    return run


def said(run):
    """What a run says of each usulan, by desa."""
    rows = run.proposals.select_related("usulan__desa", "activity").order_by("usulan__desa__name")
    return [(row.usulan.desa.name, row.block or "diberi", row.rank) for row in rows]


# --- What it is computed from ---


def test_desa_served_in_an_earlier_year_waits_for_the_one_that_never_was(secretariat):
    make_outcome(usulan=wish("Onggol", fiscal_year=2023, kecamatan_rank=1))
    wish("Onggol", kecamatan_rank=1)
    wish("Waiholo", kecamatan_rank=2)
    irrigation(lokus=1)

    assert said(computed(secretariat)) == [("Onggol", Block.LOKUS, 1), ("Waiholo", "diberi", None)]


def test_priority_decides_between_equals(secretariat):
    wish("Onggol", kecamatan_rank=2)
    wish("Waiholo", kecamatan_rank=1)
    irrigation(lokus=1)

    assert said(computed(secretariat)) == [("Onggol", Block.LOKUS, 1), ("Waiholo", "diberi", None)]


def test_lokus_that_names_a_desa_goes_to_it_alone(secretariat):
    activity = irrigation(lokus=0)
    make_lokus(activity=activity, desa=make_desa(name="Onggol"))
    wish("Onggol", kecamatan_rank=2)
    wish("Waiholo", kecamatan_rank=1)

    assert said(computed(secretariat)) == [("Onggol", "diberi", None), ("Waiholo", Block.LOKUS, 1)]


def test_ceiling_of_an_opd_holds(secretariat):
    activity = irrigation(lokus=2)
    wish("Onggol", cost=60_000_000)
    wish("Waiholo", cost=50_000_000)

    run = computed(secretariat, ceilings={activity.opd_id: 50_000_000})

    assert said(run) == [("Onggol", Block.CEILING, 1), ("Waiholo", "diberi", None)]


def test_what_is_decided_or_not_verified_does_not_ask(secretariat):
    irrigation(lokus=9)
    make_outcome(usulan=wish("Onggol"), kind=OutcomeKind.REDIRECTED, target_source="village_fund")
    wish("Waiholo", fiscal_year=2025)

    assert case_of(make_run(secretariat))["usulan"] == []


def test_answer_of_an_opd_outweighs_likeness(secretariat):
    agreed_to, alike = make_activity(name="Penyediaan Sarana Produksi", lokus=1), irrigation(lokus=1)
    usulan = wish()
    referral = make_referral(usulan=usulan, opd=agreed_to.opd)
    make_answer(
        referral=referral,
        kind=OutcomeKind.AGREED,
        status=AnswerStatus.SENT,
        activity=agreed_to,
        volume=1,
        amount=7_000_000,
        funding_source="apbd_kabupaten",
    )

    rows = case_of(make_run(secretariat))["candidates"]

    assert [(row.activity, row.cost) for row in rows] == [(agreed_to.pk, 7_000_000)]
    assert alike.opd == agreed_to.opd  # its other activities are not put against its own word


def test_opd_that_answered_no_is_not_proposed(secretariat):
    activity, usulan = irrigation(lokus=1), wish()
    referral = make_referral(usulan=usulan, opd=activity.opd)
    make_answer(
        referral=referral, kind=OutcomeKind.REFUSED, reason="lokus_full", explanation="Habis.", status=AnswerStatus.SENT
    )

    assert said(computed(secretariat)) == [("Waiholo", Block.NO_CANDIDATE, None)]


# --- Asked for and computed ---


def test_allocation_is_asked_for_and_shows_its_progress(client, secretariat, django_capture_on_commit_callbacks):
    activity = irrigation()
    wish()
    client.force_login(secretariat)

    response = client.post(URL, {f"opd_{activity.opd_id}": "50.000.000"})

    assert response.status_code == 302
    run = AllocationRun.objects.get()
    assert (run.fiscal_year, run.ceilings, run.by) == (2024, {str(activity.opd_id): 50_000_000}, secretariat)
    AllocationRun.objects.filter(pk=run.pk).show_goal(Goal.DESA)
    page = client.get(URL)
    assert page.headers["Refresh"] == "3"
    assert page.context["goals"] == [
        ("Desa yang belum pernah dilayani", "selesai"),
        ("Sebanyak mungkin desa", "sedang dicari"),
        ("Nilai tertinggi", "menunggu"),
    ]


def test_allocation_is_not_asked_for_twice_at_once(client, secretariat):
    make_run(secretariat)
    client.force_login(secretariat)

    response = client.post(URL)

    assert response.status_code == 422
    assert "sedang dihitung" in response.content.decode()
    assert AllocationRun.objects.count() == 1


def test_run_that_no_worker_ended_may_be_asked_for_again(client, secretariat):
    make_run(secretariat, at=timezone.now() - datetime.timedelta(minutes=6))
    client.force_login(secretariat)
    assert "tidak selesai" in client.get(URL).content.decode()

    client.post(URL)

    assert AllocationRun.objects.get().is_running(timezone.now())


def test_new_run_replaces_what_was_never_applied(secretariat):
    wish()
    irrigation()
    applied, dropped = computed(secretariat), computed(secretariat)
    actions.apply_allocation(applied, by=secretariat, now=NOW)

    run = actions.start_allocation(2024, {}, by=secretariat, now=timezone.now())

    assert set(AllocationRun.objects.all()) == {applied, run}
    compute_allocation.func(dropped.pk)  # the worker comes too late: nothing happens
    assert Proposal.objects.filter(run=dropped.pk).count() == 0


def test_allocation_preview_tells_before_and_after(client, secretariat):
    wish("Onggol", cost=30_000_000)
    wish("Waiholo", cost=20_000_000)
    activity = irrigation(lokus=3)
    run = computed(secretariat)
    run.proposals.filter(usulan__desa__name="Onggol").update(is_ticked=False)
    client.force_login(secretariat)

    page = client.get(URL)

    assert [(row.opd, row.lokus, row.lokus_after, row.pagu, row.pagu_after) for row in opd_changes(run)] == [
        (activity.opd, 3, 2, 500_000_000, 480_000_000)
    ]
    assert [(row.desa.name, row.served, row.served_after) for row in desa_changes(run)] == [
        ("Onggol", 0, 0),
        ("Waiholo", 0, 1),
    ]
    assert "Rp480.000.000" in page.content.decode()
    assert "Tidak ada pembagian yang lebih baik." in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_allocation_query_count(client, secretariat, rows, django_assert_num_queries):
    for number in range(rows):
        wish(f"Desa {number}")
        irrigation(opd=make_opd(name=f"Dinas {number}"), lokus=1)
    computed(secretariat)
    client.force_login(secretariat)

    with django_assert_num_queries(15):
        response = client.get(URL)

    assert len(response.context["page"]) == rows


# --- Ticked and applied ---


def test_ticks_of_one_page_are_kept(client, secretariat):
    wish("Onggol")
    wish("Waiholo")
    irrigation(lokus=2)
    run = computed(secretariat)
    onggol, waiholo = run.proposals.order_by("usulan__desa__name")
    client.force_login(secretariat)

    response = client.post(
        reverse("plans:allocation_rows", args=[run.pk]), {"shown": [onggol.pk, waiholo.pk], "ticked": [waiholo.pk]}
    )

    assert response.status_code == 302
    assert list(run.proposals.ticked()) == [waiholo]


def test_ticks_reach_no_row_of_another_run(secretariat):
    wish()
    irrigation()
    run, other = computed(secretariat), computed(secretariat, fiscal_year=2024)
    row = other.proposals.get()

    actions.tick_proposals(run, [row.pk], [], by=secretariat)

    row.refresh_from_db()
    assert row.is_ticked


def test_apply_lays_the_ticked_before_the_forum_and_decides_nothing(client, secretariat):
    usulan, activity = wish(), irrigation()
    first, second = computed(secretariat), computed(secretariat)
    client.force_login(secretariat)
    client.post(reverse("plans:allocation_apply", args=[first.pk]))

    response = client.post(reverse("plans:allocation_apply", args=[second.pk]))

    assert response.status_code == 302
    assert list(AllocationRun.objects.current()) == [second]
    assert [row.activity for row in Proposal.objects.of_current(2024).for_usulan([usulan])] == [activity]
    activity.refresh_from_db()
    assert activity.committed == 0
    assert activity.lokus.open().count() == 1
    assert LogEntry.objects.filter(verb="allocationrun.apply").count() == 2
    make_outcome(usulan=usulan, activity=activity)
    assert list(Proposal.objects.of_current(2024)) == []
    assert [(row.served, row.served_after) for row in desa_changes(second)] == [(1, 1)]


@pytest.mark.parametrize("state", ["running", "applied", "unticked"])
def test_apply_refuses_what_is_not_ready(client, secretariat, state):
    wish()
    irrigation()
    run = make_run(secretariat) if state == "running" else computed(secretariat)
    if state == "applied":
        actions.apply_allocation(run, by=secretariat, now=NOW)
    if state == "unticked":
        run.proposals.update(is_ticked=False)

    with pytest.raises(MoveRefused):
        actions.apply_allocation(run, by=secretariat, now=NOW)

    assert AllocationRun.objects.current().count() == (state == "applied")


def test_applied_run_is_not_ticked_any_more(client, secretariat):
    wish()
    irrigation()
    run = computed(secretariat)
    actions.apply_allocation(run, by=secretariat, now=NOW)
    client.force_login(secretariat)

    response = client.post(
        reverse("plans:allocation_rows", args=[run.pk]), {"shown": [run.proposals.get().pk]}, follow=True
    )

    assert "sudah diterapkan" in response.content.decode()
    assert run.proposals.ticked().count() == 1


def test_rows_are_narrowed_by_state(client, secretariat):
    wish("Onggol", kecamatan_rank=2)
    wish("Waiholo", kecamatan_rank=1)
    irrigation(lokus=1)
    run = computed(secretariat)
    client.force_login(secretariat)

    def desa(state):
        page = client.get(reverse("plans:allocation_rows", args=[run.pk]), {"keadaan": state}).context["page"]
        return [row.usulan.desa.name for row in page]

    assert desa("") == ["Waiholo", "Onggol"]
    assert desa("ticked") == ["Waiholo"]
    assert desa("unticked") == []
    assert desa(Block.LOKUS) == ["Onggol"]


@pytest.mark.parametrize("rows", [1, 3])
def test_allocation_rows_query_count(client, secretariat, rows, django_assert_num_queries):
    for number in range(rows):
        wish(f"Desa {number}")
    irrigation(lokus=1)
    run = computed(secretariat)
    client.force_login(secretariat)

    with django_assert_num_queries(7):
        response = client.get(reverse("plans:allocation_rows", args=[run.pk]))

    assert response.content.count(b"Pembangunan jaringan irigasi usaha tani</a>") == rows


# --- Fairness ---


def test_fairness_puts_the_never_served_first(client, secretariat):
    loura = make_kecamatan(name="Loura")
    verified_usulan(desa=make_desa(kecamatan=loura, name="Karuni"), fiscal_year=2024)
    make_outcome(usulan=wish("Waiholo", fiscal_year=2023))
    wish("Waiholo", fiscal_year=2024)
    client.force_login(secretariat)

    found = fairness_of(secretariat)

    assert found.years == [2023, 2024]
    assert [(row.place.name, row.years_served, row.cells) for row in found.desa] == [
        ("Karuni", 0, [(2023, 0, 0, 0), (2024, 1, 0, 0)]),
        ("Waiholo", 1, [(2023, 1, 1, 0), (2024, 1, 0, 0)]),
    ]
    assert [(row.place.name, row.never_served, row.desa, row.cells) for row in found.kecamatan] == [
        ("Loura", 1, 1, [(2023, 0, 0, 0), (2024, 1, 0, 0)]),
        ("Kodi", 0, 1, [(2023, 1, 1, 0), (2024, 1, 0, 0)]),
    ]
    page = client.get(reverse("plans:fairness"), {"kecamatan": loura.pk})
    assert [row.place.name for row in page.context["page"]] == ["Karuni"]


def test_fairness_counts_what_reached_a_desa_through_a_joint_usulan(secretariat):
    joint, original, refused = wish("Waiholo"), wish("Onggol"), wish("Ate Dalo")
    make_outcome(usulan=joint)
    make_outcome(usulan=original, kind=OutcomeKind.MERGED, merged_into=joint)
    make_outcome(usulan=refused, kind=OutcomeKind.MERGED, merged_into=wish("Kori"))  # which nobody has agreed to

    found = fairness_of(secretariat)

    assert {row.place.name: row.years_served for row in found.desa} == {
        "Waiholo": 1,
        "Onggol": 1,
        "Ate Dalo": 0,
        "Kori": 0,
    }


def test_fairness_tells_what_was_carried_out(client, secretariat):
    joint, original = wish("Waiholo"), wish("Onggol")
    make_execution(portion=make_portion(usulan=joint))
    make_outcome(usulan=original, kind=OutcomeKind.MERGED, merged_into=joint)
    make_execution(portion=make_portion(usulan=wish("Ate Dalo")), is_done=False)
    client.force_login(secretariat)

    found = fairness_of(secretariat)

    assert {row.place.name: row.cells for row in found.desa} == {
        "Ate Dalo": [(2024, 1, 1, 0)],
        "Onggol": [(2024, 1, 1, 1)],
        "Waiholo": [(2024, 1, 1, 1)],
    }
    assert found.kecamatan[0].cells == [(2024, 3, 3, 2)]
    assert "2 terlaksana" in client.get(reverse("plans:fairness")).content.decode()


def test_fairness_counts_as_asked_what_was_left_to_the_year_that_decided_it(secretariat):
    asked = wish("Waiholo", fiscal_year=2024)
    make_outcome(usulan=asked, kind=OutcomeKind.POSTPONED, target_year=2025, road="renja")
    make_outcome(usulan=asked, fiscal_year=2025)

    assert fairness_of(secretariat).desa[0].cells == [(2024, 1, 0, 0), (2025, 1, 1, 0)]


def test_fairness_shows_nothing_of_another_kabupaten(client, secretariat, outsider):
    make_outcome(usulan=wish())
    client.force_login(outsider)

    found = fairness_of(outsider)

    assert (found.years, found.desa, found.kecamatan) == ([], [], [])
    assert "Waiholo" not in client.get(reverse("plans:fairness")).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_fairness_query_count(client, secretariat, rows, django_assert_num_queries):
    for number in range(rows):
        make_outcome(usulan=wish(f"Desa {number}"))
    client.force_login(secretariat)

    with django_assert_num_queries(8):
        response = client.get(reverse("plans:fairness"))

    assert len(response.context["page"]) == rows


# --- Who may come in ---


def pages(run):
    return {
        "plans:allocation": URL,
        "plans:allocation_rows": reverse("plans:allocation_rows", args=[run.pk]),
        "plans:allocation_apply": reverse("plans:allocation_apply", args=[run.pk]),
    }


@pytest.mark.parametrize("person", ["opd_officer", "facilitator", "camat", "observer"])
def test_allocation_is_the_secretariats(client, request, secretariat, person):
    run = make_run(secretariat)
    client.force_login(request.getfixturevalue(person))

    assert {client.get(url).status_code for url in pages(run).values()} == {403}
    assert {client.post(url).status_code for url in pages(run).values()} == {403}
    assert client.get(reverse("plans:fairness")).status_code == 200


def test_allocation_of_another_kabupaten_is_404(client, secretariat, outsider):
    run = make_run(secretariat)
    client.force_login(outsider)

    assert client.get(pages(run)["plans:allocation_rows"]).status_code == 404
    assert client.post(pages(run)["plans:allocation_apply"]).status_code == 404


def test_allocation_asks_to_log_in_and_for_the_right_method(client, secretariat):
    run = make_run(secretariat)
    for url in [*pages(run).values(), reverse("plans:fairness")]:
        assert client.get(url).headers["Location"].startswith(reverse("forum:login"))
    client.force_login(secretariat)

    assert {client.put(url).status_code for url in pages(run).values()} == {405}
    assert client.post(reverse("plans:fairness")).status_code == 405
