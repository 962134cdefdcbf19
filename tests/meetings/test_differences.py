"""What changed from one version of a berita acara to another, as pure values."""

import copy

import pytest

from meetings.differences import Altered, Change, as_table, count_changes, differences
from meetings.wording import DEFAULT, filled


def agreed(usulan=1, **fields) -> dict:
    return {
        "usulan": usulan, "title": "Sumur bor", "desa": "Desa Onggol", "volume": "2", "unit": "unit",
        "outcome": 10 + usulan, "result": "Disepakati", "asked_volume": "2", "explanation": "",
        "opd": "Dinas Pertanian", "code": "3.27.03.2.02.0001", "activity": "Pembangunan Sumur", "lokus": 1,
        "amount": 150_000_000, "source": "APBD kabupaten", "fiscal_year": 2024,
    } | fields  # fmt: skip


def refused(usulan=2, **fields) -> dict:
    return {
        "usulan": usulan, "title": "Rabat beton", "desa": "Desa Waiholo", "volume": "1.5", "unit": "km",
        "opd": "Dinas PU", "result": "Tidak disepakati", "reason": "Bukan kewenangan kabupaten.", "fiscal_year": 2024,
        "outcome": 20,
    } | fields  # fmt: skip


def block(jabatan="Kepala Dinas Pertanian", **fields) -> dict:
    return {
        "part": "party", "jabatan": jabatan, "institution": "Dinas Pertanian", "on_behalf": "", "prefix": "",
        "name": "Pejabat Contoh", "rank": "Pembina", "nip": "196801011990031001",
    } | fields  # fmt: skip


def content(*, rows=None, others=None, **parts) -> dict:
    rows = [agreed()] if rows is None else rows
    groups = {}
    for row in rows:
        groups.setdefault(row["opd"], []).append(row)
    whole = {
        "kabupaten": {"name": "Kabupaten Sumba Barat Daya", "forum": "Forum BangKIT", "zone": "WITA"},
        "agreement": {
            "title": "Kesepakatan Hasil Rakor", "number": "", "version": 1, "replaces": "",
            "considerations": [], "clauses": [], "copies_to": ["Bupati"],
        },
        "meeting": {
            "kind": "Rapat koordinasi forum", "title": "Rakor", "held_on": "2024-03-15", "starts_at": "09:00",
            "ends_at": "", "place": "Aula Bapperida", "fiscal_year": 2024, "materials": [], "decree": None,
            "chair": "Asisten",
        },
        "attendance": {"men": 1, "women": 0, "rows": [
            {"name": "Peserta Contoh", "sex": "L", "jabatan": "Kepala Bidang", "institution": "Bapperida"}
        ]},
        "agreed": [
            {"opd": opd, "rows": members, "subtotal": sum(row["amount"] for row in members)}
            for opd, members in groups.items()
        ],
        "not_agreed": [refused()] if others is None else others,
        "follow_ups": [{"what": "Survei lahan", "owner": "Dinas Pertanian", "due_on": "2024-04-01"}],
        "signatories": [block()],
    } | parts  # fmt: skip
    return whole | {"texts": filled(DEFAULT, whole)}


def sections(old, new):
    return {section.title: section for section in differences(old, new)}


USULAN, TOTALS = "Usulan (Lampiran II dan III)", "Jumlah"


def test_the_same_content_has_no_difference():
    assert differences(content(), copy.deepcopy(content())) == []


def test_row_that_came_and_row_that_went_are_told_by_name():
    found = sections(content(), content(rows=[agreed(), agreed(3, title="Ternak kambing", amount=0)], others=[]))

    assert found[USULAN].new == ["Ternak kambing, Desa Onggol, tahun 2024: Disepakati, Dinas Pertanian, 2 unit"]
    assert found[USULAN].gone == ["Rabat beton, Desa Waiholo, tahun 2024: Tidak disepakati, Dinas PU, 1,5 km"]
    assert found[USULAN].altered == []


def test_changed_fields_are_told_old_and_new():
    found = sections(content(), content(rows=[agreed(amount=90_000_000, volume="1", lokus=2)]))

    assert found[USULAN].altered == [
        Altered(
            "Sumur bor, Desa Onggol, tahun 2024",
            [
                Change("Volume", "2 unit", "1 unit"),
                Change("Lokus", "1", "2"),
                Change("Pagu disepakati", "Rp150.000.000", "Rp90.000.000"),
            ],
        )
    ]
    assert Altered("Pagu yang disepakati", [Change("Pagu yang disepakati", "Rp150.000.000", "Rp90.000.000")]) in (
        found[TOTALS].altered
    )


def test_usulan_that_leaves_one_annex_for_the_other_is_changed_not_lost():
    undiscussed = refused(1, title="Sumur bor", desa="Desa Onggol", result="Belum dibahas", reason="Belum dibahas.")

    found = sections(content(rows=[], others=[undiscussed]), content(others=[]))

    assert (found[USULAN].new, found[USULAN].gone) == ([], [])
    changes = {change.label: (change.old, change.new) for change in found[USULAN].altered[0].changes}
    assert changes["Hasil"] == ("Belum dibahas", "Disepakati")
    assert changes["Pagu disepakati"] == ("–", "Rp150.000.000")


