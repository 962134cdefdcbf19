"""What is offered: the activities of an OPD for a fiscal year, their figures per stage, and their lokus."""

import uuid
from collections import Counter

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse

from forum.choices import TonedChoices
from forum.models import Desa, Kabupaten, KabupatenQuerySet, LogEntry, Opd
from plans.choices import Edition, Stage

code_validator = RegexValidator(
    r"^(\d|X)\.(\d\d|XX)\.\d\d\.\d\.\d\d\.\d{4}$", "Tulis kode sub kegiatan lengkap, misalnya 3.27.03.2.02.0011."
)


class ActivityQuerySet(KabupatenQuerySet):
    def for_year(self, fiscal_year):
        return self.filter(fiscal_year=fiscal_year)

    def since_year(self, fiscal_year):
        return self.filter(fiscal_year__gte=fiscal_year)

    def for_opd(self, opd):
        return self.filter(opd=opd)

    def search(self, text):
        return self.filter(
            Q(code__startswith=text)
            | Q(name__icontains=text)
            | Q(kegiatan__icontains=text)
            | Q(program__icontains=text)
        )

    def offering(self):
        """Those that still have an open lokus, and that the stage in force names."""
        return self.filter(is_named=True, pk__in=Lokus.objects.open().values("activity"))

    def years(self) -> list[int]:
        return list(self.order_by("fiscal_year").values_list("fiscal_year", flat=True).distinct())

    def count_by_opd(self) -> dict[int, int]:
        """Return how many each OPD has, by the key of the OPD."""
        return dict(self.order_by().values_list("opd").annotate(Count("pk")))

    def named_in(self, stage):
        """Those of which this stage says anything."""
        return self.filter(figures__stage=stage)

    def overcommitted(self):
        """Those on which more is agreed than the stage in force gives. See also: Activity.overcommitted."""
        return self.filter(committed__gt=F("pagu"))

    def with_lokus_counts(self):
        """Add `lokus_total` and `lokus_open`, both counts of slots that are on offer."""
        offered = Q(lokus__withdrawn_at=None)
        return self.annotate(
            lokus_total=Count("lokus", filter=offered & Q(lokus__isnull=False)),
            lokus_open=Count("lokus", filter=offered & Q(lokus__isnull=False, lokus__portion=None)),
        )

    def with_list_data(self):
        return self.select_related("opd").with_lokus_counts()

    def with_candidate_data(self):
        """Load only what stands beside a usulan that it may serve."""
        return self.with_list_data().only("code", "name", "pagu", "committed", "opd__name", "opd__short_name")

    def with_fitting_lokus(self, desa):
        """Add `lokus_fitting`, the open slots that can serve this desa. See also: LokusQuerySet.fitting."""
        fits = Q(lokus__portion=None, lokus__withdrawn_at=None) & (Q(lokus__desa=desa) | Q(lokus__desa=None))
        return self.annotate(lokus_fitting=Count("lokus", filter=fits & Q(lokus__isnull=False)))


