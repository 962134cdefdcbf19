"""What the usulan of a year come to: every number equals the rows to which it leads."""

import datetime
import re
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from pypdfium2 import PdfDocument

from bangkit.figures import Counts, Fate, Scope, days_to_answer, opd_figures, refusals
from bangkit.forms import OverviewFilter
from bangkit.overview import overview_of
from bangkit.pdf import overview_content
from forum.log import told_at
from plans import actions
from plans.choices import Bidang, Condition, FundingSource, OutcomeKind, Reason, Road
from plans.models import Answer, Referral, Usulan
from plans.status import UsulanStatus
from tests.factories import (
    TODAY,
    delivered_support,
    make_activity,
    make_desa,
    make_execution,
    make_kecamatan,
    make_opd,
    make_outcome,
    make_portion,
    make_referral,
    make_usulan,
    verified_usulan,
)
from tests.pdf_checks import problems_of

PAGES = ("overview", "overview_rows", "overview_pdf")


@pytest.fixture
def year_of_everything(kabupaten):
    """One usulan of each fate in 2024; of the two that are agreed one is carried out. Returns the desa."""
    desa = make_desa()
    agreed = make_portion(usulan=verified_usulan(desa=desa, cost=20_000_000, bidang=Bidang.LIVESTOCK))
    make_execution(portion=agreed)
    make_portion(usulan=verified_usulan(desa=desa), amount=5_000_000)
    opd = make_opd(name="Dinas Peternakan")
    for kind, fields in {
        OutcomeKind.AGREED_NEXT_YEAR: {"target_year": 2025, "target_opd": opd},
        OutcomeKind.POSTPONED: {"target_year": 2025, "road": Road.RENJA},
        OutcomeKind.REDIRECTED: {"target_source": FundingSource.VILLAGE_FUND},
        OutcomeKind.MERGED: {"merged_into": agreed.outcome.usulan},
        OutcomeKind.REFUSED: {"reason": Reason.DATA_INCOMPLETE, "explanation": "Lahan belum diukur."},
    }.items():
        make_outcome(usulan=verified_usulan(desa=desa), kind=kind, **fields)
    make_referral(usulan=verified_usulan(desa=desa))
    verified_usulan(desa=desa)
    make_usulan(desa=desa)  # a draft asks for nothing yet
    make_usulan(desa=desa, status=UsulanStatus.RETURNED)
    return desa


def scope_of(year=2024, opd=None) -> Scope:
    return Scope(Usulan.objects.all(), year, opd)


def cells_of(content: str) -> list[tuple[str, int]]:
    """Every number of the page that leads to rows, with its address."""
    cells = re.findall(r'<a href="([^"]*/gambaran/usulan/[^"]*)">([\d.]+)</a>', content)
    return [(url.replace("&amp;", "&"), int(number.replace(".", ""))) for url, number in cells]


def test_every_usulan_has_one_fate(year_of_everything):
    total = Counts(scope_of()).total

    assert dict(total.fates) == {fate: 2 if fate == Fate.AGREED else 1 for fate in Fate}
    assert (total.asked, total.agreed, total.done) == (9, 2, 1)
    # Nine usulan of 50 million each, but for one of 20 and the merged one, whose money stands in the other.
    assert (total.cost, total.given) == (370_000_000, 15_000_000)


def test_sums_of_bidang_are_those_of_the_whole(year_of_everything):
    rows = Counts(scope_of()).of_bidang()

    assert [(bidang, tally.asked, tally.done, tally.given) for bidang, tally in rows] == [
        (Bidang.LIVESTOCK, 1, 1, 10_000_000),
        (Bidang.FISHERIES, 8, 0, 5_000_000),
    ]


def test_what_comes_back_counts_in_both_years(year_of_everything):
    assert Counts(scope_of(2025)).total.fates == {Fate.UNDECIDED: 2}


def test_what_was_decided_for_a_year_counts_in_it_though_asked_for_another(kabupaten):
    make_outcome(usulan=verified_usulan(fiscal_year=2025), fiscal_year=2024)

    assert Counts(scope_of(2024)).total.fates == {Fate.AGREED: 1}


def test_refusals_say_what_could_have_been_prevented(year_of_everything):
    refused = verified_usulan(desa=year_of_everything)
    make_outcome(usulan=refused, kind=OutcomeKind.REFUSED, reason=Reason.PAGU_SHORT, explanation="Pagu habis.")

    assert [(row.reason, row.count, bool(row.remedy)) for row in refusals(scope_of())] == [
        (Reason.DATA_INCOMPLETE, 1, True),
        (Reason.PAGU_SHORT, 1, False),
    ]


