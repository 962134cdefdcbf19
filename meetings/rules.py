"""Who may do what with meetings, agreements and follow-ups."""

from forum.rules import is_secretariat, works_for_opd
from meetings.status import AGREEMENT_MOVES, FOLLOW_UP_MOVES, MEETING_MOVES, RECORDING, MeetingStatus


def can_create_meeting(user) -> bool:
    return is_secretariat(user)


def can_record_meeting(user, meeting) -> bool:
    """Agenda, attendance, decisions and follow-ups are written until the meeting is approved or cancelled."""
    return is_secretariat(user, meeting) and meeting.status in RECORDING


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


def can_record_follow_up(user, meeting) -> bool:
    """What follows from a meeting is written, and mended, also after the meeting is approved."""
    return is_secretariat(user, meeting) and meeting.status != MeetingStatus.CANCELLED


def owns_follow_up(user, follow_up, *, today) -> bool:
    """The OPD that owes it, or whoever holds the jabatan that owes it on that day."""
    if follow_up.opd and works_for_opd(user, follow_up.opd):
        return True
    return any(jabatan.pk == follow_up.jabatan_id for jabatan in user.jabatan_on(today))


def can_move_follow_up(user, follow_up, move: str, *, today) -> bool:
    return FOLLOW_UP_MOVES[move].starts_from(follow_up.status) and (
        is_secretariat(user, follow_up) or owns_follow_up(user, follow_up, today=today)
    )
