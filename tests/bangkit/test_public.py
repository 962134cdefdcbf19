"""The public page: what a desa asked and what became of it, and nothing of any person."""

import pytest
from django.urls import reverse

from bangkit.public import without_long_numbers
from plans.choices import FundingSource, OutcomeKind, Reason, Road
from plans.status import UsulanStatus
from tests.factories import (
    make_desa,
    make_execution,
    make_kecamatan,
    make_kelompok,
    make_opd,
    make_outcome,
    make_portion,
    make_usulan,
    verified_usulan,
)


@pytest.fixture
def opened(kabupaten):
    """The kabupaten, with its public page switched on."""
    kabupaten.public_page = True
    kabupaten.save()
    return kabupaten


def addresses(desa) -> dict[str, str]:
    code = desa.kabupaten.code
    return {
        "public_kabupaten": reverse("public_kabupaten", args=[code]),
        "public_kecamatan": reverse("public_kecamatan", args=[code, desa.kecamatan.code]),
        "public_desa": reverse("public_desa", args=[code, desa.code]),
    }


def rows_of(client, desa) -> list[tuple[str, str, str]]:
    rows = client.get(addresses(desa)["public_desa"], {"tahun": 2024}).context["rows"]
    return [(row.title, row.fate.label, row.detail) for row in rows]


def test_the_way_leads_from_the_kabupaten_to_what_a_desa_asked(client, opened):
    make_execution(portion=make_portion(usulan=verified_usulan(title="Sumur bor")))
    desa = make_desa()

    kabupaten = client.get(addresses(desa)["public_kabupaten"])
    kecamatan = client.get(kabupaten.context["places"][0].url)
    page = client.get(kecamatan.context["places"][0].url)

    assert [(one.name, one.tally.asked, one.tally.done) for one in kabupaten.context["places"]] == [("Kodi", 1, 1)]
    assert [(one.name, one.tally.agreed) for one in kecamatan.context["places"]] == [("Desa Waiholo", 1)]
    assert [(row.title, row.fate.label, row.is_done, row.detail) for row in page.context["rows"]] == [
        ("Sumur bor", "Disepakati", True, "Dinas Pertanian")
    ]


def test_what_became_of_it_is_told_in_coded_words_alone(client, opened):
    desa = make_desa()
    other = verified_usulan(desa=desa, title="Jalan usaha tani")
    for title, kind, fields in (
        ("Bibit", OutcomeKind.REFUSED, {"reason": Reason.LAND_UNCLEAR, "explanation": "Tanah Bapak Contoh."}),
        ("Kandang", OutcomeKind.POSTPONED, {"target_year": 2025, "road": Road.RENJA}),
        ("Perahu", OutcomeKind.REDIRECTED, {"target_source": FundingSource.VILLAGE_FUND}),
        ("Jalan tani", OutcomeKind.MERGED, {"merged_into": other}),
    ):
        make_outcome(usulan=verified_usulan(desa=desa, title=title), kind=kind, **fields)

    assert sorted(rows_of(client, desa)) == [
        ("Bibit", "Tidak disepakati", "Lahan belum jelas"),
        ("Jalan tani", "Digabung", "ke usulan “Jalan usaha tani” (Desa Waiholo)"),
        ("Jalan usaha tani", "Belum dibahas", ""),
        ("Kandang", "Ditunda", "ke tahun 2025 melalui Renja OPD tahun tujuan"),
        ("Perahu", "Dialihkan", "ke Dana Desa"),
    ]


def test_nothing_of_a_person_or_a_kelompok_and_no_trace_is_shown(client, opened):
    desa = make_desa()
    usulan = verified_usulan(
        desa=desa, title="Perahu, hubungi 0812-3456-7890", problem="Rahasia warga", location="Rumah Contoh",
        kelompok=make_kelompok(desa=desa, name="Kelompok Contoh"),
    )  # fmt: skip

    content = "".join(client.get(url).content.decode() for url in addresses(desa).values())

    assert "Perahu, hubungi …" in content
    hidden = ("0812", "Rahasia", "Rumah Contoh", "Kelompok Contoh", usulan.trace_key, usulan.get_absolute_url())
    assert [word for word in hidden if word in content] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("NIK 5318040101900001", "NIK …"),
        ("telepon +62 812 3456 789", "telepon …"),
        ("Sumur bor 12 unit 2024", "Sumur bor 12 unit 2024"),
        ("Jalan 1.500 m", "Jalan 1.500 m"),
    ],
)
def test_long_numbers_are_taken_out(text, shown):
    assert without_long_numbers(text) == shown


