"""Every page, for every role, in a real browser: axe, narrow screens, zoom, keyboard, and a quiet console."""

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from bangkit.sample.sumba_facts import LOGINS
from forum.models import Desa, User
from meetings.models import Meeting
from plans.models import Referral, Usulan
from tests.busy_day import doors_of
from tests.crawl import Visit, walk
from tests.test_architecture import our_url_names

pytestmark = pytest.mark.browser

PHONE, ZOOMED, DESK = 360, 640, 1280  # 1280 px at 200 % is laid out as 640 px
# Reached by a form or a picture; the first three stand before the log-in, or end it.
NOT_BY_LINK = {
    "forum:login",
    "forum:password_slip",
    "forum:logout",
    "forum:kabupaten_logo",  # a picture within the settings
    "search",
    "service_worker",  # asked for by the scripts of who writes without a signal
    "forum:session",
    "forum:notice_read_all",  # a button on the page of Kabar
    "forum:typed_name_erase",  # after a name has been searched for
    "plans:attachment_add_by_key",
    "archive_build",  # buttons on the page of the archives
    "archive_file",
    "plans:attachment_thumbnail",
    "plans:usulan_merge",  # after the question which usulan is meant
    "plans:usulan_merge_into",
    "plans:usulan_submit",
    "plans:usulan_recall",
    "plans:allocation_apply",
    "plans:answers_accept",  # with the rows that are ticked in the inbox
    "plans:answers_refuse",
    "plans:calendar_propose",  # a button on the calendar
    "plans:word_pass",  # a button beside each word that is offered
    "meetings:agenda_fill",  # buttons on the page of the agenda and on the screen of the meeting
    "meetings:agenda_carry",
    "meetings:agenda_item_shift",
    "meetings:agenda_item_move",
    "meetings:agenda_item_take_up",
    "meetings:invitation_fill",  # buttons on the list of invitations
    "meetings:invitation_camat",
    "meetings:invitation_restore",
    "meetings:invitation_whatsapp",
    "meetings:invitation_mail",
    "meetings:invitation_mail_all",
    "meetings:invitation_handed",
    "meetings:invitation_handed_all",
    "meetings:meeting_calendar",  # a download
    "meetings:attendance_fill",
    "meetings:attendance_number",
    "meetings:attendance_self",  # from the code on the wall
    "meetings:decision_merge",
    "meetings:live_board",  # read by the screen itself
    "meetings:live_step",
    "meetings:agreement_create",
    "meetings:agreement_renew",
    "meetings:signatory_remove",
    "meetings:paper_request",  # a form on a page that is there only while a paper is being made
    "meetings:signatory_await",
    "meetings:check_result",
}
# Done by those whose part it is: who signs, who answers for an OPD, who chairs.
NOT_FOR_THE_SECRETARIAT = {
    "meetings:meeting_minutes_return",
    "meetings:signatory_list",
    "meetings:signatory_sign",
    "plans:answer",
    "plans:answer_accept",
}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
OPEN_ALL = "document.querySelectorAll('main details').forEach((details) => { details.open = true; })"


def telling(visits: list[Visit], seen: set) -> Iterator[Visit]:
    """Yield the pages that hold a kind of element which no page of that URL name held before; adds to `seen`."""
    for visit in filter(lambda visit: visit.is_page, visits):
        marks = {(visit.name, tag, attrs.get("class"), attrs.get("type")) for tag, attrs in visit.tags}
        if not marks <= seen:
            seen |= marks
            yield visit


