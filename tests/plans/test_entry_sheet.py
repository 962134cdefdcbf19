"""The sheet that a village fills in with a pen: what is known, room for more, and the way to its page."""

import datetime

import pypdfium2
import pytest
import zxingcpp
from django.urls import reverse
from django.utils import timezone

from plans.entry_sheet import NEW_USULAN, QUESTIONS, entry_sheet_content
from plans.forms.usulan import UsulanForm
from plans.models import Usulan
from plans.status import UsulanStatus
from tests.factories import complete_usulan, make_desa, make_usulan
from tests.pdf_checks import problems_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    return timezone.localdate().year


@pytest.fixture
def desa(kabupaten):
    return make_desa()


def url(desa) -> str:
    return reverse("plans:entry_sheet", args=[desa.pk])


def pages(client, desa):
    response = client.get(url(desa))
    assert response["Content-Type"] == "application/pdf"
    return response.content, pypdfium2.PdfDocument(response.content)


def text_of(document) -> str:
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def test_sheet_holds_known_usulan_and_room_for_new_ones(client, facilitator, desa, year):
    complete_usulan(desa=desa, title="Sumur bor", fiscal_year=year + 1)
    make_usulan(desa=desa, title="Masih draf", fiscal_year=year)
    make_usulan(desa=desa, title="Sudah lama", fiscal_year=year - 1)
    make_usulan(desa=make_desa(name="Onggol"), title="Desa lain", fiscal_year=year + 1)
    client.force_login(facilitator)

    content, document = pages(client, desa)
    text = text_of(document)

    words = ("Sumur bor", "Masih draf", "Sudah lama", "Desa lain")
    assert [word in text for word in words] == [True, True, False, False]
    assert f"DESA WAIHOLO, KECAMATAN KODI Tahun anggaran {year + 1}" in text
    assert "belum diisi: masalah, lokasi" in text
    assert f"Usulan baru {NEW_USULAN}" in text
    assert problems_of(content) == []


def test_code_leads_to_the_entry_page_of_the_desa(client, facilitator, desa, year, settings):
    settings.PUBLIC_URL = "https://forum.contoh.go.id"
    client.force_login(facilitator)

    picture = pages(client, desa)[1][0].render(scale=150 / 72).to_pil()
    (code,) = zxingcpp.read_barcodes(picture)

    assert code.text == f"https://forum.contoh.go.id/usulan/baru/?desa={desa.pk}&tahun={year + 1}"
    settings.PUBLIC_URL = ""
    entry = client.get(code.text.removeprefix("https://forum.contoh.go.id"))
    assert (entry.context["desa"], entry.context["form"]["fiscal_year"].value()) == (desa, str(year + 1))


def test_sheet_asks_what_the_form_on_the_screen_asks():
    left_out = {"fiscal_year", "plan", "sipd_id"}  # printed on top, chosen at the desk, unknown to a village
    labels = " ".join(question["label"].lower() for question in QUESTIONS)

    asked = [Usulan._meta.get_field(name).verbose_name for name in UsulanForm.Meta.fields if name not in left_out]

    assert [label for label in asked if label.lower() not in labels] == []


def test_sheet_shows_no_draft_to_whom_the_page_shows_none(client, observer, desa, year):
    make_usulan(desa=desa, title="Masih draf", fiscal_year=year + 1)
    client.force_login(observer)

    assert "Masih draf" not in text_of(pages(client, desa)[1])


def test_content_tells_how_each_stands(desa):
    usulan = complete_usulan(desa=desa, title="Perahu", desa_rank=1, status=UsulanStatus.SUBMITTED)

    content = entry_sheet_content(desa, [usulan], fiscal_year=2025, address="https://x")

    (row,) = content["known"]
    assert (row["number"], row["volume"], row["state"], row["missing"]) == (usulan.pk, "2 unit", "Diajukan", "")


@pytest.mark.parametrize("rows", [1, 3])
def test_sheet_query_count(client, facilitator, desa, year, rows, django_assert_num_queries):
    for _ in range(rows):
        make_usulan(desa=desa, fiscal_year=year)
    client.force_login(facilitator)

    with django_assert_num_queries(5):  # session, user, his desa, the desa, usulan
        client.get(url(desa))


def test_desa_that_is_no_more_has_no_sheet(client, facilitator, desa):
    desa.closed_on = datetime.date(2024, 1, 1)
    desa.save()
    client.force_login(facilitator)

    response = client.get(url(desa), follow=True)

    assert response.redirect_chain == [(desa.get_absolute_url(), 302)]
    page = response.content.decode()
    assert ("Cetak lembar isian desa penerusnya" in page, url(desa) in page) == (True, False)


def test_sheet_without_pango_says_what_to_install(client, facilitator, desa, without_pango):
    client.force_login(facilitator)

    assert "sudo apt install" in client.get(url(desa), follow=True).content.decode()


def test_page_of_the_desa_leads_to_the_sheet(client, observer, desa):
    client.force_login(observer)

    assert f'href="{url(desa)}"' in client.get(desa.get_absolute_url()).content.decode()


def test_sheet_is_the_forums(client, desa, outsider):
    assert client.get(url(desa)).url.startswith(reverse("forum:login"))
    client.force_login(outsider)
    assert client.get(url(desa)).status_code == 404
    assert client.post(url(desa)).status_code == 405
