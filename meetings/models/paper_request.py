"""What the worker was asked to draw."""

import datetime

from django.db import models

from forum.choices import TonedChoices
from meetings.models.agreement import Agreement

# After so long without an end, the worker was stopped or never came: it can be asked again.
PATIENCE = datetime.timedelta(minutes=5)


class DrawingState(TonedChoices):
    QUEUED = "queued", "waiting", "Menunggu pekerja latar"
    DRAWING = "drawing", "waiting", "Sedang dibuat"
    STOPPED = "stopped", "bad", "Terhenti"


class PaperRequestQuerySet(models.QuerySet):
    def for_agreement(self, agreement):
        return self.filter(agreement=agreement)


class PaperRequest(models.Model):
    """
    That the worker is to draw the paper of a final agreement. No status field: the times tell how far it is.

    A worker that is killed writes nothing more; then the time that has passed tells it.
    """

    agreement = models.OneToOneField(Agreement, models.PROTECT, related_name="paper_request")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    objects = PaperRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "permintaan naskah"

    def __str__(self):
        return f"Naskah {self.agreement}"

    @property
    def kabupaten_id(self):
        return self.agreement.kabupaten_id

    def state(self, now) -> DrawingState:
        if self.failed_at or now - (self.started_at or self.asked_at) > PATIENCE:
            return DrawingState.STOPPED
        return DrawingState.DRAWING if self.started_at else DrawingState.QUEUED
