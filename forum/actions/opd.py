"""Writes to what becomes of an OPD: renamed, merged into others, split into others, closed."""

import datetime
from collections.abc import Iterable

from django.db import transaction

from forum import rules
from forum.actions.office import end_terms, rename_jabatan
from forum.actions.record import save_changed
from forum.log import log
from forum.models import Opd, OpdSuccession
from forum.rules import require
from forum.templatetags.house import tanggal
from forum.transitions import MoveRefused

NOT_YET = "Tanggal itu belum tiba. Catat perubahan ini pada atau sesudah hari berlakunya."
CLOSED = "OPD ini sudah ditutup."


@transaction.atomic
def rename_opd(
    opd: Opd, *, name: str, short_name: str = "", since: datetime.date, basis: str, by, today: datetime.date
) -> None:
    """
    Call an OPD by another name from `since` on; papers of the time before keep the old one.

    The old name joins its other names, so that a file that still bears it finds the OPD, and each jabatan that
    bears the OPD's name takes the new one.

    :raises MoveRefused: if the day is yet to come or lies before an earlier change, or a name is taken.
    """
    require(rules.is_secretariat(by, opd))
    opd.refresh_from_db(from_queryset=Opd.objects.select_for_update())
    was = opd.name
    _check_name(opd, name, since=since, today=today)
    opd.former.create(kabupaten_id=opd.kabupaten_id, name=was, short_name=opd.short_name, until=since, basis=basis)
    others = [known for known in opd.names if known != name]
    opd.name, opd.short_name, opd.aliases = name, short_name, "\n".join(dict.fromkeys(others))
    opd.save(update_fields=["name", "short_name", "aliases"])
    log("opd.rename", opd, by=by, note=basis, before={"name": was}, after={"name": name, "since": since})
    rename_jabatan(opd.jabatan, was, name, by=by)


@transaction.atomic
def undo_opd_rename(opd: Opd, *, by) -> None:
    """
    Take back the last renaming, recorded by mistake: as if the OPD had never borne the name it has.

    :raises MoveRefused: if it was never renamed, is closed, or its earlier name is taken by now.
    """
    require(rules.is_secretariat(by, opd))
    opd.refresh_from_db(from_queryset=Opd.objects.select_for_update())
    former = opd.former.order_by("-until").first()
    if former is None:
        raise MoveRefused("OPD ini belum pernah berganti nama.")
    was = opd.name
    _check_free(opd, former.name)
    aliases = [known for known in opd.aliases.splitlines() if known not in (former.name, former.short_name)]
    opd.name, opd.short_name, opd.aliases = former.name, former.short_name, "\n".join(aliases)
    opd.save(update_fields=["name", "short_name", "aliases"])
    former.delete()
    log("opd.unrename", opd, by=by, before={"name": was, "since": former.until}, after={"name": opd.name})
    rename_jabatan(opd.jabatan, was, opd.name, by=by)


def _check_free(opd: Opd, name: str) -> None:
    if opd.closed_on:
        raise MoveRefused(CLOSED)
    if Opd.objects.filter(kabupaten=opd.kabupaten_id, name__iexact=name).exclude(pk=opd.pk).exists():
        raise MoveRefused(f"OPD lain sudah memakai nama ini: “{name}”. Ubah salah satunya.")


def _check_name(opd: Opd, name: str, *, since: datetime.date, today: datetime.date) -> None:
    if since > today:
        raise MoveRefused(NOT_YET)
    if name == opd.name:
        raise MoveRefused("OPD ini sudah bernama demikian. Tulis nama barunya.")
    _check_free(opd, name)
    if last := opd.former.filter(until__gte=since).order_by("-until").first():
        raise MoveRefused(f"Nama yang sekarang berlaku sejak {tanggal(last.until)}. Pilih tanggal sesudahnya.")


@transaction.atomic
def close_opd(
    opd: Opd, *, on: datetime.date, basis: str, successors: Iterable[Opd] = (), by, today: datetime.date
) -> int:
    """
    Close an OPD as of `on`, the first day on which it is no more, and let its `successors` go on.

    Whoever holds a jabatan in it holds it until the day before. Its seats stay as the decree says. The accounts
    go to the successor where there is one alone; of several a person must choose. Returns how many went.
    What it plans and was asked is handed over by the floor above.

    :raises MoveRefused: if it is closed already, or the day is yet to come or lies before a term that began later.
    """
    require(rules.is_secretariat(by, opd))
    successors = list(successors)
    if on > today:
        raise MoveRefused(NOT_YET)
    for successor in successors:
        if successor.pk == opd.pk or successor.closed_on or successor.kabupaten_id != opd.kabupaten_id:
            raise MoveRefused(f"{successor} tidak dapat meneruskan OPD ini. Pilih OPD lain yang masih bekerja.")
    if not Opd.objects.open().filter(pk=opd.pk).update(closed_on=on, closing_basis=basis):
        raise MoveRefused(CLOSED)
    opd.closed_on, opd.closing_basis = on, basis
    OpdSuccession.objects.bulk_create(
        OpdSuccession(kabupaten_id=opd.kabupaten_id, opd=opd, successor=successor) for successor in successors
    )
    names = ", ".join(successor.name for successor in successors)
    log("opd.close", opd, by=by, note=basis, after={"on": on, "successors": names})
    for successor in successors:
        log("opd.succeed", successor, by=by, note=basis, after={"on": on, "opd": opd.name})
    end_terms(opd.jabatan.all(), on=on, by=by)
    return _hand_over_accounts(opd, successors[0], by=by) if len(successors) == 1 else 0


def _hand_over_accounts(opd: Opd, successor: Opd, *, by) -> int:
    accounts = list(opd.users.order_by("pk"))
    for account in accounts:
        account.opd = successor
        save_changed(account, {"opd"}, "account.edit", by=by)
    return len(accounts)


@transaction.atomic
def reopen_opd(opd: Opd, *, by) -> None:
    """
    Take back the closing of an OPD that nobody succeeds; terms of office are recorded anew.

    :raises MoveRefused: if it is not closed, or another goes on in its place.
    """
    require(rules.is_secretariat(by, opd))
    if opd.successions.exists():
        raise MoveRefused("OPD ini sudah diteruskan OPD lain, sehingga tidak dapat dibuka kembali.")
    if not Opd.objects.filter(pk=opd.pk).exclude(closed_on=None).update(closed_on=None, closing_basis=""):
        raise MoveRefused("OPD ini tidak sedang ditutup.")
    log("opd.reopen", opd, by=by)
