"""What the operator types and is told: seals, and all that depends on the clock."""

import datetime

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import load_pem_x509_certificate
from django.core.management import CommandError, call_command
from django.utils import timezone

from meetings import vault
from meetings.checks import check_seals
from meetings.models import Seal, Signatory
from tests.meetings.signing_scene import make_seal, make_to_sign, seal_key

DAY = datetime.timedelta(days=1)


def test_create_seal_issues_one_and_says_that_it_is_self_issued(kabupaten, capsys):
    call_command("create_seal", "53.18")

    seal = Seal.objects.get()
    assert seal.self_issued
    assert seal.subject == "Segel Kabupaten Sumba Barat Daya (diterbitkan sendiri)"
    assert vault.key_of(seal).fingerprint == seal.fingerprint
    assert "berlaku sampai" in capsys.readouterr().out


def test_create_seal_takes_a_pkcs12_file(kabupaten, tmp_path):
    key = serialization.load_pem_private_key(seal_key().key, None)
    certificate = load_pem_x509_certificate(seal_key().certificate)
    packed = pkcs12.serialize_key_and_certificates(
        b"segel", key, certificate, None, serialization.BestAvailableEncryption(b"rahasia")
    )
    (tmp_path / "segel.p12").write_bytes(packed)
    (tmp_path / "sandi").write_text("rahasia\n")

    call_command("create_seal", "53.18", pkcs12=tmp_path / "segel.p12", password_file=tmp_path / "sandi")

    seal = Seal.objects.get()
    assert (seal.self_issued, seal.fingerprint) == (False, seal_key().fingerprint)


@pytest.mark.parametrize(
    ("code", "key", "message"),
    [("81.05", "x" * 32, "belum ada"), ("53.18", "", "SEAL_KEY belum diisi")],
)
def test_create_seal_refuses(kabupaten, settings, code, key, message):
    settings.SEAL_KEY = key

    with pytest.raises(CommandError, match=message):
        call_command("create_seal", code)

    assert Seal.objects.count() == 0


def told(**expected):
    return [(warning.id, warning.msg) for warning in check_seals(None, ["default"])]


def test_check_is_quiet_about_a_good_seal(kabupaten):
    make_seal(now=timezone.now())

    assert told() == []


@pytest.mark.parametrize("days_left", [59, -1])
def test_check_warns_sixty_days_before_the_end_and_after_it(kabupaten, days_left):
    seal = make_seal(now=timezone.now())
    Seal.objects.update(valid_until=timezone.now() + days_left * DAY)

    assert [code for code, _ in told()] == ["meetings.W001"]
    assert str(seal.kabupaten) in told()[0][1]


def test_check_warns_of_a_seal_that_nobody_can_open(kabupaten, settings):
    make_seal(now=timezone.now())
    settings.SEAL_KEY = ""

    assert [code for code, _ in told()] == ["meetings.W002"]


def test_check_reads_nothing_before_the_tables_are_there(db):
    assert check_seals(None, None) == []


def test_secretariat_sees_the_end_coming_on_its_first_page(client, kabupaten, secretariat):
    make_seal(now=timezone.now())
    client.force_login(secretariat)
    assert "segel kabupaten berakhir" not in client.get("/").content.decode()

    Seal.objects.update(valid_until=timezone.now() + 30 * DAY)

    assert "segel kabupaten berakhir dalam 60 hari" in client.get("/").content.decode()


def test_tick_reminds_and_says_how_many(kabupaten, secretariat, monkeypatch, capsys):
    now = timezone.now().replace(hour=3)  # 11.00 in Tambolaka
    make_to_sign(by=secretariat, now=now - 4 * DAY)
    monkeypatch.setattr("bangkit.management.commands.tick.timezone.now", lambda: now)

    call_command("tick")
    call_command("tick")

    assert Signatory.objects.filter(reminders=1).count() == 3
    assert capsys.readouterr().out.splitlines()[0].startswith("Diingatkan: 3 penanda tangan,")
