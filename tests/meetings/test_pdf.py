"""The berita acara on paper: what it says, in which order, and that the file is fit for the archive."""

import ctypes
import re
import zlib

import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from forum.choices import PaperSize
from meetings import actions
from meetings.choices import Presence
from meetings.drawing import ROOT, PaperFilesOnly, draw
from meetings.models import Agreement
from meetings.pdf import PdfUnavailable, agreement_html, agreement_pdf
from plans.choices import OutcomeKind
from plans.models import Outcome
from tests.factories import make_jabatan, make_kabupaten, verified_usulan
from tests.meetings.scenes import NOW, NUMBER, decide, make_draft, make_final, make_rakor, refuse

POINTS = 72 / 25.4  # of a millimetre


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, with every run of white space as one blank."""
    document = pypdfium2.PdfDocument(pdf)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.replace("&nbsp;", " ")).split())


@pytest.fixture
def draft(kabupaten, secretariat):
    return make_draft(by=secretariat)


@pytest.fixture
def final(kabupaten, secretariat):
    return make_final(by=secretariat)


# --- what it says ---


def test_every_part_stands_in_its_order(final, secretariat):
    actions.number_agreement(final, NUMBER, by=secretariat)

    text = text_of(agreement_html(final))

    parts = [
        "PEMERINTAH KABUPATEN SUMBA BARAT DAYA",
        "BERITA ACARA KESEPAKATAN HASIL RAPAT KOORDINASI SINKRONISASI RKP 2024 KABUPATEN SUMBA BARAT DAYA TAHUN 2024",
        f"NOMOR: {NUMBER}",
        "Pada hari ini Jumat tanggal Lima Belas bulan Maret tahun Dua Ribu Dua Puluh Empat",
        "pukul 09.00 WITA, bertempat di Aula Bapperida",
        "Keputusan Bupati Nomor 289/KEP/HK/2023",
        "dihadiri 1 orang (0 laki-laki dan 1 perempuan) sebagaimana daftar hadir pada LAMPIRAN I",
        "Setelah memperhatikan, mendengar dan mempertimbangkan:",
        "MENYEPAKATI",
        "KESATU : Usulan desa yang disepakati, sebanyak 2 usulan dengan pagu seluruhnya Rp225.000.000",
        "KEDUA",
        "KETIGA",
        "KEEMPAT",
        "KELIMA",
        "Demikian berita acara ini dibuat",
        "15 Maret 2024",
        "Asisten Perekonomian dan Pembangunan,",
        "Pimpinan Contoh NIP. 196801011990031001",
        "Menyetujui:",
        "Kepala Dinas Peternakan,",
        "LAMPIRAN I : BERITA ACARA",
        "DAFTAR HADIR",
        "1 Peserta Contoh P Kepala Bidang Dinas Pertanian",
        "Jumlah yang hadir: 0 L / 1 P",
        "LAMPIRAN II : BERITA ACARA",
        "(1) (2) (3) (4) (5) (6) (7) (8) (9) (10)",
        "Jumlah Dinas Pertanian Rp150.000.000",
        "Jumlah Dinas Peternakan Rp75.000.000",
        "JUMLAH SELURUHNYA Rp225.000.000",
        "Terbilang: dua ratus dua puluh lima juta rupiah",
        "LAMPIRAN III : BERITA ACARA",
        "Tidak disepakati (tahun 2024) Bukan kewenangan kabupaten. Menjadi kewenangan desa.",
        "Belum dibahas (tahun 2024) Belum dibahas untuk tahun 2024; dibahas pada rapat berikutnya.",
        "LAMPIRAN IV : BERITA ACARA",
        "1 Lengkapi surat hibah lahan Dinas Pertanian",
    ]
    rest, missing = text, []
    for part in parts:
        _, found, after = rest.partition(part)
        rest, missing = (after, missing) if found else (rest, [*missing, part])
    assert missing == []


def test_number_not_yet_typed_is_dotted(final):
    assert "NOMOR: ................" in text_of(agreement_html(final))


def test_own_clauses_go_on_from_keenam(draft, secretariat):
    draft.clauses = "Klausul pertama.\nKlausul kedua."
    actions.record_agreement(draft, ["clauses"], by=secretariat)

    text = text_of(agreement_html(draft))

    assert "KEENAM : Klausul pertama. KETUJUH : Klausul kedua. Demikian" in text


def test_new_version_names_the_one_it_replaces(final, secretariat):
    actions.number_agreement(final, NUMBER, by=secretariat)

    new = actions.renew_agreement(final, by=secretariat)

    assert f"KEENAM : Berita acara ini mengganti berita acara versi 1 Nomor {NUMBER}" in text_of(agreement_html(new))


def test_materials_considerations_and_copies_are_listed(secretariat):
    agreement = make_draft(by=secretariat, meeting=make_rakor(materials="Renja 2024\nDaftar lokus"))
    agreement.considerations, agreement.copies_to = "Umumkan lokus.", "Bupati Sumba Barat Daya"
    actions.record_agreement(agreement, ["considerations", "copies_to"], by=secretariat)

    text = text_of(agreement_html(agreement))

    assert "Materi yang dipaparkan dalam rapat, yaitu: Renja 2024 Daftar lokus" in text
    assert "Tanggapan dan saran peserta rapat, yaitu: Umumkan lokus." in text
    assert "Tembusan: Bupati Sumba Barat Daya" in text


def test_witness_stands_below_the_parties(draft, secretariat):
    actions.record_signatory(
        draft.signatories.model(agreement=draft, jabatan=make_jabatan(name="Bupati Sumba Barat Daya"), part="witness"),
        by=secretariat,
    )

    text = text_of(agreement_html(draft))

    assert text.index("Menyetujui:") < text.index("Mengetahui: Bupati Sumba Barat Daya, ..............")


def test_agreed_with_change_shows_what_was_asked(secretariat):
    meeting = make_rakor()
    decide(
        meeting,
        by=secretariat,
        usulan=verified_usulan(title="Perahu", volume=3),
        kind=OutcomeKind.AGREED_CHANGED,
        explanation="Pagu cukup untuk dua.",
    )
    agreement = actions.draft_agreement(meeting, by=secretariat)

    text = text_of(agreement_html(agreement))

    assert "Perahu Disepakati dengan perubahan; diminta 3 unit. Pagu cukup untuk dua 2 unit" in text


def test_attendance_known_by_counts_alone_leaves_lines_for_ink(secretariat):
    meeting = make_rakor(counted_men=25, counted_women=10)
    refuse(meeting, by=secretariat)
    agreement = actions.draft_agreement(meeting, by=secretariat)

    html = agreement_html(agreement)

    assert "dihadiri 35 orang (25 laki-laki dan 10 perempuan)" in text_of(html)
    assert html.count(". ................</td>") == 35


def test_attendance_tells_who_came_for_whom(secretariat):
    meeting = make_rakor()
    refuse(meeting, by=secretariat)
    meeting.attendance.create(
        kabupaten=meeting.kabupaten,
        jabatan_name="Bupati",
        institution="Kabupaten Contoh",
        name="Pejabat Contoh",
        sex="L",
        presence=Presence.REPRESENTED,
        represented_by="Wakil Contoh",
    )
    agreement = actions.draft_agreement(meeting, by=secretariat)

    assert "1 Wakil Contoh L mewakili Bupati Kabupaten Contoh" in text_of(agreement_html(agreement))


def test_empty_annexes_say_so(secretariat):
    meeting = make_rakor()
    decide(meeting, by=secretariat)
    agreement = actions.draft_agreement(meeting, by=secretariat)

    text = text_of(agreement_html(agreement))

    assert "Nihil. Tidak ada usulan yang ditolak, ditunda atau belum dibahas." in text
    assert "Nihil. Rapat ini tidak menetapkan rencana tindak lanjut." in text


def test_final_paper_follows_the_snapshot_not_the_records(final):
    final.meeting.place = "Tempat lain"
    final.meeting.save()

    assert "bertempat di Aula Bapperida" in text_of(agreement_html(final))


# --- the file ---


def test_pdf_says_what_the_html_says_on_its_pages(final):
    pages = pages_of(agreement_pdf(final))

    whole = " ".join(pages)
    assert "tanggal Lima Belas bulan Maret tahun Dua Ribu Dua Puluh Empat" in whole
    assert [f"Halaman {number} dari {len(pages)}" in page for number, page in enumerate(pages, 1)] == [True] * len(
        pages
    )
    assert all(f"sidik isi {final.fingerprint[:4]} {final.fingerprint[4:8]}" in page for page in pages)
    assert [
        annex for annex in ("LAMPIRAN I :", "LAMPIRAN II :", "LAMPIRAN III :", "LAMPIRAN IV :") if annex in whole
    ] == [
        "LAMPIRAN I :",
        "LAMPIRAN II :",
        "LAMPIRAN III :",
        "LAMPIRAN IV :",
    ]


def test_same_content_gives_the_same_bytes(final):
    again = Agreement.objects.get(pk=final.pk)

    assert agreement_pdf(final) == agreement_pdf(again)


@pytest.mark.parametrize(("paper", "width", "height"), [(PaperSize.A4, 210, 297), (PaperSize.F4, 215, 330)])
def test_sheet_is_the_kabupatens_and_annexes_lie_across(secretariat, paper, width, height):
    kabupaten = make_kabupaten()
    kabupaten.paper_size = paper
    kabupaten.save()

    pages = list(pypdfium2.PdfDocument(agreement_pdf(make_final(by=secretariat))))

    assert pages[0].get_size() == pytest.approx((width * POINTS, height * POINTS), abs=0.1)
    assert pages[-1].get_size() == pytest.approx((height * POINTS, width * POINTS), abs=0.1)


def test_later_pages_of_an_annex_repeat_its_name_and_table_head(secretariat):
    meeting = make_rakor()
    for number in range(25):
        refuse(meeting, by=secretariat, title=f"Rabat beton {number}")
    agreement = actions.draft_agreement(meeting, by=secretariat)

    pages = pages_of(agreement_pdf(agreement))

    first, *later = [page for page in pages if "LAMPIRAN III" in page and "(1) (2)" in page]
    assert "(lanjutan)" not in first
    assert len(later) > 0
    assert all("LAMPIRAN III (lanjutan)" in page and "Alasan" in page for page in later)


def test_draft_carries_konsep_on_every_page_and_a_final_does_not(draft, secretariat):
    on_draft = grey_per_page(agreement_pdf(draft))
    actions.finalise_agreement(draft, by=secretariat, now=NOW)

    on_final = grey_per_page(agreement_pdf(draft))

    assert min(on_draft) > max(on_final)


def grey_per_page(pdf: bytes) -> list[int]:
    """How many pixels of each page have the grey of the word KONSEP."""
    images = [page.render(scale=0.5).to_pil().convert("L") for page in pypdfium2.PdfDocument(pdf)]
    return [sum(image.histogram()[222:232]) for image in images]


def test_pdf_is_tagged_and_archivable(final):
    pdf = agreement_pdf(final)
    document = pypdfium2.PdfDocument(pdf)
    inside = unpacked(pdf)

    assert document.is_tagged()
    assert document.get_metadata_value("Title") == f"Berita Acara {final.title}, Kabupaten Sumba Barat Daya"
    assert b'pdfaid:part="3" pdfaid:conformance="A"' in inside
    assert b"/Lang (id)" in inside
    assert b"/OutputIntents" in inside
    assert b"/JavaScript" not in inside


def unpacked(pdf: bytes) -> bytes:
    """The contents of every compressed stream, one after the other."""
    streams = [pdf[match.end() :] for match in re.finditer(rb"/FlateDecode[^>]*>>\s*stream\r?\n", pdf)]
    return b"".join(zlib.decompressobj().decompress(stream) for stream in streams)


def test_only_the_shipped_fonts_are_used_and_all_are_embedded(draft, secretariat):
    raw, names = pypdfium2.raw, set()

    for page in pypdfium2.PdfDocument(agreement_pdf(draft)):
        for text in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            font, name = raw.FPDFTextObj_GetFont(text.raw), ctypes.create_string_buffer(100)
            raw.FPDFFont_GetBaseFontName(font, name, len(name))
            names.add((name.value.decode().split("+")[-1], raw.FPDFFont_GetIsEmbedded(font)))

    assert {name.split("-")[0] for name, _ in names} == {"Naskah"}
    assert {embedded for _, embedded in names} == {1}


def test_shipped_fonts_hold_what_offices_write():
    wanted = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,;:()/–“”‘’×≥≤éÉ²³½°")

    for path in sorted(ROOT.glob("fonts/*.ttf")):
        assert {chr(code) for code in TTFont(path).getBestCmap()} >= wanted, path.name


# --- hostile values and missing parts ---


def test_hostile_text_stays_text(secretariat):
    meeting = make_rakor(place="<script>alert(1)</script>{{ secret }}{% now 'Y' %}")
    refuse(meeting, by=secretariat, title="<img src=x>", explanation="Kata\u202eterbalik\u0007 " + "panjang" * 1400)
    agreement = actions.draft_agreement(meeting, by=secretariat)

    html = agreement_html(agreement)
    pages = pages_of(agreement_pdf(agreement))

    assert "<script>" not in html
    assert "<img" not in html
    whole = " ".join(pages)
    assert "<script>alert(1)</script>{{ secret }}{% now 'Y' %}" in whole
    assert "Kataterbalik panjang" in whole
    assert Outcome.objects.get().explanation.count("\u202e") == 1


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="http://127.0.0.1:9/x.png">',
        '<img src="file:///etc/hostname">',
        '<img src="../css/house.css">',
        '<img src="fonts/../../../manage.py">',
        '<link rel="stylesheet" href="https://127.0.0.1:9/x.css">',
        '<style>@import "http://127.0.0.1:9/x.css";</style>',
        '<p style="background: url(http://127.0.0.1:9/x.png)">x</p>',
        '<img src="data:image/png;base64,AAAA">',
        '<link rel="attachment" href="file:///etc/hostname">',
    ],
)
def test_only_files_of_the_papers_are_fetched(markup):
    with pytest.raises(PermissionError):
        draw(f'<html lang="id"><title>x</title>{markup}</html>')


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:9/x.css", "file://host/x.css", "data:text/css,p{}", "ftp://127.0.0.1/x.css", "/etc/hostname"],
)
def test_fetcher_refuses_whatever_is_no_file_of_the_papers(url):
    with pytest.raises(ValueError, match="not a file of the papers"):
        PaperFilesOnly().fetch(url)


def test_fetcher_follows_no_link_out_of_its_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("meetings.drawing.ROOT", tmp_path)
    (tmp_path / "link.css").symlink_to("/etc/hostname")
    page = HTML(
        string='<link rel="stylesheet" href="link.css">', base_url=f"{tmp_path.as_uri()}/", url_fetcher=PaperFilesOnly()
    )

    with pytest.raises(FatalURLFetchingError):
        page.render()


def test_without_pango_the_reader_is_told_what_to_install(final, without_pango):
    with pytest.raises(PdfUnavailable, match=r"sudo apt install libpango-1\.0-0"):
        agreement_pdf(final)
