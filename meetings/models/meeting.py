"""What was decided: meetings, who came, and what they decided."""

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from forum.choices import Sex
from forum.models import Decree, Jabatan, Kabupaten, KabupatenQuerySet, LogEntry, Person
from forum.rules import is_secretariat
from meetings.choices import MeetingKind, Presence
from meetings.status import (
    MEETING_MOVES,
    MEETING_NEXT_STEPS,
    NOT_BEGUN,
    RECORDING,
    TO_BE_HELD,
    UNAPPROVED,
    MeetingStatus,
)
from plans.models import Outcome, Portion


def count_of(rows):
    """Return how many of these rows each meeting has; joins of two such counts would multiply each other."""
    counted = rows.filter(meeting=OuterRef("pk")).order_by().values("meeting").annotate(count=Count("pk"))
    return Coalesce(Subquery(counted.values("count")), 0)


class MeetingQuerySet(KabupatenQuerySet):
    def with_final_paper(self):
        """Those with a berita acara whose content was once frozen, whatever became of it since."""
        return self.filter(agreements__final_at__isnull=False)

    def visible_to(self, user):
        """A meeting that is still a draft is the secretariat's own."""
        rows = super().visible_to(user)
        return rows if is_secretariat(user) else rows.exclude(status=MeetingStatus.DRAFT)

    def search(self, text):
        """By title, place and agenda; by the words of its minutes once the forum may read them."""
        on_agenda = Q(agenda_items__title__icontains=text)
        entry = Q(agenda_items__minutes__text__icontains=text, agenda_items__minutes__removed_at=None)
        said = entry & Q(status=MeetingStatus.APPROVED)
        return self.filter(Q(title__icontains=text) | Q(place__icontains=text) | on_agenda | said).distinct()

    def newest_first(self):
        return self.order_by("-held_on", "-pk")

    def with_present(self):
        """Add how many are recorded by name as present: `named`, and of them `named_men` and `named_women`."""
        present = Attendance.objects.present()
        return self.annotate(
            named=count_of(present),
            named_men=count_of(present.filter(sex=Sex.MALE)),
            named_women=count_of(present.filter(sex=Sex.FEMALE)),
        )

    def years(self) -> list[int]:
        """The calendar years in which they were held."""
        return [day.year for day in self.order_by().dates("held_on", "year")]

    def upcoming(self, today):
        """Meetings from this day on that are still to be held or go on."""
        return self.filter(held_on__gte=today, status__in=TO_BE_HELD)

    def after(self, meeting):
        """Return the next rakor that is still to be held after this one, None if none is planned."""
        later = self.filter(kabupaten=meeting.kabupaten_id, kind=MeetingKind.RAKOR, held_on__gt=meeting.held_on)
        return later.filter(status__in=TO_BE_HELD).order_by("held_on", "pk").first()

    def running(self):
        return self.filter(status=MeetingStatus.RUNNING)

    def on_days(self, first, last):
        """Those held, or to be held, from one day to another."""
        return self.filter(held_on__range=(first, last)).exclude(status=MeetingStatus.CANCELLED)

    def awaiting_approval(self):
        """Meetings that are over but whose minutes are not approved."""
        return self.filter(status__in=UNAPPROVED)

    def laid_before(self, user, *, today):
        """Those whose minutes wait for the user: he holds the jabatan that chaired. See also: rules.chairs_meeting."""
        chaired = [jabatan.pk for jabatan in user.jabatan_on(today)]
        return self.filter(status=MeetingStatus.REVIEW, chair__in=chaired)

    def with_list_data(self):
        return self.with_present().annotate(decision_count=count_of(Decision.objects.standing()))

    def with_record_data(self):
        return self.with_present().with_minutes()

    def with_minutes(self):
        """Load what `minutes_of` reads of the meeting itself."""
        return self.select_related("chair", "decree", "kabupaten", "approval")

    def with_floor(self):
        """Load what its screens follow, and `stirred_at`: when anything at all was last written in its kabupaten."""
        entries = LogEntry.objects.filter(kabupaten=OuterRef("kabupaten")).order_by("-at")
        return self.select_related("floor").annotate(stirred_at=Subquery(entries.values("at")[:1]))


