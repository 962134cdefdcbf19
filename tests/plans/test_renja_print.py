"""Prints of a Renja are read as they are, whatever their layout."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from plans.workplan_reader import read_workplan
from tests.plans.renja_prints import EXPECTED, Layout, as_number, rupiah
from tests.plans.workbooks import as_bytes

LAYOUTS = [
    pytest.param(Layout(code=code, headings=headings), id=f"{code}-{headings}")
    for code, headings in itertools.product(
        ["whole", "own", "columns", "repeated", "named"], ["one", "two", "unmerged"]
    )
]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_reads_alike(layout):
    reading = read_workplan(layout.workbook(), fiscal_year=2024)

    assert (reading.refusals, reading.notes) == ([], [])
    assert {row.code: row.figures["pagu"] for row in reading.rows} == EXPECTED
    irrigation = next(row for row in reading.rows if row.code == "1.03.02.2.02.0014")
    assert irrigation.name == "Rehabilitasi Jaringan Irigasi Permukaan"
    assert irrigation.program == "PROGRAM PENGELOLAAN SUMBER DAYA AIR (SDA)"
    assert irrigation.kegiatan == "Pengembangan dan Pengelolaan Sistem Irigasi"
    assert irrigation.figures == {
        "pagu": 3_674_068_000,
        "indicator": "Jumlah dokumen; Panjang saluran yang direhabilitasi",
        "target": "12 Dokumen",
        "location": "Kodi",
        "funding_source": "DAU",
        "target_group": "Masyarakat",
        "next_target": "13 Dokumen",
        "next_pagu": 3_674_068_000,
    }


@settings(max_examples=40, deadline=None)
@given(
    layout=st.builds(
        Layout,
        code=st.sampled_from(["whole", "own", "columns", "repeated", "named"]),
        headings=st.sampled_from(["one", "two", "unmerged"]),
        money=st.sampled_from([as_number, rupiah]),
        titles=st.integers(0, 6),
        totals=st.booleans(),
        indent=st.booleans(),
        again=st.booleans(),
        subtotals=st.booleans(),
        numbered=st.booleans(),
    )
)
def test_no_layout_loses_or_invents_a_sub_kegiatan(layout):
    reading = read_workplan(layout.workbook(), fiscal_year=2024)

    assert (reading.refusals, reading.notes) == ([], [])
    assert {row.code: row.figures["pagu"] for row in reading.rows} == EXPECTED


# Other ways in which offices lay a plan out


def read(rows, *merged):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    reading = read_workplan(as_bytes(book), fiscal_year=2024)
    assert (reading.refusals, reading.notes) == ([], [])
    return reading.rows


def test_headings_of_three_rows_take_the_output_of_the_sub_kegiatan():
    (found,) = read(
        [
            ["PD: Dinas PUTR"],
            ["Kode", "Urusan/Program/Sub Kegiatan", "Indikator Kinerja", None, None, "Rencana Tahun 2024"],
            [None, None, "Capaian Program", "Keluaran Sub Kegiatan", "Hasil Kegiatan", "Lokasi Output",
             "Target Capaian Kinerja", None, None, "Pagu Indikatif (Rp)"],
            [None] * 6 + ["Program", "Keluaran Sub Kegiatan", "Hasil Kegiatan"],
            list(range(1, 11)),
            ["1.03.02", "PROGRAM SDA", "Cakupan", None, None, None, "90 %", None, None, 300],
            ["1.03.02.2.02.0014", "Rehabilitasi", None, "Panjang", None, "Kodi", None, "3 km", None, 300],
        ],
        "A2:A4", "B2:B4", "C2:E2", "F2:J2", "C3:C4", "D3:D4", "E3:E4", "F3:F4", "G3:I3", "J3:J4",
    )  # fmt: skip

    assert found.figures == {"indicator": "Panjang", "location": "Kodi", "target": "3 km", "pagu": 300}
    assert found.program == "PROGRAM SDA"


def test_years_below_their_group_tell_which_figures_are_meant():
    (found,) = read(
        [
            ["Kode", "Sub Kegiatan", "Target", None, None, "Pagu", None],
            [None, None, "2023", "2024", "2025", "2024", "2025"],
            ["1.03.02.2.02.0014", "Rehabilitasi", "1 km", "2 km", "3 km", "Rp 10.000.000,00", "Rp 20.000.000,00"],
        ]
    )

    assert found.figures == {"target": "2 km", "next_target": "3 km", "pagu": 10_000_000, "next_pagu": 20_000_000}


def test_code_before_the_name_may_be_divided_by_a_dash():
    (found,) = read(
        [
            ["Program/Kegiatan/Sub Kegiatan", "Anggaran 2024 (Rp)"],
            ["1.03.02 - PROGRAM SDA", "5.000.000"],
            ["1.03.02.2.02.0014 - Rehabilitasi", "5.000.000"],
            ["Total Keseluruhan", "5.000.000"],
        ]
    )

    assert (found.code, found.name, found.program) == ("1.03.02.2.02.0014", "Rehabilitasi", "PROGRAM SDA")


def test_program_and_kegiatan_in_merged_columns_of_their_own():
    rows = read(
        [
            ["Kode", "Program", "Kegiatan", "Sub Kegiatan", "Pagu Sebelum", "Pagu Sesudah"],
            ["1.03.02.2.02.0014", "PROGRAM SDA", "Irigasi", "Rehabilitasi", 5, 7],
            ["1.03.02.2.02.0015", None, None, "Pembangunan", 5, 8],
        ],
        "B2:B3",
        "C2:C3",
    )

    assert [(row.name, row.program, row.kegiatan, row.figures["pagu"]) for row in rows] == [
        ("Rehabilitasi", "PROGRAM SDA", "Irigasi", 7),
        ("Pembangunan", "PROGRAM SDA", "Irigasi", 8),
    ]


def test_pieces_of_the_code_below_headings_of_their_own_and_taken_for_numbers():
    (found,) = read(
        [
            ["Kode", None, None, None, None, "Uraian", "Pagu Indikatif"],
            ["Urusan", "Bidang", "Program", "Kegiatan", "Sub Kegiatan"],
            [1, None, None, None, None, "URUSAN", 9],
            [1, 3, None, None, None, "PEKERJAAN UMUM", 9],
            [1, 3, 2, None, None, "PROGRAM SDA", 9],
            [1, 3, 2, 2.02, None, "Irigasi", 9],
            [1, 3, 2, 2.02, 14, "Rehabilitasi", 9],
        ],
        "A1:E1",
    )

    assert (found.code, found.name, found.kegiatan) == ("1.03.02.2.02.0014", "Rehabilitasi", "Irigasi")


def test_levels_without_codes_are_known_by_their_sums():
    rows = read(
        [
            ["KODE", "NAMA", "PAGU"],
            [None, "PROGRAM PENUNJANG", 30],
            ["X.XX.01.2.01.0001", "Dokumen", 10],
            ["X.XX.01.2.01.0007", "Evaluasi", 20],
            ["JUMLAH", None, 30],
        ]
    )

    assert [row.code for row in rows] == ["X.XX.01.2.01.0001", "X.XX.01.2.01.0007"]
