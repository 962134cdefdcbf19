"""
The words of a berita acara: plain text with named blanks, and how the blanks are filled.

A blank is a name in square brackets, [tempat]. What stands in curly brackets is left out when a blank inside it
is empty: "{, yang dipimpin oleh [pimpinan]}". There is nothing else: no HTML, no conditions, no nesting.
"""

import datetime
import re

from django.utils.dateformat import format as format_date
from lokal import terbilang

from forum.templatetags.house import angka, rupiah, tanggal, terbilang_rupiah
from meetings.choices import WordingPart

MOST_LETTERS = 2000  # of one part
BLANK = re.compile(r"\[([^\[\]{}]*)\]")
OPTIONAL = re.compile(r"\{([^{}]*)\}")

# The blanks by name, with what each holds, as the form explains them.
BLANKS = {
    "judul": "judul berita acara",
    "rapat": "nama rapat",
    "kabupaten": "nama kabupaten",
    "forum": "nama forum",
    "hari": "Jumat",
    "tanggal": "15 Maret 2024",
    "tanggal dengan kata": "Lima Belas",
    "bulan": "Maret",
    "tahun dengan kata": "Dua Ribu Dua Puluh Empat",
    "jam": "09.00 sampai dengan 12.00 WITA",
    "tempat": "tempat rapat",
    "nomor SK": "nomor SK yang menjadi dasar",
    "judul SK": "judul SK itu",
    "pimpinan": "jabatan pimpinan rapat",
    "jumlah hadir": "banyaknya peserta",
    "laki-laki": "peserta laki-laki",
    "perempuan": "peserta perempuan",
    "tahun": "tahun anggaran pertama",
    "tahun berikutnya": "tahun anggaran berikutnya",
    "jumlah disepakati": "banyaknya usulan yang disepakati",
    "pagu": "jumlah pagu yang disepakati",
    "pagu dengan kata": "jumlah itu dengan kata",
    "jumlah tidak disepakati": "banyaknya usulan pada Lampiran III",
}

W = WordingPart
DEFAULT = {
    W.HEADING: "BERITA ACARA\n[judul]\n[kabupaten]\nTAHUN [tahun] DAN [tahun berikutnya]",
    W.OPENING: (
        "Pada hari ini [hari] tanggal [tanggal dengan kata] bulan [bulan] tahun [tahun dengan kata], "
        "{pukul [jam], }bertempat di [tempat], telah diselenggarakan [rapat] oleh [forum] [kabupaten]"
        "{, berdasarkan Keputusan Bupati Nomor [nomor SK]}{ tentang [judul SK]}{, yang dipimpin oleh [pimpinan]}"
        "{, dan dihadiri [jumlah hadir] orang ([laki-laki] laki-laki dan [perempuan] perempuan)} "
        "sebagaimana daftar hadir pada LAMPIRAN I berita acara ini."
    ),
    W.CONSIDERING: "Setelah memperhatikan, mendengar dan mempertimbangkan:",
    W.MATERIALS: "Materi yang dipaparkan dalam rapat",
    W.RESPONSES: "Tanggapan dan saran peserta rapat",
    W.AGREED: (
        "Usulan desa yang disepakati, sebanyak [jumlah disepakati] usulan"
        "{ dengan pagu seluruhnya [pagu] ([pagu dengan kata])}, sebagaimana tercantum dalam LAMPIRAN II."
    ),
    W.NONE_AGREED: ("Belum ada usulan desa yang disepakati pada rapat ini, sebagaimana tercantum dalam LAMPIRAN II."),
    W.NOT_AGREED: (
        "Usulan desa yang tidak atau belum disepakati beserta alasannya, sebanyak [jumlah tidak disepakati] usulan, "
        "sebagaimana tercantum dalam LAMPIRAN III."
    ),
    W.ALL_AGREED: "Tidak ada usulan desa yang ditolak atau ditunda, sebagaimana tercantum dalam LAMPIRAN III.",
    W.FOLLOW_UPS: (
        "Rencana tindak lanjut hasil rapat beserta penanggung jawab dan tenggatnya, "
        "sebagaimana tercantum dalam LAMPIRAN IV."
    ),
    W.ANNEXES: ("LAMPIRAN I sampai dengan LAMPIRAN IV merupakan bagian yang tidak terpisahkan dari berita acara ini."),
    W.PURPOSE: (
        "Berita acara ini digunakan sebagai bahan penyempurnaan rancangan Rencana Kerja Perangkat Daerah dan "
        "Rencana Kerja Pemerintah Daerah [kabupaten] tahun [tahun] dan tahun [tahun berikutnya]."
    ),
    W.CLOSING: "Demikian berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya.",
}


