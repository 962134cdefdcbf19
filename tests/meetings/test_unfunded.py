"""The list of agreements without pagu, and what the village and the forum are told of them."""

import datetime

import pytest
from django.urls import reverse

from bangkit.waiting import waiting_for
from meetings import actions as meeting_actions
from meetings.snapshot import take_snapshot
from meetings.trace import trace_of
from plans import actions
from plans.choices import FundingSource, OutcomeKind
from plans.models import Activity, ActivityFigures, Outcome, Workplan
from plans.models.workplan import LokusState
from tests.factories import TODAY, make_activity, make_agreement, make_meeting, make_opd, make_outcome, verified_usulan

LIST = reverse("meetings:unfunded_list")
NOW = datetime.datetime(2024, 1, 31, 3, tzinfo=datetime.UTC)
PRICE = 10_000_000


def drop(activity, *, by):
    kept = make_activity(opd=activity.opd, pagu=1)
    ActivityFigures.objects.create(activity=kept, stage="perubahan", pagu=1)
    actions.put_stage_in_force(activity.opd, 2024, "perubahan", by=by, today=TODAY)


def cut(activity, pagu, *, by):
    figures = ActivityFigures(stage="rkpd", pagu=pagu)
    actions.record_activity(Activity.objects.get(pk=activity.pk), figures, by=by, today=TODAY)


def gift(activity):
    source = FundingSource.APBD_KABUPATEN
    return actions.PortionDraft(activity=activity, volume=1, amount=PRICE, funding_source=source)


def decided(meeting, *activities, usulan=None, by) -> Outcome:
    outcome = Outcome(usulan=usulan or verified_usulan(), fiscal_year=2024, kind=OutcomeKind.AGREED)
    meeting_actions.decide(meeting, outcome, [gift(one) for one in activities], by=by, now=NOW)
    return outcome


# List


def test_list_tells_what_is_cut_what_is_reopened_and_by_how_much(client, secretariat):
    dropped = make_activity(name="Jembatan", opd=make_opd(name="Dinas PU"), lokus=1)
    reduced = make_activity(name="Irigasi", pagu=3 * PRICE, lokus=2)
    make_outcome(usulan=verified_usulan(title="Jembatan gantung"), activity=dropped, amount=PRICE)
    for title in ("Saluran satu", "Saluran dua"):
        make_outcome(usulan=verified_usulan(title=title), activity=reduced, amount=PRICE)
    make_outcome(usulan=verified_usulan(title="Yang tetap"))
    drop(dropped, by=secretariat)
    cut(reduced, PRICE, by=secretariat)
    client.force_login(secretariat)

    page = client.get(LIST)

    text = page.content.decode()
    assert [portion.outcome.usulan.title for portion in page.context["page"]] == [
        "Saluran satu",
        "Saluran dua",
        "Jembatan gantung",
    ]
    assert "3 kesepakatan senilai Rp30.000.000: 1 dibahas kembali, 2 pada sub kegiatan yang pagunya dipotong." in text
    assert "kurang Rp10.000.000 dari Rp20.000.000" in text
    assert "Perubahan APBD 2024, 31 Januari 2024" in text
    assert text.count(reverse("plans:portions_reopen", args=[reduced.pk])) == 2


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({}, ["Irigasi desa", "Jembatan gantung"]),
        ({"keadaan": "reopened"}, ["Jembatan gantung"]),
        ({"keadaan": "short"}, ["Irigasi desa"]),
        ({"tahun": 2025}, []),
    ],
)
def test_list_is_narrowed(client, observer, secretariat, query, titles):
    make_activity(fiscal_year=2025)
    dropped, reduced = make_activity(opd=make_opd(name="Dinas PU"), lokus=1), make_activity(lokus=1)
    make_outcome(usulan=verified_usulan(title="Jembatan gantung"), activity=dropped, amount=PRICE)
    make_outcome(usulan=verified_usulan(title="Irigasi desa"), activity=reduced, amount=PRICE)
    drop(dropped, by=secretariat)
    cut(reduced, 1, by=secretariat)
    client.force_login(observer)

    page = client.get(LIST, query)

    assert [portion.outcome.usulan.title for portion in page.context["page"]] == titles
    assert "Pilih yang kehilangan pagu" not in page.content.decode()


