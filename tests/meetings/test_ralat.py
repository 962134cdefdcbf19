"""A typing error of a signed berita acara is mended on a sheet of its own, never in the paper."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from forum.transitions import MoveRefused
from meetings import actions
from meetings.choices import PaperKind
from meetings.models import Ralat
from meetings.ralat_pdf import ralat_pdf
from meetings.status import RalatStatus
from tests.factories import make_incumbency, make_jabatan, make_person
from tests.meetings.scenes import NOW
from tests.meetings.signing_scene import make_to_sign, scan, sign_in_ink

TODAY = datetime.date(2024, 3, 20)
FIELDS = {"place": "Lampiran II nomor 1, kolom desa", "before": "Desa Wainholo", "after": "Desa Waiholo"}


@pytest.fixture
def scene(kabupaten, secretariat):
    scene = make_to_sign(by=secretariat)
    sign_in_ink(scene, 0, 1, 2, by=secretariat)
    return scene


@pytest.fixture
def secretary(kabupaten):
    jabatan = make_jabatan(name="Kepala Bapperida")
    make_incumbency(jabatan=jabatan, person=make_person(name="Sekretaris Forum Contoh"))
    return jabatan


@pytest.fixture
def ralat(scene, secretary, secretariat):
    return record(scene, secretary, by=secretariat)


def record(scene, secretary, *, by, **fields):
    new = Ralat(agreement=scene.agreement, **(FIELDS | fields))
    return actions.record_ralat(new, secretary=secretary, by=by, now=NOW, today=TODAY)


def test_ralat_is_numbered_and_names_who_signs(ralat, scene, secretary, secretariat):
    second = record(scene, secretary, by=secretariat)

    assert (ralat.number, second.number) == (1, 2)
    assert (ralat.chair, ralat.secretary) == ("Asisten Perekonomian dan Pembangunan", "Kepala Bapperida")
    assert (ralat.chair_name, ralat.secretary_name) == ("Pimpinan Contoh", "Sekretaris Forum Contoh")


def test_ralat_needs_a_signed_agreement(kabupaten, secretary, secretariat):
    scene = make_to_sign(by=secretariat)

    with pytest.raises(PermissionDenied, match="sudah ditandatangani"):
        record(scene, secretary, by=secretariat)


def test_ralat_must_change_something(scene, secretary, secretariat):
    with pytest.raises(MoveRefused, match="masih sama"):
        record(scene, secretary, by=secretariat, after="Desa  Wainholo")


def test_one_jabatan_cannot_sign_in_both_places(client, scene, secretariat):
    chair = make_jabatan(name="Asisten Perekonomian dan Pembangunan")

    with pytest.raises(MoveRefused, match="sudah menandatangani sebagai pimpinan rapat"):
        record(scene, chair, by=secretariat)

    client.force_login(secretariat)
    url = reverse("meetings:ralat_create", args=[scene.agreement.pk])
    response = client.post(url, FIELDS | {"secretary": chair.pk})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["secretary"]
    assert not Ralat.objects.exists()


def test_ralat_holds_once_its_scan_is_there_and_the_paper_stays_as_it_was(ralat, scene, secretariat):
    before = [(paper.pk, paper.sha256) for paper in scene.agreement.papers.order_by("pk")]

    actions.sign_ralat(ralat, upload=scan(), content_type="application/pdf", by=secretariat, now=NOW)

    assert (ralat.status, ralat.signed_at) == (RalatStatus.SIGNED, NOW)
    assert ralat.papers.get().kind == PaperKind.RALAT_SCAN
    assert [(paper.pk, paper.sha256) for paper in scene.agreement.papers.order_by("pk")][:-1] == before


def test_sheet_says_what_is_mended(ralat):
    import io

    import pypdfium2

    text = " ".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(ralat_pdf(ralat)))
    )

    for fact in (*FIELDS.values(), "Pimpinan Contoh", "Sekretaris Forum Contoh", "000.7/12/Bapperida/2024"):
        assert fact in " ".join(text.split())


def test_sheet_is_drawn_once(client, ralat, secretariat):
    client.force_login(secretariat)

    sheets = {client.get(reverse("meetings:ralat_pdf", args=[ralat.pk])).content for _ in range(2)}

    assert sheets == {ralat.papers.get().content()}


def test_form_to_signed_ralat(client, scene, secretary, secretariat):
    client.force_login(secretariat)
    url = reverse("meetings:ralat_create", args=[scene.agreement.pk])
    assert client.post(url, {"place": ""}).status_code == 422
    assert client.post(url, FIELDS | {"secretary": secretary.pk, "after": FIELDS["before"]}).status_code == 422

    page = client.post(url, FIELDS | {"secretary": secretary.pk}, follow=True).content.decode()

    ralat = Ralat.objects.get()
    assert "Desa Wainholo" in page
    client.post(reverse("meetings:ralat_sign", args=[ralat.pk]), {"scan": scan()})
    ralat.refresh_from_db()
    assert ralat.status == RalatStatus.SIGNED
    agreement_page = client.get(scene.agreement.get_absolute_url()).content.decode()
    assert ralat.get_absolute_url() in agreement_page
    check = client.get(reverse("meetings:check", args=[scene.agreement.check_code])).content.decode()
    assert "Ralat 1" in check


def test_ralat_is_cancelled_with_a_reason(client, ralat, secretariat):
    client.force_login(secretariat)
    url = reverse("meetings:ralat_cancel", args=[ralat.pk])
    assert client.post(url, {"note": " "}).status_code == 422

    client.post(url, {"note": "Bukan salah ketik."})

    ralat.refresh_from_db()
    assert ralat.status == RalatStatus.CANCELLED
    with pytest.raises(PermissionDenied):
        actions.sign_ralat(ralat, upload=scan(), content_type="application/pdf", by=secretariat, now=NOW)


@pytest.mark.parametrize("name", ["meetings:ralat_create", "meetings:ralat_sign", "meetings:ralat_cancel"])
def test_ralat_is_the_secretariats_work(client, ralat, scene, secretariat, observer, outsider, name):
    url = reverse(name, args=[scene.agreement.pk if name == "meetings:ralat_create" else ralat.pk])
    assert client.get(url).url.startswith(reverse("forum:login"))
    for user, status in ((outsider, 404), (observer, 403), (secretariat, 200)):
        client.force_login(user)
        assert client.get(url).status_code == status
    assert client.put(url).status_code == 405


@pytest.mark.parametrize("name", ["meetings:ralat_detail", "meetings:ralat_pdf"])
def test_members_read_a_ralat(client, ralat, observer, outsider, name):
    url = reverse(name, args=[ralat.pk])
    assert client.get(url).url.startswith(reverse("forum:login"))
    client.force_login(outsider)
    assert client.get(url).status_code == 404
    client.force_login(observer)
    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 405


@pytest.mark.parametrize("papers", [1, 2])
def test_ralat_detail_query_count(client, ralat, secretariat, papers, django_assert_num_queries):
    client.force_login(secretariat)
    client.get(reverse("meetings:ralat_pdf", args=[ralat.pk]))
    if papers == 2:
        actions.sign_ralat(ralat, upload=scan(), content_type="application/pdf", by=secretariat, now=NOW)

    with django_assert_num_queries(5):
        response = client.get(ralat.get_absolute_url())

    assert response.content.decode().count("/naskah/") == papers
