"""
Writing for a village without a signal, against a server that is really stopped and started: whatever happens, every
entry ends as exactly one row.
"""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.field import OLD_PHONE, assert_stored_once, find_signal, log_in, log_out, lose_signal, waiting, write
from tests.browser.test_accessible import RULES

pytestmark = pytest.mark.browser


def test_with_a_signal_it_is_stored_and_shown(server, desk, new_usulan, title):
    write(desk, new_usulan, title)

    desk.wait_for_url("**/usulan/*/")
    expect(desk.get_by_role("heading", level=1)).to_contain_text(title)
    assert server.count(title) == 1
    assert waiting(desk) == []


def test_without_a_signal_it_waits_and_is_sent_by_itself(server, desk, new_usulan, title):
    lose_signal(server, desk)

    write(desk, new_usulan, title)
    desk.wait_for_url("**/antrean/")
    write(desk, new_usulan, f"{title} kedua")
    desk.wait_for_url("**/antrean/")

    expect(desk.locator("#antrean")).to_contain_text("2 isian menunggu dikirim sejak")
    expect(desk.locator("#daftar-antrean h3").first).to_have_text(f"Catat usulan, Desa Onggol: {title}")
    assert Axe().run(desk, options=RULES).response["violations"] == []
    desk.goto("/sinkronisasi/")
    expect(desk.get_by_text("Halaman yang Anda buka belum tersimpan di perangkat ini")).to_be_visible()
    assert server.count(title) == 0
    find_signal(server, desk)
    assert_stored_once(server, desk, title, f"{title} kedua")


