"""From a wish to the signed berita acara, by four people and without scripts; and what scripts and styles add."""

import io
import re

import pypdfium2
import pytest
from django.utils import timezone
from lokal import terbilang
from PIL import Image
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

TITLE = "Jalan usaha tani ke kebun cabai Dusun 4"
MEETING = "Rapat Koordinasi Sinkronisasi Jalan Usaha Tani"
NUMBER = "000.7/12/UJI/2026"


@pytest.fixture
def today():
    return timezone.localdate()


def press(page: Page, name: str) -> int:
    """Press the button and return the status of the page that it leads to."""
    with page.expect_navigation() as navigation:
        page.get_by_role("button", name=name, exact=True).click()
    return navigation.value.status


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).first.click()


def row_of(page: Page, text: str):
    return page.get_by_role("row").filter(has_text=text)


def without_spaces(text: str) -> str:
    return "".join(text.split())


def letters_of_pdf(content: bytes) -> str:
    """Return the text of a PDF without any space: a line may end within a number such as 289/KEP/HK/2023."""
    return without_spaces("".join(sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(content)))


def picture_of_paper() -> bytes:
    out = io.BytesIO()
    Image.new("L", (620, 877), 255).save(out, format="PNG")
    return out.getvalue()


def test_from_a_wish_to_the_signed_berita_acara(enter, visit, today):
    def person(username):
        return enter(username, java_script_enabled=False)

    year = today.year + 1
    village = person("fasilitator")
    enter_usulan(village)
    verify_usulan(person("camat.kodi"))
    secretariat = person("sekretariat")
    refer_usulan(secretariat)
    draft_answer(person("pertanian"))
    send_answer(person("kadis.pertanian"))
    hold_meeting(secretariat, today)
    decide_usulan(secretariat, year)
    pdf = make_agreement_final(secretariat)
    assert_says_it_all(pdf, today)
    assert_lokus(secretariat, "Dipegang keputusan forum")
    sign_agreement(secretariat)
    assert_lokus(secretariat, "Terpakai")
    address = trace_address(village)
    read_trace(visit(java_script_enabled=False), address)


def enter_usulan(page: Page):
    follow(page, "Catat usulan")
    page.get_by_label("Desa", exact=True).select_option(label="Kodi: Onggol")
    press(page, "Lanjutkan")

    page.get_by_label("Usulan", exact=True).fill(TITLE)
    page.get_by_label("Bidang penghidupan").select_option("Pertanian")
    page.get_by_label("Volume").fill("panjang sekali")
    page.get_by_label("Perkiraan biaya").fill("mahal")
    assert press(page, "Simpan draf") == 422
    assert page.title().startswith("Perlu diperbaiki")
    summary = page.get_by_role("alert")
    expect(summary.get_by_role("link")).to_have_text(
        ["Volume: Tulis angka, misalnya 2,5.", "Perkiraan biaya: Tulis jumlah rupiah, misalnya 1.500.000."]
    )
    expect(page.get_by_label("Usulan", exact=True)).to_have_value(TITLE)
    expect(page.get_by_label("Bidang penghidupan")).to_have_value("agriculture")
    expect(page.get_by_label("Volume")).to_have_value("panjang sekali")
    expect(page.get_by_label("Perkiraan biaya")).to_have_value("mahal")

    page.get_by_label("Volume").fill("500")
    page.get_by_label("Perkiraan biaya").fill("Rp190.000.000")
    press(page, "Simpan draf")
    expect(page.locator(".next-step")).to_have_text(
        "Lengkapi dahulu: masalah, lokasi, satuan, penerima manfaat, sumber dana yang mungkin, status lahan."
    )
    expect(page.get_by_role("button", name="Ajukan")).to_have_count(0)

    follow(page, "Lengkapi usulan")
    expect(page.get_by_label("Perkiraan biaya")).to_have_value("190.000.000")
    page.get_by_label("Rencana penghidupan").select_option(index=1)
    page.get_by_label("Masalah").fill("Hasil kebun rusak di jalan.")
    page.get_by_label("Lokasi").fill("Dusun 4")
    page.get_by_label("Satuan").fill("m")
    page.get_by_label("Penerima manfaat laki-laki").fill("21")
    page.get_by_label("Penerima manfaat perempuan").fill("19")
    page.get_by_label("APBD kabupaten").check()
    page.get_by_label("Status lahan").select_option("Tanah desa")
    press(page, "Simpan draf")
    press(page, "Ajukan")
    expect(page.locator(".next-step")).to_have_text("Menunggu verifikasi Camat Kodi.")


def verify_usulan(page: Page):
    follow(page, "usulan menunggu verifikasi kecamatan")
    follow(page, TITLE)
    press(page, "Verifikasi")
    expect(page.locator(".next-step")).to_have_text("Menunggu diteruskan ke OPD.")