def violations_of(page: Page) -> list[dict]:
    """Ask axe, which stays with the page once it has been loaded."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate("(rules) => axe.run(rules).then((found) => found.violations)", RULES)


def faults_of(page: Page, url: str) -> Iterator[str]:
    """Yield what is wrong with the page now shown, at all widths, with everything in it unfolded."""
    page.evaluate(OPEN_ALL)
    for width in (PHONE, ZOOMED, DESK):
        page.set_viewport_size({"width": width, "height": 800})
        if too_wide := page.evaluate("document.documentElement.scrollWidth - innerWidth"):
            yield f"{url} at {width} px: {too_wide} px too wide"
        if width != ZOOMED:
            for violation in violations_of(page):
                first = violation["nodes"][0]
                yield f"{url} at {width} px: {violation['id']}, {len(violation['nodes'])} times, e.g. {first['html']}"


def listen(page: Page) -> list[str]:
    """Return a list that fills with what the browser complains about: scripts, CSP, files that fail."""
    complaints = []
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda said: complaints.append(f"{page.url}: {said.text}") if said.type in ("error", "warning") else None,
    )
    return complaints


SECRETARIAT, *OTHERS = LOGINS


def crawl(enter, usernames: list[str]) -> tuple[set[str], list[str]]:
    """Return the names of the pages that these people reach by links, and what is wrong with them."""
    faults, seen, reached = [], set(), set()
    for username in usernames:
        client, user = Client(), User.objects.get(username=username)
        client.force_login(user)
        visits = list(walk(client, *doors_of(user), each=4))
        reached |= {visit.name for visit in visits}
        page = enter(username)
        complaints = listen(page)
        for visit in telling(visits, seen):
            page.goto(visit.url)
            faults += [f"{username} {visit.name} {fault}" for fault in faults_of(page, visit.url)]
        faults += complaints
    return reached, faults


def test_no_page_of_the_secretariat_has_a_fault(enter, papers_drawn_once):
    """Generated: every page that it reaches by links, and no page that nobody reaches."""
    reached, faults = crawl(enter, [SECRETARIAT])

    assert faults == []
    assert our_url_names() - reached - NOT_BY_LINK - NOT_FOR_THE_SECRETARIAT == set()


def test_no_page_of_the_others_has_a_fault(enter, papers_drawn_once):
    reached, faults = crawl(enter, OTHERS)

    assert faults == []
    assert NOT_FOR_THE_SECRETARIAT - reached == set()


def test_no_public_page_has_a_fault(visit):
    usulan = Usulan.objects.filter(outcomes__is_current=True).first()
    page = visit()
    complaints = listen(page)
    faults = []
    for url in (
        reverse("forum:login"),
        reverse("forum:password_slip"),
        reverse("meetings:public_trace", args=[usulan.trace_key]),
    ):
        page.goto(url)
        faults += faults_of(page, url)

    assert faults + complaints == []


def create_usulan_url() -> str:
    return reverse("plans:usulan_create", query={"desa": Desa.objects.get(name="Onggol").pk})


def answer_url() -> str:
    return reverse("plans:answer", args=[Referral.objects.unanswered().filter(opd__name="Dinas Pertanian").first().pk])


def decision_url() -> str:
    meeting = Meeting.objects.latest("held_on")
    year = meeting.fiscal_year + 1
    usulan = Usulan.objects.verified().for_year(year).undecided(year).in_order().first()
    return reverse("meetings:decision", args=[meeting.pk, usulan.pk, year])


@pytest.mark.parametrize(
    ("username", "address", "button"),
    [
        ("sekretariat", partial(reverse, "forum:account_create"), "Buka akun dan buat slip"),
        ("sekretariat", partial(reverse, "meetings:meeting_create"), "Simpan"),
        ("sekretariat", decision_url, "Simpan keputusan"),
        ("fasilitator", create_usulan_url, "Simpan draf"),
        ("pertanian", answer_url, "Simpan draf"),
    ],
    ids=["account", "meeting", "decision", "usulan", "answer"],
)
def test_refused_form_leads_to_what_is_wrong(enter, username, address, button):
    page, url = enter(username), address()
    page.goto(url)
    complaints = listen(page)
    with page.expect_navigation() as refused:
        page.get_by_role("button", name=button, exact=True).click()

    summary = page.get_by_role("alert")
    assert refused.value.status == 422
    expect(summary).to_be_focused()
    assert list(faults_of(page, url)) == []
    for link in summary.get_by_role("link").all():
        link.click()
        expect(page.locator(f"[id={link.get_attribute('href')[1:]}]")).to_be_in_viewport()
    assert [said for said in complaints if "422" not in said] == []


# Everything that Tab should stop at; of a group of radio buttons the chosen one, else the first.
NUMBER_STOPS = """() => {
  const stops = [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]'
  )].filter((stop) => stop.checkVisibility({visibilityProperty: true}) && !stop.disabled && (
    stop.type !== 'radio' || stop.checked ||
    stop === stop.form.elements[stop.name][0] && !stop.form.elements[stop.name].value
  ));
  stops.forEach((stop, number) => { stop.dataset.stop = number; });
  return stops.length;
}"""
READ_STOP = """() => {
  const stop = document.activeElement, box = stop.getClientRects()[0], style = getComputedStyle(stop);
  const hits = [4, box.height / 2, box.height - 4].map(
    (down) => document.elementFromPoint(box.left + Math.min(box.width, 40) / 2, box.top + down));
  return {
    number: Number(stop.dataset.stop ?? -1), html: stop.outerHTML.slice(0, 90),
    left: box.left, right: box.right, top: box.top + scrollY, bottom: box.bottom + scrollY,
    is_ringed: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    is_covered: !hits.some((hit) => hit && (stop.contains(hit) || hit.contains(stop))),
  };
}"""


def tab_through(page: Page) -> list[dict]:
    """Press Tab from the top until every stop was reached; return them in the order of the keyboard."""
    count, stops = page.evaluate(NUMBER_STOPS), []
    for _ in range(4 * count):  # a date field has several stops of its own
        page.keyboard.press("Tab")
        stop = page.evaluate(READ_STOP)
        if not stops or stop["number"] != stops[-1]["number"]:
            stops.append(stop)
        if len({stop["number"] for stop in stops}) == count:
            break
    assert len({stop["number"] for stop in stops} - {-1}) == count
    return stops


def comes_after(stop: dict, before: dict) -> bool:
    """Below it, beside it to the right, or at the head of the next column."""
    if stop["top"] >= before["bottom"] - 4:
        return True
    return stop["left"] >= (before["left"] if stop["bottom"] > before["top"] else before["right"])


@pytest.mark.parametrize(
    ("username", "address"),
    [
        ("sekretariat", partial(reverse, "home")),
        ("sekretariat", partial(reverse, "plans:sync")),
        ("sekretariat", decision_url),
        ("fasilitator", create_usulan_url),
        ("pengamat", partial(reverse, "plans:usulan_list")),
    ],
    ids=["home", "sync", "decision", "usulan_form", "usulan_list"],
)
def test_keyboard_reaches_everything_in_the_order_of_the_eye(enter, username, address):
    page, url = enter(username), address()
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(url)

        stops = tab_through(page)

        assert [stop["html"] for stop in stops if not stop["is_ringed"]] == []
        assert [stop["html"] for stop in stops if stop["is_covered"]] == []
        assert [(a["html"], b["html"]) for a, b in pairwise(stops) if not comes_after(b, a)] == []


def test_skip_link_leads_past_the_frame(enter):
    page = enter("sekretariat")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Langsung ke isi halaman")).to_be_focused()
    expect(page.get_by_role("link", name="Langsung ke isi halaman")).to_be_in_viewport()

    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_menu_unfolds_on_a_phone(enter):
    page = enter("sekretariat")
    page.set_viewport_size({"width": PHONE, "height": 800})
    page.goto("/")
    page.get_by_text("Menu", exact=True).click()
    page.get_by_text("Lainnya", exact=True).click()
    expect(page.get_by_role("link", name="Tindak lanjut", exact=True)).to_be_visible()

    assert violations_of(page) == []
