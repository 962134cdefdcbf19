"""Put database and uploaded files back from one file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from bangkit.backup import BackupRefused, restore
from forum.parcel import ParcelRefused
from forum.templatetags.house import angka


class Command(BaseCommand):
    help = (
        "Memulihkan cadangan: seluruh basis data dan berkas unggahan menjadi seperti saat cadangan ditulis. "
        "Hentikan aplikasi dan pekerja latar dahulu. Menolak pemasangan yang sudah berisi."
    )
    requires_system_checks = []  # nothing of the database needs to stand yet

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="BERKAS")
        parser.add_argument("--yes-replace", action="store_true", help="ganti seluruh isi yang ada sekarang")

    def handle(self, *, file, yes_replace, **options):
        try:
            count = restore(file, may_replace=yes_replace)
        except (BackupRefused, ParcelRefused) as exc:
            raise CommandError(str(exc)) from None
        self.stdout.write(
            f"Dipulihkan dari {file}: basis data dan {angka(count)} berkas unggahan. Jalankan migrate sesudahnya."
        )
