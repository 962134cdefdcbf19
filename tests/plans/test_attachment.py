"""Papers beside a usulan: judged by content, shown to whoever sees the usulan."""

import html
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook
from PIL import Image

from forum.models import LogEntry
from forum.uploads import JPEG, PDF, PNG, XLSX
from plans.models import Attachment
from plans.thumbnails import NoThumbnail, thumbnail
from tests.factories import TODAY, complete_usulan, make_desa, make_user, make_usulan

ADD, SHOW, SMALL = "plans:attachment_add", "plans:attachment", "plans:attachment_thumbnail"
REMOVE = "plans:attachment_remove"


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
    ("name", "content", "content_type"),
    [("sumur.jpg", picture(), JPEG), ("rab.pdf", b"%PDF-1.4", PDF), ("rab.xlsx", workbook(), XLSX)],
)
def test_attachment_add_keeps_the_file(client, facilitator, name, content, content_type):
    usulan = make_usulan()
    client.force_login(facilitator)

    response = client.post(
        reverse(ADD, args=[usulan.pk]), {"kind": "rab", "file": SimpleUploadedFile(name, content, "text/html")}
    )

    kept = Attachment.objects.get()
    assert response.url == usulan.get_absolute_url()
    assert (kept.name, kept.kind, kept.content_type, kept.size) == (name, "rab", content_type, len(content))
    assert kept.file.read() == content
    assert name not in kept.file.name
    assert LogEntry.objects.for_record(usulan).get().sentence == f"Lampiran ditambahkan: RAB “{name}”"
    assert name in text_of(client.get(usulan.get_absolute_url()))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<script>alert(1)</script>", "Isi berkas ini bukan PDF, JPEG, PNG, Excel atau Word."),
        (b"%PDF-1.4" + b"0" * 5 * 1024 * 1024, "Berkas ini terlalu besar. Ukuran paling besar 5 MB."),
        (b"", "Berkas ini kosong. Pilih berkas lain."),
    ],
)
def test_attachment_add_refuses_by_content(client, facilitator, content, sentence):
    usulan = make_usulan()
    client.force_login(facilitator)

    response = client.post(
        reverse(ADD, args=[usulan.pk]), {"kind": "photo", "file": SimpleUploadedFile("foto.jpg", content, JPEG)}
    )

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not Attachment.objects.exists()


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
    assert response["Content-Security-Policy"] == "frame-ancestors 'none'"
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
    with pytest.raises(NoThumbnail):
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
