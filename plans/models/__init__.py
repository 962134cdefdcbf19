from plans.models.nomenclature import Nomenclature
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
    "Nomenclature",
    "Outcome",
    "Portion",
    "Referral",
    "Usulan",
    "WorkplanImport",
]