class Activity(models.Model):
    """
    One sub kegiatan of one OPD in one fiscal year; stable across stages.

    Which stage is in force is the Workplan's; `is_named` and `pagu` are what that stage says of this activity,
    and every stage's own figures stand in ActivityFigures. `committed` is the money of all portions that
    stand: compare-and-set against `pagu`, so it is never given twice.
    """

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="activities")
    opd = models.ForeignKey(Opd, models.PROTECT, related_name="activities", verbose_name="OPD")
    fiscal_year = models.PositiveSmallIntegerField("tahun anggaran")
    edition = models.CharField("edisi nomenklatur", max_length=4, choices=Edition, default=Edition.E2023)
    code = models.CharField("kode sub kegiatan", max_length=20, validators=[code_validator])
    name = models.CharField("sub kegiatan", max_length=500)
    kegiatan = models.CharField("kegiatan", max_length=300, blank=True)
    program = models.CharField("program", max_length=300, blank=True)
    is_named = models.BooleanField("disebut tahap yang berlaku", default=True, editable=False)
    pagu = models.PositiveBigIntegerField("pagu", default=0)
    committed = models.PositiveBigIntegerField("pagu yang sudah disepakati", default=0, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "sub kegiatan"
        constraints = [
            models.UniqueConstraint(fields=["opd", "fiscal_year", "edition", "code"], name="activity_once"),
            models.CheckConstraint(condition=Q(is_named=True) | Q(pagu=0), name="activity_unnamed_has_no_pagu"),
        ]
        indexes = [models.Index(fields=["kabupaten", "fiscal_year"], name="activity_year")]

    def __str__(self):
        return f"{self.code} {self.name}"

    def get_absolute_url(self):
        return reverse("plans:activity_detail", args=[self.pk])

    @property
    def pagu_left(self) -> int:
        """Whole rupiah still free; negative where a cut left the activity overcommitted."""
        return self.pagu - self.committed

    @property
    def overcommitted(self) -> int:
        """Whole rupiah agreed beyond the pagu in force: "kesepakatan tanpa pagu"."""
        return max(0, self.committed - self.pagu)

    def figures_of(self, stage):
        """Return what `stage` says of it, or None."""
        return self.figures.filter(stage=stage).first()

    def history(self):
        """What happened to it and to its lokus, newest first."""
        slots = LogEntry.objects.filter(record_type=Lokus._meta.label_lower, record_id__in=self.lokus.values("pk"))
        return (LogEntry.objects.for_record(self) | slots).order_by("-at", "-pk")

    def standing_portions(self):
        """What it gives by outcomes that stand, with each usulan and its desa."""
        return self.portions.standing().with_execution().order_by("lokus__number", "pk")


class WorkplanQuerySet(KabupatenQuerySet):
    def for_year(self, fiscal_year):
        return self.filter(fiscal_year=fiscal_year)

    def of(self, opd, fiscal_year):
        """Return the workplan of one OPD and year, or None while it has no activities."""
        return self.filter(opd=opd, fiscal_year=fiscal_year).first()

    def of_activity(self, activity):
        return self.of(activity.opd_id, activity.fiscal_year)


class Workplan(models.Model):
    """The Renja of one OPD for one fiscal year: which stage of its figures is in force."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="workplans")
    opd = models.ForeignKey(Opd, models.PROTECT, related_name="workplans", verbose_name="OPD")
    fiscal_year = models.PositiveSmallIntegerField("tahun anggaran")
    stage = models.CharField("tahap yang berlaku", max_length=10, choices=Stage, default=Stage.RKPD)

    objects = WorkplanQuerySet.as_manager()

    class Meta:
        verbose_name = "rencana kerja"
        constraints = [
            models.UniqueConstraint(fields=["opd", "fiscal_year"], name="workplan_once"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="workplan_stage"),
        ]

    def __str__(self):
        return f"Rencana kerja {self.opd} {self.fiscal_year}"

    def get_absolute_url(self):
        return reverse("plans:stage_difference", query={"opd": self.opd_id, "tahun": self.fiscal_year})

    @property
    def document(self) -> str:
        """What is in force, as officers say it: "Perubahan APBD 2024"."""
        return f"{Stage(self.stage).document} {self.fiscal_year}"

    def gives_way_to(self, stage) -> bool:
        """Say whether figures of `stage` would be the ones in force: no later stage is."""
        return Stage(stage).rank >= Stage(self.stage).rank


class ActivityFigures(models.Model):
    """What one stage (RKPD, APBD, Perubahan) says of an activity; a later stage never overwrites an earlier one."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="figures")
    stage = models.CharField("tahap", max_length=10, choices=Stage)
    pagu = models.PositiveBigIntegerField("pagu")
    funding_source = models.CharField("sumber dana", max_length=300, blank=True)
    indicator = models.CharField("tolok ukur keluaran", max_length=1000, blank=True)
    target = models.CharField("target", max_length=300, blank=True)
    location = models.CharField("lokasi menurut dokumen", max_length=1000, blank=True)
    target_group = models.CharField("kelompok sasaran", max_length=300, blank=True)
    starts_on = models.DateField("mulai", null=True, blank=True)
    ends_on = models.DateField("selesai", null=True, blank=True)
    next_target = models.CharField("prakiraan maju: target", max_length=300, blank=True)
    next_pagu = models.PositiveBigIntegerField("prakiraan maju: pagu", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "stage"], name="figures_once_per_stage"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="figures_stage"),
        ]

    def __str__(self):
        return f"{self.activity} {self.get_stage_display()}"


