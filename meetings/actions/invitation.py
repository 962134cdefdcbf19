"""Inviting to a meeting: whom, by which letter, how they are told, what they answer."""

from django.db import transaction
from django.db.models import Max

from forum.log import log
from forum.models import Jabatan, Kabupaten, User
from forum.rules import require
from forum.transitions import MoveRefused
from meetings import rules
from meetings.actions.record import APPROVED, SECRETARIAT_ONLY
from meetings.choices import Response
from meetings.models import Invitation, InvitationLetter, Meeting

BEGUN = "Rapat ini sudah dibuka, selesai atau dibatalkan; daftar undangannya tidak berubah lagi."
NOT_INVITED = "Undangan ini dijawab oleh kantor yang diundang, sebelum rapat dibuka. Mintalah sekretariat mencatatnya."
LISTED = "{office} sudah ada dalam daftar undangan rapat ini."


@transaction.atomic
def invite_seats(meeting: Meeting, *, by) -> int:
    """Put the seats of the meeting's decree on its list. Returns how many are new; pressed twice, none."""
    _may_invite(meeting, by)
    if meeting.decree is None:
        raise MoveRefused("Pilih dahulu SK yang menjadi dasar rapat ini, pada data rapat.")
    return _list_jabatan(meeting, meeting.decree.seats.jabatan_in_order(), source=str(meeting.decree), by=by)


@transaction.atomic
def invite_camat(meeting: Meeting, *, by) -> int:
    """Put the camat of every kecamatan on the list of a meeting. Returns how many are new."""
    _may_invite(meeting, by)
    camat = Jabatan.objects.heads_of_kecamatan(meeting.kabupaten_id)
    return _list_jabatan(meeting, camat.values_list("pk", flat=True), source="camat semua kecamatan", by=by)


@transaction.atomic
def add_invitation(invitation: Invitation, *, by) -> Invitation:
    """
    Invite one more jabatan, or a guest.

    :raises MoveRefused: if that one is on the list already.
    """
    meeting = invitation.meeting
    _may_invite(meeting, by)
    if meeting.invitations.of_same_office(invitation).exists():
        raise MoveRefused(LISTED.format(office=invitation.office))
    invitation.kabupaten_id, invitation.order = meeting.kabupaten_id, _next_order(meeting)
    invitation.save()
    log("meeting.add_invitation", meeting, by=by, after={"office": invitation.office})
    return invitation


@transaction.atomic
def edit_invitation(invitation: Invitation, changed, *, by) -> None:
    """Write how a guest is called or where the invited is reached; the log never tells numbers and addresses."""
    meeting = invitation.meeting
    may_tell(meeting, by)
    if meeting.invitations.of_same_office(invitation).exclude(pk=invitation.pk).exists():
        raise MoveRefused(LISTED.format(office=invitation.office))
    if changed:
        invitation.save(update_fields=changed)
        log("meeting.edit_invitation", meeting, by=by, after={"office": invitation.office})


@transaction.atomic
def remove_invitation(invitation: Invitation, *, by, now) -> bool:
    """Take off the list whom nobody has told; anybody else's stays, marked withdrawn. Returns whether it is gone."""
    meeting = invitation.meeting
    _may_invite(meeting, by)
    current = Invitation.objects.select_for_update().get(pk=invitation.pk)
    current.meeting = meeting
    if rules.can_forget_invitation(by, current):
        log("meeting.remove_invitation", meeting, by=by, before={"office": invitation.office})
        current.delete()
        return True
    if current.withdrawn_at is None:
        Invitation.objects.filter(pk=current.pk).update(withdrawn_at=now)
        log("meeting.withdraw_invitation", meeting, by=by, after={"office": invitation.office})
    return False


@transaction.atomic
def restore_invitation(invitation: Invitation, *, by) -> None:
    """Invite again whose invitation was withdrawn."""
    _may_invite(invitation.meeting, by)
    if Invitation.objects.filter(pk=invitation.pk).exclude(withdrawn_at=None).update(withdrawn_at=None):
        log("meeting.restore_invitation", invitation.meeting, by=by, after={"office": invitation.office})


