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


DECREE = Sheet(
    "SK",
    (
        Column("SK", str, "SK Bupati dengan nomornya.", width=40),
        Column("Tentang", "title", "Judulnya.", width=50),
        Column("Berlaku sejak", "valid_from", "Hari pertama.", Kind.DATE),
        Column("Berlaku sampai", "valid_until", "Hari terakhir menurut SK; kosong bila tidak disebut.", Kind.DATE),
        Column("Dasar pencabutan", "revocation", "Kosong bila tidak dicabut.", width=30),
        Column("Digantikan oleh", "replaced_by", "Nomor SK yang mulai berlaku sesudahnya.", width=30),
        Column("Anggota", "seat_count", "Banyaknya jabatan yang didudukkan.", Kind.NUMBER),
    ),
)
DESA = Sheet(
    "Wilayah",
    (
        Column("Kode kecamatan", "kecamatan.code", "Kode Kemendagri, seperti 53.18.04.", width=15),
        Column("Kecamatan", "kecamatan.name", "Kecamatan desa itu hari ini.", width=22),
        Column("Kode desa", "code", "Kode Kemendagri, seperti 53.18.04.2011.", width=15),
        Column("Desa", "full_name", "Desa atau kelurahan.", width=30),
        Column("Tidak ada lagi sejak", "closed_on", "Kosong bila masih ada.", Kind.DATE),
    ),
)


def _scope(account) -> str:
    if account.opd:
        return str(account.opd)
    if account.kecamatan:
        return f"Kecamatan {account.kecamatan}"
    return "; ".join(desa.full_name for desa in account.desa.all())


# Whose account it is stands on its page alone: a list that is passed on names offices.
ACCOUNT = Sheet(
    "Akun",
    (
        Column("Nama pengguna", "username", "Untuk masuk.", width=26),
        Column("Peran", "get_role_display", "Apa yang diisi akun ini.", width=22),
        Column("Lingkup", _scope, "OPD, kecamatan atau desa; kosong: seluruh kabupaten.", width=50),
        Column("Keadaan", "badge.label", "Dapat masuk, atau ditutup.", width=18),
    ),
)
