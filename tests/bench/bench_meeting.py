"""
A meeting with thirty screens on the production server: gunicorn as README says, PostgreSQL, 150 usulan, scarce lokus.

Two of the secretariat press together on every usulan; the others follow, each reading the board every two seconds.

    ./dev bench meeting [--clients 30] [--seconds 120]    fails when a limit is passed or the books do not agree
"""

import argparse
import http.client
import os
import re
import resource
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from forum.choices import Role
from forum.models import User
from plans.choices import FundingSource, OutcomeKind, Reason
from plans.ledger import ledger_faults
from plans.models import Lokus, Outcome, Usulan
from plans.status import AnswerStatus
from tests.bench.bench_sync import THINGS
from tests.bench.databases import HERE, prepare, run_on_postgres
from tests.factories import (
    make_activity,
    make_answer,
    make_desa,
    make_kabupaten,
    make_kecamatan,
    make_meeting,
    make_opd,
    make_referral,
    make_user,
    verified_usulan,
)

LIMIT_P95_MS, PAUSE, PACE = 300, 2.0, 2.0  # seconds between two looks of a screen, and between two decisions
USULAN, ACTIVITIES, SLOTS, PRICE = 150, 10, 3, 10_000_000
YEAR = 2024
SERVER = "gunicorn bangkit.wsgi --worker-class gthread --workers 2 --threads 4 --timeout 60 --log-level error --bind"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev bench meeting")
    parser.add_argument("--clients", type=int, default=30)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument(HERE, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if not options.here:
        return run_on_postgres("tests.bench.bench_meeting", arguments)
    prepare()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # thirty accounts at once
    kabupaten, meeting = lay_out()
    spent = cpu_of_children()
    with server() as address:
        clients = [Client(address, meeting, user) for user in users(kabupaten, options.clients)]
        hold(clients, seconds=options.seconds)
        last = {client.look_at_the_end() for client in clients}
    print(f"  CPU server web: {cpu_of_children() - spent:.0f} detik")
    return report(kabupaten, clients, last, options)


def cpu_of_children() -> float:
    """Return the seconds that the processes started here, and ended, have worked: no other work of the machine."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def report(kabupaten, clients, last, options) -> int:
    times = sorted(one for client in clients for one in client.times)
    statuses = Counter(status for client in clients for status in client.statuses)
    p95 = 1000 * statistics.quantiles(times, n=100)[94]
    faults = [fault for client in clients for fault in client.faults] + ledger_faults(kabupaten)
    decided = Outcome.objects.current().count()
    twice = Outcome.objects.count() - decided
    print(f"  {options.clients} layar, {options.seconds} detik: {len(times)} permintaan")
    print(f"  jawaban menurut kode HTTP: {dict(sorted(statuses.items()))}")
    print(f"  median {1000 * statistics.median(times):.0f} ms, p95 {p95:.0f} ms (batas {LIMIT_P95_MS})")
    print(f"  {decided} usulan diputuskan, {Lokus.objects.exclude(portion=None).count()} lokus dipegang")
    print(f"  papan terakhir: {len(last)} macam pada {len(clients)} layar")
    for fault in faults:
        print(f"  {fault}")
    return 1 if faults or twice or len(last) != 1 or p95 > LIMIT_P95_MS or not decided else 0


# What is on the table


def lay_out():
    kabupaten = make_kabupaten()
    offices = [make_opd(name=f"Dinas {n:02d}") for n in range(ACTIVITIES)]
    offers = [
        make_activity(opd=opd, name=f"Pembangunan {THINGS[n].title()}", lokus=SLOTS, pagu=PRICE * USULAN)
        for n, opd in enumerate(offices)
    ]
    for n in range(USULAN):
        desa = make_desa(kecamatan=make_kecamatan(name=f"Kecamatan {n % 10}"), name=f"Desa {n % 50}-{n % 10}")
        title = f"{THINGS[n // 10 % ACTIVITIES].capitalize()} Dusun {n}"
        usulan = verified_usulan(desa=desa, title=title, cost=PRICE, kecamatan_rank=n + 1)
        offer = offers[n // 10 % ACTIVITIES]  # each kecamatan asks of all
        make_answer(
            referral=make_referral(usulan=usulan, opd=offer.opd), kind=OutcomeKind.AGREED, activity=offer, volume=1,
            amount=PRICE, funding_source=FundingSource.APBD_KABUPATEN, status=AnswerStatus.SENT,
        )  # fmt: skip
    return kabupaten, make_meeting(status="running")


def users(kabupaten, count: int) -> list[User]:
    roles = [Role.SECRETARIAT, Role.SECRETARIAT, *[Role.OBSERVER] * (count - 2)]
    return [make_user(username=f"layar{n}", role=role, kabupaten=kabupaten) for n, role in enumerate(roles)]


# The server


class server:
    """Gunicorn with the settings of production, on a free port; yields "host:port"."""

    def __enter__(self) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{free.getsockname()[1]}"
        environment = os.environ | {
            "DEBUG": "False", "ALLOWED_HOSTS": "127.0.0.1", "BEHIND_PROXY": "True",
            "SECRET_KEY": settings.SECRET_KEY,  # sessions made here are to be known there
        }  # fmt: skip
        subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], env=environment, check=True)
        self.process = subprocess.Popen(
            [sys.executable, "-m", *SERVER.split(), address], env=environment, stderr=subprocess.DEVNULL
        )
        for _ in range(100):
            try:
                socket.create_connection(tuple(address.split(":"))).close()
                return address
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def __exit__(self, *failure):
        self.process.terminate()
        self.process.wait()


# The screens


@dataclass
class Client:
    """One screen: a browser that keeps its tag, and a log of what it waited for."""

    address: str
    meeting: object
    user: User
    tag: str = ""
    board: str = ""
    times: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.cookie = f"sessionid={session_of(self.user)}"

    def ask(self, name: str, data: dict | None = None, **headers) -> tuple[int, str]:
        path = reverse(f"meetings:{name}", args=[self.meeting.pk])
        headers |= {"Cookie": self.cookie, "X-Forwarded-Proto": "https", "Origin": f"https://{self.address}"}
        body = urllib.parse.urlencode(data) if data else None
        if data:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.perf_counter()
        connection = http.client.HTTPConnection(self.address, timeout=30)  # one each, as nginx opens them
        connection.request("POST" if data else "GET", path, body, headers)
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        self.times.append(time.perf_counter() - start)
        self.statuses.append(response.status)
        if response.status not in (200, 302, 304, 422):
            self.faults.append(f"{name}: {response.status}")
        for cookie in response.headers.get_all("Set-Cookie") or []:
            if cookie.startswith("csrftoken="):
                self.cookie = f"{self.cookie.split(';')[0]}; {cookie.split(';')[0]}"
        self.tag = response.headers["ETag"] or self.tag
        return response.status, text

    def look(self) -> None:
        status, text = self.ask("live_board", **{"If-None-Match": self.tag} if self.tag else {})
        self.board = text if status == 200 else self.board

    def look_at_the_end(self) -> str:
        """Return the counts as this screen shows them once it has looked again."""
        self.look()
        return re.search(r'class="tally">(.*?)</p>', self.board)[1]

    def follow(self, until: float) -> None:
        time.sleep(PAUSE * (hash(self.user.username) % 100) / 100)
        while time.monotonic() < until:
            self.look()
            time.sleep(PAUSE)

    def decide(self, until: float, gate: threading.Barrier) -> None:
        while time.monotonic() < until:
            began = time.monotonic()
            _, page = self.ask("live")
            form = re.search(r'name="usulan" value="(\d+)"', page[page.find('id="putusan"') :])
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
            gate.wait()  # both have the same usulan before them, and press now
            if form:
                self.press(int(form[1]), token[1])
            gate.wait()
            time.sleep(max(0, PACE - (time.monotonic() - began)))

    def press(self, usulan: int, token: str) -> None:
        offer = OFFERS[usulan]
        data = {
            "csrfmiddlewaretoken": token, "usulan": usulan, "tahun": YEAR, "replaces": "",
            "portion-TOTAL_FORMS": 3, "portion-INITIAL_FORMS": 0,
        }  # fmt: skip
        agreed = {
            "kind": OutcomeKind.AGREED, "portion-0-activity": offer, "portion-0-volume": 1, "portion-0-amount": PRICE,
            "portion-0-funding_source": FundingSource.APBD_KABUPATEN,
        }  # fmt: skip
        status, page = self.ask("live", data | agreed)
        if status == 422 and "sudah habis" in page:
            refused = {"kind": OutcomeKind.REFUSED, "reason": Reason.LOKUS_FULL, "explanation": "Lokus habis."}
            status, page = self.ask("live", data | refused)
        if status == 422 and "baru saja diputuskan" not in page:
            self.faults.append("a refusal that explains nothing")


OFFERS: dict[int, int] = {}


def session_of(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), "forum.backends.ForumBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return store.session_key


def hold(clients: list[Client], *, seconds: int) -> None:
    OFFERS.update(Usulan.objects.values_list("pk", "referrals__answers__activity"))
    deciding, following = clients[:2], clients[2:]
    for client in following:
        client.ask("live")
    gate = threading.Barrier(2, timeout=30)
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=client.follow, args=[until]) for client in following]
    threads += [threading.Thread(target=client.decide, args=[until, gate]) for client in deciding]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