@transaction.atomic
def record_letter(letter: InvitationLetter, changed, *, by) -> None:
    """
    Write what stands on the letter of a meeting beside what the meeting itself says.

    :raises MoveRefused: if its number is that of another invitation.
    """
    meeting = letter.meeting
    require(rules.can_see_invitations(by, meeting), SECRETARIAT_ONLY)
    require(rules.can_record_meeting(by, meeting), APPROVED)
    Kabupaten.objects.select_for_update(no_key=True).get(pk=meeting.kabupaten_id)  # two letters, one number
    numbered = InvitationLetter.objects.filter(kabupaten=meeting.kabupaten_id, number=letter.number)
    if letter.number and numbered.exclude(meeting=meeting).exists():
        raise MoveRefused(f"Nomor {letter.number} sudah dipakai surat undangan lain. Periksa nomornya.")
    values = {name: getattr(letter, name) for name in changed}
    _, is_new = InvitationLetter.objects.update_or_create(
        meeting=meeting, defaults=values, create_defaults={"kabupaten_id": meeting.kabupaten_id, **values}
    )
    if changed or is_new:
        log("meeting.letter", meeting, by=by, after={"number": letter.number or "–"})


@transaction.atomic
def note_whatsapp(invitation: Invitation, *, by, now) -> None:
    """Note that a conversation was opened with the text in it; whether it was sent nobody here can know."""
    may_tell(invitation.meeting, by)
    Invitation.objects.filter(pk=invitation.pk).update(opened_at=now)
    log("meeting.open_whatsapp", invitation.meeting, by=by, after={"office": invitation.office})


@transaction.atomic
def note_handed(invitation: Invitation, *, by, now) -> None:
    """Note that somebody was told by hand: the letter on paper, or spoken."""
    may_tell(invitation.meeting, by)
    if Invitation.objects.filter(pk=invitation.pk, handed_at=None).update(handed_at=now):
        log("meeting.hand_letter", invitation.meeting, by=by, after={"office": invitation.office})


@transaction.atomic
def note_all_handed(meeting: Meeting, *, by, now) -> int:
    """Note that everybody whom nobody had told was told by hand. Returns how many."""
    may_tell(meeting, by)
    count = meeting.invitations.standing().untold().update(handed_at=now)
    if count:
        log("meeting.hand_letters", meeting, by=by, after={"count": count})
    return count


@transaction.atomic
def answer_invitation(invitation: Invitation, *, response: str, represented_by="", note="", by, today, now) -> None:
    """
    Note what an invited office answers; until the meeting begins it may answer anew.

    :raises MoveRefused: if it sends somebody without saying whom.
    """
    require(rules.can_answer_invitation(by, invitation, today=today), NOT_INVITED)
    if response == Response.REPRESENTED and not represented_by.strip():
        raise MoveRefused("Tulis siapa yang mewakili.")
    # Against the meeting's own row, so that nobody answers while it is being opened.
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=invitation.meeting_id)
    require(rules.can_answer_invitation(by, _of(invitation, meeting), today=today), NOT_INVITED)
    invitation.response = response
    invitation.represented_by = represented_by.strip() if response == Response.REPRESENTED else ""
    invitation.note, invitation.responded_at = note.strip(), now
    invitation.save(update_fields=["response", "represented_by", "note", "responded_at"])
    after = {"office": invitation.office, "answer": invitation.answer.label}
    log("meeting.answer_invitation", invitation.meeting, by=by, after=after)


def _may_invite(meeting: Meeting, by: User) -> None:
    """Stop whoever may not, and make two who press at once wait for each other."""
    require(rules.can_see_invitations(by, meeting), SECRETARIAT_ONLY)
    require(rules.can_invite(by, Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)), BEGUN)


def may_tell(meeting: Meeting, by: User) -> None:
    require(rules.can_see_invitations(by, meeting), SECRETARIAT_ONLY)
    require(rules.can_tell_invited(by, meeting), BEGUN)


def _of(invitation: Invitation, meeting: Meeting) -> Invitation:
    invitation.meeting = meeting
    return invitation


def _next_order(meeting: Meeting) -> int:
    return (meeting.invitations.aggregate(last=Max("order"))["last"] or 0) + 1


def _list_jabatan(meeting: Meeting, keys, *, source: str, by) -> int:
    listed = set(meeting.invitations.values_list("jabatan_id", flat=True))
    missing = [key for key in keys if key not in listed]
    first = _next_order(meeting)
    Invitation.objects.bulk_create(
        Invitation(kabupaten_id=meeting.kabupaten_id, meeting=meeting, jabatan_id=key, order=order)
        for order, key in enumerate(missing, first)
    )
    if missing:
        log("meeting.add_invitations", meeting, by=by, after={"count": len(missing), "source": source})
    return len(missing)
