"""Invitations by e-mail: only where a server is set, sent by the worker, and what became of it is told."""

import datetime
import smtplib

import pytest
from django.core import mail
from django.urls import reverse

from forum.log import sentence_of
from forum.models import LogEntry
from forum.transitions import MoveRefused
from meetings import actions
from meetings.choices import MailState
from meetings.models import Invitation
from meetings.tasks import send_invitation
from tests.factories import make_incumbency, make_invitation, make_jabatan, make_meeting, make_person

NOW = datetime.datetime(2024, 1, 20, 3, tzinfo=datetime.UTC)
FAILING = f"{__name__}.FailingBackend"


class FailingBackend:
    """A server that refuses."""

    def __init__(self, **kwargs): ...

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("hilang")


@pytest.fixture
def server(settings):
    settings.EMAIL_HOST, settings.PUBLIC_URL = "smtp.contoh.go.id", "https://forum.contoh.go.id"
    settings.DEFAULT_FROM_EMAIL = "Forum <forum@contoh.go.id>"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def row(kabupaten):
    return make_invitation(email="dinas@contoh.go.id")


def state_of(row) -> str:
    return Invitation.objects.get(pk=row.pk).mail


def ask(row, by, *, now=NOW) -> int:
    return actions.mail_again(Invitation.objects.with_record_data().get(pk=row.pk), by=by, now=now)


def test_without_server_nothing_is_asked_for(client, secretariat, row):
    client.force_login(secretariat)

    pages = [
        client.post(reverse(name, args=[key]), follow=True).content.decode()
        for name, key in [("meetings:invitation_mail", row.pk), ("meetings:invitation_mail_all", row.meeting_id)]
    ]

    assert all("Surel belum disetel pada server ini. Sampaikan undangan lewat" in page for page in pages)
    assert state_of(row) == MailState.NONE


def test_everybody_with_an_address_is_written_to_once(secretariat, server, row):
    jabatan = make_jabatan(name="Asisten")
    make_incumbency(jabatan=jabatan, person=make_person(email="asisten@contoh.go.id"))
    for fields in (
        {"jabatan": jabatan},
        {"guest": "Tanpa surel"},
        {"guest": "Sudah", "email": "sudah@contoh.go.id", "mail": "sent"},
        {"guest": "Ditarik", "email": "ditarik@contoh.go.id", "withdrawn_at": NOW},
        {"guest": "Gagal", "email": "gagal@contoh.go.id", "mail": "failed"},
    ):
        make_invitation(meeting=row.meeting, **fields)

    counts = [actions.mail_everybody(row.meeting, by=secretariat, now=NOW) for _ in range(2)]

    assert counts == [3, 0]
    assert sorted(str(one) for one in Invitation.objects.filter(mail="queued")) == [
        "Asisten", "Gagal", "Kepala Dinas Pertanian",
    ]  # fmt: skip


def test_one_is_written_to_again_but_not_while_it_is_on_its_way(secretariat, server, row):
    counts = [ask(row, secretariat), ask(row, secretariat)]
    Invitation.objects.update(mail="sent")
    counts.append(ask(row, secretariat))

    assert counts == [1, 0, 1]


def test_what_the_worker_lost_may_be_asked_for_again(secretariat, server, row):
    ask(row, secretariat)

    assert ask(row, secretariat, now=NOW + datetime.timedelta(minutes=59)) == 0
    assert ask(row, secretariat, now=NOW + datetime.timedelta(minutes=61)) == 1


def test_worker_sends_words_letter_and_calendar(secretariat, server, row, mailoutbox):
    ask(row, secretariat)

    send_invitation.func(row.pk)
    send_invitation.func(row.pk)  # the same task twice writes once

    (message,) = mailoutbox
    assert (message.to, message.from_email) == (["dinas@contoh.go.id"], "Forum <forum@contoh.go.id>")
    assert message.subject == "Undangan: Sinkronisasi RKP 2024"
    assert f"https://forum.contoh.go.id/undangan/{row.pk}/" in message.body
    names = [attachment.filename for attachment in message.attachments]
    assert names == ["rapat-2024-01-31.ics", "undangan-2024-01-31.pdf"]
    assert 'ORGANIZER;CN="Forum BangKIT Kabupaten Sumba Barat Daya":mailto:forum@contoh.go.id' in (
        message.attachments[0].content.replace("\r\n ", "")
    )
    assert state_of(row) == MailState.SENT
    said = [sentence_of(entry) for entry in LogEntry.objects.for_record(row.meeting).order_by("pk")]
    assert said == ["Surel undangan diminta: 1 kantor", "Surel undangan kepada Kepala Dinas Pertanian terkirim"]
    assert "contoh.go.id" not in str(list(LogEntry.objects.values()))


def test_without_pango_the_message_goes_without_the_letter(secretariat, server, row, mailoutbox, without_pango):
    ask(row, secretariat)

    send_invitation.func(row.pk)

    assert [attachment.filename for attachment in mailoutbox[0].attachments] == ["rapat-2024-01-31.ics"]


def test_cancelled_meeting_is_told_without_a_letter(secretariat, server, mailoutbox):
    row = make_invitation(meeting=make_meeting(status="cancelled"), email="dinas@contoh.go.id", mail="sent")
    ask(row, secretariat)

    send_invitation.func(row.pk)

    (message,) = mailoutbox
    assert message.subject == "Dibatalkan: Sinkronisasi RKP 2024"
    assert [attachment.filename for attachment in message.attachments] == ["rapat-2024-01-31.ics"]
    assert "METHOD:CANCEL" in message.attachments[0].content


def test_failure_is_told_on_the_page_and_may_be_tried_again(client, secretariat, server, row, settings):
    settings.EMAIL_BACKEND = FAILING
    ask(row, secretariat)
    send_invitation.func(row.pk)
    client.force_login(secretariat)

    page = client.get(reverse("meetings:invitation_list", args=[row.meeting_id])).content.decode()

    assert state_of(row) == MailState.FAILED
    assert "Surel gagal dikirim" in page
    assert "Kirim surel kepada 1 kantor" in page
    assert "hilang" not in page + str(list(LogEntry.objects.values()))  # the server's words are not ours to pass on
    assert ask(row, secretariat) == 1


def test_withdrawn_meanwhile_is_not_written_to(secretariat, server, row, mailoutbox):
    ask(row, secretariat)
    Invitation.objects.update(withdrawn_at=NOW)

    send_invitation.func(row.pk)

    assert mailoutbox == []


def test_refusal_leaves_no_trace(secretariat, row):
    with pytest.raises(MoveRefused):
        ask(row, secretariat)

    assert LogEntry.objects.for_record(row.meeting).count() == 0
    assert mail.outbox == []
