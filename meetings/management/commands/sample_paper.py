"""Write a made-up berita acara to a file; reads and writes no database."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from forum.choices import PaperSize
from forum.confined import Confined
from forum.paper import PdfUnavailable
from meetings import seal
from meetings.pdf import draw_agreement
from meetings.specimen import MOST_ROWS, MOST_SIGNATORIES, specimen


class Command(BaseCommand):
    help = "Menulis PDF berita acara contoh; tidak menyentuh basis data."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("--rows", type=int, default=20, metavar="N", help=f"banyaknya usulan, 0 sampai {MOST_ROWS}")
        parser.add_argument(
            "--signatories",
            type=int,
            default=6,
            metavar="N",
            help=f"banyaknya tanda tangan, 1 sampai {MOST_SIGNATORIES}",
        )
        parser.add_argument(
            "--sign", type=int, default=0, metavar="N", help="berapa yang sudah ditandatangani di layar"
        )
        parser.add_argument("--paper", choices=PaperSize.values, default=PaperSize.F4)
        parser.add_argument("--output", required=True, type=Path, metavar="BERKAS")

    def handle(self, *, rows, signatories, sign, paper, output, **options):
        if not 0 <= sign <= signatories:
            raise CommandError(f"--sign harus antara 0 dan {signatories}.")
        try:
            content, imprint = specimen(rows=rows, signatories=signatories, paper=paper)
            pdf = draw_agreement(content, imprint)
        except (ValueError, PdfUnavailable) as exc:
            raise CommandError(str(exc)) from None
        except Confined as exc:
            raise CommandError(f"Naskah tidak selesai dibuat: {exc}") from None
        try:
            output.write_bytes(signed(pdf, content["signatories"][:sign]))
        except OSError as exc:
            raise CommandError(f"{output} tidak dapat ditulis: {exc.strerror}.") from None
        self.stdout.write(
            f"{output}: {rows} usulan, {signatories} penanda tangan, {sign} sudah menandatangani (contoh)."
        )


def signed(pdf: bytes, blocks: list[dict]) -> bytes:
    """Return the PDF sealed with a key made for it alone, and signed by these blocks of the content."""
    if not blocks:
        return pdf
    key = seal.issue_seal("Segel contoh, tidak berlaku", now=timezone.now())
    pdf = seal.certify(pdf, key, reason="Contoh")
    for place, block in enumerate(blocks, 1):
        stamp = seal.Stamp(("Contoh, tidak berlaku", block["name"], block["jabatan"]))
        pdf = seal.approve(pdf, key, seal.signature_field(place), stamp, reason="Contoh", place="Kota Contoh")
    return pdf
