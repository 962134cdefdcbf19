"""The sample on the day of its coming meeting, so that every page of the house has something to show."""

import io
from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from bangkit.sample import SumbaSample
from forum import actions as forum_actions
from forum.choices import Sex
from forum.models import Breach, Decree, Desa, Digest, Import, Jabatan, Kabupaten, Opd, Person, User
from forum.personal_numbers import Scan
from forum.uploads import PNG, XLSX
from meetings import actions as meeting_actions
from meetings.choices import SignatoryPart
from meetings.models import (
    AgendaItem,
    Agreement,
    AttendanceFile,
    FollowUp,
    Invitation,
    Meeting,
    Minute,
    MinuteCorrection,
    Ralat,
    Signatory,
)
from meetings.status import AgreementStatus, MeetingStatus
from meetings.wording import DEFAULT
from plans import actions as plans_actions
from plans.choices import AttachmentKind, CheckKind, OutcomeKind
from plans.models import (
    Activity,
    ActivityFigures,
    AllocationRun,
    CheckDismissal,
    EarlierHelp,
    Execution,
    HeldAttachment,
    KamusEntry,
    Kelompok,
    LivelihoodPlan,
    Outcome,
    PlannedMerge,
    Portion,
    Support,
    SupportItem,
    Usulan,
    Workplan,
)
from plans.tasks import compute_allocation
from tests.factories import complete_usulan
from tests.imports import keep_workplan
from tests.plans.workbooks import listed, row, workbook

NEW_OPD, NEW_DESA = "Dinas Baru Sekali (contoh)", "Baru (contoh)"  # renamed on the day


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "olive").save(out, format="PNG")
    return out.getvalue()


def build_busy_day() -> Kabupaten:
    """
    Build the sample, open its coming meeting with everyone listed, and begin the berita acara of that meeting.

    Beside it: a draft with a photo, a kelompok, a workplan waiting to be applied, a computed allocation, a
    proposed package, a word of the kabupaten's own, an activity cut below what is agreed on it, a usulan promised
    for next year's Renja, an account that is closed, OPD that changed, an SK to come, desa that changed, a failure
    to protect personal data.
    """
    today, now = timezone.localdate(), timezone.now()
    kabupaten = SumbaSample(today=today).build()
    secretariat = User.objects.with_scope().get(username="sekretariat")

    meeting = Meeting.objects.get(held_on__gt=today)
    meeting_actions.move_meeting(meeting, "open", by=secretariat)
    leave_for_later(by=secretariat)
    write_minutes(by=secretariat, now=now)
    meeting_actions.fill_attendance(meeting, by=secretariat)
    signed_list = AttendanceFile(meeting=meeting, file=ContentFile(picture(), name="pindaian"), content_type=PNG)
    meeting_actions.keep_attendance_file(signed_list, by=secretariat, now=now)
    agreement = meeting_actions.draft_agreement(meeting, by=secretariat)
    signatory = Signatory(agreement=agreement, jabatan=meeting.chair, part=SignatoryPart.WITNESS)
    meeting_actions.record_signatory(signatory, by=secretariat)

    invite_to_another(kabupaten, by=secretariat, now=now, today=today)

    draft = Usulan.objects.in_status("draft").get()
    photo = ContentFile(picture(), name="lokasi.png")
    plans_actions.add_attachment(
        draft, upload=photo, kind=AttachmentKind.PHOTO, content_type=PNG, by=secretariat, now=now
    )
    kelompok = plans_actions.record_kelompok(
        Kelompok(desa=draft.desa, name="Kelompok Nelayan (contoh)"), by=secretariat
    )
    plans_actions.record_earlier_help(EarlierHelp(kelompok=kelompok, what="Jaring (contoh)"), by=secretariat)
    hold_a_file(draft, by=secretariat, now=now)

    support = Support(desa=draft.desa, title="Kebun kelor (contoh)", bidang="agriculture", fiscal_year=today.year)
    plans_actions.record_support(support, items=[SupportItem(name="Bibit", quantity=50, unit="batang")], by=secretariat)

    term = KamusEntry(kabupaten=kabupaten, term="moko", words="kerajinan industri kecil")
    plans_actions.record_kamus_entry(term, by=secretariat)
    asked = Usulan.objects.submitted().first()
    finding = CheckDismissal(kind=CheckKind.WRONG_OPD, fiscal_year=asked.fiscal_year, usulan=asked, note="Tepat.")
    plans_actions.dismiss_check(finding, by=secretariat, now=now)

    works = Opd.objects.get(name="Dinas Pekerjaan Umum dan Tata Ruang")
    refused = workbook(row(), row(code="salah"), row())
    keep_workplan(refused, by=secretariat, opd=works, fiscal_year=today.year, now=now, today=today)
    usulan = ContentFile(listed({"Desa": "Onggol", "Usulan": "Tenun", "Bidang penghidupan": "salah"}), name="u")
    brought = Import(kabupaten=kabupaten, purpose="usulan", file=usulan, name="usulan (contoh).xlsx")
    forum_actions.keep_import(brought, by=secretariat, now=now)
    forum_actions.read_import(brought, today=today)
    served = Activity.objects.exclude(committed=0).order_by("pk")
    record_pagu(served.last(), 1, by=secretariat, today=today)
    lose_and_regain_pagu(served.first(), by=secretariat, today=today)
    promise_for(today.year + 1, by=secretariat, today=today)
    carry_out(by=secretariat, now=now, today=today)
    show_follow_up(by=secretariat, now=now, today=today)
    run = plans_actions.start_allocation(today.year + 1, {}, by=secretariat, now=now)
    compute_allocation.func(run.pk)
    forum_actions.close_account(User.objects.get(username="kadis.pu"), by=secretariat)
    change_offices(kabupaten, by=secretariat, today=today)
    change_villages(kabupaten, by=secretariat, today=today)
    plan_anew(draft.desa, by=secretariat, now=now)
    Digest.objects.create(user=User.objects.get(username="fasilitator"), address="fasilitator@contoh.go.id")
    ask_for_signatures(by=secretariat, now=now, today=today)
    meeting_actions.record_wording(DEFAULT | {"closing": "Demikian (contoh)."}, by=secretariat, now=now)
    return kabupaten