def test_list_names_the_berita_acara_that_speaks_of_it(client, secretariat):
    activity, meeting = make_activity(lokus=1), make_meeting()
    outcome = decided(meeting, activity, by=secretariat)
    agreement = make_agreement(meeting=meeting, number="000.7/1/2024", status="final", snapshot={})
    agreement.items.create(usulan=outcome.usulan, outcome=outcome, annex="II", number=1)
    drop(activity, by=secretariat)
    client.force_login(secretariat)

    text = client.get(LIST).content.decode()

    assert f'<a href="{agreement.get_absolute_url()}">000.7/1/2024</a>, Lampiran II nomor 1' in text


def test_what_is_decided_anew_leaves_the_list(secretariat):
    activity = make_activity(lokus=1)
    outcome = make_outcome(activity=activity)
    drop(activity, by=secretariat)
    assert [(line.count, line.text) for line in waiting_for(secretariat, today=TODAY)][:1] == [
        (1, "kesepakatan tanpa pagu")
    ]

    make_outcome(usulan=outcome.usulan, kind=OutcomeKind.POSTPONED, target_year=2025, road="renja")

    assert "tanpa pagu" not in str(waiting_for(secretariat, today=TODAY))


def test_workplan_leads_to_its_part_of_the_list(client, observer, secretariat):
    own, foreign = make_activity(lokus=1), make_activity(opd=make_opd(name="Dinas PU"), lokus=1)
    for activity, title in ((own, "Irigasi desa"), (foreign, "Jembatan gantung")):
        make_outcome(usulan=verified_usulan(title=title), activity=activity, amount=PRICE)
        cut(activity, 1, by=secretariat)
    client.force_login(observer)
    url = reverse("meetings:unfunded_of_workplan", args=[Workplan.objects.of_activity(own).pk])

    def titles(**query):
        return [portion.outcome.usulan.title for portion in client.get(url, query).context["page"]]

    assert titles() == ["Irigasi desa"]
    assert titles(opd=foreign.opd_id) == ["Jembatan gantung"]
    assert sorted(titles(opd="")) == ["Irigasi desa", "Jembatan gantung"]


def test_agreement_whose_pagu_came_back_is_restored_from_the_list(client, secretariat):
    activity, meeting = make_activity(lokus=1), make_meeting()
    outcome = decided(meeting, activity, by=secretariat)
    agreement = make_agreement(meeting=meeting, status="signed", snapshot={})
    agreement.items.create(usulan=outcome.usulan, outcome=outcome, annex="II", number=1)
    drop(activity, by=secretariat)
    client.force_login(secretariat)
    url = reverse("meetings:unfunded_restore", args=[outcome.portions.get().pk])
    assert url not in client.get(LIST).content.decode()
    actions.put_stage_in_force(activity.opd, 2024, "rkpd", by=secretariat, today=TODAY)

    offered = client.get(LIST).content.decode()
    question = client.get(url).content.decode()
    response = client.post(url, follow=True)

    assert url in offered
    assert "Pulihkan kesepakatan atas “Perahu katinting”?" in question
    assert "berlaku lagi; lokus dan pagunya dipegang." in response.content.decode()
    outcome.refresh_from_db()
    assert outcome.is_current
    assert activity.lokus.get().state == LokusState.TAKEN


def test_restoring_what_has_no_pagu_is_refused_in_words(client, secretariat):
    activity = make_activity(lokus=1)
    outcome = make_outcome(activity=activity)
    drop(activity, by=secretariat)
    client.force_login(secretariat)
    url = reverse("meetings:unfunded_restore", args=[outcome.portions.get().pk])

    response = client.post(url, follow=True)

    assert "tidak lagi disebut tahap rencana kerja yang berlaku" in response.content.decode()
    outcome.refresh_from_db()
    assert not outcome.is_current


def test_restoring_is_closed_to_others(client, secretariat, observer, outsider):
    activity = make_activity(lokus=1)
    outcome = make_outcome(activity=activity)
    drop(activity, by=secretariat)
    url = reverse("meetings:unfunded_restore", args=[outcome.portions.get().pk])

    assert client.get(url).url.startswith(reverse("forum:login"))
    client.force_login(outsider)
    assert (client.get(url).status_code, client.post(url).status_code) == (404, 404)
    client.force_login(observer)
    assert (client.get(url).status_code, client.post(url).status_code) == (403, 403)
    client.force_login(secretariat)
    assert client.delete(url).status_code == 405


