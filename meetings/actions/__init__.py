"""Every write of meetings that has a consequence: rule, check, save, log, in one transaction."""

from meetings.actions.agreement import (
    DRAFT_ONLY,
    NumberRefused,
    cancel_agreement,
    draft_agreement,
    finalise_agreement,
    record_agreement,
    record_signatory,
    remove_signatory,
    renew_agreement,
)
from meetings.actions.attendance import (
    attend,
    fill_attendance,
    keep_attendance_file,
    record_attendance,
    record_attendance_list,
    remove_attendance,
)
from meetings.actions.decision import (
    AWAITS_SIGNATURE,
    awaits_signature,
    decide,
    decide_and_go_on,
    decide_merge,
    restore,
)
from meetings.actions.floor import take_up
from meetings.actions.follow_up import (
    OWNER_ONLY,
    add_follow_up_evidence,
    move_follow_up,
    record_follow_up,
    remove_follow_up_evidence,
)
from meetings.actions.meeting import move_meeting, record_meeting
from meetings.actions.paper import ask_for_paper, fail_drawing, issue_paper, issue_ralat, start_drawing
from meetings.actions.paper_check import finish_check, forget_checks, start_check
from meetings.actions.ralat import cancel_ralat, record_ralat, sign_ralat
from meetings.actions.record import APPROVED, SECRETARIAT_ONLY
from meetings.actions.reminder import remind_signatories
from meetings.actions.seal import keep_seal
from meetings.actions.signing import (
    FINAL_ONLY,
    NOT_YOURS,
    await_signature,
    certify_paper,
    close_signature,
    decline_signature,
    keep_reading,
    number_agreement,
    replace_signatory,
    sign_agreement,
    sign_on_screen,
)
from meetings.actions.wording import record_wording

__all__ = [
    "APPROVED",
    "AWAITS_SIGNATURE",
    "DRAFT_ONLY",
    "FINAL_ONLY",
    "NOT_YOURS",
    "OWNER_ONLY",
    "SECRETARIAT_ONLY",
    "NumberRefused",
    "add_follow_up_evidence",
    "ask_for_paper",
    "attend",
    "await_signature",
    "awaits_signature",
    "cancel_agreement",
    "cancel_ralat",
    "certify_paper",
    "close_signature",
    "decide",
    "decide_and_go_on",
    "decide_merge",
    "decline_signature",
    "draft_agreement",
    "fail_drawing",
    "fill_attendance",
    "finalise_agreement",
    "finish_check",
    "forget_checks",
    "issue_paper",
    "issue_ralat",
    "keep_attendance_file",
    "keep_reading",
    "keep_seal",
    "move_follow_up",
    "move_meeting",
    "number_agreement",
    "record_agreement",
    "record_attendance",
    "record_attendance_list",
    "record_follow_up",
    "record_meeting",
    "record_ralat",
    "record_signatory",
    "record_wording",
    "remind_signatories",
    "remove_attendance",
    "remove_follow_up_evidence",
    "remove_signatory",
    "renew_agreement",
    "replace_signatory",
    "restore",
    "sign_agreement",
    "sign_on_screen",
    "sign_ralat",
    "start_check",
    "start_drawing",
    "take_up",
]
