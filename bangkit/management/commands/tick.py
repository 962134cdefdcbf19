"""All that depends on the clock: run it every hour (systemd timer or cron). Running it twice does nothing twice."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from forum.actions import send_digests
from forum.models import User
from meetings.actions import forget_checks, remind_owners, remind_signatories
from plans.actions import forget_held, remind_offices


class Command(BaseCommand):
    help = "Mengerjakan yang bergantung pada waktu: mengingatkan, mengirim kabar, menghapus yang lewat waktunya."

    def handle(self, **options):
        now = timezone.now()
        reminded = remind_signatories(by=User.objects.system(), now=now)
        offices, late = remind_offices(by=User.objects.system(), now=now)
        owners = remind_owners(by=User.objects.system(), now=now)
        sent, failed = send_digests(now=now)
        forgotten, held = forget_checks(now=now), forget_held(now=now)
        self.stdout.write(
            f"Diingatkan: {reminded} penanda tangan, {offices} jawaban OPD, {owners} tindak lanjut. "
            f"Lewat tenggat dilaporkan: {late}. Kabar lewat surel: {sent} terkirim, {failed} gagal. "
            f"Dihapus: {forgotten} pemeriksaan lama, {held} lampiran ditahan."
        )
