"""The settings of the kabupaten: its logo, its margins, and what they look like before they are saved."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, PngImagePlugin

from forum.logo import MAX_BYTES, SIDE, clean_logo
from forum.models import Kabupaten, LogEntry
from forum.paper import letterhead_of
from forum.uploads import UploadRefused
from tests.factories import make_kabupaten, make_user
from tests.forum.settings_form import settings_form

SETTINGS = "forum:kabupaten_settings"


@pytest.fixture
def desk(client, secretariat):
    client.force_login(secretariat)
    return client


def picture(kind="PNG", *, size=(900, 600), mode="RGB", name="lambang.bin", **options) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new(mode, size, "darkred").save(out, format=kind, **options)
    return SimpleUploadedFile(name, out.getvalue())


def size_of(png: bytes) -> tuple:
    with Image.open(io.BytesIO(png)) as drawn:
        return drawn.format, drawn.size


# The logo


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_logo_is_judged_by_its_content_and_drawn_small(kind):
    assert size_of(clean_logo(picture(kind, name="lambang.txt"))) == ("PNG", (SIDE, 320))


def test_logo_loses_whatever_else_the_file_carried():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "nama orang")

    png = clean_logo(picture(pnginfo=notes))

    assert b"nama orang" in picture(pnginfo=notes).read()
    assert b"nama orang" not in png


def test_logo_keeps_its_transparency():
    with Image.open(io.BytesIO(clean_logo(picture(mode="RGBA", size=(10, 10))))) as opaque:
        assert opaque.mode == "RGB"
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(clean_logo(SimpleUploadedFile("a.png", out.getvalue())))) as clear:
        assert clear.mode == "RGBA"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Berkas ini kosong."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "Isi berkas ini bukan"),
        (b"%PDF-1.7", "Isi berkas ini bukan"),
        (b"\x89PNG\r\n\x1a\n" + b"rusak" * 20, "Gambar ini rusak"),
        (b"\xff\xd8\xff" + b"\x00" * 100, "Gambar ini rusak"),
        (b"RIFF\x00\x00\x00\x00WEBPrusak", "Gambar ini rusak"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * MAX_BYTES, "Berkas ini terlalu besar."),
    ],
    ids=["empty", "svg", "pdf", "png", "jpeg", "webp", "large"],
)
def test_logo_that_is_no_picture_is_refused(content, sentence):
    with pytest.raises(UploadRefused, match=f"^{sentence}"):
        clean_logo(SimpleUploadedFile("lambang.png", content))


def test_logo_of_too_many_pixels_is_refused_before_it_is_drawn():
    with pytest.raises(UploadRefused, match=r"^Gambar ini terlalu besar"):
        clean_logo(picture(mode="1", size=(5000, 5000)))


# Saved


def test_settings_save_logo_and_margins(desk):
    desk.post(reverse(SETTINGS), settings_form(margin_left=35, upload=picture()))

    kabupaten = Kabupaten.objects.get()
    assert (kabupaten.margin_left, letterhead_of(kabupaten)["margins"]["left"]) == (35, 35)
    assert LogEntry.objects.get().sentence == "Diubah: lambang daerah; tepi kiri dari “30” menjadi “35”"
    served = desk.get(reverse("forum:kabupaten_logo"))
    assert (served.headers["Content-Type"], size_of(served.content)) == ("image/png", ("PNG", (SIDE, 320)))


def test_settings_replace_the_old_logo_for_good(desk, settings, django_capture_on_commit_callbacks):
    desk.post(reverse(SETTINGS), settings_form(upload=picture()))
    first = Kabupaten.objects.get().logo.name

    with django_capture_on_commit_callbacks(execute=True):
        desk.post(reverse(SETTINGS), settings_form(upload=picture(size=(10, 10))))

    kept = [path.name for path in (settings.MEDIA_ROOT / "logo").rglob("*.png")]
    assert kept == [Kabupaten.objects.get().logo.name.rsplit("/", 1)[1]]
    assert not first.endswith(kept[0])


def test_settings_remove_the_logo(desk, settings, django_capture_on_commit_callbacks):
    desk.post(reverse(SETTINGS), settings_form(upload=picture()))

    with django_capture_on_commit_callbacks(execute=True):
        desk.post(reverse(SETTINGS), settings_form(remove_logo="on"))

    assert Kabupaten.objects.get().logo.name == ""
    assert list((settings.MEDIA_ROOT / "logo").rglob("*.png")) == []
    assert desk.get(reverse("forum:kabupaten_logo")).status_code == 404


def test_logo_is_never_that_of_another_kabupaten(client, secretariat):
    client.force_login(secretariat)
    client.post(reverse(SETTINGS), settings_form(upload=picture()))
    client.force_login(make_user(username="tetangga", kabupaten=make_kabupaten(code="81.05")))

    assert client.get(reverse("forum:kabupaten_logo")).status_code == 404


def test_logo_is_for_those_who_are_logged_in(client):
    url = reverse("forum:kabupaten_logo")

    assert client.get(url).headers["Location"] == f"{reverse('forum:login')}?next={url}"


def test_logo_refuses_post(desk):
    assert desk.post(reverse("forum:kabupaten_logo")).status_code == 405


@pytest.mark.parametrize(
    ("entered", "field", "sentence"),
    [
        ({"margin_top": "61"}, "margin_top", "Tulis angka paling besar 60."),
        ({"margin_top": "banyak"}, "margin_top", "Tulis angka bulat, misalnya 12."),
        ({"kept_logo": "###"}, "upload", "Pilih lagi gambar lambangnya."),
    ],
)
def test_settings_refuse_in_words(desk, entered, field, sentence):
    response = desk.post(reverse(SETTINGS), settings_form(**entered))

    assert (response.status_code, response.context["form"].errors) == (422, {field: [sentence]})


# Looked at first


def test_preview_shows_what_is_not_saved(desk):
    entered = settings_form(
        letterhead_office="Badan Contoh", letterhead_contact="Telepon (0000) 1", paper_size="A4", margin_top=33
    )

    page = desk.post(reverse(SETTINGS), entered | {"langkah": "pratinjau"}).content.decode()

    assert 'viewBox="0 0 210 297"' in page
    assert "BADAN CONTOH" in page
    assert "Telepon (0000) 1" in page
    assert "tepi atas 33 mm" in page
    assert "belum disimpan" in page
    assert (Kabupaten.objects.get().letterhead_office, LogEntry.objects.count()) == ("", 0)


def test_preview_leaves_the_frame_of_the_page_alone(desk):
    page = desk.post(reverse(SETTINGS), settings_form(forum_name="Pokja Baru") | {"langkah": "pratinjau"})

    assert b"<strong>Forum BangKIT</strong>" in page.content


def test_preview_carries_the_picture_to_the_saving(desk):
    shown = desk.post(reverse(SETTINGS), settings_form(upload=picture(), langkah="pratinjau"))
    kept = shown.context["form"].data["kept_logo"]
    assert 'src="data:image/png;base64,' in shown.content.decode()
    assert Kabupaten.objects.get().logo.name == ""

    desk.post(reverse(SETTINGS), settings_form(kept_logo=kept))

    assert Kabupaten.objects.get().logo.name != ""


def test_sample_pdf_is_drawn_of_what_is_not_saved(desk):
    response = desk.post(reverse(SETTINGS), settings_form(langkah="pdf", upload=picture(), paper_size="A4"))

    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert Kabupaten.objects.get().paper_size == "F4"
