"""What follows from a meeting: who does what until when."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse

from forum.models import Jabatan, Kabupaten, KabupatenQuerySet, Opd
from forum.rules import is_secretariat
from meetings.models.meeting import Meeting
from meetings.status import FOLLOW_UP_MOVES, UNFINISHED, FollowUpStatus, MeetingStatus


class FollowUpQuerySet(KabupatenQuerySet):
    def visible_to(self, user):
        """All of the forum see it, unless its meeting is still the secretariat's own draft."""
        rows = super().visible_to(user)
        return rows if is_secretariat(user) else rows.exclude(meeting__status=MeetingStatus.DRAFT)

    def unfinished(self):
        return self.filter(status__in=UNFINISHED)

    def overdue(self, today):
        return self.unfinished().filter(due_on__lt=today)

    def due_until(self, day):
        return self.filter(due_on__lte=day)

    def owed_before(self, meeting):
        """What earlier meetings left to be done and is not: it is on the agenda of this one."""
        earlier = self.filter(kabupaten=meeting.kabupaten_id, meeting__held_on__lte=meeting.held_on)
        return earlier.exclude(meeting=meeting.pk).unfinished()

    def owed_by_opd(self, opd):
        """What the OPD, or one that it goes on for, owes itself or by a jabatan in it."""
        offices = Opd.objects.continued_by(opd.pk)
        return self.filter(Q(opd__in=offices) | Q(jabatan__opd__in=offices))

    def owed_by_jabatan(self, jabatan):
        """What the jabatan owes, and its OPD."""
        mine = Q(jabatan=jabatan)
        return self.filter(mine | Q(opd__in=Opd.objects.continued_by(jabatan.opd_id)) if jabatan.opd_id else mine)

    def owed_by(self, user, *, today):
        """
        What the user's OPD owes, or a jabatan in which he acts on that day; of a closed OPD what both owed.

        See also: rules.owns_follow_up.
        """
        return self._owed(user, [jabatan.pk for jabatan in user.jabatan_on(today)])

    def concerning(self, user, *, today):
        """What he is told of: all that of the forum for its secretariat, else what he owes, also while another acts."""
        if is_secretariat(user):
            return self
        if not (user.person_id or user.opd_id):
            return self.none()
        return self._owed(user, Jabatan.objects.held_by(user.person_id, today))

    def _owed(self, user, jabatan):
        mine = Q(jabatan__in=jabatan)
        if user.opd_id:
            offices = Opd.objects.continued_by(user.opd_id)
            mine |= Q(opd__in=offices) | Q(jabatan__opd__in=offices.closed())
        return self.filter(mine)

    def by_due_date(self):
        return self.order_by("due_on", "pk")

    def with_list_data(self):
        return self.select_related("meeting", "opd", "jabatan")

    def with_owners(self):
        """Load what `owner_on` reads."""
        rows = self.select_related("opd", "jabatan__opd", "jabatan__kecamatan", "jabatan__desa")
        places = ["jabatan__opd__former", "jabatan__kecamatan__former", "jabatan__desa__former"]
        return rows.prefetch_related("opd__former", *places)


class FollowUp(models.Model):
    """A rencana tindak lanjut: what is to be done, by which OPD or jabatan, until when."""

    MOVES = FOLLOW_UP_MOVES

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="follow_ups")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="follow_ups", verbose_name="rapat")
    # Under which its minutes name it; what was agreed outside the agenda stands under none.
    agenda_item = models.ForeignKey(
        "AgendaItem",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name="di bawah pokok agenda",
    )
    what = models.TextField("tindak lanjut", help_text="Satu pekerjaan yang dapat diperiksa selesai atau belum.")
    opd = models.ForeignKey(
        Opd, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="OPD penanggung jawab"
    )
    jabatan = models.ForeignKey(
        Jabatan, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="jabatan penanggung jawab"
    )
    due_on = models.DateField("tenggat")
    status = models.CharField(max_length=10, choices=FollowUpStatus, default=FollowUpStatus.OPEN, editable=False)
    result = models.TextField("hasil atau sebab", blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "tindak lanjut"
        constraints = [
            models.CheckConstraint(condition=Q(status__in=FollowUpStatus.values), name="follow_up_status"),
            models.CheckConstraint(
                condition=Q(opd=None, jabatan__isnull=False) | Q(opd__isnull=False, jabatan=None),
                name="follow_up_one_owner",
            ),
        ]

    def __str__(self):
        return self.what

    def get_absolute_url(self):
        return reverse("meetings:follow_up_detail", args=[self.pk])

    @property
    def state(self) -> FollowUpStatus:
        return FollowUpStatus(self.status)

    @property
    def owner(self) -> str:
        return str(self.opd or self.jabatan)

    def owner_on(self, day) -> str:
        """Return the owner as papers of `day` print it; needs `with_owners()` where many are asked."""
        return (self.opd or self.jabatan).name_on(day)

    def days_overdue(self, today) -> int:
        """Days past the due date while it is unfinished, else 0."""
        return max(0, (today - self.due_on).days) if self.status in UNFINISHED else 0
