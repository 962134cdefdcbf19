from meetings.models.agreement import Agreement, AgreementItem, Paper, PaperDamaged, Signatory
from meetings.models.meeting import Attendance, Decision, FollowUp, Meeting

__all__ = [
    "Agreement",
    "AgreementItem",
    "Attendance",
    "Decision",
    "FollowUp",
    "Meeting",
    "Paper",
    "PaperDamaged",
    "Signatory",
]
