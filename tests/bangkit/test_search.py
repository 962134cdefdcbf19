"""One box over everything a person may see, and over nothing else."""

import pytest
from django.urls import reverse
from django.utils import timezone

from bangkit.search import find
from meetings.status import MeetingStatus
from tests.factories import (
    make_activity,
    make_agenda_item,
    make_agreement,
    make_desa,
    make_meeting,
    make_minute,
    make_opd,
    make_usulan,
    verified_usulan,
)


def found(user, text) -> dict[str, list[str]]:
    return {group.title: [hit.label for hit in group.hits] for group in find(user, text)}


@pytest.fixture
def everything(kabupaten):
    """One record of each kind that speaks of tenun."""
    usulan = verified_usulan(title="Alat tenun ikat", desa=make_desa(name="Wee Tenun"))
    make_activity(opd=make_opd(name="Dinas Perindag", aliases="Dinas Tenun"), name="Pembinaan industri tenun")
    meeting = make_meeting(title="Rapat tenun", status=MeetingStatus.INVITED)
    make_agreement(meeting=meeting, title="Kesepakatan tenun")
    return usulan


def test_find_looks_through_every_kind(everything, secretariat):
    assert found(secretariat, "tenun") == {
        "Usulan": ["Alat tenun ikat"],
        "Desa": ["Desa Wee Tenun"],
        "OPD": ["Dinas Perindag"],
        "Kegiatan OPD": ["Pembinaan industri tenun"],
        "Rapat": ["Rapat tenun"],
        "Berita acara": ["Berita Acara Kesepakatan tenun"],
    }


def test_find_shows_no_draft_of_others(everything, observer):
    make_usulan(title="Tenun draf")

    assert found(observer, "tenun")["Usulan"] == ["Alat tenun ikat"]
    assert "Berita acara" not in found(observer, "tenun")


def test_find_shows_nothing_of_another_kabupaten(everything, outsider):
    assert found(outsider, "tenun") == {}


def test_find_knows_numbers_of_usulan_codes_and_berita_acara(everything, secretariat):
    make_activity(code="3.31.02.2.01.0004", name="Sarana industri")
    make_agreement(meeting=make_meeting(title="Lain"), number="000.7/12/Bapperida/2024")

    assert found(secretariat, str(everything.pk))["Usulan"] == ["Alat tenun ikat"]
    assert found(secretariat, "3.31.02") == {"Kegiatan OPD": ["Sarana industri"]}
    assert found(secretariat, "000.7/12")["Berita acara"] == ["Berita Acara Kesepakatan Hasil Rapat Koordinasi"]


@pytest.mark.parametrize("text", ["", " ", "t", "zzz", "9" * 30, "%", "'; drop table", "🐟"])
def test_find_of_nonsense_finds_nothing(everything, secretariat, text):
    assert found(secretariat, text) == {}


def test_find_leads_to_the_rest(secretariat):
    for number in range(6):
        verified_usulan(title=f"Sumur bor {number}")

    group = find(secretariat, "sumur bor")[0]

    assert (len(group.hits), group.more_url) == (5, reverse("plans:usulan_list") + "?q=sumur+bor")


@pytest.mark.parametrize(("status", "titles"), [("approved", ["Rapat triwulan"]), ("review", [])])
def test_find_reads_the_minutes_that_the_forum_may_read(observer, status, titles):
    item = make_agenda_item(meeting=make_meeting(title="Rapat triwulan", status=status))
    make_minute(agenda_item=item, text="Mesin pemintal dibagi.")
    make_minute(agenda_item=item, text="Perahu dibagi.", removed_at=timezone.now())

    assert found(observer, "pemintal").get("Rapat", []) == titles
    assert found(observer, "perahu").get("Rapat", []) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_search_query_count(client, secretariat, rows, django_assert_num_queries):
    for _ in range(rows):
        verified_usulan(title="Alat tenun ikat")
    client.force_login(secretariat)

    with django_assert_num_queries(8):
        response = client.get(reverse("search"), {"q": "tenun"})

    assert response.content.count(b"Alat tenun ikat") == rows


def test_search_page_says_what_to_do_when_nothing_fits(client, observer):
    client.force_login(observer)

    page = client.get(reverse("search"), {"q": "<b>zzz</b>"}).content.decode()

    assert "Tidak ada yang cocok" in page
    assert "&lt;b&gt;zzz&lt;/b&gt;" in page


def test_search_is_for_members_and_for_reading(client, observer):
    assert client.get(reverse("search")).url.startswith(reverse("forum:login"))
    client.force_login(observer)
    assert client.post(reverse("search")).status_code == 405
