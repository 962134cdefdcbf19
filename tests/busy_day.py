"""The sample on the day of its coming meeting, so that every page of the house has something to show."""

import io

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from bangkit.sample import Sample
from forum import actions as forum_actions
from forum.models import Kabupaten, Opd, User
from forum.uploads import PNG
from meetings import actions as meeting_actions
from meetings.choices import SignatoryPart
from meetings.models import Meeting, Signatory
from plans import actions as plans_actions
from plans.choices import AttachmentKind
from plans.models import AllocationRun, KamusEntry, Kelompok, Usulan, WorkplanImport
from plans.tasks import compute_allocation
from tests.plans.workbooks import row, workbook


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "olive").save(out, format="PNG")
    return out.getvalue()


def build_busy_day() -> Kabupaten:
    """
    Build the sample, open its coming meeting with everyone listed, and begin the berita acara of that meeting.

    Beside it: a draft with a photo, a kelompok, a workplan waiting to be applied, a computed allocation, a
    word of the kabupaten's own, an account that is closed.
    """
    today, now = timezone.localdate(), timezone.now()
    kabupaten = Sample(today=today).build()
    secretariat = User.objects.with_scope().get(username="sekretariat")

    meeting = Meeting.objects.get(held_on__gt=today)
    meeting_actions.move_meeting(meeting, "open", by=secretariat)
    meeting_actions.fill_attendance(meeting, by=secretariat)
    agreement = meeting_actions.draft_agreement(meeting, by=secretariat)
    signatory = Signatory(agreement=agreement, jabatan=meeting.chair, part=SignatoryPart.WITNESS)
    meeting_actions.record_signatory(signatory, by=secretariat)

    draft = Usulan.objects.in_status("draft").get()
    photo = ContentFile(picture(), name="lokasi.png")
    plans_actions.add_attachment(
        draft, upload=photo, kind=AttachmentKind.PHOTO, content_type=PNG, by=secretariat, now=now
    )
    plans_actions.record_kelompok(Kelompok(desa=draft.desa, name="Kelompok Nelayan (contoh)"), by=secretariat)

    term = KamusEntry(kabupaten=kabupaten, term="moko", words="kerajinan industri kecil")
    plans_actions.record_kamus_entry(term, by=secretariat)

    workplan = WorkplanImport(
        opd=Opd.objects.get(name="Dinas Pekerjaan Umum dan Tata Ruang"),
        fiscal_year=today.year,
        file=ContentFile(workbook(row(), row(code="salah"), row()), name="berkas"),
        name="renja.xlsx",
    )
    plans_actions.keep_workplan(workplan, by=secretariat, now=now, today=today)
    run = plans_actions.start_allocation(today.year + 1, {}, by=secretariat, now=now)
    compute_allocation.func(run.pk)
    forum_actions.close_account(User.objects.get(username="kadis.pu"), by=secretariat)
    return kabupaten


def doors_of(user: User) -> list[str]:
    """Return where a walk begins; the secretariat's also at what a walk of few pages of each kind would not find."""
    deep = []
    if user.username == "sekretariat":
        deep = [
            Usulan.objects.in_status("draft").get(),
            Usulan.objects.submitted().first(),
            WorkplanImport.objects.get(),
            AllocationRun.objects.get(),
            Meeting.objects.earliest("held_on"),
            Meeting.objects.latest("held_on"),
            User.objects.get(username="kadis.pu"),
        ]
    return ["/", *(record.get_absolute_url() for record in deep)]
