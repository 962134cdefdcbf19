"""Stages of a workplan: which figures are in force, and how the stages differ."""

import pytest
from django.urls import reverse

from forum.models import LogEntry
from forum.transitions import MoveRefused
from plans import actions
from plans.choices import Stage
from plans.models import Activity, ActivityFigures, Workplan
from plans.stages import PaguMove, differences, sums
from tests.factories import TODAY, make_activity, make_opd

DIFFERENCE = reverse("plans:stage_difference")
CODE = "1.03.02.2.02.0014"


def stage_url(stage="apbd", opd=None, year=2024):
    return reverse("plans:stage_in_force", args=[(opd or make_opd()).pk, year, stage])


def figures(stage, pagu, **fields) -> ActivityFigures:
    return ActivityFigures(stage=stage, pagu=pagu, **fields)


def add_figures(activity, stage, pagu, **fields):
    ActivityFigures.objects.create(activity=activity, stage=stage, pagu=pagu, **fields)


def in_force(activity) -> tuple[str, int, bool]:
    activity.refresh_from_db()
    return Workplan.objects.of_activity(activity).stage, activity.pagu, activity.is_named


# Which figures are in force


def test_new_activity_has_no_pagu_where_a_later_stage_holds_already(secretariat):
    make_activity(stage="apbd")
    activity = Activity(opd=make_opd(), fiscal_year=2024, code=CODE, name="Rehabilitasi")

    actions.record_activity(activity, figures("rkpd", 100), by=secretariat, today=TODAY)

    assert in_force(activity) == ("apbd", 0, False)
    assert activity.figures.get().pagu == 100


@pytest.mark.parametrize(("stage", "pagu"), [("rkpd", 500), ("apbd", 70), ("perubahan", 500)])
def test_figures_hold_where_their_stage_is_in_force(secretariat, stage, pagu):
    activity = make_activity(stage="apbd", pagu=500)

    actions.record_activity(activity, figures(stage, 70), by=secretariat, today=TODAY)

    assert in_force(activity) == ("apbd", pagu, True)
    assert activity.figures.get(stage=stage).pagu == 70


def test_edit_begun_before_a_later_stage_does_not_bring_the_old_one_back(secretariat):
    activity = make_activity(pagu=100)
    stale = Activity.objects.get(pk=activity.pk)
    add_figures(activity, "apbd", 80)
    actions.put_stage_in_force(make_opd(), 2024, "apbd", by=secretariat, today=TODAY)

    actions.record_activity(stale, figures("rkpd", 120), by=secretariat, today=TODAY)

    assert in_force(activity) == ("apbd", 80, True)
    assert activity.figures.get(stage="rkpd").pagu == 120


def test_stage_in_force_moves_every_activity_and_drops_what_it_does_not_name(secretariat):
    named, dropped = make_activity(pagu=100), make_activity(pagu=50, lokus=1)
    add_figures(named, "apbd", 80)

    actions.put_stage_in_force(make_opd(), 2024, "apbd", by=secretariat, today=TODAY)

    assert (in_force(named), in_force(dropped)) == (("apbd", 80, True), ("apbd", 0, False))
    assert list(Activity.objects.offering()) == []
    assert LogEntry.objects.for_record(named).get().sentence == "Tahap APBD berlaku: pagu Rp100 menjadi Rp80"
    assert LogEntry.objects.for_record(dropped).get().sentence == (
        "Tahap APBD berlaku: pagu Rp50 menjadi Rp0, sub kegiatan tidak disebut lagi"
    )


def test_earlier_stage_put_in_force_again_names_what_was_dropped(secretariat):
    named, dropped = make_activity(pagu=100), make_activity(pagu=50)
    add_figures(named, "apbd", 80)
    actions.put_stage_in_force(make_opd(), 2024, "apbd", by=secretariat, today=TODAY)

    actions.put_stage_in_force(make_opd(), 2024, "rkpd", by=secretariat, today=TODAY)

    assert (in_force(named), in_force(dropped)) == (("rkpd", 100, True), ("rkpd", 50, True))


