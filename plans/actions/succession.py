"""What a closed OPD planned and was asked goes on with its successors."""

from collections import Counter
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from forum.log import log
from forum.models import Opd
from forum.rules import require
from forum.transitions import MoveRefused
from plans import rules
from plans.models import Activity, Outcome, Referral, Workplan
from plans.succession import ACTIVITY, REFERRAL, Share

STILL_OPEN = "Kegiatan dialihkan sekretariat sesudah OPD ditutup dan penerusnya dicatat."
MOVED = "Sebagian baru saja dialihkan atau berubah. Muat ulang halaman untuk melihat yang tersisa."


@transaction.atomic
def hand_over(opd: Opd, shares: Iterable[tuple[Share, Opd]], *, by) -> Counter:
    """
    Let each share of a closed OPD go on with the successor beside it. Returns how many went, by verb.

    Figures, lokus and portions hang on the activity and go along; so do the answers on their referral.

    :raises MoveRefused: if somebody was first, a successor has the like by now, or its workplan is at another stage.
    """
    require(rules.can_hand_over(by, opd), STILL_OPEN)
    shares = sorted(shares, key=lambda pair: (pair[0].verb, pair[0].record.pk))
    successors = set(opd.successions.values_list("successor", flat=True))
    # Whoever writes one of these workplans waits, as it waits for him; in key order, so that nobody blocks another.
    list(Opd.objects.select_for_update(no_key=True).filter(pk__in={opd.pk, *successors}).order_by("pk"))
    for share, successor in shares:
        if successor.pk not in successors:
            raise MoveRefused(f"{successor} bukan penerus {opd}.")
        if share.verb == ACTIVITY:
            _join_workplans(opd, successor, share.fiscal_year)
        _move(opd, share, successor, by=by)
    return Counter(share.verb for share, _ in shares)


def _join_workplans(opd: Opd, successor: Opd, fiscal_year: int) -> None:
    """The stage in force is that of a whole workplan: both must be at the same, else the pagu would not be its own."""
    left = Workplan.objects.of(opd, fiscal_year)
    workplan, _ = Workplan.objects.get_or_create(
        opd=successor, fiscal_year=fiscal_year, defaults={"kabupaten_id": opd.kabupaten_id, "stage": left.stage}
    )
    if workplan.stage != left.stage:
        raise MoveRefused(
            f"Rencana kerja {fiscal_year} {opd} berada pada tahap {left.get_stage_display()}, sedangkan {successor} "
            f"pada tahap {workplan.get_stage_display()}. Berlakukan tahap yang sama pada keduanya, lalu alihkan."
        )


def _move(opd: Opd, share: Share, successor: Opd, *, by) -> None:
    rows, key = _held(opd, share.verb)
    values = {key: successor}
    if share.verb == ACTIVITY:
        values["updated_at"] = Now()  # the index that matching keeps names the OPD
    try:
        with transaction.atomic():
            moved = rows.filter(pk=share.record.pk).update(**values)
    except IntegrityError:  # the successor has the like since the page was opened
        moved = 0
    if not moved:
        raise MoveRefused(MOVED)
    log(
        share.verb,
        share.told_on,
        by=by,
        note=opd.closing_basis,
        before={"opd": opd.name, "held_by": opd.pk},
        after={"opd": successor.name, "record": share.record.pk, "year": share.fiscal_year, "on": opd.closed_on},
    )


def _held(opd: Opd, verb: str):
    """Return the rows of this kind that the OPD still holds, and the name of the key that moves."""
    if verb == ACTIVITY:
        return Activity.objects.for_opd(opd), "opd"
    if verb == REFERRAL:
        return Referral.objects.for_opd(opd).open(), "opd"
    return Outcome.objects.promised().by_opd([opd.pk]), "target_opd"
