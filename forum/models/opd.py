"""The OPD: what they are called, what they were called, and in which others they went on."""

import datetime

from django.db import models
from django.db.models import F, Prefetch, Q
from django.db.models.expressions import RawSQL
from django.urls import reverse

from forum.models.region import Kabupaten, KabupatenQuerySet, former_on

# The OPD and, closure by closure, every one that went on in it; UNION ends also where the books run in a circle.
CONTINUED = """
    WITH RECURSIVE office(id) AS (
        SELECT id FROM forum_opd WHERE id = %s
        UNION SELECT way.opd_id FROM forum_opdsuccession way JOIN office ON way.successor_id = office.id
    ) SELECT id FROM office"""


class OpdQuerySet(KabupatenQuerySet):
    def search(self, text):
        return self.filter(Q(name__icontains=text) | Q(short_name__icontains=text) | Q(aliases__icontains=text))

    def open(self):
        """Those that work today: what may be chosen for something new."""
        return self.filter(closed_on=None)

    def closed(self):
        return self.exclude(closed_on=None)

    def with_heads(self, day):
        """Load the jabatan that lead each OPD into `.heads`, with who holds them on `day`."""
        from forum.models.office import Jabatan  # office builds on this file

        heads = Jabatan.objects.filter(is_head=True).with_incumbents(day).order_by("name", "pk")
        return self.prefetch_related(Prefetch("jabatan", queryset=heads, to_attr="heads"))

    def continued_by(self, opd_id):
        """This OPD, and the closed ones in whose place it goes on, over however many closures."""
        return self.filter(pk__in=RawSQL(CONTINUED, [opd_id]))

    def names_on(self, day: datetime.date) -> dict[int, str]:
        """Return what each was called on `day`, by key."""
        return {opd.pk: opd.name_on(day) for opd in self.prefetch_related("former")}


class Opd(models.Model):
    """
    An organisasi perangkat daerah: a dinas, badan or office that plans and spends.

    Name and singkatan are those of today; what they were before stands in `former`.
    """

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="opd")
    name = models.CharField("nama", max_length=120)
    short_name = models.CharField("singkatan", max_length=40, blank=True)
    aliases = models.TextField(
        "nama lain", blank=True, help_text="Satu nama per baris: nama lama dan ejaan lain dalam berkas OPD."
    )
    bidang_codes = models.CharField(
        "kode bidang urusan", max_length=120, blank=True, help_text="Dipisahkan koma, misalnya 3.27, 2.09."
    )
    closed_on = models.DateField("ditutup sejak", null=True, blank=True, editable=False)
    closing_basis = models.CharField("dasar penutupan", max_length=200, blank=True, editable=False)

    objects = OpdQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kabupaten", "name"], name="opd_name_once")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("forum:opd_detail", args=[self.pk])

    @property
    def names(self) -> list[str]:
        """Every name the OPD goes by, its own first."""
        return [self.name, *filter(None, [self.short_name]), *filter(None, map(str.strip, self.aliases.splitlines()))]

    def heirs(self) -> list["Opd"]:
        """Return the OPD that go on in its place; asks nothing of one that works."""
        return list(Opd.objects.filter(origins__opd=self)) if self.closed_on else []

    def is_continued_by(self, opd_id) -> bool:
        """Say whether that OPD goes on in its place; asks nothing of one that works. See also: continued_by."""
        return self.closed_on is not None and Opd.objects.continued_by(opd_id).filter(pk=self.pk).exists()

    def name_on(self, day: datetime.date) -> str:
        """Return what papers of `day` call it; prefetch `former` where many are asked."""
        return (former_on(day, self.former.all()) or self).name


class FormerOpd(models.Model):
    """What an OPD was called until it was renamed."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    opd = models.ForeignKey(Opd, models.PROTECT, related_name="former")
    name = models.CharField("nama", max_length=120)
    short_name = models.CharField("singkatan", max_length=40, blank=True)
    # The day on which the new name began: the last day of the old one is the day before.
    until = models.DateField("sampai")
    basis = models.CharField("dasar perubahan", max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opd", "until"], name="former_opd_once")]

    def __str__(self):
        return self.name


class OpdSuccession(models.Model):
    """A closed OPD goes on, whole or in part, in another: merged into it, or split into it."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    opd = models.ForeignKey(Opd, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Opd, models.PROTECT, related_name="origins", verbose_name="OPD penerus")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opd", "successor"], name="opd_succession_once"),
            models.CheckConstraint(condition=~Q(opd=F("successor")), name="opd_succession_of_another"),
        ]

    def __str__(self):
        return f"{self.opd} → {self.successor}"