def refer_usulan(page: Page):
    follow(page, "siap diteruskan ke OPD")
    follow(page, TITLE)
    expect(page.get_by_text("3 dari 3 tersisa").first).to_be_visible()
    follow(page, "Teruskan ke Dinas Pertanian")
    expect(page.get_by_label("OPD", exact=True).locator("option:checked")).to_have_text("Dinas Pertanian")
    press(page, "Teruskan ke OPD")
    expect(page.get_by_text("belum dijawab, diteruskan hari ini")).to_be_visible()


def draft_answer(page: Page):
    follow(page, "usulan menunggu jawaban OPD Anda")
    row_of(page, TITLE).get_by_role("link", name="Jawab").click()
    assert press(page, "Simpan draf") == 422
    expect(page.get_by_role("alert").get_by_role("link", name="Pilih jawaban.")).to_be_visible()
    page.get_by_label("Disepakati", exact=True).check()
    activity = page.get_by_label("Sub kegiatan")
    activity.select_option(label=activity.locator("option", has_text="Jalan Usaha Tani (3 lokus").inner_text())
    page.get_by_label("Pagu yang disediakan").fill("180 juta")
    press(page, "Simpan draf")
    expect(row_of(page, TITLE)).to_contain_text("Draf: Disepakati")


def send_answer(page: Page):
    follow(page, "draf jawaban menunggu Anda kirim")
    row_of(page, TITLE).get_by_role("link", name="Baca dan kirim").click()
    press(page, "Terima dan kirim")
    expect(page.get_by_role("status")).to_have_text("Jawaban terkirim dan terlihat oleh seluruh forum.")


def hold_meeting(page: Page, today):
    follow(page, "Rapat")
    follow(page, "Catat rapat")
    page.get_by_label("Jenis").select_option("Rapat koordinasi forum")
    page.get_by_label("Nama rapat").fill(MEETING)
    page.get_by_label("Tanggal").fill(today.isoformat())
    page.get_by_label("Mulai pukul").fill("09:00")
    page.get_by_label("Tempat").fill("Aula Bapperida (contoh)")
    page.get_by_label("Pimpinan rapat").select_option("Asisten Perekonomian dan Pembangunan")
    press(page, "Simpan")
    follow(page, "Susun agenda")
    press(page, "Susun agenda yang lazim")
    item = f"Pembahasan usulan: Dinas Pertanian, tahun {today.year + 1}"
    expect(page.get_by_role("link", name=item, exact=True)).to_be_visible()
    follow(page, MEETING)
    press(page, "Buka rapat")
    press(page, "Isi daftar hadir")
    for office in ("Kepala Bapperida", "Kepala Dinas Pertanian", "Asisten Perekonomian dan Pembangunan"):
        page.get_by_role("group", name=f"Kehadiran {office}").get_by_label("Hadir", exact=True).check()
    press(page, "Simpan kehadiran")
    follow(page, "Catat tindak lanjut")
    page.get_by_label("Tindak lanjut").fill("Mengukur jalan bersama warga Dusun 4")
    page.get_by_label(re.compile("^OPD")).select_option("Dinas Pertanian")
    page.get_by_label("Tenggat").fill(today.replace(month=12, day=31).isoformat())
    press(page, "Simpan")
    follow(page, MEETING)


def decide_usulan(page: Page, year: int):
    meeting = page.url
    follow(page, "Catat keputusan")
    page.goto(f"{page.url}?tahun={year}")
    follow(page, TITLE)
    follow(page, "Pakai jawaban ini")
    expect(page.get_by_label("Pagu disepakati").first).to_have_value("180.000.000")
    press(page, "Simpan keputusan")
    expect(row_of(page, TITLE)).to_contain_text("Disepakati")
    follow(page, "Pompa air kebun sayur")
    page.get_by_label("Tidak disepakati", exact=True).check()
    assert press(page, "Simpan keputusan") == 422
    expect(page.get_by_label("Tidak disepakati", exact=True)).to_be_checked()
    page.get_by_label(re.compile("^Alasan")).select_option("Tidak ada di Renja")
    page.get_by_label("Penjelasan").fill("Pompa air tidak tercantum dalam Renja tahun ini.")
    press(page, "Simpan keputusan")
    expect(row_of(page, "Pompa air kebun sayur")).to_contain_text("Tidak disepakati")
    page.goto(meeting)
    follow(page, "Akhiri rapat")
    expect(page.get_by_label("Penutup")).to_be_checked()
    press(page, "Akhiri rapat")
    page.get_by_role("link", name="Sahkan notulen").click()
    page.get_by_label("Bagaimana dan kapan pimpinan rapat menyetujui").fill("Disetujui pada akhir rapat.")
    press(page, "Sahkan notulen")
    page.goto(meeting)


def make_agreement_final(page: Page) -> bytes:
    follow(page, "Susun berita acara")
    press(page, "Susun draf")
    draft = page.request.get(page.get_by_role("link", name="Buka naskah PDF (konsep)").get_attribute("href"))
    assert "Konsepversi1" in letters_of_pdf(draft.body())
    follow(page, "Tetapkan final")
    press(page, "Tetapkan final")
    expect(page.get_by_role("link", name="Ubah naskah")).to_have_count(0)
    final = page.request.get(page.get_by_role("link", name="Buka naskah PDF").get_attribute("href"))
    assert final.headers["content-type"] == "application/pdf"
    return final.body()


