from django.core.management.base import BaseCommand, CommandError

from forum.actions import add_kabupaten
from forum.models import User
from forum.transitions import MoveRefused


class Command(BaseCommand):
    help = "Menambahkan kabupaten atau kota dengan kecamatan, desa dan kelurahannya menurut kode Kemendagri."

    def add_arguments(self, parser):
        parser.add_argument("code", metavar="KODE", help="misalnya 53.18")

    def handle(self, *, code, **options):
        try:
            kabupaten = add_kabupaten(code, by=User.objects.system())
        except MoveRefused as exc:
            raise CommandError(str(exc)) from exc
        self.stdout.write(
            f"{kabupaten} ({kabupaten.code}, {kabupaten.get_zone_display()}) ditambahkan: "
            f"{kabupaten.kecamatan.count()} kecamatan, {kabupaten.desa.count()} desa dan kelurahan."
        )
        self.stdout.write(f"Berikutnya: create_secretariat {kabupaten.code} NAMA_PENGGUNA")
