"""The screen of a meeting in several browsers at once: it follows, it decides by keyboard, it survives the network."""

import pytest
from playwright.sync_api import Page, expect

from bangkit.sample.facts import PASSWORD
from meetings.models import Meeting
from meetings.status import MeetingStatus
from plans.models import Outcome

pytestmark = pytest.mark.browser

WITHIN = 3_000  # milliseconds in which every screen knows
BROKEN = "Sambungan terputus, mencoba lagi. Yang sudah diisi tetap ada."


@pytest.fixture
def sit_down(enter):
    """Return a browser of this person before the screen of the meeting that goes on."""

    def arrive(username: str, **options) -> Page:
        page = enter(username, **options)
        page.goto(f"/rapat/{Meeting.objects.get(status=MeetingStatus.RUNNING).pk}/berlangsung/")
        return page

    return arrive


def title_of(page: Page) -> str:
    return page.locator("#papan-judul").inner_text()


def redirect_to_csr(page: Page) -> None:
    """Decide with the keyboard: 6 is “Dialihkan”."""
    page.keyboard.press("6")
    page.get_by_label("Dialihkan ke sumber dana").select_option("CSR")


def test_decision_by_keyboard_moves_every_screen(sit_down):
    secretariat, projector, phone = (
        sit_down("sekretariat"),
        sit_down("pengamat"),
        sit_down("pertanian", viewport={"width": 360, "height": 740}),
    )
    first, before = title_of(secretariat), Outcome.objects.count()
    assert [title_of(projector), title_of(phone)] == [first, first]
    redirect_to_csr(secretariat)
    secretariat.locator("main").focus()

    secretariat.keyboard.press("Enter")
    expect(secretariat.get_by_role("button", name="Simpan keputusan")).to_be_focused()
    assert Outcome.objects.count() == before
    secretariat.keyboard.press("Enter")

    expect(secretariat.locator("#papan-judul")).not_to_have_text(first)
    following = title_of(secretariat)
    for page in (projector, phone):
        expect(page.locator("#papan-judul")).to_have_text(following, timeout=WITHIN)
        expect(page.locator(".tally")).to_contain_text("Dialihkan 1")
    assert Outcome.objects.count() == before + 1


def test_ticking_the_agenda_moves_every_screen(sit_down):
    secretariat, phone = sit_down("sekretariat"), sit_down("pertanian", viewport={"width": 360, "height": 740})
    expect(phone.locator("#papan")).to_contain_text("Sekarang: Pembukaan")

    secretariat.get_by_role("button", name="Tandai dibahas Pembukaan").click()

    for page in (secretariat, phone):
        expect(page.locator("#papan")).to_contain_text("Sekarang: Laporan Kecamatan Kodi", timeout=WITHIN)
    secretariat.get_by_role("button", name="Bahas sekarang Pembahasan usulan: Dinas Peternakan").click()
    expect(phone.locator("#papan")).to_contain_text("Sekarang: Pembahasan usulan: Dinas Peternakan", timeout=WITHIN)
    expect(phone.locator("#papan-judul")).to_contain_text("Ternak kambing kelompok perempuan")


def test_broken_connection_loses_nothing_and_catches_up(sit_down):
    secretariat, phone = sit_down("sekretariat"), sit_down("pertanian")
    first = title_of(secretariat)
    phone.context.set_offline(True)
    expect(phone.get_by_role("status")).to_have_text(BROKEN)
    redirect_to_csr(secretariat)
    secretariat.get_by_label("Penjelasan").fill("Perusahaan sudah menyatakan bersedia.")
    secretariat.context.set_offline(True)
    secretariat.get_by_role("button", name="Simpan keputusan").click()

    expect(secretariat.get_by_role("status")).to_have_text(BROKEN)
    expect(secretariat.get_by_label("Penjelasan")).to_have_value("Perusahaan sudah menyatakan bersedia.")
    secretariat.context.set_offline(False)
    phone.context.set_offline(False)

    expect(secretariat.locator("#papan-judul")).not_to_have_text(first)
    expect(phone.locator("#papan-judul")).to_have_text(title_of(secretariat))
    expect(phone.get_by_text(BROKEN)).to_be_hidden()
    assert Outcome.objects.latest("pk").explanation == "Perusahaan sudah menyatakan bersedia."


