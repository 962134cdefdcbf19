"""The livelihood plan of a desa, version by version, and the kelompok that ask for and receive something."""

import uuid

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse

from forum.models import Desa, Kabupaten, KabupatenQuerySet
from plans.choices import CarryMark, Registration
from plans.models.usulan import Usulan


class LivelihoodPlanQuerySet(KabupatenQuerySet):
    def search(self, text):
        return self.filter(desa__name__icontains=text)

    def for_year(self, fiscal_year):
        return self.filter(fiscal_year=fiscal_year)

    def for_desa(self, desa):
        return self.filter(desa=desa)

    def entered_by(self, user):
        """Those of the desa for which a facilitator enters."""
        return self.filter(desa__in=Desa.objects.entered_by(user))

    def years(self):
        return self.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct()

    def newest_first(self):
        return self.order_by("-fiscal_year", "desa__name", "-revision", "pk")

    def latest_of(self, desa):
        """Return the version that a pemutakhiran of this desa builds upon, or None."""
        return self.for_desa(desa).order_by("-fiscal_year", "-revision", "-pk").first()

    def with_list_data(self, user):
        """Add the desa, and the usulan that this user may see: `usulan_count` of its own, `carried_count`."""
        seen = Usulan.objects.visible_to(user)
        return self.select_related("desa__kecamatan").annotate(
            usulan_count=Count("usulan", filter=Q(usulan__in=seen), distinct=True),
            carried_count=Count("carried", filter=Q(carried__usulan__in=seen), distinct=True),
        )


class LivelihoodPlan(models.Model):
    """One version of a desa's Rencana Penghidupan Masyarakat Desa, as its musyawarah left it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="plans")
    desa = models.ForeignKey(Desa, models.PROTECT, related_name="plans", verbose_name="desa")
    # The version that this one brought up to date; a version is brought up to date once.
    previous = models.OneToOneField("self", models.PROTECT, null=True, editable=False, related_name="next")
    revision = models.PositiveSmallIntegerField(
        "pemutakhiran ke-", default=0, help_text="0 untuk rencana pertama, lalu naik satu setiap pemutakhiran."
    )
    fiscal_year = models.PositiveSmallIntegerField("untuk tahun anggaran")
    musyawarah_on = models.DateField("tanggal musyawarah", help_text="Hari terakhir musyawarah.")
    men = models.PositiveSmallIntegerField("peserta laki-laki", default=0)
    women = models.PositiveSmallIntegerField("peserta perempuan", default=0)
    goal = models.TextField("tujuan bersama", blank=True)
    potential = models.TextField("potensi dan aset", blank=True)
    challenges = models.TextField("tantangan dan kerentanan", blank=True)

    objects = LivelihoodPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "rencana penghidupan"
        constraints = [
            models.UniqueConstraint(fields=["desa", "fiscal_year", "revision"], name="plan_revision_once"),
        ]

    def __str__(self):
        return f"Rencana Penghidupan {self.desa.full_name} {self.fiscal_year}"

    def get_absolute_url(self):
        return reverse("plans:plan_detail", args=[self.pk])

    @property
    def short_name(self) -> str:
        """Which plan of its desa it is: "2025, pemutakhiran ke-1"."""
        return f"{self.fiscal_year}, pemutakhiran ke-{self.revision}" if self.revision else f"{self.fiscal_year}"


class CarriedUsulanQuerySet(models.QuerySet):
    def in_order(self):
        return self.select_related("plan__desa").order_by("plan__fiscal_year", "plan__revision", "pk")


class CarriedUsulan(models.Model):
    """
    One usulan of an earlier version that a later one carries over, marked.

    The usulan stays one, with one history: its own `plan` is the version that wrote it down first.
    """

    plan = models.ForeignKey(LivelihoodPlan, models.PROTECT, related_name="carried")
    usulan = models.ForeignKey(Usulan, models.PROTECT, related_name="carried")
    mark = models.CharField(max_length=10, choices=CarryMark)
    reason = models.TextField("mengapa diminta lagi", blank=True)

    objects = CarriedUsulanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "usulan"], name="carried_once"),
            models.CheckConstraint(condition=Q(mark__in=CarryMark.values), name="carried_mark"),
        ]

    def __str__(self):
        return f"{self.usulan}: {self.get_mark_display()}"


class KelompokQuerySet(KabupatenQuerySet):
    def search(self, text):
        return self.filter(Q(name__icontains=text) | Q(desa__name__icontains=text))

    def for_desa(self, desa):
        return self.filter(desa=desa)

    def with_list_data(self, user):
        """Add the desa, `usulan_count` (what this user may see) and `was_helped`."""
        seen = Q(usulan__in=Usulan.objects.visible_to(user))
        return self.select_related("desa__kecamatan").annotate(
            usulan_count=Count("usulan", filter=seen),
            was_helped=Exists(EarlierHelp.objects.filter(kelompok=OuterRef("pk"))),
        )


class Kelompok(models.Model):
    """A group of villagers that asks for or receives something. Who leads it is personal data and not kept."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="kelompok")
    desa = models.ForeignKey(Desa, models.PROTECT, related_name="kelompok", verbose_name="desa")
    name = models.CharField("nama kelompok", max_length=120)
    men = models.PositiveSmallIntegerField("anggota laki-laki", null=True, blank=True)
    women = models.PositiveSmallIntegerField("anggota perempuan", null=True, blank=True)
    registration = models.CharField("terdaftar di", max_length=12, choices=Registration, blank=True)
    registration_number = models.CharField(
        "nomor registrasi", max_length=60, blank=True, help_text="Kosong bila belum terdaftar."
    )

    objects = KelompokQuerySet.as_manager()

    class Meta:
        verbose_name = "kelompok"
        constraints = [
            models.UniqueConstraint(fields=["desa", "name"], name="kelompok_name_once"),
            models.CheckConstraint(
                condition=Q(registration__in=["", *Registration.values]), name="kelompok_registration"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("plans:kelompok_detail", args=[self.pk])

    @property
    def is_registered(self) -> bool:
        return bool(self.registration_number)

    @property
    def registration_label(self) -> str:
        """ "Simluhtan 53.18.04-0012", or that it is registered nowhere."""
        return f"{self.get_registration_display()} {self.registration_number}".strip() or "belum terdaftar"


class EarlierHelpQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(kelompok__in=Kelompok.objects.visible_to(user))

    def newest_first(self):
        return self.order_by(F("year").desc(nulls_last=True), "-pk")


class EarlierHelp(models.Model):
    """Something that a kelompok received from somebody before; what the programme itself gave is kept as support."""

    kelompok = models.ForeignKey(Kelompok, models.CASCADE, related_name="earlier_help")
    what = models.CharField("bantuan", max_length=200, help_text="Apa dan berapa, misalnya bibit jagung 50 kg.")
    source = models.CharField(
        "dari",
        max_length=120,
        blank=True,
        help_text="Lembaga pemberi, misalnya Dinas Pertanian. Jangan menulis nama orang.",
    )
    year = models.PositiveSmallIntegerField("tahun", null=True, blank=True)

    objects = EarlierHelpQuerySet.as_manager()

    def __str__(self):
        return ", ".join(str(part) for part in (self.what, self.source, self.year) if part)
