import datetime

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from forum import rules
from forum.actions import SLIP_LIFE, issue_slip
from forum.models import User
from forum.templatetags.house import waktu


class Command(BaseCommand):
    help = "Menampilkan kode slip kata sandi suatu akun, bila tidak ada lagi sekretariat yang dapat mencetaknya."

    def add_arguments(self, parser):
        parser.add_argument("username", metavar="NAMA_PENGGUNA")

    def handle(self, *, username, **options):
        user = User.objects.with_scope().filter(username=username.strip().lower()).first()
        system = User.objects.system()
        if user is None or not rules.can_issue_slip(system, user):
            raise CommandError(f"Tidak ada akun {username} yang dapat masuk.")
        now = timezone.now()
        code = issue_slip(user, by=system, now=now)
        self.stdout.write(slip_text(user.username, code, expires_at=now + SLIP_LIFE))


def slip_text(username: str, code: str, *, expires_at: datetime.datetime) -> str:
    """Return the slip as lines for a terminal."""
    return (
        f"Nama pengguna: {username}\n"
        f"Kode slip:     {code}\n"
        f"Berlaku:       sampai {waktu(expires_at)}, satu kali pakai\n"
        f"Buka {reverse('forum:password_slip')} pada alamat aplikasi, lalu buat kata sandi sendiri."
    )
