"""What was brought in by file."""

import uuid
from datetime import timedelta

from django.db import models
from django.urls import reverse

from forum.models.account import User
from forum.models.region import Kabupaten, KabupatenQuerySet
from forum.rules import is_secretariat

AT_ONCE = 70_000  # bytes; about a thousand rows, which are read and applied within a second
WORKER_BEGINS = timedelta(seconds=6)  # a running worker has begun by then
LONGEST_WORK = timedelta(minutes=1)  # of one file; a worker that takes longer was stopped


def file_path(import_, filename) -> str:
    """Store by key, never by what the person named the file."""
    return f"imports/{uuid.uuid4().hex}"


class ImportQuerySet(KabupatenQuerySet):
    def visible_to(self, user):
        """One's own; the secretariat sees all of its kabupaten."""
        rows = super().visible_to(user)
        return rows if is_secretariat(user) else rows.filter(by=user)

    def for_purpose(self, purpose: str):
        return self.filter(purpose=purpose)

    def uploaded_by(self, user):
        return self.filter(by=user)

    def unapplied(self):
        return self.filter(applied_at=None)

    def applied(self):
        return self.exclude(applied_at=None)

    def with_list_data(self):
        return self.select_related("by__opd", "by__kecamatan").order_by("-applied_at", "-pk")


class Import(models.Model):
    """One file as it came: looked at first, applied at most once, whole or not at all. See also: forum.imports."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    purpose = models.CharField("jenis", max_length=20)
    file = models.FileField("berkas", upload_to=file_path)
    name = models.CharField("nama berkas", max_length=120)
    size = models.PositiveIntegerField("ukuran")
    # What was chosen for it beside the file, as `Purpose.read` takes it, and the same in words.
    chosen = models.JSONField("pilihan", default=dict)
    subject = models.CharField("untuk", max_length=250, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("diunggah pada")
    # What it would do, once it was read (Plan.report); the sentence that refuses it, where it cannot be.
    report = models.JSONField("isi", null=True)
    refusal = models.TextField("penolakan", blank=True)
    began_at = models.DateTimeField("mulai dikerjakan pada", null=True)  # by the worker: read, later applied
    asked_at = models.DateTimeField("diminta diterapkan pada", null=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    applied_at = models.DateTimeField("diterapkan pada", null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = "berkas impor"

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("forum:import_detail", args=[self.pk])

    @property
    def is_long(self) -> bool:
        """Whether reading it takes longer than a person should wait for a page."""
        return self.size > AT_ONCE

    @property
    def is_read(self) -> bool:
        return self.report is not None or bool(self.refusal)

    @property
    def is_being_applied(self) -> bool:
        return self.asked_at is not None and self.applied_at is None

    def is_left_alone(self, now) -> bool:
        """Say whether no worker has come for it, or the one that came has been gone for too long to be at work."""
        if self.began_at:
            return now - self.began_at > LONGEST_WORK
        return now - (self.asked_at or self.at) > WORKER_BEGINS

    @property
    def can_be_applied(self) -> bool:
        if not self.report or self.applied_at:
            return False
        counts = self.report["counts"]
        return not counts["refused"] and bool(counts["new"] or counts["changed"])
