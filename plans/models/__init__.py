from plans.models.outcome import Answer, Outcome, Portion, Referral
from plans.models.usulan import Attachment, Kelompok, LivelihoodPlan, Usulan
from plans.models.workplan import Activity, ActivityFigures, Lokus, WorkplanImport

__all__ = [
    "Activity",
    "ActivityFigures",
    "Answer",
    "Attachment",
    "Kelompok",
    "LivelihoodPlan",
    "Lokus",
    "Outcome",
    "Portion",
    "Referral",
    "Usulan",
    "WorkplanImport",
]
