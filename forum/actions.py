"""Every write to the forum's books: allowed, saved and logged in one transaction."""

import datetime
import hashlib
from collections.abc import Iterable

from axes.utils import reset as reset_lockout
from django.db import transaction

from forum import rules
from forum.log import changed_facts, log
from forum.models import (
    Decree,
    Desa,
    Incumbency,
    Jabatan,
    Kabupaten,
    Kecamatan,
    Opd,
    Partner,
    PasswordSlip,
    Person,
    Seat,
    User,
)
from forum.regions import read_kabupaten
from forum.rules import require
from forum.templatetags.house import tanggal
from forum.transitions import MoveRefused

SLIP_LIFE = datetime.timedelta(days=7)


# Regions


def add_kabupaten(code: str, *, by) -> Kabupaten:
    """
    Add a kabupaten with its kecamatan, desa and kelurahan from the official list.

    :raises MoveRefused: if the list does not know the code or the kabupaten is here already.
    """
    require(rules.is_system(by))
    region = read_kabupaten(code)
    if region is None:
        raise MoveRefused(f"Kode {code} bukan kode kabupaten atau kota Kemendagri. Tulis seperti 53.18.")
    with transaction.atomic():
        kabupaten, added = Kabupaten.objects.get_or_create(
            code=region.code, defaults={"name": region.name, "province": region.province, "zone": region.zone}
        )
        if not added:
            raise MoveRefused(f"{kabupaten} ({kabupaten.code}) sudah ada.")
        kecamatan = Kecamatan.objects.bulk_create(
            Kecamatan(kabupaten=kabupaten, code=row.code, name=row.name) for row in region.kecamatan
        )
        desa = Desa.objects.bulk_create(
            Desa(kabupaten=kabupaten, kecamatan=parent, code=village.code, name=village.name, kind=village.kind)
            for parent, row in zip(kecamatan, region.kecamatan, strict=True)
            for village in row.villages
        )
        log("kabupaten.create", kabupaten, by=by, after={"kecamatan": len(kecamatan), "desa": len(desa)})
    return kabupaten


def record_kabupaten(kabupaten: Kabupaten, changed: Iterable[str], *, by) -> None:
    """Save the `changed` settings of the kabupaten."""
    require(rules.is_secretariat(by, kabupaten))
    _save_changed(kabupaten, changed, "kabupaten.edit", by=by)


# Books of the secretariat


def record_opd(opd: Opd, *, by) -> None:
    _record(opd, by=by)


def record_partner(partner: Partner, *, by) -> None:
    _record(partner, by=by)


def record_jabatan(jabatan: Jabatan, *, by) -> None:
    _record(jabatan, by=by)


def record_person(person: Person, *, by) -> None:
    """Save a person; the log tells which fields changed, never what stood or stands in them."""
    _record(person, by=by, private={"name", "nip", "rank", "sex", "phone", "email"})


def record_decree(decree: Decree, *, by) -> None:
    _record(decree, by=by)


def record_seat(seat: Seat, *, by) -> None:
    _record(seat, by=by, subject=seat.decree, facts=_seat_facts(seat), row=str(seat.jabatan))


def remove_seat(seat: Seat, *, by) -> None:
    """Take back a seat that the decree does not give; the decree's history keeps it."""
    require(rules.is_secretariat(by, seat))
    with transaction.atomic():
        log("seat.remove", seat.decree, by=by, after=_seat_facts(seat))
        seat.delete()


def _seat_facts(seat: Seat) -> dict:
    return {"jabatan": str(seat.jabatan), "position": seat.position, "order": seat.order}


