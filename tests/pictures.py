"""
The pictures of the help pages: real screens over the sample, in a real browser.

    ./dev pictures    draws every one anew into static/img/help
"""

import io
from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page

from bangkit.sample import SumbaSample
from bangkit.sample.facts import PASSWORD
from bangkit.templatetags.guides import DENSITY, PICTURES
from forum.models import Desa, Kecamatan, User
from meetings import actions as meeting_actions
from meetings.models import Agreement, Meeting, Signatory
from plans import actions as plans_actions
from plans.models import Activity, Usulan
from plans.tasks import compute_allocation

PHONE, DESK, WIDE = (360, 560), (820, 540), (1000, 580)
COLOURS = 32  # of a screen without photos; a palette keeps letters sharp and files small
MOST_BYTES = 40 * 1024


@dataclass(frozen=True)
class Shot:
    """
    What one picture shows: who is at the screen ("" is anybody, without account), at which address.

    `prepare` does there what the reader is about to do; the screen is then scrolled to `top`, for "" not at all.
    """

    user: str
    address: Callable[[], str]
    screen: tuple[int, int] = DESK
    top: str = "main"
    prepare: Callable[[Page], None] = lambda page: None


def at(name: str, *args, **query) -> Callable[[], str]:
    return lambda: reverse(name, args=args, query=query)


def asked(title: str) -> Usulan:
    return Usulan.objects.filter(title__startswith=title).latest("pk")


def of_usulan(name: str, title: str) -> Callable[[], str]:
    return lambda: reverse(name, args=[asked(title).pk])


def of_sync(title: str) -> Callable[[], str]:
    return lambda: reverse("plans:sync_usulan", args=[asked(title).fiscal_year, asked(title).pk])


def of_referral(name: str, title: str) -> Callable[[], str]:
    return lambda: reverse(name, args=[asked(title).referrals.latest("pk").pk])


def of_meeting(name: str) -> Callable[[], str]:
    return lambda: reverse(name, args=[Meeting.objects.latest("held_on").pk])


def of_agreement(name: str, status: str) -> Callable[[], str]:
    return lambda: reverse(name, args=[Agreement.objects.filter(status=status).latest("pk").pk])


def new_usulan() -> str:
    return reverse("plans:usulan_create", query={"desa": Desa.objects.get(name="Onggol").pk})


def order_of_kodi() -> str:
    year = asked("Sumur bor Dusun 2").fiscal_year
    return reverse("plans:priority_kecamatan", args=[Kecamatan.objects.get(name="Kodi").pk, year])


def lokus_of_tracks() -> str:
    return Activity.objects.filter(name__contains="Jalan Usaha Tani").latest("pk").get_absolute_url()


def place_to_sign() -> str:
    signatory = Signatory.objects.next_in_turn().get(jabatan__name="Kepala Dinas Perikanan")
    return reverse("meetings:signatory_sign", args=[signatory.pk])


def public_trace() -> str:
    return reverse("meetings:public_trace", args=[asked("Sumur bor kelompok tani").trace_key])


def check_result() -> str:
    return reverse("meetings:check", args=[Agreement.objects.filter(status="signed").latest("pk").check_code])


def write_usulan(page: Page) -> None:
    page.get_by_label("Usulan", exact=True).fill("Sumur bor Dusun 2")
    page.get_by_label("Bidang penghidupan").select_option("Pertanian")


def agree(page: Page) -> None:
    page.get_by_label("Disepakati", exact=True).check()


def choose_workplan(page: Page) -> None:
    page.get_by_label("OPD", exact=True).select_option("Dinas Pertanian")


