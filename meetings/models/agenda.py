"""What a meeting sets out to discuss, in its order."""

from django.db import models
from django.db.models import Q

from forum.models import Kabupaten, KabupatenQuerySet, Kecamatan, Opd
from meetings.choices import AgendaKind
from meetings.models.agreement import Agreement
from meetings.models.meeting import Meeting
from meetings.status import AGENDA_MOVES, TO_BE_HELD, AgendaStatus

REPORT_PARTS = ("achievements", "challenges", "lessons")


class AgendaItemQuerySet(KabupatenQuerySet):
    def visible_to(self, user):
        """As its meeting: the agenda of a draft is the secretariat's own."""
        return self.filter(meeting__in=Meeting.objects.visible_to(user))

    def in_order(self):
        return self.order_by("order", "pk")

    def in_status(self, status):
        return self.filter(status=status)

    def by_meeting(self):
        return self.order_by("meeting__held_on", "meeting", "order", "pk")

    def planned(self):
        return self.in_status(AgendaStatus.PLANNED)

    def undone(self):
        """What a meeting that ends has not discussed and no later meeting has taken over."""
        return self.exclude(status=AgendaStatus.DONE).filter(carried_to=None)

    def backlog_for(self, meeting):
        """What earlier meetings did not reach and none has taken over; open follow-ups come by themselves."""
        return (
            self.filter(kabupaten=meeting.kabupaten_id, status=AgendaStatus.NOT_REACHED, carried_to=None)
            .filter(meeting__held_on__lte=meeting.held_on)
            .exclude(meeting=meeting)
            .exclude(kind=AgendaKind.FOLLOW_UPS)
        )

    def unwritten_reports(self):
        """Reports of kecamatan that a coming meeting awaits and nobody has begun to write."""
        empty = dict.fromkeys(REPORT_PARTS, "")
        return self.filter(kind=AgendaKind.REPORT, meeting__status__in=TO_BE_HELD, **empty)

    def for_kecamatan(self, keys):
        return self.filter(kecamatan__in=keys)

    def for_kind(self, kind):
        return self.filter(kind=kind)

    def with_titles(self):
        return self.select_related("opd", "kecamatan", "agreement")

    def with_list_data(self):
        """Load whence an item came and whither it went as well."""
        return self.with_titles().select_related("comes_from__meeting", "carried_to__meeting")


class AgendaItem(models.Model):
    """
    One thing a meeting sets out to discuss: real records, chosen by OPD, kecamatan and year, or a topic in words.

    The records themselves are never copied: the item leads to them as they stand.
    """

    MOVES = AGENDA_MOVES

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agenda_items")
    order = models.PositiveSmallIntegerField("nomor urut", default=1, editable=False)
    kind = models.CharField("jenis", max_length=10, choices=AgendaKind, default=AgendaKind.TOPIC)
    title = models.CharField(
        "judul", max_length=300, blank=True, help_text="Bila kosong, judul disusun dari jenis dan pilihan di bawah."
    )
    duration = models.PositiveSmallIntegerField("lama", null=True, blank=True, help_text="Dalam menit.")
    opd = models.ForeignKey(Opd, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="OPD")
    kecamatan = models.ForeignKey(
        Kecamatan, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="kecamatan"
    )
    fiscal_year = models.PositiveSmallIntegerField("tahun anggaran", null=True, blank=True)
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="berita acara"
    )
    achievements = models.TextField("capaian", blank=True)
    challenges = models.TextField("tantangan", blank=True)
    lessons = models.TextField("pembelajaran", blank=True)
    status = models.CharField(max_length=12, choices=AgendaStatus, default=AgendaStatus.PLANNED, editable=False)
    comes_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="carried_to"
    )

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = "pokok agenda"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AgendaKind.values), name="agenda_kind"),
            models.CheckConstraint(condition=Q(status__in=AgendaStatus.values), name="agenda_status"),
            models.CheckConstraint(condition=~Q(kind=AgendaKind.TOPIC, title=""), name="agenda_topic_has_title"),
            models.CheckConstraint(
                condition=~Q(kind=AgendaKind.REPORT, kecamatan=None), name="agenda_report_has_kecamatan"
            ),
        ]

    def __str__(self):
        return self.title or self.made_title

    def get_absolute_url(self):
        return f"{self.meeting.get_absolute_url()}#agenda-{self.pk}"

    @property
    def made_title(self) -> str:
        """Return what it is about, from its kind and what was chosen; needs `with_titles()` where many are asked."""
        if self.kind == AgendaKind.AGREEMENT and self.agreement:
            return str(self.agreement)
        if self.kind == AgendaKind.REPORT:
            return f"Laporan Kecamatan {self.kecamatan}"
        place = self.kecamatan and f"Kecamatan {self.kecamatan}"
        year = self.fiscal_year and f"tahun {self.fiscal_year}"
        about = ", ".join(str(part) for part in (self.opd, place, year) if part)
        return f"{self.get_kind_display()}: {about}" if about else self.get_kind_display()

    @property
    def state(self) -> AgendaStatus:
        return AgendaStatus(self.status)

    @property
    def is_planned(self) -> bool:
        return self.status == AgendaStatus.PLANNED

    @property
    def is_report(self) -> bool:
        return self.kind == AgendaKind.REPORT

    @property
    def report(self) -> list[tuple[str, str]]:
        """Return what a kecamatan has reported, as (heading, text); empty parts are left out."""
        parts = [(self._meta.get_field(name).verbose_name.capitalize(), getattr(self, name)) for name in REPORT_PARTS]
        return [(heading, text) for heading, text in parts if text]
