"""Read an edition of the national nomenclature from Excel, all or nothing; tells what happened as one JSON object."""

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from forum.models import User
from plans import actions
from plans.choices import Edition
from plans.nomenclature_reader import NomenclatureRefused, read_nomenclature


class Command(BaseCommand):
    help = (
        "Baca satu edisi nomenklatur program dan kegiatan dari Excel; hanya baris kabupaten/kota. "
        "Hasilnya satu objek JSON; keluar dengan 1, tanpa menulis apa pun, bila ada baris yang ditolak."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="BERKAS")
        parser.add_argument("--edition", required=True, choices=Edition.values)

    def handle(self, *, file, edition, **options):
        try:
            reading = read_nomenclature(file)
        except NomenclatureRefused as exc:
            raise CommandError(str(exc)) from exc
        applied = not reading.refusals
        counts = {}
        if applied:
            by, now = User.objects.system(), timezone.now()
            counts = asdict(actions.record_nomenclature(reading.rows, edition, by=by, now=now))
        told = {
            "edition": edition,
            "read": reading.read,
            "skipped": reading.skipped,
            "lines": dict(Counter(row.level for row in reading.rows)),
            **counts,
            "refused": [asdict(refusal) for refusal in reading.refusals],
            "applied": applied,
        }
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        if not applied:
            raise SystemExit(1)
