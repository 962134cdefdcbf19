"""Write database and uploaded files to one file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bangkit.backup import BackupRefused, back_up
from forum.parcel import ParcelRefused
from forum.templatetags.house import angka


class Command(BaseCommand):
    help = (
        "Menulis cadangan: basis data dan semua berkas unggahan dalam satu berkas. Boleh dijalankan selagi aplikasi "
        "dipakai. Isinya rahasia; simpan di mesin lain."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="BERKAS")

    def handle(self, *, file, **options):
        try:
            count = back_up(file, at=timezone.now())
        except (BackupRefused, ParcelRefused) as exc:
            raise CommandError(str(exc)) from None
        size = angka(round(file.stat().st_size / 1_000_000, 1))
        self.stdout.write(f"Cadangan ditulis ke {file}: basis data dan {angka(count)} berkas unggahan, {size} MB.")
