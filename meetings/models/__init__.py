from meetings.models.agenda import AgendaItem
from meetings.models.agreement import Agreement, AgreementItem, Paper, PaperDamaged
from meetings.models.attendance_file import AttendanceFile
from meetings.models.evidence import FollowUpEvidence
from meetings.models.floor import Floor
from meetings.models.follow_up import FollowUp
from meetings.models.invitation import Invitation, InvitationLetter, with_invited
from meetings.models.meeting import Attendance, Decision, Meeting
from meetings.models.minute import Minute, MinuteCorrection, MinutesApproval
from meetings.models.paper_check import PaperCheck
from meetings.models.paper_request import DrawingState, PaperRequest
from meetings.models.ralat import Ralat
from meetings.models.seal import Seal
from meetings.models.signatory import Signatory
from meetings.models.wording import Emblem, Wording

__all__ = [
    "AgendaItem",
    "Agreement",
    "AgreementItem",
    "Attendance",
    "AttendanceFile",
    "Decision",
    "DrawingState",
    "Emblem",
    "Floor",
    "FollowUp",
    "FollowUpEvidence",
    "Invitation",
    "InvitationLetter",
    "Meeting",
    "Minute",
    "MinuteCorrection",
    "MinutesApproval",
    "Paper",
    "PaperCheck",
    "PaperDamaged",
    "PaperRequest",
    "Ralat",
    "Seal",
    "Signatory",
    "Wording",
    "with_invited",
]
