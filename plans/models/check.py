"""What the secretariat has looked at before a meeting and found to be no problem."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from forum.models import Kabupaten, KabupatenQuerySet, User
from plans.choices import CheckKind
from plans.models.usulan import Usulan


class CheckDismissalQuerySet(KabupatenQuerySet):
    def for_year(self, fiscal_year):
        return self.filter(fiscal_year=fiscal_year)

    def of_kind(self, kind):
        return self.filter(kind=kind)

    def for_kecamatan(self, kecamatan):
        return self.filter(usulan__desa__kecamatan=kecamatan)

    def with_list_data(self):
        return self.select_related("usulan__desa", "other__desa").order_by("-at", "-pk")


class CheckDismissal(models.Model):
    """One finding on a usulan (or on a pair of them) that is no problem, and why; deleted when it is taken back."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    kind = models.CharField("pemeriksaan", max_length=10, choices=CheckKind)
    fiscal_year = models.PositiveSmallIntegerField("tahun anggaran")
    usulan = models.ForeignKey(Usulan, models.PROTECT, related_name="+")
    other = models.ForeignKey(Usulan, models.PROTECT, null=True, related_name="+")  # of a pair, the one written first
    note = models.CharField("mengapa bukan masalah", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = CheckDismissalQuerySet.as_manager()

    class Meta:
        verbose_name = "temuan yang bukan masalah"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CheckKind.values), name="check_kind"),
            models.UniqueConstraint(
                fields=["kind", "fiscal_year", "usulan"], condition=Q(other=None), name="check_dismissed_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "fiscal_year", "usulan", "other"], name="check_pair_dismissed_once"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.usulan}"

    def get_absolute_url(self):
        """The list that it was taken from, where it stands below the others."""
        return reverse("plans:check_list", args=[self.fiscal_year, self.kind])
