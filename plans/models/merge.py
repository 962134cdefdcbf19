"""Usulan that mean the same and are to become one."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from forum.models import Kabupaten, KabupatenQuerySet, User
from plans.choices import OutcomeKind
from plans.models.outcome import Outcome
from plans.models.usulan import Usulan


class PlannedMergeQuerySet(KabupatenQuerySet):
    def waiting(self):
        """Those that no meeting has decided yet, either way."""
        decided = Outcome.objects.current().filter(usulan=OuterRef("original"), fiscal_year=OuterRef("fiscal_year"))
        return self.exclude(Exists(decided))

    def for_year(self, fiscal_year):
        return self.filter(fiscal_year=fiscal_year)

    def for_originals(self, usulan):
        return self.filter(original__in=usulan)

    def of_original(self, usulan):
        """Return where this usulan is to go, or None."""
        return self.filter(original=usulan).select_related("joint__desa").first()

    def into(self, usulan):
        return self.filter(joint=usulan)

    def of(self, usulan):
        """Those in which it has a part, as what goes or as where it goes."""
        rows = self.filter(Q(original=usulan) | Q(joint=usulan))
        return rows.select_related("original__desa", "joint__desa").order_by("fiscal_year", "original")

    def with_originals(self):
        return self.select_related("original__desa").order_by("original__desa__name", "original")


class PlannedMerge(models.Model):
    """
    One usulan that is to go into another, laid before the forum by the kecamatan or the secretariat.

    What the forum decides is the outcome "digabung" of the original, as with everything else; until then both
    stand, and whoever opens either is told of the other.
    """

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    original = models.ForeignKey(Usulan, models.PROTECT, related_name="planned_merges")
    joint = models.ForeignKey(Usulan, models.PROTECT, related_name="planned_originals")
    fiscal_year = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = PlannedMergeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["original", "fiscal_year"], name="planned_merge_once"),
            models.CheckConstraint(condition=~Q(original=models.F("joint")), name="planned_merge_of_two"),
        ]

    def __str__(self):
        return f"{self.original} → {self.joint}"


def merged_originals(joint: Usulan) -> list[tuple[Usulan, bool]]:
    """Return what goes into this usulan, by desa, each with whether the forum has decided so."""
    decided = Usulan.objects.filter(
        outcomes__is_current=True, outcomes__kind=OutcomeKind.MERGED, outcomes__merged_into=joint
    )
    planned = PlannedMerge.objects.waiting().into(joint).values("original")
    rows = Usulan.objects.filter(Q(pk__in=decided.values("pk")) | Q(pk__in=planned))
    rows = rows.annotate(is_decided=Exists(decided.filter(pk=OuterRef("pk"))))
    return [(row, row.is_decided) for row in rows.select_related("desa").order_by("desa__name", "pk")]