class LokusState(TonedChoices):
    OPEN = "open", "waiting", "Terbuka"
    HELD = "held", "draft", "Dipegang keputusan forum"
    TAKEN = "taken", "good", "Terpakai"
    WITHDRAWN = "withdrawn", "neutral", "Ditarik"


class LokusQuerySet(KabupatenQuerySet):
    def open(self):
        return self.filter(portion=None, withdrawn_at=None)

    def fitting(self, desa):
        """Open slots that can serve this desa: those that name it first, then those that name none."""
        fits = self.open().filter(Q(desa=desa) | Q(desa=None))
        return fits.order_by(F("desa").asc(nulls_last=True), "number")

    def open_places(self, activities) -> Counter:
        """Return how many are open, by (key of the activity, key of the desa that alone may take it, or None)."""
        rows = self.open().filter(activity__in=activities).order_by().values_list("activity", "desa")
        return Counter({(activity, desa): count for activity, desa, count in rows.annotate(Count("pk"))})

    def with_activity(self):
        return self.select_related("desa", "activity__opd")

    def offered_by(self, activities):
        """What these activities still offer, in their order by OPD and code."""
        rows = self.open().filter(activity__in=activities.offering().order_by().values("pk"))
        return rows.with_activity().order_by("activity__opd__name", "activity__code", "activity", "number")

    def with_list_data(self):
        return self.select_related("desa", "portion__outcome__usulan__desa").order_by("number")


class Lokus(models.Model):
    """
    One slot: a place that an activity can still serve.

    Open while `portion` is empty; held by the forum's decision once it names a portion; taken when the
    agreement is signed. `portion` is unique: a slot is never given twice.
    """

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="lokus")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="lokus", verbose_name="sub kegiatan")
    number = models.PositiveSmallIntegerField("nomor")
    desa = models.ForeignKey(
        Desa,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lokus",
        verbose_name="desa",
        help_text="Kosong bila lokus terbuka bagi desa mana pun.",
    )
    volume = models.DecimalField("volume", max_digits=12, decimal_places=2, null=True, blank=True)
    unit = models.CharField("satuan", max_length=30, blank=True)
    portion = models.OneToOneField(
        "plans.Portion", models.PROTECT, null=True, editable=False, related_name="lokus", verbose_name="porsi"
    )
    taken_at = models.DateTimeField("terpakai sejak", null=True, editable=False)
    withdrawn_at = models.DateTimeField("ditarik pada", null=True, editable=False)

    objects = LokusQuerySet.as_manager()

    class Meta:
        verbose_name = "lokus"
        constraints = [
            models.UniqueConstraint(fields=["activity", "number"], name="lokus_number_once"),
            models.CheckConstraint(
                condition=Q(taken_at=None) | Q(portion__isnull=False), name="lokus_taken_has_portion"
            ),
            models.CheckConstraint(condition=Q(withdrawn_at=None) | Q(portion=None), name="lokus_withdrawn_is_free"),
        ]

    def __str__(self):
        return f"Lokus {self.number}"

    @property
    def state(self) -> LokusState:
        if self.withdrawn_at:
            return LokusState.WITHDRAWN
        if self.portion_id is None:
            return LokusState.OPEN
        return LokusState.TAKEN if self.taken_at else LokusState.HELD

    @property
    def is_open(self) -> bool:
        return self.state == LokusState.OPEN

    @property
    def place(self) -> str:
        return self.desa.full_name if self.desa else "Desa mana pun"

    def can_serve(self, usulan) -> bool:
        """Say whether it is open to the usulan's desa, or already held for it. See also: LokusQuerySet.fitting."""
        if self.withdrawn_at or self.desa_id not in (None, usulan.desa_id):
            return False
        return self.portion is None or self.portion.outcome.usulan_id == usulan.pk


def import_path(batch, filename) -> str:
    """Named by the first migration; see forum.models.imports for where files of workplans are kept."""
    return f"imports/{uuid.uuid4().hex}"
