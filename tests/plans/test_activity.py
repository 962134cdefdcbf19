import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.urls import reverse

from forum.choices import Role
from forum.models import LogEntry
from forum.transitions import MoveRefused
from plans import actions, rules
from plans.forms.workplan import ActivityFilter
from plans.models import Activity, ActivityFigures, Workplan
from tests.factories import (
    TODAY,
    make_activity,
    make_incumbency,
    make_jabatan,
    make_lokus,
    make_opd,
    make_outcome,
    make_person,
    make_user,
    verified_usulan,
)

LIST = reverse("plans:activity_list")
CREATE = reverse("plans:activity_create")
CODE = "1.03.02.2.02.0014"


def edit_url(activity, stage="rkpd"):
    return reverse("plans:activity_edit", args=[activity.pk, stage])


def stage_url(stage="apbd", opd=None, year=2024):
    return reverse("plans:stage_in_force", args=[(opd or make_opd()).pk, year, stage])


def figures(stage, pagu, **fields) -> ActivityFigures:
    return ActivityFigures(stage=stage, pagu=pagu, **fields)


def typed(**fields) -> dict:
    """What a desk officer types for a new sub kegiatan."""
    return {
        "opd": make_opd().pk,
        "fiscal_year": 2024,
        "edition": "2023",
        "code": CODE,
        "name": "Rehabilitasi Jaringan Irigasi Permukaan",
        "stage": "rkpd",
        "pagu": "Rp1.500.000.000",
        "target": "3 unit",
    } | fields


# Rules


def people() -> dict:
    """One user of every kind, beside the OPD asked about; the head holds his OPD only by jabatan."""
    other = make_opd(name="Dinas Sosial")
    chief = make_person()
    make_incumbency(jabatan=make_jabatan(opd=make_opd(), is_head=True), person=chief)
    return {
        "secretariat": make_user(role=Role.SECRETARIAT),
        "officer": make_user(role=Role.OPD_OFFICER, opd=make_opd()),
        "officer of another OPD": make_user(role=Role.OPD_OFFICER, opd=other),
        "head, also in this OPD": make_user(role=Role.OPD_OFFICER, opd=other, person=chief),
        "facilitator": make_user(role=Role.FACILITATOR),
        "observer": make_user(role=Role.OBSERVER),
    }


def test_workplan_is_kept_by_its_opd_its_head_and_the_secretariat(kabupaten, outsider, camat):
    asked = people() | {"camat": camat, "outsider": outsider}

    manages = {who for who, user in asked.items() if rules.can_manage_workplan(user, make_opd(), today=TODAY)}
    enters = {who for who, user in asked.items() if rules.can_enter_workplan(user, today=TODAY)}

    assert manages == {"secretariat", "officer", "head, also in this OPD"}
    assert enters == manages | {"officer of another OPD", "outsider"}


# Actions


def test_new_activity_takes_the_figures_in_force(secretariat):
    activity = Activity(opd=make_opd(), fiscal_year=2024, code=CODE, name="Rehabilitasi")

    actions.record_activity(activity, figures("rkpd", 100), by=secretariat, today=TODAY)

    activity.refresh_from_db()
    assert (activity.is_named, activity.pagu, activity.kabupaten) == (True, 100, secretariat.kabupaten)
    assert Workplan.objects.of_activity(activity).stage == "rkpd"
    assert LogEntry.objects.for_record(activity).get().sentence == "Sub kegiatan dicatat, tahap RKPD, pagu Rp100"


def test_edit_never_touches_what_others_commit(secretariat):
    activity = make_activity(pagu=100_000_000, lokus=1)
    stale = Activity.objects.get(pk=activity.pk)
    make_outcome(activity=activity, amount=60_000_000)

    stale.name = "Rehabilitasi Irigasi"
    actions.record_activity(stale, figures("rkpd", 40_000_000), ["name"], by=secretariat, today=TODAY)

    activity.refresh_from_db()
    assert (activity.name, activity.committed, activity.pagu) == ("Rehabilitasi Irigasi", 60_000_000, 40_000_000)
    assert (activity.pagu_left, activity.overcommitted) == (-20_000_000, 20_000_000)


