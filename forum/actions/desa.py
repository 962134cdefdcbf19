"""Writes to desa over time: renamed, turned into kelurahan, moved, merged, split; and their kecamatan renamed."""

import datetime

from django.db import transaction
from django.db.models import Max

from forum import rules
from forum.actions.office import end_terms, rename_jabatan
from forum.log import changed_facts, log
from forum.models import Desa, DesaSuccession, FormerDesa, FormerKecamatan, Kecamatan
from forum.rules import require
from forum.templatetags.house import tanggal
from forum.transitions import MoveRefused

CHANGEABLE = ("name", "kind", "kecamatan")


@transaction.atomic
def change_desa(desa: Desa, *, on: datetime.date | None, basis: str, by, today: datetime.date) -> None:
    """
    Give `desa` the name, bentuk or kecamatan that stands in the object; papers of days before `on` keep the old one.

    A jabatan that bears the old name takes the new one. Without `on` what was recorded wrongly is corrected, as if
    it had always been so.

    :raises MoveRefused: if nothing changed, it is a desa no more, or `on` lies ahead or before its last change.
    """
    stored = _lock(desa, by=by)
    before, after = changed_facts(desa, CHANGEABLE)
    changed = [name for name in CHANGEABLE if before[name] != after[name]]
    if not changed:
        raise MoveRefused("Tidak ada yang berubah. Tulis nama, bentuk, atau kecamatan yang baru.")
    if on:
        _check_order(on, [_last_change(stored), stored.valid_from], today=today)
        FormerDesa.objects.create(
            kabupaten_id=stored.kabupaten_id,
            desa=stored,
            kecamatan_id=stored.kecamatan_id,
            name=stored.name,
            kind=stored.kind,
            until=on,
            basis=basis,
        )
    desa.save(update_fields=changed)
    row = f"Berubah sejak {tanggal(on)}" if on else "Catatan diperbaiki"
    log(
        "desa.change",
        desa,
        by=by,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed} | {"row": row},
        note=basis,
    )
    if "name" in changed:
        rename_jabatan(desa.jabatan, stored.name, desa.name, by=by)


@transaction.atomic
def undo_desa_change(desa: Desa, *, by) -> None:
    """
    Take back the last change of name, bentuk or kecamatan, recorded by mistake: as if it had never been.

    :raises MoveRefused: if nothing changed since it was recorded, or it is a desa no more.
    """
    stored = _lock(desa, by=by)
    former = stored.former.select_related("kecamatan").order_by("-until").first()
    if former is None:
        raise MoveRefused("Nama, bentuk dan kecamatan desa ini belum pernah berubah.")
    for name in CHANGEABLE:
        setattr(desa, name, getattr(former, name))
    before, after = changed_facts(desa, [name for name in CHANGEABLE if getattr(stored, name) != getattr(former, name)])
    desa.save(update_fields=list(after))
    former.delete()
    row = f"Perubahan sejak {tanggal(former.until)} dibatalkan karena tercatat keliru"
    log("desa.change", desa, by=by, before=before, after=after | {"row": row})
    if "name" in after:
        rename_jabatan(desa.jabatan, stored.name, desa.name, by=by)


@transaction.atomic
def merge_desa(desa: Desa, successor: Desa, *, on: datetime.date, basis: str, by, today: datetime.date) -> None:
    """
    Close `desa` from `on`; it goes on in `successor`, for which its accounts now enter too.

    :raises MoveRefused: if one of them is a desa no more, or `on` lies ahead or before the last change.
    """
    stored = _lock(desa, by=by)
    _check_day(stored, on, today=today)
    if Desa.objects.select_for_update().get(pk=successor.pk).closed_on:
        raise MoveRefused(f"{successor.full_name} juga sudah tidak ada. Pilih desa yang masih berdiri.")
    _succeed(desa, successor, on=on, basis=basis, by=by)
    _close(desa, on=on, by=by)


@transaction.atomic
def split_desa(desa: Desa, new: Desa, *, on: datetime.date, basis: str, closes: bool, by, today) -> None:
    """
    Found the desa `new` out of `desa` from `on`; with `closes` nothing is left of `desa` itself.

    :raises MoveRefused: if `desa` is one no more, or `on` lies ahead or before its last change.
    """
    stored = _lock(desa, by=by)
    _check_day(stored, on, today=today)
    new.kabupaten_id, new.valid_from = desa.kabupaten_id, on
    new.save()
    _succeed(desa, new, on=on, basis=basis, by=by)
    if closes:
        _close(desa, on=on, by=by)


