"""The pages of livelihood plans."""

import html
import uuid

import pytest
from django.urls import reverse

from forum.models import LogEntry
from plans.models import LivelihoodPlan
from tests.factories import make_desa, make_plan, make_usulan

LIST, CREATE, DETAIL, EDIT = "plans:plan_list", "plans:plan_create", "plans:plan_detail", "plans:plan_edit"


def text_of(response):
    return html.unescape(response.content.decode())


def filled(**changes):
    return {
        "uuid": uuid.uuid4(),
        "version": 1,
        "fiscal_year": 2027,
        "revision": 0,
        "musyawarah_on": "8 Juni 2026",
        "men": "20",
        "women": "11",
        "goal": "Air cukup pada musim kemarau.",
        "potential": "Lahan jagung 40 hektare.",
        "challenges": "",
    } | changes


@pytest.mark.parametrize("rows", [1, 3])
def test_plan_list_query_count(client, facilitator, rows, django_assert_num_queries):
    for number in range(rows):
        make_usulan(plan=make_plan(desa=make_desa(name=f"Desa {number}")))
    client.force_login(facilitator)

    with django_assert_num_queries(6):
        response = client.get(reverse(LIST))

    assert response.content.count(b'scope="row"') == rows


def test_plan_list_narrows_by_desa_and_year(client, observer):
    wanted = make_plan(desa=make_desa(name="Onggol"), fiscal_year=2026)
    make_plan(fiscal_year=2026)
    make_plan(desa=make_desa(name="Onggol"), fiscal_year=2025)
    client.force_login(observer)

    response = client.get(reverse(LIST), {"q": "onggol", "tahun": 2026})

    assert list(response.context["page"]) == [wanted]
    assert "1 rencana sesuai saringan" in text_of(response)


def test_plan_list_has_25_rows(client, observer):
    for year in range(2000, 2026):
        make_plan(fiscal_year=year)
    client.force_login(observer)

    assert text_of(client.get(reverse(LIST))).count('scope="row"') == 25


@pytest.mark.parametrize(
    ("who", "sentence"),
    [("facilitator", "Catat rencana pertama"), ("observer", "Belum ada rencana penghidupan yang dicatat.")],
)
def test_plan_list_empty_says_how_to_begin(client, request, who, sentence):
    client.force_login(request.getfixturevalue(who))

    assert sentence in text_of(client.get(reverse(LIST)))


def test_plan_detail_shows_its_usulan_in_the_order_of_the_desa(client, facilitator):
    plan = make_plan(men=20, women=11, goal="Air cukup.\nPendapatan naik.")
    for title, rank in [("Kedua", 2), ("Tanpa urutan", None), ("Pertama", 1)]:
        make_usulan(plan=plan, title=title, desa_rank=rank)
    make_usulan(title="Bukan dari rencana ini")
    client.force_login(facilitator)

    response = client.get(plan.get_absolute_url())

    assert [row.usulan.title for row in response.context["page"]] == ["Pertama", "Kedua", "Tanpa urutan"]
    assert "20 L / 11 P" in text_of(response)
    assert "Air cukup.<br>Pendapatan naik." in text_of(response)
    assert f"/usulan/baru/?desa={plan.desa_id}&rencana={plan.pk}&tahun=2024" in text_of(response)


@pytest.mark.parametrize("rows", [1, 3])
def test_plan_detail_query_count(client, observer, rows, django_assert_num_queries):
    plan = make_plan()
    for number in range(rows):
        make_usulan(plan=plan, title=f"Usulan {number}", status="submitted")
    client.force_login(observer)

    with django_assert_num_queries(6):
        response = client.get(plan.get_absolute_url())

    assert response.content.count(b'scope="row"') == rows


def test_plan_shows_and_counts_no_drafts_of_others(client, observer):
    plan = make_plan()
    make_usulan(plan=plan, title="Masih draf")
    client.force_login(observer)

    assert "Masih draf" not in text_of(client.get(plan.get_absolute_url()))
    assert client.get(reverse(LIST)).context["page"][0].usulan_count == 0