def test_drafts_and_what_was_sent_back_are_not_shown(client, opened):
    desa = make_desa()
    make_usulan(desa=desa, title="Draf")
    make_usulan(desa=desa, title="Dikembalikan", status=UsulanStatus.RETURNED)
    make_usulan(desa=desa, title="Diajukan", status=UsulanStatus.SUBMITTED)

    assert rows_of(client, desa) == [("Diajukan", "Belum dibahas", "")]


def test_another_year_is_shown_when_it_is_asked_for(client, opened):
    desa = make_desa()
    verified_usulan(desa=desa, title="Dahulu", fiscal_year=2023)
    verified_usulan(desa=desa, title="Sekarang", fiscal_year=2024)
    url = addresses(desa)["public_desa"]

    shown = {asked: client.get(url, {"tahun": asked}).context["rows"] for asked in ("2023", "2024", "1900", "x", "")}

    assert {asked: [row.title for row in rows] for asked, rows in shown.items()} == {
        "2023": ["Dahulu"],
        "2024": ["Sekarang"],
        "1900": ["Sekarang"],
        "x": ["Sekarang"],
        "": ["Sekarang"],
    }


def test_switched_off_there_is_no_page(client, secretariat, opened):
    desa = make_desa()
    verified_usulan(desa=desa)
    before = [client.get(url).status_code for url in addresses(desa).values()]
    opened.public_page = False
    opened.save()

    assert before == [200, 200, 200]
    client.force_login(secretariat)
    assert [client.get(url).status_code for url in addresses(desa).values()] == [404, 404, 404]


def test_places_of_another_kabupaten_are_not_under_this_one(client, opened, outsider):
    foreign = make_desa(kecamatan=make_kecamatan(kabupaten=outsider.kabupaten, name="Bula"), name="Sesar")

    for name, place in (("public_kecamatan", foreign.kecamatan.code), ("public_desa", foreign.code)):
        assert client.get(reverse(name, args=[opened.code, place])).status_code == 404
    assert client.get(reverse("public_kabupaten", args=[foreign.kabupaten.code])).status_code == 404


def test_pages_may_be_kept_and_found_and_are_the_same_for_everybody(client, opened, facilitator):
    desa = make_desa()
    verified_usulan(desa=desa)
    seen = {}
    for who in ("visitor", "member"):
        if who == "member":
            client.force_login(facilitator)
        seen[who] = [client.get(url) for url in addresses(desa).values()]

    kept = [set(page.headers["Cache-Control"].split(", ")) for page in seen["visitor"]]
    assert kept == [{"public", "max-age=600"}] * 3
    assert [page.content for page in seen["visitor"]] == [page.content for page in seen["member"]]
    assert "noindex" not in "".join(page.content.decode() for page in seen["visitor"])
    assert [client.post(url).status_code for url in addresses(desa).values()] == [405, 405, 405]


def test_a_forum_without_usulan_says_so(client, opened):
    pages = [client.get(url).content.decode() for url in addresses(make_desa()).values()]

    sentences = ["Belum ada usulan yang diajukan"] * 2 + ["Desa ini belum mengajukan usulan"]
    assert [said in page for said, page in zip(sentences, pages, strict=True)] == [True, True, True]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("public_kabupaten", 6), ("public_kecamatan", 6), ("public_desa", 7)])
def test_query_count(client, opened, rows, name, queries, django_assert_num_queries):
    first = make_desa()
    for number in range(rows):
        kecamatan = make_kecamatan(name=f"Kodi {number}") if name == "public_kabupaten" else first.kecamatan
        desa = first if name == "public_desa" else make_desa(kecamatan=kecamatan, name=f"Desa {number}")
        make_portion(usulan=verified_usulan(desa=desa), activity=None)
        make_opd(name=f"Dinas {number}")
    with django_assert_num_queries(queries):
        response = client.get(addresses(first)[name])

    assert response.content.count(b"<tr>") == rows + 1


def test_a_desa_that_asks_much_is_shown_in_light_pages(client, opened):
    desa = make_desa()
    for number in range(60):
        verified_usulan(desa=desa, title=f"Sumur bor dan jaringan pipa untuk kebun sayur kelompok {number}")

    page = client.get(addresses(desa)["public_desa"], headers={"Accept-Encoding": "gzip"})

    assert len(page.context["rows"]) == 50
    assert page.headers["Content-Encoding"] == "gzip"
    assert len(page.content) < 15 * 1024
