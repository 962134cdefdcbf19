"""Write the berita acara of a kabupaten to a file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from forum.models import Kabupaten
from forum.paper import PdfUnavailable
from meetings.models import PaperDamaged
from meetings.tasks import agreement_paper


class Command(BaseCommand):
    help = "Menulis PDF berita acara: yang final seperti diterbitkan, draf sebagai KONSEP."

    def add_arguments(self, parser):
        parser.add_argument("--kabupaten", required=True, metavar="KODE", help="kode kabupaten, misalnya 53.18")
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--latest", action="store_true", help="berita acara dari rapat yang terakhir")
        which.add_argument("--number", metavar="NOMOR", help="berita acara dengan nomor ini")
        parser.add_argument("--output", required=True, type=Path, metavar="BERKAS")

    def handle(self, *, kabupaten, number, output, **options):
        try:
            owner = Kabupaten.objects.get(code=kabupaten)
        except Kabupaten.DoesNotExist:
            raise CommandError(f"Kabupaten {kabupaten} belum ada. Ketik: add_kabupaten {kabupaten}") from None
        agreements = owner.agreements.uncancelled().with_list_data()
        agreement = (agreements.numbered(number) if number else agreements).newest_first().first()
        if agreement is None:
            raise CommandError(f"{owner} belum mempunyai berita acara{f' Nomor {number}' if number else ''}.")
        try:
            content = agreement_paper(agreement, now=timezone.now())
        except (PdfUnavailable, PaperDamaged) as exc:
            raise CommandError(str(exc)) from None
        if content is None:
            raise CommandError("Berita acara itu diganti sebelum naskahnya terbit. Tulis versi penggantinya.")
        output.write_bytes(content)
        self.stdout.write(f"{agreement} ({agreement.state.label.lower()}) ditulis ke {output}.")