def invite_to_another(kabupaten: Kabupaten, *, by: User, now, today) -> None:
    """Invite to a second meeting: a guest who has WhatsApp, one who is no longer invited, the camat of Kodi."""
    title = "Kunjungan lapangan (contoh)"
    meeting = Meeting(kabupaten=kabupaten, title=title, held_on=today + timedelta(1), fiscal_year=today.year)
    meeting_actions.record_meeting(meeting, by=by)
    meeting_actions.invite_camat(meeting, by=by)
    guests = {"Fasilitator Kabupaten (contoh)": "081234567890", "Koordinator P3MD (contoh)": ""}
    for guest, phone in guests.items():
        invitation = Invitation(meeting=meeting, guest=guest, phone=phone)
        meeting_actions.add_invitation(invitation, by=by)
    meeting_actions.note_handed(invitation, by=by, now=now)
    meeting_actions.remove_invitation(invitation, by=by, now=now)
    meeting_actions.move_meeting(meeting, "invite", by=by)


def leave_for_later(*, by: User) -> None:
    """Leave one thing on the agenda of a meeting that is over, for the next to take up."""
    item = AgendaItem(meeting=Meeting.objects.awaiting_approval().first(), title="Jadwal panen (contoh)")
    meeting_actions.record_agenda_item(item, by=by)
    meeting_actions.move_agenda_item(item, "put_off", by=by)


def write_minutes(*, by: User, now) -> None:
    """Leave an entry in minutes that are being written, and one taken out again; correct one that is approved."""
    item = AgendaItem.objects.get(title="Jadwal panen (contoh)")
    kept, removed = Minute(agenda_item=item, text="Panen (contoh)."), Minute(agenda_item=item, text="Keliru (contoh).")
    for minute in (kept, removed):
        meeting_actions.record_minute(minute, by=by)
    meeting_actions.remove_minute(removed, by=by, now=now)
    correction = MinuteCorrection(minute=Minute.objects.earliest("pk"), text="Lain (contoh).", reason="Salah ketik.")
    meeting_actions.correct_minute(correction, by=by, now=now)


