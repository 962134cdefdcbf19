"""The calendar of the planning year: from when to when each of its steps goes on."""

from django.db import models
from django.db.models import F, Q

from forum.models import Kabupaten, KabupatenQuerySet
from plans.choices import WindowKind


class PlanningWindowQuerySet(KabupatenQuerySet):
    def for_year(self, fiscal_year):
        return self.filter(fiscal_year=fiscal_year)

    def unfinished(self, today):
        """Those that go on or are still to come."""
        return self.filter(ends_on__gte=today)

    def ending_within(self, first, last):
        return self.filter(ends_on__range=(first, last))

    def in_order(self):
        return self.order_by("starts_on", "ends_on", "pk")

    def kinds(self) -> set[str]:
        return set(self.values_list("kind", flat=True))


class PlanningWindow(models.Model):
    """
    One step of the planning of a fiscal year, and the days on which it goes on in this kabupaten.

    Nothing is forced by it: it tells people what is going on and what comes next.
    """

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="planning_windows")
    kind = models.CharField("tahap", max_length=15, choices=WindowKind)
    fiscal_year = models.PositiveSmallIntegerField(
        "tahun yang direncanakan", help_text="Tahun anggaran yang disiapkan, misalnya 2025 untuk RKPD 2025."
    )
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("sampai")
    note = models.CharField(
        "keterangan", max_length=200, blank=True, help_text="Misalnya dasar jadwalnya. Jangan menulis nama orang."
    )

    objects = PlanningWindowQuerySet.as_manager()

    class Meta:
        verbose_name = "masa perencanaan"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=WindowKind.values), name="window_kind"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="window_ends_after_start"),
        ]
        indexes = [models.Index(fields=["kabupaten", "fiscal_year"], name="window_year")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.fiscal_year}"

    def is_now(self, today) -> bool:
        return self.starts_on <= today <= self.ends_on

    def is_past(self, today) -> bool:
        return self.ends_on < today
