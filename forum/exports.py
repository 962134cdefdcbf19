"""The lists of the forum as Excel: what each column holds."""

from forum.excel_output import Column, Kind, Sheet

TARGET = Sheet(
    "Desa sasaran",
    (
        Column("Kode", "desa.code", "Kode Kemendagri, seperti 53.18.04.2011.", width=15),
        Column("Desa", "desa.full_name", "Desa atau kelurahan.", width=26),
        Column("Kecamatan", "desa.kecamatan.name", "Kecamatan desa itu hari ini.", width=20),
        Column("Program", "programme", "Program yang mendampingi."),
        Column("Jenis", "get_kind_display", "Desa awal atau replikasi.", width=14),
        Column("Sejak", "since", "Hari pertama pendampingan.", Kind.DATE),
        Column("Sampai", "until", "Kosong bila masih didampingi.", Kind.DATE),
    ),
)


def _heads(opd) -> str:
    return "; ".join(jabatan.name for jabatan in opd.heads)


OPD = Sheet(
    "OPD",
    (
        Column("OPD", "name", "Nama hari ini.", width=44),
        Column("Singkatan", "short_name", "Sebutan pendek.", width=16),
        Column("Nama lain", "aliases", "Nama dahulu dan nama dalam berkas.", width=44),
        Column("Bidang urusan", "bidang_codes", "Kode bidang urusan.", width=20),
        Column("Pimpinan", _heads, "Jabatan yang memimpinnya.", width=40),
        Column("Ditutup", "closed_on", "Kosong bila masih bekerja.", Kind.DATE),
    ),
)


def _holders(jabatan) -> str:
    return "; ".join(f"{one.prefix} {one.person}".strip() for one in jabatan.current)


JABATAN = Sheet(
    "Jabatan",
    (
        Column("Jabatan", "name", "Nama jabatan hari ini.", width=44),
        Column("Instansi", "institution", "OPD, kecamatan, desa, mitra, atau kabupaten.", width=40),
        Column("Pejabat", _holders, "Pemegangnya hari ini; kosong bila tidak ada.", width=40),
    ),
)
