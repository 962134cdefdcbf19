"""The berita acara of a meeting: its versions, what they speak of, who signs, and their files."""

import hashlib
import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse

from forum.models import Kabupaten, KabupatenQuerySet, User
from forum.rules import is_secretariat
from meetings.choices import PaperKind
from meetings.models.meeting import Meeting
from meetings.scan import told
from meetings.status import AGREEMENT_MOVES, AGREEMENT_NEXT_STEPS, AgreementStatus
from plans.models import Outcome, Usulan


class AgreementQuerySet(KabupatenQuerySet):
    def visible_to(self, user):
        """A draft is the secretariat's own until it is final."""
        rows = super().visible_to(user)
        return rows if is_secretariat(user) else rows.exclude(status=AgreementStatus.DRAFT)

    def awaiting_signature(self):
        return self.filter(status=AgreementStatus.FINAL)

    def standing(self):
        return self.filter(status__in=[AgreementStatus.FINAL, AgreementStatus.SIGNED])

    def uncancelled(self):
        return self.exclude(status=AgreementStatus.CANCELLED)

    def living(self):
        """Neither cancelled nor replaced: while there is one, its meeting needs no other."""
        return self.exclude(status__in=[AgreementStatus.CANCELLED, AgreementStatus.REPLACED])

    def with_content(self):
        """Frozen, or a draft that is still drawn from the records: not a draft that was cancelled."""
        return self.filter(Q(status=AgreementStatus.DRAFT) | Q(snapshot__isnull=False))

    def beside(self, agreement):
        """The other versions of the same meeting."""
        return self.filter(meeting=agreement.meeting_id).exclude(pk=agreement.pk)

    def for_meeting(self, meeting):
        return self.filter(meeting=meeting)

    def search(self, text):
        return self.filter(Q(title__icontains=text) | Q(number__icontains=text))

    def numbered(self, number):
        return self.filter(number=number)

    def with_code(self, code):
        """The version with this check number; drafts have none."""
        return self.filter(check_code=code) if code else self.none()

    def newest_first(self):
        return self.order_by("-meeting__held_on", "-version", "-pk")

    def with_list_data(self):
        return self.select_related("meeting", "replaces")

    def with_record_data(self):
        """Load all that a snapshot reads of the agreement itself."""
        return self.select_related("kabupaten", "meeting__chair", "meeting__decree", "replaces")


class Agreement(models.Model):
    """
    One version of the berita acara of a meeting.

    A draft shows the records as they are. Made final, its content is frozen in `snapshot` (canonical JSON
    with its SHA-256) and never changes again; every page and paper is drawn from the snapshot.
    """

    MOVES = AGREEMENT_MOVES

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="agreements")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agreements", verbose_name="rapat")
    version = models.PositiveSmallIntegerField("versi", default=1)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name="mengganti"
    )
    status = models.CharField(max_length=10, choices=AgreementStatus, default=AgreementStatus.DRAFT, editable=False)
    title = models.CharField(
        "judul",
        max_length=200,
        help_text="Baris sesudah “Berita Acara”, misalnya Kesepakatan Hasil Rapat Koordinasi.",
    )
    number = models.CharField(
        "nomor",
        max_length=80,
        blank=True,
        help_text="Misalnya 000.7/12/Bapperida/2024. Boleh menyusul saat pindaian diunggah.",
    )
    considerations = models.TextField("tanggapan dan saran peserta", blank=True, help_text="Satu butir per baris.")
    clauses = models.TextField(
        "klausul tambahan", blank=True, help_text="Satu klausul per alinea; menjadi KEENAM dan seterusnya."
    )
    copies_to = models.TextField("tembusan", blank=True, help_text="Satu penerima per baris.")
    snapshot = models.JSONField(null=True, editable=False, encoder=DjangoJSONEncoder)
    fingerprint = models.CharField("sidik SHA-256", max_length=64, blank=True, editable=False)
    # See meetings/check_code.py.
    check_code = models.CharField("nomor periksa", max_length=12, blank=True, editable=False)
    final_at = models.DateTimeField("final pada", null=True, editable=False)
    signed_at = models.DateTimeField("ditandatangani pada", null=True, editable=False)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "berita acara"
        constraints = [
            models.CheckConstraint(condition=Q(status__in=AgreementStatus.values), name="agreement_status"),
            models.UniqueConstraint(fields=["meeting", "version"], name="agreement_version_once"),
            models.UniqueConstraint(
                fields=["kabupaten", "number"], condition=~Q(number=""), name="agreement_number_once"
            ),
            models.UniqueConstraint(
                fields=["check_code"], condition=~Q(check_code=""), name="agreement_check_code_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[AgreementStatus.DRAFT, AgreementStatus.CANCELLED]) | Q(snapshot__isnull=False),
                name="agreement_final_is_frozen",
            ),
        ]

    def __str__(self):
        return f"Berita Acara {self.title}"

    def get_absolute_url(self):
        return reverse("meetings:agreement_detail", args=[self.pk])

    @property
    def state(self) -> AgreementStatus:
        return AgreementStatus(self.status)

    @property
    def next_step(self) -> str:
        return AGREEMENT_NEXT_STEPS.get(self.status, "")

    @property
    def is_draft(self) -> bool:
        return self.status == AgreementStatus.DRAFT

    @property
    def has_content(self) -> bool:
        """See also: AgreementQuerySet.with_content."""
        return self.is_draft or self.snapshot is not None

    @property
    def is_standing(self) -> bool:
        """Final or signed: the paper that holds."""
        return self.status in {AgreementStatus.FINAL, AgreementStatus.SIGNED}

    @property
    def is_living(self) -> bool:
        """A draft, or the paper that holds. See also: AgreementQuerySet.living."""
        return self.is_draft or self.is_standing


