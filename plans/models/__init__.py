from plans.models.allocation import AllocationRun, Proposal
from plans.models.kamus import KamusEntry
from plans.models.nomenclature import Nomenclature
from plans.models.outcome import Answer, Outcome, Portion, Referral
from plans.models.usulan import Attachment, Kelompok, LivelihoodPlan, Usulan
from plans.models.workplan import Activity, ActivityFigures, Lokus, WorkplanImport

__all__ = [
    "Activity",
    "ActivityFigures",
    "AllocationRun",
    "Answer",
    "Attachment",
    "KamusEntry",
    "Kelompok",
    "LivelihoodPlan",
    "Lokus",
    "Nomenclature",
    "Outcome",
    "Portion",
    "Proposal",
    "Referral",
    "Usulan",
    "WorkplanImport",
]
