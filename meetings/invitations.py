"""What an invitation says and still lacks: the list before the secretariat, the words sent to the invited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse
from lokal import parse_phone

from forum import mail
from forum.ical import Event, calendar_of
from forum.models import Jabatan, LogEntry
from forum.templatetags.house import hari_tanggal, jam
from meetings import rules
from meetings.agenda import Slot, slots_of
from meetings.choices import MailState
from meetings.models import FollowUp, Invitation, InvitationLetter, Meeting
from plans.models import Referral, Usulan
from plans.status import UsulanStatus

SHOWN = 10  # of each kind of open work on the page of the invited


@dataclass(frozen=True)
class Lack:
    """One thing that is missing, what to do about it, and where."""

    text: str
    url: str


@dataclass(frozen=True)
class Line:
    """One invitation as the list shows it, with what it lacks."""

    invitation: Invitation
    can_whatsapp: bool
    can_mail: bool
    is_on_its_way: bool

    @property
    def is_vacant(self) -> bool:
        """Nobody holds the jabatan on the day of the meeting."""
        return bool(self.invitation.jabatan and not self.invitation.holder)

    @property
    def is_reachable(self) -> bool:
        return self.can_whatsapp or bool(self.invitation.address)

    @property
    def awaits_mail(self) -> bool:
        """Part of what "to all who have none yet" writes to. See also: InvitationQuerySet.to_be_mailed."""
        return self.can_mail and not self.is_on_its_way and self.invitation.mail != MailState.SENT

    @property
    def told(self) -> list[tuple[str, datetime]]:
        """How he was told, as far as that is known, and when."""
        row = self.invitation
        ways = [("WhatsApp dibuka", row.opened_at), ("Disampaikan langsung", row.handed_at)]
        if row.mail:
            is_lost = row.mail == MailState.QUEUED and not self.is_on_its_way
            label = "belum terkirim, minta lagi" if is_lost else row.get_mail_display().lower()
            ways.append((f"Surel {label}", row.mail_at))
        return [(text, at) for text, at in ways if at]


def lines_of(meeting: Meeting, rows: Sequence[Invitation], *, now: datetime) -> list[Line]:
    """Lay out invitations that were loaded `with_holders()`."""
    for row in rows:
        row.meeting = meeting  # loaded once, not once a row
    return [
        Line(
            row,
            can_whatsapp=bool(whatsapp_of(row)),
            can_mail=bool(row.address) and mail.is_set_up(),
            is_on_its_way=row.is_on_its_way(now),
        )
        for row in rows
    ]


def lacks_of(meeting: Meeting, letter: InvitationLetter, *, has_agenda: bool) -> list[Lack]:
    """Return what the invitation itself lacks before it can go out."""
    edit = reverse("meetings:meeting_edit", args=[meeting.pk])
    found = [
        (has_agenda, "Agenda belum disusun. Susun agenda", reverse("meetings:agenda", args=[meeting.pk])),
        (letter.number, "Nomor surat belum diisi. Isi surat", reverse("meetings:letter_edit", args=[meeting.pk])),
        (meeting.place, "Tempat rapat belum diisi. Isi tempat", f"{edit}#id_place"),
        (meeting.starts_at, "Waktu mulai belum diisi. Isi waktu", f"{edit}#id_starts_at"),
        (meeting.chair_id, "Pimpinan rapat belum dipilih. Pilih pimpinan", f"{edit}#id_chair"),
    ]
    return [Lack(text, url) for is_there, text, url in found if not is_there]


def letter_of(meeting: Meeting) -> InvitationLetter:
    """Return the letter of a meeting, an unsaved one where nothing was written yet."""
    kept = InvitationLetter.objects.filter(meeting=meeting.pk).select_related("signer").first()
    return kept or InvitationLetter(meeting=meeting, kabupaten_id=meeting.kabupaten_id)


def whatsapp_of(row: Invitation) -> str:
    """Return the number as WhatsApp wants it in an address, "" where there is none that could have WhatsApp."""
    return parse_phone(row.whatsapp_number).whatsapp or "" if row.whatsapp_number else ""


def hours_of(meeting: Meeting) -> str:
    """Return "09.00 WITA", or "09.00 sampai dengan 13.30 WITA", or ""."""
    hours = [jam(hour) for hour in (meeting.starts_at, meeting.ends_at) if hour]
    return f"{' sampai dengan '.join(hours)} {meeting.kabupaten.get_zone_display()}" if hours else ""


def message_to(row: Invitation, slots: Sequence[Slot], *, page: str) -> str:
    """Return what is written to the invited; `page` is his page, which a guest without account cannot open."""
    meeting = row.meeting
    forum = f"{meeting.kabupaten.forum_name} {meeting.kabupaten}"
    facts = [
        meeting.title,
        f"Hari, tanggal: {hari_tanggal(meeting.held_on)}",
        *([f"Pukul: {hours}"] if (hours := hours_of(meeting)) else []),
        *([f"Tempat: {meeting.place}"] if meeting.place else []),
    ]
    if meeting.is_cancelled or row.withdrawn_at:
        what = "rapat" if meeting.is_cancelled else "undangan Bapak/Ibu untuk rapat"
        parts = [f"Yth. {row.office}", f"{forum} memberitahukan bahwa {what} berikut dibatalkan.", "\n".join(facts)]
        return "\n\n".join(parts)
    parts = [f"Yth. {row.office}", f"{forum} mengundang Bapak/Ibu menghadiri:", "\n".join(facts)]
    if slots:
        parts.append("\n".join(["Agenda:", *(f"{slot.number}. {slot.item}" for slot in slots)]))
    if row.jabatan_id:
        parts.append(f"Surat undangan, pekerjaan yang masih terbuka, dan jawaban kehadiran: {page}")
    else:
        parts.append("Mohon jawaban kehadiran Bapak/Ibu kepada sekretariat.")
    return "\n\n".join(parts)


def calendar_file(meeting: Meeting, *, page: str, now: datetime) -> bytes:
    """Return the meeting as an iCalendar file; every edit in its history makes it newer than the one before."""
    event = Event(
        uid=f"rapat-{meeting.pk}.{meeting.kabupaten.code}@forum-penghidupan",
        sequence=LogEntry.objects.for_record(meeting).count(),
        title=meeting.title,
        day=meeting.held_on,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        description="\n".join(f"{slot.number}. {slot.item}" for slot in slots_of(meeting)),
        url=page,
        is_cancelled=meeting.is_cancelled,
    )
    kabupaten = meeting.kabupaten
    return calendar_of(
        event,
        zone=kabupaten.zone,
        zone_name=kabupaten.get_zone_display(),
        organiser=f"{kabupaten.forum_name} {kabupaten}",
        address=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        now=now,
    )


@dataclass(frozen=True)
class OpenWork:
    """What still waits for an office before the meeting: the first few of each, and how many there are."""

    follow_ups: list[FollowUp]
    follow_up_count: int
    referrals: list[Referral]
    referral_count: int
    verify_count: int
    verify_url: str


def open_work_of(user, jabatan: Jabatan | None, *, today: date) -> OpenWork | None:
    """Return what an office owes and has not answered, as far as the user may see it; None for a guest."""
    if jabatan is None:
        return None
    follow_ups = FollowUp.objects.visible_to(user).owed_by_jabatan(jabatan).unfinished()
    referrals = Referral.objects.visible_to(user).addressed_to([jabatan.opd_id]).unanswered()
    kecamatan = jabatan.kecamatan_id if jabatan.is_head else None
    usulan = Usulan.objects.visible_to(user).submitted().for_kecamatan(kecamatan)
    return OpenWork(
        follow_ups=list(follow_ups.with_list_data().by_due_date()[:SHOWN]),
        follow_up_count=follow_ups.count(),
        referrals=list(referrals.select_related("usulan__desa", "opd").order_by("due_on", "pk")[:SHOWN]),
        referral_count=referrals.count(),
        verify_count=usulan.count() if kecamatan else 0,
        verify_url=reverse("plans:usulan_list", query={"status": UsulanStatus.SUBMITTED, "kecamatan": kecamatan}),
    )


def invited_as(user, meeting: Meeting, *, today: date) -> dict:
    """Return what the page of a meeting shows of invitations: one's own, or to the secretariat how many answered."""
    can_see = rules.can_see_invitations(user, meeting)
    rows = meeting.invitations.visible_to(user)
    counts = rows.standing().count_answers() if can_see else {}
    return {
        "can_see_invitations": can_see,
        "invited": counts if counts.get("total") else None,
        "own_invitations": [] if can_see else list(rows.addressed_to(user, today=today).with_record_data().in_order()),
    }
