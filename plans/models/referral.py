"""What is asked of an OPD about a usulan, and what it answers."""

import datetime
import hashlib

from django.db import models
from django.db.models import Count, Q

from forum.models import Kabupaten, KabupatenQuerySet, Opd
from plans.choices import AGREED_KINDS, RETURNING_KINDS, SERVING_KINDS, FundingSource, OutcomeKind, Reason, Road
from plans.models.usulan import Usulan
from plans.models.workplan import Activity
from plans.status import ANSWER_MOVES, AnswerStatus

# So many days before the deadline the OPD is reminded.
REMIND_DAYS = 3


class ReferralQuerySet(KabupatenQuerySet):
    def open(self):
        return self.filter(closed_on=None)

    def for_opd(self, opd):
        return self.filter(opd=opd)

    def for_year(self, fiscal_year):
        return self.filter(fiscal_year=fiscal_year)

    def for_years(self, years):
        return self.filter(fiscal_year__in=years)

    def since_year(self, fiscal_year):
        return self.filter(fiscal_year__gte=fiscal_year)

    def for_usulan(self, usulan):
        return self.filter(usulan__in=usulan)

    def addressed_to(self, opd_ids):
        return self.filter(opd__in=opd_ids)

    def waiting(self):
        """Neither answered nor drafted: the inbox "menunggu"."""
        return self.unanswered().exclude(pk__in=Answer.objects.drafts().values("referral"))

    def drafted(self):
        """The desk has written something that the head has not sent yet: the inbox "draf"."""
        return self.open().filter(pk__in=Answer.objects.drafts().values("referral"))

    def answered(self):
        """The OPD has spoken: the inbox "terkirim"."""
        return self.filter(pk__in=Answer.objects.current().values("referral"))

    def unanswered(self):
        """Open and without an answer that the head has accepted: counts as "belum dijawab". See also: is_answered."""
        return self.open().exclude(pk__in=Answer.objects.current().values("referral"))

    def overdue(self, today):
        return self.unanswered().filter(due_on__lt=today)

    def chosen(self, keys):
        return self.filter(pk__in=keys)

    def awaiting_clock(self):
        """Those of which the clock has not told all: neither reminded nor late, or late and not reported."""
        return self.filter(escalated_on=None)

    def count_by_deadline(self, today) -> tuple[int, int, int]:
        """Return how many these are, how many are late, and how many are due today or tomorrow. See also: overdue."""
        tomorrow = today + datetime.timedelta(days=1)
        counts = self.aggregate(
            count=Count("pk"),
            late=Count("pk", filter=Q(due_on__lt=today)),
            soon=Count("pk", filter=Q(due_on__range=(today, tomorrow))),
        )
        return tuple(counts.values())

    def with_answers(self):
        """Load what the OPD has said; a draft is never loaded here, so no page can leak one."""
        current = Answer.objects.current().select_related("activity__opd", "target_opd")
        return self.select_related("opd").prefetch_related(
            models.Prefetch("answers", queryset=current, to_attr="current_answers")
        )

    def with_drafts(self):
        """Load each referral's draft into `.drafts`, for the OPD's own eyes."""
        drafts = Answer.objects.drafts().select_related("target_opd", "activity__opd")
        return self.prefetch_related(models.Prefetch("answers", queryset=drafts, to_attr="drafts"))

    def with_list_data(self):
        return self.with_answers().select_related("usulan__desa__kecamatan")


