"""The pages of usulan: list and record. The form and the steps: test_usulan_form.py, test_usulan_steps.py."""

import datetime
import gzip
import html

import pytest
from django.urls import reverse

from plans import actions
from plans.choices import OutcomeKind, Road
from tests.factories import (
    complete_usulan,
    make_answer,
    make_desa,
    make_kabupaten,
    make_kecamatan,
    make_kelompok,
    make_opd,
    make_outcome,
    make_referral,
    make_usulan,
    verified_usulan,
)

NOW = datetime.datetime(2024, 1, 10, 8, tzinfo=datetime.UTC)
LIST, CREATE = "plans:usulan_list", "plans:usulan_create"


def address(name, usulan):
    return reverse(name, args=[usulan.pk])


def text_of(response):
    return html.unescape(response.content.decode())


# The list


@pytest.mark.parametrize("rows", [1, 3])
def test_usulan_list_query_count(client, secretariat, rows, django_assert_num_queries):
    for number in range(rows):
        verified_usulan(desa=make_desa(name=f"Desa {number}"))
    client.force_login(secretariat)

    with django_assert_num_queries(6):
        response = client.get(reverse(LIST))

    assert response.content.count(b"Perahu katinting") == rows


def test_usulan_list_shows_state_and_outcome(client, secretariat):
    verified_usulan(title="Belum dibahas siapa pun")
    make_outcome(usulan=verified_usulan(title="Sudah disepakati", volume="2.5", unit="unit"))
    client.force_login(secretariat)

    page = text_of(client.get(reverse(LIST)))

    assert "<h1>Usulan</h1>" in page
    assert "2 usulan." in page
    assert "Belum dibahas</span>" in page
    assert "Disepakati</span>" in page
    assert "2,5 unit" in page


def test_usulan_list_of_a_year_shows_what_came_back_to_it(client, secretariat):
    postponed = verified_usulan(title="Ditunda ke 2025")
    make_outcome(usulan=postponed, kind=OutcomeKind.POSTPONED, target_year=2025, road=Road.RENJA)
    make_usulan(title="Hanya 2024")
    client.force_login(secretariat)

    page = text_of(client.get(reverse(LIST), {"tahun": 2025}))

    assert "Ditunda ke 2025" in page
    assert "Hanya 2024" not in page
    assert "Belum dibahas</span>" in page


def test_usulan_list_narrows_by_each_filter(client, secretariat):
    loura = make_kecamatan(name="Loura")
    karuni = make_desa(kecamatan=loura, name="Karuni")
    wanted = make_usulan(title="Alat tenun", desa=karuni, bidang="home_industry", fiscal_year=2026, status="submitted")
    make_usulan(title="Perahu katinting")
    client.force_login(secretariat)
    filters = [
        {"q": "tenun karuni"},
        {"tahun": 2026},
        {"kecamatan": loura.pk},
        {"kecamatan": loura.pk, "desa": karuni.pk},
        {"bidang": "home_industry"},
        {"status": "submitted"},
    ]

    for chosen in filters:
        page = client.get(reverse(LIST), chosen).context["page"]
        assert list(page) == [wanted], chosen


def test_usulan_list_ignores_a_filter_that_cannot_be_read(client, secretariat):
    make_usulan()
    client.force_login(secretariat)

    response = client.get(reverse(LIST), {"tahun": "dua ribu", "kecamatan": "x", "status": "apa", "page": "z"})

    assert response.status_code == 200
    assert response.context["page"].paginator.count == 1


def test_usulan_list_has_25_rows_and_keeps_the_filter(client, secretariat):
    for number in range(26):
        make_usulan(title=f"Perahu katinting {number}")
    client.force_login(secretariat)

    page = text_of(client.get(reverse(LIST), {"q": "katinting"}))

    assert page.count('scope="row"') == 25
    assert "?q=katinting&page=2" in page


def test_usulan_list_stands_in_order_of_priority(client, secretariat):
    make_usulan(title="Tanpa urutan")
    make_usulan(title="Kedua di desa", desa_rank=2)
    make_usulan(title="Pertama di desa", desa_rank=1)
    make_usulan(title="Pertama di kecamatan", kecamatan_rank=1)
    client.force_login(secretariat)

    titles = [row.title for row in client.get(reverse(LIST)).context["page"]]

    assert titles == ["Pertama di kecamatan", "Pertama di desa", "Kedua di desa", "Tanpa urutan"]


def test_usulan_list_hides_drafts_of_others_and_other_kabupaten(client, opd_officer):
    make_usulan(title="Masih draf")
    make_usulan(title="Sudah diajukan", status="submitted")
    elsewhere = make_kecamatan(kabupaten=make_kabupaten(code="81.05"), name="Bula")
    make_usulan(title="Kabupaten lain", desa=make_desa(kecamatan=elsewhere, name="Bula Air"), status="submitted")
    client.force_login(opd_officer)

    assert [row.title for row in client.get(reverse(LIST)).context["page"]] == ["Sudah diajukan"]


@pytest.mark.parametrize(
    ("who", "sentence"),
    [("facilitator", "Catat usulan pertama"), ("observer", "Belum ada usulan yang diajukan desa.")],
)
def test_usulan_list_empty_says_how_to_begin(client, request, who, sentence):
    client.force_login(request.getfixturevalue(who))

    assert sentence in text_of(client.get(reverse(LIST)))


