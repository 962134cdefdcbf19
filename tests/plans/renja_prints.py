"""Prints of a Renja as offices hold them, in several layouts, made where a test needs one."""

from openpyxl import Workbook

from tests.plans.workbooks import as_bytes

# Level, pieces of the code, name; a sub kegiatan also its pagu.
LINES = [
    ("urusan", ("1",), "URUSAN PEMERINTAHAN WAJIB", None),
    ("bidang", ("03",), "URUSAN PEMERINTAHAN BIDANG PEKERJAAN UMUM DAN PENATAAN RUANG", None),
    ("program", ("01",), "PROGRAM PENUNJANG URUSAN PEMERINTAHAN DAERAH KABUPATEN/KOTA", None),
    ("kegiatan", ("2", "01"), "Perencanaan, Penganggaran, dan Evaluasi Kinerja Perangkat Daerah", None),
    ("sub", ("0001",), "Penyusunan Dokumen Perencanaan Perangkat Daerah", 3_752_200),
    ("sub", ("0007",), "Evaluasi Kinerja Perangkat Daerah", 235_841_000),
    ("program", ("02",), "PROGRAM PENGELOLAAN SUMBER DAYA AIR (SDA)", None),
    ("kegiatan", ("2", "02"), "Pengembangan dan Pengelolaan Sistem Irigasi", None),
    ("sub", ("0014",), "Rehabilitasi Jaringan Irigasi Permukaan", 3_674_068_000),
    ("program", ("10",), "PROGRAM PENYELENGGARAAN JALAN", None),
    ("kegiatan", ("2", "01"), "Penyelenggaraan Jalan Kabupaten/Kota", None),
    ("sub", ("0040",), "Pembangunan Jembatan", 0),
]
DEPTH = {"urusan": 0, "bidang": 1, "program": 2, "kegiatan": 3, "sub": 5}
EXPECTED = {
    "1.03.01.2.01.0001": 3_752_200,
    "1.03.01.2.01.0007": 235_841_000,
    "1.03.02.2.02.0014": 3_674_068_000,
    "1.03.10.2.01.0040": 0,
}


def lines() -> list[dict]:
    """Return each line with its whole code; a level above shows the sum of the sub kegiatan below it."""
    path, made = [], []
    for level, pieces, name, pagu in LINES:
        path = [*path[: DEPTH[level]], *pieces]
        made.append({"level": level, "code": ".".join(path), "pieces": pieces, "name": name, "pagu": pagu})
    for line in made:
        if line["level"] != "sub":
            line["pagu"] = sum(pagu for code, pagu in EXPECTED.items() if code.startswith(f"{line['code']}."))
    return made


def rupiah(amount: int) -> str:
    return f"Rp {amount:,}".replace(",", ".") + ",00"


def as_number(amount: int) -> int:
    return amount