def test_an_opd_is_told_of_what_it_was_asked_and_serves_and_not_of_what_another_serves(kabupaten):
    asked, serving = make_opd(name="Dinas Sosial"), make_opd(name="Dinas Perikanan")
    make_referral(usulan=verified_usulan(), opd=asked)
    both = verified_usulan()
    make_referral(usulan=both, opd=asked)
    make_outcome(usulan=both, activity=make_activity(opd=serving, lokus=1))

    late = opd_figures(scope_of(), today=TODAY + datetime.timedelta(days=60))

    assert [(row.opd, row.asked, row.agreed, row.given) for row in late] == [
        (asked, 1, 0, 0),
        (serving, 1, 1, 10_000_000),
    ]
    assert [(row.unanswered, row.overdue, row.longest) for row in late] == [(1, 1, 60), (0, 0, 0)]
    assert Counts(scope_of(opd=asked)).total.fates == {Fate.UNANSWERED: 1}
    assert Counts(scope_of(opd=serving)).total.fates == {Fate.AGREED: 1}


def test_days_to_answer_count_from_the_question_to_the_first_answer(opd_head):
    referral = make_referral(usulan=verified_usulan(), opd=opd_head.opd)
    for days in (4, 9):
        answer = Answer(kind=OutcomeKind.POSTPONED, target_year=2025, road=Road.RENJA)
        moment = datetime.datetime.combine(TODAY, datetime.time(10), datetime.UTC) + datetime.timedelta(days=days)
        with told_at(moment):
            actions.send_answer(referral, answer, by=opd_head, today=TODAY)

    assert days_to_answer(Referral.objects.all()) == {opd_head.opd.pk: [4]}


def test_every_number_leads_to_as_many_rows(client, secretariat, year_of_everything):
    client.force_login(secretariat)
    page = client.get(reverse("overview", query={"tahun": 2024})).content.decode()

    counted = cells_of(page)

    assert len(counted) > 40
    found = {url: client.get(url).context["page"].paginator.count for url, _ in counted}
    assert {url: (number, found[url]) for url, number in counted if number != found[url]} == {}


@pytest.mark.parametrize("place", ["opd", "kecamatan", "desa"])
def test_numbers_of_a_narrowed_page_lead_to_as_many_rows(client, secretariat, year_of_everything, place):
    make_portion(usulan=verified_usulan(desa=make_desa(kecamatan=make_kecamatan(name="Loura"), name="Ramadana")))
    desa = year_of_everything
    key = {"opd": make_opd().pk, "kecamatan": desa.kecamatan_id, "desa": desa.pk}[place]
    client.force_login(secretariat)

    response = client.get(reverse("overview", query={"tahun": 2024, place: key}))

    counted = cells_of(response.content.decode())
    assert 0 < response.context["overview"].total.asked < 10 or place == "opd"
    assert len(counted) > 10
    found = {url: client.get(url).context["page"].paginator.count for url, _ in counted}
    assert {url: (number, found[url]) for url, number in counted if number != found[url]} == {}


def test_refusals_lead_to_the_usulan_of_that_reason(client, secretariat, year_of_everything):
    client.force_login(secretariat)

    page = client.get(reverse("overview_rows", query={"tahun": 2024, "alasan": Reason.DATA_INCOMPLETE}))
    other = client.get(reverse("overview_rows", query={"tahun": 2024, "alasan": Reason.PAGU_SHORT}))

    assert [fate for _, fate in page.context["rows"]] == [Fate.REFUSED]
    assert other.context["rows"] == []


@pytest.mark.parametrize(
    ("person", "own"),
    [
        ("secretariat", {}),
        ("observer", {}),
        ("opd_officer", {"opd": "Dinas Pertanian"}),
        ("camat", {"kecamatan": "Kodi"}),
        ("facilitator", {"desa_saya": "ya"}),
    ],
)
def test_the_page_begins_with_what_is_the_persons_own(request, rf, person, own):
    user = request.getfixturevalue(person)

    begun = OverviewFilter(rf.get("/").GET, user=user, today=TODAY)
    asked = OverviewFilter(rf.get("/", {"opd": "", "kecamatan": "", "desa_saya": ""}).GET, user=user, today=TODAY)

    assert {name: str(value) for name, value in begun.values().items() if name != "tahun"} == own
    assert asked.active_count == 0


def test_facilitator_counts_his_own_villages_until_he_asks_for_all(client, facilitator):
    verified_usulan()
    verified_usulan(desa=make_desa(name="Onggol"))
    client.force_login(facilitator)

    own, everybody = client.get(reverse("overview")), client.get(reverse("overview", query={"desa_saya": ""}))

    assert own.context["overview"].total.asked == 1
    assert everybody.context["overview"].total.asked == 2


def test_what_cannot_be_read_narrows_nothing(client, secretariat, year_of_everything):
    client.force_login(secretariat)

    page = client.get(f"{reverse('overview')}?{urlencode({'tahun': 'x', 'opd': '9e9', 'kecamatan': '-', 'desa': '0'})}")

    assert page.status_code == 200
    assert page.context["overview"].within == []
    assert page.context["overview"].total.asked == 2  # of the nearest year, to which two come back


