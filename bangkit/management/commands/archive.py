"""Write a year of a kabupaten to one ZIP that opens without the application."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bangkit.archive import write_archive
from forum.models import Kabupaten
from forum.parcel import ParcelRefused
from forum.templatetags.house import angka


class Command(BaseCommand):
    help = (
        "Menulis arsip satu tahun: halaman yang dapat dibaca, naskah dengan pindaiannya, dan semua tabel sebagai CSV."
    )

    def add_arguments(self, parser):
        parser.add_argument("kabupaten", metavar="KODE", help="kode kabupaten, misalnya 53.18")
        parser.add_argument("--year", required=True, type=int, metavar="TAHUN")
        parser.add_argument("--output", required=True, type=Path, metavar="BERKAS")

    def handle(self, *, kabupaten, year, output, **options):
        try:
            owner = Kabupaten.objects.get(code=kabupaten)
        except Kabupaten.DoesNotExist:
            raise CommandError(f"Kabupaten {kabupaten} belum ada. Ketik: add_kabupaten {kabupaten}") from None
        try:
            with timezone.override(owner.zone):
                told = write_archive(owner, year, output, at=timezone.localtime())
        except ParcelRefused as exc:
            raise CommandError(str(exc)) from None
        for flaw in told.flaws:
            self.stderr.write(f"Tidak ikut: {flaw}")
        papers, rows = angka(told.papers), angka(told.rows)
        self.stdout.write(f"Arsip {owner} {year} ditulis ke {output}: {papers} naskah dan {rows} baris tabel.")
