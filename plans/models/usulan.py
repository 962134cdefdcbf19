"""What is asked: usulan, and the papers beside them."""

import secrets
import uuid

from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.lookups import IsNull
from django.urls import reverse

from forum.models import Desa, Kabupaten, KabupatenQuerySet, LogEntry, User
from forum.rules import enters_for_villages, is_secretariat
from forum.uploads import INLINE, PICTURES
from plans.choices import (
    AttachmentKind,
    Bidang,
    CarryMark,
    FundingSource,
    LandStatus,
    OpenState,
    OutcomeKind,
    Pattern,
)
from plans.status import ASKED, EDITABLE, SHARED, USULAN_MOVES, UsulanStatus

IN_ORDER = [F("kecamatan_rank").asc(nulls_last=True), "desa__name", F("desa_rank").asc(nulls_last=True), "pk"]


class UsulanQuerySet(KabupatenQuerySet):
    def visible_to(self, user):
        """What was submitted is the whole forum's; a draft is seen by those who may edit it. See also: rules."""
        rows = super().visible_to(user)
        if is_secretariat(user):
            return rows
        shared = Q(status__in=SHARED) | Q(submitted_at__isnull=False)
        if enters_for_villages(user):
            shared |= Q(desa__kecamatan=user.kecamatan_id) if user.kecamatan_id else Q(desa__in=user.desa_ids)
        return rows.filter(shared)

    def ever_submitted(self):
        """What its village may follow by the link. See also: visible_to."""
        return self.filter(Q(status__in=SHARED) | Q(submitted_at__isnull=False))

    def search(self, text):
        """Every word stands in the title, the desa or the kelompok, or is the usulan's number."""
        rows = self
        for word in text.split():
            found = Q(title__icontains=word) | Q(desa__name__icontains=word) | Q(kelompok__name__icontains=word)
            if word.isdecimal() and len(word) < 10:
                found |= Q(pk=int(word))
            rows = rows.filter(found)
        return rows

    def for_desa(self, desa):
        return self.filter(desa=desa)

    def since_year(self, fiscal_year):
        return self.filter(fiscal_year__gte=fiscal_year)

    def for_kelompok(self, kelompok):
        return self.filter(kelompok=kelompok)

    def in_plan(self, plan):
        """What stands in this version: written down in it, or carried over from an earlier one."""
        return self.filter(Q(plan=plan) | Q(pk__in=plan.carried.values("usulan")))

    def for_kecamatan(self, kecamatan):
        return self.filter(desa__kecamatan=kecamatan)

    def years(self):
        """The years that these are asked for or come back to, the latest first."""
        rows = self.order_by()
        returning = rows.filter(outcomes__is_current=True, outcomes__target_year__isnull=False)
        again = rows.filter(carried__mark=CarryMark.AGAIN)
        return (
            rows.values_list("fiscal_year", flat=True)
            .union(
                returning.values_list("outcomes__target_year", flat=True),
                again.values_list("carried__plan__fiscal_year", flat=True),
            )
            .order_by("-fiscal_year")
        )

    def asked_for(self, fiscal_year):
        """Asked for this year; `for_year` also brings back those that came to it later."""
        return self.filter(fiscal_year=fiscal_year)

    def for_year(self, fiscal_year):
        """Asked for this year, brought back to it by an earlier outcome that stands, or asked again by its desa."""
        returning = self.model.objects.filter(outcomes__is_current=True, outcomes__target_year=fiscal_year)
        again = self.model.objects.filter(carried__mark=CarryMark.AGAIN, carried__plan__fiscal_year=fiscal_year)
        ways = Q(pk__in=returning.values("pk")) | Q(pk__in=again.values("pk"))
        return self.filter(Q(fiscal_year=fiscal_year) | ways)

    def shared(self):
        return self.filter(status__in=SHARED)

    def editable(self):
        """See also: Usulan.is_editable."""
        return self.filter(status__in=EDITABLE)

    def in_status(self, status):
        return self.filter(status=status)

    def entered_by(self, user):
        """Those of the desa for which a facilitator enters."""
        if user.kecamatan_id:
            return self.filter(desa__kecamatan=user.kecamatan_id)
        return self.filter(desa__in=user.desa_ids)

    def lock(self, usulan):
        """Return these as they are by now, locked in key order, with their desa."""
        rows = self.filter(pk__in=[one.pk for one in usulan]).select_related("desa").order_by("pk")
        return list(rows.select_for_update(of=("self",)))

    def for_kabupaten(self, kabupaten):
        return self.filter(kabupaten=kabupaten)

    def referred(self, fiscal_year):
        """With an open question to some OPD for that year."""
        asked = self.model.objects.filter(referrals__closed_on=None, referrals__fiscal_year=fiscal_year)
        return self.filter(pk__in=asked.values("pk"))

    def asked(self):
        """Handed in and not sent back: what the forum plans with."""
        return self.filter(status__in=ASKED)

    def unreferred(self, fiscal_year):
        """Neither decided for that year nor lying with an OPD."""
        referred = self.model.objects.referred(fiscal_year)
        return self.undecided(fiscal_year).exclude(pk__in=referred.values("pk"))

    def not_merged(self):
        """All but those that went into another by an outcome that stands."""
        merged = self.model.objects.filter(outcomes__is_current=True, outcomes__kind=OutcomeKind.MERGED)
        return self.exclude(pk__in=merged.values("pk"))

    def decided_as(self, kind, fiscal_year):
        """Whose standing outcome for that year is of this kind."""
        decided = self.model.objects.filter(
            outcomes__is_current=True, outcomes__fiscal_year=fiscal_year, outcomes__kind=kind
        )
        return self.filter(pk__in=decided.values("pk"))

    def concerning_opd(self, opd, years):
        """Referred to that OPD, or served by one of its activities, for any of these years."""
        asked = self.model.objects.filter(referrals__opd=opd, referrals__fiscal_year__in=years)
        served = self.model.objects.filter(
            outcomes__is_current=True, outcomes__fiscal_year__in=years, outcomes__portions__activity__opd=opd
        )
        return self.filter(Q(pk__in=asked.values("pk")) | Q(pk__in=served.values("pk")))

    def sent_to_stimulan(self):
        """What the forum redirected to the programme: what a package may serve."""
        sent = self.model.objects.filter(
            outcomes__is_current=True,
            outcomes__kind=OutcomeKind.REDIRECTED,
            outcomes__target_source=FundingSource.STIMULAN,
        )
        return self.filter(pk__in=sent.values("pk"))

    def awaiting_support(self):
        """Redirected to the programme, without a package or training yet; the oldest first."""
        return self.sent_to_stimulan().filter(support=None).select_related("desa").order_by("fiscal_year", "pk")

    def verified(self):
        return self.filter(status=UsulanStatus.VERIFIED)

    def submitted(self):
        return self.filter(status=UsulanStatus.SUBMITTED)

    def longest_submitted(self):
        """Which of these has waited longest for its kecamatan; None where none waits."""
        return self.submitted().select_related("desa").order_by("submitted_at", "pk").first()

    def undecided(self, fiscal_year):
        decided = self.model.objects.filter(outcomes__is_current=True, outcomes__fiscal_year=fiscal_year)
        return self.exclude(pk__in=decided.values("pk"))

    def up_for_decision(self, fiscal_year):
        """Verified, and asked for this year, brought back to it, put to an OPD for it, or ever decided for it."""
        ways = (
            self.model.objects.for_year(fiscal_year),
            self.model.objects.filter(referrals__fiscal_year=fiscal_year),
            self.model.objects.filter(outcomes__fiscal_year=fiscal_year),
        )
        return self.verified().filter(Q(*(("pk__in", rows.values("pk")) for rows in ways), _connector=Q.OR))

    def standing_alone(self, fiscal_year):
        """Those that are not planned to go into another; of what is undecided for that year."""
        planned = self.model.objects.filter(planned_merges__fiscal_year=fiscal_year)
        return self.exclude(pk__in=planned.values("pk"))

    def mergeable_with(self, usulan, fiscal_year, planned=None):
        """
        What this usulan may go into that year: of its own desa, or of its kecamatan in the same bidang; and the one
        into which it is planned to go.
        """
        near = Q(desa=usulan.desa_id) | Q(desa__kecamatan=usulan.desa.kecamatan_id, bidang=usulan.bidang)
        near |= Q(pk=planned.pk) if planned else Q()
        rows = self.for_kabupaten(usulan.kabupaten_id).asked().for_year(fiscal_year)
        return rows.filter(near).exclude(pk=usulan.pk).select_related("desa").order_by("desa__name", "title", "pk")

    def undecided_first(self):
        """What has no outcome yet before what has, each by kecamatan and in its order; needs `with_standing`."""
        return self.order_by(
            IsNull(F("outcome_kind"), True).desc(),
            "desa__kecamatan__name",
            F("kecamatan_rank").asc(nulls_last=True),
            "desa__name",
            F("desa_rank").asc(nulls_last=True),
            "pk",
        )

    def planning_year(self, today) -> int:
        """
        Return the fiscal year nearest to `today` for which anything is asked; the running one if nothing is.

        Of last year and next year, next year: it can still be planned.
        """
        return min(self.asked().years(), key=lambda year: (abs(year - today.year), -year), default=today.year)

    def in_order(self):
        """The kecamatan's order, then the desa's: what counts when lokus are short."""
        return self.order_by(*IN_ORDER)

    def newest_first(self):
        """The newest year on top, in its order."""
        return self.order_by("-fiscal_year", *IN_ORDER)

    def in_desa_order(self):
        return self.order_by(F("desa_rank").asc(nulls_last=True), "pk")

    def with_list_data(self):
        return self.select_related("desa__kecamatan", "kelompok")

    def with_wish(self):
        """Everything that is shown beside a decision on one usulan (_wish.html)."""
        return self.with_list_data().prefetch_related("kelompok__earlier_help")

    def with_sync_data(self):
        """Load only what a row of the sync page shows: it is read 25 at a time by people who wait for it."""
        return self.select_related("desa__kecamatan").only(
            "kabupaten", "status", "fiscal_year", "title", "bidang", "volume", "unit", "cost",
            "desa_rank", "kecamatan_rank", "desa__kind", "desa__name", "desa__kecamatan__name",
        )  # fmt: skip

    def with_latest(self):
        """
        Add `outcome_kind`: what stands for the latest year for which anything was decided, or None; `is_done`:
        whether anything agreed for it was carried out; `is_undone`: whether something was not.
        """
        decided = self.model.objects.filter(pk=OuterRef("pk"), outcomes__is_current=True)
        latest = decided.order_by("-outcomes__fiscal_year").values("outcomes__kind")[:1]
        done, undone = (decided.filter(outcomes__portions__execution__is_done=is_done) for is_done in (True, False))
        return self.annotate(outcome_kind=Subquery(latest), is_done=Exists(done), is_undone=Exists(undone))

    def with_standing(self, fiscal_year=None):
        """Add `outcome_kind`: what stands for that year (None: the year it is asked for), or None."""
        standing = Q(outcomes__is_current=True, outcomes__fiscal_year=fiscal_year or F("fiscal_year"))
        return self.annotate(
            standing=FilteredRelation("outcomes", condition=standing), outcome_kind=F("standing__kind")
        )


