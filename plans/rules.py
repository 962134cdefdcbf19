"""Who may do what with plans, usulan and workplans: role and legal status, nothing else."""

from forum.rules import (
    enters_for_villages,
    heads_opd,
    is_camat,
    is_camat_of,
    is_opd_officer,
    is_secretariat,
    same_kabupaten,
    speaks_for_desa,
    works_for_opd,
)
from plans.status import ANSWER_MOVES, EDITABLE, SUPPORT_MOVES, USULAN_MOVES

# What the village itself tells of a package; every other step is the secretariat's.
REPORTED = frozenset({"deliver", "finish"})


def can_enter_for_desa(user, desa) -> bool:
    """Plans and usulan of a desa are entered by those who speak for it, or by the secretariat for them."""
    return speaks_for_desa(user, desa) or is_secretariat(user, desa)


def can_enter_usulan(user) -> bool:
    """Say whether the user enters for any desa at all; which one, `can_enter_for_desa` tells."""
    return enters_for_villages(user) or is_secretariat(user)


def can_edit_usulan(user, usulan) -> bool:
    return usulan.status in EDITABLE and can_enter_for_desa(user, usulan.desa)


def can_submit_usulan(user, usulan) -> bool:
    return USULAN_MOVES["submit"].starts_from(usulan.status) and can_enter_for_desa(user, usulan.desa)


def can_recall_usulan(user, usulan) -> bool:
    return USULAN_MOVES["recall"].starts_from(usulan.status) and can_enter_for_desa(user, usulan.desa)


def can_discard_usulan(user, usulan) -> bool:
    """Only what was never submitted may vanish."""
    return usulan.submitted_at is None and can_edit_usulan(user, usulan)


def can_attach(user, usulan, portion=None, *, today) -> bool:
    """Papers come from who enters for the desa; evidence of what was carried out of a portion from who reports it."""
    return can_report_execution(user, portion, today=today) if portion else can_enter_for_desa(user, usulan.desa)


def can_decide_held(user, held) -> bool:
    """A file in which numbers were found is nobody's business but his who uploaded it."""
    return held.by_id == user.pk


def can_remove_attachment(user, attachment, *, today) -> bool:
    """What was handed in with a usulan stays; evidence may be mistaken."""
    if attachment.portion:
        return can_report_execution(user, attachment.portion, today=today)
    return can_edit_usulan(user, attachment.usulan)


def can_return_usulan(user, usulan) -> bool:
    return USULAN_MOVES["return"].starts_from(usulan.status) and (
        is_camat_of(user, usulan.desa) or is_secretariat(user, usulan)
    )


def can_verify_usulan(user, usulan) -> bool:
    """The camat verifies; the secretariat may pass over a missing verification, with a reason."""
    return USULAN_MOVES["verify"].starts_from(usulan.status) and (
        is_camat_of(user, usulan.desa) or is_secretariat(user, usulan)
    )


def can_plan_merge(user, usulan) -> bool:
    """The camat or the secretariat lays before the forum that verified usulan become one; the forum decides."""
    return usulan.is_verified and (is_camat_of(user, usulan.desa) or is_secretariat(user, usulan))


def must_explain_verification(user, usulan) -> bool:
    return not is_camat_of(user, usulan.desa)


def can_order_desa(user, desa) -> bool:
    return can_enter_for_desa(user, desa)


def can_order_kecamatan(user, kecamatan) -> bool:
    return is_secretariat(user, kecamatan) or (
        same_kabupaten(user, kecamatan) and user.kecamatan_id == kecamatan.pk and not enters_for_villages(user)
    )


def can_hand_over(user, opd) -> bool:
    """What a closed OPD planned and was asked goes on with its successors by the secretariat's hand."""
    return is_secretariat(user, opd) and opd.closed_on is not None


def can_manage_workplan(user, opd, *, today) -> bool:
    """Activities, figures and lokus of an OPD: its desk, its head, or the secretariat."""
    return works_for_opd(user, opd) or is_secretariat(user, opd) or heads_opd(user, opd, today=today)


def can_enter_workplan(user, *, today) -> bool:
    """Say whether the user keeps the workplan of any OPD at all; of which, `can_manage_workplan` tells."""
    return can_use_inbox(user, today=today)


def can_use_inbox(user, *, today) -> bool:
    return can_see_every_inbox(user) or bool(opd_of_inbox(user, today=today))


