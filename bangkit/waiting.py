"""What waits for a person today, as sentences with a number and a link; and what changed while he was away."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone

from forum import rules as forum_rules
from forum.models import Breach, Decree, Incumbency, LogEntry, Opd, User
from forum.templatetags.house import tanggal
from meetings.models import AgendaItem, Agreement, FollowUp, Invitation, Meeting, Seal, Signatory
from meetings.models.seal import NOTICE_DAYS
from meetings.unfunded import sum_up
from plans import inbox, kamus
from plans import rules as plans_rules
from plans.models import Activity, Outcome, Portion, Referral, Support, Usulan
from plans.status import UsulanStatus

# What the whole forum may know of; drafts and desk work are left out.
TOLD = [
    "usulan.submit",
    "usulan.return",
    "usulan.verify",
    "usulan.refer",
    "usulan.answer",
    "usulan.outcome",
    "usulan.execute",
    "usulan.escalate",
    "usulan.cut",
    "usulan.reopen",
    "usulan.restore",
    "meeting.invite",
    "meeting.approve",
    "meeting.cancel",
    "agreement.finalise",
    "agreement.sign",
    "agreement.replace",
]
CHANGES_SHOWN = 10


@dataclass(frozen=True)
class Waiting:
    """One sentence of the first page: `count` stands in front of `text`; `late` is said after it, in colour."""

    count: int
    text: str
    url: str
    late: str = ""


@dataclass(frozen=True)
class Change:
    """One thing that happened, with the record it happened to."""

    entry: LogEntry
    label: str
    url: str


def waiting_for(user, *, today: date) -> list[Waiting]:
    """Return what waits for this user, most urgent first; lines that count nothing are left out."""
    return [line for line in _lines(user, today) if line.count]


def first_steps(user) -> list[tuple[str, str]]:
    """Return what a new forum still lacks, as (what to do, where), for whoever keeps its books."""
    if not forum_rules.can_manage_forum(user):
        return []
    steps = [
        (Opd.objects, "Catat OPD yang menjadi anggota forum", "forum:opd_create"),
        (Incumbency.objects, "Catat jabatan dan pejabatnya", "forum:jabatan_list"),
        (Decree.objects, "Catat SK yang membentuk forum, lalu anggotanya", "forum:decree_list"),
        (User.objects.exclude(pk=user.pk), "Buka akun bagi OPD, camat dan fasilitator", "forum:account_create"),
        (Activity.objects, "Impor rencana kerja OPD, lalu tawarkan lokusnya", "plans:workplan_import"),
    ]
    return [(text, reverse(url_name)) for rows, text, url_name in steps if not rows.visible_to(user).exists()]


def _lines(user, today: date) -> Iterator[Waiting]:
    if user.person_id:
        yield _to_sign(user)
        yield _to_approve(user, today)
    if plans_rules.opd_of_inbox(user, today=today):
        yield from _of_opd(user, today)
    if forum_rules.is_secretariat(user):
        yield from _of_secretariat(user, today)
    elif forum_rules.enters_for_villages(user):
        yield from _of_villages(user)
    elif user.kecamatan_id:
        yield _to_verify(Usulan.objects.visible_to(user).for_kecamatan(user.kecamatan), user)
    if plans_rules.can_enter_usulan(user):
        yield from _support(user, today)
    yield from _follow_ups(user, today)
    yield from _invited(user, today)
    yield from _meetings(user, today)


def _to_sign(user) -> Waiting:
    rows = Signatory.objects.visible_to(user).next_in_turn().for_person(user.person_id)
    count, reminders = rows.aggregate(count=Count("pk"), reminders=Max("reminders")).values()
    told = f"sudah diingatkan {reminders} kali" if reminders else ""
    return Waiting(count, "berita acara menunggu tanda tangan Anda", reverse("meetings:signatory_list"), told)


def _to_approve(user, today: date) -> Waiting:
    meetings = list(Meeting.objects.visible_to(user).laid_before(user, today=today).newest_first())
    url = reverse("meetings:meeting_minutes_approve", args=[meetings[0].pk]) if meetings else ""
    return Waiting(len(meetings), "notulen menunggu pengesahan Anda sebagai pimpinan rapat", url)


def _invited(user, today: date) -> Iterator[Waiting]:
    """A line for each invitation: he is led to the one page that takes his answer."""
    rows = Invitation.objects.visible_to(user).addressed_to(user, today=today).upcoming(today).unanswered()
    for row in rows.select_related("meeting").by_date():
        text = f"undangan menunggu jawaban Anda: {row.meeting}, {tanggal(row.meeting.held_on)}"
        yield Waiting(1, text, row.get_absolute_url())


def _late(count: int) -> str:
    return f"{count} lewat tenggat" if count else ""


def _of_opd(user, today: date) -> Iterator[Waiting]:
    referrals = inbox.find_referrals(user, today=today)
    url = reverse("plans:inbox", query={"tab": inbox.Tab.DRAFTED})
    yield Waiting(inbox.to_be_sent(user, referrals, today=today).count(), "draf jawaban menunggu Anda kirim", url)
    count, late, soon = referrals.waiting().count_by_deadline(today)
    urgent = ", ".join(filter(None, [_late(late), f"{soon} paling lambat besok" if soon else ""]))
    yield Waiting(count, "usulan menunggu jawaban OPD Anda", reverse("plans:inbox"), urgent)
    offices = plans_rules.opd_of_inbox(user, today=today)
    portions = Portion.objects.visible_to(user).for_offices(offices)
    yield from _of_stages(portions, Outcome.objects.visible_to(user).promised().with_renja().by_opd(offices))
    yield _to_report(portions, today, {"opd": min(offices)} if len(offices) == 1 else {})


def _of_stages(portions, promises) -> Iterator[Waiting]:
    """What a later stage took, and what a Renja that has come lets be kept."""
    sums = sum_up(portions.unfunded())
    late = f"{sums['short']} menunggu pilihan" if sums["short"] else ""
    yield Waiting(sums["count"], "kesepakatan tanpa pagu", reverse("meetings:unfunded_list"), late)
    yield Waiting(promises.count(), "usulan yang dijanjikan menunggu dilekatkan", reverse("plans:promise_list"))


def _to_report(portions, today: date, query: dict) -> Waiting:
    url = reverse("plans:execution_list", query={"tunggu": "on", **query})
    count, past = portions.due_for_report(today).count_with_past(today.year)
    late = f"{past} dari tahun lalu atau sebelumnya" if past else ""
    return Waiting(count, "kesepakatan belum dilaporkan pelaksanaannya", url, late)


def _breaches(user, today: date) -> Waiting:
    count, late = Breach.objects.visible_to(user).count_untold(today)
    told = f"{late} lewat 3 × 24 jam" if late else ""
    return Waiting(count, "kejadian data pribadi belum diberitahukan", reverse("forum:breach_list"), told)


def _of_secretariat(user, today: date) -> Iterator[Waiting]:
    yield _breaches(user, today)
    portions, promises = Portion.objects.visible_to(user), Outcome.objects.visible_to(user).promised().with_renja()
    yield from _of_stages(portions, promises)
    yield _to_report(portions, today, {})
    agreements = Agreement.objects.visible_to(user)
    url = reverse("meetings:agreement_list")
    yield Waiting(Signatory.objects.visible_to(user).declined().count(), "penanda tangan menolak menandatangani", url)
    yield Waiting(agreements.awaiting_signature().count(), "berita acara menunggu tanda tangan", url)
    seals = Seal.objects.visible_to(user).expiring(timezone.now())
    text = f"segel kabupaten berakhir dalam {NOTICE_DAYS} hari atau sudah berakhir: beri tahu pengelola server"
    yield Waiting(seals.count(), text, url)
    unanswered = Referral.objects.visible_to(user).unanswered()
    late = _late(unanswered.overdue(today).count())
    yield Waiting(unanswered.count(), "usulan belum dijawab OPD", reverse("plans:inbox"), late)
    answered = Referral.objects.visible_to(user).open().answered()
    url = reverse("meetings:meeting_list")
    yield Waiting(answered.count(), "jawaban OPD menunggu keputusan rapat", url)
    minutes = Meeting.objects.visible_to(user).awaiting_approval()
    yield Waiting(minutes.count(), "notulen rapat belum disahkan", url)
    words = len(kamus.new_words(user.kabupaten_id))
    yield Waiting(words, "kata baru dari keputusan dapat masuk kamus", f"{reverse('plans:kamus_list')}#new")
    usulan = Usulan.objects.visible_to(user)
    yield _to_verify(usulan, user)
    first_year = usulan.planning_year(today)
    for year in (first_year, first_year + 1):
        url = reverse("plans:sync", args=[year], query={"state": "unreferred"})
        ready = usulan.verified().for_year(year).unreferred(year)
        yield Waiting(ready.count(), f"usulan tahun {year} siap diteruskan ke OPD", url)


def _to_verify(usulan, user) -> Waiting:
    query = {"status": UsulanStatus.SUBMITTED}
    if user.kecamatan_id:
        query["kecamatan"] = user.kecamatan_id
    return Waiting(
        usulan.submitted().count(), "usulan menunggu verifikasi kecamatan", reverse("plans:usulan_list", query=query)
    )


def _of_villages(user) -> Iterator[Waiting]:
    usulan = Usulan.objects.visible_to(user).entered_by(user)
    for status, text in {
        UsulanStatus.RETURNED: "usulan dikembalikan, perlu diperbaiki",
        UsulanStatus.DRAFT: "draf usulan belum diajukan",
        UsulanStatus.SUBMITTED: "usulan menunggu verifikasi kecamatan",
    }.items():
        url = reverse("plans:usulan_list", query={"status": status})
        yield Waiting(usulan.in_status(status).count(), text, url)


def _support(user, today: date) -> Iterator[Waiting]:
    usulan, support = Usulan.objects.visible_to(user), Support.objects.visible_to(user)
    portions, query = Portion.objects.visible_to(user), {"periksa": "on"}
    if not forum_rules.is_secretariat(user):
        usulan, support, query["desa_saya"] = usulan.entered_by(user), support.entered_by(user), "on"
        portions = portions.of_desa_entered_by(user)
    url = reverse("plans:execution_list", query=query)
    yield Waiting(portions.due_for_check(today).count(), "hasil pelaksanaan perlu diperiksa di lapangan", url)
    url = reverse("plans:support_list")
    awaiting = usulan.awaiting_support().count()
    yield Waiting(awaiting, "usulan dialihkan ke stimulan, paketnya belum dicatat", f"{url}#menunggu")
    url = reverse("plans:support_list", query=query)
    yield Waiting(support.due_for_check(today).count(), "paket atau pelatihan perlu diperiksa di lapangan", url)


def _follow_ups(user, today: date) -> Iterator[Waiting]:
    rows = FollowUp.objects.visible_to(user)
    mine = rows if forum_rules.is_secretariat(user) else rows.owed_by(user, today=today)
    late = _late(mine.overdue(today).count())
    yield Waiting(mine.unfinished().count(), "tindak lanjut belum selesai", reverse("meetings:follow_up_list"), late)


def _meetings(user, today: date) -> Iterator[Waiting]:
    """The reports that coming meetings await of his kecamatan, and those meetings: one of them opens at once."""
    if user.kecamatan_id or forum_rules.enters_for_villages(user):
        keys = [user.kecamatan_id] if user.kecamatan_id else user.kecamatan_ids
        reports = AgendaItem.objects.visible_to(user).unwritten_reports().for_kecamatan(keys).by_meeting()
        awaited = list(reports.values_list("pk", flat=True))
        url = reverse("meetings:agenda_item_report", args=awaited[:1]) if awaited else ""
        yield Waiting(len(awaited), "laporan kecamatan ditunggu rapat yang akan datang", url)
    coming = list(Meeting.objects.visible_to(user).upcoming(today).values_list("pk", flat=True))
    url = reverse("meetings:meeting_detail", args=coming) if len(coming) == 1 else reverse("meetings:meeting_list")
    yield Waiting(len(coming), "rapat akan datang", url)


def changes_for(user, *, since: datetime | None) -> list[Change]:
    """Return the newest changes that the forum may know of, after `since` if that is known; three queries."""
    entries = LogEntry.objects.visible_to(user).told(TOLD, since=since)[:CHANGES_SHOWN]
    pages = {"plans.usulan": Usulan, "meetings.meeting": Meeting, "meetings.agreement": Agreement}
    found = {}
    for record_type, model in pages.items():
        keys = [entry.record_id for entry in entries if entry.record_type == record_type]
        rows = model.objects.visible_to(user).in_bulk(keys) if keys else {}
        found |= {(record_type, key): row for key, row in rows.items()}
    return [
        Change(entry, str(record), record.get_absolute_url())
        for entry in entries
        if (record := found.get((entry.record_type, entry.record_id)))
    ]
