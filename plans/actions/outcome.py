"""
Writes of the forum's outcome, and the two ledgers behind it: lokus and pagu.

Neither is ever given twice. Pagu: `committed` grows by compare-and-set against `pagu`. Lokus: a slot
takes a portion only where it has none. All rows are touched in key order, usulan before activities,
so that two who decide at once wait for each other instead of locking each other out.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from forum.log import log
from forum.rules import require
from forum.transitions import MoveRefused
from plans import rules
from plans.choices import OutcomeKind
from plans.deadlines import answer_deadline
from plans.models import Activity, Lokus, Outcome, Portion, Referral, Usulan
from plans.models.referral import missing_portion


@dataclass(frozen=True)
class PortionDraft:
    """What one activity is to give: whole rupiah, a volume, and the slot wanted (None: the first that fits)."""

    activity: Activity
    volume: Decimal
    amount: int
    funding_source: str
    unit: str = ""
    lokus: Lokus | None = None


@transaction.atomic
def record_outcome(outcome: Outcome, portions=(), *, replaces: Outcome | None = None, by, today) -> Outcome:
    """
    Make `outcome` the standing one of its usulan and fiscal year, and hold its lokus and pagu.

    `replaces` is the outcome that the person saw as standing (None: none). If another one stands by
    now, somebody else was first and this one is refused. The old outcome stays, without `is_current`,
    and gives back what it held in the same transaction. Open referrals of that usulan and year close;
    a usulan moved to another OPD is referred there at once.

    :raises MoveRefused: if it lacks what its kind must carry, somebody was first, or lokus or pagu are gone.
    """
    usulan = outcome.usulan
    require(
        rules.can_record_outcome(by, usulan), "Hasil dicatat sekretariat forum atas usulan yang sudah diverifikasi."
    )
    _check(outcome, portions)
    _lock_usulan(outcome)
    standing = usulan.outcomes.current().for_year(outcome.fiscal_year).first()
    if (standing and standing.pk) != (replaces and replaces.pk):
        raise MoveRefused(
            f"Usulan ini baru saja diputuskan: {standing.get_kind_display()}. Muat ulang halaman sebelum mengubahnya."
            if standing
            else "Hasil yang hendak diganti sudah tidak berlaku. Muat ulang halaman."
        )
    _lock_activities(standing, portions)
    if standing and standing.portions.standing().done().exists():
        raise MoveRefused("Kesepakatan ini sudah dilaporkan terlaksana. Perbaiki dahulu laporan pelaksanaannya.")
    if standing:
        return_lokus(standing, by=by)
        Outcome.objects.filter(pk=standing.pk).update(is_current=False)
    outcome.kabupaten_id, outcome.by, outcome.decided_on = usulan.kabupaten_id, by, today
    outcome.supersedes, outcome.is_current = standing, True
    outcome.save()
    for draft in sorted(portions, key=lambda portion: portion.activity.pk):
        _give(outcome, draft, by=by)
    close_referrals(outcome, today=today)
    log("usulan.outcome", usulan, by=by, note=outcome.explanation, after=_facts(outcome, portions))
    if outcome.kind == OutcomeKind.REDIRECTED and outcome.target_opd_id:
        _refer_onward(outcome, by=by, today=today)
    return outcome


def _check(outcome: Outcome, portions) -> None:
    faults = list(outcome.missing().values())
    for draft in portions:
        faults += missing_portion(
            activity=draft.activity, volume=draft.volume, amount=draft.amount, funding_source=draft.funding_source
        ).values()
    if outcome.serves and not portions:
        faults.append("Pilih sub kegiatan yang melayani usulan ini.")
    if portions and not outcome.serves:
        faults.append("Hanya hasil “Disepakati” yang memakai lokus dan pagu.")
    for draft in portions:
        if draft.activity.kabupaten_id != outcome.usulan.kabupaten_id:
            faults.append("Sub kegiatan itu bukan milik kabupaten ini.")
        if draft.activity.fiscal_year != outcome.fiscal_year:
            faults.append(f"Sub kegiatan itu bukan kegiatan tahun {outcome.fiscal_year}.")
    if faults:
        raise MoveRefused(" ".join(faults))


def _lock_usulan(outcome: Outcome) -> None:
    """
    Lock the usulan and the one it is merged into, in key order: two that are merged into each other at once
    would lock each other out. What the row says by now counts, not what the page had read.
    """
    keys = {outcome.usulan_id, outcome.merged_into_id} - {None}
    locked = {one.pk: one for one in Usulan.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    if not locked[outcome.usulan_id].is_verified:
        raise MoveRefused("Usulan ini baru saja dikembalikan ke desa. Muat ulang halaman.")
    if target := locked.get(outcome.merged_into_id):
        if target.kabupaten_id != outcome.usulan.kabupaten_id:
            raise MoveRefused("Usulan tujuan bukan milik kabupaten ini.")
        if target.outcomes.current().for_year(outcome.fiscal_year).filter(kind=OutcomeKind.MERGED).exists():
            raise MoveRefused("Usulan tujuan sudah digabung ke usulan lain. Pilih usulan yang masih berdiri sendiri.")


def _lock_activities(standing: Outcome | None, portions) -> None:
    """Lock every activity this decision gives to or takes from, in key order."""
    keys = {draft.activity.pk for draft in portions}
    if standing:
        keys |= set(standing.portions.values_list("activity_id", flat=True))
    list(Activity.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


def _give(outcome: Outcome, draft: PortionDraft, *, by) -> None:
    portion = Portion.objects.create(
        outcome=outcome,
        activity=draft.activity,
        volume=draft.volume,
        unit=draft.unit or outcome.usulan.unit,
        amount=draft.amount,
        funding_source=draft.funding_source,
    )
    hold_portion(portion, wanted=draft.lokus, by=by)


def hold_portion(portion: Portion, *, wanted: Lokus | None = None, by) -> None:
    """
    Take the pagu and a slot for one portion; its usulan and activity are locked by the caller.

    :raises MoveRefused: if either is gone.
    """
    activity = portion.activity
    named = Activity.objects.filter(pk=activity.pk, is_named=True)
    enough = named.filter(pagu__gte=F("committed") + portion.amount)
    if not enough.update(committed=F("committed") + portion.amount):
        raise MoveRefused(
            f"Sisa pagu {activity.name} tidak cukup untuk jumlah ini. Kurangi jumlahnya, pilih kegiatan lain, "
            "atau tunda ke tahun berikutnya."
            if named.exists()
            else f"{activity.name} tidak lagi disebut tahap rencana kerja yang berlaku. Pilih kegiatan lain."
        )
    _hold_lokus(portion, wanted=wanted, by=by)


def _hold_lokus(portion: Portion, *, wanted: Lokus | None, by) -> None:
    activity, desa = portion.activity, portion.outcome.usulan.desa
    slots = activity.lokus.fitting(desa)
    if wanted:
        slots = slots.filter(pk=wanted.pk)
    for slot in slots.select_related("desa"):
        if Lokus.objects.open().filter(pk=slot.pk).update(portion=portion):
            log("lokus.hold", slot, by=by, after={"portion": portion.pk, "desa": desa.full_name})
            return
    last = activity.lokus.exclude(portion=None).order_by("-portion").first()
    told = f" lokus terakhir baru saja dipakai {last.portion.outcome.usulan.desa.full_name}." if last else ""
    raise MoveRefused(
        f"Lokus kegiatan ini sudah habis:{told} Pilih kegiatan lain atau tunda ke tahun berikutnya."
        if told
        else "Kegiatan ini tidak mempunyai lokus terbuka bagi desa ini. "
        "Mintalah OPD menambah lokus, atau pilih kegiatan lain."
    )


def return_lokus(outcome: Outcome, *, by) -> None:
    """Give back every slot and all pagu that an outcome holds; called inside the superseding transaction."""
    for portion in outcome.portions.standing().with_usulan().order_by("activity_id", "pk"):
        return_portion(portion, by=by)


def return_portion(portion: Portion, *, by) -> None:
    """Give back the slot and the pagu of one standing portion; its activity is locked by the caller."""
    if slot := Lokus.objects.filter(portion=portion).first():
        Lokus.objects.filter(pk=slot.pk, portion=portion).update(portion=None, taken_at=None)
        desa = portion.outcome.usulan.desa.full_name
        log("lokus.return", slot, by=by, before={"portion": portion.pk, "desa": desa})
    Activity.objects.filter(pk=portion.activity_id).update(committed=F("committed") - portion.amount)


@transaction.atomic
def take_lokus(outcomes, *, by, now) -> int:
    """Mark the slots held by these standing outcomes as taken: their agreement is signed. Returns how many."""
    held = Lokus.objects.filter(portion__outcome__in=outcomes, portion__outcome__is_current=True, taken_at=None)
    count = 0
    for slot in held.select_related("portion__outcome__usulan__desa").order_by("pk"):
        if Lokus.objects.filter(pk=slot.pk, portion=slot.portion, taken_at=None).update(taken_at=now):
            count += 1
            desa = slot.portion.outcome.usulan.desa.full_name
            log("lokus.take", slot, by=by, after={"portion": slot.portion_id, "desa": desa})
    return count


def close_referrals(outcome: Outcome, *, today: datetime.date) -> None:
    outcome.usulan.referrals.open().for_year(outcome.fiscal_year).update(closed_on=today)


def _refer_onward(outcome: Outcome, *, by, today: datetime.date) -> None:
    due_on = answer_deadline(today, outcome.kabupaten.answer_days).day
    Referral.objects.create(
        kabupaten_id=outcome.kabupaten_id,
        usulan=outcome.usulan,
        opd=outcome.target_opd,
        fiscal_year=outcome.fiscal_year,
        asked_on=today,
        due_on=due_on,
        note=outcome.explanation,
    )
    log(
        "usulan.refer",
        outcome.usulan,
        by=by,
        after={"opd": outcome.target_opd.name, "fiscal_year": outcome.fiscal_year, "due_on": due_on},
    )


def _facts(outcome: Outcome, portions) -> dict:
    """What the trace tells of an outcome: names as they are today, no person."""
    return {
        "fiscal_year": outcome.fiscal_year,
        "kind": outcome.kind,
        "detail": outcome.detail,
        "portions": [
            {"opd": draft.activity.opd.name, "activity": draft.activity.name, "amount": draft.amount}
            for draft in portions
        ],
    }
