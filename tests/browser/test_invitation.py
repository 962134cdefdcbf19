"""Telling the invited by WhatsApp: one press in the list, under the policy that lets no other form leave the house."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from forum.choices import Role
from tests.factories import PASSWORD, make_invitation, make_user

pytestmark = pytest.mark.browser


SHORT, LONG = "https://wa.me/", "https://api.whatsapp.com/send"


def test_one_press_opens_the_conversation_beside_the_list(context, live_server, transactional_db):
    make_user(username="sekretariat", role=Role.SECRETARIAT)
    row = make_invitation(phone="081234567890")
    # In place of WhatsApp, which sends on from its short address.
    context.route(f"{SHORT}**", lambda route: route.fulfill(status=302, headers={"Location": LONG}))
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{live_server.url}{reverse('meetings:invitation_list', args=[row.meeting_id])}")
    page.get_by_label("Nama pengguna").fill("sekretariat")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()

    with context.expect_event("request", lambda request: request.url == LONG) as sent_on:
        page.get_by_role("button", name="WhatsApp kepada Kepala Dinas Pertanian").click()

    first = sent_on.value.redirected_from
    assert first.url.startswith(f"{SHORT}6281234567890?text=Yth.")
    page.reload()
    expect(page.get_by_role("cell", name="WhatsApp dibuka")).to_be_visible()
    row.refresh_from_db()
    assert row.opened_at is not None
    assert complaints == []
