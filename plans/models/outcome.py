"""What became of a usulan: the forum's outcome for a fiscal year, with what it gives."""

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse

from forum.models import Kabupaten, KabupatenQuerySet, User
from plans.choices import (
    RETURNING_KINDS,
    SERVING_KINDS,
    ExecutionState,
    FundingSource,
    OutcomeKind,
    Stage,
    UnfundedState,
)
from plans.models.referral import Verdict
from plans.models.usulan import Usulan
from plans.models.workplan import Activity


class OutcomeQuerySet(KabupatenQuerySet):
    def current(self):
        return self.filter(is_current=True)

    def serving(self):
        """Those that stand and give a lokus and money of an activity."""
        return self.current().filter(kind__in=SERVING_KINDS)

    def reaching(self):
        """Those that give their desa something: what serves, and what went into a usulan that is served that year."""
        joint = self.model.objects.serving().filter(usulan=OuterRef("merged_into"), fiscal_year=OuterRef("fiscal_year"))
        return self.current().filter(Q(kind__in=SERVING_KINDS) | Q(Exists(joint), kind=OutcomeKind.MERGED))

    def carried_out(self):
        """Those of which something was reported as carried out, also through the usulan that they went into."""
        joint = Q(
            outcome__usulan=OuterRef("merged_into"),
            outcome__fiscal_year=OuterRef("fiscal_year"),
            outcome__is_current=True,
        )
        return self.filter(Exists(Portion.objects.done().filter(Q(outcome=OuterRef("pk")) | joint)))

    def but_undone(self):
        """All but those of which everything they gave was reported as not carried out. See also: is_undone."""
        given = Portion.objects.filter(Q(execution=None) | Q(execution__is_done=True), outcome=OuterRef("pk"))
        return self.filter(Exists(given))

    def for_year(self, fiscal_year):
        return self.filter(fiscal_year=fiscal_year)

    def for_years(self, years):
        return self.filter(fiscal_year__in=years)

    def for_usulan(self, usulan):
        return self.filter(usulan__in=usulan)

    def promised(self):
        """Agreed to be proposed in a later year's Renja, and nothing decided for that year yet."""
        decided = Outcome.objects.current().filter(usulan=OuterRef("usulan"), fiscal_year=OuterRef("target_year"))
        return self.current().filter(~Exists(decided), kind=OutcomeKind.AGREED_NEXT_YEAR)

    def with_renja(self):
        """Those whose OPD has a workplan for the year it was promised for."""
        offered = Activity.objects.filter(
            opd=OuterRef("target_opd"), fiscal_year=OuterRef("target_year"), is_named=True
        )
        return self.filter(Exists(offered))

    def for_target_year(self, fiscal_year):
        return self.filter(target_year=fiscal_year)

    def since_target_year(self, fiscal_year):
        return self.filter(target_year__gte=fiscal_year)

    def target_years(self) -> list[int]:
        return list(self.order_by("target_year").values_list("target_year", flat=True).distinct())

    def count_by_opd(self) -> dict[int, int]:
        """Return how many each OPD is to propose, by the key of the OPD."""
        return dict(self.order_by().values_list("target_opd").annotate(Count("pk")))

    def in_order(self):
        """The order of the kecamatan, then that of the desa."""
        return self.order_by(
            F("usulan__kecamatan_rank").asc(nulls_last=True),
            "usulan__desa__name",
            F("usulan__desa_rank").asc(nulls_last=True),
            "pk",
        )

    def by_opd(self, opd_ids):
        """Those that these OPD are to propose."""
        return self.filter(target_opd__in=opd_ids)

    def current_or_reopened(self):
        """What stands, and what stood until its pagu was lost, with nothing decided since."""
        return self.filter(Q(is_current=True) | Q(pk__in=Portion.objects.reopened().values("outcome")))

    def with_usulan(self):
        return self.select_related("target_opd", "usulan__desa__kecamatan")

    def with_portions(self):
        given = models.Prefetch("portions", queryset=Portion.objects.given())
        return self.select_related("target_opd", "merged_into__desa").prefetch_related(given)


