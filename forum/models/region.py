"""Where: the kabupaten, its kecamatan and its desa."""

from django.db import models
from django.db.models import Prefetch, Q

from forum.choices import DesaKind, PaperSize, Zone


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
    paper_size = models.CharField("ukuran kertas", max_length=2, choices=PaperSize, default=PaperSize.F4)
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
        desa = desa.filter(Q(name__icontains=text) | Q(kecamatan__name__icontains=text))
        return self.filter(desa__in=desa).distinct().prefetch_related(Prefetch("desa", desa, to_attr="desa_rows"))


class Kecamatan(models.Model):
    """A kecamatan by its Kemendagri code."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="kecamatan")
    code = models.CharField("kode Kemendagri", max_length=8, unique=True)
    name = models.CharField("nama", max_length=80)

    objects = KecamatanQuerySet.as_manager()

    def __str__(self):
        return self.name


class DesaQuerySet(KabupatenQuerySet):
    def entered_by(self, user):
        """Those that a facilitator enters for: his desa, or all of his kecamatan. See also: rules.speaks_for_desa."""
        return self.visible_to(user).filter(Q(kecamatan=user.kecamatan_id) | Q(pk__in=user.desa_ids))


class Desa(models.Model):
    """A desa or kelurahan by its Kemendagri code."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="desa")
    kecamatan = models.ForeignKey(Kecamatan, models.PROTECT, related_name="desa", verbose_name="kecamatan")
    code = models.CharField("kode Kemendagri", max_length=13, unique=True)
    name = models.CharField("nama", max_length=80)
    kind = models.CharField("bentuk", max_length=10, choices=DesaKind, default=DesaKind.DESA)

    objects = DesaQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=DesaKind.values), name="desa_kind")]

    def __str__(self):
        return self.name

    @property
    def full_name(self) -> str:
        return f"{self.get_kind_display()} {self.name}"
