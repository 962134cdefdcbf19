"""Papers of the house: kop and sheet, what may be fetched, the limits of a drawing, what the fonts lack."""

import datetime
import http.server
import io
import threading

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from django.core.files.base import ContentFile
from fontTools.ttLib import TTFont
from PIL import Image
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from forum.choices import PaperSize
from forum.confined import Confined
from forum.drawing import ROOT, PaperFilesOnly, draw
from forum.drawing.job import Attached, Job, PageMarks
from forum.glyphs import BOX, boxed, lacking
from forum.paper import FOOT, draw_apart, letterhead_of, paper, printable, sheet_of
from tests.factories import make_kabupaten
from tests.pdf_checks import problems_of

SECRET = "RAHASIA-123"


def page(body: str) -> str:
    return f'<html lang="id"><title>Contoh</title><body><h1>Contoh</h1>{body}</body></html>'


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def sample(kabupaten, **context) -> bytes:
    return paper("forum/pdf/base.html", {"title": "Contoh", **context}, kabupaten)


def give_logo(kabupaten):
    picture = io.BytesIO()
    Image.new("RGBA", (40, 48), (31, 58, 95, 128)).save(picture, "PNG")
    kabupaten.logo.save("lambang.png", ContentFile(picture.getvalue()))


# --- kop and sheet ---


def test_kop_names_the_government_the_office_and_the_address(kabupaten):
    kabupaten.letterhead_office, kabupaten.letterhead_address = "Bapperida", "Jalan Contoh 1"

    lines = text_of(sample(kabupaten)).splitlines()

    assert lines[:3] == ["PEMERINTAH KABUPATEN SUMBA BARAT DAYA", "BAPPERIDA", "Jalan Contoh 1"]
    assert lines[-1].endswith("Halaman 1 dari 1")


def test_logo_stands_in_the_kop_and_is_read_aloud_by_name(kabupaten):
    give_logo(kabupaten)

    pdf = pikepdf.open(io.BytesIO(sample(kabupaten)))

    alternatives = [str(item.Alt) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]
    assert alternatives == ["Lambang Kabupaten Sumba Barat Daya"]


@pytest.mark.parametrize("is_draft", [True, False])
def test_paper_with_logo_is_fit_for_archive_and_screen_reader(kabupaten, is_draft):
    give_logo(kabupaten)

    assert problems_of(sample(kabupaten, is_draft=is_draft)) == []


@pytest.mark.parametrize(("paper_size", "width", "height"), [(PaperSize.A4, 210, 297), (PaperSize.F4, 215, 330)])
def test_sheet_is_the_kabupatens(kabupaten, paper_size, width, height):
    kabupaten.paper_size, kabupaten.margin_left = paper_size, 35

    sheet = sheet_of(letterhead_of(kabupaten))

    assert sheet == {"width": width, "height": height, "top": 20, "right": 20, "bottom": 25, "left": 35}


def test_foot_keeps_its_room_whatever_margin_is_set(kabupaten):
    kabupaten.margin_bottom = 5

    assert sheet_of(letterhead_of(kabupaten))["bottom"] == FOOT


def test_letterheads_of_two_kabupaten_differ(kabupaten):
    other = make_kabupaten(code="81.05", name="Kabupaten Seram Bagian Timur")

    assert (letterhead_of(kabupaten)["name"], letterhead_of(other)["name"]) == (kabupaten.name, other.name)


# --- marks and attachment ---


def test_small_code_tells_paper_page_and_pages():
    breaks = '<p style="break-after: page">satu</p><p>dua</p>'
    sheet = "<style>@page { size: 210mm 297mm }</style>"

    pdf = pypdfium2.PdfDocument(draw(Job(page(sheet + breaks), marks=PageMarks("482109375612001", 20, 25))))

    found = [[code.text for code in zxingcpp.read_barcodes(sheet.render(scale=2).to_pil())] for sheet in pdf]
    assert found == [["48210937561200100010002"], ["48210937561200100020002"]]


def test_attachment_travels_inside_with_its_own_time():
    at = datetime.datetime(2024, 3, 16, 3, tzinfo=datetime.UTC)

    pdf = draw(Job(page(""), attached=Attached("isi.json", "Isi", b'{"a":1}', at)))

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        file = opened.attachments["isi.json"].get_file()
        assert (file.read_bytes(), file.mime_type) == (b'{"a":1}', "application/json")
        assert file.creation_date == at
    assert problems_of(pdf) == []


def test_marked_page_with_signature_fields_is_fit_for_archive_and_screen_reader():
    body = '<p>Kepala Dinas<input type="checkbox" name="ttd-1" title="Tanda tangan Kepala Dinas"></p>'

    pdf = draw(Job(page(body), marks=PageMarks("482109375612001", 20, 25)))

    assert problems_of(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fields = opened.Root.AcroForm.Fields
        assert [(str(field.T), str(field.FT), "/V" in field) for field in fields] == [("ttd-1", "/Sig", False)]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('<svg width="9" height="9"><path d="M0 0h9v9z"/></svg>', "picture without words"),
        ("<h3>Judul</h3>", "headings skip a level"),
        ('<p><input type="checkbox" name=""></p>', "field without a name that can be read aloud"),
    ],
)
def test_checks_notice_what_is_wrong(body, problem):
    assert problems_of(draw(Job(page(body)))) == [problem]


