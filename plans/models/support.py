"""What the programme itself gives to a desa: packages (stimulan) and trainings, with what came of them."""

import datetime
import uuid
from typing import NamedTuple

from django.db import models
from django.db.models import Count, Q, Sum
from django.urls import reverse

from forum.choices import DesaKind
from forum.models import Desa, Jabatan, Kabupaten, KabupatenQuerySet
from forum.templatetags.house import angka, tanggal
from plans.choices import Bidang, Condition, SupportKind
from plans.models.plan import Kelompok
from plans.models.usulan import Usulan
from plans.status import HANDED_OVER, SUPPORT_MOVES, SUPPORT_OPEN, TRAINING_LABELS, SupportStatus

NEXT_STEPS = {
    SupportStatus.PROPOSED: "Menunggu sekretariat memulai pengadaan atau persiapan.",
    SupportStatus.PROCURED: "Menunggu serah terima. Cetak BAST untuk ditandatangani kedua pihak.",
    SupportStatus.DELIVERED: "Menunggu hasilnya dicatat.",
}


class State(NamedTuple):
    """A status in the words of its kind, for the badge."""

    label: str
    tone: str


class Totals(NamedTuple):
    """What a set of packages comes to; `items` counts kinds of goods in each, not pieces."""

    label: str
    desa: int
    initiatives: int
    items: int
    men: int
    women: int


class SupportQuerySet(KabupatenQuerySet):
    def search(self, text):
        """Every word stands in the initiative, the desa or the kelompok."""
        rows = self
        for word in text.split():
            found = Q(title__icontains=word) | Q(desa__name__icontains=word) | Q(kelompok__name__icontains=word)
            rows = rows.filter(found)
        return rows

    def for_year(self, fiscal_year):
        return self.filter(fiscal_year=fiscal_year)

    def for_kecamatan(self, kecamatan):
        return self.filter(desa__kecamatan=kecamatan)

    def for_desa(self, desa):
        return self.filter(desa=desa)

    def in_status(self, status):
        return self.filter(status=status)

    def years(self):
        return self.order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct()

    def entered_by(self, user):
        """Those of the desa for which a facilitator enters."""
        return self.filter(desa__in=Desa.objects.entered_by(user))

    def counted(self):
        """All but what was cancelled."""
        return self.exclude(status=SupportStatus.CANCELLED)

    def due_for_check(self, today):
        """Handed over, and to be looked at again by now."""
        return self.filter(status__in=HANDED_OVER, check_due_on__lte=today)

    def newest_first(self):
        return self.order_by("-fiscal_year", "desa__name", "title", "pk")

    def by_check_date(self):
        return self.order_by("check_due_on", "pk")

    def with_list_data(self):
        return self.select_related("desa__kecamatan", "kelompok").annotate(item_count=Count("items"))

    def with_record_data(self):
        return self.select_related("desa__kecamatan", "kelompok", "kabupaten", "giver")

    def totals(self) -> list[Totals]:
        """
        Return what these come to, a line for each bidang and one for all; cancelled ones are left out.

        A desa with two bidang counts once in the last line. Three queries, whatever is stored.
        """
        rows = self.counted().order_by()
        items = dict(
            SupportItem.objects.filter(support__in=rows).values_list("support__bidang").annotate(count=Count("pk"))
        )
        of_bidang = {
            bidang: Totals(Bidang(bidang).label, desa, initiatives, items.get(bidang, 0), men or 0, women or 0)
            for bidang, desa, initiatives, men, women in rows.values_list("bidang").annotate(
                Count("desa", distinct=True), Count("pk"), Sum("men"), Sum("women")
            )
        }
        lines = [of_bidang[bidang] for bidang in Bidang.values if bidang in of_bidang]
        desa = rows.aggregate(count=Count("desa", distinct=True))["count"]
        sums = [sum(getattr(line, name) for line in lines) for name in ("initiatives", "items", "men", "women")]
        return [*lines, Totals("Semua bidang", desa, *sums)]


