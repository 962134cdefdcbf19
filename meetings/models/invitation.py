"""Who is invited to a meeting, by which letter, and what he answers."""

from datetime import timedelta

from django.db import models
from django.db.models import Count, Prefetch, Q
from django.urls import reverse

from forum.models import Incumbency, Jabatan, Kabupaten, KabupatenQuerySet
from forum.models.office import phone_validator
from forum.rules import enters_for_villages, is_secretariat
from meetings.choices import MailState, Response
from meetings.models.meeting import Meeting, MeetingQuerySet, count_of
from meetings.status import NOT_BEGUN, MeetingStatus

# See also: Invitation.is_told.
TOLD = Q(mail=MailState.SENT) | Q(opened_at__isnull=False) | Q(handed_at__isnull=False)
LOST_AFTER = timedelta(hours=1)  # an e-mail that still waits then may be asked for again


class InvitationQuerySet(KabupatenQuerySet):
    def visible_to(self, user):
        """Those of a draft, and those that were withdrawn, are the secretariat's own."""
        rows = super().visible_to(user)
        return rows if is_secretariat(user) else rows.standing().exclude(meeting__status=MeetingStatus.DRAFT)

    def standing(self):
        return self.filter(withdrawn_at=None)

    def untold(self):
        """Nobody has told these yet, in any way that is known here."""
        return self.exclude(TOLD)

    def not_on_its_way(self, now):
        """Not queued for the worker, or so long ago that it must have been lost with it."""
        return self.exclude(mail=MailState.QUEUED, mail_at__gt=now - LOST_AFTER)

    def queued(self):
        return self.standing().filter(mail=MailState.QUEUED)

    def to_be_mailed(self, now):
        return self.exclude(mail=MailState.SENT).not_on_its_way(now)

    def of_same_office(self, invitation):
        """Those that name the jabatan, or the guest, which this one names."""
        if invitation.jabatan_id:
            return self.filter(jabatan=invitation.jabatan_id)
        return self.filter(guest=invitation.guest, institution=invitation.institution)

    def unanswered(self):
        return self.filter(response=Response.NONE)

    def upcoming(self, today):
        """Of meetings that are still to come and do not run yet: those take answers."""
        return self.filter(meeting__status__in=NOT_BEGUN, meeting__held_on__gte=today)

    def addressed_to(self, user, *, today):
        """
        Those that reach this account: his own jabatan, those of his OPD, the camat of his kecamatan, those of his desa.

        See also: rules.speaks_for_jabatan.
        """
        own = Q(jabatan__in=[jabatan.pk for jabatan in user.jabatan_on(today)])
        if user.opd_id:
            own |= Q(jabatan__opd=user.opd_id)
        if user.kecamatan_id:
            own |= Q(jabatan__kecamatan=user.kecamatan_id, jabatan__is_head=True)
        if enters_for_villages(user):
            own |= Q(jabatan__desa__in=user.desa.values("pk"))
        return self.filter(own)

    def for_person(self, person):
        """Where somebody may be reached under the number or address of this person."""
        same = Q(pk__in=[])
        if person.phone:
            same |= Q(phone=person.phone)
        if person.email:
            same |= Q(email__iexact=person.email)
        return self.filter(same, kabupaten=person.kabupaten_id)

    def count_answers(self) -> dict[str, int]:
        """Return how many these are, how many answered what, and how many nobody has told; one query."""
        return self.aggregate(
            total=Count("pk"),
            coming=Count("pk", filter=Q(response=Response.COMING)),
            represented=Count("pk", filter=Q(response=Response.REPRESENTED)),
            unable=Count("pk", filter=Q(response=Response.UNABLE)),
            silent=Count("pk", filter=Q(response=Response.NONE)),
            untold=Count("pk", filter=~TOLD),
        )

    def with_typed_name(self, text):
        """Those answered with somebody in one's place whose name, or office, contains this."""
        return self.filter(represented_by__icontains=text)

    def with_holders(self, day):
        """Load each jabatan with its names and who holds it on `day`."""
        jabatan = Jabatan.objects.with_names().with_incumbents(day)
        return self.prefetch_related(Prefetch("jabatan", queryset=jabatan))

    def with_record_data(self):
        """Load what the page of the invited shows, and what `with_holder()` starts from."""
        places = ("opd", "kecamatan", "desa")
        rows = self.select_related("meeting__kabupaten", "meeting__chair", *(f"jabatan__{place}" for place in places))
        return rows.prefetch_related(*(f"jabatan__{place}__former" for place in places))

    def in_order(self):
        return self.order_by("order", "pk")

    def by_date(self):
        return self.order_by("meeting__held_on", "pk")


def with_invited(meetings: MeetingQuerySet) -> MeetingQuerySet:
    """Add to meetings how many they invite, and how many of these nobody has told: `invited_count`, `untold_count`."""
    rows = Invitation.objects.standing()
    return meetings.annotate(invited_count=count_of(rows), untold_count=count_of(rows.untold()))