# --- in a process of its own ---


def test_drawn_apart_gives_the_same_bytes():
    at = datetime.datetime(2024, 3, 16, 3, tzinfo=datetime.UTC)
    job = Job(page("<p>Isi</p>"), {}, Attached("isi.json", "Isi", b"{}", at), PageMarks("482109375612001", 20, 25))

    assert draw_apart(job) == draw(job)


@pytest.mark.parametrize("limits", [{"seconds": 1}, {"megabytes": 150}])
def test_drawing_that_wants_too_much_ends_and_says_so(limits):
    rows = "<tr><td>contoh</td></tr>" * 20_000

    with pytest.raises(Confined):
        draw_apart(Job(page(f"<table>{rows}</table>")), **limits)


# --- what may be fetched ---


@pytest.fixture
def listener():
    """A server on this machine, with the list of what was asked of it."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/css")
            self.end_headers()
            self.wfile.write(b"p{}")

        def log_message(self, *args):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    server.asked, server.url = asked, f"http://127.0.0.1:{server.server_port}/"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


HOSTILE = {
    "picture": '<img src="{url}img" alt="x">',
    "stylesheet": '<link rel="stylesheet" href="{url}css">',
    "import": '<style>@import "{url}imp";</style>',
    "background": '<p style="background: url({url}bg)">x</p>',
    "picture in svg": '<svg width="10" height="10"><image href="{url}svgimg" width="10" height="10"/></svg>',
    "use in svg": '<svg width="10" height="10"><use href="{url}use#a"/></svg>',
    "object": '<object data="{url}obj"></object>',
    "embed": '<embed src="{url}emb">',
    "font": '<style>@font-face {{ font-family: X; src: url({url}font) }}</style><p style="font-family: X">a</p>',
    "attachment": '<link rel="attachment" href="{secret}">',
    "attached link": '<a rel="attachment" href="{secret}">x</a>',
    "file as stylesheet": '<link rel="stylesheet" href="file:///etc/passwd">',
    "base": '<base href="{url}"><img src="rel" alt="x">',
    "svg as data": '<img alt="x" src="data:image/svg+xml,'
    "%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cimage href='{url}nested'/%3E%3C/svg%3E\">",
    "out of the folder": '<img src="fonts/../../../manage.py" alt="x">',
    "another folder": '<img src="../css/house.css" alt="x">',
    "frame": '<iframe src="{url}ifr"></iframe>',
    "content": "<style>p::before {{ content: url({url}cnt) }}</style><p>a</p>",
    "picture not given": '<img src="paper:lain" alt="x">',
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_document_reaches_neither_network_nor_files(kind, listener, tmp_path):
    secret = tmp_path / "rahasia.txt"
    secret.write_text(SECRET)
    body = HOSTILE[kind].format(url=listener.url, secret=secret.as_uri())

    try:
        pdf = draw(Job(page(body), {"logo": b""}))
    except PermissionError:
        pdf = b""  # refused as a whole

    assert listener.asked == []
    if pdf:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            assert not any(
                SECRET.encode() in item.read_bytes() for item in opened.objects if isinstance(item, pikepdf.Stream)
            )


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:9/x.css", "file://host/x.css", "data:text/css,p{}", "ftp://127.0.0.1/x.css", "/etc/hostname"],
)
def test_fetcher_refuses_whatever_is_no_file_of_the_papers(url):
    with pytest.raises(ValueError, match="not a file of the papers"):
        PaperFilesOnly().fetch(url)


def test_fetcher_follows_no_link_out_of_its_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("forum.drawing.ROOT", tmp_path)
    (tmp_path / "link.css").symlink_to("/etc/hostname")
    source = HTML(
        string='<link rel="stylesheet" href="link.css">', base_url=f"{tmp_path.as_uri()}/", url_fetcher=PaperFilesOnly()
    )

    with pytest.raises(FatalURLFetchingError):
        source.render()


# --- letters ---


def test_shipped_fonts_hold_what_offices_write():
    wanted = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,;:()/–“”‘’×≥≤éÉ²³½°" + BOX)

    for path in sorted(ROOT.glob("fonts/*.ttf")):
        assert {chr(code) for code in TTFont(path).getBestCmap()} >= wanted, path.name


def test_what_the_fonts_lack_is_named_with_its_text_and_printed_as_a_box():
    content = {"rows": [{"title": "Kopi 咖啡 ☕"}, {"title": "Kopi"}]}

    assert list(lacking(content)) == [("☕咖啡", "Kopi 咖啡 ☕")]
    assert boxed("Kopi 咖啡 ☕") == f"Kopi {BOX}{BOX} {BOX}"


def test_printable_drops_what_cannot_be_seen_and_keeps_the_rest():
    values = {"a": ["balik\u202e\u0007 arah\nbaris", 3, None], "b": ("e\u0301",)}

    assert printable(values) == {"a": ["balik arah baris", 3, None], "b": ["é"]}
