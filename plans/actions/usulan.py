"""Writes on what is asked: usulan and their order."""

from functools import partial

from django.db import transaction

from forum.log import log
from forum.rules import require
from forum.transitions import MoveRefused, apply_move
from plans import rules
from plans.actions.entry import NOT_YOUR_DESA, record_entered, refuse_closed
from plans.models import Usulan

SUBMITTED_ALREADY = (
    "Usulan yang sudah diajukan tidak dapat diubah lagi. "
    "Tarik kembali usulan ini, atau mintalah camat mengembalikannya."
)
SUBMITTED_MEANWHILE = (
    "Usulan ini diajukan sebelum isian Anda disimpan, dan belum ada yang berubah. Yang Anda tulis masih ada di sini: "
    "tarik kembali usulannya, atau mintalah camat mengembalikannya, lalu simpan lagi."
)


@transaction.atomic
def record_usulan(usulan: Usulan, changed=(), *, by, entry=None) -> Usulan:
    """
    Create a usulan as draft, or write only the `changed` fields of one that may still be edited; return it as stored.

    See `record_entered` for `entry` and for what is refused.
    """
    require(rules.can_enter_for_desa(by, usulan.desa), NOT_YOUR_DESA)
    if usulan.pk:
        require(rules.can_edit_usulan(by, usulan), SUBMITTED_ALREADY)
    else:
        refuse_closed(usulan.desa)
    usulan.kabupaten_id = usulan.desa.kabupaten_id
    return record_entered(usulan, changed, by=by, entry=entry, status=usulan.status)


def submit_usulan(usulan: Usulan, *, by, now) -> None:
    """Hand a complete usulan to the kecamatan."""
    require(rules.can_submit_usulan(by, usulan))
    if missing := usulan.missing_for_submission():
        raise MoveRefused(f"Lengkapi dahulu: {', '.join(missing)}.")
    apply_move(usulan, "submit", by=by, submitted_at=usulan.submitted_at or now)


def recall_usulan(usulan: Usulan, *, by) -> None:
    """Take a submitted usulan back for correction, before the kecamatan verifies it."""
    require(rules.can_recall_usulan(by, usulan))
    apply_move(usulan, "recall", by=by)


def return_usulan(usulan: Usulan, *, note: str, by) -> None:
    """
    Send a usulan back to its desa with a note that says what to mend.

    :raises MoveRefused: without a note, or once it has been referred to an OPD or decided.
    """
    require(rules.can_return_usulan(by, usulan))
    if not note.strip():
        raise MoveRefused("Tulis catatan: apa yang perlu diperbaiki desa.")
    with transaction.atomic():
        Usulan.objects.select_for_update().get(pk=usulan.pk)
        if usulan.referrals.open().exists() or usulan.outcomes.current().exists():
            raise MoveRefused("Usulan ini sudah dibahas OPD atau forum. Tarik dahulu penerusannya.")
        apply_move(usulan, "return", by=by, note=note.strip())


def verify_usulan(usulan: Usulan, *, by, note: str = "") -> None:
    """
    Confirm a usulan for its kecamatan.

    :raises MoveRefused: if the secretariat passes over the camat without saying why.
    """
    require(rules.can_verify_usulan(by, usulan))
    if rules.must_explain_verification(by, usulan) and not note.strip():
        raise MoveRefused("Tulis alasan verifikasi tanpa camat, misalnya camat berhalangan.")
    apply_move(usulan, "verify", by=by, note=note.strip())


@transaction.atomic
def discard_usulan(usulan: Usulan, *, by) -> None:
    """Delete a draft that was never submitted; the log keeps that it existed."""
    require(rules.can_discard_usulan(by, usulan))
    delete_usulan(usulan, by=by)


def delete_usulan(usulan: Usulan, *, by) -> None:
    """Delete a row that may vanish, with its files; called inside a transaction."""
    log("usulan.discard", usulan, by=by, before={"title": usulan.title, "desa": usulan.desa.name})
    files = [row.file for row in [*usulan.attachments.all(), *usulan.held_attachments.all()]]
    usulan.delete()
    # Only once it is certain: a file cannot be rolled back.
    for file in files:
        transaction.on_commit(partial(file.delete, save=False))


def _order(rows, ranks: dict[int, int | None], *, field: str, verb: str, by) -> None:
    for usulan in rows.filter(pk__in=ranks):
        before, after = getattr(usulan, field), ranks[usulan.pk]
        if before != after:
            Usulan.objects.filter(pk=usulan.pk).update(**{field: after})
            log(verb, usulan, by=by, before={"rank": before}, after={"rank": after})


@transaction.atomic
def order_usulan_of_desa(desa, fiscal_year: int, ranks: dict[int, int | None], *, by) -> None:
    """Set the desa's order of priority: usulan key -> rank from 1, or None. Foreign keys are ignored."""
    require(rules.can_order_desa(by, desa), NOT_YOUR_DESA)
    rows = Usulan.objects.filter(desa=desa, fiscal_year=fiscal_year)
    _order(rows, ranks, field="desa_rank", verb="usulan.rank_desa", by=by)


@transaction.atomic
def order_usulan_of_kecamatan(kecamatan, fiscal_year: int, ranks: dict[int, int | None], *, by) -> None:
    """Set the kecamatan's order of priority: usulan key -> rank from 1, or None. Foreign keys are ignored."""
    require(rules.can_order_kecamatan(by, kecamatan), "Urutan kecamatan ditetapkan camat atau sekretariat forum.")
    rows = Usulan.objects.shared().filter(desa__kecamatan=kecamatan, fiscal_year=fiscal_year)
    _order(rows, ranks, field="kecamatan_rank", verb="usulan.rank_kecamatan", by=by)