class WordingRefused(ValueError):
    """A text cannot be used as wording; the message says what is wrong and what is known."""


def filled(texts: dict[str, str], content: dict) -> dict[str, str]:
    """Return every part with its blanks filled from the content of a berita acara (see take_snapshot)."""
    values = values_of(content)
    return {part: fill(texts.get(part) or DEFAULT[part], values) for part in WordingPart.values}


def fill(text: str, values: dict[str, str]) -> str:
    """Return the text with its blanks filled; an empty value outside curly brackets leaves dots for the pen."""

    def optional(match) -> str:
        names = BLANK.findall(match[1])
        return match[1] if all(values[name] for name in names) else ""

    return BLANK.sub(lambda match: values[match[1]] or "." * 40, OPTIONAL.sub(optional, text))


def check(text: str) -> None:
    """
    Accept a text as wording.

    :raises WordingRefused: for a blank that is not known, a bracket without its other half, or too long a text.
    """
    if len(text) > MOST_LETTERS:
        raise WordingRefused(f"Naskah ini terlalu panjang. Paling banyak {angka(MOST_LETTERS)} huruf.")
    unknown = [name for name in BLANK.findall(text) if name not in BLANKS]
    if unknown:
        names = ", ".join(f"[{name}]" for name in dict.fromkeys(unknown))
        raise WordingRefused(f"Isian {names} tidak dikenal. Yang dikenal: {', '.join(f'[{name}]' for name in BLANKS)}.")
    rest = BLANK.sub("", text)
    if "[" in rest or "]" in rest:
        raise WordingRefused("Ada kurung siku tanpa pasangannya. Isian ditulis seperti [tempat].")
    rest = OPTIONAL.sub("", rest)
    if "{" in rest or "}" in rest:
        raise WordingRefused("Ada kurung kurawal tanpa pasangannya, atau kurung kurawal di dalam kurung kurawal.")


def values_of(content: dict) -> dict[str, str]:
    """Return what stands in each blank, "" where the records say nothing."""
    meeting, attendance, kabupaten = content["meeting"], content["attendance"], content["kabupaten"]
    day = datetime.date.fromisoformat(meeting["held_on"])
    decree = meeting["decree"] or {"number": "", "title": ""}
    people = attendance["men"] + attendance["women"]
    total = sum(group["subtotal"] for group in content["agreed"])
    agreed = {row["usulan"] for group in content["agreed"] for row in group["rows"]}
    return {
        "judul": content["agreement"]["title"],
        "rapat": meeting["title"],
        "kabupaten": kabupaten["name"],
        "forum": kabupaten["forum"],
        "hari": format_date(day, "l"),
        "tanggal": tanggal(day),
        "tanggal dengan kata": terbilang(day.day, case="title"),
        "bulan": format_date(day, "F"),
        "tahun dengan kata": terbilang(day.year, case="title"),
        "jam": _hours(meeting, kabupaten["zone"]),
        "tempat": meeting["place"],
        "nomor SK": decree["number"],
        "judul SK": decree["title"],
        "pimpinan": meeting["chair"],
        "jumlah hadir": angka(people) if people else "",
        "laki-laki": angka(attendance["men"]),
        "perempuan": angka(attendance["women"]),
        "tahun": str(meeting["fiscal_year"]),
        "tahun berikutnya": str(meeting["fiscal_year"] + 1),
        "jumlah disepakati": angka(len(agreed)),
        "pagu": rupiah(total) if total else "",
        "pagu dengan kata": terbilang_rupiah(total) if total else "",
        "jumlah tidak disepakati": angka(len(content["not_agreed"])),
    }


def _hours(meeting: dict, zone: str) -> str:
    hours = [meeting[name].replace(":", ".") for name in ("starts_at", "ends_at") if meeting[name]]
    return f"{' sampai dengan '.join(hours)} {zone}" if meeting["starts_at"] else ""
