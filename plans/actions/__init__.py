"""Every write of plans that has a consequence: rule, check, save, log, in one transaction."""

from plans.actions.allocation import apply_allocation, keep_allocation, start_allocation, tick_proposals
from plans.actions.kamus import record_kamus_entry, remove_kamus_entry
from plans.actions.nomenclature import record_nomenclature
from plans.actions.outcome import PortionDraft, record_outcome, return_lokus, take_lokus
from plans.actions.referral import (
    DraftChanged,
    accept_answer,
    draft_answer,
    refer_usulan,
    send_answer,
    withdraw_referral,
)
from plans.actions.usulan import (
    add_attachment,
    discard_usulan,
    order_usulan_of_desa,
    order_usulan_of_kecamatan,
    recall_usulan,
    record_kelompok,
    record_plan,
    record_usulan,
    remove_attachment,
    return_usulan,
    submit_usulan,
    verify_usulan,
)
from plans.actions.workplan import (
    apply_workplan,
    keep_workplan,
    offer_lokus,
    put_stage_in_force,
    record_activity,
    withdraw_lokus,
)

__all__ = [
    "DraftChanged",
    "PortionDraft",
    "accept_answer",
    "add_attachment",
    "apply_allocation",
    "apply_workplan",
    "discard_usulan",
    "draft_answer",
    "keep_allocation",
    "keep_workplan",
    "offer_lokus",
    "order_usulan_of_desa",
    "order_usulan_of_kecamatan",
    "put_stage_in_force",
    "recall_usulan",
    "record_activity",
    "record_kamus_entry",
    "record_kelompok",
    "record_nomenclature",
    "record_outcome",
    "record_plan",
    "record_usulan",
    "refer_usulan",
    "remove_attachment",
    "remove_kamus_entry",
    "return_lokus",
    "return_usulan",
    "send_answer",
    "start_allocation",
    "submit_usulan",
    "take_lokus",
    "tick_proposals",
    "verify_usulan",
    "withdraw_lokus",
    "withdraw_referral",
]
