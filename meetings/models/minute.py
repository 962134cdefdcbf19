"""The minutes of a meeting: what was said under each item of its agenda, their approval, and corrections since."""

import uuid

from django.db import models
from django.db.models import Q

from forum.models import Jabatan, Kabupaten, KabupatenQuerySet, User
from meetings.choices import MinuteKind
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting


class MinuteQuerySet(KabupatenQuerySet):
    def visible_to(self, user):
        """As its meeting; whether its words may be read yet, `rules.can_read_minutes` tells."""
        return self.filter(agenda_item__meeting__in=Meeting.objects.visible_to(user))

    def for_meeting(self, meeting):
        return self.filter(agenda_item__meeting=meeting)

    def standing(self):
        return self.filter(removed_at=None)

    def removed(self):
        return self.exclude(removed_at=None)

    def in_order(self):
        """As they were written; under each item they stand by kind."""
        return self.order_by("pk")

    def with_meeting(self):
        return self.select_related("agenda_item__meeting", "agenda_item__opd", "agenda_item__kecamatan")


class Minute(models.Model):
    """
    What was told or resolved under one item of a meeting's agenda, as its minutes say it.

    Decisions on usulan and follow-ups are records of their own: the minutes show them, and never write them again.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    agenda_item = models.ForeignKey(
        AgendaItem, models.PROTECT, related_name="minutes", verbose_name="di bawah pokok agenda"
    )
    kind = models.CharField("jenis", max_length=12, choices=MinuteKind, default=MinuteKind.INFORMATION)
    text = models.TextField("catatan", help_text="Satu hal, dengan kalimat yang dapat dibaca orang yang tidak hadir.")
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = MinuteQuerySet.as_manager()

    class Meta:
        verbose_name = "catatan notulen"
        constraints = [models.CheckConstraint(condition=Q(kind__in=MinuteKind.values), name="minute_kind")]

    def __str__(self):
        return self.text


class MinutesApproval(models.Model):
    """
    That the minutes of a meeting were approved: their content, frozen, and on whose word.

    `snapshot` names offices, not persons (see meetings/minutes.py); `fingerprint` is its SHA-256.
    """

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="approval")
    snapshot = models.JSONField(editable=False)
    fingerprint = models.CharField("sidik SHA-256", max_length=64, editable=False)
    office = models.CharField("pimpinan rapat", max_length=170, help_text="Jabatannya, menurut hari pengesahan.")
    jabatan = models.ForeignKey(Jabatan, models.PROTECT, null=True, related_name="+")
    is_own = models.BooleanField("disahkan dengan akun pimpinan rapat sendiri")
    note = models.TextField("bagaimana pimpinan rapat menyetujui", blank=True)
    at = models.DateTimeField("disahkan pada")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "pengesahan notulen"

    def __str__(self):
        return f"Pengesahan notulen {self.meeting}"


class MinuteCorrectionQuerySet(KabupatenQuerySet):
    def for_meeting(self, meeting):
        return self.filter(minute__agenda_item__meeting=meeting)

    def in_order(self):
        return self.order_by("at", "pk")


class MinuteCorrection(models.Model):
    """How an entry of approved minutes should have read; it stands beside the entry, which stays as it was."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    minute = models.ForeignKey(Minute, models.PROTECT, related_name="corrections", verbose_name="catatan")
    text = models.TextField("yang benar")
    reason = models.TextField("alasan", help_text="Satu kalimat. Jangan menulis nama orang.")
    at = models.DateTimeField("dikoreksi pada")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = MinuteCorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "koreksi notulen"

    def __str__(self):
        return self.text