class Referral(models.Model):
    """A question to one OPD: will you serve this usulan in this fiscal year? It has a due date."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="referrals")
    usulan = models.ForeignKey(Usulan, models.PROTECT, related_name="referrals")
    opd = models.ForeignKey(Opd, models.PROTECT, related_name="referrals", verbose_name="OPD")
    fiscal_year = models.PositiveSmallIntegerField("tahun anggaran")
    asked_on = models.DateField("diteruskan pada")
    due_on = models.DateField("tenggat jawaban")
    note = models.TextField("catatan untuk OPD", blank=True)
    # What the clock brought, each once. See also: actions.reminder.
    reminded_on = models.DateField("diingatkan pada", null=True, editable=False)
    escalated_on = models.DateField("keterlambatan dilaporkan pada", null=True, editable=False)
    # An outcome closes the questions of its usulan and year; a withdrawn question is closed too.
    closed_on = models.DateField("selesai pada", null=True, editable=False)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "penerusan"
        constraints = [
            models.UniqueConstraint(
                fields=["usulan", "opd", "fiscal_year"], condition=Q(closed_on=None), name="referral_open_once"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=models.F("asked_on")), name="referral_due_after_asked"),
        ]
        indexes = [models.Index(fields=["opd", "fiscal_year", "closed_on"], name="referral_inbox")]

    def __str__(self):
        return f"{self.usulan} → {self.opd}"

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def answer(self):
        """What the OPD says now, or None; needs `with_answers()`."""
        return self.current_answers[0] if self.current_answers else None

    @property
    def draft(self):
        """What the desk has written and the head has not sent, or None; needs `with_drafts()`."""
        return self.drafts[0] if self.drafts else None

    @property
    def is_answered(self) -> bool:
        """The head has accepted an answer; needs `with_answers()`. See also: ReferralQuerySet.unanswered."""
        return self.answer is not None

    def days_waiting(self, today) -> int:
        return (today - self.asked_on).days

    def is_due_soon(self, today) -> bool:
        return 0 <= (self.due_on - today).days <= REMIND_DAYS

    def days_overdue(self, today) -> int:
        """Days past the due date; 0 while it is not past."""
        return max(0, (today - self.due_on).days)


class Verdict(models.Model):
    """What an answer proposes and an outcome decides: the kind, and what this kind must carry (DOMAIN: outcomes)."""

    kind = models.CharField("hasil", max_length=20, choices=OutcomeKind)
    reason = models.CharField("alasan", max_length=20, choices=Reason, blank=True)
    explanation = models.TextField(
        "penjelasan", blank=True, help_text="Satu kalimat yang dapat dibaca warga desa. Jangan menulis nama orang."
    )
    target_year = models.PositiveSmallIntegerField("tahun tujuan", null=True, blank=True)
    road = models.CharField("melalui", max_length=15, choices=Road, blank=True)
    target_opd = models.ForeignKey(
        Opd, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="OPD tujuan"
    )
    target_source = models.CharField("dialihkan ke sumber dana", max_length=20, choices=FundingSource, blank=True)

    class Meta:
        abstract = True

    @property
    def state(self) -> OutcomeKind:
        return OutcomeKind(self.kind)

    @property
    def serves(self) -> bool:
        """Whether it gives a lokus and money of an activity."""
        return self.kind in SERVING_KINDS

    @property
    def goes_to_stimulan(self) -> bool:
        """Whether it leaves the usulan to the programme. See also: UsulanQuerySet.sent_to_stimulan."""
        return self.kind == OutcomeKind.REDIRECTED and self.target_source == FundingSource.STIMULAN

    def missing(self) -> dict[str, str]:
        """Return what this kind must still carry: field name -> sentence that says what to do."""
        faults = {}
        if self.kind == OutcomeKind.REFUSED and not self.reason:
            faults["reason"] = "Pilih alasan tidak disepakati."
        if self.kind in {OutcomeKind.REFUSED, OutcomeKind.AGREED_CHANGED} and not self.explanation.strip():
            faults["explanation"] = "Jelaskan dalam satu kalimat yang dapat dibaca warga desa."
        if self.kind in RETURNING_KINDS and not self.target_year:
            faults["target_year"] = "Isi tahun tujuan, misalnya tahun depan."
        if self.kind == OutcomeKind.POSTPONED and not self.road:
            faults["road"] = "Pilih jalur yang ditempuh usulan ini pada tahun tujuan."
        if self.kind == OutcomeKind.REDIRECTED and bool(self.target_opd_id) == bool(self.target_source):
            faults["target_opd"] = "Pilih satu tujuan: OPD lain atau sumber dana lain."
        return faults

    @property
    def detail(self) -> str:
        """What the kind carries, as one phrase for lists and the trace page."""
        return self._detail(str(self.target_opd or ""))

    def detail_on(self, day) -> str:
        """Return `detail` as papers of `day` print it; prefetch `target_opd__former` where many are asked."""
        return self._detail(self.target_opd.name_on(day) if self.target_opd else "")

    def _detail(self, target_opd: str) -> str:
        parts = []
        if self.reason:
            parts.append(self.get_reason_display())
        if self.target_year:
            road = f" melalui {self.get_road_display()}" if self.road else ""
            parts.append(f"ke tahun {self.target_year}{road}")
        if target_opd:
            parts.append(f"oleh {target_opd}" if self.kind in AGREED_KINDS else f"ke {target_opd}")
        if self.target_source:
            parts.append(f"ke {self.get_target_source_display()}")
        return ", ".join(parts)


class AnswerQuerySet(KabupatenQuerySet):
    def current(self):
        """What each OPD says now: sent, and not superseded by a later answer."""
        return self.filter(is_current=True)

    def drafts(self):
        return self.filter(status=AnswerStatus.DRAFT)

    def sent(self):
        """What an OPD says now to the forum: accepted by its head, not superseded."""
        return self.filter(is_current=True, status=AnswerStatus.SENT)


class Answer(Verdict):
    """
    What an OPD says to a referral: drafted by its desk, accepted by its head, then locked.

    A draft is never current: while the desk revises, the answer sent before it stands, until the head
    sends the new one.
    """

    MOVES = ANSWER_MOVES

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="answers")
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="answers")
    status = models.CharField(max_length=10, choices=AnswerStatus, default=AnswerStatus.DRAFT, editable=False)
    is_current = models.BooleanField(default=False, editable=False)
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="answers", verbose_name="sub kegiatan"
    )
    volume = models.DecimalField("volume", max_digits=12, decimal_places=2, null=True, blank=True)
    amount = models.PositiveBigIntegerField("pagu yang disediakan", null=True, blank=True)
    funding_source = models.CharField("sumber dana", max_length=20, choices=FundingSource, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "jawaban OPD"
        constraints = [
            models.UniqueConstraint(fields=["referral"], condition=Q(is_current=True), name="answer_one_current"),
            models.UniqueConstraint(
                fields=["referral"], condition=Q(status=AnswerStatus.DRAFT), name="answer_one_draft"
            ),
            models.CheckConstraint(condition=Q(status__in=AnswerStatus.values), name="answer_status"),
            models.CheckConstraint(
                condition=Q(is_current=False) | Q(status=AnswerStatus.SENT), name="answer_current_is_sent"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OutcomeKind.values) & ~Q(kind=OutcomeKind.MERGED), name="answer_kind"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.referral.opd})"

    @property
    def state(self) -> AnswerStatus:
        """Draf or terkirim; what is answered stands in `verdict`."""
        return AnswerStatus(self.status)

    @property
    def verdict(self) -> OutcomeKind:
        return OutcomeKind(self.kind)

    @property
    def fingerprint(self) -> str:
        """A mark of the wording: who accepts or overwrites a draft shows by it which wording he read."""
        stored = [str(getattr(self, field.attname)) for field in self._meta.concrete_fields]
        return hashlib.sha256(repr(stored).encode()).hexdigest()[:16]

    def missing(self) -> dict[str, str]:
        faults = super().missing()
        if self.serves:
            faults |= missing_portion(
                activity=self.activity_id, volume=self.volume, amount=self.amount, funding_source=self.funding_source
            )
        return faults


def missing_portion(*, activity, volume, amount, funding_source) -> dict[str, str]:
    """Return what a portion lacks: field name -> sentence."""
    faults = {}
    if not activity:
        faults["activity"] = "Pilih sub kegiatan yang melayani usulan ini."
    if not volume:
        faults["volume"] = "Isi volume, misalnya 2."
    if amount is None:
        faults["amount"] = "Isi pagu dalam rupiah, misalnya 150.000.000."
    if not funding_source:
        faults["funding_source"] = "Pilih sumber dana."
    return faults
