"""Who signs a berita acara, in what order, and how far each has come."""

from django.db import models
from django.db.models import Min, OuterRef, Q, Subquery
from django.urls import reverse

from forum.models import Jabatan, Person
from meetings.choices import Prefix, SignatoryPart
from meetings.models.agreement import Agreement, Paper
from meetings.status import SETTLED, SIGNATURE_LEVELS, SIGNATURE_MOVES, SIGNED, AgreementStatus, SignatureStatus

UNSETTLED = [status for status in SignatureStatus.values if status not in SETTLED]


class SignatoryQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(agreement__in=Agreement.objects.visible_to(user))

    def in_order(self):
        """As the paper prints them: the chair, the parties, the witnesses. See also: take_snapshot."""
        return self.order_by("part", "order", "pk")

    def with_incumbents(self, day):
        """Load each jabatan with its names and who may sign in it on `day`."""
        jabatan = Jabatan.objects.with_names().with_incumbents(day)
        return self.prefetch_related(models.Prefetch("jabatan", queryset=jabatan))

    def standing(self):
        """Without those in whose place somebody else signs."""
        return self.exclude(status=SignatureStatus.REPLACED)

    def waiting(self):
        return self.filter(status=SignatureStatus.WAITING)

    def declined(self):
        return self.filter(status=SignatureStatus.DECLINED, agreement__status=AgreementStatus.FINAL)

    def unsettled(self):
        return self.filter(status__in=UNSETTLED)

    def next_in_turn(self):
        """Those of final agreements who may sign now: nobody of an earlier turn is unsettled."""
        first = Signatory.objects.unsettled().filter(agreement=OuterRef("agreement")).values("agreement")
        return self.waiting().filter(
            agreement__status=AgreementStatus.FINAL, turn=Subquery(first.values(first=Min("turn")))
        )

    def for_person(self, person_id):
        return self.filter(person=person_id)

    def due_for_reminder(self, *, before, at_most: int):
        """Those whose turn it is, last told before `before` and fewer than `at_most` times."""
        told = Q(reminded_at=None) | Q(reminded_at__lt=before)
        return self.next_in_turn().filter(told, agreement__final_at__lt=before, reminders__lt=at_most)

    def with_keys(self, keys):
        return self.filter(pk__in=keys)

    def by_turn(self):
        return self.order_by("turn", "place", "pk")

    def with_record_data(self):
        return self.select_related("agreement__kabupaten", "agreement__meeting", "agreement__replaces", "jabatan")


class Signatory(models.Model):
    """
    Who signs an agreement, by jabatan.

    When the agreement is made final, `office`, `name` and `person` are frozen as of the meeting's day, and
    `place` ties the row to its block in the snapshot (from 1). A replacement is a row of its own in the same place.
    """

    MOVES = SIGNATURE_MOVES

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="signatories")
    jabatan = models.ForeignKey(Jabatan, models.PROTECT, related_name="+", verbose_name="jabatan")
    part = models.CharField("sebagai", max_length=10, choices=SignatoryPart, default=SignatoryPart.PARTY)
    order = models.PositiveSmallIntegerField("nomor urut", default=1, help_text="Urutan pada naskah.")
    turn = models.PositiveSmallIntegerField(
        "giliran",
        default=1,
        help_text="Yang bergiliran sama menandatangani bersama; giliran berikutnya menunggu sampai semuanya selesai.",
    )
    on_behalf = models.CharField(
        "atas nama",
        max_length=150,
        blank=True,
        help_text="Baris di atas jabatan, misalnya a.n. Bupati Sumba Barat Daya. Boleh diakhiri u.b.",
    )
    status = models.CharField(max_length=10, choices=SignatureStatus, default=SignatureStatus.WAITING, editable=False)
    place = models.PositiveSmallIntegerField(null=True, editable=False)
    office = models.CharField(max_length=330, blank=True, editable=False)
    name = models.CharField(max_length=120, blank=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, editable=False, related_name="+")
    reason = models.CharField(max_length=500, blank=True, editable=False)
    at = models.DateTimeField(null=True, editable=False)
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, editable=False, related_name="signatories")
    reminders = models.PositiveSmallIntegerField(default=0, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)

    objects = SignatoryQuerySet.as_manager()

    class Meta:
        verbose_name = "tanda tangan"
        constraints = [
            models.CheckConstraint(condition=Q(part__in=SignatoryPart.values), name="signatory_part"),
            models.CheckConstraint(condition=Q(status__in=SignatureStatus.values), name="signatory_status"),
            models.UniqueConstraint(
                fields=["agreement", "jabatan", "part"],
                condition=~Q(status=SignatureStatus.REPLACED),
                name="signatory_jabatan_once",
            ),
            models.UniqueConstraint(
                fields=["agreement", "place"],
                condition=~Q(status=SignatureStatus.REPLACED) & Q(place__isnull=False),
                name="signatory_place_once",
            ),
        ]

    def __str__(self):
        return f"{self.get_part_display()}: {self.office or self.jabatan}"

    def get_absolute_url(self):
        return reverse("meetings:signatory_sign", args=[self.pk])

    @property
    def kabupaten_id(self):
        """The log and the rules ask every record the same question; the row is its agreement's."""
        return self.agreement.kabupaten_id

    @property
    def state(self) -> SignatureStatus:
        return SignatureStatus(self.status)

    @property
    def level(self) -> str:
        return SIGNATURE_LEVELS.get(self.status, "")

    @property
    def is_chair(self) -> bool:
        return self.part == SignatoryPart.CHAIR

    @property
    def is_signed(self) -> bool:
        return self.status in SIGNED


def office_of(jabatan: Jabatan | str, prefix: str, *, instead_of: Jabatan | None = None) -> str:
    """
    Return the office as it is written beside a signature: "Plt. Camat Kodi".

    One who signs for another office names that first: "a.n. Bupati Contoh, Sekretaris Daerah".
    """
    if instead_of and instead_of != jabatan:
        return f"{prefix or Prefix.ON_BEHALF} {instead_of}, {jabatan}"
    return f"{prefix} {jabatan}".strip()
