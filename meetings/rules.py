"""Who may do what with meetings, agreements and follow-ups."""

from forum.rules import (
    enters_for_villages,
    is_opd_officer,
    is_secretariat,
    is_system,
    same_kabupaten,
    speaks_for_kecamatan,
    works_for_opd,
)
from meetings.status import (
    AGENDA_MOVES,
    AGREEMENT_MOVES,
    FOLLOW_UP_MOVES,
    MEETING_MOVES,
    NOT_BEGUN,
    RALAT_MOVES,
    RECORDING,
    SIGNATURE_MOVES,
    TO_BE_HELD,
    WRITING_MINUTES,
    AgreementStatus,
    MeetingStatus,
)


def can_create_meeting(user) -> bool:
    return is_secretariat(user)


def can_record_meeting(user, meeting) -> bool:
    """Agenda, attendance, decisions and follow-ups are written until the meeting is approved or cancelled."""
    return is_secretariat(user, meeting) and meeting.status in RECORDING


def can_follow_agenda(user, meeting) -> bool:
    """What of its agenda a meeting discussed is noted while it goes on, and after it until its minutes are approved."""
    return is_secretariat(user, meeting) and meeting.status in WRITING_MINUTES


def can_move_agenda_item(user, item, move: str) -> bool:
    return can_follow_agenda(user, item.meeting) and AGENDA_MOVES[move].starts_from(item.status)


def can_report(user, item) -> bool:
    """A kecamatan's report is written by its camat or facilitator, and mended by the secretariat, until the end."""
    if not item.is_report or item.meeting.status not in TO_BE_HELD:
        return False
    return is_secretariat(user, item) or speaks_for_kecamatan(user, item.kecamatan)


def can_attend(user, meeting, *, today) -> bool:
    """Whoever is in the room notes himself on the day of the meeting; the secretariat also later, from paper."""
    if is_secretariat(user, meeting) and not is_system(user):
        return can_record_meeting(user, meeting)
    return same_kabupaten(user, meeting) and meeting.status in RECORDING and meeting.held_on == today


def can_keep_attendance_file(user, meeting) -> bool:
    """Signed lists and letters come in late, also after the meeting is approved; they hold names and signatures."""
    return is_secretariat(user, meeting)


def can_move_meeting(user, meeting, move: str) -> bool:
    return is_secretariat(user, meeting) and MEETING_MOVES[move].starts_from(meeting.status)


def can_see_invitations(user, meeting) -> bool:
    """The list shows who has which number, and who has not answered."""
    return is_secretariat(user, meeting)


def can_invite(user, meeting) -> bool:
    return is_secretariat(user, meeting) and meeting.status in NOT_BEGUN


def can_forget_invitation(user, invitation) -> bool:
    """Whom nobody has told, and who has not answered, is simply taken off the list; others must learn of it."""
    is_unknown = not invitation.is_told and not invitation.response
    return is_unknown and is_secretariat(user, invitation) and invitation.meeting.status == MeetingStatus.DRAFT


def can_tell_invited(user, meeting) -> bool:
    """That a meeting is cancelled is told too."""
    return is_secretariat(user, meeting) and meeting.status in NOT_BEGUN | {MeetingStatus.CANCELLED}


def speaks_for_jabatan(user, jabatan, *, today) -> bool:
    """
    Whoever acts in it on that day, the desk of its OPD, the camat and his staff, or who enters for its desa.

    See also: InvitationQuerySet.addressed_to.
    """
    if any(own.pk == jabatan.pk for own in user.jabatan_on(today)):
        return True
    if jabatan.opd_id:
        return user.opd_id == jabatan.opd_id
    if jabatan.kecamatan_id:
        return jabatan.is_head and user.kecamatan_id == jabatan.kecamatan_id
    return bool(jabatan.desa_id) and enters_for_villages(user) and jabatan.desa_id in user.desa_ids


def can_read_invitation(user, invitation, *, today) -> bool:
    if is_secretariat(user, invitation):
        return True
    return invitation.jabatan is not None and speaks_for_jabatan(user, invitation.jabatan, today=today)


def can_answer_invitation(user, invitation, *, today) -> bool:
    """Until the meeting begins; the secretariat notes what it is told by telephone."""
    takes_answers = invitation.meeting.status in NOT_BEGUN and invitation.withdrawn_at is None
    return takes_answers and can_read_invitation(user, invitation, today=today)


def can_write_minutes(user, meeting) -> bool:
    return is_secretariat(user, meeting) and meeting.status in WRITING_MINUTES


def chairs_meeting(user, meeting, *, today) -> bool:
    """Say whether the user holds, on that day, the jabatan that chaired. See also: MeetingQuerySet.laid_before."""
    return any(jabatan.pk == meeting.chair_id for jabatan in user.jabatan_on(today))


def can_see_minutes_written(user, meeting, *, today) -> bool:
    """Who writes them, and the chair to whom they are given, read the minutes as they grow."""
    return is_secretariat(user, meeting) or chairs_meeting(user, meeting, today=today)


def can_read_minutes(user, meeting, *, today) -> bool:
    """The forum reads what the chair has approved."""
    approved = meeting.status == MeetingStatus.APPROVED and same_kabupaten(user, meeting)
    return approved or can_see_minutes_written(user, meeting, today=today)