def test_same_code_twice_is_refused(secretariat):
    make_activity(code=CODE)
    twin = Activity(opd=make_opd(), fiscal_year=2024, code=CODE, name="Rehabilitasi")

    with pytest.raises(MoveRefused, match="sudah ada"):
        actions.record_activity(twin, figures("rkpd", 1), by=secretariat, today=TODAY)


def test_activity_of_another_opd_is_refused(opd_officer):
    with pytest.raises(PermissionDenied):
        actions.record_activity(
            make_activity(opd=make_opd(name="Dinas Sosial")), figures("rkpd", 1), by=opd_officer, today=TODAY
        )


# List


def listed(client, **query) -> list[str]:
    response = client.get(LIST, query)
    return [activity.name for activity in response.context["page"]]


def test_list_is_filtered_by_year_opd_word_code_and_open_lokus(client, facilitator):
    irrigation = make_activity(name="Irigasi", code=CODE, kegiatan="Pengelolaan SDA", lokus=1)
    full = make_activity(name="Jembatan", lokus=1)
    make_outcome(activity=full)
    social = make_activity(name="Bantuan", opd=make_opd(name="Dinas Sosial"))
    make_activity(name="Tahun depan", fiscal_year=2025)
    client.force_login(facilitator)

    assert listed(client, tahun=2024) == ["Irigasi", "Jembatan", "Bantuan"]
    assert listed(client, tahun=2024, opd=social.opd.pk) == ["Bantuan"]
    assert listed(client, tahun=2024, terbuka="on") == ["Irigasi"]
    assert listed(client, tahun=2024, q="jemb") == ["Jembatan"]
    assert listed(client, tahun=2024, q="1.03.02") == ["Irigasi"]
    assert listed(client, tahun=2024, q="pengelolaan sda") == ["Irigasi"]
    assert listed(client, tahun=2025) == ["Tahun depan"]
    assert irrigation.lokus.open().count() == 1


def test_list_begins_with_this_year_and_says_so(client, facilitator):
    year = datetime.date.today().year
    make_activity(name="Irigasi", fiscal_year=year)
    make_activity(name="Lama", fiscal_year=2024)
    client.force_login(facilitator)

    response = client.get(LIST)

    assert [activity.name for activity in response.context["page"]] == ["Irigasi"]
    assert f"Kegiatan OPD tahun {year}" in response.content.decode()


def test_list_counts_lokus_that_are_on_offer(client, facilitator):
    activity = make_activity(lokus=3)
    make_outcome(activity=activity)
    make_lokus(activity=activity, withdrawn_at=datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC))
    client.force_login(facilitator)

    (row,) = client.get(LIST, {"tahun": 2024}).context["page"]

    assert (row.lokus_open, row.lokus_total) == (2, 3)


def test_list_offers_to_enter_only_to_those_who_may(client, opd_officer, facilitator):
    make_activity()
    client.force_login(facilitator)
    assert CREATE not in client.get(LIST, {"tahun": 2024}).content.decode()

    client.force_login(opd_officer)
    own = client.get(LIST, {"tahun": 2024, "opd": opd_officer.opd_id}).content.decode()
    foreign = client.get(LIST, {"tahun": 2024, "opd": make_activity(opd=make_opd(name="Dinas Sosial")).opd_id})

    assert CREATE in own
    assert stage_url("apbd") in own
    assert "berlakukan" not in foreign.content.decode()


def test_list_shows_nothing_of_another_kabupaten(client, outsider):
    make_activity(name="Irigasi")
    client.force_login(outsider)

    assert listed(client, tahun=2024) == []


def test_list_is_paged(client, facilitator):
    for _ in range(26):
        make_activity()
    client.force_login(facilitator)

    assert (len(listed(client, tahun=2024)), len(listed(client, tahun=2024, page=2))) == (25, 1)


@pytest.mark.parametrize(("recorded", "shown"), [([], 2026), ([2024, 2025], 2025), ([2024, 2026, 2027], 2026)])
def test_activity_list_opens_at_a_year_that_has_any(secretariat, recorded, shown):
    for year in recorded:
        make_activity(fiscal_year=year)

    form = ActivityFilter(QueryDict(), user=secretariat, today=datetime.date(2026, 11, 24))

    assert form.values()["tahun"] == shown


