"""Papers beside a usulan: judged by content, shown to whoever sees the usulan."""

import html
import io
import tracemalloc
import zipfile

import pytest
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook
from PIL import Image

from forum.models import LogEntry
from forum.uploads import JPEG, PDF, PNG, XLSX, UploadRefused, content_type_of
from plans.models import Attachment
from plans.pictures import BadPicture, thumbnail
from tests.factories import TODAY, complete_usulan, make_desa, make_user, make_usulan

ADD, SHOW, SMALL = "plans:attachment_add", "plans:attachment", "plans:attachment_thumbnail"
REMOVE = "plans:attachment_remove"
# A hundred times what an office file unpacks to, in a few hundred kilobytes.
BOMB = {"[Content_Types].xml": b"", "xl/workbook.xml": b"0" * 120 * 1024 * 1024}
MACRO = {"[Content_Types].xml": b"", "xl/workbook.xml": b"", "xl/vbaProject.bin": b""}


def text_of(response):
    return html.unescape(response.content.decode())


def picture(kind="JPEG", size=(900, 600)):
    out = io.BytesIO()
    Image.new("RGB", size, "olive").save(out, kind)
    return out.getvalue()


def workbook():
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def telling_picture(kind):
    """A photo that says where it was taken, lies on its side, and carries a page and a paper behind it."""
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "Rumah Bapak Contoh", 6
    exif.get_ifd(0x8825)[1] = "S"
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "olive").save(out, kind, exif=exif, comment=b"Rumah Bapak Contoh")
    return out.getvalue() + b"<script>alert(1)</script>%PDF-1.4"