def can_approve_minutes(user, meeting, *, today) -> bool:
    """The chair, once they are laid before him; the secretariat notes what he approved outside the application."""
    if is_secretariat(user, meeting):
        return MEETING_MOVES["approve"].starts_from(meeting.status)
    return meeting.status == MeetingStatus.REVIEW and chairs_meeting(user, meeting, today=today)


def can_return_minutes(user, meeting, *, today) -> bool:
    """The chair asks for something to be mended; the secretariat takes back what it has laid before him."""
    returns = MEETING_MOVES["return"].starts_from(meeting.status)
    return returns and can_see_minutes_written(user, meeting, today=today)


def can_correct_minutes(user, meeting) -> bool:
    return is_secretariat(user, meeting) and meeting.status == MeetingStatus.APPROVED


def can_draft_agreement(user, meeting) -> bool:
    return is_secretariat(user, meeting) and meeting.status != MeetingStatus.CANCELLED


def can_edit_agreement(user, agreement) -> bool:
    return is_secretariat(user, agreement) and AGREEMENT_MOVES["finalise"].starts_from(agreement.status)


def can_move_agreement(user, agreement, move: str) -> bool:
    return is_secretariat(user, agreement) and AGREEMENT_MOVES[move].starts_from(agreement.status)


def can_number_agreement(user, agreement) -> bool:
    """The number may come last, after the ink: typed once, while the paper waits or when the scan comes in."""
    return is_secretariat(user, agreement) and not agreement.number and agreement.is_standing


def can_renew_agreement(user, agreement) -> bool:
    """A new version mends the substance of one that is final or signed."""
    return is_secretariat(user, agreement) and AGREEMENT_MOVES["replace"].starts_from(agreement.status)


def can_see_draft_agreement(user, agreement) -> bool:
    return is_secretariat(user, agreement)


def is_awaiting_signatures(agreement) -> bool:
    return AGREEMENT_MOVES["sign"].starts_from(agreement.status)


def is_ones_own(user, signatory) -> bool:
    """Say whether this is the signature of the user's own person."""
    return signatory.person_id is not None and signatory.person_id == user.person_id


def can_sign_on_screen(user, signatory) -> bool:
    """Nobody signs for another, whatever his role."""
    return (
        is_ones_own(user, signatory)
        and is_awaiting_signatures(signatory.agreement)
        and SIGNATURE_MOVES["sign_on_screen"].starts_from(signatory.status)
    )


def can_move_signature(user, signatory, move: str) -> bool:
    """Decline, or wait again: the signatory himself, or the secretariat to whom he said so."""
    return (
        SIGNATURE_MOVES[move].starts_from(signatory.status)
        and is_awaiting_signatures(signatory.agreement)
        and (is_ones_own(user, signatory) or is_secretariat(user, signatory))
    )


def can_settle_signature(user, signatory) -> bool:
    """Close or replace one that is not given."""
    return (
        is_secretariat(user, signatory)
        and is_awaiting_signatures(signatory.agreement)
        and SIGNATURE_MOVES["close"].starts_from(signatory.status)
    )


def can_keep_seal(user) -> bool:
    """The key is made on the server, by its operator."""
    return is_system(user)


def can_record_ralat(user, agreement) -> bool:
    """Only what is signed has typing errors to mend; before that a new version is simpler."""
    return is_secretariat(user, agreement) and agreement.status == AgreementStatus.SIGNED


def can_move_ralat(user, ralat, move: str) -> bool:
    return is_secretariat(user, ralat) and RALAT_MOVES[move].starts_from(ralat.status)


def can_edit_wording(user) -> bool:
    return is_secretariat(user)


def can_ask_for_paper(user, agreement) -> bool:
    """Whoever may read a final berita acara may have its paper made, when that was left half done."""
    return same_kabupaten(user, agreement) and agreement.is_standing


def can_record_follow_up(user, meeting) -> bool:
    """What follows from a meeting is written, and mended, also after the meeting is approved."""
    return is_secretariat(user, meeting) and meeting.status != MeetingStatus.CANCELLED


def owns_follow_up(user, follow_up, *, today) -> bool:
    """
    The OPD that owes it, whoever holds the jabatan that owes it on that day, or the OPD that goes on in their place.

    See also: FollowUpQuerySet.owed_by.
    """
    if follow_up.opd and works_for_opd(user, follow_up.opd):
        return True
    if is_opd_officer(user):
        office = follow_up.opd or follow_up.jabatan.opd
        if office and office.is_continued_by(user.opd_id):
            return True
    return any(jabatan.pk == follow_up.jabatan_id for jabatan in user.jabatan_on(today))


def can_move_follow_up(user, follow_up, move: str, *, today) -> bool:
    return FOLLOW_UP_MOVES[move].starts_from(follow_up.status) and can_show_follow_up(user, follow_up, today=today)


def can_show_follow_up(user, follow_up, *, today) -> bool:
    """Evidence comes from whoever does the work, or from the secretariat for him; also after it is finished."""
    return is_secretariat(user, follow_up) or owns_follow_up(user, follow_up, today=today)
