"""Give a kabupaten the seal under which people sign on screen."""

import getpass
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from forum.models import Kabupaten, User
from forum.templatetags.house import tanggal
from meetings.actions import keep_seal
from meetings.seal import SealUnreadable, issue_seal, read_pkcs12
from meetings.vault import VaultClosed


class Command(BaseCommand):
    help = "Membuat segel kabupaten yang diterbitkan sendiri, atau memakai kunci dan sertifikat dari berkas PKCS#12."

    def add_arguments(self, parser):
        parser.add_argument("kabupaten", metavar="KODE", help="kode kabupaten, misalnya 53.18")
        parser.add_argument("--pkcs12", type=Path, metavar="BERKAS", help="kunci dan sertifikat milik kabupaten")
        parser.add_argument("--password-file", type=Path, metavar="BERKAS", help="kata sandi PKCS#12, satu baris")

    def handle(self, *, kabupaten, pkcs12, password_file, **options):
        try:
            owner = Kabupaten.objects.get(code=kabupaten)
        except Kabupaten.DoesNotExist:
            raise CommandError(f"Kabupaten {kabupaten} belum ada. Ketik: add_kabupaten {kabupaten}") from None
        now = timezone.now()
        try:
            if pkcs12:
                key = read_pkcs12(pkcs12.read_bytes(), _password(password_file))
            else:
                key = issue_seal(f"Segel {owner.name} (diterbitkan sendiri)", now=now)
            seal = keep_seal(owner, key, self_issued=not pkcs12, by=User.objects.system(), now=now)
        except (OSError, SealUnreadable, VaultClosed) as exc:
            raise CommandError(str(exc)) from None
        self.stdout.write(f"{seal.subject}, berlaku sampai {tanggal(seal.valid_until)}. Sidik: {seal.fingerprint}")


def _password(file: Path | None) -> str:
    """Never from the command line: other users of the machine could read it there."""
    return file.read_text().strip() if file else getpass.getpass("Kata sandi PKCS#12: ")