class Invitation(models.Model):
    """
    One office that a meeting invites: a jabatan of the forum's books, or a guest whose office is written out.

    A guest's number and address are contact data (UU PDP): for the secretariat's eyes, in no export and no archive.
    """

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="invitations")
    order = models.PositiveSmallIntegerField("nomor urut", default=1, editable=False)
    jabatan = models.ForeignKey(
        Jabatan, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="jabatan yang tercatat"
    )
    guest = models.CharField(
        "sebutan tamu",
        max_length=150,
        blank=True,
        help_text="Jabatan atau lembaga, bukan nama orang, misalnya Koordinator P3MD.",
    )
    institution = models.CharField("instansi tamu", max_length=150, blank=True, help_text="Misalnya Yayasan BaKTI.")
    phone = models.CharField("nomor WhatsApp", max_length=16, blank=True, validators=[phone_validator])
    email = models.EmailField("surel", blank=True)

    response = models.CharField("jawaban", max_length=12, choices=Response, default=Response.NONE, blank=True)
    represented_by = models.CharField(
        "diwakili oleh", max_length=150, blank=True, help_text="Jabatan atau nama yang hadir sebagai wakil."
    )
    note = models.CharField("catatan", max_length=300, blank=True, help_text="Misalnya akan datang sesudah pukul 10.")
    responded_at = models.DateTimeField("dijawab", null=True, editable=False)

    opened_at = models.DateTimeField("WhatsApp dibuka", null=True, editable=False)
    handed_at = models.DateTimeField("surat disampaikan", null=True, editable=False)
    mail = models.CharField(max_length=8, choices=MailState, default=MailState.NONE, blank=True, editable=False)
    mail_at = models.DateTimeField("keadaan surel sejak", null=True, editable=False)
    withdrawn_at = models.DateTimeField("undangan ditarik", null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "undangan"
        constraints = [
            models.CheckConstraint(condition=Q(response__in=Response.values), name="invitation_response"),
            models.CheckConstraint(condition=Q(mail__in=MailState.values), name="invitation_mail"),
            models.CheckConstraint(
                condition=Q(jabatan=None) & ~Q(guest="") | Q(jabatan__isnull=False, guest=""),
                name="invitation_jabatan_or_guest",
            ),
            models.UniqueConstraint(
                fields=["meeting", "jabatan"], condition=Q(jabatan__isnull=False), name="invitation_jabatan_once"
            ),
            models.UniqueConstraint(
                fields=["meeting", "guest", "institution"], condition=~Q(guest=""), name="invitation_guest_once"
            ),
        ]

    def __str__(self):
        return self.office

    def get_absolute_url(self):
        return reverse("meetings:invitation_detail", args=[self.pk])

    @property
    def office(self) -> str:
        """Return whom the letter names: on the day of the meeting the jabatan is called so; the guest as written."""
        if self.jabatan:
            return self.jabatan.name_on(self.meeting.held_on)
        return ", ".join(filter(None, [self.guest, self.institution]))

    @property
    def holder(self) -> Incumbency | None:
        """Return who holds the jabatan on the day of the meeting; needs `with_holders()`."""
        return self.jabatan.current[0] if self.jabatan and self.jabatan.current else None

    def with_holder(self):
        """Load what `with_holders()` loads for many; returns itself."""
        if self.jabatan_id:
            rows = Jabatan.objects.with_names().with_incumbents(self.meeting.held_on)
            self.jabatan = rows.get(pk=self.jabatan_id)
        return self

    @property
    def whatsapp_number(self) -> str:
        """Return the number written here, else that of the holder."""
        return self.phone or (self.holder.person.phone if self.holder else "")

    @property
    def address(self) -> str:
        """Return the e-mail address written here, else that of the holder."""
        return self.email or (self.holder.person.email if self.holder else "")

    @property
    def is_told(self) -> bool:
        """Whether somebody has told him. See also: TOLD."""
        return bool(self.opened_at or self.handed_at or self.mail == MailState.SENT)

    def is_on_its_way(self, now) -> bool:
        """See also: InvitationQuerySet.not_on_its_way."""
        return self.mail == MailState.QUEUED and self.mail_at > now - LOST_AFTER

    @property
    def answer(self) -> Response:
        return Response(self.response)


class InvitationLetter(models.Model):
    """What stands on the letter of one meeting beside what the meeting itself says."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="letter")
    number = models.CharField(
        "nomor surat", max_length=80, blank=True, help_text="Bila kosong, pada surat tercetak titik-titik."
    )
    dated_on = models.DateField("tanggal surat", null=True, blank=True, help_text="Bila kosong, hari surat dicetak.")
    nature = models.CharField("sifat", max_length=40, default="Biasa", help_text="Misalnya Biasa, Penting atau Segera.")
    enclosure = models.CharField(
        "lampiran", max_length=100, blank=True, help_text="Bila kosong, dihitung dari panjang daftar undangan."
    )
    subject = models.CharField("hal", max_length=200, blank=True, help_text="Bila kosong: Undangan dan nama rapat.")
    signer = models.ForeignKey(
        Jabatan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="penanda tangan surat",
        help_text="Bila kosong, sekretaris forum menurut SK.",
    )
    copies_to = models.TextField("tembusan", blank=True, help_text="Satu penerima tembusan per baris.")

    objects = KabupatenQuerySet.as_manager()

    class Meta:
        verbose_name = "surat undangan"
        constraints = [
            models.UniqueConstraint(
                fields=["kabupaten", "number"], condition=~Q(number=""), name="invitation_letter_number_once"
            )
        ]

    def __str__(self):
        return f"Surat undangan {self.meeting}"
