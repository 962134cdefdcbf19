"""Every write of plans that has a consequence: rule, check, save, log, in one transaction."""

from plans.actions.allocation import apply_allocation, keep_allocation, start_allocation, tick_proposals
from plans.actions.attachment import (
    add_attachment,
    drop_held,
    forget_held,
    hold_attachment,
    keep_held,
    remove_attachment,
)
from plans.actions.check import dismiss_check, restore_check
from plans.actions.execution import check_execution, report_execution
from plans.actions.kamus import pass_word, record_kamus_entry, remove_kamus_entry
from plans.actions.merge import plan_merge, undo_merge
from plans.actions.nomenclature import record_nomenclature
from plans.actions.outcome import PortionDraft, record_outcome, return_lokus, take_lokus
from plans.actions.plan import (
    record_earlier_help,
    record_kelompok,
    record_plan,
    remove_earlier_help,
    revise_plan,
)
from plans.actions.promise import attach_promised
from plans.actions.referral import (
    DraftChanged,
    accept_answer,
    accept_answers,
    draft_answer,
    refer_several,
    refer_usulan,
    refuse_referrals,
    send_answer,
    withdraw_referral,
)
from plans.actions.reminder import remind_offices
from plans.actions.reopening import reopen_portions, restore_portion
from plans.actions.succession import hand_over
from plans.actions.support import (
    check_support,
    correct_handover,
    deliver_support,
    finish_support,
    move_support,
    record_support,
)
from plans.actions.usulan import (
    discard_usulan,
    order_usulan_of_desa,
    order_usulan_of_kecamatan,
    recall_usulan,
    record_usulan,
    return_usulan,
    submit_usulan,
    verify_usulan,
)
from plans.actions.window import propose_windows, record_window, remove_window
from plans.actions.workplan import offer_lokus, put_stage_in_force, record_activity, withdraw_lokus

__all__ = [
    "DraftChanged",
    "PortionDraft",
    "accept_answer",
    "accept_answers",
    "add_attachment",
    "apply_allocation",
    "attach_promised",
    "check_execution",
    "check_support",
    "correct_handover",
    "deliver_support",
    "discard_usulan",
    "dismiss_check",
    "draft_answer",
    "drop_held",
    "finish_support",
    "forget_held",
    "hand_over",
    "hold_attachment",
    "keep_allocation",
    "keep_held",
    "move_support",
    "offer_lokus",
    "order_usulan_of_desa",
    "order_usulan_of_kecamatan",
    "pass_word",
    "plan_merge",
    "propose_windows",
    "put_stage_in_force",
    "recall_usulan",
    "record_activity",
    "record_earlier_help",
    "record_kamus_entry",
    "record_kelompok",
    "record_nomenclature",
    "record_outcome",
    "record_plan",
    "record_support",
    "record_usulan",
    "record_window",
    "refer_several",
    "refer_usulan",
    "refuse_referrals",
    "remind_offices",
    "remove_attachment",
    "remove_earlier_help",
    "remove_kamus_entry",
    "remove_window",
    "reopen_portions",
    "report_execution",
    "restore_check",
    "restore_portion",
    "return_lokus",
    "return_usulan",
    "revise_plan",
    "send_answer",
    "start_allocation",
    "submit_usulan",
    "take_lokus",
    "tick_proposals",
    "undo_merge",
    "verify_usulan",
    "withdraw_lokus",
    "withdraw_referral",
]