def test_plan_create_stores_what_was_written(client, facilitator):
    client.force_login(facilitator)

    response = client.post(reverse(CREATE), filled())

    plan = LivelihoodPlan.objects.get()
    assert response.url == plan.get_absolute_url()
    assert (plan.desa, plan.fiscal_year, plan.men, plan.women) == (facilitator.desa.get(), 2027, 20, 11)
    assert plan.musyawarah_on.isoformat() == "2026-06-08"
    assert LogEntry.objects.for_record(plan).get().sentence == "Rencana penghidupan dicatat"


def test_plan_sent_twice_is_stored_once(client, facilitator):
    client.force_login(facilitator)
    sent = filled()

    urls = [client.post(reverse(CREATE), sent).url for _ in range(2)]

    assert urls == [LivelihoodPlan.objects.get().get_absolute_url()] * 2


def test_plan_create_keeps_everything_typed_when_something_is_wrong(client, facilitator):
    client.force_login(facilitator)

    response = client.post(reverse(CREATE), filled(musyawarah_on="kemarin", fiscal_year="1"))

    page = text_of(response)
    assert response.status_code == 422
    assert "Tulis tanggal seperti 15 Maret 2024 atau pilih dari kalender." in page
    assert "Tulis tahun anggaran dengan empat angka, misalnya 2027." in page
    assert 'value="kemarin"' in page
    assert "Lahan jagung 40 hektare." in page


def test_plan_revision_of_a_year_is_recorded_once(client, facilitator):
    make_plan(desa=facilitator.desa.get(), fiscal_year=2027)
    client.force_login(facilitator)

    response = client.post(reverse(CREATE), filled())

    assert response.status_code == 422
    assert "Rencana 2027 dengan nomor pemutakhiran ini sudah tercatat." in text_of(response)
    assert client.post(reverse(CREATE), filled(revision=1)).status_code == 302


def test_plan_create_by_the_secretariat_asks_for_the_desa(client, secretariat):
    desa = make_desa()
    make_desa(name="Onggol")
    client.force_login(secretariat)

    question = text_of(client.get(reverse(CREATE)))
    form = text_of(client.get(reverse(CREATE), {"desa": desa.pk}))

    assert "Catat rencana penghidupan: bagi desa mana?" in question
    assert "Anda mencatat atas nama Desa Waiholo" in form


def test_plan_edit_writes_what_changed(client, facilitator):
    plan = make_plan(fiscal_year=2027)
    client.force_login(facilitator)

    response = client.post(reverse(EDIT, args=[plan.pk]), filled(uuid=plan.uuid))

    plan.refresh_from_db()
    assert response.url == plan.get_absolute_url()
    assert (plan.men, plan.version) == (20, 2)
    assert LogEntry.objects.for_record(plan).get().after["musyawarah_on"] == "2026-06-08"


@pytest.mark.parametrize("name", [DETAIL, EDIT])
def test_plan_of_outsider_is_404(client, outsider, name):
    plan = make_plan()
    client.force_login(outsider)

    assert client.get(reverse(name, args=[plan.pk])).status_code == 404


@pytest.mark.parametrize("who", ["camat", "observer", "opd_officer"])
@pytest.mark.parametrize("name", [CREATE, EDIT])
def test_plan_form_of_wrong_role_is_403(client, request, who, name):
    user = request.getfixturevalue(who)
    args = [make_plan().pk] if name == EDIT else []
    client.force_login(user)

    assert client.post(reverse(name, args=args), filled()).status_code == 403


def test_plan_edit_of_another_desa_is_403(client, facilitator):
    plan = make_plan(desa=make_desa(name="Onggol"))
    client.force_login(facilitator)

    assert client.post(reverse(EDIT, args=[plan.pk]), filled()).status_code == 403


@pytest.mark.parametrize("name", [LIST, CREATE, DETAIL, EDIT])
def test_plan_wrong_method_is_405(client, facilitator, name):
    args = [make_plan().pk] if name in (DETAIL, EDIT) else []
    client.force_login(facilitator)

    assert client.put(reverse(name, args=args)).status_code == 405


@pytest.mark.parametrize("name", [LIST, CREATE, DETAIL, EDIT])
def test_plan_asks_visitors_to_log_in(client, kabupaten, name):
    url = reverse(name, args=[make_plan().pk] if name in (DETAIL, EDIT) else [])

    assert client.get(url).url == f"/masuk/?next={url}"
