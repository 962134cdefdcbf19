"""Where: the kabupaten, its kecamatan and its desa, as they are and as they were."""

import datetime
import secrets
from collections.abc import Iterable

from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import Count, F, Prefetch, Q
from django.urls import reverse

from forum.choices import DesaKind, DesaState, PaperSize, TargetKind, Zone

WIDEST_MARGIN = 60  # mm; more leaves no room for the text of an A4 sheet


def logo_path(kabupaten, name: str) -> str:
    """Store under a new name each time: a paper that is being drawn keeps the logo that it began with."""
    return f"logo/{kabupaten.pk}/{secrets.token_hex(8)}.png"


def margin(label: str, default: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, default=default, validators=[MaxValueValidator(WIDEST_MARGIN)])


class KabupatenQuerySet(models.QuerySet):
    """Rows of one kabupaten: the partition that nothing crosses."""

    def visible_to(self, user):
        return self.filter(kabupaten=user.kabupaten_id)

    def search(self, text):
        return self.filter(name__icontains=text)


class Kabupaten(models.Model):
    """One kabupaten with its forum; every other record belongs to exactly one."""

    code = models.CharField("kode Kemendagri", max_length=5, unique=True)
    name = models.CharField("nama", max_length=80, help_text="Dengan kata Kabupaten: Kabupaten Sumba Barat Daya.")
    province = models.CharField("provinsi", max_length=80)
    forum_name = models.CharField("nama forum", max_length=60, default="Forum BangKIT")
    zone = models.CharField("zona waktu", max_length=20, choices=Zone, default=Zone.WITA)
    seat_town = models.CharField(
        "tempat penandatanganan", max_length=60, blank=True, help_text="Ibu kota, seperti Tambolaka."
    )
    letterhead_office = models.CharField(
        "instansi pada kop", max_length=120, blank=True, help_text="Baris kedua kop: perangkat daerah sekretariat."
    )
    letterhead_address = models.CharField("alamat pada kop", max_length=200, blank=True)
    letterhead_contact = models.CharField(
        "telepon, surel, dan laman pada kop", max_length=200, blank=True, help_text="Baris terakhir kop."
    )
    # Re-encoded by forum.logo before it is stored; leaves through a view only.
    logo = models.FileField("lambang daerah", upload_to=logo_path, blank=True)
    paper_size = models.CharField("ukuran kertas", max_length=2, choices=PaperSize, default=PaperSize.F4)
    # Permendagri 1/2023 for a berita acara.
    margin_top = margin("tepi atas", 20)
    margin_bottom = margin("tepi bawah", 25)
    margin_left = margin("tepi kiri", 30)
    margin_right = margin("tepi kanan", 20)
    public_page = models.BooleanField(
        "halaman publik",
        default=False,
        help_text="Siapa pun dapat membaca capaian forum tanpa akun; data pribadi tidak pernah tampil.",
    )
    answer_days = models.PositiveSmallIntegerField(
        "tenggat jawaban OPD (hari)", default=14, help_text="Dihitung dari tanggal penerusan; dapat diubah tiap kali."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(zone__in=Zone.values), name="kabupaten_zone"),
            models.CheckConstraint(condition=Q(paper_size__in=PaperSize.values), name="kabupaten_paper_size"),
        ]

    def __str__(self):
        return self.name

    @property
    def kabupaten_id(self):
        """A kabupaten belongs to itself: rules and the log ask every record the same question."""
        return self.pk


class KecamatanQuerySet(KabupatenQuerySet):
    def with_desa(self, text=""):
        """Load the desa into `.desa_rows`; with `text` only what is called so, kecamatan or desa."""
        desa = Desa.objects.order_by("code")
        if not text:
            return self.prefetch_related(Prefetch("desa", queryset=desa, to_attr="desa_rows"))
        desa = desa.called(text)
        return self.filter(desa__in=desa).distinct().prefetch_related(Prefetch("desa", desa, to_attr="desa_rows"))


