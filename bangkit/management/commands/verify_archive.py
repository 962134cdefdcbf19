"""Check an archive against its own manifest; needs no database."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from forum.parcel import ParcelRefused, flaws, opened_parcel, read_manifest
from forum.templatetags.house import angka


class Command(BaseCommand):
    help = "Memeriksa arsip: setiap berkas yang hilang, berubah atau ditambahkan disebut. Tidak memerlukan basis data."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="BERKAS")

    def handle(self, *, file, **options):
        try:
            with opened_parcel(file) as zipped:
                found, count = flaws(zipped), len(read_manifest(zipped))
        except ParcelRefused as exc:
            raise CommandError(str(exc)) from None
        for one in found:
            self.stdout.write(f"{one.flaw.label}: {one.name}")
        if found:
            raise CommandError(f"Arsip ini tidak utuh: {angka(len(found))} berkas berbeda dari manifes.")
        self.stdout.write(f"Arsip utuh: {angka(count)} berkas sesuai manifes.")
