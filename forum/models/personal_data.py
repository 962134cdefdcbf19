"""What the law on personal data (UU 27/2022) wants to be written down."""

import datetime

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from forum.choices import BreachState
from forum.models.region import Kabupaten, KabupatenQuerySet

TIME_TO_TELL = datetime.timedelta(days=3)  # 3 x 24 hours, UU PDP Pasal 46


class BreachQuerySet(KabupatenQuerySet):
    def count_untold(self, today) -> tuple[int, int]:
        """Return of how many nobody was told yet, and for how many the time to tell is past. See also: Breach.state."""
        late = Count("pk", filter=Q(noticed_on__lt=today - TIME_TO_TELL))
        return tuple(self.filter(told_on=None).aggregate(count=Count("pk"), late=late).values())


class Breach(models.Model):
    """One failure to protect personal data: when, what, whom it was told, what was done (UU PDP Pasal 46)."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="breaches")
    noticed_on = models.DateField("diketahui pada")
    what = models.TextField(
        "apa yang terjadi",
        help_text="Data apa, kapan, dan bagaimana terungkap. Jangan menulis datanya sendiri di sini.",
    )
    people = models.PositiveIntegerField("jumlah orang yang terdampak", null=True, blank=True)
    told = models.TextField(
        "siapa yang diberi tahu",
        blank=True,
        help_text="Yang bersangkutan dan lembaga pelindungan data pribadi, secara tertulis paling lambat 3 × 24 jam.",
    )
    told_on = models.DateField("diberitahukan pada", null=True, blank=True)
    done = models.TextField("apa yang sudah dilakukan", blank=True)

    objects = BreachQuerySet.as_manager()

    class Meta:
        verbose_name = "catatan kegagalan pelindungan data"

    def __str__(self):
        return self.what

    def get_absolute_url(self):
        return reverse("forum:breach_edit", args=[self.pk])

    def state(self, today: datetime.date) -> BreachState:
        """See also: BreachQuerySet.count_untold."""
        if self.told_on:
            return BreachState.TOLD
        return BreachState.LATE if today - self.noticed_on > TIME_TO_TELL else BreachState.WAITING