class Kecamatan(models.Model):
    """A kecamatan by its Kemendagri code."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="kecamatan")
    code = models.CharField("kode Kemendagri", max_length=8, unique=True)
    name = models.CharField("nama", max_length=80)

    objects = KecamatanQuerySet.as_manager()

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("forum:kecamatan_detail", args=[self.pk])

    def name_on(self, day: datetime.date) -> str:
        """Return what it was called on `day`; prefetch `former` where many are asked."""
        former = former_on(day, self.former.all())
        return former.name if former else self.name


class FormerKecamatan(models.Model):
    """What a kecamatan was called until it was renamed."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    kecamatan = models.ForeignKey(Kecamatan, models.PROTECT, related_name="former")
    name = models.CharField("nama", max_length=80)
    # The day on which the new name began: the last day of the old one is the day before.
    until = models.DateField("sampai")
    basis = models.CharField("dasar perubahan", max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kecamatan", "until"], name="former_kecamatan_once")]

    def __str__(self):
        return self.name


class DesaQuerySet(KabupatenQuerySet):
    def open(self):
        """Those that are a desa of their own today: what may be chosen for something new."""
        return self.filter(closed_on=None)

    def within(self, kabupaten):
        return self.filter(kabupaten=kabupaten)

    def called(self, text):
        """Those whose name, or whose kecamatan's, holds the text."""
        return self.filter(Q(name__icontains=text) | Q(kecamatan__name__icontains=text))

    def entered_by(self, user):
        """Those that a facilitator enters for: his desa, or all of his kecamatan. See also: rules.speaks_for_desa."""
        return self.visible_to(user).filter(Q(kecamatan=user.kecamatan_id) | Q(pk__in=user.desa_ids))


class Desa(models.Model):
    """
    A desa or kelurahan by its Kemendagri code, which it keeps whatever it is called and wherever it lies.

    Name, bentuk and kecamatan are those of today; what they were before stands in `former`.
    """

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="desa")
    kecamatan = models.ForeignKey(Kecamatan, models.PROTECT, related_name="desa", verbose_name="kecamatan")
    code = models.CharField(
        "kode Kemendagri",
        max_length=13,
        unique=True,
        validators=[RegexValidator(r"^\d{2}\.\d{2}\.\d{2}\.\d{4}$", "Tulis kode seperti 53.18.04.2011.")],
        error_messages={"unique": "Kode ini sudah dipakai desa lain. Periksa pada daftar wilayah."},
    )
    name = models.CharField("nama", max_length=80)
    kind = models.CharField("bentuk", max_length=10, choices=DesaKind, default=DesaKind.DESA)
    valid_from = models.DateField("berdiri sejak", null=True, blank=True, editable=False)
    closed_on = models.DateField("tidak ada lagi sejak", null=True, blank=True, editable=False)

    objects = DesaQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=DesaKind.values), name="desa_kind")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("forum:desa_detail", args=[self.pk])

    @property
    def full_name(self) -> str:
        return f"{self.get_kind_display()} {self.name}"

    @property
    def state(self) -> DesaState:
        return DesaState.CLOSED if self.closed_on else DesaState.OPEN

    def state_on(self, day: datetime.date):
        """Return what it was on `day`: a FormerDesa, or itself. Prefetch `former` where many are asked."""
        return former_on(day, self.former.all()) or self

    def name_on(self, day: datetime.date) -> str:
        return self.state_on(day).name

    def full_name_on(self, day: datetime.date) -> str:
        """Return what papers of `day` call it; prefetch `former` where many are asked."""
        return self.state_on(day).full_name

    def heirs(self) -> list["Desa"]:
        """Return the desa in which one that is closed goes on; no query for one that still stands."""
        if self.closed_on is None:
            return []
        return list(Desa.objects.filter(origins__desa=self, origins__on=self.closed_on).order_by("name", "pk"))


class FormerDesa(models.Model):
    """What a desa was called, what it was and where it lay until one of these changed."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    desa = models.ForeignKey(Desa, models.PROTECT, related_name="former")
    kecamatan = models.ForeignKey(Kecamatan, models.PROTECT, related_name="+")
    name = models.CharField("nama", max_length=80)
    kind = models.CharField("bentuk", max_length=10, choices=DesaKind)
    # The day on which the change began: the last day of this state is the day before.
    until = models.DateField("sampai")
    basis = models.CharField("dasar perubahan", max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DesaKind.values), name="former_desa_kind"),
            models.UniqueConstraint(fields=["desa", "until"], name="former_desa_once"),
        ]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.get_kind_display()} {self.name}"


def former_on(day: datetime.date, former: Iterable):
    """Return the former state that still held on `day`, or None where today's already did."""
    return min((row for row in former if day < row.until), key=lambda row: row.until, default=None)


class DesaSuccession(models.Model):
    """A desa went on, whole or in part, in another: merged into it, or split into it."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    desa = models.ForeignKey(Desa, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Desa, models.PROTECT, related_name="origins", verbose_name="desa penerus")
    on = models.DateField("berlaku sejak")
    basis = models.CharField("dasar", max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["desa", "successor"], name="desa_succession_once"),
            models.CheckConstraint(condition=~Q(desa=F("successor")), name="desa_succession_of_another"),
        ]

    def __str__(self):
        return f"{self.desa} → {self.successor}"


class TargetVillageQuerySet(KabupatenQuerySet):
    def for_desa(self, desa):
        return self.filter(desa=desa)

    def with_list_data(self):
        return self.select_related("desa__kecamatan")

    def current(self):
        return self.filter(until=None)

    def programmes(self):
        """The names of the programmes, in alphabetical order."""
        return self.order_by("programme").values_list("programme", flat=True).distinct()

    def of_programme(self, programme) -> dict[int, "TargetVillage"]:
        """Return the records of one programme by the key of their desa."""
        return {target.desa_id: target for target in self.filter(programme=programme).select_related("desa")}

    def counts(self) -> dict[str, int]:
        """Return how many there are, by kind."""
        return dict(self.order_by().values_list("kind").annotate(count=Count("pk")))

    def in_order(self):
        return self.order_by("desa__kecamatan__name", "desa__name", "since", "pk")


class TargetVillage(models.Model):
    """A desa that a programme accompanies, from when to when."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="target_villages")
    desa = models.ForeignKey(Desa, models.PROTECT, related_name="targets", verbose_name="desa")
    programme = models.CharField("program", max_length=60, default="BangKIT")
    kind = models.CharField("jenis", max_length=12, choices=TargetKind, default=TargetKind.START)
    since = models.DateField("sejak")
    until = models.DateField("sampai", null=True, blank=True, help_text="Kosong bila masih didampingi.")

    objects = TargetVillageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=TargetKind.values), name="target_kind"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="target_ends_after_start"),
            models.UniqueConstraint(fields=["desa", "programme"], name="target_once_per_programme"),
        ]

    def __str__(self):
        return f"{self.desa.full_name}, {self.programme}"
