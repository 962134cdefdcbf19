"""The questions of an OPD on paper: whose they are, and what stands on them."""

from datetime import timedelta

import pypdfium2
import pytest
from django.urls import reverse

from plans.answer_sheet import answer_sheet_content
from plans.models import Referral
from tests.factories import TODAY, make_answer, make_opd, make_referral, verified_usulan
from tests.pdf_checks import problems_of

pytestmark = pytest.mark.django_db
URL = reverse("plans:answer_sheet")


def ask(title, **fields):
    return make_referral(usulan=verified_usulan(title=title, volume=2), **fields)


def printed(client, **address) -> str:
    response = client.get(URL, address)
    pages = pypdfium2.PdfDocument(response.content)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


def test_sheet_holds_what_waits_for_the_opd_and_nothing_else(client, opd_officer):
    ask("Sumur bor")
    ask("Perahu", opd=make_opd(name="Dinas Perikanan"))
    make_answer(referral=ask("Kambing"), status="sent")
    client.force_login(opd_officer)

    text = printed(client)

    assert "LEMBAR JAWABAN DINAS PERTANIAN 1 usulan menunggu jawaban" in text
    assert ("Sumur bor" in text, "Perahu" in text, "Kambing" in text) == (True, False, False)


def test_secretariat_prints_every_opd_on_its_own_pages_or_one(client, secretariat):
    ask("Sumur bor")
    other = ask("Perahu", opd=make_opd(name="Dinas Perikanan"))
    client.force_login(secretariat)

    everything = client.get(URL).content

    assert len(pypdfium2.PdfDocument(everything)) == 2
    assert problems_of(everything) == []
    assert "Sumur bor" not in printed(client, opd=other.opd_id)


def test_content_is_in_order_of_what_is_due(kabupaten):
    late, soon = ask("Nanti", due_on=TODAY + timedelta(9)), ask("Segera", due_on=TODAY + timedelta(1))

    (sheet,) = answer_sheet_content(Referral.objects.with_list_data(), today=TODAY)["sheets"]

    assert [row["usulan"] for row in sheet["rows"]] == [soon.usulan.title, late.usulan.title]
    assert (sheet["rows"][0]["volume"], sheet["rows"][0]["due_on"]) == ("2 unit", soon.due_on)


@pytest.mark.parametrize("rows", [1, 3])
def test_sheet_query_count(client, opd_officer, rows, django_assert_num_queries):
    for number in range(rows):
        ask(f"Sumur {number}")
    client.force_login(opd_officer)

    with django_assert_num_queries(5):  # session, user, OPD to choose from, questions, their answers
        response = client.get(URL)

    assert response.content.startswith(b"%PDF-1.7")


def test_empty_inbox_leads_to_no_sheet(client, opd_officer):
    client.force_login(opd_officer)

    assert "lembar-jawaban" not in client.get(reverse("plans:inbox")).content.decode()


def test_inbox_leads_to_the_sheet_as_it_is_narrowed(client, secretariat):
    referral = ask("Sumur bor")
    client.force_login(secretariat)

    page = client.get(reverse("plans:inbox"), {"opd": referral.opd_id, "tab": "menunggu"}).content.decode()

    assert f'href="{URL}?opd={referral.opd_id}"' in page


def test_sheet_without_pango_says_what_to_install(client, opd_officer, without_pango):
    ask("Sumur bor")
    client.force_login(opd_officer)

    response = client.get(URL, follow=True)

    assert "sudo apt install" in response.content.decode()


def test_sheet_is_the_opds_and_the_secretariats(client, observer):
    assert client.get(URL).url.startswith(reverse("forum:login"))
    client.force_login(observer)
    assert client.get(URL).status_code == 403
    assert client.post(URL).status_code == 405