def test_villages_that_get_on_and_those_never_served(client, secretariat, year_of_everything):
    poor = make_desa(name="Onggol")
    package = delivered_support(desa=poor)
    found = {"condition": Condition.GROWN, "finding": "Kebun bertambah luas.", "next_on": None}
    actions.check_support(package, checked_on=TODAY, **found, by=secretariat, today=TODAY)
    client.force_login(secretariat)

    overview = client.get(reverse("overview", query={"tahun": 2024})).context["overview"]

    assert [(row.desa, row.progress.done, row.progress.grown) for row in overview.progress] == [
        (poor, 0, 1),
        (year_of_everything, 1, 0),
    ]
    assert overview.never_served == [poor]
    assert client.get(overview.progress[1].done_url).context["page"].paginator.count == 1


def test_a_new_forum_is_told_that_nothing_was_asked(client, secretariat):
    client.force_login(secretariat)

    assert "Belum ada usulan yang diajukan" in client.get(reverse("overview")).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("overview", 26), ("overview_rows", 7)])
def test_query_count(client, secretariat, rows, name, queries, django_assert_num_queries):
    for number in range(rows):
        desa = make_desa(kecamatan=make_kecamatan(name=f"Kodi {number}"), name=f"Desa {number}")
        make_execution(portion=make_portion(usulan=verified_usulan(desa=desa)))
        make_referral(usulan=verified_usulan(desa=desa), opd=make_opd(name=f"Dinas {number}"))
    client.force_login(secretariat)
    with django_assert_num_queries(queries):
        response = client.get(reverse(name, query={"tahun": 2024}))

    assert response.content.count(b"Kodi ") >= rows


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_for_members_and_for_reading(client, outsider, year_of_everything, name):
    url = reverse(name, query={"tahun": 2024, "kecamatan": year_of_everything.kecamatan_id})

    assert client.get(url).url.startswith(reverse("forum:login"))
    client.force_login(outsider)
    assert client.post(url).status_code == 405
    assert b"Kodi" not in client.get(url).content


def test_the_report_holds_what_the_page_says(secretariat, year_of_everything, rf):
    form = OverviewFilter(rf.get("/", {"tahun": 2024}).GET, user=secretariat, today=TODAY)

    content = overview_content(overview_of(secretariat, form, today=TODAY), secretariat.kabupaten, today=TODAY)

    assert (content["total"]["asked"], content["total"]["agreed"], content["total"]["done"]) == (9, 2, 1)
    # diminta, disepakati, terlaksana, ditunda atau dialihkan, tidak disepakati, belum diputuskan
    assert [(row["label"], row["counts"]) for row in content["places"]] == [("Kodi", [9, 2, 1, 4, 1, 2])]
    assert [(row["label"], row["counts"]) for row in content["years"]] == [
        ("2024", [9, 2, 1, 4, 1, 2]),
        ("2025", [2, 0, 0, 0, 0, 2]),
    ]


@pytest.mark.parametrize("size", ["A4", "F4"])
def test_the_report_has_two_pages_whatever_it_tells(client, secretariat, size):
    kabupaten = secretariat.kabupaten
    kabupaten.paper_size = size
    kabupaten.letterhead_address, kabupaten.letterhead_contact = "Jalan Contoh 1, Tambolaka", "laman contoh"
    kabupaten.save()
    bidang, reasons = list(Bidang), list(Reason)
    for number in range(18):
        desa = make_desa(kecamatan=make_kecamatan(name=f"Kecamatan Panjang Sekali {number}"), name=f"Desa {number}")
        opd = make_opd(name=f"Dinas Pemberdayaan Perempuan, Perlindungan Anak dan Keluarga Berencana {number}")
        asked = {"desa": desa, "bidang": bidang[number % len(bidang)], "fiscal_year": 2021 + number % 4}
        make_execution(portion=make_portion(usulan=verified_usulan(**asked), fiscal_year=2024))
        make_referral(usulan=verified_usulan(desa=desa, bidang=asked["bidang"]), opd=opd)
        no = {"kind": OutcomeKind.REFUSED, "reason": reasons[number % len(reasons)], "explanation": "Tidak dapat."}
        make_outcome(usulan=verified_usulan(desa=desa), **no)
    client.force_login(secretariat)

    response = client.get(reverse("overview_pdf", query={"tahun": 2024}))

    assert response.headers["Content-Type"] == "application/pdf"
    pages = [" ".join(page.get_textpage().get_text_range().split()) for page in PdfDocument(response.content)]
    assert len(pages) == 2
    assert "mengajukan 54 usulan" in pages[0]
    assert "Dapat dicegah sebelum rapat: Data belum lengkap (2), Ganda (2)" in pages[0]
    assert "dan 7 lainnya" in pages[1]
    assert problems_of(response.content) == []


def test_the_report_says_why_it_cannot_be_drawn(client, secretariat, without_pango):
    client.force_login(secretariat)

    response = client.get(reverse("overview_pdf", query={"tahun": 2024}), follow=True)

    assert response.redirect_chain[0][0].startswith(reverse("overview"))
    assert "pustaka Pango" in response.content.decode()
