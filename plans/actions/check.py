"""Writes on what was found before a meeting: no problem after all, or one again."""

from django.db import transaction

from forum.log import log
from forum.rules import require
from forum.transitions import MoveRefused
from plans import rules
from plans.choices import CheckKind
from plans.models import CheckDismissal, Usulan

SECRETARIAT_ONLY = "Hasil pemeriksaan ditandai sekretariat forum."


@transaction.atomic
def dismiss_check(dismissal: CheckDismissal, *, by, now) -> CheckDismissal:
    """
    Say of a finding that it is no problem, and why (its kind, year, usulan, other and note are given).

    :raises MoveRefused: if somebody has said so already.
    """
    usulan = Usulan.objects.select_for_update().select_related("desa").get(pk=dismissal.usulan_id)  # of two, one waits
    require(rules.can_dismiss_check(by, usulan), SECRETARIAT_ONLY)
    same = CheckDismissal.objects.filter(usulan=usulan, other=dismissal.other_id, fiscal_year=dismissal.fiscal_year)
    if same.of_kind(dismissal.kind).exists():
        raise MoveRefused("Temuan ini sudah ditandai bukan masalah.")
    dismissal.kabupaten_id, dismissal.by, dismissal.at = usulan.kabupaten_id, by, now
    dismissal.save()
    log("usulan.dismiss_check", usulan, by=by, after=_told(dismissal), note=dismissal.note)
    return dismissal


@transaction.atomic
def restore_check(dismissal: CheckDismissal, *, by) -> None:
    """Take it back: the finding stands in the list again."""
    require(rules.can_dismiss_check(by, dismissal.usulan), SECRETARIAT_ONLY)
    log("usulan.restore_check", dismissal.usulan, by=by, before=_told(dismissal))
    dismissal.delete()


def _told(dismissal: CheckDismissal) -> dict:
    return {"check": CheckKind(dismissal.kind).label, "fiscal_year": dismissal.fiscal_year}