def record_incumbency(incumbency: Incumbency, *, by) -> None:
    """
    Save who holds a jabatan, from when to when.

    :raises MoveRefused: if another holds it in the same way (definitif, Plt. or Plh.) in that time.
    """
    require(rules.is_secretariat(by, incumbency))
    incumbency.precedence = Incumbency.PRECEDENCE[incumbency.kind]
    with transaction.atomic():
        # One at a time for each jabatan: two holders entered at once would not see each other.
        Jabatan.objects.select_for_update().get(pk=incumbency.jabatan_id)
        others = incumbency.jabatan.incumbencies.exclude(pk=incumbency.pk).overlapping(
            starts_on=incumbency.starts_on, ends_on=incumbency.ends_on
        )
        if other := others.filter(kind=incumbency.kind).select_related("person").first():
            raise MoveRefused(_overlap(incumbency, other))
        _record(
            incumbency,
            by=by,
            subject=incumbency.jabatan,
            facts=_incumbency_facts(incumbency),
            row=f"Pejabat {incumbency.get_kind_display().lower()} sejak {tanggal(incumbency.starts_on)}",
            private={"person"},
        )


def _incumbency_facts(incumbency: Incumbency) -> dict:
    return {"kind": incumbency.kind, "starts_on": incumbency.starts_on}


def _overlap(incumbency: Incumbency, other: Incumbency) -> str:
    held = f"{other} dijabat {other.person} sejak {tanggal(other.starts_on)}"
    if other.ends_on:
        return f"{held} sampai {tanggal(other.ends_on)}. Pilih masa jabatan yang tidak bertumpang tindih."
    return f"{held}. Akhiri dahulu masa jabatannya, lalu catat penggantinya."


def end_incumbency(incumbency: Incumbency, *, ends_on: datetime.date, by) -> None:
    """
    End a term of office; `ends_on` is its last day.

    :raises MoveRefused: if it has ended already, or would end before it began.
    """
    require(rules.is_secretariat(by, incumbency))
    if ends_on < incumbency.starts_on:
        raise MoveRefused(f"Masa jabatan ini mulai {tanggal(incumbency.starts_on)}. Pilih tanggal sesudahnya.")
    with transaction.atomic():
        if not Incumbency.objects.filter(pk=incumbency.pk, ends_on=None).update(ends_on=ends_on):
            raise MoveRefused("Masa jabatan ini sudah diakhiri. Muat ulang halaman untuk melihat keadaan terakhir.")
        incumbency.ends_on = ends_on
        facts = _incumbency_facts(incumbency) | {"ends_on": ends_on}
        log("incumbency.end", incumbency.jabatan, by=by, after=facts)


# Accounts


def open_account(user: User, *, desa: Iterable[Desa] = (), by, now: datetime.datetime) -> str:
    """Open an account and return the code of its first password slip."""
    require(rules.can_edit_account(by, user))
    user.set_unusable_password()
    with transaction.atomic():
        user.save()
        user.desa.set(desa)
        log("account.open", user, by=by, after={"role": user.role})
        return issue_slip(user, by=by, now=now)


def record_account(user: User, changed: Iterable[str], *, desa: Iterable[Desa], by) -> None:
    """
    Save the `changed` fields of an account and the desa it enters for.

    :raises MoveRefused: if somebody changes his own role; the secretariat must not lose its last account.
    """
    require(rules.can_edit_account(by, user))
    changed = set(changed)
    if "role" in changed and by.pk == user.pk:
        raise MoveRefused("Peran akun sendiri tidak dapat diubah. Mintalah anggota sekretariat lain.")
    with transaction.atomic():
        was = _names(user.desa.all())
        user.desa.set(desa)
        now = _names(desa)
        extra = ({"desa": was}, {"desa": now}) if was != now else ({}, {})
        _save_changed(user, changed, "account.edit", by=by, private={"person"}, extra=extra)


def _names(rows) -> str:
    return ", ".join(sorted(row.name for row in rows))


def close_account(user: User, *, by) -> None:
    """Close an account: its session ends at its next click and its slips die."""
    require(rules.can_close_account(by, user))
    user.is_active = False
    with transaction.atomic():
        user.save(update_fields=["is_active"])
        user.slips.filter(used_at=None).delete()
        log("account.close", user, by=by)


def reopen_account(user: User, *, by) -> None:
    require(rules.can_reopen_account(by, user))
    user.is_active = True
    with transaction.atomic():
        user.save(update_fields=["is_active"])
        log("account.reopen", user, by=by)