@transaction.atomic
def rename_kecamatan(kecamatan: Kecamatan, *, on: datetime.date | None, basis: str, by, today: datetime.date) -> None:
    """
    Give `kecamatan` the name that stands in the object; papers of days before `on` keep the old one.

    :raises MoveRefused: as for `change_desa`.
    """
    require(rules.is_secretariat(by, kecamatan))
    stored = Kecamatan.objects.select_for_update().get(pk=kecamatan.pk)
    if stored.name == kecamatan.name:
        raise MoveRefused("Nama ini sama dengan nama yang sekarang. Tulis nama yang baru.")
    if on:
        _check_order(on, [_last_change(stored)], today=today)
        FormerKecamatan.objects.create(
            kabupaten_id=stored.kabupaten_id, kecamatan=stored, name=stored.name, until=on, basis=basis
        )
    kecamatan.save(update_fields=["name"])
    row = f"Berganti nama sejak {tanggal(on)}" if on else "Catatan diperbaiki"
    log(
        "kecamatan.change",
        kecamatan,
        by=by,
        before={"name": stored.name},
        after={"name": kecamatan.name, "row": row},
        note=basis,
    )
    rename_jabatan(kecamatan.jabatan, stored.name, kecamatan.name, by=by)


@transaction.atomic
def add_kecamatan(kecamatan: Kecamatan, *, by) -> None:
    """Add a kecamatan that was founded after the official list was loaded; desa move into it one by one."""
    require(rules.is_secretariat(by, kecamatan))
    kecamatan.save()
    log("kecamatan.create", kecamatan, by=by)


def _lock(desa: Desa, *, by) -> Desa:
    """Return the row as it is stored, closed to everyone else until the end of the transaction."""
    require(rules.is_secretariat(by, desa))
    stored = Desa.objects.select_for_update().get(pk=desa.pk)
    if stored.closed_on:
        raise MoveRefused(f"{stored.full_name} tidak ada lagi sejak {tanggal(stored.closed_on)}.")
    return stored


def _check_day(desa: Desa, on: datetime.date, *, today: datetime.date) -> None:
    """Splitting and merging may fall on one day with other changes: a decree does several things at once."""
    last_succession = desa.successions.aggregate(last=Max("on"))["last"]
    _check_order(on, [_last_change(desa), desa.valid_from, last_succession], today=today, same_day=True)


def _last_change(place) -> datetime.date | None:
    return place.former.aggregate(last=Max("until"))["last"]


def _check_order(on: datetime.date, earlier: list, *, today: datetime.date, same_day: bool = False) -> None:
    if on > today:
        raise MoveRefused("Tanggal ini belum tiba. Catat perubahan pada hari berlakunya atau sesudahnya.")
    last = max(filter(None, earlier), default=None)
    if last and (on < last or (on == last and not same_day)):
        raise MoveRefused(f"Perubahan yang terakhir berlaku sejak {tanggal(last)}. Pilih tanggal sesudahnya.")


def _succeed(desa: Desa, successor: Desa, *, on: datetime.date, basis: str, by) -> None:
    """Write who goes on with the desa, and let its accounts enter for the successor too."""
    DesaSuccession.objects.create(kabupaten_id=desa.kabupaten_id, desa=desa, successor=successor, on=on, basis=basis)
    log("desa.succeed", desa, by=by, after={"desa": successor.full_name, "on": on}, note=basis)
    log("desa.originate", successor, by=by, after={"desa": desa.full_name, "on": on}, note=basis)
    for user in desa.users.exclude(desa=successor):
        was = _names(user)
        user.desa.add(successor)
        log("account.edit", user, by=by, before={"desa": was}, after={"desa": _names(user)})


def _names(user) -> str:
    return ", ".join(user.desa.order_by("name").values_list("name", flat=True))


def _close(desa: Desa, *, on: datetime.date, by) -> None:
    """End the desa, its programmes and its jabatan on the day before `on`; what it asked for stays."""
    desa.closed_on = on
    desa.save(update_fields=["closed_on"])
    last_day = on - datetime.timedelta(days=1)
    for target in desa.targets.current().filter(since__lte=last_day):
        target.until = last_day
        target.save(update_fields=["until"])
        log("targetvillage.end", desa, by=by, after={"programme": target.programme, "until": last_day})
    end_terms(desa.jabatan.all(), on=on, by=by)
    log("desa.close", desa, by=by, after={"on": on})
