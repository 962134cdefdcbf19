"""Files that wait for a decision before they are kept beside a usulan."""

import datetime

from django.db import models
from django.urls import reverse

from forum.models import Kabupaten, KabupatenQuerySet, User
from plans.choices import AttachmentKind
from plans.models.usulan import Usulan, attachment_path


class HeldAttachmentQuerySet(KabupatenQuerySet):
    def visible_to(self, user):
        """Only who uploaded it: nobody else is to see what may hold somebody's numbers."""
        return super().visible_to(user).filter(by=user)

    def forgotten(self, now, *, hours: int = 24):
        return self.filter(at__lt=now - datetime.timedelta(hours=hours))


class HeldAttachment(models.Model):
    """
    An uploaded file in which personal numbers were found: not yet beside its usulan, until whoever uploaded it
    says why it must be kept. What nobody decides on within a day is removed.

    `findings` are [kind, masked number, place]: no number stands in the database whole.
    """

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    usulan = models.ForeignKey(Usulan, models.CASCADE, related_name="held_attachments")
    portion = models.ForeignKey("Portion", models.CASCADE, null=True, editable=False, related_name="+")
    kind = models.CharField(max_length=10, choices=AttachmentKind)
    file = models.FileField(upload_to=attachment_path)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    findings = models.JSONField(default=list)
    told = models.CharField(max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = HeldAttachmentQuerySet.as_manager()

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("plans:attachment_held", args=[self.pk])
