"""Who may do what with meetings, agreements and follow-ups."""

from forum.rules import is_secretariat, is_system, same_kabupaten, works_for_opd
from meetings.status import (
    AGREEMENT_MOVES,
    FOLLOW_UP_MOVES,
    MEETING_MOVES,
    RALAT_MOVES,
    RECORDING,
    SIGNATURE_MOVES,
    AgreementStatus,
    MeetingStatus,
)


def can_create_meeting(user) -> bool:
    return is_secretariat(user)


def can_record_meeting(user, meeting) -> bool:
    """Agenda, attendance, decisions and follow-ups are written until the meeting is approved or cancelled."""
    return is_secretariat(user, meeting) and meeting.status in RECORDING


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
    """The OPD that owes it or goes on in its place, or whoever holds the jabatan that owes it on that day."""
    if follow_up.opd and any(works_for_opd(user, opd) for opd in [follow_up.opd, *follow_up.opd.heirs()]):
        return True
    return any(jabatan.pk == follow_up.jabatan_id for jabatan in user.jabatan_on(today))


def can_move_follow_up(user, follow_up, move: str, *, today) -> bool:
    return FOLLOW_UP_MOVES[move].starts_from(follow_up.status) and can_show_follow_up(user, follow_up, today=today)


def can_show_follow_up(user, follow_up, *, today) -> bool:
    """Evidence comes from whoever does the work, or from the secretariat for him; also after it is finished."""
    return is_secretariat(user, follow_up) or owns_follow_up(user, follow_up, today=today)