def package(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def upload(client, usulan, name, content, kind="rab", **options):
    data = {"kind": kind, "file": SimpleUploadedFile(name, content, "text/html")}
    return client.post(reverse(ADD, args=[usulan.pk]), data, **options)


def make_attachment(*, usulan=None, content=b"%PDF-1.4", content_type=PDF, name="rab.pdf"):
    usulan = usulan or make_usulan()
    return Attachment.objects.create(
        kabupaten=usulan.kabupaten,
        usulan=usulan,
        file=SimpleUploadedFile(name, content),
        name=name,
        content_type=content_type,
        size=len(content),
        by=make_user(),
        at=f"{TODAY}T08:00Z",
    )


@pytest.mark.parametrize(
    ("name", "content", "content_type"), [("rab.pdf", b"%PDF-1.4", PDF), ("rab.xlsx", workbook(), XLSX)]
)
def test_attachment_add_keeps_the_file(client, facilitator, name, content, content_type):
    usulan = make_usulan()
    client.force_login(facilitator)

    response = upload(client, usulan, name, content)

    kept = Attachment.objects.get()
    assert response.url == usulan.get_absolute_url()
    assert (kept.name, kept.kind, kept.content_type, kept.size) == (name, "rab", content_type, len(content))
    assert kept.file.read() == content
    assert name not in kept.file.name
    assert LogEntry.objects.for_record(usulan).get().sentence == f"Lampiran ditambahkan: RAB “{name}”"
    assert name in text_of(client.get(usulan.get_absolute_url()))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_attachment_add_draws_a_photo_anew_without_where_it_was_taken(client, facilitator, kind):
    usulan = make_usulan()
    client.force_login(facilitator)

    response = client.post(
        reverse(ADD, args=[usulan.pk]),
        {"kind": "photo", "file": SimpleUploadedFile("C:\\foto\\sumur.jpg", telling_picture(kind))},
        follow=True,
    )

    kept = Attachment.objects.get()
    content = kept.file.read()
    assert (kept.name, kept.size, kept.content_type) == ("sumur.jpg", len(content), f"image/{kind.lower()}")
    for secret in (b"Rumah Bapak Contoh", b"GPS", b"<script>", b"%PDF"):
        assert secret not in content
    with Image.open(io.BytesIO(content)) as picture:
        assert dict(picture.getexif()) == {}
        assert picture.size == (600, 900)  # it was taken upright
    assert "Gambar tersimpan tanpa lokasi pengambilannya." in text_of(response)


def test_attachment_add_keeps_a_large_photo_smaller(client, facilitator):
    usulan = make_usulan()
    client.force_login(facilitator)

    client.post(
        reverse(ADD, args=[usulan.pk]),
        {"kind": "photo", "file": SimpleUploadedFile("sumur.jpg", picture(size=(4000, 3000)))},
    )

    with Image.open(Attachment.objects.get().file) as kept:
        assert kept.size == (2400, 1800)


@pytest.mark.parametrize(
    ("kind", "content", "sentence"),
    [
        ("photo", b"<script>alert(1)</script>", "Isi berkas ini bukan JPEG atau PNG."),
        (
            "photo",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            "Isi berkas ini bukan JPEG atau PNG.",
        ),
        ("photo", b"%PDF-1.4", "Isi berkas ini bukan JPEG atau PNG."),
        ("photo", b"GIF89a/*<script>*/", "Isi berkas ini bukan JPEG atau PNG."),
        ("photo", b"\xff\xd8\xff<script>alert(1)</script>", "Gambar ini rusak dan tidak dapat dibuka."),
        ("photo", picture("PNG", size=(6000, 6000)), "Gambar ini terlalu besar untuk dibuka."),
        ("photo", picture() + b"0" * 10 * 1024 * 1024, "Berkas ini terlalu besar. Ukuran paling besar 10 MB."),
        ("proposal", workbook(), "Isi berkas ini bukan PDF, JPEG, PNG atau Word."),
        ("rab", b"%PDF-1.4" + b"0" * 2 * 1024 * 1024, "Berkas ini terlalu besar. Ukuran paling besar 2 MB."),
        ("rab", package({"word/document.xml": b""}), "Isi berkas ini bukan PDF, JPEG, PNG, Excel atau Word."),
        ("rab", package(MACRO), "Berkas ini memuat makro."),
        ("rab", package(BOMB), "Isi berkas ini terlalu besar untuk dibuka."),
        ("rab", package({f"{number}": b"" for number in range(2001)}), "tersusun tidak wajar"),
        ("rab", workbook()[:-60], "Berkas ini rusak. Simpan ulang, lalu unggah lagi."),
        ("rab", b"PK\x03\x04" + b"0" * 100, "Berkas ini rusak. Simpan ulang, lalu unggah lagi."),
        ("other", b"MZ\x90\x00", "Isi berkas ini bukan PDF, JPEG, PNG, Excel atau Word."),
        ("other", b"", "Berkas ini kosong. Pilih berkas lain."),
    ],
)
def test_attachment_add_refuses_by_content(client, facilitator, kind, content, sentence):
    usulan = make_usulan()
    client.force_login(facilitator)

    response = client.post(
        reverse(ADD, args=[usulan.pk]), {"kind": kind, "file": SimpleUploadedFile("foto.jpg", content, JPEG)}
    )

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not Attachment.objects.exists()


def test_a_file_of_200_mb_is_refused_without_being_read(tmp_path):
    path = tmp_path / "besar.xlsx"
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(200 * 1024 * 1024)

    with path.open("rb") as file:
        tracemalloc.start()
        with pytest.raises(UploadRefused, match="paling besar 5 MB"):
            content_type_of(File(file), allowed={XLSX}, max_bytes=5 * 1024 * 1024)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert peak < 1024 * 1024


def test_a_bomb_is_unpacked_in_pieces():
    tracemalloc.start()
    with pytest.raises(UploadRefused, match="terlalu besar untuk dibuka"):
        content_type_of(SimpleUploadedFile("bom.xlsx", package(BOMB)), allowed={XLSX}, max_bytes=5 * 1024 * 1024)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 20 * 1024 * 1024


def test_attachment_add_asks_for_a_file(client, facilitator):
    usulan = make_usulan()
    client.force_login(facilitator)

    response = client.post(reverse(ADD, args=[usulan.pk]), {"kind": "photo"})

    assert response.status_code == 422
    assert "Pilih berkas." in text_of(response)


@pytest.mark.parametrize(
    ("content_type", "name", "disposition"),
    [
        (PDF, "rab.pdf", 'inline; filename="rab.pdf"'),
        (PNG, "foto.png", 'inline; filename="foto.png"'),
        (XLSX, "rab.xlsx", 'attachment; filename="rab.xlsx"'),
    ],
)
def test_attachment_is_shown_or_downloaded_by_type(client, observer, content_type, name, disposition):
    paper = make_attachment(usulan=make_usulan(status="submitted"), content_type=content_type, name=name)
    client.force_login(observer)

    response = client.get(reverse(SHOW, args=[paper.pk]))

    assert b"".join(response.streaming_content) == b"%PDF-1.4"
    assert response["Content-Disposition"] == disposition
    assert response["Content-Type"] == content_type
    assert response["X-Content-Type-Options"] == "nosniff"
    shut = "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert response["Content-Security-Policy"] == ("frame-ancestors 'none'" if content_type == PDF else shut)
    assert "private" in response["Cache-Control"]


def test_attachment_thumbnail_is_small(client, facilitator):
    paper = make_attachment(content=picture(size=(4000, 3000)), content_type=JPEG)
    client.force_login(facilitator)

    response = client.get(reverse(SMALL, args=[paper.pk]))

    assert response["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(response.content)).size == (240, 180)
    assert len(response.content) < 10_000


def test_attachment_thumbnail_of_no_picture_is_404(client, facilitator):
    paper = make_attachment()
    damaged = make_attachment(content=b"\xff\xd8\xff broken", content_type=JPEG)
    client.force_login(facilitator)

    assert client.get(reverse(SMALL, args=[paper.pk])).status_code == 404
    assert client.get(reverse(SMALL, args=[damaged.pk])).status_code == 404


def test_thumbnail_refuses_a_picture_made_to_harm():
    with pytest.raises(BadPicture):
        thumbnail(io.BytesIO(picture("PNG", size=(8000, 8000))))


def test_thumbnail_tells_no_place():
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Rumah Bapak Contoh"
    Image.new("RGB", (300, 300)).save(out, "JPEG", exif=exif)

    assert b"Rumah Bapak Contoh" not in thumbnail(io.BytesIO(out.getvalue()))


def test_attachment_remove_asks_and_then_deletes(client, facilitator, django_capture_on_commit_callbacks):
    paper = make_attachment()
    storage, path = paper.file.storage, paper.file.name
    client.force_login(facilitator)
    url = reverse(REMOVE, args=[paper.pk])

    assert "Hapus lampiran “rab.pdf”?" in text_of(client.get(url))
    assert storage.exists(path)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(url)

    assert not Attachment.objects.exists()
    assert not storage.exists(path)
    assert LogEntry.objects.for_record(paper.usulan).get().sentence == "Lampiran “rab.pdf” dihapus"


def test_attachment_of_what_was_submitted_stays(client, facilitator):
    paper = make_attachment(usulan=complete_usulan(status="submitted"))
    client.force_login(facilitator)

    assert client.post(reverse(REMOVE, args=[paper.pk])).status_code == 403
    assert Attachment.objects.exists()


@pytest.mark.parametrize("name", [SHOW, SMALL, REMOVE])
def test_attachment_is_hidden_with_its_usulan(client, outsider, observer, name):
    draft = make_attachment(content=picture(), content_type=JPEG)
    shared = make_attachment(usulan=make_usulan(status="submitted"), content=picture(), content_type=JPEG)

    client.force_login(outsider)
    assert client.get(reverse(name, args=[shared.pk])).status_code == 404
    client.force_login(observer)
    assert client.get(reverse(name, args=[draft.pk])).status_code == 404


def test_attachment_add_of_outsider_is_404(client, outsider):
    usulan = make_usulan(status="submitted")
    client.force_login(outsider)

    assert client.get(reverse(ADD, args=[usulan.pk])).status_code == 404


def test_attachment_of_wrong_role_is_403(client, camat, facilitator):
    paper = make_attachment(usulan=make_usulan(status="returned"))
    elsewhere = make_usulan(desa=make_desa(name="Onggol"), status="submitted")

    client.force_login(camat)
    assert client.post(reverse(ADD, args=[paper.usulan_id]), {"kind": "photo"}).status_code == 403
    assert client.post(reverse(REMOVE, args=[paper.pk])).status_code == 403
    client.force_login(facilitator)
    assert client.post(reverse(ADD, args=[elsewhere.pk]), {"kind": "photo"}).status_code == 403


@pytest.mark.parametrize("name", [ADD, SHOW, SMALL, REMOVE])
def test_attachment_wrong_method_is_405(client, facilitator, name):
    paper = make_attachment()
    client.force_login(facilitator)

    assert client.put(reverse(name, args=[paper.usulan_id if name == ADD else paper.pk])).status_code == 405


@pytest.mark.parametrize("name", [ADD, SHOW, SMALL, REMOVE])
def test_attachment_asks_visitors_to_log_in(client, kabupaten, name):
    paper = make_attachment()
    url = reverse(name, args=[paper.usulan_id if name == ADD else paper.pk])

    assert client.get(url).url == f"/masuk/?next={url}"