def issue_slip(user: User, *, by, now: datetime.datetime) -> str:
    """Return a new one-time code for the account, good for a week; its older codes die. Only the hash is kept."""
    require(rules.can_issue_slip(by, user))
    code = PasswordSlip.new_code()
    with transaction.atomic():
        user.slips.filter(used_at=None).delete()
        user.slips.create(code_hash=_code_hash(code), expires_at=now + SLIP_LIFE)
        log("account.issue_slip", user, by=by)
    return code


def use_slip(username: str, code: str, password: str, *, now: datetime.datetime) -> User:
    """
    Set the account's own password with the code of its slip, and lift its lock-out.

    :raises MoveRefused: with one and the same sentence for a wrong name, a wrong, a used and an expired code.
    """
    refusal = MoveRefused(
        "Nama pengguna dan kode slip tidak cocok, atau slip sudah dipakai atau lewat masa berlakunya. "
        "Periksa lagi slip Anda, atau mintalah slip baru kepada sekretariat."
    )
    slips = PasswordSlip.objects.usable(now).filter(user__username=username.strip().lower(), user__is_active=True)
    slip = slips.filter(code_hash=_code_hash(code)).select_related("user").first()
    if slip is None:
        raise refusal
    user = slip.user
    user.set_password(password)
    with transaction.atomic():
        if not PasswordSlip.objects.usable(now).filter(pk=slip.pk).update(used_at=now):
            raise refusal  # somebody used it in this very moment
        user.save(update_fields=["password"])
        log("account.use_slip", user, by=user)
        reset_lockout(username=user.username)
    return user


def _code_hash(code: str) -> str:
    """Return the hash that is kept; hyphens, blanks and small letters are as good as what the slip shows."""
    plain = "".join(filter(str.isalnum, code)).upper()
    return hashlib.sha256(plain.encode()).hexdigest()


def change_password(user: User, password: str, *, by) -> None:
    require(by.pk == user.pk, "Kata sandi hanya dapat diganti oleh pemilik akun. Sekretariat dapat mencetak slip.")
    user.set_password(password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        log("account.change_password", user, by=by)


# How a record is saved


def _record(obj, *, by, subject=None, facts: dict | None = None, row: str = "", private: Iterable[str] = ()) -> None:
    """
    Save a new record whole, or what changed of a known one, and log it.

    `facts` are what the log tells of a new record. A row of another record is logged there, on `subject`, where `row`
    says which one was edited. Of `private` fields the log keeps the name alone.
    """
    require(rules.is_secretariat(by, obj))
    noun = obj._meta.model_name
    if not obj._state.adding:
        _save_changed(obj, _changed_names(obj), f"{noun}.edit", by=by, subject=subject, row=row, private=private)
        return
    with transaction.atomic():
        obj.save()
        log(f"{noun}.create", subject or obj, by=by, after=facts)


def _changed_names(obj) -> list[str]:
    stored = type(obj)._base_manager.get(pk=obj.pk)
    fields = obj._meta.concrete_fields
    return [field.name for field in fields if getattr(stored, field.attname) != getattr(obj, field.attname)]


def _save_changed(obj, changed, verb, *, by, subject=None, row="", private: Iterable[str] = (), extra=({}, {})) -> None:
    """Save the `changed` fields and log those that differ; `extra` are further facts (before, after) that changed."""
    fields = [field for field in obj._meta.concrete_fields if field.name in changed]
    before, after = changed_facts(obj, [field.name for field in fields if field.editable])
    told = [name for name in after if after[name] != before[name]]
    before = {name: before[name] for name in told if name not in private} | extra[0]
    after = {name: "" if name in private else after[name] for name in told} | extra[1]
    if not after:
        return
    if row:
        after["row"] = row
    with transaction.atomic():
        obj.save(update_fields=[field.name for field in fields])
        log(verb, subject or obj, by=by, before=before, after=after)