class Layout:
    """
    One way in which a print may look; every way must read alike.

    `code` is whole, own (only the level's piece), columns (one for each piece), repeated (all pieces in each row) or
    named (before the name); `headings` stand in one row, in two merged ones, or in two that were never merged.
    """

    def __init__(
        self,
        *,
        code="whole",
        headings="two",
        money=as_number,
        titles=3,
        totals=True,
        indent=False,
        again=False,
        subtotals=True,
        numbered=True,
    ):
        self.code, self.headings, self.money, self.titles = code, headings, money, titles
        self.totals, self.indent, self.again = totals, indent, again
        self.subtotals, self.numbered = subtotals, numbered
        self.code_width = {"columns": 6, "repeated": 6, "named": 0}.get(code, 1)

    def __repr__(self):
        return f"Layout({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"

    def workbook(self, year=2024) -> bytes:
        book = Workbook()
        sheet = book.active
        sheet.title = "T-C.33"
        for number in range(1, self.titles + 1):
            sheet.append([f"RENCANA KERJA PERANGKAT DAERAH TAHUN {year}" if number == 1 else "PEMERINTAH KABUPATEN"])
            sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=17)
        self._write_headings(sheet, year)
        for number, line in enumerate(lines(), 1):
            if self.again and number == 6:
                self._write_headings(sheet, year)
            sheet.append(self._cells(line, number))
            if line["code"].endswith("0014"):
                sheet.append([None] * (self.code_width + 2) + ["Panjang saluran yang direhabilitasi"])
        if self.totals:
            total = {"level": "total", "code": "", "pieces": (), "name": "", "pagu": sum(EXPECTED.values())}
            sheet.append(self._cells(total, "JUMLAH"))
        sheet.append([])
        sheet.append([None] * 9 + ["Tambolaka, 15 Maret 2024"])
        sheet.append([None] * 9 + ["Kepala Dinas"])
        return as_bytes(book)

    def _write_headings(self, sheet, year) -> None:
        width = self.code_width
        code = ["Kode", *[None] * (width - 1)] if width else []
        before = ["No", *code, "Urusan/Bidang Urusan dan Program/Kegiatan/Sub Kegiatan", "Indikator Kinerja"]
        if self.headings == "one":
            sheet.append(
                [
                    *[*before, "Target akhir Renstra", "Realisasi n-2", "Perkiraan n-1", "Target n", "Pagu n"],
                    *["Lokasi", "Sumber dana", "Prioritas nasional", "Prioritas daerah", "Kelompok sasaran"],
                    *["Target n+1", "Pagu n+1", "PD"],
                ]
            )
        else:
            past = ["Target Akhir Renstra", f"Realisasi Capaian {year - 2}", f"Perkiraan Capaian Tahun {year - 1}"]
            sheet.append(
                [
                    *[*before, *past, f"Rencana Tahun {year}", None, None, None],
                    *["Prioritas Nasional", "Prioritas Daerah", "Kelompok Sasaran"],
                    *[f"Prakiraan Maju Rencana Tahun {year + 1}", None, "PD Penanggung Jawab"],
                ]
            )
            target, pagu = "Target Capaian Kinerja", "Kebutuhan Dana/ Pagu Indikatif (Rp)"
            sheet.append(
                [None] * (len(before) + 3) + [target, pagu, "Lokasi", "Sumber Dana"] + [None] * 3 + [target, pagu]
            )
            if self.headings == "two":
                self._merge(sheet, sheet.max_row - 1, len(before))
        if self.numbered:
            sheet.append([f"({number})" for number in range(1, len(before) + 14)])

    def _merge(self, sheet, row: int, n: int) -> None:
        """Merge the groups over their columns, and what stands in no group over both rows."""
        for first, last in ((n + 4, n + 7), (n + 11, n + 12)):
            sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)
        for column in (1, n - 1, n, *range(n + 1, n + 4), *range(n + 8, n + 11), n + 13):
            sheet.merge_cells(start_row=row, start_column=column, end_row=row + 1, end_column=column)
        if self.code_width > 1:
            sheet.merge_cells(start_row=row, start_column=2, end_row=row + 1, end_column=1 + self.code_width)

    def _cells(self, line: dict, number) -> list:
        is_sub = line["level"] == "sub"
        shows_pagu = is_sub or line["level"] == "total" or self.subtotals
        name = ("  " * DEPTH.get(line["level"], 0) if self.indent else "") + line["name"]
        if self.code == "named" and line["code"]:
            name = f"{line['code']} {line['name']}"
        pagu = self.money(line["pagu"])
        cells = [number, *self._code_cells(line), name]
        if not is_sub:
            return [*cells, *[None] * 5, pagu if shows_pagu else None, *[None] * 7, "DPUTR"]
        past = ["100 %", "96 %", "98 %"]
        now = ["12 Dokumen", pagu, "Kodi", "DAU", None, None, "Masyarakat"]
        return [*cells, "Jumlah dokumen", *past, *now, "13 Dokumen", pagu, "DPUTR"]

    def _code_cells(self, line: dict) -> list:
        depth = DEPTH.get(line["level"], 0)
        cells = {
            "named": [],
            "whole": [line["code"]],
            "own": [".".join(line["pieces"])],
            "columns": [None] * depth + list(line["pieces"]),
            "repeated": line["code"].split("."),
        }[self.code]
        return (cells + [None] * 6)[: self.code_width]
