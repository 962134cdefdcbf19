"""A later stage cuts or drops an activity: what hung on it is discussed again, and the village is told."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from forum.models import LogEntry
from forum.transitions import MoveRefused
from plans import actions
from plans.choices import FundingSource, OutcomeKind
from plans.forms.stage import proposed_losses
from plans.ledger import ledger_faults
from plans.models import Activity, ActivityFigures, Outcome, Portion, Usulan
from plans.models.workplan import LokusState
from tests.factories import TODAY, make_activity, make_opd, make_outcome, make_referral, verified_usulan
from tests.imports import apply, keep_workplan
from tests.plans.workbooks import BRIDGE, IRRIGATION, row, workbook

PRICE = 10_000_000


def figures(stage, pagu) -> ActivityFigures:
    return ActivityFigures(stage=stage, pagu=pagu)


def add_figures(activity, stage, pagu):
    ActivityFigures.objects.create(activity=activity, stage=stage, pagu=pagu)


def drop(*activities, by, stage="perubahan"):
    """Put a stage in force that names another activity of the OPD, and none of these."""
    kept = make_activity(opd=activities[0].opd, pagu=1)
    add_figures(kept, stage, 1)
    actions.put_stage_in_force(activities[0].opd, 2024, stage, by=by, today=TODAY)


def cut(activity, pagu, *, by):
    actions.record_activity(Activity.objects.get(pk=activity.pk), figures("rkpd", pagu), by=by, today=TODAY)


def portion_of(outcome) -> Portion:
    return outcome.portions.get()


def reopen_url(activity):
    return reverse("plans:portions_reopen", args=[activity.pk])


def told(usulan, verb) -> list[str]:
    return [entry.sentence for entry in LogEntry.objects.for_record(usulan).filter(verb=verb)]


# Dropped


def test_dropped_activity_reopens_what_was_agreed_on_it(secretariat):
    activity = make_activity(name="Irigasi", pagu=3 * PRICE, lokus=1)
    outcome = make_outcome(usulan=verified_usulan(), activity=activity, amount=PRICE)

    drop(activity, by=secretariat)

    activity.refresh_from_db()
    outcome.refresh_from_db()
    lost = portion_of(outcome)
    assert (activity.pagu, activity.committed, activity.is_named) == (0, 0, False)
    assert (outcome.is_current, lost.lost_on, lost.lost_in) == (False, TODAY, "perubahan")
    assert activity.lokus.get().state == LokusState.OPEN
    assert list(Usulan.objects.undecided(2024)) == [outcome.usulan]
    assert told(outcome.usulan, "usulan.reopen") == [
        "Irigasi (Dinas Pertanian) tidak disebut lagi dalam Perubahan APBD 2024; Rp10.000.000 bagi usulan ini hilang. "
        "Usulan dibahas kembali untuk tahun 2024"
    ]
    assert ledger_faults(activity.kabupaten) == []


def test_reopened_usulan_comes_back_to_referral_and_to_decision(secretariat):
    usulan = verified_usulan(fiscal_year=2025)  # of another year, never referred: only its decision speaks for 2024
    activity = make_activity(lokus=1)
    make_outcome(usulan=usulan, activity=activity, fiscal_year=2024)

    drop(activity, by=secretariat)

    assert list(Usulan.objects.up_for_decision(2024)) == [usulan]
    assert list(Usulan.objects.unreferred(2024)) == [usulan]


def test_usulan_served_by_two_keeps_what_still_has_pagu(secretariat):
    usulan = verified_usulan()
    lost, kept = make_activity(lokus=1), make_activity(opd=make_opd(name="Dinas Sosial"), lokus=1)
    portions = [
        actions.PortionDraft(activity=one, volume=1, amount=PRICE, funding_source=FundingSource.APBD_KABUPATEN)
        for one in (lost, kept)
    ]
    outcome = Outcome(usulan=usulan, fiscal_year=2024, kind=OutcomeKind.AGREED)
    actions.record_outcome(outcome, portions, by=secretariat, today=TODAY)

    drop(lost, by=secretariat)

    outcome.refresh_from_db()
    (standing,) = usulan.outcomes.current().with_portions()
    assert standing == outcome
    assert [portion.activity for portion in standing.portions.all()] == [kept]
    assert [portion.activity for portion in Portion.objects.reopened()] == [lost]
    assert ledger_faults(usulan.kabupaten) == []


def test_new_decision_after_a_loss_gives_back_only_what_still_stood(secretariat):
    usulan = verified_usulan()
    lost, kept = make_activity(lokus=1), make_activity(opd=make_opd(name="Dinas Sosial"), lokus=1)
    portions = [
        actions.PortionDraft(activity=one, volume=1, amount=PRICE, funding_source=FundingSource.APBD_KABUPATEN)
        for one in (lost, kept)
    ]
    first = Outcome(usulan=usulan, fiscal_year=2024, kind=OutcomeKind.AGREED)
    actions.record_outcome(first, portions, by=secretariat, today=TODAY)
    drop(lost, by=secretariat)

    second = Outcome(usulan=usulan, fiscal_year=2024, kind=OutcomeKind.AGREED)
    actions.record_outcome(second, portions[1:], replaces=first, by=secretariat, today=TODAY)

    assert {one.committed for one in Activity.objects.filter(pk__in=[lost.pk])} == {0}
    assert list(Portion.objects.unfunded()) == []
    assert ledger_faults(usulan.kabupaten) == []


def test_dropped_activity_gives_nothing_any_more(secretariat):
    activity = make_activity(lokus=1)
    drop(activity, by=secretariat)

    with pytest.raises(MoveRefused, match="tidak lagi disebut tahap rencana kerja yang berlaku"):
        make_outcome(activity=activity, amount=0)


# Cut


def test_cut_tells_every_village_that_is_served_and_reopens_nothing_yet(secretariat):
    activity = make_activity(name="Irigasi", pagu=3 * PRICE, lokus=2)
    outcomes = [make_outcome(activity=activity, amount=PRICE) for _ in range(2)]

    cut(activity, PRICE, by=secretariat)

    assert [outcome.usulan.outcomes.current().count() for outcome in outcomes] == [1, 1]
    assert list(Portion.objects.short().order_by("pk")) == [portion_of(outcome) for outcome in outcomes]
    assert told(outcomes[0].usulan, "usulan.cut") == [
        "Pagu Irigasi (Dinas Pertanian) dipotong dalam RKPD 2024 menjadi Rp10.000.000, di bawah yang sudah "
        "disepakati. Forum membahas kesepakatan mana yang kehilangan pagu"
    ]


def test_rise_that_is_still_short_is_not_told_as_a_cut(secretariat):
    activity = make_activity(pagu=3 * PRICE, lokus=2)
    outcome = make_outcome(activity=activity, amount=2 * PRICE)
    cut(activity, 0, by=secretariat)

    cut(activity, PRICE, by=secretariat)

    assert len(told(outcome.usulan, "usulan.cut")) == 1


def test_chosen_agreement_loses_its_pagu_and_the_others_stand(secretariat):
    activity = make_activity(name="Irigasi", pagu=3 * PRICE, lokus=2)
    kept, lost = (make_outcome(activity=activity, amount=PRICE) for _ in range(2))
    cut(activity, PRICE, by=secretariat)

    actions.reopen_portions(activity, [portion_of(lost)], note="Urutan terakhir.", by=secretariat, today=TODAY)

    activity.refresh_from_db()
    assert (activity.committed, activity.overcommitted) == (PRICE, 0)
    assert list(Outcome.objects.current()) == [kept]
    assert list(Portion.objects.unfunded()) == [portion_of(lost)]
    entry = LogEntry.objects.for_record(lost.usulan).get(verb="usulan.reopen")
    assert (entry.sentence, entry.note) == (
        "Pagu Irigasi (Dinas Pertanian) dipotong dalam RKPD 2024 menjadi Rp10.000.000; Rp10.000.000 bagi usulan ini "
        "hilang. Usulan dibahas kembali untuk tahun 2024",
        "Urutan terakhir.",
    )
    assert ledger_faults(activity.kabupaten) == []


def test_reopening_is_refused_without_a_choice_without_a_cut_and_twice(secretariat):
    activity = make_activity(pagu=3 * PRICE, lokus=2)
    one, two = (portion_of(make_outcome(activity=activity, amount=PRICE)) for _ in range(2))

    with pytest.raises(MoveRefused, match="baru saja berubah"):
        actions.reopen_portions(activity, [one], by=secretariat, today=TODAY)
    cut(activity, 0, by=secretariat)
    with pytest.raises(MoveRefused, match="Pilih sekurangnya satu"):
        actions.reopen_portions(activity, [], by=secretariat, today=TODAY)
    actions.reopen_portions(activity, [one], by=secretariat, today=TODAY)
    with pytest.raises(MoveRefused, match="baru saja berubah"):
        actions.reopen_portions(activity, [one, two], by=secretariat, today=TODAY)

    assert ledger_faults(activity.kabupaten) == []


def test_reopening_is_the_secretariats_choice_alone(secretariat, opd_officer, outsider):
    activity = make_activity(pagu=3 * PRICE, lokus=1)
    portion = portion_of(make_outcome(activity=activity, amount=PRICE))
    cut(activity, 0, by=secretariat)

    for user in (opd_officer, outsider):
        with pytest.raises(PermissionDenied):
            actions.reopen_portions(activity, [portion], by=user, today=TODAY)


def test_losses_are_proposed_from_the_end_of_the_order_until_the_cut_is_covered(kabupaten):
    activity = make_activity(lokus=4)
    of_rank = {
        rank: portion_of(
            make_outcome(usulan=verified_usulan(kecamatan_rank=rank), activity=activity, amount=10 * (rank or 1))
        )
        for rank in (1, 2, 3, None)
    }

    rows = activity.portions.standing().last_first()

    assert list(rows) == [of_rank[None], of_rank[3], of_rank[2], of_rank[1]]
    assert proposed_losses(rows, 11) == [of_rank[None], of_rank[3]]
    assert proposed_losses(rows, 0) == []


# Restored


def test_agreement_stands_again_when_its_pagu_comes_back(secretariat):
    activity = make_activity(name="Irigasi", pagu=3 * PRICE, lokus=1)
    outcome = make_outcome(activity=activity, amount=PRICE)
    drop(activity, by=secretariat)
    asked = make_referral(usulan=outcome.usulan)
    actions.put_stage_in_force(activity.opd, 2024, "rkpd", by=secretariat, today=TODAY)
    assert portion_of(outcome).has_pagu_again

    actions.restore_portion(portion_of(outcome), by=secretariat, today=TODAY)

    outcome.refresh_from_db()
    activity.refresh_from_db()
    asked.refresh_from_db()
    assert (outcome.is_current, portion_of(outcome).lost_on, activity.committed) == (True, None, PRICE)
    assert activity.lokus.get().state == LokusState.HELD
    assert not asked.is_open
    assert list(Portion.objects.unfunded()) == []
    assert told(outcome.usulan, "usulan.restore") == [
        "Irigasi (Dinas Pertanian) kembali mempunyai pagu dalam RKPD 2024; kesepakatan semula sebesar Rp10.000.000 "
        "untuk tahun 2024 berlaku lagi"
    ]
    assert ledger_faults(activity.kabupaten) == []


def test_agreement_is_not_restored_without_pagu_after_another_decision_or_by_others(secretariat, opd_officer):
    activity = make_activity(pagu=3 * PRICE, lokus=2)
    first, second = (make_outcome(activity=activity, amount=PRICE) for _ in range(2))
    drop(activity, by=secretariat)

    with pytest.raises(PermissionDenied):
        actions.restore_portion(portion_of(first), by=opd_officer, today=TODAY)
    with pytest.raises(MoveRefused, match="tidak lagi disebut"):
        actions.restore_portion(portion_of(first), by=secretariat, today=TODAY)
    actions.put_stage_in_force(activity.opd, 2024, "rkpd", by=secretariat, today=TODAY)
    make_outcome(usulan=second.usulan, kind=OutcomeKind.POSTPONED, target_year=2025, road="renja")
    with pytest.raises(MoveRefused, match="sudah diputuskan lagi"):
        actions.restore_portion(portion_of(second), by=secretariat, today=TODAY)

    assert not Outcome.objects.serving().exists()
    assert ledger_faults(activity.kabupaten) == []


# The page of the choice


def test_choice_page_ticks_the_last_in_order_and_reopens_what_is_sent(client, secretariat):
    activity = make_activity(pagu=3 * PRICE, lokus=2)
    first, last = (
        make_outcome(
            usulan=verified_usulan(title=f"Sumur {rank}", kecamatan_rank=rank), activity=activity, amount=PRICE
        )
        for rank in (1, 2)
    )
    cut(activity, PRICE, by=secretariat)
    client.force_login(secretariat)

    page = client.get(reopen_url(activity))
    response = client.post(reopen_url(activity), {"portions": [portion_of(last).pk]}, follow=True)

    assert page.context["form"]["portions"].value() == [portion_of(last).pk]
    assert 'kurang <strong class="num">Rp10.000.000</strong>' in page.content.decode()
    assert "1 kesepakatan kehilangan pagu; usulannya dibahas kembali." in response.content.decode()
    assert list(Outcome.objects.current()) == [first]


def test_choice_page_without_a_tick_is_422(client, secretariat):
    activity = make_activity(pagu=3 * PRICE, lokus=1)
    outcome = make_outcome(activity=activity, amount=PRICE)
    cut(activity, 0, by=secretariat)
    client.force_login(secretariat)

    response = client.post(reopen_url(activity), {"note": "Karena begitu."})

    assert response.status_code == 422
    assert response.context["form"].errors == {"portions": ["Pilih sekurangnya satu kesepakatan."]}
    assert "Karena begitu." in response.content.decode()
    assert list(Outcome.objects.current()) == [outcome]


def test_choice_page_says_when_nothing_is_short(client, secretariat):
    activity = make_activity()
    client.force_login(secretariat)

    text = client.get(reopen_url(activity)).content.decode()

    assert "tidak ada yang perlu dipilih" in text
    assert "<button" not in text.split("<main", 1)[1]


def test_choice_page_is_closed_to_others(client, secretariat, opd_officer, outsider):
    url = reopen_url(make_activity())

    assert client.get(url).url.startswith(reverse("forum:login"))
    client.force_login(outsider)
    assert (client.get(url).status_code, client.post(url).status_code) == (404, 404)
    client.force_login(opd_officer)
    assert (client.get(url).status_code, client.post(url).status_code) == (403, 403)
    client.force_login(secretariat)
    assert client.delete(url).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_choice_page_query_count(client, secretariat, rows, django_assert_num_queries):
    activity = make_activity(pagu=3 * PRICE, lokus=3)
    for _ in range(rows):
        make_outcome(activity=activity, amount=PRICE)
    cut(activity, 0, by=secretariat)
    client.force_login(secretariat)

    with django_assert_num_queries(6):
        response = client.get(reopen_url(activity))

    assert response.content.count(b'type="checkbox"') == rows


def test_usulan_page_tells_that_it_is_discussed_again(client, secretariat):
    activity = make_activity(name="Irigasi", lokus=1)
    outcome = make_outcome(activity=activity)
    drop(activity, by=secretariat)
    client.force_login(secretariat)

    text = client.get(outcome.usulan.get_absolute_url()).content.decode()

    assert "Pagunya hilang dalam Perubahan APBD 2024. Dibahas kembali untuk tahun 2024." in text
    assert "Yang pernah disepakati:" in text


# Import


def test_import_says_beforehand_what_it_reopens_and_leads_to_the_list_after(client, opd_officer):
    dropped = make_activity(code=BRIDGE, lokus=1)
    reduced = make_activity(code=IRRIGATION, lokus=1)
    lost = make_outcome(usulan=verified_usulan(title="Jembatan gantung"), activity=dropped, amount=PRICE)
    make_outcome(activity=reduced, amount=PRICE)
    batch = keep_workplan(workbook(row(pagu=1)), by=opd_officer, stage="perubahan")
    client.force_login(opd_officer)

    before = client.get(batch.get_absolute_url()).content.decode()
    after = client.post(batch.get_absolute_url(), follow=True).content.decode()

    assert "1 kesepakatan kehilangan pagu karena sub kegiatannya tidak disebut lagi." in before
    assert "Jembatan gantung, Desa Waiholo (Rp10.000.000)" in before
    assert "Pada 1 sub kegiatan, kesepakatan yang sudah ada melebihi pagu baru." in before
    assert "2 kesepakatan dengan Dinas Pertanian untuk tahun 2024 kini tanpa pagu." in after
    assert "Kesepakatan tanpa pagu</a>" in after
    lost.refresh_from_db()
    assert not lost.is_current
    assert ledger_faults(dropped.kabupaten) == []


def test_import_of_the_stage_in_force_reopens_nothing(secretariat):
    activity = make_activity(code=BRIDGE, lokus=1)
    outcome = make_outcome(activity=activity, amount=PRICE)

    apply(keep_workplan(workbook(row()), by=secretariat), by=secretariat)

    outcome.refresh_from_db()
    assert outcome.is_current


def test_stage_page_says_what_it_reopens(client, secretariat):
    activity = make_activity(lokus=1)
    make_outcome(usulan=verified_usulan(title="Jembatan gantung"), activity=activity)
    add_figures(make_activity(pagu=1), "apbd", 1)
    client.force_login(secretariat)
    url = reverse("plans:stage_in_force", args=[make_opd().pk, 2024, "apbd"])

    before = client.get(url).content.decode()
    after = client.post(url, follow=True).content.decode()

    assert "Jembatan gantung, Desa Waiholo" in before
    assert "1 kesepakatan kehilangan pagu; usulannya dibahas kembali." in after