class AgreementItemQuerySet(models.QuerySet):
    def awaiting_signature(self):
        return self.filter(agreement__status=AgreementStatus.FINAL)

    def of_standing(self):
        """Rows of papers that hold: final or signed."""
        return self.filter(agreement__status__in=[AgreementStatus.FINAL, AgreementStatus.SIGNED])

    def signed(self):
        return self.filter(agreement__status=AgreementStatus.SIGNED)

    def overtaken(self):
        """Rows that speak of an outcome which stands no longer."""
        return self.filter(outcome__is_current=False)


class AgreementItem(models.Model):
    """One row of annex II or III of a frozen agreement: ties the paper to the usulan and outcome it speaks of."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="items")
    usulan = models.ForeignKey(Usulan, models.PROTECT, related_name="agreement_items")
    outcome = models.ForeignKey(Outcome, models.PROTECT, null=True, related_name="agreement_items")
    annex = models.CharField(max_length=3)
    number = models.PositiveSmallIntegerField()

    objects = AgreementItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(annex__in=["II", "III"]), name="agreement_item_annex"),
            models.UniqueConstraint(fields=["agreement", "annex", "number"], name="agreement_item_number_once"),
        ]

    def __str__(self):
        return f"Lampiran {self.annex} nomor {self.number}"


def paper_path(paper, filename) -> str:
    """Store by key, never by what a person named the file."""
    return f"berita-acara/{paper.agreement_id}/{uuid.uuid4().hex}"


class PaperDamaged(Exception):
    """A stored file is no longer what was kept; the message says what to do."""


class PaperQuerySet(KabupatenQuerySet):
    def visible_to(self, user):
        return super().visible_to(user).filter(agreement__in=Agreement.objects.visible_to(user))

    def issued(self):
        return self.filter(kind=PaperKind.ISSUED)

    def sheets(self):
        """The sheet of a ralat as issued."""
        return self.filter(kind=PaperKind.RALAT)

    def revisions(self):
        """The PDF as issued and after each signature, oldest first; each is the beginning of the next."""
        return self.filter(kind__in=[PaperKind.ISSUED, PaperKind.SEALED]).order_by("pk")

    def with_sha256(self, digest):
        return self.filter(sha256=digest)

    def of_agreement_itself(self):
        """Without the sheets and scans of its ralat."""
        return self.filter(ralat=None)

    def newest_first(self):
        return self.order_by("-at", "-pk")


class Paper(models.Model):
    """
    One stored file of an agreement, with its SHA-256 and length; never replaced.

    The PDF as issued, each revision that a seal or signature made of it, and scans; those of its ralat too.
    """

    kabupaten = models.ForeignKey(Kabupaten, models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="papers")
    kind = models.CharField("jenis", max_length=10, choices=PaperKind)
    file = models.FileField(upload_to=paper_path)
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ralat = models.ForeignKey("meetings.Ralat", models.PROTECT, null=True, related_name="papers")
    # What the worker read of the small codes on a scan's pages (meetings.scan); null until it has.
    reading = models.JSONField(null=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = "naskah"
        constraints = [models.CheckConstraint(condition=Q(kind__in=PaperKind.values), name="paper_kind")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.agreement}"

    @property
    def told_reading(self) -> str:
        """What a machine saw of a scan, in words; "" for other files, and until the worker has read it."""
        return told(self.reading) if self.reading else ""

    def content(self) -> bytes:
        """
        Return the file's bytes.

        :raises PaperDamaged: if they are gone, or not those whose SHA-256 was kept.
        """
        try:
            with self.file.open() as stored:
                content = stored.read()
        except FileNotFoundError:
            content = b""
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise PaperDamaged(
                "Berkas ini tidak lagi sama dengan yang disimpan, sehingga tidak ditampilkan. "
                "Mintalah pengelola server memulihkannya dari cadangan."
            )
        return content