def test_usulan_list_leads_to_the_order_of_priority(client, camat, facilitator):
    usulan = make_usulan(status="submitted")
    at = {"tahun": usulan.fiscal_year}

    client.force_login(camat)
    by_camat = client.get(reverse(LIST), at).context["priority_url"]
    client.force_login(facilitator)
    by_facilitator = client.get(reverse(LIST), at | {"desa": usulan.desa_id}).context["priority_url"]

    assert by_camat == reverse("plans:priority_kecamatan", args=[camat.kecamatan_id, 2024])
    assert by_facilitator == reverse("plans:priority_desa", args=[usulan.desa_id, 2024])
    assert client.get(reverse(LIST), at).context["priority_url"] is None


# The record


def test_usulan_detail_query_count(client, secretariat, django_assert_num_queries):
    usulan = verified_usulan(kelompok=make_kelompok())
    for name in ("Dinas Pertanian", "Dinas Peternakan", "Dinas Perikanan"):
        make_answer(referral=make_referral(usulan=usulan, opd=make_opd(name=name)))
    make_outcome(usulan=usulan)
    client.force_login(secretariat)

    with django_assert_num_queries(16):
        client.get(address("plans:usulan_detail", usulan))


def test_usulan_detail_tells_a_draft_what_is_missing(client, facilitator):
    usulan = complete_usulan(problem="", volume=None)
    client.force_login(facilitator)

    page = text_of(client.get(address("plans:usulan_detail", usulan)))

    assert "Lengkapi dahulu: masalah, volume." in page
    assert "Lengkapi usulan</a>" in page
    assert "Ajukan</button>" not in page


@pytest.mark.parametrize(
    ("who", "status", "offered"),
    [
        ("facilitator", "draft", {"submit", "edit", "discard", "attach"}),
        ("facilitator", "submitted", {"recall", "attach"}),
        ("facilitator", "returned", {"submit", "edit", "attach"}),
        ("facilitator", "verified", {"attach"}),
        ("camat", "submitted", {"verify", "return"}),
        ("camat", "verified", {"return"}),
        ("observer", "submitted", set()),
        ("opd_officer", "verified", set()),
        ("secretariat", "verified", {"refer", "return", "attach"}),
        ("secretariat", "submitted", {"verify", "return", "recall", "attach"}),
    ],
)
def test_usulan_detail_offers_what_may_be_done(client, request, who, status, offered):
    user = request.getfixturevalue(who)
    usulan = complete_usulan(status=status, submitted_at=None if status == "draft" else NOW)
    client.force_login(user)
    addresses = {
        "submit": address("plans:usulan_submit", usulan),
        "edit": address("plans:usulan_edit", usulan),
        "discard": address("plans:usulan_discard", usulan),
        "recall": address("plans:usulan_recall", usulan),
        "verify": address("plans:usulan_verify", usulan),
        "return": address("plans:usulan_return", usulan),
        "attach": reverse("plans:attachment_add", args=[usulan.pk]),
        "refer": reverse("plans:sync_usulan", args=[usulan.fiscal_year, usulan.pk]),
    }

    page = text_of(client.get(address("plans:usulan_detail", usulan)))

    assert {name for name, url in addresses.items() if f'"{url}"' in page} == offered


def test_usulan_detail_shows_the_note_it_came_back_with(client, facilitator, camat):
    usulan = complete_usulan(status="submitted")
    actions.return_usulan(usulan, note="Lampirkan surat hibah lahan.", by=camat)
    client.force_login(facilitator)

    page = text_of(client.get(address("plans:usulan_detail", usulan)))
    form = text_of(client.get(address("plans:usulan_edit", usulan)))

    assert "Perbaiki menurut catatan di bawah, lalu ajukan lagi." in page
    assert page.index("Lampirkan surat hibah lahan.") < page.index("Bidang penghidupan")
    assert "Lampirkan surat hibah lahan." in form


def test_usulan_detail_shows_an_answer_only_once_the_head_sent_it(client, observer):
    usulan = verified_usulan()
    draft = make_referral(usulan=usulan, opd=make_opd(name="Dinas Pertanian"))
    make_answer(referral=draft, explanation="Rencana jawaban yang belum disetujui.")
    sent = make_referral(usulan=usulan, opd=make_opd(name="Dinas Peternakan"))
    make_answer(referral=sent, explanation="Masuk Renja tahun depan.", status="sent")
    client.force_login(observer)

    page = text_of(client.get(address("plans:usulan_detail", usulan)))

    assert "Masuk Renja tahun depan." in page
    assert "belum dijawab, " in page
    assert "Rencana jawaban yang belum disetujui." not in page


def test_usulan_detail_shows_the_outcome_with_what_it_gives(client, observer):
    usulan = verified_usulan()
    make_outcome(usulan=usulan, amount=45_000_000)
    client.force_login(observer)

    page = text_of(client.get(address("plans:usulan_detail", usulan)))

    assert "Sudah diputuskan forum untuk tahun 2024." in page
    assert "Dinas Pertanian: 1 unit, Rp45.000.000 dari APBD kabupaten" in page
    assert "lokus 1." in page


def test_usulan_detail_is_light(client, secretariat):
    usulan = verified_usulan(kelompok=make_kelompok(), problem="Mata air kering. " * 40)
    make_outcome(usulan=usulan)
    client.force_login(secretariat)

    assert len(gzip.compress(client.get(address("plans:usulan_detail", usulan)).content)) < 10_000
