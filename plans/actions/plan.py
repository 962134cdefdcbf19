"""Writes on what a desa keeps of itself: its livelihood plan, version by version, and its kelompok."""

from collections import Counter

from django.db import transaction

from forum.log import changed_facts, log
from forum.rules import require
from forum.transitions import MoveRefused
from plans import rules
from plans.actions.entry import NOT_YOUR_DESA, record_entered, refuse_closed
from plans.actions.usulan import record_usulan
from plans.choices import CarryMark
from plans.models import CarriedUsulan, EarlierHelp, Kelompok, LivelihoodPlan, Usulan
from plans.versions import find_for_revision


@transaction.atomic
def record_plan(plan: LivelihoodPlan, changed=(), *, by, entry=None) -> LivelihoodPlan:
    """Create a livelihood plan, or write the `changed` fields of one; see `record_usulan`."""
    require(rules.can_enter_for_desa(by, plan.desa), NOT_YOUR_DESA)
    if plan.pk is None:
        refuse_closed(plan.desa)
    plan.kabupaten_id = plan.desa.kabupaten_id
    return record_entered(plan, changed, by=by, entry=entry)


@transaction.atomic
def revise_plan(previous: LivelihoodPlan, plan: LivelihoodPlan, again: dict[int, str], *, by) -> LivelihoodPlan:
    """
    Bring a desa's plan up to date: record `plan` as the version after `previous`, and return it as stored.

    What was agreed, or goes on in a joint usulan, is carried over marked, and not asked again. `again` are the keys
    of what is asked again, each with why ("" unless it was refused); a draft named there moves over as draft.

    :raises MoveRefused: if the plan was brought up to date already, or a refused usulan is asked again without why.
    """
    require(rules.can_enter_for_desa(by, previous.desa), NOT_YOUR_DESA)
    LivelihoodPlan.objects.select_for_update().get(pk=previous.pk)
    later = LivelihoodPlan.objects.filter(previous=previous).select_related("desa").first()
    if later and later.uuid == plan.uuid:
        return later  # sent twice
    if later:
        raise MoveRefused(f"Rencana ini sudah dimutakhirkan menjadi {later.short_name}. Buka versi itu.")
    plan.previous, plan.desa = previous, previous.desa
    plan = record_plan(plan, by=by)

    found = find_for_revision(previous)
    if unexplained := [usulan for usulan in found.refused if not again.get(usulan.pk, "-").strip()]:
        raise MoveRefused(f"Tulis mengapa “{unexplained[0]}” diminta lagi.")
    carried = [
        *(CarriedUsulan(plan=plan, usulan=usulan, mark=CarryMark.AGREED) for usulan in found.agreed),
        *(CarriedUsulan(plan=plan, usulan=usulan, mark=CarryMark.JOINED) for usulan in found.joined),
        *(
            CarriedUsulan(plan=plan, usulan=usulan, mark=CarryMark.AGAIN, reason=again[usulan.pk].strip())
            for usulan in [*found.undecided, *found.refused]
            if usulan.pk in again
        ),
    ]
    CarriedUsulan.objects.bulk_create(carried)
    counts = Counter(row.mark for row in carried)
    kept, asked = counts[CarryMark.AGREED] + counts[CarryMark.JOINED], counts[CarryMark.AGAIN]
    facts = {"previous": previous.short_name, "kept": kept, "asked": asked}
    log("livelihoodplan.revise", plan, by=by, after=facts)
    for row in carried:
        log("usulan.carry", row.usulan, by=by, after={"mark": row.mark, "plan": plan.short_name}, note=row.reason)
    for usulan in found.drafts:
        if usulan.pk in again:
            _move_draft(usulan, plan, by=by)
    return plan


def _move_draft(usulan: Usulan, plan: LivelihoodPlan, *, by) -> None:
    usulan.plan, usulan.fiscal_year = plan, plan.fiscal_year
    record_usulan(usulan, ["plan", "fiscal_year"], by=by)


@transaction.atomic
def record_kelompok(kelompok: Kelompok, changed=(), *, by) -> Kelompok:
    """Create a kelompok, or write it anew."""
    require(rules.can_enter_for_desa(by, kelompok.desa), NOT_YOUR_DESA)
    if kelompok.pk is None:
        refuse_closed(kelompok.desa)
    kelompok.kabupaten_id = kelompok.desa.kabupaten_id
    verb = "kelompok.edit" if kelompok.pk else "kelompok.create"
    before, after = changed_facts(kelompok, changed)
    kelompok.save()
    log(verb, kelompok, by=by, before=before, after=after)
    return kelompok


@transaction.atomic
def record_earlier_help(help_: EarlierHelp, *, by) -> EarlierHelp:
    """Write down what a kelompok received before, and from whom."""
    require(rules.can_enter_for_desa(by, help_.kelompok.desa), NOT_YOUR_DESA)
    help_.save()
    log("kelompok.help", help_.kelompok, by=by, after={"help": str(help_)})
    return help_


@transaction.atomic
def remove_earlier_help(help_: EarlierHelp, *, by) -> None:
    """Take away what was written down wrongly; the log keeps it."""
    require(rules.can_enter_for_desa(by, help_.kelompok.desa), NOT_YOUR_DESA)
    log("kelompok.remove_help", help_.kelompok, by=by, before={"help": str(help_)})
    help_.delete()