class Meeting(models.Model):
    """One sitting of the forum, or one it takes part in; it straddles two fiscal years, n and n+1."""

    MOVES = MEETING_MOVES

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="meetings")
    kind = models.CharField("jenis", max_length=15, choices=MeetingKind, default=MeetingKind.RAKOR)
    title = models.CharField("nama rapat", max_length=200, help_text="Misalnya Sinkronisasi RKP 2024 dan RKP 2025.")
    status = models.CharField(max_length=10, choices=MeetingStatus, default=MeetingStatus.DRAFT, editable=False)
    held_on = models.DateField("tanggal")
    starts_at = models.TimeField("mulai pukul", null=True, blank=True)
    ends_at = models.TimeField("selesai pukul", null=True, blank=True)
    place = models.CharField("tempat", max_length=150, blank=True, help_text="Misalnya Aula Bapperida, Tambolaka.")
    fiscal_year = models.PositiveSmallIntegerField(
        "tahun anggaran berjalan (n)", help_text="Rapat membahas tahun ini dan tahun berikutnya."
    )
    materials = models.TextField(
        "materi yang dipaparkan", blank=True, help_text="Satu materi per baris; tercetak pada berita acara."
    )
    chair = models.ForeignKey(
        Jabatan, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="pimpinan rapat"
    )
    decree = models.ForeignKey(
        Decree, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dasar (SK)"
    )
    # Older meetings are known by their counts alone; where names are recorded, the names are counted.
    counted_men = models.PositiveSmallIntegerField(
        "hadir laki-laki",
        null=True,
        blank=True,
        help_text="Dari daftar hadir kertas, bila nama tidak dicatat.",
    )
    counted_women = models.PositiveSmallIntegerField("hadir perempuan", null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "rapat"
        constraints = [
            models.CheckConstraint(condition=Q(status__in=MeetingStatus.values), name="meeting_status"),
            models.CheckConstraint(condition=Q(kind__in=MeetingKind.values), name="meeting_kind"),
        ]
        indexes = [models.Index(fields=["kabupaten", "held_on"], name="meeting_date")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("meetings:meeting_detail", args=[self.pk])

    @property
    def state(self) -> MeetingStatus:
        return MeetingStatus(self.status)

    @property
    def is_recording(self) -> bool:
        """Whether attendance and decisions are still written down, so that its screen has something to follow."""
        return self.status in RECORDING

    @property
    def is_running(self) -> bool:
        return self.status == MeetingStatus.RUNNING

    @property
    def is_to_come(self) -> bool:
        """Whether it has not begun, so that people are still invited and answer."""
        return self.status in NOT_BEGUN

    @property
    def is_cancelled(self) -> bool:
        return self.status == MeetingStatus.CANCELLED

    @property
    def is_approved(self) -> bool:
        return self.status == MeetingStatus.APPROVED

    def returned_with(self) -> LogEntry | None:
        """Return the chair's word with which the minutes came back, while they are being mended."""
        if self.status != MeetingStatus.MINUTES:
            return None
        last = LogEntry.objects.for_record(self).told(["meeting.submit", "meeting.return"]).first()
        return last if last and last.verb == "meeting.return" else None

    @property
    def next_step(self) -> str:
        return MEETING_NEXT_STEPS.get(self.status, "")

    @property
    def counted_total(self) -> int:
        return (self.counted_men or 0) + (self.counted_women or 0)

    @property
    def present(self) -> tuple[int | None, int | None]:
        """Men and women present, by name where names are recorded; needs `with_present()`. See also: take_snapshot."""
        return (self.named_men, self.named_women) if self.named else (self.counted_men, self.counted_women)

    @property
    def named_unknown(self) -> int:
        """How many are present by name without it being known whether L or P; needs `with_present()`."""
        return self.named - self.named_men - self.named_women

    def members(self) -> list[tuple[int, str]]:
        """Return the number and the jabatan, as it was called on the day, of each seat of its decree."""
        if self.decree is None:
            return []
        seats = self.decree.seats.with_incumbents(self.held_on)
        return [(seat.order, seat.jabatan.name_on(self.held_on)) for seat in seats]

    def member(self, number: int) -> Jabatan | None:
        """Return the jabatan that its decree seats under this number."""
        return Jabatan.objects.filter(seats__decree=self.decree_id, seats__order=number).first()

    @property
    def years(self) -> tuple[int, int]:
        return self.fiscal_year, self.fiscal_year + 1


class AttendanceQuerySet(KabupatenQuerySet):
    def present(self):
        return self.filter(presence__in=[Presence.PRESENT, Presence.REPRESENTED])

    def represented(self):
        return self.filter(presence=Presence.REPRESENTED)

    def count_institutions(self) -> int:
        return self.order_by().values("institution").distinct().count()

    def by_sex(self) -> tuple[int, int]:
        """Return how many are men and how many women."""
        rows = dict(self.order_by().values_list("sex").annotate(Count("pk")))
        return rows.get(Sex.MALE, 0), rows.get(Sex.FEMALE, 0)

    def for_person(self, person):
        return self.filter(person=person)

    def with_typed_name(self, text):
        """Those on which a guest or a representative was typed whose name contains this; whose it is nobody knows."""
        return self.filter(Q(person=None, name__icontains=text) | Q(represented_by__icontains=text))

    def with_frozen(self):
        """Add `is_frozen`: a berita acara of the meeting was made final and names those who came."""
        return self.annotate(is_frozen=Exists(Meeting.objects.with_final_paper().filter(pk=OuterRef("meeting"))))

    def unfrozen(self):
        """Those that no final berita acara rests on and that still name somebody."""
        return self.open_to_change().exclude(name="")

    def open_to_change(self):
        return self.with_frozen().filter(is_frozen=False)

    def in_order(self):
        return self.order_by("order", "pk")


class Attendance(models.Model):
    """
    One invited or attending person at a meeting, with his jabatan and instansi as of that day.

    Name, jabatan and instansi are frozen text: a paper keeps what was true. `jabatan` and `person` say
    whence they came; a guest has neither.
    """

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    jabatan = models.ForeignKey(
        Jabatan, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="jabatan dalam forum"
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("nama", max_length=120, blank=True)
    sex = models.CharField("L/P", max_length=1, choices=Sex, blank=True)
    jabatan_name = models.CharField("jabatan", max_length=150)
    institution = models.CharField("instansi", max_length=150)
    presence = models.CharField("kehadiran", max_length=12, choices=Presence, default=Presence.PRESENT)
    represented_by = models.CharField("diwakili oleh", max_length=150, blank=True)
    order = models.PositiveSmallIntegerField("nomor urut", default=0)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "kehadiran"
        constraints = [
            models.CheckConstraint(condition=Q(presence__in=Presence.values), name="attendance_presence"),
            models.UniqueConstraint(
                fields=["meeting", "jabatan"], condition=Q(jabatan__isnull=False), name="attendance_jabatan_once"
            ),
        ]

    def __str__(self):
        return f"{self.jabatan_name}, {self.institution}"

    @property
    def is_represented(self) -> bool:
        return self.presence == Presence.REPRESENTED

    @property
    def typed_names(self) -> set[str]:
        """Names that were typed: of a guest, and of who came in somebody's place. See also: with_typed_name."""
        return {self.represented_by, "" if self.person_id else self.name} - {""}


class DecisionQuerySet(KabupatenQuerySet):
    def standing(self):
        return self.filter(outcome__is_current=True)

    def with_outcomes(self):
        return self.select_related(
            "outcome__usulan__desa__kecamatan", "outcome__target_opd", "outcome__merged_into__desa"
        ).prefetch_related(models.Prefetch("outcome__portions", queryset=Portion.objects.given()))

    def in_order(self):
        return self.order_by("outcome__usulan__desa__name", "outcome__usulan", "outcome__fiscal_year")

    def counts(self) -> dict[tuple[str, int], int]:
        """Return how many there are, by kind of outcome and fiscal year."""
        rows = self.order_by().values_list("outcome__kind", "outcome__fiscal_year").annotate(count=Count("pk"))
        return {(kind, year): count for kind, year, count in rows}


class Decision(models.Model):
    """Ties an outcome to the meeting that decided it."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    outcome = models.OneToOneField(Outcome, models.PROTECT, related_name="decision")
    at = models.DateTimeField()

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "keputusan"

    def __str__(self):
        return f"{self.outcome} ({self.meeting})"