class Support(models.Model):
    """One paket stimulan or pelatihan of the programme, for one desa: an initiative with its goods."""

    MOVES = SUPPORT_MOVES

    # Made on the device that wrote it, so that sending twice stores once.
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="support")
    desa = models.ForeignKey(Desa, models.PROTECT, related_name="support", verbose_name="desa")
    kelompok = models.ForeignKey(
        Kelompok,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="support",
        verbose_name="kelompok penerima",
        help_text="Kosong bila diterima pemerintah desa.",
    )
    usulan = models.ManyToManyField(Usulan, blank=True, related_name="support", verbose_name="usulan yang dilayani")
    kind = models.CharField("jenis", max_length=10, choices=SupportKind, default=SupportKind.STIMULAN)
    status = models.CharField(max_length=10, choices=SupportStatus, default=SupportStatus.PROPOSED, editable=False)
    title = models.CharField(
        "inisiatif",
        max_length=200,
        help_text="Apa yang dikembangkan, misalnya Kebun sayur beririgasi tetes. Jangan menulis nama orang.",
    )
    bidang = models.CharField("bidang penghidupan", max_length=20, choices=Bidang)
    fiscal_year = models.PositiveSmallIntegerField("tahun anggaran")
    source = models.CharField(
        "program atau sumber dana",
        max_length=120,
        default="BangKIT",
        help_text="Misalnya BangKIT, atau nama program lain.",
    )
    cost = models.PositiveBigIntegerField("nilai seluruhnya", null=True, blank=True)
    men = models.PositiveSmallIntegerField("laki-laki", null=True, blank=True)
    women = models.PositiveSmallIntegerField("perempuan", null=True, blank=True)

    # The BAST: its two parties are offices, looked up when it is written and frozen when it is handed over.
    giver = models.ForeignKey(
        Jabatan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="pihak yang menyerahkan",
        help_text="Jabatan yang menandatangani BAST sebagai pihak pertama.",
    )
    giver_name = models.CharField(max_length=150, blank=True, editable=False)
    receiver_name = models.CharField(max_length=150, blank=True, editable=False)
    handed_over_on = models.DateField("tanggal serah terima", null=True, blank=True)
    bast_number = models.CharField(
        "nomor BAST",
        max_length=60,
        blank=True,
        help_text="Boleh diisi kemudian, bila terbit sesudah tanda tangan.",
    )

    result = models.TextField("hasil", blank=True)
    check_due_on = models.DateField(
        "diperiksa pada", null=True, blank=True, help_text="Kosong berarti satu tahun sesudah serah terima."
    )
    checked_on = models.DateField("tanggal pemeriksaan", null=True, blank=True)
    condition = models.CharField("keadaan barang atau usaha", max_length=10, choices=Condition, blank=True)
    finding = models.TextField(
        "temuan", blank=True, help_text="Apa yang dilihat di lapangan, satu dua kalimat. Jangan menulis nama orang."
    )

    objects = SupportQuerySet.as_manager()

    class Meta:
        verbose_name = "paket"
        constraints = [
            models.CheckConstraint(condition=Q(status__in=SupportStatus.values), name="support_status"),
            models.CheckConstraint(condition=Q(kind__in=SupportKind.values), name="support_kind"),
            models.CheckConstraint(condition=Q(bidang__in=Bidang.values), name="support_bidang"),
            models.CheckConstraint(condition=Q(condition__in=["", *Condition.values]), name="support_condition"),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(HANDED_OVER)) | Q(handed_over_on__isnull=False),
                name="support_handed_over_has_day",
            ),
        ]
        indexes = [
            models.Index(fields=["kabupaten", "fiscal_year", "bidang"], name="support_year"),
            models.Index(fields=["kabupaten", "check_due_on"], name="support_check"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("plans:support_detail", args=[self.pk])

    @property
    def name(self) -> str:
        """What it is called in running text: Paket stimulan “Kebun sayur”."""
        return f"{self.get_kind_display()} “{self.title}”"

    @property
    def is_training(self) -> bool:
        return self.kind == SupportKind.TRAINING

    @property
    def state(self) -> State:
        status = SupportStatus(self.status)
        return State(TRAINING_LABELS.get(status, status.label) if self.is_training else status.label, status.tone)

    @property
    def condition_state(self) -> Condition | None:
        return Condition(self.condition) if self.condition else None

    @property
    def is_open(self) -> bool:
        """What it is to hold may still be written."""
        return self.status in SUPPORT_OPEN

    @property
    def is_handed_over(self) -> bool:
        return self.status in HANDED_OVER

    @property
    def people(self) -> tuple[int | None, int | None]:
        """Trainees, or those who gain: men and women."""
        return self.men, self.women

    def is_due_for_check(self, today) -> bool:
        """See also: SupportQuerySet.due_for_check."""
        return self.is_handed_over and self.check_due_on is not None and self.check_due_on <= today

    def next_step(self, today: datetime.date) -> str:
        """Return who does what next, as one sentence; empty where nothing is left to do."""
        if self.is_due_for_check(today):
            return f"Perlu diperiksa di lapangan sejak {tanggal(self.check_due_on)}."
        if self.status == SupportStatus.FINISHED:
            return f"Diperiksa lagi pada {tanggal(self.check_due_on)}." if self.check_due_on else ""
        return NEXT_STEPS.get(self.status, "")

    @property
    def first_party(self) -> str:
        """The office that hands over: as it was called on that day, once it is handed over."""
        return self.giver_name or (self.giver.name if self.giver_id else "")

    @property
    def second_party(self) -> str:
        """The office that receives: as it was called on that day, once it is handed over."""
        return self.receiver_name or self._receiver(self.desa)

    def receiver_on(self, day: datetime.date) -> str:
        """Return who receives on `day`: the head of the kelompok, or of the desa; as an office, never by name."""
        return self._receiver(self.desa.state_on(day))

    def _receiver(self, village) -> str:
        return f"Ketua {self.kelompok}" if self.kelompok_id else head_of(village)

    def witness_on(self, day: datetime.date) -> str:
        """Return the office that stands below the two parties on a BAST of `day`."""
        if self.kelompok_id:
            return head_of(self.desa.state_on(day))
        return f"Camat {self.desa.kecamatan.name_on(day)}"


def head_of(village) -> str:
    """Return the office of who leads a desa or kelurahan."""
    return f"{'Lurah' if village.kind == DesaKind.KELURAHAN else 'Kepala Desa'} {village.name}"


class SupportItem(models.Model):
    """One kind of goods in a package, with how much of it."""

    support = models.ForeignKey(Support, models.CASCADE, related_name="items")
    name = models.CharField("barang", max_length=120)
    quantity = models.DecimalField("jumlah", max_digits=12, decimal_places=2)
    unit = models.CharField("satuan", max_length=30)

    class Meta:
        verbose_name = "barang"
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="support_item_quantity_positive")]

    def __str__(self):
        return f"{self.name}, {angka(self.quantity)} {self.unit}"
