"""Read an OPD's workplan from Excel into its activities, all or nothing; tells what happened as one JSON object."""

import json
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from forum import actions
from forum.models import Import, Kabupaten, Opd, User
from forum.transitions import MoveRefused
from forum.workbook import MAX_BYTES, WorkbookRefused
from plans.choices import Edition, Stage
from plans.workplan_import import read_workplan_file


class Command(BaseCommand):
    help = (
        "Baca rencana kerja satu OPD dari Excel. Tanpa --apply hanya memberi tahu apa yang akan berubah. "
        "Hasilnya satu objek JSON; keluar dengan 1 bila ada baris yang ditolak."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="BERKAS")
        parser.add_argument("--kabupaten", required=True, metavar="KODE", help="kode Kemendagri, misalnya 53.18")
        parser.add_argument("--opd", required=True, metavar="NAMA", help="nama OPD, singkatannya atau nama lainnya")
        parser.add_argument("--year", required=True, type=int, metavar="TAHUN")
        parser.add_argument("--stage", required=True, type=str.lower, choices=Stage.values)
        parser.add_argument("--edition", default=Edition.E2023.value, choices=Edition.values)
        parser.add_argument("--apply", action="store_true", help="tulis isinya bila tidak ada baris yang ditolak")

    def handle(self, *, file, kabupaten, opd, year, stage, edition, apply, **options):
        opd = self._opd(kabupaten, opd)
        data = self._read(file)
        by, now, today = User.objects.system(), timezone.now(), timezone.localdate()
        chosen = {"opd": opd.pk, "fiscal_year": year, "stage": stage, "edition": edition}
        try:
            plan = read_workplan_file(data, kabupaten=opd.kabupaten, by=by, today=today, **chosen)
        except WorkbookRefused as exc:
            raise CommandError(str(exc)) from exc
        will_apply = apply and not plan.refusals
        if will_apply:
            import_ = Import(
                kabupaten=opd.kabupaten,
                purpose="workplan",
                chosen=chosen,
                subject=f"{opd}, tahun {year}, tahap {Stage(stage).label}",
                file=ContentFile(data, name=file.name),
                name=file.name[-120:],
            )
            actions.keep_import(import_, by=by, now=now)
            try:
                actions.apply_import(import_, by=by, now=now, today=today)
            except MoveRefused as exc:
                raise CommandError(str(exc)) from exc
        reading = plan.found.reading
        told = {
            **plan.found.counts,
            "refused": [refusal.told() for refusal in reading.refusals],
            "skipped_sheets": reading.skipped_sheets,
            "notes": reading.notes,
            "applied": will_apply,
        }
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        if reading.refusals:
            raise SystemExit(1)

    def _opd(self, code: str, name: str) -> Opd:
        kabupaten = Kabupaten.objects.filter(code=code).first()
        if kabupaten is None:
            raise CommandError(f"Kabupaten {code} belum ada. Tambahkan dengan: manage.py add_kabupaten {code}")
        every = list(Opd.objects.filter(kabupaten=kabupaten).order_by("name"))
        wanted = " ".join(name.casefold().split())
        for opd in every:
            if wanted in (" ".join(known.casefold().split()) for known in opd.names):
                return opd
        names = "; ".join(opd.name for opd in every) or "belum ada satu pun"
        raise CommandError(f"OPD “{name}” tidak ada di {kabupaten}. Yang tercatat: {names}.")

    def _read(self, path: Path) -> bytes:
        try:
            with path.open("rb") as file:
                return file.read(MAX_BYTES + 1)
        except OSError as exc:
            raise CommandError(f"Berkas {path} tidak dapat dibaca: {exc.strerror}.") from exc
