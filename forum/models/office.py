"""Who: partners, jabatan and who holds them, the decree and its seats."""

import datetime

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, F, Max, OuterRef, Prefetch, Q, Subquery
from django.urls import reverse

from forum.choices import DecreeState, IncumbencyKind, Position, Sex
from forum.models.opd import Opd
from forum.models.region import Desa, Kabupaten, KabupatenQuerySet, Kecamatan


class Partner(models.Model):
    """An organisation beside the government that takes part, such as Yayasan BaKTI."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="partners")
    name = models.CharField("nama", max_length=120)

    objects = KabupatenQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kabupaten", "name"], name="partner_name_once")]

    def __str__(self):
        return self.name


class JabatanQuerySet(KabupatenQuerySet):
    def with_parents(self):
        return self.select_related("kabupaten", "opd", "kecamatan", "desa", "partner")

    def with_names(self):
        """Load what `name_on` and `institution_on` read."""
        return self.with_parents().prefetch_related("opd__former", "kecamatan__former", "desa__former")

    def for_opd(self, opd):
        return self.filter(opd=opd)

    def heads_of_opd(self, opd_keys):
        """The heads of these OPD (by key), in the order of the OPD's names."""
        return self.filter(is_head=True, opd__in=opd_keys).order_by("opd__name", "pk")

    def heads_of_kecamatan(self, kabupaten_id):
        """The camat of a kabupaten, in the order of the kecamatan's names."""
        return self.filter(is_head=True, kecamatan__kabupaten=kabupaten_id).order_by("kecamatan__name", "pk")

    def held_by(self, person_id, day):
        """What a person holds on `day`, also where somebody stands in for him: see User.jabatan_on for who acts."""
        return self.filter(incumbencies__in=Incumbency.objects.on(day).filter(person=person_id))

    def of_account(self, user, *, today):
        """What the user's person holds, and every jabatan of the OPD whose account he has."""
        mine = Q(pk__in=self.held_by(user.person_id, today).values("pk")) if user.person_id else Q(pk__in=[])
        return self.filter(mine | Q(opd=user.opd_id, opd__isnull=False))

    def vacant_on(self, day):
        return self.exclude(incumbencies__in=Incumbency.objects.on(day))

    def with_incumbents(self, day):
        """Load who holds each jabatan on `day` into `.current`, the one who signs first."""
        current = Incumbency.objects.on(day).select_related("person").order_by("-precedence", "starts_on", "pk")
        return self.prefetch_related(Prefetch("incumbencies", queryset=current, to_attr="current"))


