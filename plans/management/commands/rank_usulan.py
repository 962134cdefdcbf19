"""Rank activities for usulan from CSV, with the reason for each."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from plans.csv_input import InputRefused, Unique, read_rows, shown
from plans.csv_output import write_rows

BAD_INPUT = 2


class Command(BaseCommand):
    help = (
        "Urutkan kegiatan yang paling cocok bagi setiap usulan. ACTIVITIES: id, sub_kegiatan, boleh opd, bidang, "
        "program, kegiatan, indikator, definisi; USULAN: id, judul; DECISIONS: judul, activity_id; KAMUS: istilah, "
        "kata, bidang, ditambahkan pada kamus bawaan. Hasilnya usulan_id, rank, activity_id, score, reason. Keluar "
        "dengan 2 bila masukan keliru."
    )

    def add_arguments(self, parser):
        parser.add_argument("activities", type=Path, metavar="ACTIVITIES.csv")
        parser.add_argument("usulan", type=Path, metavar="USULAN.csv")
        parser.add_argument("--decisions", type=Path, metavar="DECISIONS.csv", help="usulan yang sudah diputuskan")
        parser.add_argument("--kamus", type=Path, metavar="KAMUS.csv", help="istilah tambahan")
        parser.add_argument("--top", type=int, default=5, help="banyaknya kegiatan bagi setiap usulan")
        parser.add_argument("--output", type=Path, required=True, metavar="RANKS.csv")

    def handle(self, *, activities, usulan, decisions, kamus, top, output, **options):
        if top < 1:
            raise CommandError("--top: tulis 1 atau lebih.", returncode=BAD_INPUT)
        # Imported here: scikit-learn takes a second that no other command should wait for.
        from plans.matching import engine
        from plans.matching.kamus import read_entries, shipped_entries

        try:
            offers = read_activities(activities)
            wishes = read_usulan(usulan)
            past = read_decisions(decisions, {offer.id for offer in offers}, activities) if decisions else []
            entries = [*shipped_entries(), *(read_entries(kamus) if kamus else [])]
            if not output.parent.is_dir():
                raise InputRefused(output, "foldernya tidak ada.")
            index = engine.calibrate(engine.learn(engine.build_index(offers, entries), past), past)
            ranked = engine.rank(index, wishes, top, threshold=0)
            write_rows(
                output,
                ["usulan_id", "rank", "activity_id", "score", "reason"],
                (
                    (key, place, one.activity_id, one.score, one.reason)
                    for key, suggestions in ranked.items()
                    for place, one in enumerate(suggestions, 1)
                ),
            )
        except InputRefused as exc:
            raise CommandError(str(exc), returncode=BAD_INPUT) from exc


def read_activities(file: Path) -> list:
    from plans.matching.texts import ActivityText

    offers, once = [], Unique()
    for row in read_rows(file, ["id", "sub_kegiatan"]):
        key = row.text("id")
        once.check(row, "id", key)
        cells = row.cells
        offers.append(
            ActivityText(
                key,
                opd=cells.get("opd", ""),
                name=row.text("sub_kegiatan"),
                office=f"{cells.get('opd', '')} {cells.get('bidang', '')}",
                kegiatan=cells.get("kegiatan", ""),
                program=cells.get("program", ""),
                indicator=cells.get("indikator", ""),
                definition=cells.get("definisi", ""),
            )
        )
    if not offers:
        raise InputRefused(file, "tidak ada satu pun kegiatan.", row=2)
    return offers


def read_usulan(file: Path) -> list:
    from plans.matching.texts import UsulanText

    wishes, once = [], Unique()
    for row in read_rows(file, ["id", "judul"]):
        key = row.text("id")
        once.check(row, "id", key)
        wishes.append(UsulanText(key, row.text("judul")))
    return wishes


def read_decisions(file: Path, known: set[str], activities: Path) -> list:
    from plans.matching.texts import Decision

    decisions = []
    for row in read_rows(file, ["judul", "activity_id"]):
        activity = row.text("activity_id")
        if activity not in known:
            raise row.refusal("activity_id", f"kegiatan “{shown(activity)}” tidak ada dalam {activities}.")
        decisions.append(Decision(row.text("judul"), activity))
    return decisions