def new_trace_key() -> str:
    """Return an unguessable address for the village's own page (128 bits)."""
    return secrets.token_urlsafe(16)


class Usulan(models.Model):
    """One thing a desa asks for in one budget year."""

    MOVES = USULAN_MOVES

    # Made on the device that wrote it, so that sending twice stores once.
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    trace_key = models.CharField(max_length=22, default=new_trace_key, unique=True, editable=False)
    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="usulan")
    desa = models.ForeignKey(Desa, models.PROTECT, related_name="usulan", verbose_name="desa")
    plan = models.ForeignKey(
        "LivelihoodPlan",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="usulan",
        verbose_name="rencana penghidupan",
    )
    status = models.CharField(max_length=10, choices=UsulanStatus, default=UsulanStatus.DRAFT, editable=False)
    submitted_at = models.DateTimeField("pertama diajukan", null=True, editable=False)
    fiscal_year = models.PositiveSmallIntegerField("tahun anggaran")

    title = models.CharField("usulan", max_length=200, help_text="Apa yang diminta, misalnya Sumur bor Dusun 2.")
    bidang = models.CharField("bidang penghidupan", max_length=20, choices=Bidang)
    problem = models.TextField("masalah", blank=True, help_text="Mengapa diperlukan, dengan kata-kata warga.")
    location = models.CharField("lokasi", max_length=120, blank=True, help_text="Dusun, RT/RW atau titik lokasi.")
    volume = models.DecimalField("volume", max_digits=12, decimal_places=2, null=True, blank=True)
    unit = models.CharField("satuan", max_length=30, blank=True, help_text="Misalnya unit, ekor, meter, orang.")
    cost = models.PositiveBigIntegerField("perkiraan biaya", null=True, blank=True)
    men = models.PositiveIntegerField("penerima manfaat laki-laki", null=True, blank=True)
    women = models.PositiveIntegerField("penerima manfaat perempuan", null=True, blank=True)
    disabled = models.PositiveIntegerField("di antaranya penyandang disabilitas", null=True, blank=True)
    elderly = models.PositiveIntegerField("di antaranya lansia", null=True, blank=True)
    female_headed = models.PositiveIntegerField("KK perempuan", null=True, blank=True)
    kelompok = models.ForeignKey(
        "Kelompok", models.PROTECT, null=True, blank=True, related_name="usulan", verbose_name="kelompok"
    )
    funding_options = models.JSONField("sumber dana yang mungkin", default=list, blank=True)
    pattern = models.CharField("pola pelaksanaan", max_length=15, choices=Pattern, blank=True)
    land_status = models.CharField("status lahan", max_length=12, choices=LandStatus, blank=True)
    sipd_id = models.CharField("nomor usulan SIPD", max_length=30, blank=True)
    # Made out of several that mean the same, which live on as its originals. See also: PlannedMerge.
    is_joint = models.BooleanField("usulan gabungan", default=False, editable=False)
    desa_rank = models.PositiveSmallIntegerField("urutan prioritas desa", null=True, blank=True)
    kecamatan_rank = models.PositiveSmallIntegerField("urutan prioritas kecamatan", null=True, blank=True)

    objects = UsulanQuerySet.as_manager()

    class Meta:
        verbose_name = "usulan"
        constraints = [
            models.CheckConstraint(condition=Q(status__in=UsulanStatus.values), name="usulan_status"),
            models.CheckConstraint(condition=Q(bidang__in=Bidang.values), name="usulan_bidang"),
            models.CheckConstraint(condition=Q(volume=None) | Q(volume__gt=0), name="usulan_volume_positive"),
        ]
        indexes = [
            models.Index(fields=["kabupaten", "fiscal_year", "status"], name="usulan_year"),
            models.Index(fields=["desa", "fiscal_year"], name="usulan_desa"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("plans:usulan_detail", args=[self.pk])

    @property
    def state(self) -> UsulanStatus:
        return UsulanStatus(self.status)

    @property
    def was_submitted(self) -> bool:
        """Whether the village may follow it by the link. See also: UsulanQuerySet.ever_submitted."""
        return self.status in SHARED or self.submitted_at is not None

    @property
    def is_editable(self) -> bool:
        return self.status in EDITABLE

    @property
    def is_returned(self) -> bool:
        return self.status == UsulanStatus.RETURNED

    @property
    def is_verified(self) -> bool:
        return self.status == UsulanStatus.VERIFIED

    @property
    def outcome_state(self) -> OutcomeKind | OpenState | None:
        """What stands; None before the kecamatan has verified it. Needs `with_standing()` or `with_latest()`."""
        if self.outcome_kind:
            return OutcomeKind(self.outcome_kind)
        return OpenState.UNDECIDED if self.is_verified else None

    def returned_with(self) -> LogEntry | None:
        """Return the entry with the note that says what to mend, while it is to be mended."""
        if not self.is_returned:
            return None
        return LogEntry.objects.for_record(self).filter(verb="usulan.return").order_by("-at", "-pk").first()

    @property
    def beneficiaries(self) -> tuple[int, int]:
        """People who gain, men and women."""
        return self.men or 0, self.women or 0

    @property
    def funding_labels(self) -> list[str]:
        return [FundingSource(code).label for code in self.funding_options]

    def years_asked_again(self) -> set[int]:
        """The years for which a later version of the plan asks for it again."""
        return set(self.carried.filter(mark=CarryMark.AGAIN).values_list("plan__fiscal_year", flat=True))

    def missing_for_submission(self) -> list[str]:
        """Return what must still be filled in before "ajukan", in words, in the form's order."""
        required = {
            "masalah": self.problem.strip(),
            "lokasi": self.location.strip(),
            "volume": self.volume,
            "satuan": self.unit.strip(),
            "perkiraan biaya": self.cost,
            "penerima manfaat": sum(self.beneficiaries),
            "sumber dana yang mungkin": self.funding_options,
            "status lahan": self.land_status,
        }
        return [name for name, value in required.items() if not value]


def attachment_path(attachment, filename) -> str:
    """Store by key, never by what the person named the file."""
    return f"usulan/{attachment.usulan_id}/{uuid.uuid4().hex}"


class AttachmentQuerySet(KabupatenQuerySet):
    def visible_to(self, user):
        return self.filter(usulan__in=Usulan.objects.visible_to(user))


class Attachment(models.Model):
    """A photo, proposal or RAB beside a usulan; judged by content, kept as it came."""

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    usulan = models.ForeignKey(Usulan, models.CASCADE, related_name="attachments")
    # What it shows as carried out; None for what came with the usulan itself.
    portion = models.ForeignKey("Portion", models.PROTECT, null=True, editable=False, related_name="evidence")
    kind = models.CharField("jenis", max_length=10, choices=AttachmentKind, default=AttachmentKind.PHOTO)
    file = models.FileField("berkas", upload_to=attachment_path)
    name = models.CharField("nama berkas", max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AttachmentQuerySet.as_manager()

    def __str__(self):
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.content_type in PICTURES

    @property
    def is_shown(self) -> bool:
        """Whether the browser may show it; everything else is only ever downloaded."""
        return self.content_type in INLINE
