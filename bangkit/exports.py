"""The usulan behind a figure as Excel: what each column holds."""

from bangkit.figures import Fate
from forum.excel_output import Column, Kind, Sheet
from plans.exports import AMOUNT, PEOPLE, PLACE, WISH

COUNTED = Sheet(
    "Usulan",
    (
        Column("Tahun", "fiscal_year", "Tahun anggaran yang diminta.", Kind.NUMBER),
        *PLACE,
        *WISH,
        *AMOUNT,
        *PEOPLE,
        Column(
            "Hasil", lambda usulan: Fate(usulan.fate).label, "Apa jadinya menurut keputusan yang berlaku.", width=30
        ),
        Column("Terlaksana", lambda usulan: "ya" if usulan.is_done else "", "Dilaporkan terlaksana."),
    ),
)