@pytest.mark.parametrize("rows", [1, 3])
def test_activity_list_query_count(client, secretariat, rows, django_assert_num_queries):
    for _ in range(rows):
        make_activity(lokus=2)
    client.force_login(secretariat)

    with django_assert_num_queries(6):
        response = client.get(LIST, {"tahun": 2024})

    assert response.content.count(b"Pembangunan Jaringan Irigasi Usaha Tani") == rows


# Detail


def test_detail_shows_stages_side_by_side_lokus_and_whom_they_serve(client, facilitator):
    activity = make_activity(pagu=100_000_000, lokus=2)
    ActivityFigures.objects.create(activity=activity, stage="apbd", pagu=80_000_000, funding_source="DAU")
    make_outcome(usulan=verified_usulan(title="Sumur bor Dusun 2"), activity=activity, amount=60_000_000)
    client.force_login(facilitator)

    response = client.get(reverse("plans:activity_detail", args=[activity.pk]))

    text = response.content.decode()
    assert response.context["figure_rows"] == [
        ("Pagu", ["Rp100.000.000", "Rp80.000.000"]),
        ("Sumber dana", ["–", "DAU"]),
    ]
    assert [lokus.state.label for lokus in response.context["lokus_rows"]] == ["Dipegang keputusan forum", "Terbuka"]
    assert [portion.amount for portion in response.context["portions"]] == [60_000_000]
    assert text.count("Sumur bor Dusun 2") == 3  # its lokus, the usulan, the way to what was carried out
    assert "Lokus dipegang keputusan forum bagi Desa Waiholo" in text
    assert reverse("plans:lokus_offer", args=[activity.pk]) not in text


def test_detail_tells_of_agreements_beyond_the_pagu(client, secretariat):
    activity = make_activity(pagu=100_000_000, lokus=1)
    make_outcome(activity=activity, amount=60_000_000)
    actions.record_activity(
        Activity.objects.get(pk=activity.pk), figures("rkpd", 40_000_000), by=secretariat, today=TODAY
    )
    client.force_login(secretariat)

    text = client.get(activity.get_absolute_url()).content.decode()

    assert "Kesepakatan melebihi pagu RKPD 2024 sebesar Rp20.000.000." in text
    assert reverse("plans:lokus_offer", args=[activity.pk]) in text


@pytest.mark.parametrize("rows", [1, 3])
def test_activity_detail_query_count(client, secretariat, rows, django_assert_num_queries):
    activity = make_activity(lokus=rows)
    for _ in range(rows):
        make_outcome(activity=activity)
    client.force_login(secretariat)

    with django_assert_num_queries(8):
        response = client.get(activity.get_absolute_url())

    assert len(response.context["portions"]) == rows


# Create and edit


def test_create_records_activity_with_figures(client, opd_officer):
    client.force_login(opd_officer)

    response = client.post(CREATE, typed(starts_on="2024-03-01", ends_on="2024-12-31"))

    activity = Activity.objects.get()
    assert response.url == activity.get_absolute_url()
    assert (activity.opd, activity.code, activity.pagu) == (opd_officer.opd, CODE, 1_500_000_000)
    stored = activity.figures.get()
    assert (stored.target, stored.starts_on) == ("3 unit", datetime.date(2024, 3, 1))


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"code": "1.03.02"}, "code", "Tulis kode sub kegiatan lengkap, misalnya 3.27.03.2.02.0011."),
        ({"pagu": ""}, "pagu", "Isi pagu, misalnya 150.000.000."),
        (
            {"starts_on": "2024-05-01", "ends_on": "2024-04-01"},
            "ends_on",
            "Tulis tanggal selesai yang tidak mendahului tanggal mulai.",
        ),
    ],
)
def test_create_with_a_fault_is_422_and_keeps_what_was_typed(client, opd_officer, wrong, field, sentence):
    client.force_login(opd_officer)

    response = client.post(CREATE, typed(name="Yang saya ketik", **wrong))

    assert response.status_code == 422
    assert response.context["form"].errors == {field: [sentence]}
    text = response.content.decode()
    assert "Yang saya ketik" in text
    assert "3 unit" in text
    assert Activity.objects.count() == 0