def can_refer(user) -> bool:
    """Say whether the user refers usulan at all; which one, `can_refer_usulan` tells."""
    return is_secretariat(user)


def can_refer_usulan(user, usulan) -> bool:
    """The secretariat refers what the kecamatan has verified (or what it verified itself, with a reason)."""
    return is_secretariat(user, usulan) and usulan.is_verified


def can_withdraw_referral(user, referral) -> bool:
    return is_secretariat(user, referral) and referral.is_open


def can_draft_answer(user, referral, *, today) -> bool:
    return referral.is_open and (works_for_opd(user, referral.opd) or heads_opd(user, referral.opd, today=today))


def can_accept_answer(user, answer, *, today) -> bool:
    """The head of the OPD on that day accepts what the desk drafted; then it is locked."""
    return (
        answer.referral.is_open
        and ANSWER_MOVES["accept"].starts_from(answer.status)
        and heads_opd(user, answer.referral.opd, today=today)
    )


def can_read_draft_answer(user, referral, *, today) -> bool:
    """A draft is the OPD's own until its head sends it; the secretariat sees only that there is one."""
    return works_for_opd(user, referral.opd) or heads_opd(user, referral.opd, today=today)


def can_send_answer(user, referral, *, today) -> bool:
    """The head may write and send in one step."""
    return referral.is_open and heads_opd(user, referral.opd, today=today)


def can_see_every_inbox(user) -> bool:
    return is_secretariat(user)


def opd_of_inbox(user, *, today) -> set[int]:
    """Return the keys of the OPD for which the user drafts or accepts answers on that day."""
    return opd_headed_by(user, today=today) | ({user.opd_id} if is_opd_officer(user) else set())


def opd_headed_by(user, *, today) -> set[int]:
    return {jabatan.opd_id for jabatan in user.jabatan_on(today) if jabatan.is_head and jabatan.opd_id}


def can_record_outcome(user, usulan) -> bool:
    """The forum's decision is written down by its secretariat."""
    return is_secretariat(user, usulan) and usulan.is_verified


def can_report_execution(user, portion, *, today) -> bool:
    """What became of an agreement is reported by the OPD that carries it out, or by the secretariat for it."""
    return portion.stands and can_manage_workplan(user, portion.activity.opd, today=today)


def can_check_execution(user, portion, *, today) -> bool:
    """What was handed over is looked at again by who enters for the desa, or by who reports."""
    report = portion.execution
    if not (portion.stands and report and report.bast_on):
        return False
    desa = portion.outcome.usulan.desa
    return can_enter_for_desa(user, desa) or can_report_execution(user, portion, today=today)


def can_attach_promised(user) -> bool:
    """Say whether the user attaches at all; whether to this usulan, `can_record_outcome` tells."""
    return is_secretariat(user)


def can_reopen_portions(user, activity=None) -> bool:
    """Of what is agreed on an activity that was cut, the secretariat says which loses its pagu."""
    return is_secretariat(user, activity)


def can_allocate(user, run=None) -> bool:
    """The secretariat has the year's lokus shared out, as a proposal to the forum."""
    return is_secretariat(user, run)


def can_edit_kamus(user, entry=None) -> bool:
    """The secretariat writes the kamus of its kabupaten; everybody in the forum reads it."""
    return is_secretariat(user, entry)


def can_edit_support(user, support) -> bool:
    """A package is written by who enters for its desa, or by the secretariat, until it is handed over."""
    return support.is_open and can_enter_for_desa(user, support.desa)


def can_move_support(user, support, move: str) -> bool:
    """Who enters for the desa reports handover and result; the programme's own steps are the secretariat's."""
    may = can_enter_for_desa(user, support.desa) if move in REPORTED else is_secretariat(user, support)
    return may and SUPPORT_MOVES[move].starts_from(support.status)


def can_check_support(user, support) -> bool:
    return support.is_handed_over and can_enter_for_desa(user, support.desa)


def can_see_checks(user) -> bool:
    """What is checked before a meeting: the secretariat for its kabupaten, a camat for his kecamatan."""
    return is_secretariat(user) or is_camat(user)


def can_dismiss_check(user, usulan=None) -> bool:
    return is_secretariat(user, usulan)


def can_edit_calendar(user, obj=None) -> bool:
    """The secretariat keeps the calendar of the planning year; everybody in the kabupaten reads it."""
    return is_secretariat(user, obj)
