"""Accounts, and the slips with which they set their own password."""

import datetime
import secrets

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from forum.choices import AccountState, Role
from forum.models.office import Incumbency, Jabatan, Person
from forum.models.opd import Opd
from forum.models.region import Desa, Kabupaten, KabupatenQuerySet, Kecamatan


class UserQuerySet(KabupatenQuerySet):
    def search(self, text):
        return self.filter(Q(username__icontains=text) | Q(position__icontains=text))

    def people(self):
        """Everybody but the user `sistem`."""
        return self.exclude(role=Role.SYSTEM)

    def with_scope(self):
        """Load what every page reads of its user, so that reading it costs no further query."""
        return self.select_related("kabupaten", "opd", "kecamatan", "person")


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def secretariat_of(self, kabupaten, username):
        """Return a new, unsaved account of the secretariat."""
        return self.model(kabupaten=kabupaten, username=username, role=Role.SECRETARIAT)

    def system(self):
        """Return the user `sistem`, in whose name commands write; nobody can log in as it."""
        user, created = self.get_or_create(
            username="sistem", defaults={"role": Role.SYSTEM, "position": "Sistem", "is_active": False}
        )
        if created:
            user.set_unusable_password()
            user.save(update_fields=["password"])
        return user


class User(AbstractBaseUser):
    """
    An account of one kabupaten. `role` says what it enters, with the scope beside it.

    Scope: an OPD officer has `opd`; a camat `kecamatan`; a facilitator a set of `desa`, or a whole
    `kecamatan` (its staff). Accounts are closed (`is_active`), never deleted: the log names them.
    """

    kabupaten = models.ForeignKey(
        Kabupaten, models.PROTECT, null=True, related_name="users", help_text="Kosong hanya bagi akun sistem."
    )
    username = models.CharField(
        "nama pengguna",
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9._-]+$", "Gunakan huruf kecil, angka, titik atau tanda hubung.")],
        help_text="Huruf kecil, angka, titik atau tanda hubung, misalnya pertanian.operator.",
        error_messages={"unique": "Nama pengguna ini sudah dipakai. Pilih nama lain."},
    )
    role = models.CharField("peran", max_length=12, choices=Role)
    position = models.CharField(
        "sebutan",
        max_length=120,
        blank=True,
        help_text="Yang tampil pada riwayat sebagai pelaku, misalnya Operator Dinas Pertanian. "
        "Jangan menulis nama orang.",
    )
    opd = models.ForeignKey(Opd, models.PROTECT, null=True, blank=True, related_name="users", verbose_name="OPD")
    kecamatan = models.ForeignKey(
        Kecamatan, models.PROTECT, null=True, blank=True, related_name="users", verbose_name="kecamatan"
    )
    desa = models.ManyToManyField(Desa, blank=True, related_name="users", verbose_name="desa")
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name="orang",
        help_text="Diisi bagi pemegang jabatan: kewenangan menerima dan menandatangani mengikuti jabatannya.",
    )
    is_active = models.BooleanField("dapat masuk", default=True)
    created_at = models.DateTimeField("dibuat", default=timezone.now, editable=False)
    # Up to which entry of the log everything counts as read; single records beyond it: see ReadMark.
    read_to = models.BigIntegerField(default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role"),
            models.CheckConstraint(
                condition=Q(role=Role.SYSTEM, kabupaten=None) | (~Q(role=Role.SYSTEM) & Q(kabupaten__isnull=False)),
                name="user_has_kabupaten",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.OPD_OFFICER) | Q(opd__isnull=False), name="user_opd_officer_has_opd"
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.CAMAT) | Q(kecamatan__isnull=False), name="user_camat_has_kecamatan"
            ),
        ]

    def __str__(self):
        return self.username

    def get_absolute_url(self):
        return reverse("forum:account_detail", args=[self.pk])

    @property
    def badge(self) -> AccountState:
        return AccountState.OPEN if self.is_active else AccountState.CLOSED

    @property
    def office_label(self) -> str:
        """How history names this account: its office, never its person."""
        if self.position:
            return self.position
        if self.role == Role.CAMAT:
            return f"Camat {self.kecamatan}"
        scope = self.opd or (f"Kecamatan {self.kecamatan}" if self.kecamatan else "")
        return f"{self.get_role_display()} {scope}".strip()

    @cached_property
    def desa_ids(self) -> frozenset[int]:
        """The desa a facilitator enters for one by one (one query, then kept for the request)."""
        return frozenset(self.desa.values_list("pk", flat=True))

    @cached_property
    def kecamatan_ids(self) -> frozenset[int]:
        """The kecamatan in which these desa lie (one query, then kept for the request)."""
        return frozenset(self.desa.values_list("kecamatan_id", flat=True))

    def jabatan_on(self, day: datetime.date) -> list[Jabatan]:
        """
        Return the jabatan in which this user's person may act on `day`.

        Where a Plh. or Plt. stands in, only he acts. One query per user and day, then kept.
        """
        if self.person_id is None:
            return []
        kept = self.__dict__.setdefault("_jabatan_on", {})
        if day not in kept:
            held = (
                Incumbency.objects.on(day)
                .filter(jabatan__incumbencies__in=Incumbency.objects.on(day).filter(person=self.person_id))
                .select_related("jabatan")
                .order_by("jabatan", "precedence", "-starts_on", "-pk")
                .distinct()
            )
            acting = {row.jabatan: row.person_id for row in held}  # the last of each jabatan acts
            kept[day] = [jabatan for jabatan, person_id in acting.items() if person_id == self.person_id]
        return kept[day]


class PasswordSlipQuerySet(models.QuerySet):
    def usable(self, now):
        return self.filter(used_at=None, expires_at__gt=now)


class PasswordSlip(models.Model):
    """A printed one-time code with which an account sets its own password; only the code's hash is kept."""

    ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # read aloud and typed from paper: no I, O, 0, 1

    user = models.ForeignKey(User, models.CASCADE, related_name="slips")
    code_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField("berlaku sampai")
    used_at = models.DateTimeField("dipakai", null=True)

    objects = PasswordSlipQuerySet.as_manager()

    def __str__(self):
        return f"Slip {self.user}"

    @classmethod
    def new_code(cls) -> str:
        """Return 16 random characters in groups of four (80 bits)."""
        text = "".join(secrets.choice(cls.ALPHABET) for _ in range(16))
        return "-".join(text[i : i + 4] for i in range(0, 16, 4))
