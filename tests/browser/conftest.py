"""People of the sample in front of a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from bangkit.sample.facts import PASSWORD
from tests.browser.field import built, colleague, desk, new_usulan, phone, server, stored, title  # noqa: F401  fixtures
from tests.busy_day import build_busy_day


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    # Bootstrap scrolls smoothly unless asked not to; a test would look while the page still moves.
    return {**browser_context_args, "locale": "id-ID", "timezone_id": "Asia/Makassar", "reduced_motion": "reduce"}


@pytest.fixture
def visit(new_context, live_server) -> Callable[..., Page]:
    """Return a new browser before a busy day of the house; the arguments are those of Playwright's new_context."""
    build_busy_day()

    def arrive(**options) -> Page:
        page = new_context(base_url=live_server.url, **options).new_page()
        page.set_default_timeout(10_000)
        return page

    return arrive


@pytest.fixture
def enter(visit) -> Callable[..., Page]:
    """Return a new browser in which this person of the sample has come in through the log-in page."""

    def log_in(username: str, **options) -> Page:
        page = visit(**options)
        page.goto("/masuk/")
        page.get_by_label("Nama pengguna").fill(username)
        page.get_by_label("Kata sandi").fill(PASSWORD)
        page.get_by_role("button", name="Masuk").click()
        page.wait_for_url(lambda url: "/masuk/" not in url)  # a key pressed earlier would go to the log-in page
        page.bring_to_front()
        return page

    return log_in
