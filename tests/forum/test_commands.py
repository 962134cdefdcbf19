import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from forum import actions
from forum.choices import Role
from forum.models import Kabupaten, User
from tests.factories import make_user


def run(*command) -> str:
    output = io.StringIO()
    call_command(*command, stdout=output)
    return output.getvalue()


def code_in(text: str) -> str:
    return re.search(r"Kode slip: +(\S+)", text)[1]


def test_add_kabupaten_works_on_an_empty_database(db):
    said = run("add_kabupaten", "53.18")

    assert said.startswith(
        "Kabupaten Sumba Barat Daya (53.18, WITA) ditambahkan: 11 kecamatan, 175 desa dan kelurahan."
    )
    assert Kabupaten.objects.get().desa.count() == 175


def test_add_kabupaten_of_unknown_code_says_why(db):
    with pytest.raises(CommandError, match=r"^Kode 00\.00 bukan kode kabupaten"):
        run("add_kabupaten", "00.00")


def test_create_secretariat_opens_the_first_account(kabupaten):
    code = code_in(run("create_secretariat", "53.18", "bapperida"))

    actions.use_slip("bapperida", code, "kata-sandi-baru-2024", now=timezone.now())
    account = User.objects.get(username="bapperida")
    assert (account.role, account.kabupaten) == (Role.SECRETARIAT, kabupaten)


@pytest.mark.parametrize(
    ("code", "username", "sentence"),
    [
        ("81.05", "bapperida", "Kabupaten 81.05 belum ada. Jalankan dahulu: add_kabupaten 81.05"),
        ("53.18", "Nama Besar", "Gunakan huruf kecil, angka, titik atau tanda hubung."),
        ("53.18", "sudah.ada", "Nama pengguna ini sudah dipakai. Pilih nama lain."),
    ],
)
def test_create_secretariat_refuses_with_a_sentence(kabupaten, code, username, sentence):
    make_user(username="sudah.ada")

    with pytest.raises(CommandError) as refusal:
        run("create_secretariat", code, username)

    assert str(refusal.value) == sentence


def test_reset_password_prints_a_slip(secretariat):
    code = code_in(run("reset_password", "sekretariat"))

    actions.use_slip("sekretariat", code, "kata-sandi-baru-2024", now=timezone.now())

    assert User.objects.get(pk=secretariat.pk).check_password("kata-sandi-baru-2024")


@pytest.mark.parametrize("username", ["tidak.ada", "ditutup", "sistem"])
def test_reset_password_is_for_accounts_that_can_enter(kabupaten, username):
    make_user(username="ditutup", is_active=False)
    User.objects.system()

    with pytest.raises(CommandError, match="yang dapat masuk"):
        run("reset_password", username)
