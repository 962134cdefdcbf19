"""What the log says about the forum's records."""

import datetime
from collections.abc import Callable

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from forum.choices import IncumbencyKind, Position, Role, TargetKind
from forum.log import register
from forum.models import (
    Breach,
    Decree,
    Desa,
    Incumbency,
    Jabatan,
    Kabupaten,
    Kecamatan,
    LogEntry,
    Opd,
    Partner,
    Person,
    Seat,
    TargetVillage,
    User,
)
from forum.templatetags.house import tanggal


def _brought(entry: LogEntry) -> str:
    """Say what a file did; `subject` says for whom, where that was chosen with it."""
    facts = entry.after
    what = f"Berkas “{facts['name']}”" + (f" ({facts['subject']})" if facts.get("subject") else "")
    dropped = f", {facts['dropped']} tidak disebut lagi" if facts.get("dropped") else ""
    return (
        f"{what} diterapkan: {facts['new']} baris baru, {facts['changed']} berubah, {facts['unchanged']} tetap{dropped}"
    )


def tell_edit(model: type[models.Model]) -> Callable[[LogEntry], str]:
    """
    Return the sentence of an edit of `model`: each changed field with what it was and what it is.

    A field that stands in `after` alone holds personal data: it is said that it changed, not how. A fact "row" says
    which row of the record was edited.
    """

    fields = [field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)]

    def sentence(entry: LogEntry) -> str:
        # PostgreSQL forgets the order of keys: a sentence follows the order of the fields.
        names = [name for name in fields if name in entry.after]
        names += sorted(entry.after.keys() - {*fields, "row"})  # told by an older version of the app
        changes = (_change(model, name, entry) for name in names)
        return f"{entry.after.get('row', 'Diubah')}: {'; '.join(changes)}"

    return sentence


def _change(model, name: str, entry: LogEntry) -> str:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        field = models.TextField(name)
    label = field.verbose_name
    if name not in entry.before:
        return label
    was, now = _told(field, entry.before[name]), _told(field, entry.after[name])
    if not was:
        return f"{label} diisi “{now}”"
    return f"{label} dari “{was}” menjadi “{now}”" if now else f"{label} dikosongkan, semula “{was}”"


def _told(field, value) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(field, models.DateField):
        return _day(value)
    return str(dict(field.flatchoices).get(value, value)) if field.choices else str(value)


def _day(text: str | None) -> str:
    return tanggal(datetime.date.fromisoformat(text)) if text else "–"


def _target(entry: LogEntry) -> str:
    return f"desa sasaran {entry.after['programme']}, {TargetKind(entry.after['kind']).label.lower()}"


def _closing(entry: LogEntry) -> str:
    closed = f"Ditutup sejak {_day(entry.after['on'])}"
    return f"{closed}, diteruskan {entry.after['successors']}" if entry.after["successors"] else closed


register("kabupaten.create", "Wilayah dimuat: {kecamatan} kecamatan, {desa} desa dan kelurahan")
register("kabupaten.erase_name", "Nama yang diketik dihapus dari {rows} catatan sesuai UU Pelindungan Data Pribadi")
register("kabupaten.edit", tell_edit(Kabupaten))
register("kecamatan.create", "Kecamatan dicatat")
register("kecamatan.change", tell_edit(Kecamatan))
register("desa.change", tell_edit(Desa))
register("desa.succeed", lambda entry: f"Diteruskan {entry.after['desa']} sejak {_day(entry.after['on'])}")
register("desa.originate", lambda entry: f"Menerima bagian dari {entry.after['desa']} sejak {_day(entry.after['on'])}")
register("desa.close", lambda entry: f"Tidak ada lagi sejak {_day(entry.after['on'])}")
register("targetvillage.create", lambda entry: f"Dicatat sebagai {_target(entry)} sejak {_day(entry.after['since'])}")
register("targetvillage.edit", tell_edit(TargetVillage))
register(
    "targetvillage.end",
    lambda entry: f"Pendampingan {entry.after['programme']} berakhir pada {_day(entry.after['until'])}",
)
register("targetvillage.remove", "Tidak lagi tercatat sebagai desa sasaran {programme}")
register("opd.create", "OPD dicatat")
register("opd.edit", tell_edit(Opd))
register(
    "opd.rename",
    lambda entry: (
        f"Berganti nama sejak {_day(entry.after['since'])}: “{entry.before['name']}” menjadi “{entry.after['name']}”"
    ),
)
register(
    "opd.unrename",
    lambda entry: (
        f"Penggantian nama menjadi “{entry.before['name']}” sejak {_day(entry.before['since'])} dibatalkan karena "
        f"tercatat keliru; kembali bernama “{entry.after['name']}”"
    ),
)
register("opd.close", _closing)
register("opd.succeed", lambda entry: f"Meneruskan {entry.after['opd']} sejak {_day(entry.after['on'])}")
register("opd.reopen", "Dibuka kembali; penutupannya tercatat keliru")
register("partner.create", "Mitra dicatat")
register("partner.edit", tell_edit(Partner))
register("jabatan.create", "Jabatan dicatat")
register("jabatan.edit", tell_edit(Jabatan))
register("person.create", "Orang dicatat")
register("person.edit", tell_edit(Person))
register("person.erase", "Data pribadi dihapus")
register("breach.create", "Kejadian dicatat")
register("breach.edit", tell_edit(Breach))
register("decree.create", "SK dicatat")
register("decree.edit", tell_edit(Decree))

# On the decree

register("decree.revoke", lambda entry: f"SK dicabut; hari terakhir berlaku {_day(entry.after['last_day'])}")
register("decree.copy_seats", "{seats} anggota disalin dari {source}")


def _seat(prefix: str) -> Callable[[LogEntry], str]:
    def sentence(entry: LogEntry) -> str:
        position = Position(entry.after["position"]).label
        return f"{prefix}: {entry.after['jabatan']} sebagai {position}, nomor urut {entry.after['order']}"

    return sentence


register("seat.create", _seat("Anggota ditambahkan"))
register("seat.edit", tell_edit(Seat))
register("seat.remove", _seat("Anggota dikeluarkan"))

# On the jabatan; who the holder is stands in the incumbencies, not here


def _term(entry: LogEntry) -> str:
    kind = IncumbencyKind(entry.after["kind"]).label.lower()
    return f"pejabat {kind} sejak {_day(entry.after['starts_on'])}"


register("incumbency.create", lambda entry: f"Dicatat: {_term(entry)}")
register("incumbency.edit", tell_edit(Incumbency))
register("incumbency.end", lambda entry: f"Diakhiri pada {_day(entry.after['ends_on'])}: {_term(entry)}")

# On the account

register("account.open", lambda entry: f"Akun dibuka sebagai {Role(entry.after['role']).label}")
register("account.edit", tell_edit(User))
register("account.close", "Akun ditutup")
register("account.reopen", "Akun dibuka kembali")
register("account.issue_slip", "Slip kata sandi dibuat; slip sebelumnya tidak berlaku lagi")
register("account.use_slip", "Kata sandi dibuat dengan slip")
register("account.change_password", "Kata sandi diganti")
register("import.apply", _brought)
