"""What a meeting that goes on has before it at this moment."""

from django.db import models
from django.db.models import Q

from forum.models import Kabupaten, KabupatenQuerySet
from meetings.choices import FloorOrder
from meetings.models.meeting import Meeting
from plans.models import Usulan


class Floor(models.Model):
    """
    Which usulan a meeting is discussing, and in what order it goes through them: every screen in the room follows it.

    `version` grows with every decision and every step, so that a screen learns from one number whether it is stale.
    The row is locked last, after usulan and activities: two who decide at once wait, they do not lock each other out.
    """

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="floor")
    fiscal_year = models.PositiveSmallIntegerField("tahun anggaran")
    order = models.CharField("urutan", max_length=10, choices=FloorOrder, default=FloorOrder.KECAMATAN)
    usulan = models.ForeignKey(Usulan, models.PROTECT, null=True, related_name="+", verbose_name="usulan")
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = KabupatenQuerySet.as_manager()

    class Meta:
        verbose_name = "layar rapat"
        constraints = [models.CheckConstraint(condition=Q(order__in=FloorOrder.values), name="floor_order")]

    def __str__(self):
        return f"{self.meeting}, {self.fiscal_year}"