def test_unfunded_pages_are_closed_to_others(client, secretariat, outsider):
    activity = make_activity(lokus=1)
    make_outcome(usulan=verified_usulan(title="Jembatan gantung"), activity=activity)
    drop(activity, by=secretariat)
    of_workplan = reverse("meetings:unfunded_of_workplan", args=[Workplan.objects.of_activity(activity).pk])

    for url in (LIST, of_workplan):
        assert client.get(url).url.startswith(reverse("forum:login"))
    client.force_login(outsider)
    assert client.get(of_workplan).status_code == 404
    assert "Jembatan gantung" not in client.get(LIST).content.decode()
    assert (client.post(LIST).status_code, client.post(of_workplan).status_code) == (405, 405)


@pytest.mark.parametrize("rows", [1, 3])
def test_unfunded_list_query_count(client, secretariat, rows, django_assert_num_queries):
    activity, meeting = make_activity(lokus=3), make_meeting()
    agreement = make_agreement(meeting=meeting, status="final", snapshot={})
    for number in range(rows):
        outcome = decided(meeting, activity, by=secretariat)
        agreement.items.create(usulan=outcome.usulan, outcome=outcome, annex="II", number=number + 1)
    drop(activity, by=secretariat)
    client.force_login(secretariat)

    with django_assert_num_queries(8):
        response = client.get(LIST)

    assert response.content.count(b"Lampiran II nomor") == rows


# What is told


def standing(usulan) -> tuple[str, str, str]:
    (one,) = trace_of(usulan, today=TODAY).standings
    return one.state.label, one.now, one.next


def test_trace_of_a_reopened_usulan_tells_why_and_what_comes(secretariat):
    activity = make_activity(name="Irigasi", lokus=1)
    outcome = make_outcome(activity=activity, amount=PRICE)
    drop(activity, by=secretariat)

    sentences = [event.sentence for event in trace_of(outcome.usulan, today=TODAY).events]

    assert standing(outcome.usulan) == (
        "Belum dibahas",
        "Pagu yang disepakati hilang dalam Perubahan APBD 2024; usulan dibahas kembali. Belum diteruskan ke OPD.",
        "Menunggu dibahas forum.",
    )
    assert any(sentence.startswith("Irigasi (Dinas Pertanian) tidak disebut lagi") for sentence in sentences)


def test_trace_of_a_cut_tells_that_the_forum_chooses(secretariat):
    activity = make_activity(lokus=1)
    outcome = make_outcome(activity=activity, amount=PRICE)

    cut(activity, 1, by=secretariat)

    state, _, following = standing(outcome.usulan)
    assert state == "Disepakati"
    assert following.endswith("Pagu kegiatannya dipotong: forum membahas kesepakatan mana yang kehilangan pagu.")


def test_berita_acara_of_a_draft_speaks_only_of_what_still_has_pagu(secretariat):
    kept, lost = make_activity(name="Irigasi", lokus=1), make_activity(opd=make_opd(name="Dinas PU"), lokus=1)
    meeting = make_meeting()
    decided(meeting, kept, lost, by=secretariat)
    drop(lost, by=secretariat)

    content = take_snapshot(make_agreement(meeting=meeting))

    assert [row["activity"] for group in content["agreed"] for row in group["rows"]] == ["Irigasi"]


def test_home_tells_secretariat_and_opd_what_they_wait_for(secretariat, opd_officer):
    activity = make_activity(opd=opd_officer.opd, pagu=3 * PRICE, lokus=2)
    for _ in range(2):
        make_outcome(activity=activity, amount=PRICE)
    cut(activity, 1, by=secretariat)
    promised = verified_usulan()
    make_outcome(usulan=promised, kind=OutcomeKind.AGREED_NEXT_YEAR, target_year=2025, target_opd=opd_officer.opd)
    make_activity(fiscal_year=2025)
    foreign = make_activity(opd=make_opd(name="Dinas PU"), lokus=1)
    make_outcome(activity=foreign)
    drop(foreign, by=secretariat)

    def lines(user):
        return [(line.count, line.text, line.late) for line in waiting_for(user, today=TODAY)]

    attach = (1, "usulan yang dijanjikan menunggu dilekatkan", "")
    assert lines(opd_officer) == [(2, "kesepakatan tanpa pagu", "2 menunggu pilihan"), attach]
    assert lines(secretariat)[:2] == [(3, "kesepakatan tanpa pagu", "2 menunggu pilihan"), attach]