def test_of_two_who_decide_one_is_told(sit_down):
    one, other = sit_down("sekretariat"), sit_down("sekretariat")
    redirect_to_csr(one)
    redirect_to_csr(other)
    other.get_by_label("Penjelasan").fill("Ditulis kemudian.")

    one.get_by_role("button", name="Simpan keputusan").click()
    expect(other.locator("[data-berubah]")).to_be_visible(timeout=WITHIN)
    other.get_by_role("button", name="Simpan keputusan").click()

    expect(other.get_by_role("alert")).to_contain_text("Usulan ini baru saja diputuskan: Dialihkan.")
    expect(other.get_by_label("Penjelasan")).to_have_value("Ditulis kemudian.")


def test_lost_session_is_said_and_leads_back_to_the_screen(sit_down):
    phone = sit_down("pertanian", viewport={"width": 360, "height": 740})
    first, screen = title_of(phone), phone.url

    phone.context.clear_cookies()

    told = phone.get_by_role("status").filter(has_text="Waktu masuk Anda habis")
    expect(told).to_be_visible(timeout=WITHIN)
    assert title_of(phone) == first  # what was on the screen stays
    told.get_by_role("link", name="Masuk lagi").click()
    expect(phone.get_by_text("Sesudah itu halaman yang Anda tuju terbuka kembali.")).to_be_visible()
    phone.get_by_label("Nama pengguna").fill("pertanian")
    phone.get_by_label("Kata sandi").fill(PASSWORD)
    phone.get_by_role("button", name="Masuk").click()
    phone.wait_for_url(screen)
    assert title_of(phone) == first


def test_what_was_typed_before_the_session_was_lost_is_offered_again(sit_down):
    secretariat = sit_down("sekretariat")
    redirect_to_csr(secretariat)
    secretariat.get_by_label("Penjelasan").fill("Perusahaan sudah menyatakan bersedia.")
    secretariat.wait_for_timeout(600)  # it is kept a moment after the last key
    secretariat.context.clear_cookies()
    secretariat.get_by_role("link", name="Masuk lagi").click()
    secretariat.get_by_label("Nama pengguna").fill("sekretariat")
    secretariat.get_by_label("Kata sandi").fill(PASSWORD)
    secretariat.get_by_role("button", name="Masuk").click()

    secretariat.get_by_role("button", name="Pulihkan").click()

    expect(secretariat.get_by_label("Penjelasan")).to_have_value("Perusahaan sudah menyatakan bersedia.")


def test_screen_works_without_scripts(sit_down):
    page = sit_down("sekretariat", java_script_enabled=False)
    first = title_of(page)
    page.get_by_label("Dialihkan", exact=True).check()
    page.get_by_label("Dialihkan ke sumber dana").select_option("CSR")

    page.get_by_role("button", name="Simpan keputusan").click()

    expect(page.locator("#papan-judul")).not_to_have_text(first)
    expect(page.locator(".tally")).to_contain_text("Dialihkan 1")
    page.get_by_role("link", name="muat ulang").click()
    expect(page.locator(".tally")).to_contain_text("Dialihkan 1")


def test_member_numbers_typed_without_a_network_are_sent_later(enter):
    page, meeting = enter("sekretariat"), Meeting.objects.get(status=MeetingStatus.RUNNING)
    page.goto(f"/rapat/{meeting.pk}/kehadiran/")
    page.context.set_offline(True)
    for number in ("6", "99", "10"):
        page.get_by_label("Nomor anggota").fill(number)
        page.keyboard.press("Enter")
    expect(page.get_by_text(f"{BROKEN} 3 isian menunggu dikirim.")).to_be_visible(timeout=15_000)

    page.context.set_offline(False)

    expect(page.get_by_text("Kepala Dinas Pertanian tercatat hadir.")).to_be_visible()
    expect(page.get_by_text("Tidak ada anggota nomor 99 dalam SK rapat ini.")).to_be_visible()
    present = meeting.attendance.present().in_order().values_list("jabatan_name", flat=True)
    assert list(present) == ["Kepala Bapperida", "Kepala Dinas Pertanian"]
