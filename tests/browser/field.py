"""A phone in the field: a server that is really stopped and started, and what a facilitator does on its pages."""

import fcntl
import itertools
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from bangkit.sample.facts import PASSWORD

# Safari and Firefox have no Background Sync; nothing here may depend on it.
NO_SYNC = "delete window.SyncManager; delete ServiceWorkerRegistration.prototype.sync"
# Nor may anything depend on what came later than a phone of 2020.
OLD_PHONE = f"{NO_SYNC}; delete AbortSignal.timeout; delete Navigator.prototype.locks; delete Array.prototype.at"
NUMBERS = itertools.count(1)


class Server:
    """A house of its own, with the sample in a database file, in a process that can be stopped."""

    def __init__(self, folder, **settings):
        self.folder, self.process = folder, None
        self.env = {**os.environ, "DEBUG": "True", "SECRET_KEY": "k" * 50, "DATA_DIR": str(folder), **settings}
        self.env["DJANGO_SETTINGS_MODULE"] = "tests.browser.field_settings"
        self.env.pop("DATABASE_URL", None)
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def manage(self, *arguments):
        subprocess.run([sys.executable, "manage.py", *arguments], check=True, env=self.env, capture_output=True)

    def start(self):
        command = [sys.executable, "-m", "gunicorn", "bangkit.wsgi", "-k", "gthread", "--threads", "8"]
        self.process = subprocess.Popen(
            [*command, "-b", f"127.0.0.1:{self.port}", "--log-level", "critical"], env=self.env, start_new_session=True
        )
        for _ in range(200):
            with closing(socket.socket()) as door:
                if door.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        pytest.fail("The server did not start.")

    def stop(self):
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def sql(self, query, *values):
        with closing(sqlite3.connect(self.folder / "db.sqlite3", timeout=20)) as database, database:
            return database.execute(query, values).fetchall()

    def count(self, title: str) -> int:
        return self.sql("select count(*) from plans_usulan where title = ?", title)[0][0]


@pytest.fixture(scope="session")
def built(tmp_path_factory, worker_id):
    """The first of the workers builds the house; every one has a copy."""
    base = tmp_path_factory.getbasetemp()
    model = (base if worker_id == "master" else base.parent) / "house"
    with model.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not model.exists():
            model.mkdir()
            first = Server(model)
            first.manage("migrate", "-v0")
            first.manage("load_sample")
    server = Server(shutil.copytree(model, base / "own-house"))
    yield server
    server.stop()


@pytest.fixture
def server(built):
    """Running, nobody logged in, every account open."""
    built.sql("delete from django_session")
    built.sql("update forum_user set is_active = 1 where username <> 'sistem'")
    if built.process is None:
        built.start()
    return built


@pytest.fixture
def title():
    return f"Perahu katinting {next(NUMBERS)}"


@pytest.fixture
def phone(new_context, server):
    context = new_context(base_url=server.url, viewport={"width": 360, "height": 780})
    context.add_init_script(NO_SYNC)
    return context


def log_in(page: Page, username="fasilitator"):
    page.goto("/masuk/")
    page.get_by_label("Nama pengguna").fill(username)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url(lambda url: "/masuk/" not in url)


def log_out(page: Page):
    page.context.clear_cookies(name="sessionid")


@pytest.fixture
def desk(phone):
    """The facilitator's phone, with the pages on which he writes prepared."""
    page = phone.new_page()
    page.set_default_timeout(10_000)
    log_in(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.goto("/antrean/")
    page.get_by_role("button", name="halaman di perangkat ini").click()
    expect(page.get_by_text("halaman tersimpan di perangkat ini.")).to_have_text(
        "{0} dari {0} halaman tersimpan di perangkat ini.".format(page.locator("#halaman a").count()), timeout=30_000
    )
    return page


@pytest.fixture
def new_usulan(desk):
    return desk.locator("#halaman a", has_text="Catat usulan, Desa Onggol").get_attribute("href")


def lose_signal(server, page):
    server.stop()
    page.context.set_offline(True)


def find_signal(server, page):
    server.start()
    page.context.set_offline(False)


def lose_answers(page: Page, pattern: str):
    """Let the first sending reach the server but not its answer the page; what is sent after it goes nowhere."""
    arrived = []

    def lose(route):
        if route.request.method != "POST":
            route.continue_()
            return
        if not arrived:
            arrived.append(route.fetch().status)
        route.abort()

    page.route(pattern, lose)


def write(page: Page, url: str, title: str):
    page.goto(url)
    page.get_by_label("Usulan", exact=True).fill(title)
    page.get_by_label("Bidang penghidupan").select_option("agriculture")
    page.get_by_role("button", name="Simpan draf").click()


def waiting(page: Page) -> list[dict]:
    return page.evaluate("idbKeyval.values(outbox.store).then((all) => all.filter((item) => item.key))")


def eventually(page: Page, condition, *, seconds=15):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            pytest.fail("It did not come about.")
        page.wait_for_timeout(100)


def assert_stored_once(server, page: Page, *titles: str):
    eventually(page, lambda: all(server.count(title) for title in titles) and not waiting(page))
    assert [server.count(title) for title in titles] == [1] * len(titles)


@pytest.fixture
def stored(server, desk, new_usulan, title) -> str:
    """The page on which a stored usulan is edited, kept on the phone."""
    write(desk, new_usulan, title)
    desk.wait_for_url("**/usulan/*/")
    url = f"{desk.url}ubah/"
    desk.goto(url)
    desk.wait_for_timeout(500)  # the worker keeps the page after it was shown
    return url


@pytest.fixture
def colleague(new_context, server):
    """The secretariat at its desk; without scripts, as its forms must work too."""
    page = new_context(base_url=server.url, java_script_enabled=False).new_page()
    log_in(page, "sekretariat")
    return page


def edit(page: Page, url: str, *, anew=False, **fields):
    """Fill in these fields and save; `anew`: upon what waits to be sent, which is shown there."""
    page.goto(url)
    if anew:
        expect(page.get_by_text("Yang ditampilkan ini isian Anda dari")).to_be_visible()
    for label, value in fields.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Simpan draf").click()


def columns(server, title, *names):
    return server.sql(f"select {', '.join(names)} from plans_usulan where title = ?", title)[0]