SHOTS = {
    "beranda-fasilitator": Shot("fasilitator", at("home"), PHONE, top=""),
    "catat-usulan": Shot("fasilitator", new_usulan, PHONE, prepare=write_usulan),
    "draf-usulan": Shot("fasilitator", of_usulan("plans:usulan_detail", "Perahu fiber"), PHONE),
    "usulan-dikembalikan": Shot("fasilitator", of_usulan("plans:usulan_detail", "Mesin pengupas"), PHONE),
    "antrean": Shot("fasilitator", at("queue"), PHONE),
    "verifikasi-usulan": Shot("camat.kodi", of_usulan("plans:usulan_detail", "Bibit rumput laut")),
    "urutan-kecamatan": Shot("camat.kodi", order_of_kodi),
    "akun-baru": Shot("sekretariat", at("forum:account_create")),
    "keanggotaan": Shot("sekretariat", at("forum:roster"), top="h2"),
    "sinkronisasi": Shot("sekretariat", of_sync("Pompa air"), WIDE, top=".three"),
    "pembagian-lokus": Shot("sekretariat", at("plans:allocation")),
    "rapat": Shot("sekretariat", of_meeting("meetings:meeting_detail")),
    "layar-rapat": Shot("sekretariat", of_meeting("meetings:live"), WIDE),
    "berita-acara": Shot("sekretariat", of_agreement("meetings:agreement_detail", "final")),
    "impor-rencana-kerja": Shot("pertanian", at("plans:workplan_import"), prepare=choose_workplan),
    "lokus": Shot("pertanian", lokus_of_tracks),
    "kotak-masuk": Shot("pertanian", at("plans:inbox"), top=".tabs"),
    "jawab-usulan": Shot("pertanian", of_referral("plans:answer", "Jalan usaha tani Dusun 3"), WIDE, prepare=agree),
    "pelaksanaan": Shot("pertanian", at("plans:execution_list"), top=".house-table"),
    "beranda-kepala-opd": Shot("kadis.pertanian", at("home"), top=""),
    "kirim-jawaban": Shot("kadis.pertanian", of_referral("plans:answer_accept", "Sumur bor Dusun 2"), (1000, 640)),
    "menunggu-tanda-tangan": Shot("kadis.perikanan", at("meetings:signatory_list"), PHONE),
    "tanda-tangan": Shot("kadis.perikanan", place_to_sign, PHONE, top="#tanda-tangan"),
    "gambaran": Shot("pengamat", at("overview"), WIDE, top="h2:has-text('Antartahun')"),
    "daftar-sinkronisasi": Shot("pengamat", at("plans:sync"), WIDE, top=".sync > li:has-text('Ternak kambing')"),
    "pemerataan": Shot("pengamat", at("plans:fairness")),
    "jejak-usulan": Shot("", public_trace, PHONE),
    "periksa-berita-acara": Shot("", check_result, PHONE),
}


def prepare_sample() -> None:
    """Build the sample, with next year's lokus allocated and its coming meeting under way."""
    today, now = timezone.localdate(), timezone.now()
    SumbaSample(today=today).build()
    secretariat = User.objects.with_scope().get(username="sekretariat")
    compute_allocation.func(plans_actions.start_allocation(today.year + 1, {}, by=secretariat, now=now).pk)
    meeting = Meeting.objects.latest("held_on")
    meeting_actions.move_meeting(meeting, "open", by=secretariat)
    meeting_actions.fill_attendance(meeting, by=secretariat)


def log_in(page: Page, username: str) -> None:
    page.goto(reverse("forum:login"))
    page.get_by_label("Nama pengguna").fill(username)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url(lambda url: "/masuk/" not in url)


def draw(page: Page, shot: Shot) -> bytes:
    """Return the screen as the reader will see it, as WebP."""
    width, height = shot.screen
    page.set_viewport_size({"width": width, "height": height})
    assert page.goto(shot.address()).status == 200
    shot.prepare(page)
    page.evaluate("document.activeElement.blur()")
    if shot.top:
        page.locator(shot.top).first.evaluate(
            "element => scrollTo(0, element.getBoundingClientRect().top + scrollY - 12)"
        )
    with Image.open(io.BytesIO(page.screenshot())) as screen:
        reduced = screen.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).convert("RGB")
    out = io.BytesIO()
    reduced.save(out, format="WEBP", lossless=True)
    return out.getvalue()


def test_draw_every_picture(new_context, live_server):
    """Not a test of the suite: it leaves the pictures in the tree, and removes those that no guide shows any more."""
    prepare_sample()
    drawn = {}
    for username in dict.fromkeys(shot.user for shot in SHOTS.values()):
        page = new_context(
            base_url=live_server.url, device_scale_factor=DENSITY, locale="id-ID", reduced_motion="reduce"
        ).new_page()
        if username:
            log_in(page, username)
        for name, shot in SHOTS.items():
            if shot.user == username:
                drawn[name] = draw(page, shot)

    assert {name: len(picture) for name, picture in drawn.items() if len(picture) > MOST_BYTES} == {}
    for old in PICTURES.glob("*.webp"):
        old.unlink()
    for name, picture in drawn.items():
        (PICTURES / f"{name}.webp").write_bytes(picture)
