"""What was done of what was agreed: the report on a portion, and what was seen of it a year later."""

from django.db import models
from django.db.models import Q

from forum.models import Kabupaten, KabupatenQuerySet, User
from plans.choices import Condition, ExecutionState
from plans.models.outcome import Portion


class ExecutionQuerySet(KabupatenQuerySet):
    def superseded(self):
        """Those that were corrected, the last one on top."""
        return self.filter(superseded_by__isnull=False).order_by("-pk")


class Execution(models.Model):
    """
    What an OPD reports on one portion: carried out, with how much of it, or not, and why.

    The one that stands is `Portion.execution`; one that was corrected stays, named by its successor.
    """

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    portion = models.ForeignKey(Portion, models.PROTECT, related_name="reports")
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, editable=False, related_name="superseded_by")
    is_done = models.BooleanField("pelaksanaan", choices=[(True, "Terlaksana"), (False, "Tidak terlaksana")])
    volume = models.DecimalField("volume terlaksana", max_digits=12, decimal_places=2, null=True, blank=True)
    amount = models.PositiveBigIntegerField("realisasi", null=True, blank=True)
    bast_number = models.CharField(
        "nomor BAST", max_length=60, blank=True, help_text="Boleh diisi kemudian, bila nomornya belum terbit."
    )
    bast_on = models.DateField("tanggal BAST", null=True, blank=True)
    explanation = models.TextField(
        "penjelasan", blank=True, help_text="Satu kalimat yang dapat dibaca warga desa. Jangan menulis nama orang."
    )
    reported_on = models.DateField("dilaporkan pada", editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)

    # What was handed over is looked at again a year later. See also: Support.
    check_due_on = models.DateField("diperiksa pada", null=True, editable=False)
    checked_on = models.DateField("tanggal pemeriksaan", null=True, editable=False)
    condition = models.CharField(
        "keadaan barang atau usaha", max_length=10, choices=Condition, blank=True, editable=False
    )
    finding = models.TextField("temuan", blank=True, editable=False)

    objects = ExecutionQuerySet.as_manager()

    class Meta:
        verbose_name = "laporan pelaksanaan"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_done=True, volume__isnull=False, volume__gt=0, amount__isnull=False)
                | Q(is_done=False, volume=None, amount=None, bast_number="", bast_on=None) & ~Q(explanation=""),
                name="execution_done_or_explained",
            ),
            models.CheckConstraint(condition=Q(condition__in=["", *Condition.values]), name="execution_condition"),
        ]

    def __str__(self):
        return f"Laporan atas {self.portion}"

    def state_for(self, agreed) -> ExecutionState:
        """Return what this report says of the volume that was agreed. See also: PortionQuerySet.in_execution."""
        if not self.is_done:
            return ExecutionState.NOT_DONE
        return ExecutionState.DONE if self.volume >= agreed else ExecutionState.PARTLY

    @property
    def condition_state(self) -> Condition | None:
        return Condition(self.condition) if self.condition else None

    def missing(self) -> dict[str, str]:
        """Return what this report still lacks: field name -> sentence that says what to do."""
        faults = {}
        if self.is_done:
            if not self.volume:
                faults["volume"] = "Isi volume yang terlaksana, misalnya 2."
            if self.amount is None:
                faults["amount"] = "Isi realisasi dalam rupiah, misalnya 150.000.000."
            if self.bast_number.strip() and self.bast_on is None:
                faults["bast_on"] = "Isi tanggal BAST."
            if self.volume and self.volume < self.portion.volume and not self.explanation.strip():
                faults["explanation"] = "Jelaskan mengapa kurang dari yang disepakati."
        elif not self.explanation.strip():
            faults["explanation"] = (
                "Jelaskan mengapa tidak terlaksana, dalam satu kalimat yang dapat dibaca warga desa."
            )
        return faults