def test_answer_lost_after_it_was_stored(server, desk, new_usulan, title):
    lost = []

    def lose_first(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    desk.route("**/usulan/baru/**", lose_first)
    write(desk, new_usulan, title)
    desk.wait_for_url("**/antrean/")

    assert_stored_once(server, desk, title)
    assert lost == [200]


def test_server_killed_while_it_is_under_way(server, desk, new_usulan, title):
    def kill(route):
        if route.request.method == "POST":
            server.stop()
        route.continue_()

    desk.route("**/usulan/baru/**", kill)
    write(desk, new_usulan, title)
    desk.wait_for_url("**/antrean/")
    desk.unroute("**/usulan/baru/**")
    assert len(waiting(desk)) == 1

    server.start()
    desk.get_by_role("button", name="Kirim sekarang").click()

    assert_stored_once(server, desk, title)


def test_session_expired_then_somebody_else_then_the_writer(server, desk, new_usulan, title):
    desk.goto(new_usulan)
    server.sql("delete from django_session")
    desk.get_by_label("Usulan", exact=True).fill(title)
    desk.get_by_label("Bidang penghidupan").select_option("agriculture")
    desk.get_by_role("button", name="Simpan draf").click()
    desk.wait_for_url("**/antrean/")
    assert len(waiting(desk)) == 1

    log_in(desk, "fasilitator.sbt")
    expect(desk.locator("#antrean")).to_have_text("1 isian milik akun lain menunggu di perangkat ini")
    desk.goto("/antrean/")
    expect(desk.get_by_role("button", name="Simpan sebagai berkas")).to_have_count(0)
    assert server.count(title) == 0
    log_out(desk)
    log_in(desk)

    assert_stored_once(server, desk, title)


def test_two_tabs_send_at_once(server, desk, new_usulan, title):
    lose_signal(server, desk)
    write(desk, new_usulan, title)
    desk.wait_for_url("**/antrean/")
    other = desk.context.new_page()
    other.goto("/antrean/")

    find_signal(server, desk)
    for tab in (desk, other):
        tab.evaluate("void outbox.flush()")

    assert_stored_once(server, desk, title)


def test_six_sendings_of_one_key_at_once(server, desk, new_usulan, title):
    codes = desk.evaluate(
        """async ([url, title]) => {
          const { csrf } = await (await fetch("/sesi/")).json(), uuid = crypto.randomUUID();
          const entry = {uuid, version: 1, title, bidang: "agriculture", fiscal_year: 2027, csrfmiddlewaretoken: csrf};
          const body = new URLSearchParams(entry), headers = {Accept: "application/json"};
          const send = () => fetch(url, {method: "POST", headers, body});
          return (await Promise.all(Array.from({length: 6}, send))).map((answer) => answer.status);
        }""",
        [new_usulan, title],
    )

    assert codes == [200] * 6
    assert server.count(title) == 1


def test_phone_switched_off_in_between(server, browser_type, browser_type_launch_args, tmp_path, title):
    def switch_on():
        context = browser_type.launch_persistent_context(
            tmp_path / "profile", base_url=server.url, locale="id-ID", **browser_type_launch_args
        )
        context.add_init_script(OLD_PHONE)
        return context.new_page()

    page = switch_on()
    log_in(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.goto("/antrean/")
    url = page.locator("#halaman a", has_text="Catat usulan, Desa Onggol").get_attribute("href")
    page.goto(url)
    lose_signal(server, page)
    write(page, url, title)
    page.wait_for_url("**/antrean/")
    page.context.close()

    page = switch_on()
    page.context.set_offline(True)
    page.goto(url)
    expect(page.get_by_text("Belum ada sinyal. Ini salinan dari")).to_be_visible()
    expect(page.get_by_label("Usulan", exact=True)).to_have_value("")
    assert [item["label"] for item in waiting(page)] == ["Catat usulan, Desa Onggol"]
    find_signal(server, page)
    log_in(page)

    assert_stored_once(server, page, title)
    page.context.close()


def test_account_closed_keeps_the_entry_for_a_file_that_another_takes_over(
    server, desk, new_usulan, title, new_context
):
    lose_signal(server, desk)
    write(desk, new_usulan, title)
    desk.wait_for_url("**/antrean/")
    server.sql("update forum_user set is_active = 0 where username = 'fasilitator'")
    find_signal(server, desk)

    desk.goto("/antrean/")
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Simpan sebagai berkas").click()

    file = download.value.path()
    assert ["title", title] in json.loads(file.read_text())["data"]
    assert len(waiting(desk)) == 1
    assert server.count(title) == 0
    secretariat = new_context(base_url=server.url).new_page()
    log_in(secretariat, "sekretariat")
    secretariat.goto("/antrean/")
    for _ in range(2):
        secretariat.get_by_label("Berkas isian").set_input_files(file)
        expect(secretariat.locator("#berkas-terbaca")).to_have_text("Isian masuk antrean atas nama Anda.")
        assert_stored_once(server, secretariat, title)


@pytest.mark.parametrize("url", ["/akun/1/tutup/", "//lain.example/usulan/baru/", "/usulan/1/hapus/"])
def test_file_that_names_another_page_is_not_taken_over(desk, tmp_path, url):
    file = tmp_path / "isian.json"
    file.write_text(json.dumps({"key": "a", "url": url, "label": "Usulan", "data": []}))

    desk.goto("/antrean/")
    desk.get_by_label("Berkas isian").set_input_files(file)

    expect(desk.locator("#berkas-terbaca")).to_contain_text("Berkas ini bukan isian dari antrean.")
    assert waiting(desk) == []


def test_refused_entry_is_mended_on_the_usual_page(server, desk, new_usulan, title):
    lose_signal(server, desk)
    desk.goto(new_usulan)
    desk.get_by_label("Volume").fill("banyak sekali")
    desk.get_by_role("button", name="Simpan draf").click()
    desk.wait_for_url("**/antrean/")
    find_signal(server, desk)

    expect(desk.locator("#daftar-antrean")).to_contain_text("Tulis angka, misalnya 2,5.", timeout=15_000)
    expect(desk.locator("#antrean")).to_contain_text("1 perlu diperbaiki")
    desk.get_by_role("button", name="Perbaiki").click()
    expect(desk.get_by_role("alert")).to_contain_text("Tulis angka, misalnya 2,5.")
    desk.get_by_label("Usulan", exact=True).fill(title)
    desk.get_by_label("Bidang penghidupan").select_option("agriculture")
    desk.get_by_label("Volume").fill("2,5")
    desk.get_by_role("button", name="Simpan draf").click()

    desk.wait_for_url("**/usulan/*/")
    assert_stored_once(server, desk, title)


def test_waiting_entry_is_opened_and_written_anew(server, desk, new_usulan, title):
    lose_signal(server, desk)
    write(desk, new_usulan, "Salah ketik")
    desk.wait_for_url("**/antrean/")

    desk.get_by_role("button", name="Buka").click()
    expect(desk.get_by_label("Usulan", exact=True)).to_have_value("Salah ketik")
    desk.get_by_label("Usulan", exact=True).fill(title)
    desk.get_by_role("button", name="Simpan draf").click()
    desk.wait_for_url("**/antrean/")
    find_signal(server, desk)

    assert_stored_once(server, desk, title)
    assert server.count("Salah ketik") == 0


# Without the means


def test_without_scripts_the_usual_form_stores(server, new_context, title):
    page = new_context(base_url=server.url, java_script_enabled=False).new_page()
    log_in(page)
    page.goto("/antrean/")
    page.get_by_role("link", name="Catat usulan, Desa Onggol").click()
    page.get_by_label("Usulan", exact=True).fill(title)
    page.get_by_label("Bidang penghidupan").select_option("agriculture")
    page.get_by_role("button", name="Simpan draf").click()
    page.wait_for_url("**/usulan/*/")

    assert server.count(title) == 1


def test_without_indexeddb_the_usual_form_stores(server, phone, title):
    phone.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    page = phone.new_page()
    log_in(page)
    page.goto("/antrean/")
    page.get_by_role("link", name="Catat usulan, Desa Onggol").click()
    write(page, page.url, title)

    page.wait_for_url("**/usulan/*/")
    assert server.count(title) == 1
