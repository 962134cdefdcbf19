"""A kabupaten's own part of the kamus usulan."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from forum.models import Kabupaten, KabupatenQuerySet, User
from plans.choices import Bidang
from plans.models.workplan import code_validator


class KamusEntryQuerySet(KabupatenQuerySet):
    def search(self, text):
        return self.filter(Q(term__icontains=text) | Q(words__icontains=text))


class KamusEntry(models.Model):
    """One term as the villages of a kabupaten say it, and what it means; it goes before the shipped kamus."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="kamus_entries")
    term = models.CharField("istilah", max_length=80, help_text="Seperti yang ditulis desa, misalnya moko.")
    words = models.CharField(
        "kata nomenklatur",
        max_length=200,
        blank=True,
        help_text="Kata yang dipakai nama kegiatan OPD, misalnya kerajinan industri kecil.",
    )
    bidang = models.CharField("bidang", max_length=20, choices=Bidang, blank=True)
    code = models.CharField(
        "kode sub kegiatan",
        max_length=20,
        blank=True,
        validators=[code_validator],
        help_text="Isi hanya bila istilah ini selalu berarti satu sub kegiatan.",
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = KamusEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "istilah kamus"
        constraints = [
            models.UniqueConstraint("kabupaten", Lower("term"), name="kamus_term_once"),
            models.CheckConstraint(condition=~Q(words="") | ~Q(code=""), name="kamus_means_something"),
        ]

    def __str__(self):
        return self.term


class PassedWord(models.Model):
    """A word of an agreed usulan that the secretariat does not want in its kamus: it is not offered again."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="passed_words")
    stem = models.CharField("kata dasar", max_length=80)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = KabupatenQuerySet.as_manager()

    class Meta:
        verbose_name = "kata yang dilewati"
        constraints = [models.UniqueConstraint(fields=["kabupaten", "stem"], name="passed_word_once")]

    def __str__(self):
        return self.stem
