"""What an allocation proposes: who would get what is open in a year, for the forum to decide."""

import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from forum.models import Kabupaten, KabupatenQuerySet, User
from plans.choices import Block, Goal
from plans.models.outcome import Outcome
from plans.models.usulan import Usulan
from plans.models.workplan import Activity

LONGEST = datetime.timedelta(minutes=5)  # a search ends within seconds; a worker that is gone never ends it


class AllocationRunQuerySet(KabupatenQuerySet):
    def for_year(self, fiscal_year):
        return self.filter(fiscal_year=fiscal_year)

    def current(self):
        """The one that was applied last, of each year."""
        return self.filter(is_current=True)

    def show_goal(self, goal):
        """Tell whoever waits what is being searched for."""
        self.update(goal=goal)

    def newest(self):
        return self.order_by("-pk").select_related("by").first()


class AllocationRun(models.Model):
    """
    One computed proposal for a fiscal year. It decides nothing and holds nothing.

    Applied, its ticked proposals fill in the forum's decisions in advance; one is current per year.
    """

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="allocation_runs")
    fiscal_year = models.PositiveSmallIntegerField("tahun anggaran")
    ceilings = models.JSONField("batas dana setiap OPD", default=dict, editable=False)  # key of the OPD -> rupiah
    by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField("diminta pada", editable=False)
    goal = models.CharField("sedang dicari", max_length=15, choices=Goal, blank=True, editable=False)
    ended_at = models.DateTimeField("selesai pada", null=True, editable=False)
    desa_served = models.PositiveIntegerField("desa terlayani", default=0, editable=False)
    desa_gap = models.PositiveIntegerField("desa yang mungkin masih dapat dilayani", default=0, editable=False)
    gap = models.FloatField("jarak nilai ke yang terbaik", default=0.0, editable=False)
    applied_at = models.DateTimeField("diterapkan pada", null=True, editable=False)
    is_current = models.BooleanField(default=False, editable=False)

    objects = AllocationRunQuerySet.as_manager()

    class Meta:
        verbose_name = "usulan pembagian lokus"
        constraints = [
            models.UniqueConstraint(
                fields=["kabupaten", "fiscal_year"], condition=Q(is_current=True), name="allocation_one_current"
            ),
            models.CheckConstraint(
                condition=Q(is_current=False) | Q(applied_at__isnull=False), name="allocation_current_is_applied"
            ),
            models.CheckConstraint(condition=Q(goal__in=["", *Goal.values]), name="allocation_goal"),
        ]

    def __str__(self):
        return f"Pembagian lokus {self.fiscal_year}"

    def get_absolute_url(self):
        return reverse("plans:allocation", args=[self.fiscal_year])

    def is_running(self, now) -> bool:
        return self.ended_at is None and now < self.at + LONGEST

    @property
    def is_best(self) -> bool:
        """Whether nothing better exists, proven."""
        return not self.desa_gap and not self.gap


class ProposalQuerySet(models.QuerySet):
    def giving(self):
        return self.filter(block="")

    def left_out(self):
        return self.exclude(block="")

    def ticked(self):
        return self.giving().filter(is_ticked=True)

    def of_current(self, *fiscal_years):
        """What the allocations that were applied for these years say, of usulan that are not decided for them yet."""
        rows = self.filter(run__is_current=True, run__fiscal_year__in=fiscal_years)
        return rows.filter(Q(is_ticked=True) | ~Q(block="")).undecided().select_related("run", "activity__opd")

    def undecided(self):
        """Those of usulan that no outcome of the year stands for."""
        standing = Outcome.objects.current().filter(usulan=OuterRef("usulan"), fiscal_year=OuterRef("run__fiscal_year"))
        return self.exclude(Exists(standing))

    def for_usulan(self, usulan):
        return self.filter(usulan__in=usulan)

    def for_opd(self, opd):
        return self.filter(activity__opd=opd)

    def for_kecamatan(self, kecamatan):
        return self.filter(usulan__desa__kecamatan=kecamatan)

    def with_list_data(self):
        return self.select_related("usulan__desa__kecamatan", "activity__opd").order_by(
            "usulan__desa__kecamatan__name",
            F("usulan__kecamatan_rank").asc(nulls_last=True),
            "usulan__desa__name",
            F("usulan__desa_rank").asc(nulls_last=True),
            "pk",
        )


class Proposal(models.Model):
    """What one run says of one usulan: the activity that would serve it, or what blocked it, where, and its place."""

    run = models.ForeignKey(AllocationRun, models.CASCADE, related_name="proposals")
    usulan = models.ForeignKey(Usulan, models.PROTECT, related_name="proposals")
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, related_name="proposals", verbose_name="sub kegiatan"
    )
    cost = models.PositiveBigIntegerField("pagu yang diperkirakan", default=0)
    block = models.CharField("penghalang pertama", max_length=15, choices=Block, blank=True)
    rank = models.PositiveIntegerField("urutan tunggu", null=True)
    # Key of an activity -> its place in the waiting list there, for each that could serve what got nothing.
    ranks = models.JSONField("urutan tunggu di setiap kegiatan", default=dict, editable=False)
    is_ticked = models.BooleanField("diajukan ke forum", default=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "usulan pembagian"
        constraints = [
            models.UniqueConstraint(fields=["run", "usulan"], name="proposal_once"),
            models.CheckConstraint(condition=Q(block__in=["", *Block.values]), name="proposal_block"),
            models.CheckConstraint(condition=~Q(block="") | Q(activity__isnull=False), name="proposal_gives_activity"),
            models.CheckConstraint(condition=Q(block="") | Q(is_ticked=False), name="proposal_ticked_gives"),
        ]

    def __str__(self):
        return f"{self.usulan}: {self.activity or self.get_block_display()}"

    def rank_at(self, activity_id) -> int | None:
        return self.ranks.get(str(activity_id))  # JSON keeps its keys as text
