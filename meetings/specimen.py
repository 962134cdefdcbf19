"""
A made-up berita acara, for the sample_paper command and the proofs: no record stands behind it.

Every name in it says "contoh"; the same arguments give the same content.
"""

import datetime
from itertools import cycle

from forum.choices import PaperSize, Zone
from meetings.check_code import SPECIMEN_CODE
from meetings.choices import SignatoryPart
from meetings.pdf import Imprint
from meetings.snapshot import FORMAT, MARGINS, fingerprint
from meetings.wording import DEFAULT, filled
from plans.choices import NOT_DISCUSSED, FundingSource, OutcomeKind, Reason

DAY = datetime.date(2024, 3, 15)
FINAL_AT = datetime.datetime(2024, 3, 16, 3, tzinfo=datetime.UTC)
NUMBER = "000.7/0/CONTOH/2024"
MOST_ROWS, MOST_SIGNATORIES = 5000, 200
AGREED_SHARE = 2 / 3  # of the rows; the others stand in annex III
GUESTS = 35

OPD = [f"Dinas Contoh {work}" for work in ("Pertanian", "Peternakan", "Perikanan", "Perindustrian dan Perdagangan")]
WISHES = [
    ("Sumur bor Dusun Contoh", "Pembangunan, Rehabilitasi dan Pemeliharaan Prasarana Contoh Pertanian Lainnya", "unit"),
    ("Bibit ternak kambing", "Pengadaan Contoh Bibit Ternak yang Sumbernya dari Daerah Kabupaten/Kota Lain", "ekor"),
    ("Perlengkapan tenun ikat kelompok perempuan", "Pelatihan Contoh Keterampilan bagi Pencari Kerja", "paket"),
    ("Bibit ikan air tawar", "Penyediaan Contoh Sarana Pembudidayaan Ikan Air Tawar", "ribu ekor"),
]
REASONS = [
    (OutcomeKind.REFUSED.label, f"{Reason.NOT_AUTHORITY.label}. Menjadi kewenangan desa contoh."),
    (OutcomeKind.POSTPONED.label, "Ditunda ke tahun 2025 melalui Musrenbang kecamatan contoh."),
    (NOT_DISCUSSED, "Belum dibahas untuk tahun 2024; dibahas pada rapat berikutnya."),
]


def specimen(*, rows: int, signatories: int, paper: str = PaperSize.F4) -> tuple[dict, Imprint]:
    """
    Return content and imprint of a final berita acara with so many usulan and signatures.

    :raises ValueError: for too few or too many of either.
    """
    if not 0 <= rows <= MOST_ROWS:
        raise ValueError(f"Usulan harus antara 0 dan {MOST_ROWS}.")
    if not 1 <= signatories <= MOST_SIGNATORIES:
        raise ValueError(f"Penanda tangan harus antara 1 dan {MOST_SIGNATORIES}.")
    agreed = round(rows * AGREED_SHARE)
    content = {
        "format": FORMAT,
        "kabupaten": {
            "name": "Kabupaten Contoh",
            "forum": "Forum Contoh",
            "zone": Zone.WITA.label,
            "town": "Kota Contoh",
            "office": "Badan Perencanaan Pembangunan Contoh",
            "address": "Jalan Contoh Nomor 1, Kota Contoh",
            "contact": "",
            "paper": paper,
            "margins": MARGINS,
            "logo": "",
        },
        "agreement": {
            "title": "Kesepakatan Hasil Rapat Koordinasi Contoh",
            "number": NUMBER,
            "version": 1,
            "replaces": "",
            "considerations": ["Tanggapan contoh dari peserta."],
            "clauses": ["Klausul tambahan contoh."],
            "copies_to": ["Bupati Contoh", "Ketua DPRD Contoh"],
        },
        "meeting": {
            "kind": "Rapat koordinasi forum",
            "title": "Rapat Koordinasi Contoh",
            "held_on": DAY.isoformat(),
            "starts_at": "09:00",
            "ends_at": "15:30",
            "place": "Aula Contoh",
            "fiscal_year": DAY.year,
            "materials": ["Rencana kerja contoh tahun 2024", "Daftar lokus contoh yang masih tersedia"],
            "decree": {"number": "0/KEP/CONTOH/2023", "title": "Pembentukan Forum Contoh"},
            "chair": "Asisten Contoh Perekonomian dan Pembangunan",
        },
        "attendance": {
            "men": GUESTS - GUESTS // 3,
            "women": GUESTS // 3,
            "rows": [_guest(number) for number in range(1, GUESTS + 1)],
        },
        "agreed": _agreed(agreed),
        "not_agreed": [_refused(number) for number in range(agreed + 1, rows + 1)],
        "follow_ups": [
            {"what": f"Tindak lanjut contoh {number}", "owner": opd, "due_on": f"2024-0{number + 3}-15"}
            for number, opd in enumerate(OPD, 1)
        ],
        "signatories": [_signatory(number) for number in range(1, signatories + 1)],
    }
    content["texts"] = filled(DEFAULT, content)
    return content, Imprint(NUMBER, fingerprint(content), SPECIMEN_CODE, FINAL_AT)


def _guest(number: int) -> dict:
    return {
        "name": f"Peserta Contoh {number}",
        "sex": "P" if number % 3 == 0 else "L",
        "jabatan": "Kepala Bidang Contoh",
        "institution": OPD[number % len(OPD)],
    }


def _usulan(number: int) -> dict:
    title, _, unit = WISHES[number % len(WISHES)]
    return {
        "usulan": number,
        "title": f"{title} {number}",
        "desa": f"Desa Contoh {number % 40 + 1}",
        "volume": str(number % 9 + 1),
        "unit": unit,
    }


def _agreed(rows: int) -> list[dict]:
    groups = {opd: [] for opd in OPD}
    for number, opd in zip(range(1, rows + 1), cycle(OPD), strict=False):
        usulan = _usulan(number)
        row = usulan | {
            "outcome": number,
            "result": OutcomeKind.AGREED.label,
            "asked_volume": usulan["volume"],
            "explanation": "",
            "opd": opd,
            "code": f"3.27.03.2.02.{number:04d}",
            "activity": WISHES[number % len(WISHES)][1],
            "lokus": number % 12 + 1,
            "amount": 1_000_000 * (number % 180 + 20),
            "source": FundingSource.APBD_KABUPATEN.label,
            "fiscal_year": DAY.year,
        }
        groups[opd].append(row)
    return [
        {"opd": opd, "rows": members, "subtotal": sum(row["amount"] for row in members)}
        for opd, members in sorted(groups.items())
        if members
    ]


def _refused(number: int) -> dict:
    result, reason = REASONS[number % len(REASONS)]
    return _usulan(number) | {
        "opd": OPD[number % len(OPD)],
        "result": result,
        "reason": reason,
        "fiscal_year": DAY.year,
        "outcome": None if result == NOT_DISCUSSED else number,
    }


def _signatory(number: int) -> dict:
    """The first is the chair, the last of many a witness, all others are parties."""
    part = SignatoryPart.CHAIR if number == 1 else SignatoryPart.WITNESS if number == 7 else SignatoryPart.PARTY
    return {
        "part": part.value,
        "jabatan": "Asisten Contoh" if number == 1 else f"Kepala Dinas Contoh Pemberdayaan {number}",
        "institution": OPD[number % len(OPD)],
        "prefix": "Plt." if number % 5 == 0 else "",
        "name": f"Pejabat Contoh {number}, S.P., M.Si.",
        "rank": "Pembina Utama Muda",
        "nip": f"{number:018d}",
    }
