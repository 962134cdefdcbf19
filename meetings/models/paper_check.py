"""A PDF that somebody uploaded to learn whether it is the one that was signed."""

import uuid

from django.db import models
from django.urls import reverse

from forum.models import Kabupaten
from meetings.models.agreement import Agreement


def check_path(check, filename) -> str:
    return f"pemeriksaan/{check.key}"


class PaperCheckQuerySet(models.QuerySet):
    def with_record_data(self):
        return self.select_related("kabupaten", "agreement__meeting")

    def before(self, moment):
        return self.filter(at__lt=moment)


class PaperCheck(models.Model):
    """
    One uploaded PDF and what was found; reached by its unguessable key alone.

    The file is deleted as soon as the worker has read it, the row after a month. Who asked is not kept.
    """

    kabupaten = models.ForeignKey(Kabupaten, models.CASCADE, related_name="+")
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(upload_to=check_path, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    at = models.DateTimeField()
    result = models.JSONField(null=True)  # null until the worker has read the file

    objects = PaperCheckQuerySet.as_manager()

    def __str__(self):
        return f"Pemeriksaan {self.key}"

    def get_absolute_url(self):
        return reverse("meetings:check_result", args=[self.key])
