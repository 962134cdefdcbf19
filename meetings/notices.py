"""Whom a change in meetings reaches: meetings, berita acara, signatures, follow-ups."""

from django.db.models import Q

from forum.models import Jabatan
from forum.notices import register
from forum.rules import is_secretariat
from meetings.models import Agreement, Attendance, FollowUp, Invitation, Meeting, Signatory

# The steps of a meeting. Who came and what was decided stands on its page, and with each usulan.
STEPS = ("invite", "edit", "open", "close", "reopen", "submit", "return", "approve", "correct", "cancel")
MEETING_TOLD = {f"meeting.{step}" for step in STEPS}


def meetings_concerning(user, today):
    """A meeting reaches the invited, those on its list, whose jabatan its SK seats or who lead it; the secretariat."""
    rows = Meeting.objects.visible_to(user)
    if is_secretariat(user):
        return rows
    mine = Q(pk__in=Invitation.objects.visible_to(user).addressed_to(user, today=today).values("meeting"))
    if user.person_id or user.opd_id:
        jabatan = Jabatan.objects.of_account(user, today=today).values("pk")
        listed = Attendance.objects.filter(Q(jabatan__in=jabatan) | Q(person=user.person_id, person__isnull=False))
        mine |= Q(pk__in=listed.values("meeting")) | Q(decree__seats__jabatan__in=jabatan) | Q(chair__in=jabatan)
    return rows.filter(mine)


def agreements_concerning(user, today):
    """A berita acara reaches those who sign it, and the secretariat."""
    if not (user.person_id or is_secretariat(user)):
        return Agreement.objects.none()
    rows = Agreement.objects.visible_to(user)
    return rows if is_secretariat(user) else rows.filter(pk__in=_own_signatures(user).values("agreement"))


def signatures_concerning(user, today):
    """What became of a signature reaches whose it is, and the secretariat."""
    return Signatory.objects.visible_to(user) if is_secretariat(user) else _own_signatures(user)


def _own_signatures(user):
    if user.person_id is None:
        return Signatory.objects.none()
    return Signatory.objects.visible_to(user).for_person(user.person_id)


def follow_ups_concerning(user, today):
    """A follow-up reaches whose it is to do, and the secretariat."""
    return FollowUp.objects.visible_to(user).concerning(user, today=today)


def _with_agreement(rows):
    return rows.select_related("agreement", "jabatan")


register("Rapat", Meeting, meetings_concerning, verbs=MEETING_TOLD)
register("Berita acara", Agreement, agreements_concerning)
register(
    "Tanda tangan",
    Signatory,
    signatures_concerning,
    load=_with_agreement,
    label=lambda signatory: f"Tanda tangan {signatory.office or signatory.jabatan}, {signatory.agreement}",
    page=lambda signatory: signatory.agreement.get_absolute_url(),
)
register("Tindak lanjut", FollowUp, follow_ups_concerning)
