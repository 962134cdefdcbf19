"""Kabar by e-mail: asked for, once a day, in few lines, with nothing that stands not in the titles."""

import datetime
import logging
from functools import partial

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.urls import reverse

from forum import actions
from forum.choices import Role
from forum.forms import DigestForm
from forum.log import log
from forum.models import Digest, LogEntry, User
from forum.personal_data import export_of
from forum.transitions import MoveRefused
from tests.bench.bench_ledger import run_at_once
from tests.factories import make_desa, make_person, make_user, make_usulan, verified_usulan

ADDRESS = "fasilitator@contoh.go.id"
MORNING = datetime.datetime.combine(datetime.date.today(), datetime.time(22, 30, tzinfo=datetime.UTC))  # 6.30 in Sumba
NEXT_MORNING = MORNING + datetime.timedelta(days=1)


class DeadServer(EmailBackend):
    """A server that nobody reaches."""

    def send_messages(self, messages):
        raise ConnectionRefusedError(f"cannot reach the server for {messages[0].to}")


class RefusingServer(EmailBackend):
    """A server that knows only some of the addresses."""

    def send_messages(self, messages):
        if "tidak.dikenal" in messages[0].to[0]:
            raise ConnectionResetError
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def server(settings):
    settings.EMAIL_HOST, settings.PUBLIC_URL = "surel.contoh", "https://forum.contoh.go.id"
    settings.DEFAULT_FROM_EMAIL = "forum@contoh.go.id"


@pytest.fixture
def reader(facilitator):
    actions.choose_digest(facilitator, ADDRESS)
    return facilitator


def happen(*records, verb="usulan.edit", **facts):
    for record in records:
        log(verb, record, by=User.objects.system(), **facts)


def send(now=MORNING) -> tuple[int, int]:
    return actions.send_digests(now=now)


def test_digest_tells_what_is_new_with_its_address(reader):
    usulan = make_usulan()
    happen(usulan, usulan)
    happen(usulan, verb="usulan.return", note="Lengkapi lokasinya, Bapak Contoh.")

    assert send() == (1, 0)

    [message] = mail.outbox
    assert (message.to, message.from_email) == ([ADDRESS], "forum@contoh.go.id")
    assert message.subject.startswith("1 kabar baru, ")
    assert message.body.splitlines() == [
        f"{reader.kabupaten.forum_name}, {reader.kabupaten}",
        "1 kabar baru bagi Fasilitator.",
        "",
        "Perahu katinting, Desa Waiholo",
        "  Usulan dikembalikan ke desa (dan 2 peristiwa lagi)",
        f"  https://forum.contoh.go.id/usulan/{usulan.pk}/",
        "",
        "Dikirim karena Anda memintanya. Ubah atau hentikan: https://forum.contoh.go.id/kabar/surel/",
    ]


def test_digest_of_much_has_thirty_lines_at_most(reader):
    happen(*(make_usulan(title=f"Sumur {n}") for n in range(20)))

    send()

    lines = mail.outbox[0].body.splitlines()
    assert len(lines) <= 30
    assert lines[-3] == "Selebihnya (12): https://forum.contoh.go.id/kabar/"


def test_digest_keeps_what_people_typed_in_the_house(reader):
    usulan = make_usulan()
    happen(usulan, verb="usulan.attach", after={"kind": "Foto", "name": "KTP Maria Contoh.png"})

    send()

    assert "  Lampiran ditambahkan: Foto “…”\n" in mail.outbox[0].body
    assert "Maria" not in mail.outbox[0].body


def test_nothing_new_sends_nothing(reader):
    assert send() == (0, 0)
    assert mail.outbox == []


def test_what_was_read_before_is_not_sent(client, reader):
    usulan = make_usulan()
    happen(usulan)
    client.force_login(reader)
    client.get(usulan.get_absolute_url())

    assert send() == (0, 0)


def test_what_was_before_the_wish_is_not_sent(facilitator):
    happen(make_usulan())
    actions.choose_digest(facilitator, ADDRESS)

    assert send() == (0, 0)


def test_digest_is_sent_once_a_day_and_tells_nothing_twice(reader):
    usulan = make_usulan()
    happen(usulan)
    assert send() == (1, 0)
    happen(make_usulan(title="Sumur bor"))

    assert send() == (0, 0)
    assert send(NEXT_MORNING) == (1, 0)
    assert "Perahu katinting" not in mail.outbox[1].body
    assert send(NEXT_MORNING + datetime.timedelta(days=1)) == (0, 0)


def test_nobody_is_sent_a_digest_at_night(reader):
    happen(make_usulan())

    assert send(MORNING - datetime.timedelta(hours=1)) == (0, 0)  # 5.30 in Sumba
    assert send() == (1, 0)


