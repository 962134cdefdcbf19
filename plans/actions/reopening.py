"""
Writes where a later stage takes the pagu from under what was agreed: the usulan is discussed again.

A cut is lawful and never refused. What an activity gives that the stage no longer names is lost with it; of one that
is only cut, the secretariat chooses; what was carried out is not undone by either. Locks are taken as in
actions.outcome: usulan before activities, each by key.
"""

from django.db import transaction

from forum.log import log
from forum.rules import require
from forum.transitions import MoveRefused
from plans import rules
from plans.actions.outcome import close_referrals, hold_portion, return_portion
from plans.models import Activity, Outcome, Portion, Usulan, Workplan

SECRETARIAT_CHOOSES = "Kesepakatan mana yang kehilangan pagu dipilih sekretariat forum."


def lock_what_hangs_on(activities) -> None:
    """Lock the usulan that these activities serve, then the activities themselves: no decision passes meanwhile."""
    served = Portion.objects.standing().filter(activity__in=activities)
    keys = Usulan.objects.filter(pk__in=served.values("outcome__usulan"))
    list(keys.select_for_update().order_by("pk").values_list("pk"))
    list(activities.select_for_update().order_by("pk").values_list("pk"))


@transaction.atomic
def reopen_portions(activity: Activity, portions, *, note: str = "", by, today) -> None:
    """
    Take the pagu from these portions of an activity that was cut below what is agreed on it.

    Their lokus are free again; a usulan that is left with nothing goes back to be discussed for that year.

    :raises MoveRefused: if none is chosen, one of them stands no longer, or the pagu carries all of them.
    """
    require(rules.can_reopen_portions(by, activity), SECRETARIAT_CHOOSES)
    lock_what_hangs_on(Activity.objects.filter(pk=activity.pk))
    activity.refresh_from_db()
    chosen = list(activity.portions.revocable().with_usulan().filter(pk__in=[portion.pk for portion in portions]))
    if not chosen:
        raise MoveRefused("Pilih sekurangnya satu kesepakatan.")
    if len(chosen) != len(portions) or not activity.overcommitted:
        raise MoveRefused("Kesepakatan atau pagu kegiatan ini baru saja berubah. Muat ulang halaman.")
    lose_pagu(activity, chosen, Workplan.objects.of_activity(activity), note=note, by=by, today=today)


@transaction.atomic
def restore_portion(portion: Portion, *, by, today) -> None:
    """
    Let an agreement stand again whose pagu came back before anything else was decided.

    :raises MoveRefused: if something was decided since, or pagu or lokus are gone.
    """
    require(rules.can_reopen_portions(by, portion.activity), SECRETARIAT_CHOOSES)
    outcome, activity = portion.outcome, portion.activity
    Usulan.objects.select_for_update().get(pk=outcome.usulan_id)
    Activity.objects.select_for_update().get(pk=activity.pk)
    if not Portion.objects.reopened().filter(pk=portion.pk).exists():
        raise MoveRefused("Usulan ini sudah diputuskan lagi, atau kesepakatannya sudah berlaku. Muat ulang halaman.")
    Portion.objects.filter(pk=portion.pk).update(lost_on=None, lost_in="")
    Outcome.objects.filter(pk=outcome.pk).update(is_current=True)
    hold_portion(portion, by=by)
    close_referrals(outcome, today=today)
    facts = _facts(activity, Workplan.objects.of_activity(activity)) | {"amount": portion.amount}
    log("usulan.restore", outcome.usulan, by=by, after=facts)


def lose_pagu(activity: Activity, portions, workplan: Workplan, *, note: str = "", by, today) -> None:
    """Mark standing portions as lost in the stage in force; an outcome left with none has ended."""
    for portion in portions:
        return_portion(portion, by=by)
        Portion.objects.filter(pk=portion.pk).update(lost_on=today, lost_in=workplan.stage)
        outcome = portion.outcome
        if not outcome.portions.standing().exists():
            Outcome.objects.filter(pk=outcome.pk).update(is_current=False)
        facts = _facts(activity, workplan) | {"amount": portion.amount}
        log("usulan.reopen", outcome.usulan, by=by, note=note, after=facts)


def tell_of_cut(activity: Activity, workplan: Workplan, *, by) -> None:
    """Tell every usulan served by an activity that its pagu no longer carries all that is agreed on it."""
    for portion in activity.portions.standing().with_usulan().order_by("pk"):
        log("usulan.cut", portion.outcome.usulan, by=by, after=_facts(activity, workplan))


def _facts(activity: Activity, workplan: Workplan) -> dict:
    """What the village is told: names as they are today."""
    return {
        "opd": activity.opd.name,
        "activity": activity.name,
        "document": workplan.document,
        "is_named": activity.is_named,
        "pagu": activity.pagu,
        "fiscal_year": activity.fiscal_year,
    }
