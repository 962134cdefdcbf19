"""
Who may do what in the forum; also the only place that knows role names.

Every rule takes plain objects and answers True or False. `require` turns a False into a refusal
that says whom to ask. What a person may accept, chair or sign is asked of his jabatan on that day
(`User.jabatan_on`), never of his role.
"""

from django.core.exceptions import PermissionDenied

from forum.choices import Role

# What an account of each role is confined to; a facilitator enters for a set of desa or for a whole kecamatan.
SCOPE_FIELDS = {
    Role.SECRETARIAT: (),
    Role.OPD_OFFICER: ("opd",),
    Role.FACILITATOR: ("kecamatan", "desa"),
    Role.CAMAT: ("kecamatan",),
    Role.OBSERVER: (),
}


def require(allowed: bool, sentence: str = "Tindakan ini tidak terbuka bagi akun Anda.") -> None:
    """Stop with a 403 that shows `sentence` unless `allowed`."""
    if not allowed:
        raise PermissionDenied(sentence)


def is_system(user) -> bool:
    return user.role == Role.SYSTEM


def same_kabupaten(user, obj) -> bool:
    """Say whether `obj` belongs to the user's kabupaten; commands (user `sistem`) work in every one."""
    return is_system(user) or user.kabupaten_id == obj.kabupaten_id


def is_secretariat(user, obj=None) -> bool:
    """Say whether the user keeps the forum's records (and, with `obj`, those of that record's kabupaten)."""
    return user.role in (Role.SECRETARIAT, Role.SYSTEM) and (obj is None or same_kabupaten(user, obj))


def is_opd_officer(user) -> bool:
    return user.role == Role.OPD_OFFICER


def enters_for_villages(user) -> bool:
    """Say whether the user's work is to enter for villages; which ones, `speaks_for_desa` tells."""
    return user.role == Role.FACILITATOR


def works_for_opd(user, opd) -> bool:
    """Say whether the user prepares what this OPD says."""
    return is_opd_officer(user) and user.opd_id == opd.pk


def heads_opd(user, opd, *, today) -> bool:
    """Say whether the user's person leads this OPD on that day, definitively or as Plt./Plh."""
    return head_of_opd(user, opd, today=today) is not None


def head_of_opd(user, opd, *, today):
    """Return the jabatan in which the user's person leads this OPD on that day, or None."""
    held = user.jabatan_on(today)
    return next((jabatan for jabatan in held if jabatan.is_head and jabatan.opd_id == opd.pk), None)


def speaks_for_desa(user, desa) -> bool:
    """Say whether the user enters for this desa: one of his desa, or all of his kecamatan."""
    if not enters_for_villages(user) or user.kabupaten_id != desa.kabupaten_id:
        return False
    return user.kecamatan_id == desa.kecamatan_id or desa.pk in user.desa_ids


def is_camat(user) -> bool:
    return user.role == Role.CAMAT


def is_camat_of(user, desa) -> bool:
    return is_camat(user) and user.kecamatan_id == desa.kecamatan_id


def speaks_for_kecamatan(user, kecamatan) -> bool:
    """Say whether the user is its camat, or enters for all or some of its desa."""
    if user.kecamatan_id == kecamatan.pk:
        return is_camat(user) or enters_for_villages(user)
    return enters_for_villages(user) and kecamatan.pk in user.kecamatan_ids


def can_manage_forum(user) -> bool:
    """OPD, jabatan, persons, decree, settings: the secretariat's books."""
    return is_secretariat(user)


def can_manage_accounts(user) -> bool:
    return is_secretariat(user)


def can_edit_account(user, account) -> bool:
    return is_secretariat(user, account) and not is_system(account)


def can_issue_slip(user, account) -> bool:
    return can_edit_account(user, account) and account.is_active


def can_close_account(user, account) -> bool:
    """An account is closed by the secretariat, never one's own: the last key must not lock itself in."""
    return is_secretariat(user, account) and account.pk != user.pk and account.is_active and not is_system(account)


def can_reopen_account(user, account) -> bool:
    return is_secretariat(user, account) and not account.is_active and not is_system(account)


def can_see_contact(user, person) -> bool:
    """Phone, e-mail and NIP are for the secretariat and the person himself (UU PDP)."""
    return is_secretariat(user, person) or user.person_id == person.pk


def can_edit_person(user, person) -> bool:
    """What was erased is not filled in again; a person who returns is recorded anew."""
    return is_secretariat(user, person) and person.erased_on is None


def can_erase_person(user, person) -> bool:
    """Nobody erases himself: his account would be closed under his hands."""
    return can_edit_person(user, person) and user.person_id != person.pk


def can_erase_names(user, kabupaten) -> bool:
    """Names that were typed by hand are found, and blanked, by who keeps the books of that kabupaten."""
    return is_secretariat(user) and user.kabupaten_id == kabupaten.pk


def can_change_desa(user, desa) -> bool:
    """Rename, move, merge, split: the secretariat, while it is a desa."""
    return is_secretariat(user, desa) and desa.closed_on is None
