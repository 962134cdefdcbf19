from plans.models.allocation import AllocationRun, Proposal
from plans.models.attachment import HeldAttachment
from plans.models.check import CheckDismissal
from plans.models.execution import Execution
from plans.models.kamus import KamusEntry, PassedWord
from plans.models.merge import PlannedMerge
from plans.models.nomenclature import Nomenclature
from plans.models.outcome import Outcome, Portion
from plans.models.plan import CarriedUsulan, EarlierHelp, Kelompok, LivelihoodPlan
from plans.models.referral import Answer, Referral
from plans.models.support import Support, SupportItem
from plans.models.usulan import Attachment, Usulan
from plans.models.window import PlanningWindow
from plans.models.workplan import Activity, ActivityFigures, Lokus, Workplan

__all__ = [
    "Activity",
    "ActivityFigures",
    "AllocationRun",
    "Answer",
    "Attachment",
    "CarriedUsulan",
    "CheckDismissal",
    "EarlierHelp",
    "Execution",
    "HeldAttachment",
    "KamusEntry",
    "Kelompok",
    "LivelihoodPlan",
    "Lokus",
    "Nomenclature",
    "Outcome",
    "PassedWord",
    "PlannedMerge",
    "PlanningWindow",
    "Portion",
    "Proposal",
    "Referral",
    "Support",
    "SupportItem",
    "Usulan",
    "Workplan",
]
