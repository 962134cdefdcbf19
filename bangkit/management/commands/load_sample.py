"""Fill an empty database with the sample, for trying the app out."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from bangkit.sample import SeramSample, SumbaSample, seram_facts, sumba_facts
from bangkit.sample.facts import PASSWORD
from forum.models import Kabupaten, User


class Command(BaseCommand):
    help = (
        "Mengisi basis data kosong dengan contoh Sumba Barat Daya dan Seram Bagian Timur. "
        "Menolak basis data yang berisi dan setelan produksi."
    )

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="diam saja bila basis data sudah berisi")
        parser.add_argument("--show-logins", action="store_true", help="hanya tampilkan akun contoh")

    def handle(self, *, if_empty, show_logins, **options):
        if show_logins:
            return self._show_logins()
        if not settings.DEBUG:
            raise CommandError("Contoh tidak dimuat pada setelan produksi (DEBUG=False).")
        if Kabupaten.objects.exists() or User.objects.people().exists():
            if if_empty:
                return None
            raise CommandError("Basis data sudah berisi. Contoh hanya dimuat ke basis data kosong.")
        with transaction.atomic():
            built = [sample(today=timezone.localdate()).build() for sample in (SumbaSample, SeramSample)]
        self.stdout.write(f"Contoh {' dan '.join(map(str, built))} dimuat.")
        return None

    def _show_logins(self):
        if not Kabupaten.objects.filter(code=sumba_facts.CODE, users__username="kadis.pertanian").exists():
            return
        self.stdout.write(f"Akun contoh, kata sandi semuanya {PASSWORD}")
        for username, what in (sumba_facts.LOGINS | seram_facts.LOGINS).items():
            self.stdout.write(f"  {username:<20} {what}")
