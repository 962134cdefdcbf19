"""The kamus usulan from Excel: its own template and the list that leaves the house come back as they are."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from forum.workbook import WorkbookRefused
from plans.kamus_import import NO_TABLE, kamus_template, read_kamus
from plans.models import KamusEntry
from tests.factories import TODAY, make_kabupaten, make_kamus_entry
from tests.plans.workbooks import as_bytes, listed

UPLOAD, TEMPLATE = reverse("plans:kamus_import"), reverse("plans:kamus_template")
MOKO = {"Istilah": "Moko", "Kata nomenklatur": "kerajinan", "Bidang": None, "Kode sub kegiatan": None}


def plan_of(*rows, by):
    return read_kamus(listed(*rows), kabupaten=make_kabupaten(), by=by, today=TODAY)


def test_list_tells_new_changed_and_unchanged(secretariat):
    make_kamus_entry(term="moko")
    make_kamus_entry(term="katinting", words="perahu")

    plan = plan_of(
        MOKO | {"Istilah": "katinting", "Kata nomenklatur": "perahu"},
        MOKO | {"Istilah": "moko", "Bidang": "Industri rumah tangga"},
        MOKO | {"Istilah": "sasando", "Kata nomenklatur": None, "Kode sub kegiatan": "3.27.03.2.02.0011"},
        by=secretariat,
    )

    assert plan.counts == {"read": 3, "new": 1, "changed": 1, "unchanged": 1, "refused": 0}


@pytest.mark.parametrize(
    ("cells", "cell", "reason"),
    [
        ({"Istilah": None}, "A2", "Sel ini kosong."),
        ({"Istilah": "dan"}, "A2", "Istilah ini terlalu umum untuk membedakan usulan."),
        ({"Kata nomenklatur": None}, "B2", "Artinya kosong."),
        ({"Bidang": "Tambang"}, "C2", "Pilihan ini tidak dikenal."),
        ({"Kode sub kegiatan": "3.27"}, "D2", "Ini bukan kode sub kegiatan."),
    ],
)
def test_faulty_cell_is_named_with_its_reason(secretariat, cells, cell, reason):
    (refusal,) = plan_of(MOKO | cells, by=secretariat).refusals

    assert (refusal.cell, refusal.reason) == (cell, reason)


def test_term_that_stands_twice_is_refused(secretariat):
    (refusal,) = plan_of(MOKO, MOKO | {"Istilah": "moko"}, by=secretariat).refusals

    assert (refusal.cell, refusal.reason) == ("A3", "Istilah ini sudah ada pada baris 2.")


def test_workbook_without_terms_is_refused(secretariat):
    with pytest.raises(WorkbookRefused, match=NO_TABLE[:30]):
        plan_of({"Nama": "x"}, by=secretariat)
    with pytest.raises(WorkbookRefused, match="Belum ada istilah"):
        read_kamus(kamus_template(make_kabupaten()), kabupaten=make_kabupaten(), by=secretariat, today=TODAY)


def test_template_goes_out_and_comes_back(client, secretariat):
    make_kamus_entry(term="=moko")
    client.force_login(secretariat)
    book = load_workbook(io.BytesIO(client.get(TEMPLATE).content))
    assert book["Kamus usulan"]["A2"].data_type == "s"
    book["Kamus usulan"]["A3"], book["Kamus usulan"]["B3"] = "katinting", "perahu"

    page = client.post(UPLOAD, {"file": SimpleUploadedFile("kamus.xlsx", as_bytes(book))}, follow=True)
    assert "2 baris dibaca: 1 baru, 0 berubah, 1 tetap, 0 ditolak." in page.content.decode()
    client.post(page.redirect_chain[-1][0])

    assert set(KamusEntry.objects.values_list("term", "words")) == {("=moko", "kerajinan"), ("katinting", "perahu")}


def test_list_that_leaves_the_house_comes_back_unchanged(client, secretariat):
    make_kamus_entry(term="moko", bidang="home_industry")
    client.force_login(secretariat)

    data = b"".join(client.get(reverse("plans:kamus_list"), {"unduh": "excel"}).streaming_content)

    assert read_kamus(data, kabupaten=make_kabupaten(), by=secretariat, today=TODAY).counts["unchanged"] == 1


def test_pages_are_the_secretariats(client, secretariat, facilitator):
    assert client.get(TEMPLATE).url == f"{reverse('forum:login')}?next={TEMPLATE}"
    client.force_login(facilitator)
    assert (client.get(UPLOAD).status_code, client.get(TEMPLATE).status_code) == (403, 403)
    client.force_login(secretariat)
    assert (client.get(UPLOAD).status_code, client.post(TEMPLATE).status_code) == (200, 405)
