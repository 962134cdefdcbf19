from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from forum.actions import SLIP_LIFE, open_account
from forum.management.commands.reset_password import slip_text
from forum.models import Kabupaten, User


class Command(BaseCommand):
    help = "Membuka akun sekretariat, yang pertama pada pemasangan baru, dan menampilkan kode slip kata sandinya."

    def add_arguments(self, parser):
        parser.add_argument("kabupaten", metavar="KODE", help="kode kabupaten, misalnya 53.18")
        parser.add_argument("username", metavar="NAMA_PENGGUNA")

    def handle(self, *, kabupaten, username, **options):
        place = Kabupaten.objects.filter(code=kabupaten).first()
        if place is None:
            raise CommandError(f"Kabupaten {kabupaten} belum ada. Jalankan dahulu: add_kabupaten {kabupaten}")
        user = User.objects.secretariat_of(place, username)
        try:
            user.full_clean(exclude=["password"])
        except ValidationError as exc:
            raise CommandError(" ".join(exc.messages)) from exc
        now = timezone.now()
        code = open_account(user, by=User.objects.system(), now=now)
        self.stdout.write(slip_text(user.username, code, expires_at=now + SLIP_LIFE))
