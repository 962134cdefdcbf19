"""What papers are made of besides the records: the kabupaten's own words, and its logo as it was."""

from django.db import models
from django.db.models import Q

from forum.models import Kabupaten, KabupatenQuerySet, User


class WordingQuerySet(KabupatenQuerySet):
    def current(self):
        return self.filter(is_current=True)

    def newest_first(self):
        return self.select_related("by").order_by("-at", "-pk")


class Wording(models.Model):
    """One version of the texts of a kabupaten's berita acara; superseded, never deleted."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="wordings")
    texts = models.JSONField()  # by WordingPart; see meetings/wording.py
    is_current = models.BooleanField(default=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = WordingQuerySet.as_manager()

    class Meta:
        verbose_name = "naskah baku"
        constraints = [
            models.UniqueConstraint(fields=["kabupaten"], condition=Q(is_current=True), name="wording_current_once")
        ]

    def __str__(self):
        return f"Naskah baku {self.kabupaten}"


class Emblem(models.Model):
    """A logo as it stood in the kop when a paper was made final; papers name it by its SHA-256."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        verbose_name = "lambang"
        constraints = [models.UniqueConstraint(fields=["kabupaten", "sha256"], name="emblem_once")]

    def __str__(self):
        return f"Lambang {self.kabupaten}"