def test_portions_meet_by_their_activity_whatever_their_order():
    first, second = agreed(code="1", activity="Satu", amount=1), agreed(code="2", activity="Dua", amount=2)

    assert USULAN not in sections(content(rows=[first, second]), content(rows=[second, first]))
    found = sections(content(rows=[first]), content(rows=[second, first]))
    assert len(found[USULAN].new) == 1
    assert (found[USULAN].gone, found[USULAN].altered) == ([], [])
    found = sections(content(rows=[first, second]), content(rows=[agreed(code="3", activity="Tiga", amount=1), second]))
    assert (found[USULAN].new, found[USULAN].gone) == ([], [])
    assert found[USULAN].altered[0].changes == [Change("Sub kegiatan", "1 Satu", "3 Tiga")]
    found = sections(content(rows=[first, second]), content(rows=[second]))
    assert len(found[USULAN].gone) == 1
    assert (found[USULAN].new, found[USULAN].altered) == ([], [])


def test_the_same_usulan_in_two_years_are_two_rows():
    found = sections(content(), content(others=[refused(), refused(1, fiscal_year=2025)]))

    assert found[USULAN].new == ["Rabat beton, Desa Waiholo, tahun 2025: Tidak disepakati, Dinas PU, 1,5 km"]


def test_signatories_are_told_without_nip():
    old = content(signatories=[block(), block("Camat Kodi")])
    new = content(signatories=[block(prefix="Plt.", name="Orang Lain", nip="197001011990031001"), block("Sekda")])

    found = sections(old, new)["Penanda tangan"]

    assert found.new == ["Sekda, menyetujui: Pejabat Contoh"]
    assert found.gone == ["Camat Kodi, menyetujui: Pejabat Contoh"]
    assert found.altered == [
        Altered(
            "Kepala Dinas Pertanian, menyetujui",
            [Change("Nama", "Pejabat Contoh", "Orang Lain"), Change("Plt. atau Plh.", "–", "Plt.")],
        )
    ]
    told = str(differences(old, new))
    assert [year for year in ("1968", "1970") if year in told] == []


@pytest.mark.parametrize(
    ("part", "value", "title", "row"),
    [
        ("clauses", ["Ditinjau tiap enam bulan."], "Klausul tambahan", "Ditinjau tiap enam bulan."),
        ("considerations", ["Air mendesak."], "Tanggapan dan saran peserta", "Air mendesak."),
        ("copies_to", ["Bupati", "DPRD"], "Tembusan", "DPRD"),
    ],
)
def test_lines_that_came_are_told(part, value, title, row):
    old = content()
    new = content(agreement=old["agreement"] | {part: value})

    found = sections(old, new)

    assert (found[title].new, found[title].gone) == ([row], [])
    assert sections(new, old)[title].gone == [row]


def test_meeting_follow_ups_attendance_and_number_are_told():
    old = content()
    decree = {"number": "1", "title": "Forum"}
    new = content(
        agreement=old["agreement"] | {"number": "000.7/1"},
        meeting=old["meeting"] | {"place": "Hotel", "materials": ["Renja"], "decree": decree},
        follow_ups=[{"what": "Survei lahan", "owner": "Dinas Pertanian", "due_on": "2024-05-01"}],
        attendance={"men": 0, "women": 0, "rows": []},
    )

    found = sections(old, new)

    assert [row.changes[0] for row in found["Rapat"].altered] == [
        Change("Tempat", "Aula Bapperida", "Hotel"),
        Change("Dasar", "–", "SK Nomor 1 tentang Forum"),
        Change("Hadir", "1 L / 0 P", "0 L / 0 P"),
    ]
    assert found["Materi yang dipaparkan"].new == ["Renja"]
    assert found["Daftar hadir (Lampiran I)"].gone == ["Peserta Contoh, Kepala Bidang, Bapperida"]
    assert found["Rencana tindak lanjut (Lampiran IV)"].altered == [
        Altered("Survei lahan", [Change("Tenggat", "1 April 2024", "1 Mei 2024")])
    ]
    words = {row.name for row in found["Judul, nomor dan kalimat naskah"].altered}
    assert words == {"Nomor", "Kalimat Pembukaan"}


def test_table_holds_every_difference_once():
    found = differences(content(), content(rows=[agreed(volume="1", lokus=2)], others=[]))

    table = as_table(found)

    assert [(row["kind"], row["label"], row["old"], row["new"]) for row in table if row["section"] == USULAN] == [
        ("hilang", "", "", ""),
        ("berubah", "Volume", "2 unit", "1 unit"),
        ("berubah", "Lokus", "1", "2"),
    ]
    assert count_changes(found) == len({(row["section"], row["what"]) for row in table})