def ask_for_signatures(*, by: User, now, today) -> None:
    """On the paper that waits one signature refused, one given to somebody else; in the signed one a typing error."""
    *_, absent, refused = Signatory.objects.next_in_turn().with_record_data().by_turn()
    meeting_actions.decline_signature(refused, reason="Pagu berbeda (contoh).", by=by, now=now)
    head = User.objects.get(username="kadis.pertanian")
    meeting_actions.replace_signatory(
        absent, jabatan=absent.jabatan, person=head.person, prefix="Plh.", reason="Cuti (contoh).", by=by, now=now
    )
    signed = Agreement.objects.exclude(signed_at=None).latest("pk")
    ralat = Ralat(agreement=signed, place="Lampiran II nomor 1 (contoh)", before="Wainholo", after="Waiholo")
    secretary = Jabatan.objects.get(name="Kepala Bapperida")
    meeting_actions.record_ralat(ralat, secretary=secretary, by=by, now=now, today=today)
    version = meeting_actions.renew_agreement(signed, by=by)
    version.clauses = "Ditinjau tiap enam bulan (contoh)."
    meeting_actions.record_agreement(version, ["clauses"], by=by)


def hold_a_file(usulan: Usulan, *, by: User, now) -> None:
    """Set a file aside in which a number was found."""
    scan = Scan([["PHONE", "0812****7890", "lembar RAB, baris 2"]], {"PHONE": 1}, is_read=True)
    file = ContentFile(b"PK", name="rab (contoh).xlsx")
    plans_actions.hold_attachment(
        usulan, upload=file, kind=AttachmentKind.RAB, content_type=XLSX, scan=scan, by=by, now=now
    )


def plan_anew(desa: Desa, *, by: User, now) -> None:
    """Bring the plan of a desa up to date, and lay before the forum that two of its new usulan are one."""
    previous = LivelihoodPlan.objects.latest_of(desa)
    year = previous.fiscal_year + 1
    plan = LivelihoodPlan(desa=desa, fiscal_year=year, musyawarah_on=now.date(), revision=previous.revision + 1)
    plan = plans_actions.revise_plan(previous, plan, {}, by=by)
    alike = [complete_usulan(desa=desa, plan=plan, title=f"Perahu {word} (contoh)", fiscal_year=year) for word in "AB"]
    for usulan in alike:
        plans_actions.submit_usulan(usulan, by=by, now=now)
        plans_actions.verify_usulan(usulan, by=by, note="Contoh.")
    plans_actions.plan_merge(alike[:1], alike[1], fiscal_year=year, by=by, now=now)


def record_pagu(activity: Activity, pagu: int, *, by: User, today) -> None:
    figures = activity.figures_of(Workplan.objects.of_activity(activity).stage)
    figures.pagu = pagu
    plans_actions.record_activity(activity, figures, by=by, today=today)


def lose_and_regain_pagu(activity: Activity, *, by: User, today) -> None:
    """Leave one agreement without pagu that could be restored."""
    pagu = activity.pagu
    record_pagu(activity, 1, by=by, today=today)
    plans_actions.reopen_portions(activity, [activity.portions.standing().first()], by=by, today=today)
    record_pagu(activity, pagu, by=by, today=today)


def promise_for(year: int, *, by: User, today) -> None:
    """Agree on a usulan that an OPD with a workplan of that year is to propose."""
    promise = Outcome(
        usulan=Usulan.objects.verified().undecided(year - 1).last(),
        fiscal_year=year - 1,
        kind=OutcomeKind.AGREED_NEXT_YEAR,
        target_year=year,
        target_opd=Activity.objects.for_year(year).first().opd,
    )
    plans_actions.record_outcome(promise, by=by, today=today)


def carry_out(*, by: User, now, today) -> None:
    """Report one agreement as carried out, with its BAST of a year ago and a photo; another as not."""
    done, undone = Portion.objects.standing().filter(execution=None, outcome__fiscal_year__lte=today.year)[:2]
    bast = {"bast_on": today - timedelta(400), "bast_number": "(contoh)"}
    reports = (
        Execution(portion=done, is_done=True, volume=done.volume, amount=done.amount, **bast),
        Execution(portion=undone, is_done=False, explanation="Lahan belum dihibahkan (contoh)."),
    )
    for report in reports:
        plans_actions.report_execution(report, by=by, today=today)
    photo = {"upload": ContentFile(picture(), name="bukti.png"), "kind": AttachmentKind.EVIDENCE, "content_type": PNG}
    plans_actions.add_attachment(done.outcome.usulan, **photo, portion=done, by=by, now=now)


def show_follow_up(*, by: User, now, today) -> None:
    """Lay a photo beside a follow-up."""
    photo = {"upload": ContentFile(picture(), name="bukti.png"), "content_type": PNG}
    meeting_actions.add_follow_up_evidence(FollowUp.objects.earliest("pk"), **photo, by=by, today=today, now=now)