class Jabatan(models.Model):
    """
    An office that a person holds: what signs, attends and owes.

    It stands in one OPD, kecamatan, desa or partner; with none it is the kabupaten's own (Bupati).
    """

    PARENTS = ("opd", "kecamatan", "desa", "partner")

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="jabatan")
    name = models.CharField("nama jabatan", max_length=150, help_text="Lengkap, seperti Kepala Dinas Pertanian.")
    opd = models.ForeignKey(Opd, models.PROTECT, null=True, blank=True, related_name="jabatan", verbose_name="OPD")
    kecamatan = models.ForeignKey(
        Kecamatan, models.PROTECT, null=True, blank=True, related_name="jabatan", verbose_name="kecamatan"
    )
    desa = models.ForeignKey(Desa, models.PROTECT, null=True, blank=True, related_name="jabatan", verbose_name="desa")
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="jabatan", verbose_name="mitra"
    )
    is_head = models.BooleanField(
        "pimpinan", default=False, help_text="Pimpinan OPD menerima jawaban OPD-nya; pimpinan kecamatan adalah camat."
    )

    objects = JabatanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kabupaten", "name"], name="jabatan_name_once"),
            models.CheckConstraint(
                name="jabatan_one_parent",
                condition=Q(opd=None, kecamatan=None, desa=None)
                | Q(opd=None, kecamatan=None, partner=None)
                | Q(opd=None, desa=None, partner=None)
                | Q(kecamatan=None, desa=None, partner=None),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("forum:jabatan_detail", args=[self.pk])

    @property
    def institution(self) -> str:
        """The instansi that papers print; loads the parents unless `with_parents()` did."""
        parent = self.opd or self.kecamatan or self.desa or self.partner
        if self.kecamatan:
            return f"Kecamatan {parent}"
        return self.desa.full_name if self.desa else str(parent or self.kabupaten)

    def institution_on(self, day: datetime.date) -> str:
        """Return the instansi as papers of `day` print it; needs `with_names()` where many are asked."""
        if self.opd:
            return self.opd.name_on(day)
        if self.kecamatan:
            return f"Kecamatan {self.kecamatan.name_on(day)}"
        return self.desa.full_name_on(day) if self.desa else self.institution

    def name_on(self, day: datetime.date) -> str:
        """Return the jabatan as papers of `day` print it: the OPD, kecamatan or desa in it is called as it was then."""
        place = self.opd or self.kecamatan or self.desa
        return self.name.replace(place.name, place.name_on(day)) if place else self.name

    def signatory_on(self, day):
        """Return the Incumbency that may sign on `day` (Plh. before Plt. before definitif), or None."""
        held = self.incumbencies.on(day).select_related("person")
        return held.order_by("-precedence", "starts_on", "pk").first()


nip_validator = RegexValidator(r"^\d{18}$", "NIP terdiri dari 18 angka. Periksa lagi.")
phone_validator = RegexValidator(r"^\+?\d{8,15}$", "Tulis nomor telepon dengan angka saja, misalnya 081234567890.")


class PersonQuerySet(KabupatenQuerySet):
    def kept(self):
        """Those whose data have not been erased."""
        return self.filter(erased_on=None)

    def with_jabatan(self, day):
        """Load what each person holds on `day` into `.current`."""
        held = Incumbency.objects.on(day).select_related("jabatan").order_by("precedence", "starts_on", "pk")
        return self.prefetch_related(Prefetch("incumbencies", queryset=held, to_attr="current"))


class Person(models.Model):
    """A person who holds, held or will hold a jabatan; the personal data of UU PDP live here only."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="persons")
    name = models.CharField("nama dengan gelar", max_length=120)
    nip = models.CharField("NIP", max_length=18, blank=True, validators=[nip_validator])
    rank = models.CharField("pangkat/golongan", max_length=60, blank=True, help_text="Misalnya Pembina Tk. I, IV/b.")
    sex = models.CharField("jenis kelamin", max_length=1, choices=Sex)
    phone = models.CharField("nomor WhatsApp", max_length=16, blank=True, validators=[phone_validator])
    email = models.EmailField("surel", blank=True)
    erased_on = models.DateField("data dihapus pada", null=True, blank=True, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="person_sex"),
            models.UniqueConstraint(fields=["kabupaten", "nip"], condition=~Q(nip=""), name="person_nip_once"),
        ]

    def __str__(self):
        return self.name or "Nama dihapus"

    def get_absolute_url(self):
        return reverse("forum:person_detail", args=[self.pk])


class IncumbencyQuerySet(KabupatenQuerySet):
    def on(self, day):
        """Those in force on `day`; both ends count."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def overlapping(self, *, starts_on, ends_on):
        rows = self.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
        return rows if ends_on is None else rows.filter(starts_on__lte=ends_on)


class Incumbency(models.Model):
    """One person in one jabatan for a time, definitively or as Plt./Plh."""

    PRECEDENCE = {IncumbencyKind.DEFINITIVE: 0, IncumbencyKind.PLT: 1, IncumbencyKind.PLH: 2}

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="incumbencies")
    jabatan = models.ForeignKey(Jabatan, models.PROTECT, related_name="incumbencies", verbose_name="jabatan")
    person = models.ForeignKey(Person, models.PROTECT, related_name="incumbencies", verbose_name="orang")
    kind = models.CharField("sebagai", max_length=12, choices=IncumbencyKind, default=IncumbencyKind.DEFINITIVE)
    # Who signs when two hold one jabatan: the Plh. stands in for whoever is away. Kept as a number to sort by.
    precedence = models.PositiveSmallIntegerField(editable=False, default=0)
    starts_on = models.DateField("sejak")
    ends_on = models.DateField("sampai", null=True, blank=True, help_text="Kosong bila masih menjabat.")

    objects = IncumbencyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=IncumbencyKind.values), name="incumbency_kind"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="incumbency_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["jabatan", "kind"], condition=Q(ends_on=None), name="incumbency_one_open_per_kind"
            ),
        ]

    def __str__(self):
        return f"{self.prefix} {self.jabatan}".strip()

    @property
    def prefix(self) -> str:
        """ "Plt." or "Plh." for the signature block, "" for the definitive holder."""
        return "" if self.kind == IncumbencyKind.DEFINITIVE else self.get_kind_display()


