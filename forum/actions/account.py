"""Writes to accounts: opened, changed, closed; slips and passwords."""

import datetime
import hashlib
from collections.abc import Iterable

from axes.utils import reset as reset_lockout
from django.db import transaction

from forum import rules
from forum.actions.record import save_changed
from forum.log import log
from forum.models import Desa, Digest, LogEntry, PasswordSlip, User
from forum.rules import require
from forum.transitions import MoveRefused

SLIP_LIFE = datetime.timedelta(days=7)


def open_account(user: User, *, desa: Iterable[Desa] = (), by, now: datetime.datetime) -> str:
    """Open an account and return the code of its first password slip."""
    require(rules.can_edit_account(by, user))
    user.set_unusable_password()
    with transaction.atomic():
        user.read_to = LogEntry.objects.visible_to(user).newest_pk()  # what was before him is no news
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
        save_changed(user, changed, "account.edit", by=by, private={"person"}, extra=extra)


def _names(rows) -> str:
    return ", ".join(sorted(row.name for row in rows))


def close_account(user: User, *, by) -> None:
    """Close an account: its session ends at its next click, its slips die, its Kabar is no longer sent."""
    require(rules.can_close_account(by, user))
    user.is_active = False
    with transaction.atomic():
        user.save(update_fields=["is_active"])
        user.slips.filter(used_at=None).delete()
        Digest.objects.filter(user=user).delete()
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
