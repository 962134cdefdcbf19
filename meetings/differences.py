"""
What changed from one version of a berita acara to another, in words that a village reads. Pure.

Both are contents as `meetings.pdf.content_of` gives them. Nothing is told of a NIP.
"""

import datetime
import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from forum.templatetags.house import angka, lp, rupiah, tanggal
from meetings.choices import SignatoryPart, WordingPart


@dataclass(frozen=True)
class Change:
    """One thing that reads otherwise now."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Altered:
    """A row that stands in both, with what reads otherwise."""

    name: str
    changes: list[Change]


@dataclass(frozen=True)
class Section:
    """One part of the paper with what came, what went and what reads otherwise."""

    title: str
    new: list[str]
    gone: list[str]
    altered: list[Altered]

    @property
    def count(self) -> int:
        return len(self.new) + len(self.gone) + len(self.altered)


def differences(old: dict, new: dict) -> list[Section]:
    """Return the parts in which two contents differ, in the order of the paper; none where they say the same."""
    sections = [
        _rows("Usulan (Lampiran II dan III)", *_aligned(_usulan(old), _usulan(new)), told=_told_usulan),
        Section("Jumlah", [], [], _as_altered(_totals(old), _totals(new))),
        _rows("Rencana tindak lanjut (Lampiran IV)", _follow_ups(old), _follow_ups(new), told=_told_follow_up),
        _rows("Penanda tangan", _signatories(old), _signatories(new), told=_told_signatory),
        _lines("Daftar hadir (Lampiran I)", _attendants(old), _attendants(new)),
        Section("Rapat", [], [], _as_altered(_meeting(old), _meeting(new))),
        _lines("Materi yang dipaparkan", old["meeting"]["materials"], new["meeting"]["materials"]),
        *(
            _lines(title, old["agreement"][name], new["agreement"][name])
            for name, title in {
                "considerations": "Tanggapan dan saran peserta",
                "clauses": "Klausul tambahan",
                "copies_to": "Tembusan",
            }.items()
        ),
        Section("Judul, nomor dan kalimat naskah", [], [], _as_altered(_wording(old), _wording(new))),
    ]
    return [section for section in sections if section.count]


def count_changes(sections: Iterable[Section]) -> int:
    return sum(section.count for section in sections)


# The rows of both annexes: a usulan may leave one for the other


def _usulan(content: dict) -> dict[tuple, list[dict[str, str]]]:
    """Return the rows, as (label -> text), of each usulan and year; the portions of one are several."""
    rows = defaultdict(list)
    for group in content["agreed"]:
        for row in group["rows"]:
            rows[row["usulan"], row["fiscal_year"]].append(_agreed(row))
    for row in content["not_agreed"]:
        rows[row["usulan"], row["fiscal_year"]].append(_not_agreed(row))
    return rows


def _aligned(old: dict[tuple, list], new: dict[tuple, list]) -> tuple[dict, dict]:
    """Give the portions of a usulan keys by which they meet: those of one activity first, the rest in their order."""
    was, now = {}, {}
    for key in [*new, *(key for key in old if key not in new)]:
        left = list(old.get(key, []))
        waiting = []
        for place, row in enumerate(new.get(key, [])):
            now[*key, place] = row
            same = next((one for one in left if one["Sub kegiatan"] == row["Sub kegiatan"]), None)
            if same is None:
                waiting.append(place)
            else:
                left.remove(same)
                was[*key, place] = same
        places = itertools.chain(waiting, itertools.count(len(new.get(key, []))))
        was |= {(*key, place): row for row, place in zip(left, places, strict=False)}
    return was, now


def _agreed(row: dict) -> dict[str, str]:
    return _wish(row) | {
        "Hasil": row["result"],
        "OPD": row["opd"],
        "Sub kegiatan": f"{row['code']} {row['activity']}".strip(),
        "Lokus": angka(row["lokus"]) if row["lokus"] else "",
        "Pagu disepakati": rupiah(row["amount"]) if row["amount"] else "",
        "Sumber dana": row["source"],
        "Alasan atau penjelasan": row["explanation"],
    }


def _not_agreed(row: dict) -> dict[str, str]:
    nothing = dict.fromkeys(("Sub kegiatan", "Lokus", "Pagu disepakati", "Sumber dana"), "")
    return _wish(row) | {"Hasil": row["result"], "OPD": row["opd"], "Alasan atau penjelasan": row["reason"]} | nothing


def _wish(row: dict) -> dict[str, str]:
    volume = f"{angka(Decimal(row['volume']))} {row['unit']}".strip() if row["volume"] else ""
    return {"Usulan": row["title"], "Desa": row["desa"], "Tahun": str(row["fiscal_year"]), "Volume": volume}


def _told_usulan(row: dict[str, str]) -> tuple[str, list[str]]:
    name = f"{row['Usulan']}, {row['Desa']}, tahun {row['Tahun']}"
    return name, [row["Hasil"], row["OPD"], row["Volume"], row["Pagu disepakati"]]


def _totals(content: dict) -> dict[str, str]:
    agreed = {row["usulan"] for group in content["agreed"] for row in group["rows"]}
    not_agreed = Counter(row["result"] for row in content["not_agreed"])
    return {
        "Usulan yang disepakati": angka(len(agreed)),
        "Pagu yang disepakati": rupiah(sum(group["subtotal"] for group in content["agreed"])),
        **{f"Pagu {group['opd']}": rupiah(group["subtotal"]) for group in content["agreed"]},
        "Baris Lampiran III": angka(len(content["not_agreed"])),
        **{f"Hasil “{result}”": angka(count) for result, count in sorted(not_agreed.items())},
    }


# The other parts


def _follow_ups(content: dict) -> dict[tuple, dict[str, str]]:
    rows, seen = {}, Counter()
    for row in content["follow_ups"]:
        due = tanggal(datetime.date.fromisoformat(row["due_on"]))
        rows[row["what"], seen[row["what"]]] = {
            "Tindak lanjut": row["what"], "Penanggung jawab": row["owner"], "Tenggat": due
        }  # fmt: skip
        seen[row["what"]] += 1
    return rows


def _told_follow_up(row: dict[str, str]) -> tuple[str, list[str]]:
    return row["Tindak lanjut"], [row["Penanggung jawab"], row["Tenggat"]]


def _signatories(content: dict) -> dict[tuple, dict[str, str]]:
    return {
        (block["jabatan"], block["part"]): {
            "Jabatan": block["jabatan"],
            "Sebagai": SignatoryPart(block["part"]).label,
            "Instansi": block["institution"],
            "Nama": block["name"],
            "Pangkat": block["rank"],
            "Plt. atau Plh.": block["prefix"],
            "Atas nama": block["on_behalf"],
        }
        for block in content["signatories"]
    }


def _told_signatory(row: dict[str, str]) -> tuple[str, list[str]]:
    return f"{row['Jabatan']}, {row['Sebagai'].lower()}", [row["Nama"]]


def _attendants(content: dict) -> list[str]:
    return [
        ", ".join(part for part in (row["name"], row["jabatan"], row["institution"]) if part)
        for row in content["attendance"]["rows"]
    ]


def _meeting(content: dict) -> dict[str, str]:
    meeting, present = content["meeting"], content["attendance"]
    decree = meeting["decree"]
    hours = " sampai ".join(meeting[name].replace(":", ".") for name in ("starts_at", "ends_at") if meeting[name])
    return {
        "Nama rapat": meeting["title"],
        "Tanggal": tanggal(datetime.date.fromisoformat(meeting["held_on"])),
        "Pukul": hours,
        "Tempat": meeting["place"],
        "Pimpinan": meeting["chair"],
        "Dasar": f"SK Nomor {decree['number']} tentang {decree['title']}" if decree else "",
        "Hadir": lp(present["men"], present["women"]),
    }


def _wording(content: dict) -> dict[str, str]:
    agreement, texts = content["agreement"], content["texts"]
    return {
        "Judul": agreement["title"],
        "Nomor": agreement["number"],
        **{f"Kalimat {WordingPart(part).label}": text for part, text in texts.items()},
    }


# Comparing


def _rows(title: str, old: dict, new: dict, *, told: Callable[[dict], tuple[str, list[str]]]) -> Section:
    """Compare rows by their keys; a row whose key alone changed is told as one that went and one that came."""
    altered = []
    for key in old.keys() & new.keys():
        if changes := _changes(old[key], new[key]):
            altered.append((list(new).index(key), Altered(told(new[key])[0], changes)))
    return Section(
        title,
        [_sentence(*told(new[key])) for key in new if key not in old],
        [_sentence(*told(old[key])) for key in old if key not in new],
        [row for _, row in sorted(altered, key=lambda pair: pair[0])],
    )


def _sentence(name: str, facts: list[str]) -> str:
    said = ", ".join(fact for fact in facts if fact)
    return f"{name}: {said}" if said else name


def _changes(old: dict[str, str], new: dict[str, str]) -> list[Change]:
    labels = [*new, *(label for label in old if label not in new)]
    pairs = [(label, old.get(label, ""), new.get(label, "")) for label in labels]
    return [Change(label, was or "–", now or "–") for label, was, now in pairs if was != now]


def _as_altered(old: dict[str, str], new: dict[str, str]) -> list[Altered]:
    return [Altered(change.label, [change]) for change in _changes(old, new)]


def _lines(title: str, old: list[str], new: list[str]) -> Section:
    """Compare lists of lines; the same line twice counts twice, another order is no difference."""
    was, now = Counter(old), Counter(new)
    return Section(title, list((now - was).elements()), list((was - now).elements()), [])


def as_table(sections: Iterable[Section]) -> list[dict[str, str]]:
    """Return the differences as rows of a sheet."""
    rows = []
    for section in sections:
        for kind, sentences in (("baru", section.new), ("hilang", section.gone)):
            rows += [_row(section, kind, sentence) for sentence in sentences]
        for altered in section.altered:
            rows += [_row(section, "berubah", altered.name, change) for change in altered.changes]
    return rows


def _row(section: Section, kind: str, what: str, change: Change | None = None) -> dict[str, str]:
    label, old, new = (change.label, change.old, change.new) if change else ("", "", "")
    return {"section": section.title, "kind": kind, "what": what, "label": label, "old": old, "new": new}