class DecreeQuerySet(KabupatenQuerySet):
    def in_force_on(self, day):
        """
        The decree whose roster holds on `day`: the latest one that has begun, unless it has ended.

        For the rows of one kabupaten; one that ended does not bring back the one before it. See also: Decree.state_on.
        """
        latest = self.filter(valid_from__lte=day).order_by("-valid_from", "-pk")[:1]
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), pk__in=latest.values("pk"))

    def with_replacement(self):
        """Add `replaced_on` and `replaced_by` (number), of the decree that comes next in the same kabupaten."""
        later = self.model.objects.filter(
            Q(valid_from__gt=OuterRef("valid_from")) | Q(valid_from=OuterRef("valid_from"), pk__gt=OuterRef("pk")),
            kabupaten=OuterRef("kabupaten"),
        ).order_by("valid_from", "pk")
        return self.annotate(
            replaced_on=Subquery(later.values("valid_from")[:1]), replaced_by=Subquery(later.values("number")[:1])
        )

    def with_seat_count(self):
        return self.annotate(seat_count=Count("seats"))

    def newest_first(self):
        return self.order_by("-valid_from", "-pk")

    def seated_beside(self, decree):
        """Other decrees that have seats, which this one may take over."""
        return self.filter(pk__in=Seat.objects.values("decree")).exclude(pk=decree.pk)


class Decree(models.Model):
    """An SK Bupati that seats the forum, until it ends, is revoked or another takes its place."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="decrees")
    number = models.CharField("nomor SK", max_length=60)
    title = models.CharField("tentang", max_length=250)
    valid_from = models.DateField("berlaku sejak")
    valid_until = models.DateField(
        "berlaku sampai", null=True, blank=True, help_text="Hari terakhir menurut SK; kosong bila tidak disebut."
    )
    revocation = models.CharField("dasar pencabutan", max_length=200, blank=True, editable=False)
    note = models.CharField("catatan", max_length=250, blank=True)

    objects = DecreeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kabupaten", "number"], name="decree_number_once"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="decree_ends_after_start"
            ),
        ]

    def __str__(self):
        return f"SK Bupati Nomor {self.number}"

    def get_absolute_url(self):
        return reverse("forum:decree_detail", args=[self.pk])

    def next_order(self) -> int:
        """Return the number after the last seat's."""
        return (self.seats.aggregate(last=Max("order"))["last"] or 0) + 1

    def state_on(self, day: datetime.date) -> DecreeState:
        """Return whether it holds on `day`; needs `with_replacement()`. See also: DecreeQuerySet.in_force_on."""
        if day < self.valid_from:
            return DecreeState.TO_COME
        if self.valid_until and self.valid_until < min(day, self.replaced_on or day):
            return DecreeState.REVOKED if self.revocation else DecreeState.ENDED
        if self.replaced_on and self.replaced_on <= day:
            return DecreeState.REPLACED
        return DecreeState.IN_FORCE


class SeatQuerySet(KabupatenQuerySet):
    def jabatan_in_order(self):
        """The keys of the seated jabatan."""
        return self.order_by("order", "pk").values_list("jabatan", flat=True)

    def with_incumbents(self, day):
        """Load each seat's jabatan with its names and who holds it on `day` (`seat.jabatan.current`)."""
        jabatan = Jabatan.objects.with_names().with_incumbents(day)
        return self.prefetch_related(Prefetch("jabatan", queryset=jabatan)).order_by("order", "pk")


class Seat(models.Model):
    """A place in the forum that a decree gives to a jabatan."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="seats")
    decree = models.ForeignKey(Decree, models.CASCADE, related_name="seats", verbose_name="SK")
    jabatan = models.ForeignKey(Jabatan, models.PROTECT, related_name="seats", verbose_name="jabatan")
    position = models.CharField("kedudukan dalam forum", max_length=12, choices=Position, default=Position.MEMBER)
    order = models.PositiveSmallIntegerField("nomor urut")
    note = models.CharField("catatan", max_length=100, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(position__in=Position.values), name="seat_position"),
            models.UniqueConstraint(fields=["decree", "jabatan"], name="seat_jabatan_once"),
            models.UniqueConstraint(fields=["decree", "order"], name="seat_order_once"),
        ]

    def __str__(self):
        return f"{self.get_position_display()}: {self.jabatan}"
