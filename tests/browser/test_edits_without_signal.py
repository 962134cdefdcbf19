"""Edits and photos from a phone without a signal: they follow each other, merge, or are put to the writer."""

import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from tests.browser.field import (
    assert_stored_once,
    columns,
    edit,
    eventually,
    find_signal,
    lose_answers,
    lose_signal,
    waiting,
)
from tests.browser.test_accessible import RULES

pytestmark = pytest.mark.browser


def test_edits_without_a_signal_follow_each_other(server, desk, stored, title):
    lose_signal(server, desk)
    edit(desk, stored, Lokasi="Dusun 2")
    desk.wait_for_url("**/antrean/")
    edit(desk, stored, anew=True, Masalah="Perahu bocor.")
    desk.wait_for_url("**/antrean/")
    assert len(waiting(desk)) == 1

    find_signal(server, desk)

    assert_stored_once(server, desk, title)
    assert columns(server, title, "location", "problem", "version") == ("Dusun 2", "Perahu bocor.", 2)


def test_edit_after_one_whose_answer_was_lost_builds_upon_it(server, desk, stored, title):
    lose_answers(desk, "**/ubah/")
    edit(desk, stored, Lokasi="Dusun 2")
    desk.wait_for_url("**/antrean/")
    lose_signal(server, desk)
    desk.unroute("**/ubah/")
    edit(desk, stored, anew=True, Lokasi="Dusun 3")
    desk.wait_for_url("**/antrean/")
    assert len(waiting(desk)) == 2

    find_signal(server, desk)

    assert_stored_once(server, desk, title)
    assert columns(server, title, "location", "version") == ("Dusun 3", 3)


def test_refused_edit_is_opened_anew_and_loses_nothing(server, desk, stored, title):
    lose_signal(server, desk)
    edit(desk, stored, Lokasi="Dusun 2", Volume="banyak sekali")
    desk.wait_for_url("**/antrean/")
    find_signal(server, desk)
    expect(desk.locator("#antrean")).to_contain_text("1 perlu diperbaiki", timeout=15_000)

    edit(desk, stored, anew=True, Volume="3")

    desk.wait_for_url("**/usulan/*/")
    assert_stored_once(server, desk, title)
    assert columns(server, title, "location", "volume", "version") == ("Dusun 2", 3, 2)


def test_third_edit_while_the_first_is_under_way_replaces_the_second(server, desk, stored, title):
    lose_answers(desk, "**/ubah/")
    edit(desk, stored, Lokasi="Dusun 2")
    desk.wait_for_url("**/antrean/")
    lose_signal(server, desk)
    desk.unroute("**/ubah/")
    for place in ("Dusun 3", "Dusun 4"):
        edit(desk, stored, anew=True, Lokasi=place)
        desk.wait_for_url("**/antrean/")
    assert len(waiting(desk)) == 2

    find_signal(server, desk)

    assert_stored_once(server, desk, title)
    assert columns(server, title, "location", "version") == ("Dusun 4", 3)


def test_other_fields_changed_meanwhile_are_merged(server, desk, stored, colleague, title):
    lose_signal(server, desk)
    edit(desk, stored, Lokasi="Dusun 2")
    desk.wait_for_url("**/antrean/")
    server.start()
    edit(colleague, stored, Satuan="set")
    desk.context.set_offline(False)
    desk.get_by_role("button", name="Kirim sekarang").click()

    assert_stored_once(server, desk, title)
    assert columns(server, title, "location", "unit") == ("Dusun 2", "set")


def test_the_same_field_changed_meanwhile_is_put_to_the_writer(server, desk, stored, colleague, title):
    lose_signal(server, desk)
    edit(desk, stored, Lokasi="Dusun 2", Masalah="Perahu bocor.")
    desk.wait_for_url("**/antrean/")
    server.start()
    edit(colleague, stored, Lokasi="Dusun 9")
    desk.context.set_offline(False)
    desk.get_by_role("button", name="Kirim sekarang").click()

    expect(desk.locator("#daftar-antrean")).to_contain_text("Lokasi: Anda menulis “Dusun 2”, yang tersimpan “Dusun 9”.")
    assert columns(server, title, "location", "problem") == ("Dusun 9", "")
    desk.get_by_role("button", name="Perbaiki").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Pilih isian yang berlaku")
    assert Axe().run(desk, options=RULES).response["violations"] == []
    desk.get_by_label("Yang Anda tulis Dusun 2").check()
    desk.get_by_role("button", name="Simpan pilihan").click()

    desk.wait_for_url("**/usulan/*/")
    assert_stored_once(server, desk, title)
    assert columns(server, title, "location", "problem") == ("Dusun 2", "Perahu bocor.")


# Photos


def photo_with_place(tmp_path):
    """Return a photo as a phone takes it: several megabytes, with the place in its EXIF."""
    picture = Image.effect_noise((3000, 2000), 90).convert("RGB")
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "S", 2: (9.0, 30.0, 0.0), 3: "E", 4: (119.0, 0.0, 0.0)})
    path = tmp_path / "sumur.jpg"
    picture.save(path, quality=95, exif=exif)
    assert path.stat().st_size > 2_000_000
    return path


def test_photos_are_shrunk_and_follow_their_usulan(server, desk, new_usulan, title, tmp_path):
    sent = []
    desk.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    lose_signal(server, desk)
    desk.goto(new_usulan)
    desk.get_by_label("Foto").set_input_files(photo_with_place(tmp_path))
    desk.get_by_label("Usulan", exact=True).fill(title)
    desk.get_by_label("Bidang penghidupan").select_option("agriculture")
    desk.get_by_role("button", name="Simpan draf").click()
    desk.wait_for_url("**/antrean/")
    photo = desk.evaluate(
        """async () => {
          const item = (await idbKeyval.values(outbox.store)).find((item) => item.key && outbox.hasFile(item));
          const blob = item.data.find(([, value]) => value instanceof Blob)[1];
          return [...new Uint8Array(await blob.arrayBuffer())];
        }"""
    )

    find_signal(server, desk)

    assert_stored_once(server, desk, title)
    assert len(photo) <= 200 * 1024
    assert not Image.open(io.BytesIO(bytes(photo))).getexif()
    posted = [url.removeprefix(server.url) for url in sent]
    assert [url.split("/")[1:3] for url in posted] == [["usulan", "baru"], ["usulan", "kunci"]]
    [(usulan, name)] = server.sql(
        "select u.title, a.name from plans_attachment a join plans_usulan u on u.id = a.usulan_id where u.title = ?",
        title,
    )
    assert (usulan, name) == (title, "sumur.jpg")


def test_photo_whose_answer_was_lost_is_kept_once(server, desk, stored, title, tmp_path):
    lost = []

    def lose_first(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page = stored.replace("ubah/", "lampiran/baru/")
    desk.route("**/lampiran/baru/", lose_first)
    desk.goto(page)
    desk.get_by_label("Jenis").select_option("photo")
    desk.get_by_label("Berkas").set_input_files(photo_with_place(tmp_path))
    desk.get_by_role("button", name="Unggah").click()
    desk.wait_for_url("**/antrean/", timeout=20_000)

    eventually(desk, lambda: not waiting(desk))
    count = "select count(*) from plans_attachment a join plans_usulan u on u.id = a.usulan_id where u.title = ?"
    assert lost == [200]
    assert server.sql(count, title) == [(1,)]
