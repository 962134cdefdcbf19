"""Writes on personal data: erased where the law allows, and what went wrong with them written down."""

import datetime

from django.db import transaction

from forum import rules
from forum.actions.account import close_account
from forum.actions.record import record
from forum.log import log
from forum.models import Breach, Incumbency, Kabupaten, Person
from forum.personal_data import ERASED, KINDS, TYPED
from forum.rules import require
from forum.transitions import MoveRefused


@transaction.atomic
def erase_person(person: Person, *, reason: str, by, today: datetime.date) -> None:
    """
    Blank the person's data here and wherever the floors above say that it may be; his accounts are closed.

    Signed papers stay. The log keeps that and why it was done, never what stood there.

    :raises MoveRefused: without a reason, while he holds a jabatan, or if it was done before.
    """
    require(rules.can_erase_person(by, person), "Mintalah anggota sekretariat lain menghapus data Anda.")
    stored = Person.objects.select_for_update().get(pk=person.pk)
    if stored.erased_on:
        raise MoveRefused("Data orang ini sudah dihapus.")
    if not reason.strip():
        raise MoveRefused("Tulis alasan penghapusan.")
    if held := Incumbency.objects.on(today).filter(person=stored).select_related("jabatan").first():
        raise MoveRefused(f"Orang ini masih menjabat {held}. Akhiri dahulu masa jabatannya.")
    blanked = sum(kind.erase(stored, by=by) for kind in KINDS)
    for user in stored.users.all():
        if user.is_active:
            close_account(user, by=by)
        user.person = None
        user.save(update_fields=["person"])
        log("account.edit", user, by=by, after={"person": ""})
    for name in ERASED:
        setattr(stored, name, "")
    stored.erased_on = today
    stored.save(update_fields=[*ERASED, "erased_on"])
    log("person.erase", stored, by=by, after={"rows": blanked}, note=reason.strip())


@transaction.atomic
def erase_typed_name(kabupaten: Kabupaten, name: str, *, reason: str, by) -> int:
    """
    Blank a name that was typed by hand wherever the floors above say that it may be; return in how many records.

    The log of the kabupaten keeps that and why it was done, not the name.

    :raises MoveRefused: without a reason, or where nothing may be blanked.
    """
    require(rules.can_erase_names(by, kabupaten))
    if not reason.strip():
        raise MoveRefused("Tulis alasan penghapusan.")
    blanked = sum(kind.erase(kabupaten, name, by=by) for kind in TYPED)
    if not blanked:
        raise MoveRefused("Tidak ada yang dapat dikosongkan: nama itu hanya ada pada naskah final, atau sudah dihapus.")
    log("kabupaten.erase_name", kabupaten, by=by, after={"rows": blanked}, note=reason.strip())
    return blanked


def record_breach(breach: Breach, *, by) -> None:
    """Write down a failure to protect personal data, or what is known of it now."""
    record(breach, by=by)