def test_stage_of_one_opd_leaves_the_others(secretariat):
    own, foreign = make_activity(pagu=100), make_activity(opd=make_opd(name="Dinas Sosial"), pagu=50)
    add_figures(own, "apbd", 80)

    actions.put_stage_in_force(make_opd(), 2024, "apbd", by=secretariat, today=TODAY)

    assert in_force(foreign) == ("rkpd", 50, True)


def test_stage_without_figures_is_refused(secretariat):
    activity = make_activity(pagu=100)

    with pytest.raises(MoveRefused, match="Belum ada angka tahap APBD"):
        actions.put_stage_in_force(make_opd(), 2024, "apbd", by=secretariat, today=TODAY)

    assert in_force(activity) == ("rkpd", 100, True)


# The page that puts a stage in force


def test_stage_page_shows_the_difference_first(client, opd_officer):
    named = make_activity(opd=opd_officer.opd, name="Irigasi", pagu=100)
    make_activity(opd=opd_officer.opd, name="Jembatan", pagu=50)
    same = make_activity(opd=opd_officer.opd, name="Tetap sama", pagu=30)
    add_figures(named, "apbd", 120)
    add_figures(same, "apbd", 30)
    client.force_login(opd_officer)

    response = client.get(stage_url())

    text = response.content.decode()
    assert "3 sub kegiatan berganti tahap; pada 2 di antaranya pagunya berubah." in text
    assert "Jumlah pagu Rp180 menjadi Rp150." in text
    assert "1 sub kegiatan tidak mempunyai angka tahap APBD" in text
    assert "Tetap sama" not in text
    assert in_force(named) == ("rkpd", 100, True)


def test_stage_is_put_in_force(client, opd_officer):
    activity = make_activity(opd=opd_officer.opd, pagu=100)
    add_figures(activity, "apbd", 80)
    client.force_login(opd_officer)

    response = client.post(stage_url(), follow=True)

    assert in_force(activity) == ("apbd", 80, True)
    assert "Tahap APBD kini berlaku bagi Dinas Pertanian tahun 2024." in response.content.decode()


def test_stage_page_without_figures_offers_no_button(client, opd_officer):
    activity = make_activity(opd=opd_officer.opd, pagu=100)
    client.force_login(opd_officer)

    page = client.get(stage_url())
    response = client.post(stage_url(), follow=True)

    assert "Berlakukan APBD</button>" not in page.content.decode()
    assert "Belum ada angka tahap APBD. Impor berkasnya dahulu." in response.content.decode()
    assert in_force(activity) == ("rkpd", 100, True)


def test_stage_that_holds_already_says_so(client, opd_officer):
    make_activity(opd=opd_officer.opd)
    client.force_login(opd_officer)

    assert "Tahap RKPD sudah berlaku" in client.get(stage_url("rkpd")).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_stage_page_query_count(client, secretariat, rows, django_assert_num_queries):
    for _ in range(rows):
        add_figures(make_activity(pagu=1), "apbd", 2)
    client.force_login(secretariat)
    url = stage_url()

    with django_assert_num_queries(6):
        response = client.get(url)

    assert response.content.count(b"Berubah") == rows


# How the stages differ


@pytest.mark.parametrize(
    ("pagu", "kind", "difference"),
    [
        ({"rkpd": 100, "apbd": 120}, PaguMove.RAISED, 20),
        ({"rkpd": 100, "apbd": 80}, PaguMove.CUT, -20),
        ({"rkpd": 100, "apbd": 100}, PaguMove.SAME, 0),
        ({"rkpd": 100}, PaguMove.DROPPED, -100),
        ({"apbd": 80}, PaguMove.NEW, 80),
        ({"rkpd": 100, "apbd": 0}, PaguMove.CUT, -100),
    ],
)
def test_difference_of_one_sub_kegiatan(kabupaten, pagu, kind, difference):
    both = make_activity(pagu=1)
    add_figures(both, "apbd", 1)
    activity = make_activity(pagu=0)
    activity.figures.all().delete()
    for stage, amount in pagu.items():
        add_figures(activity, stage, amount)

    found = differences(Activity.objects.all())

    (row,) = [row for row in found.rows if row.activity_id == activity.pk]
    assert (row.kind, row.difference) == (kind, difference)
    assert (found.before, found.after) == (Stage.RKPD, Stage.APBD)


