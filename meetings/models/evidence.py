"""Files that show what was done of a follow-up."""

import uuid

from django.db import models
from django.urls import reverse

from forum.models import Kabupaten, KabupatenQuerySet, User
from meetings.models.follow_up import FollowUp


def evidence_path(evidence, filename) -> str:
    """Store by key, never by what a person named the file."""
    return f"tindak-lanjut/{evidence.follow_up_id}/{uuid.uuid4().hex}"


class FollowUpEvidenceQuerySet(KabupatenQuerySet):
    def visible_to(self, user):
        return self.filter(follow_up__in=FollowUp.objects.visible_to(user))


class FollowUpEvidence(models.Model):
    """A photo or PDF that shows what was done of a follow-up; judged by its content."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    follow_up = models.ForeignKey(FollowUp, models.PROTECT, related_name="evidence")
    file = models.FileField("berkas", upload_to=evidence_path)
    name = models.CharField("nama berkas", max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = FollowUpEvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "bukti tindak lanjut"

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("meetings:follow_up_evidence", args=[self.pk])
