"""The ralat: how a typing error in a signed berita acara is mended."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from forum.models import Kabupaten, KabupatenQuerySet, User
from meetings.models.agreement import Agreement
from meetings.status import RALAT_MOVES, RalatStatus


class RalatQuerySet(KabupatenQuerySet):
    def signed(self):
        return self.filter(status=RalatStatus.SIGNED)

    def for_agreement(self, agreement):
        return self.filter(agreement=agreement)

    def in_order(self):
        return self.order_by("number", "pk")

    def with_record_data(self):
        return self.select_related("agreement__kabupaten", "agreement__meeting")


class Ralat(models.Model):
    """One typing error of a signed agreement and what it should read, signed by chair and secretary in ink."""

    MOVES = RALAT_MOVES

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="ralat")
    number = models.PositiveSmallIntegerField("nomor ralat", editable=False)
    status = models.CharField(max_length=10, choices=RalatStatus, default=RalatStatus.WAITING, editable=False)
    place = models.CharField(
        "letak", max_length=200, help_text="Tempat kesalahan pada naskah, misalnya Lampiran II nomor 3, kolom desa."
    )
    before = models.TextField("tertulis")
    after = models.TextField("seharusnya dibaca")
    chair = models.CharField(max_length=330, editable=False)
    chair_name = models.CharField(max_length=120, blank=True, editable=False)
    secretary = models.CharField(max_length=330, editable=False)
    secretary_name = models.CharField(max_length=120, blank=True, editable=False)
    at = models.DateTimeField(editable=False)
    by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")
    signed_at = models.DateTimeField(null=True, editable=False)

    objects = RalatQuerySet.as_manager()

    class Meta:
        verbose_name = "ralat"
        constraints = [
            models.CheckConstraint(condition=Q(status__in=RalatStatus.values), name="ralat_status"),
            models.UniqueConstraint(fields=["agreement", "number"], name="ralat_number_once"),
        ]

    def __str__(self):
        return f"Ralat {self.number} {self.agreement}"

    def get_absolute_url(self):
        return reverse("meetings:ralat_detail", args=[self.pk])

    @property
    def state(self) -> RalatStatus:
        return RalatStatus(self.status)