class Outcome(Verdict):
    """
    What the forum decided on a usulan for one fiscal year; superseded by a later one, never deleted.

    Exactly one is current per usulan and year. Only a current one holds lokus and pagu.
    """

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="outcomes")
    usulan = models.ForeignKey(Usulan, models.PROTECT, related_name="outcomes")
    fiscal_year = models.PositiveSmallIntegerField("tahun anggaran")
    decided_on = models.DateField("diputuskan pada")
    merged_into = models.ForeignKey(
        Usulan, models.PROTECT, null=True, blank=True, related_name="merged_from", verbose_name="digabung ke usulan"
    )
    is_current = models.BooleanField(default=True, editable=False)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, editable=False, related_name="superseded_by")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = "hasil pembahasan"
        constraints = [
            models.UniqueConstraint(
                fields=["usulan", "fiscal_year"], condition=Q(is_current=True), name="outcome_one_current"
            ),
            models.CheckConstraint(condition=Q(kind__in=OutcomeKind.values), name="outcome_kind"),
            models.CheckConstraint(
                condition=~Q(kind=OutcomeKind.REFUSED) | (~Q(reason="") & ~Q(explanation="")),
                name="outcome_refusal_explains",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=sorted(RETURNING_KINDS)) | Q(target_year__isnull=False),
                name="outcome_returning_has_year",
            ),
            models.CheckConstraint(
                condition=~Q(kind=OutcomeKind.MERGED) | Q(merged_into__isnull=False), name="outcome_merged_has_target"
            ),
        ]
        indexes = [models.Index(fields=["kabupaten", "fiscal_year", "is_current", "kind"], name="outcome_year")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.fiscal_year}"

    def missing(self) -> dict[str, str]:
        faults = super().missing()
        if self.kind == OutcomeKind.MERGED:
            if self.merged_into_id is None:
                faults["merged_into"] = "Pilih usulan tempat usulan ini digabung."
            elif self.merged_into_id == self.usulan_id:
                faults["merged_into"] = "Usulan tidak dapat digabung ke dirinya sendiri."
        if self.kind == OutcomeKind.AGREED_NEXT_YEAR and not self.target_opd_id:
            faults["target_opd"] = "Pilih OPD yang mengusulkannya dalam Renja tahun tujuan."
        if self.target_year and self.target_year <= self.fiscal_year:
            faults["target_year"] = f"Tahun tujuan harus sesudah {self.fiscal_year}."
        return faults

    @property
    def is_undone(self) -> bool:
        """Whether nothing of what it gave was carried out; needs `with_portions()`. See also: but_undone."""
        reports = [portion.execution for portion in self.portions.all()]
        return bool(reports) and all(report and not report.is_done for report in reports)

    @property
    def detail(self) -> str:
        if self.kind == OutcomeKind.MERGED:
            return f"ke usulan “{self.merged_into}” ({self.merged_into.desa.full_name})"
        return super().detail

    def detail_on(self, day) -> str:
        """Return `detail` as papers of `day` print it; prefetch `former` of the desa and OPD where many are asked."""
        if self.kind == OutcomeKind.MERGED:
            return f"ke usulan “{self.merged_into}” ({self.merged_into.desa.full_name_on(day)})"
        return super().detail_on(day)


# From October on, what the year is to bring should be known.
REPORTED_FROM = 10
EXECUTED = {
    ExecutionState.UNREPORTED: Q(execution=None),
    ExecutionState.DONE: Q(execution__is_done=True, execution__volume__gte=F("volume")),
    ExecutionState.PARTLY: Q(execution__is_done=True, execution__volume__lt=F("volume")),
    ExecutionState.NOT_DONE: Q(execution__is_done=False),
}


class PortionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(outcome__in=Outcome.objects.visible_to(user))

    def standing(self):
        """What is given now: each holds one lokus, and its amount is part of the activity's `committed`."""
        return self.filter(outcome__is_current=True, lost_on=None)

    def given(self):
        """What outcomes that stand give, and what those that ended gave; with its activity and lokus."""
        rows = self.filter(Q(lost_on=None) | Q(outcome__is_current=False))
        return rows.select_related("activity__opd", "lokus", "execution").order_by("pk")

    def done(self):
        """What was reported as carried out, wholly or in part."""
        return self.filter(execution__is_done=True)

    def revocable(self):
        """What stands and was not carried out: a later stage may take its pagu."""
        return self.standing().filter(Q(execution=None) | Q(execution__is_done=False))

    def in_execution(self, state):
        """Those in this state of being carried out. See also: Portion.execution_state."""
        return self.filter(EXECUTED[state])

    def due_for_report(self, today):
        """
        What stands, has begun, and should have been reported by now: its berita acara is signed (its lokus taken),
        or its fiscal year ends or has ended.
        """
        year_ends = today.year if today.month >= REPORTED_FROM else today.year - 1
        late = Q(outcome__fiscal_year__lte=year_ends) | Q(lokus__taken_at__isnull=False)
        return self.standing().filter(late, execution=None, outcome__fiscal_year__lte=today.year)

    def due_for_check(self, today):
        """Handed over a year ago, or to be looked at again by now."""
        return self.standing().filter(execution__check_due_on__lte=today)

    def count_by_execution(self) -> dict[ExecutionState, int]:
        counts = self.aggregate(**{state: Count("pk", filter=condition) for state, condition in EXECUTED.items()})
        return {ExecutionState(state): count for state, count in counts.items()}

    def years(self):
        return self.order_by("-outcome__fiscal_year").values_list("outcome__fiscal_year", flat=True).distinct()

    def search(self, text):
        """Every word stands in the usulan or its desa."""
        rows = self
        for word in text.split():
            found = Q(outcome__usulan__title__icontains=word) | Q(outcome__usulan__desa__name__icontains=word)
            rows = rows.filter(found)
        return rows

    def for_kecamatan(self, kecamatan):
        return self.filter(outcome__usulan__desa__kecamatan=kecamatan)

    def for_kelompok(self, kelompok):
        return self.filter(outcome__usulan__kelompok=kelompok)

    def of_desa_entered_by(self, user):
        return self.filter(outcome__usulan__in=Usulan.objects.entered_by(user))

    def newest_first(self):
        return self.order_by("-outcome__fiscal_year", "-pk")

    def unreported_first(self):
        """What waits for a report, the oldest year on top; then what was reported last."""
        return self.order_by(
            F("execution__reported_on").desc(nulls_first=True),
            "outcome__fiscal_year",
            "activity__opd__name",
            "outcome__usulan__title",
            "pk",
        )

    def with_execution(self):
        """Load what a row or page about the carrying out of an agreement shows."""
        return self.with_usulan().select_related("activity__opd", "lokus", "execution")

    def unfunded(self):
        """
        "Kesepakatan tanpa pagu": what stands on an activity cut below what is agreed on it, and what lost its pagu
        and was not decided anew since.
        """
        return self.filter(Q(pk__in=self.model.objects.reopened()) | Q(pk__in=self.model.objects.short()))

    def reopened(self):
        """What lost its pagu, with nothing decided on that usulan and year since."""
        later = Outcome.objects.filter(
            usulan=OuterRef("outcome__usulan"), fiscal_year=OuterRef("outcome__fiscal_year"), pk__gt=OuterRef("outcome")
        )
        return self.filter(~Exists(later), lost_on__isnull=False)

    def short(self):
        """What stands on an activity that no longer carries all that is agreed on it."""
        return self.standing().filter(activity__committed__gt=F("activity__pagu"))

    def in_state(self, state):
        """Of those without pagu, the ones in this state. See also: Portion.state."""
        return self.filter(lost_on__isnull=state != UnfundedState.REOPENED)

    def for_opd(self, opd):
        return self.filter(activity__opd=opd)

    def for_offices(self, opd_ids):
        return self.filter(activity__opd__in=opd_ids)

    def for_year(self, fiscal_year):
        return self.filter(outcome__fiscal_year=fiscal_year)

    def count_with_past(self, fiscal_year) -> tuple[int, int]:
        """Return how many these are, and how many of them were agreed for an earlier year."""
        past = Count("pk", filter=Q(outcome__fiscal_year__lt=fiscal_year))
        return tuple(self.aggregate(count=Count("pk"), past=past).values())

    def with_usulan(self):
        return self.select_related("outcome__usulan__desa__kecamatan")

    def last_first(self):
        """The least urgent first: the order in which it is proposed that they lose their pagu."""
        return self.order_by(
            F("outcome__usulan__kecamatan_rank").desc(nulls_first=True),
            F("outcome__usulan__desa_rank").desc(nulls_first=True),
            "-pk",
        )