def test_failure_is_told_without_the_address_and_tried_again(settings, caplog, reader):
    happen(make_usulan())
    settings.EMAIL_BACKEND = f"{__name__}.DeadServer"

    with caplog.at_level(logging.WARNING, "forum.actions.digest"):
        assert send() == (0, 1)

    assert caplog.messages == [f"Ringkasan harian akun {reader.pk} tidak terkirim: ConnectionRefusedError"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send() == (1, 0)


def test_one_address_that_is_refused_does_not_hold_up_the_others(settings, reader, camat):
    actions.choose_digest(reader, "tidak.dikenal@contoh.go.id")
    actions.choose_digest(camat, "camat@contoh.go.id")
    happen(verified_usulan())
    settings.EMAIL_BACKEND = f"{__name__}.RefusingServer"

    assert send() == (1, 1)
    assert mail.outbox[0].to == ["camat@contoh.go.id"]


def test_dead_server_is_not_asked_for_everyone(settings, secretariat):
    for number in range(5):
        user = make_user(username=f"staf{number}", role=Role.SECRETARIAT)
        actions.choose_digest(user, f"staf{number}@contoh.go.id")
    happen(verified_usulan())
    settings.EMAIL_BACKEND = f"{__name__}.DeadServer"

    assert send() == (0, 3)


@pytest.mark.django_db(transaction=True)
def test_digest_is_sent_once_when_four_ticks_run_at_once():
    reader = make_user(role=Role.FACILITATOR, desa=[make_desa()])
    actions.choose_digest(reader, ADDRESS)
    happen(make_usulan())

    assert run_at_once([partial(send)] * 4) == ["won"] * 4

    assert len(mail.outbox) == 1


def test_tick_sends_and_says_how_many(capsys, reader, settings):
    happen(make_usulan())

    call_command("tick")

    out = capsys.readouterr().out
    assert f"Kabar lewat surel: {len(mail.outbox)} terkirim, 0 gagal." in out


def test_server_without_e_mail_sends_nothing(settings, reader):
    happen(make_usulan())
    settings.EMAIL_HOST = ""

    assert send() == (0, 0)


# The wish


def test_wish_is_made_changed_and_ended_on_its_page(client, facilitator):
    client.force_login(facilitator)
    url = reverse("forum:digest_edit")

    assert client.post(url, {"address": ADDRESS}).url == reverse("forum:notice_list")
    assert Digest.objects.get().address == ADDRESS
    client.post(url, {"address": "lain@contoh.go.id"})
    assert Digest.objects.get().address == "lain@contoh.go.id"
    assert b'value="lain@contoh.go.id"' in client.get(url).content
    client.post(url, {"address": ""})
    assert not Digest.objects.exists()


def test_wish_to_no_address_is_explained(client, facilitator):
    client.force_login(facilitator)

    response = client.post(reverse("forum:digest_edit"), {"address": "bukan surel"})

    assert response.status_code == 422
    assert DigestForm({"address": "bukan surel"}).errors.keys() == {"address"}
    assert not Digest.objects.exists()


def test_page_says_where_no_e_mail_is_sent(client, facilitator, settings):
    settings.EMAIL_HOST = ""
    client.force_login(facilitator)

    page = client.get(reverse("forum:digest_edit")).content.decode()

    assert "pengelola server belum menyetelnya" in page
    assert 'name="address"' not in page
    with pytest.raises(MoveRefused):
        actions.choose_digest(facilitator, ADDRESS)


def test_wish_can_be_ended_also_where_no_e_mail_is_sent_any_more(client, reader, settings):
    settings.EMAIL_HOST = ""
    client.force_login(reader)

    refused = client.post(reverse("forum:digest_edit"), {"address": "lain@contoh.go.id"})
    client.post(reverse("forum:digest_edit"), {"address": ""})

    assert refused.status_code == 422
    assert not Digest.objects.exists()


def test_closed_account_is_sent_nothing_and_its_address_is_gone(secretariat, reader):
    happen(make_usulan())

    actions.close_account(reader, by=secretariat)

    assert send() == (0, 0)
    assert not Digest.objects.exists()


def test_address_is_told_among_the_personal_data_and_goes_with_them(secretariat):
    person = make_person(name="Maria Contoh")
    user = make_user(person=person)
    actions.choose_digest(user, ADDRESS)

    assert export_of(person)["catatan"]["Akun"][0]["kabar dikirim ke"] == ADDRESS
    actions.erase_person(person, reason="Permintaan", by=secretariat, today=datetime.date.today())

    assert not Digest.objects.exists()


def test_address_stands_in_no_history(reader):
    assert ADDRESS not in str(list(LogEntry.objects.values()))
