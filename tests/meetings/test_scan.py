"""What a scan says of itself by the small codes on its pages: read as badly as offices scan."""

import io

import pypdfium2
import pytest
from PIL import ImageFilter

from forum.confined import Confined, confined
from meetings.check_code import new_code, page_mark_prefix
from meetings.pdf import agreement_pdf
from meetings.scan import judge, read_texts, told
from tests.meetings.scenes import NUMBER, make_final


def mark(page, *, code, version=1, pages=3):
    return [f"{page_mark_prefix(code, version)}{page:04d}{pages:04d}"]


@pytest.fixture
def code():
    return new_code()


def test_complete_scan(code):
    pages = [mark(page, code=code) for page in (1, 2, 3)]

    assert judge(pages, code=code, version=1) == {
        "pages": 3,
        "matching": 3,
        "total": 3,
        "missing": [],
        "foreign": [],
        "unreadable": [],
    }


def test_missing_foreign_and_unreadable_pages_are_told_apart(code):
    other = new_code()
    pages = [mark(1, code=code), mark(2, code=other), [], ["http://contoh"], mark(2, code=code, version=2)]

    reading = judge(pages, code=code, version=1)

    assert reading == {
        "pages": 5,
        "matching": 1,
        "total": 3,
        "missing": [2, 3],
        "foreign": [2, 5],
        "unreadable": [3, 4],
    }
    assert told(reading) == (
        "1 dari 5 halaman pindaian bertanda versi ini; halaman 2 dan 3 dari 3 tidak ditemukan; "
        "halaman pindaian 2 dan 5 berasal dari berita acara atau versi lain; "
        "tanda pada halaman pindaian 3 dan 4 tidak terbaca. "
        "Isi yang diubah dengan tangan hanya terlihat oleh orang yang membandingkan."
    )


def test_scan_that_could_not_be_read_asks_for_a_comparison(code):
    assert told(judge([], code=code, version=1)).startswith("Pindaian ini tidak terbaca oleh mesin")


def pictures(pdf: bytes):
    """Every page as offices scan it: 150 dpi, turned by four degrees, a little out of focus."""
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        picture = page.render(scale=150 / 72, grayscale=True).to_pil()
        yield picture.rotate(4, expand=True, fillcolor=255).filter(ImageFilter.GaussianBlur(1))


def test_every_page_of_a_bad_scan_is_read(kabupaten, secretariat, tmp_path):
    agreement = make_final(by=secretariat)
    agreement.number = NUMBER
    first, *others = pictures(agreement_pdf(agreement))
    path = tmp_path / "pindaian.pdf"
    first.save(path, save_all=True, append_images=others, resolution=150)

    reading = judge(read_texts(str(path), "application/pdf"), code=agreement.check_code, version=1)

    assert (reading["matching"], reading["missing"], reading["unreadable"]) == (len(others) + 1, [], [])
    assert reading["total"] == len(others) + 1 > 4


def test_photo_of_one_page_is_read(kabupaten, secretariat, tmp_path):
    agreement = make_final(by=secretariat)
    _, second, *_ = pictures(agreement_pdf(agreement))
    path = tmp_path / "foto.jpg"
    second.save(path, quality=60)

    reading = judge(read_texts(str(path), "image/jpeg"), code=agreement.check_code, version=1)

    assert (reading["matching"], 2 in reading["missing"], 1 in reading["missing"]) == (1, False, True)


@pytest.mark.parametrize("content", [b"%PDF-1.7 bukan apa-apa", b"", b"\xff\xd8\xff" * 40])
@pytest.mark.parametrize("kind", ["application/pdf", "image/jpeg"])
def test_hostile_scan_ends_in_its_own_process(tmp_path, content, kind):
    path = tmp_path / "pindaian"
    path.write_bytes(content)

    with pytest.raises(Confined):
        confined("meetings.scan:read_texts", str(path), kind, seconds=60, megabytes=1500)


def test_picture_that_claims_to_be_huge_is_refused(tmp_path):
    from PIL import Image

    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    path = tmp_path / "bom.png"
    path.write_bytes(out.getvalue())

    with pytest.raises(Confined, match="DecompressionBomb"):
        confined("meetings.scan:read_texts", str(path), "image/png", seconds=60, megabytes=1500)