class Portion(models.Model):
    """
    What one activity gives to one usulan by an outcome: a volume and an amount, on one lokus.

    It loses its pagu where a later stage drops the activity, or cuts it and the secretariat chooses this portion.
    An outcome whose last portion is lost has ended: its usulan is discussed again for that year.
    """

    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="portions")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="portions", verbose_name="sub kegiatan")
    volume = models.DecimalField("volume", max_digits=12, decimal_places=2)
    unit = models.CharField("satuan", max_length=30, blank=True)
    amount = models.PositiveBigIntegerField("pagu disepakati")
    funding_source = models.CharField("sumber dana", max_length=20, choices=FundingSource)
    lost_on = models.DateField("kehilangan pagu pada", null=True, editable=False)
    lost_in = models.CharField("kehilangan pagu dalam", max_length=10, choices=Stage, blank=True, editable=False)
    # The report that stands on what became of it; two who report at once: one of them sets it.
    execution = models.OneToOneField("Execution", models.PROTECT, null=True, editable=False, related_name="+")

    objects = PortionQuerySet.as_manager()

    class Meta:
        verbose_name = "porsi"
        constraints = [
            models.CheckConstraint(
                condition=Q(lost_on=None, lost_in="") | Q(lost_on__isnull=False, lost_in__in=Stage.values),
                name="portion_lost_in_a_stage",
            ),
        ]

    def __str__(self):
        return f"{self.activity} untuk {self.outcome.usulan}"

    def get_absolute_url(self):
        """The page that tells what was carried out of it."""
        return reverse("plans:execution_detail", args=[self.pk])

    @property
    def execution_state(self) -> ExecutionState:
        """See also: PortionQuerySet.in_execution."""
        return self.execution.state_for(self.volume) if self.execution else ExecutionState.UNREPORTED

    @property
    def stands(self) -> bool:
        """See also: PortionQuerySet.standing."""
        return self.lost_on is None and self.outcome.is_current

    def is_due_for_check(self, today) -> bool:
        """See also: PortionQuerySet.due_for_check."""
        report = self.execution
        return bool(self.stands and report and report.check_due_on and report.check_due_on <= today)

    @property
    def state(self) -> UnfundedState:
        """How it stands in the list of agreements without pagu."""
        return UnfundedState.REOPENED if self.lost_on else UnfundedState.SHORT

    @property
    def has_pagu_again(self) -> bool:
        """Whether it lost its pagu and the stage in force would carry it now."""
        return bool(self.lost_on) and self.activity.is_named and self.amount <= self.activity.pagu_left

    @property
    def lost_document(self) -> str:
        """The document in which it lost its pagu: "Perubahan APBD 2024"."""
        return f"{Stage(self.lost_in).document} {self.outcome.fiscal_year}"
