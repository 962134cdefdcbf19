"""Agreements without pagu: what hangs on a cut or dropped activity, and which berita acara speaks of it."""

from django.db.models import Count, F, Prefetch, Sum

from meetings.models import AgreementItem
from plans.models import Portion


def find_unfunded(user, *, tahun=None, opd=None, keadaan=""):
    """Return the portions without pagu that this user may know of, those that wait for a choice first."""
    rows = Portion.objects.visible_to(user).unfunded()
    if tahun:
        rows = rows.for_year(tahun)
    if opd:
        rows = rows.for_opd(opd)
    if keadaan:
        rows = rows.in_state(keadaan)
    return rows


def lay_out(rows):
    """Load what the list shows: usulan, activity, and the standing berita acara of each."""
    papers = AgreementItem.objects.of_standing().select_related("agreement").order_by("agreement")
    return (
        rows.with_usulan()
        .select_related("activity__opd")
        .prefetch_related(Prefetch("outcome__agreement_items", queryset=papers, to_attr="papers"))
        .order_by(F("lost_on").asc(nulls_first=True), "activity__opd__name", "activity__code", "pk")
    )


def sum_up(rows) -> dict[str, int]:
    """Return how many there are (`reopened`, and `short` on a cut activity), and how much was agreed."""
    sums = rows.aggregate(count=Count("pk"), reopened=Count("lost_on"), amount=Sum("amount", default=0))
    return sums | {"short": sums["count"] - sums["reopened"]}
