"""Writes on usulan that are to become one: laid before the forum here, decided there as the outcome "digabung"."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from forum.log import log
from forum.rules import require
from forum.transitions import MoveRefused, apply_move
from plans import rules
from plans.actions.usulan import delete_usulan
from plans.models import Outcome, PlannedMerge, Usulan

MERGERS_ONLY = "Penggabungan usulan disiapkan camat atau sekretariat forum."


def require_mergeable(user, usulan: Usulan) -> None:
    """Stop, with what to do first, unless this user may lay before the forum that this usulan goes with others."""
    unverified = f"“{usulan}” belum diverifikasi. Verifikasi dahulu, lalu gabungkan."
    require(rules.can_plan_merge(user, usulan), MERGERS_ONLY if usulan.is_verified else unverified)


@transaction.atomic
def plan_merge(originals: Sequence[Usulan], joint: Usulan, *, fiscal_year: int, by, now: datetime) -> Usulan:
    """
    Lay before the forum that `originals` go into `joint`, a stored usulan or one that is yet to be; return it.

    A new one is verified at once: what it is made of was. Until the forum decides, nothing happens to the originals.

    :raises MoveRefused: if they are not of one kecamatan, not verified, decided already, or part of another merge.
    """
    kecamatan = joint.desa.kecamatan_id
    if joint.pk is None:
        joint.kabupaten_id, joint.is_joint = joint.desa.kabupaten_id, True
    members = [*originals, *([joint] if joint.pk else [])]
    locked = {row.pk: row for row in Usulan.objects.lock(members)}
    for usulan in locked.values():
        require_mergeable(by, usulan)
    if len(locked) < 2:
        raise MoveRefused("Pilih sedikitnya dua usulan.")
    if any(usulan.desa.kecamatan_id != kecamatan for usulan in locked.values()):
        raise MoveRefused("Hanya usulan dari satu kecamatan yang dapat digabung.")
    asked = set(Usulan.objects.for_year(fiscal_year).filter(pk__in=locked).values_list("pk", flat=True))
    if absent := [usulan for usulan in locked.values() if usulan.pk not in asked]:
        raise MoveRefused(
            f"“{absent[0]}” tidak diminta untuk tahun {fiscal_year}. Putuskan dahulu tahun asalnya, "
            f"misalnya ditunda ke tahun {fiscal_year}."
        )
    _refuse_decided(locked.values(), fiscal_year)
    _refuse_planned(locked.values(), originals, fiscal_year)
    if joint.pk is None:
        if missing := joint.missing_for_submission():
            raise MoveRefused(f"Lengkapi dahulu: {', '.join(missing)}.")
        joint.save()
        apply_move(joint, "join", by=by, after={"count": len(originals)})
    for usulan in originals:
        PlannedMerge.objects.create(
            kabupaten_id=usulan.kabupaten_id, original=usulan, joint=joint, fiscal_year=fiscal_year, by=by, at=now
        )
        facts = {"title": joint.title, "desa": joint.desa.full_name, "fiscal_year": fiscal_year}
        log("usulan.plan_merge", usulan, by=by, after=facts)
    return joint


def _refuse_decided(usulan, fiscal_year: int) -> None:
    decided = Outcome.objects.current().for_usulan(usulan).for_year(fiscal_year).select_related("usulan").first()
    if decided:
        raise MoveRefused(
            f"“{decided.usulan}” sudah diputuskan untuk tahun {fiscal_year}: {decided.get_kind_display()}. "
            "Penggabungannya hanya dapat diputuskan dalam rapat."
        )


def _refuse_planned(members, originals, fiscal_year: int) -> None:
    planned = PlannedMerge.objects.for_year(fiscal_year)
    taken = planned.for_originals(members).select_related("original").first()
    if taken is None:
        taken = planned.filter(joint__in=originals).first()
    if taken:
        raise MoveRefused(
            f"“{taken.original}” sudah ada dalam penggabungan lain. Pisahkan dahulu, lalu gabungkan lagi."
        )


@transaction.atomic
def undo_merge(joint: Usulan, *, by) -> list[Usulan]:
    """
    Take a merge back that the forum has not decided yet, and return the originals.

    A usulan that was only made for it goes too; the log keeps its name.

    :raises MoveRefused: once the forum decided on any part of it, or an OPD was asked about a usulan made for it.
    """
    require_mergeable(by, joint)
    Usulan.objects.lock([joint])
    planned = list(PlannedMerge.objects.into(joint).select_related("original").order_by("pk"))
    if not planned:
        raise MoveRefused("Tidak ada penggabungan yang menunggu keputusan. Muat ulang halaman.")
    if PlannedMerge.objects.waiting().into(joint).count() < len(planned):
        raise MoveRefused("Penggabungan ini sudah diputuskan. Keputusan baru dalam rapat memisahkannya kembali.")
    if joint.is_joint and (joint.referrals.exists() or joint.outcomes.exists()):
        raise MoveRefused(
            "Usulan gabungan ini sudah diteruskan ke OPD atau diputuskan. Keputusan dalam rapat memisahkannya kembali."
        )
    PlannedMerge.objects.into(joint).delete()
    for row in planned:
        log("usulan.undo_merge", row.original, by=by, before={"title": joint.title, "desa": joint.desa.full_name})
    if joint.is_joint:
        apply_move(joint, "split", by=by)
        delete_usulan(joint, by=by)
    return [row.original for row in planned]
