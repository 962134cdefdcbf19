"""The log: one row for each thing that happened to a record."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from forum.models.account import User
from forum.models.region import Kabupaten, KabupatenQuerySet


class LogEntryQuerySet(KabupatenQuerySet):
    def for_record(self, obj):
        return self.filter(record_type=obj._meta.label_lower, record_id=obj.pk)

    def of_records(self, rows):
        """Entries of several records of one kind."""
        rows = list(rows)
        if not rows:
            return self.none()
        return self.filter(record_type=rows[0]._meta.label_lower, record_id__in=[row.pk for row in rows])

    def told(self, verbs, *, since=None):
        """The newest entries of these verbs, after `since` where that is given."""
        rows = self.filter(verb__in=verbs)
        if since:
            rows = rows.filter(at__gt=since)
        return rows.order_by("-at", "-pk")


class LogEntry(models.Model):
    """
    One thing that happened to one record: typed, never edited, never deleted.

    The record is named by model label and key, not by a content type, so that reading history needs
    no extra query. `actor` is the office that acted, frozen at that time; no person's name stands here.
    """

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="log", null=True)
    at = models.DateTimeField(default=timezone.now)
    verb = models.CharField(max_length=60)
    record_type = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    actor = models.CharField(max_length=160)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    note = models.TextField(blank=True)

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["record_type", "record_id", "at"], name="log_record"),
            models.Index(fields=["kabupaten", "at"], name="log_kabupaten"),
        ]

    def __str__(self):
        return f"{self.verb} {self.record_type} {self.record_id}"

    @property
    def sentence(self) -> str:
        from forum.log import sentence_of  # the register fills up after the models are loaded

        return sentence_of(self)