def change_offices(kabupaten: Kabupaten, *, by: User, today) -> None:
    """Rename an OPD, merge it into another that is to go on with its activity, close a third; begin the next SK."""
    old, new, gone = (Opd(kabupaten=kabupaten, name=f"Dinas {name} (contoh)") for name in ("Lama", "Baru", "Selesai"))
    for opd in (old, new, gone):
        forum_actions.record_opd(opd, by=by)
    activity = Activity(opd=old, fiscal_year=today.year, code="3.27.03.2.02.0099", name="Kegiatan (contoh)")
    plans_actions.record_activity(activity, ActivityFigures(stage="rkpd", pagu=1), by=by, today=today)
    basis = "Perda (contoh)"
    name = "Dinas Lama dan Lebih Lama (contoh)"
    forum_actions.rename_opd(old, name=name, since=today, basis=basis, by=by, today=today)
    forum_actions.rename_opd(new, name=NEW_OPD, since=today, basis=basis, by=by, today=today)
    forum_actions.close_opd(old, on=today, basis=basis, successors=[new], by=by, today=today)
    forum_actions.close_opd(gone, on=today, basis=basis, by=by, today=today)
    decree = Decree(kabupaten=kabupaten, number="(contoh)", title="Forum (contoh)", valid_from=today + timedelta(30))
    forum_actions.record_decree(decree, by=by)


def change_villages(kabupaten: Kabupaten, *, by: User, today) -> None:
    """Rename a desa that asks for nothing, split it, merge it into its neighbour; note a former official, a breach."""
    when = {"on": today, "basis": "Perda (contoh)", "by": by, "today": today}
    quiet = Desa.objects.within(kabupaten).filter(plans=None, usulan=None).select_related("kecamatan")
    desa, heir, other = quiet[:3]
    other.name = NEW_DESA
    forum_actions.change_desa(other, **when)
    desa.name = f"{desa.name} Lama"
    forum_actions.change_desa(desa, **when)
    part = Desa(kecamatan=desa.kecamatan, code=f"{kabupaten.code}.99.2001", name=f"{desa.name} Timur")
    forum_actions.split_desa(desa, part, closes=False, **when)
    forum_actions.merge_desa(desa, heir, **when)
    desa.kecamatan.name += " Baru"
    forum_actions.rename_kecamatan(desa.kecamatan, **when)
    forum_actions.record_person(Person(kabupaten=kabupaten, name="Mantan pejabat (contoh)", sex=Sex.FEMALE), by=by)
    forum_actions.record_breach(Breach(kabupaten=kabupaten, noticed_on=today, what="Kejadian (contoh)"), by=by)


def doors_of(user: User) -> list[str]:
    """Return where a walk begins; the secretariat's also at what a walk of few pages of each kind would not find."""
    deep = []
    if user.username == "sekretariat":
        deep = [
            Usulan.objects.in_status("draft").get(),
            Kelompok.objects.get(name="Kelompok Nelayan (contoh)"),
            PlannedMerge.objects.get().joint.plan,
            PlannedMerge.objects.get().joint,
            HeldAttachment.objects.get(),
            Usulan.objects.submitted().first(),
            Import.objects.get(purpose="workplan"),
            Import.objects.get(purpose="usulan"),
            Activity.objects.overcommitted().get(),
            AllocationRun.objects.get(),
            CheckDismissal.objects.get(),
            Support.objects.in_status("proposed").get(),
            Support.objects.in_status("delivered").first(),
            Support.objects.in_status("finished").first(),
            Meeting.objects.earliest("held_on"),
            Meeting.objects.latest("held_on"),
            Meeting.objects.get(title="Kunjungan lapangan (contoh)"),
            Minute.objects.earliest("pk").agenda_item.meeting,
            Meeting.objects.get(status=MeetingStatus.REVIEW),
            User.objects.get(username="kadis.pu"),
            Portion.objects.due_for_check(timezone.localdate()).earliest("pk"),
            FollowUp.objects.earliest("pk"),
            *Opd.objects.exclude(closed_on=None),
            Opd.objects.get(name=NEW_OPD),
            Desa.objects.get(name=NEW_DESA),
            Desa.objects.exclude(closed_on=None).get(),
            Person.objects.get(incumbencies=None),
            Decree.objects.latest("valid_from"),
            Agreement.objects.exclude(replaces=None).get(),
            Agreement.objects.get(status=AgreementStatus.FINAL),
        ]
    return ["/", *(record.get_absolute_url() for record in deep)]
