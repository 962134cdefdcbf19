"""Read village plans and usulan from Excel, all or nothing; tells what happened as one JSON object."""

import json
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from forum import actions
from forum.models import Import, Kabupaten, User
from forum.transitions import MoveRefused
from forum.workbook import MAX_BYTES, WorkbookRefused
from plans.usulan_import import read_usulan


class Command(BaseCommand):
    help = (
        "Baca rencana dan usulan desa dari Excel. Tanpa --apply hanya memberi tahu apa yang akan berubah. "
        "Hasilnya satu objek JSON; keluar dengan 1 bila ada baris yang ditolak."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="BERKAS")
        parser.add_argument("--kabupaten", required=True, metavar="KODE", help="kode Kemendagri, misalnya 53.18")
        parser.add_argument("--apply", action="store_true", help="tulis isinya bila tidak ada baris yang ditolak")

    def handle(self, *, file, kabupaten, apply, **options):
        place = Kabupaten.objects.filter(code=kabupaten).first()
        if place is None:
            raise CommandError(
                f"Kabupaten {kabupaten} belum ada. Tambahkan dengan: manage.py add_kabupaten {kabupaten}"
            )
        try:
            with file.open("rb") as opened:
                data = opened.read(MAX_BYTES + 1)
        except OSError as exc:
            raise CommandError(f"Berkas {file} tidak dapat dibaca: {exc.strerror}.") from exc
        by, now, today = User.objects.system(), timezone.now(), timezone.localdate()
        try:
            plan = read_usulan(data, kabupaten=place, by=by, today=today)
        except WorkbookRefused as exc:
            raise CommandError(str(exc)) from exc
        will_apply = apply and not plan.refusals
        if will_apply:
            import_ = Import(
                kabupaten=place, purpose="usulan", file=ContentFile(data, name=file.name), name=file.name[-120:]
            )
            actions.keep_import(import_, by=by, now=now)
            try:
                actions.apply_import(import_, by=by, now=now, today=today)
            except MoveRefused as exc:
                raise CommandError(str(exc)) from exc
        counts = plan.counts
        told = {
            **{name: counts[name] for name in ("read", "new", "changed", "unchanged")},
            "refused": [refusal.told() for refusal in plan.refusals],
            "notes": plan.notes,
            "applied": will_apply,
        }
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        if plan.refusals:
            raise SystemExit(1)
