"""The national nomenclature of programmes and activities, edition beside edition; it belongs to no kabupaten."""

from django.db import models
from django.db.models import Q

from plans.choices import Edition


class Level(models.TextChoices):
    BIDANG = "bidang", "Bidang urusan"
    PROGRAM = "program", "Program"
    KEGIATAN = "kegiatan", "Kegiatan"
    SUB_KEGIATAN = "sub_kegiatan", "Sub kegiatan"


class NomenclatureQuerySet(models.QuerySet):
    def for_edition(self, edition):
        return self.filter(edition=edition)

    def sub_kegiatan(self):
        return self.filter(level=Level.SUB_KEGIATAN)

    def search(self, text):
        return self.filter(Q(code__startswith=text) | Q(name__icontains=text))

    def in_order(self):
        return self.order_by("code", "pk")

    def names_above(self, code, edition) -> dict[str, str]:
        """
        Return level -> name of the program and kegiatan of a sub kegiatan, as far as the edition knows them.

        The penunjang programme (X.XX.01) stands once for every bidang. One query.
        """
        program, kegiatan = code[:7], code[:12]
        if program.endswith(".01"):
            program, kegiatan = f"X.XX{program[4:]}", f"X.XX{kegiatan[4:]}"
        return dict(self.for_edition(edition).filter(code__in=[program, kegiatan]).values_list("level", "name"))


class Nomenclature(models.Model):
    """One line of an edition, as its Kepmendagri words it: a bidang, program, kegiatan or sub kegiatan."""

    edition = models.CharField("edisi", max_length=4, choices=Edition)
    code = models.CharField("kode", max_length=20)
    level = models.CharField("tingkat", max_length=12, choices=Level)
    name = models.CharField("nama", max_length=500)
    performance = models.TextField("kinerja", blank=True)
    indicator = models.TextField("indikator", blank=True)
    unit = models.CharField("satuan", max_length=120, blank=True)
    definition = models.TextField("definisi operasional", blank=True)

    objects = NomenclatureQuerySet.as_manager()

    class Meta:
        verbose_name = "nomenklatur"
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="nomenclature_code_once"),
            models.CheckConstraint(condition=Q(edition__in=Edition.values), name="nomenclature_edition"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="nomenclature_level"),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"