def assert_says_it_all(pdf: bytes, today):
    text = letters_of_pdf(pdf)
    for part in (
        "BERITA ACARA",
        f"tanggal {terbilang(today.day, case='title')}",
        f"tahun {terbilang(today.year, case='title')}",
        "289/KEP/HK/2023",
        "dihadiri 3 orang",
        "MENYEPAKATI",
        *("KESATU", "KEDUA", "KETIGA", "KEEMPAT", "KELIMA"),
        *("LAMPIRAN I", "LAMPIRAN II", "LAMPIRAN III", "LAMPIRAN IV"),
        TITLE,
        "Jumlah Dinas Pertanian",
        "Rp180.000.000",
        "seratus delapan puluh juta rupiah",
        "Pompa air tidak tercantum dalam Renja tahun ini",
        "Mengukur jalan bersama warga Dusun 4",
    ):
        assert without_spaces(part) in text
    assert "Konsep" not in text


def sign_agreement(page: Page):
    follow(page, "Unggah pindaian bertanda tangan")
    scan = page.get_by_label("Pindaian bertanda tangan")
    scan.set_input_files({"name": "catatan.txt", "mimeType": "image/png", "buffer": b"bukan pindaian"})
    page.get_by_label("Nomor berita acara").fill(NUMBER)
    assert press(page, "Unggah dan catat tanda tangan") == 422
    expect(page.get_by_label("Nomor berita acara")).to_have_value(NUMBER)
    scan.set_input_files({"name": "pindaian.png", "mimeType": "image/png", "buffer": picture_of_paper()})
    press(page, "Unggah dan catat tanda tangan")
    expect(page.locator(".page-head .badge-state")).to_have_text("Ditandatangani")


def assert_lokus(page: Page, state: str):
    """Read how the usulan's lokus stands, going from its berita acara to the activity and back."""
    agreement = page.url
    follow(page, TITLE)
    follow(page, "Sinkronkan dengan OPD")
    follow(page, "Pemeliharaan Jalan Usaha Tani")
    expect(page.locator(".page-head .lokus")).to_have_text("2 dari 3 tersisa")
    expect(page.locator("#lokus").get_by_role("row").filter(has_text=TITLE)).to_contain_text(state)
    page.goto(agreement)


def trace_address(page: Page) -> str:
    """Return the address that the village gives to anybody."""
    page.reload()
    follow(page, "Jejak usulan")
    return page.get_by_role("link", name="/u/").get_attribute("href")


def read_trace(page: Page, address: str):
    page.goto(address)
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.locator(".trace li > div > p:first-child")).to_have_text(
        [
            re.compile(r"^Musyawarah Desa Onggol menyusun Rencana Penghidupan"),
            "Usulan dicatat sebagai draf",
            "Usulan diajukan ke kecamatan",
            "Usulan diverifikasi",
            re.compile(r"^Diteruskan ke Dinas Pertanian"),
            re.compile(r"^Dinas Pertanian menjawab .*: Disepakati,.*Rp180\.000\.000$"),
            re.compile(rf"^Diputuskan dalam rapat “{MEETING}” .*: Disepakati;.*500 m, Rp180\.000\.000$"),
            re.compile(rf"^Tercantum pada Lampiran II nomor 1 berita acara “Kesepakatan Hasil {MEETING}”, versi 1$"),
            f"Berita acara ditandatangani (Nomor {NUMBER})",
        ]
    )
    expect(page.get_by_text(f"Berita acara Nomor {NUMBER} sudah ditandatangani.")).to_be_visible()
    expect(page.get_by_text("Pemangku jabatan")).to_have_count(0)  # offices only: no person is named


def test_amount_is_read_back_in_words_where_there_are_scripts(enter):
    page = enter("fasilitator")
    follow(page, "Catat usulan")
    page.get_by_label("Desa", exact=True).select_option(label="Kodi: Onggol")
    press(page, "Lanjutkan")

    page.get_by_label("Perkiraan biaya").fill("190.500.000")
    page.keyboard.press("Tab")

    expect(page.locator(".amount-words")).to_have_text("seratus sembilan puluh juta lima ratus ribu rupiah")


def test_answer_asks_only_for_what_it_carries(enter):
    page = enter("pertanian", java_script_enabled=False)
    follow(page, "usulan menunggu jawaban OPD Anda")
    page.get_by_role("link", name="Jawab", exact=True).first.click()

    page.get_by_label("Tidak disepakati", exact=True).check()
    expect(page.get_by_label("Alasan")).to_be_visible()
    expect(page.get_by_label("Sub kegiatan")).to_be_hidden()

    page.get_by_label("Disepakati", exact=True).check()
    expect(page.get_by_label("Alasan")).to_be_hidden()
    expect(page.get_by_label("Sub kegiatan")).to_be_visible()