def test_differences_compare_the_last_two_stages_unless_others_are_asked_for(kabupaten):
    activity = make_activity(pagu=100)
    add_figures(activity, "apbd", 80)
    add_figures(activity, "perubahan", 90)

    (latest,) = differences(Activity.objects.all()).rows
    (whole,) = differences(Activity.objects.all(), before="rkpd").rows
    (first,) = differences(Activity.objects.all(), after="apbd").rows

    assert (latest.difference, whole.difference, first.difference) == (10, -10, -20)


def test_opd_without_the_later_stage_is_named_and_not_counted_as_dropped(kabupaten):
    add_figures(make_activity(pagu=100), "apbd", 80)
    make_activity(opd=make_opd(name="Dinas Sosial"), pagu=50)

    found = differences(Activity.objects.all())

    assert (len(found.rows), found.missing) == (1, ["Dinas Sosial"])
    assert sums(found.rows, found.stages).by_stage == [(Stage.RKPD, 100), (Stage.APBD, 80)]


def compared(client, **query):
    return client.get(DIFFERENCE, {"tahun": 2024, **query})


def test_difference_page_tells_counts_sums_and_what_else_changed(client, observer):
    irrigation = make_activity(name="Irigasi", pagu=100)
    irrigation.figures.update(target="3 unit", location="Semua kecamatan")
    add_figures(irrigation, "apbd", 80, target="2 unit", location="Kodi")
    make_activity(name="Jembatan", pagu=50)
    client.force_login(observer)

    text = compared(client, opd=make_opd().pk).content.decode()

    assert "RKPD ke APBD: 1 hilang, 1 turun. Jumlah pagu Rp150 menjadi Rp80." in text
    assert "Target: 3 unit → 2 unit" in text
    assert "Lokasi menurut dokumen: Semua kecamatan → Kodi" in text
    assert "Yang berlaku: <strong>RKPD 2024</strong>." in text
    assert "-Rp70" in text


def test_difference_page_narrows_to_one_kind(client, observer):
    add_figures(make_activity(name="Irigasi", pagu=100), "apbd", 80)
    make_activity(name="Jembatan", pagu=50)
    client.force_login(observer)

    page = compared(client, keadaan="hilang")

    assert [shown.activity.name for shown in page.context["rows"]] == ["Jembatan"]
    assert page.context["sums"].difference == -50
    assert page.context["all"].difference == -70


def test_difference_page_of_one_stage_says_what_is_missing(client, observer):
    make_activity()
    client.force_login(observer)

    assert "Baru satu tahap yang tercatat." in compared(client).content.decode()
    assert "Belum ada angka rencana kerja" in compared(client, tahun=2025).content.decode()


def test_difference_page_shows_nothing_of_another_kabupaten(client, outsider):
    add_figures(make_activity(name="Irigasi", pagu=100), "apbd", 80)
    client.force_login(outsider)

    page = compared(client, opd=make_opd().pk)

    assert page.context["found"].rows == []


@pytest.mark.parametrize("rows", [1, 3])
def test_difference_page_query_count(client, secretariat, rows, django_assert_num_queries):
    for _ in range(rows):
        add_figures(make_activity(pagu=1), "apbd", 2)
    client.force_login(secretariat)
    query = {"tahun": 2024, "opd": make_opd().pk}

    with django_assert_num_queries(9):
        response = client.get(DIFFERENCE, query)

    assert len(response.context["rows"]) == rows


def test_stage_pages_ask_for_login_refuse_outsiders_roles_and_methods(client, secretariat, facilitator, outsider):
    make_activity()

    for url in [DIFFERENCE, stage_url()]:
        assert client.get(url).url.startswith(reverse("forum:login"))
    client.force_login(outsider)
    assert (client.get(stage_url()).status_code, client.post(stage_url()).status_code) == (404, 404)
    client.force_login(facilitator)
    assert (client.get(stage_url()).status_code, client.post(stage_url()).status_code) == (403, 403)
    assert client.get(DIFFERENCE).status_code == 200
    client.force_login(secretariat)
    assert (client.delete(stage_url()).status_code, client.post(DIFFERENCE).status_code) == (405, 405)
    assert client.get(stage_url().replace("apbd", "renstra")).status_code == 404
