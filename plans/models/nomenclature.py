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

    def names_by_code(self, edition) -> dict[str, str]:
        """Return the names of all programs and kegiatan of an edition."""
        rows = self.for_edition(edition).filter(level__in=[Level.PROGRAM, Level.KEGIATAN])
        return dict(rows.values_list("code", "name"))

    def editions_of(self, codes) -> dict[str, set[str]]:
        """Return the editions that know each of these sub kegiatan; a code that none knows is left out."""
        rows, known, wanted = self.sub_kegiatan(), {}, set(map(self.model.standing_code, codes))
        if len(wanted) <= 500:
            rows = rows.filter(code__in=wanted)
        by_code = {}
        for code, edition in rows.values_list("code", "edition"):
            by_code.setdefault(code, set()).add(edition)
        for code in codes:
            if editions := by_code.get(self.model.standing_code(code)):
                known[code] = editions
        return known

    def names_above(self, code, edition) -> dict[str, str]:
        """Return level -> name of the program and kegiatan of a sub kegiatan, as far as the edition knows them."""
        codes = self.model.codes_above(code)
        return dict(self.for_edition(edition).filter(code__in=codes).values_list("level", "name"))


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

    @staticmethod
    def standing_code(code: str) -> str:
        """Return a code as an edition has it: the penunjang programme (X.XX.01) stands once for every bidang."""
        return f"X.XX{code[4:]}" if code[4:8] == ".01." else code

    @classmethod
    def codes_above(cls, code: str) -> tuple[str, str]:
        """Return the codes of the program and kegiatan of a sub kegiatan, as an edition has them."""
        standing = cls.standing_code(code)
        return standing[:7], standing[:12]
