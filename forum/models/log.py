"""The log: one row for each thing that happened to a record; and up to where each account has read it."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q
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

    def since(self, moment):
        return self.filter(at__gte=moment)

    def by_others_than(self, user):
        return self.exclude(by=user)

    def up_to(self, entry_id):
        return self.filter(pk__lte=entry_id)

    def after(self, entry_id):
        return self.filter(pk__gt=entry_id)

    def unread_by(self, user):
        """Those after what the account has read: of everything (`User.read_to`), or of that one record."""
        read = ReadMark.objects.filter(
            user=user,
            record_type=OuterRef("record_type"),
            record_id=OuterRef("record_id"),
            entry_id__gte=OuterRef("pk"),
        )
        return self.after(user.read_to).exclude(Exists(read))

    def by_record(self):
        """
        One row for each record: its key, its newest entry and how many there are; what happened last on top.

        Newest is what was written last, also where it tells of an earlier day.
        """
        rows = self.order_by().values("record_type", "record_id")
        return rows.annotate(newest=Max("pk"), last_at=Max("at"), entries=Count("pk")).order_by("-last_at", "-newest")

    def count_records(self, most: int) -> int:
        """Return to how many records these belong, `most` at most: counting stops there."""
        return self.order_by().values("record_type", "record_id").distinct()[:most].count()

    def newest_pk(self) -> int:
        return self.aggregate(newest=Max("pk"))["newest"] or 0


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


class ReadMarkQuerySet(models.QuerySet):
    def covered_by(self, entry_id):
        """Those that say nothing more, once everything up to this entry counts as read."""
        return self.filter(entry_id__lte=entry_id)


class ReadMark(models.Model):
    """Up to which entry of its history an account has read one record: the reader's own, shown to nobody else."""

    user = models.ForeignKey(User, models.CASCADE, related_name="read_marks")
    record_type = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    entry_id = models.BigIntegerField()

    objects = ReadMarkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "record_type", "record_id"], name="read_mark_once"),
        ]

    def __str__(self):
        return f"{self.record_type} {self.record_id}"


class DigestQuerySet(models.QuerySet):
    def wish_of(self, user):
        """Return the account's wish, a new one where it has none."""
        return self.filter(user=user).first() or self.model(user=user)

    def of_open_accounts(self):
        return self.filter(user__is_active=True)

    def with_scope(self):
        """Load of each account what every page reads of its user."""
        return self.select_related("user__kabupaten", "user__opd", "user__kecamatan", "user__person")

    def unsent_on(self, day):
        """Those that nobody has taken in hand on this day yet."""
        return self.filter(Q(sent_on=None) | Q(sent_on__lt=day))


class Digest(models.Model):
    """The wish of one account to get its Kabar by e-mail once a day; who no longer wishes it has no row."""

    user = models.OneToOneField(User, models.CASCADE, related_name="digest")
    address = models.EmailField("alamat surel")
    # The day on which it was last taken in hand, and the newest entry that was told.
    sent_on = models.DateField(null=True, editable=False)
    sent_to = models.BigIntegerField(default=0, editable=False)

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = "ringkasan harian"

    def __str__(self):
        return f"Ringkasan harian {self.user}"
