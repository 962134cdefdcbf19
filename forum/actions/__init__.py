"""Every write to the forum's books: allowed, saved and logged in one transaction."""

from forum.actions.account import (
    SLIP_LIFE,
    change_password,
    close_account,
    issue_slip,
    open_account,
    record_account,
    reopen_account,
    use_slip,
)
from forum.actions.decree import copy_seats, record_decree, record_seat, remove_seat, revoke_decree
from forum.actions.desa import add_kecamatan, change_desa, merge_desa, rename_kecamatan, split_desa, undo_desa_change
from forum.actions.digest import send_digests
from forum.actions.imports import apply_import, ask_to_apply, keep_import, read_import
from forum.actions.notice import choose_digest, mark_all_read, mark_read
from forum.actions.office import (
    end_incumbency,
    record_incumbency,
    record_jabatan,
    record_opd,
    record_partner,
    record_person,
)
from forum.actions.opd import close_opd, rename_opd, reopen_opd, undo_opd_rename
from forum.actions.personal_data import erase_person, erase_typed_name, record_breach
from forum.actions.region import add_kabupaten, record_kabupaten
from forum.actions.target import record_target, remove_target

__all__ = [
    "SLIP_LIFE",
    "add_kabupaten",
    "add_kecamatan",
    "apply_import",
    "ask_to_apply",
    "change_desa",
    "change_password",
    "choose_digest",
    "close_account",
    "close_opd",
    "copy_seats",
    "end_incumbency",
    "erase_person",
    "erase_typed_name",
    "issue_slip",
    "keep_import",
    "mark_all_read",
    "mark_read",
    "merge_desa",
    "open_account",
    "read_import",
    "record_account",
    "record_breach",
    "record_decree",
    "record_incumbency",
    "record_jabatan",
    "record_kabupaten",
    "record_opd",
    "record_partner",
    "record_person",
    "record_seat",
    "record_target",
    "remove_seat",
    "remove_target",
    "rename_kecamatan",
    "rename_opd",
    "reopen_account",
    "reopen_opd",
    "revoke_decree",
    "send_digests",
    "split_desa",
    "undo_desa_change",
    "undo_opd_rename",
    "use_slip",
]