def test_create_of_what_stands_already_is_422(client, opd_officer):
    make_activity(opd=opd_officer.opd, code=CODE)
    client.force_login(opd_officer)

    response = client.post(CREATE, typed())

    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [
        "OPD ini sudah mempunyai sub kegiatan berkode sama pada tahun itu."
    ]


def test_create_for_another_opd_is_422(client, opd_officer):
    client.force_login(opd_officer)

    response = client.post(CREATE, typed(opd=make_opd(name="Dinas Sosial").pk))

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["opd"])
    assert Activity.objects.count() == 0


def test_edit_writes_the_activity_and_the_figures_of_that_stage(client, opd_officer):
    activity = make_activity(opd=opd_officer.opd, code=CODE, pagu=100)
    client.force_login(opd_officer)

    typed_again = typed(name="Irigasi", pagu="80", opd="", fiscal_year=2030)
    response = client.post(edit_url(activity, "apbd"), typed_again, follow=True)

    assert response.redirect_chain == [(activity.get_absolute_url(), 302)]
    assert "Angka itu baru berlaku setelah tahap APBD diberlakukan." in response.content.decode()
    activity.refresh_from_db()
    assert (activity.name, activity.fiscal_year, activity.pagu) == ("Irigasi", 2024, 100)
    assert {row.stage: row.pagu for row in activity.figures.all()} == {"rkpd": 100, "apbd": 80}
    entry = LogEntry.objects.for_record(activity).get()
    assert entry.before == {"name": "Pembangunan Jaringan Irigasi Usaha Tani"}
    assert entry.after == {"name": "Irigasi", "stage": "APBD", "pagu": 80}


def test_edit_begins_with_the_figures_of_its_stage(client, opd_officer):
    activity = make_activity(opd=opd_officer.opd, pagu=100)
    ActivityFigures.objects.create(activity=activity, stage="apbd", pagu=80, funding_source="DAU")
    client.force_login(opd_officer)

    form = client.get(edit_url(activity, "apbd")).context["form"]

    assert (form["stage"].value(), form["pagu"].value(), form["funding_source"].value()) == ("apbd", 80, "DAU")


def test_edit_with_a_fault_is_422(client, opd_officer):
    activity = make_activity(opd=opd_officer.opd, pagu=100)
    client.force_login(opd_officer)

    response = client.post(edit_url(activity), typed(pagu="1.50"))

    assert response.status_code == 422
    assert "1.50" in response.content.decode()
    assert activity.figures.get().pagu == 100


# Who reaches the pages


def test_pages_ask_for_login(client, db):
    activity = make_activity()

    for url in [LIST, CREATE, activity.get_absolute_url(), edit_url(activity), stage_url()]:
        assert client.get(url).url.startswith(reverse("forum:login"))


def test_pages_of_another_kabupaten_are_404(client, outsider):
    activity = make_activity()
    client.force_login(outsider)

    for url in [activity.get_absolute_url(), edit_url(activity), stage_url()]:
        assert client.get(url).status_code == 404
    assert client.post(stage_url()).status_code == 404


def test_pages_for_entering_are_403_to_others(client, facilitator):
    activity = make_activity()
    client.force_login(facilitator)

    for url in [CREATE, edit_url(activity), stage_url()]:
        assert (client.get(url).status_code, client.post(url, typed()).status_code) == (403, 403)
    assert Activity.objects.count() == 1


def test_pages_refuse_other_methods(client, secretariat):
    activity = make_activity()
    client.force_login(secretariat)

    assert (client.post(LIST).status_code, client.post(activity.get_absolute_url()).status_code) == (405, 405)
    for url in [CREATE, edit_url(activity), stage_url()]:
        assert client.delete(url).status_code == 405


def test_unknown_stage_is_404(client, secretariat):
    client.force_login(secretariat)

    assert client.get(stage_url().replace("apbd", "renstra")).status_code == 404
