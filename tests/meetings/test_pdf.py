"""The berita acara on paper: what it says, in which order, and that the file is fit for the archive."""

import ctypes
import hashlib
import io
import json
import re

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from forum.choices import PaperSize
from forum.glyphs import BOX
from forum.paper import PdfUnavailable
from meetings import actions
from meetings.check_code import PageMark, grouped, read_page_mark
from meetings.choices import Presence
from meetings.models import Agreement
from meetings.pdf import agreement_html, agreement_pdf
from meetings.wording import DEFAULT
from plans.choices import OutcomeKind
from tests.factories import make_jabatan, make_kabupaten, verified_usulan
from tests.forum.test_paper import give_logo
from tests.meetings.scenes import NOW, NUMBER, decide, make_draft, make_final, make_rakor, refuse
from tests.pdf_checks import problems_of

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
    actions.number_agreement(final, NUMBER, by=secretariat, now=NOW)

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
    actions.number_agreement(final, NUMBER, by=secretariat, now=NOW)

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


@pytest.mark.parametrize("state", ["draft", "final"])
def test_pdf_is_fit_for_archive_and_screen_reader(request, state):
    agreement = request.getfixturevalue(state)

    assert problems_of(agreement_pdf(agreement)) == []


def test_pdf_is_called_by_its_title(final):
    document = pypdfium2.PdfDocument(agreement_pdf(final))

    assert document.get_metadata_value("Title") == f"Berita Acara {final.title}, Kabupaten Sumba Barat Daya"


def test_data_inside_is_what_the_fingerprint_is_of_and_holds_no_nip(final):
    with pikepdf.open(io.BytesIO(agreement_pdf(final))) as pdf:
        inside = pdf.attachments["berita-acara.json"].get_file().read_bytes()

    assert hashlib.sha256(inside).hexdigest() == final.fingerprint
    assert json.loads(inside)["signatories"][0]["name"] == "Pimpinan Contoh"
    assert b"196801011990031001" not in inside


def test_every_signatory_of_a_final_has_an_empty_field_and_a_draft_has_none(draft, secretariat):
    on_draft = fields_of(agreement_pdf(draft))
    actions.finalise_agreement(draft, by=secretariat, now=NOW)

    assert (on_draft, fields_of(agreement_pdf(draft))) == ([], [("ttd-1", "/Sig"), ("ttd-2", "/Sig")])


def fields_of(pdf: bytes) -> list[tuple[str, str]]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        form = opened.Root.get("/AcroForm", pikepdf.Dictionary(Fields=[]))
        return [(str(field.T), str(field.FT)) for field in form.Fields]


# --- check number and codes ---


def test_final_carries_its_check_number_and_two_codes_on_page_1(final, settings):
    settings.PUBLIC_URL = "https://forum.contoh.go.id"

    first, *others = codes_of(agreement_pdf(final))

    assert f"Nomor periksa {grouped(final.check_code)}" in text_of(agreement_html(final))
    mark = f"{final.check_code}0010001{len(others) + 1:04d}"
    assert first == sorted([f"HTTPS://FORUM.CONTOH.GO.ID/C/{final.check_code}/", mark])
    assert [read_page_mark(text) for (text,) in others] == [
        PageMark(final.check_code, 1, number, len(others) + 1) for number in range(2, len(others) + 2)
    ]


def test_code_without_a_public_address_holds_the_bare_number(final, settings):
    settings.PUBLIC_URL = ""

    assert final.check_code in codes_of(agreement_pdf(final))[0]


def test_codes_are_read_from_a_poor_scan(final):
    """150 dpi, turned four degrees, blurred."""
    page = pypdfium2.PdfDocument(agreement_pdf(final))[0].render(scale=150 / 72).to_pil().convert("L")
    scan = page.rotate(4, expand=True, fillcolor=255, resample=Image.BICUBIC).filter(ImageFilter.GaussianBlur(1))

    assert len(zxingcpp.read_barcodes(scan)) == 2


def test_draft_carries_no_code_and_no_number(draft):
    assert codes_of(agreement_pdf(draft)) == [[]] * len(pypdfium2.PdfDocument(agreement_pdf(draft)))
    assert "Nomor periksa" not in agreement_html(draft)


def test_paper_that_was_final_before_there_were_numbers_is_drawn_without_codes(final):
    old = {key: value for key, value in final.snapshot.items() if key != "texts"}
    old["kabupaten"] = {k: v for k, v in old["kabupaten"].items() if k not in ("margins", "logo", "contact")}
    final.snapshot, final.check_code = old | {"format": 1}, ""

    pages = pages_of(agreement_pdf(final))

    assert "tanggal Lima Belas bulan Maret" in pages[0]
    assert codes_of(agreement_pdf(final))[0] == []


def codes_of(pdf: bytes) -> list[list[str]]:
    """What the QR codes of each page say."""
    pages = [page.render(scale=200 / 72).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    return [sorted(code.text for code in zxingcpp.read_barcodes(page)) for page in pages]


# --- what is frozen ---


def test_final_keeps_logo_and_words_when_the_kabupaten_changes_them(draft, secretariat):
    kabupaten = draft.kabupaten
    give_logo(kabupaten)
    actions.finalise_agreement(draft, by=secretariat, now=NOW)
    before = agreement_pdf(draft)

    kabupaten.logo.delete()
    actions.record_wording(DEFAULT | {"closing": "Demikian."}, by=secretariat, now=NOW)

    assert agreement_pdf(Agreement.objects.get(pk=draft.pk)) == before


def test_draft_speaks_in_the_kabupatens_own_words(draft, secretariat):
    actions.record_wording(DEFAULT | {"closing": "Demikian di [tempat]{, oleh [jam]}."}, by=secretariat, now=NOW)

    assert "Demikian di Aula Bapperida, oleh 09.00 WITA." in text_of(agreement_html(draft))


def test_only_the_shipped_fonts_are_used_and_all_are_embedded(draft, secretariat):
    raw, names = pypdfium2.raw, set()

    for page in pypdfium2.PdfDocument(agreement_pdf(draft)):
        for text in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            font, name = raw.FPDFTextObj_GetFont(text.raw), ctypes.create_string_buffer(100)
            raw.FPDFFont_GetBaseFontName(font, name, len(name))
            names.add((name.value.decode().split("+")[-1], raw.FPDFFont_GetIsEmbedded(font)))

    assert {name.split("-")[0] for name, _ in names} == {"Naskah"}
    assert {embedded for _, embedded in names} == {1}


# --- missing parts ---


def test_letters_that_the_fonts_lack_are_printed_as_boxes(secretariat):
    meeting = make_rakor(place="Aula ☕")
    refuse(meeting, by=secretariat, title="Kopi 咖啡")
    agreement = actions.draft_agreement(meeting, by=secretariat)

    whole = " ".join(pages_of(agreement_pdf(agreement)))

    assert f"bertempat di Aula {BOX}," in whole
    assert f"Kopi {BOX}{BOX}" in whole


def test_without_pango_the_reader_is_told_what_to_install(final, without_pango):
    with pytest.raises(PdfUnavailable, match=r"sudo apt install libpango-1\.0-0"):
        agreement_pdf(final)
