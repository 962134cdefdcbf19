"""What a usulan waits for, as one sentence for whoever opens it."""

from collections.abc import Sequence
from datetime import date

from forum.templatetags.house import angka, tanggal
from plans.models import Outcome, Referral, Usulan


def next_step(
    usulan: Usulan,
    referrals: Sequence[Referral],
    outcomes: Sequence[Outcome],
    *,
    reopened: Sequence[Outcome] = (),
    today: date,
) -> str:
    """
    Return who does what next.

    `referrals` come with `with_answers()`; `outcomes` are those that stand, the latest year last;
    `reopened` those that lost their pagu, with nothing decided since.
    """
    camat = f"Camat {usulan.desa.kecamatan}"
    if usulan.is_editable:
        if missing := usulan.missing_for_submission():
            return f"Lengkapi dahulu: {', '.join(missing)}."
        if usulan.is_returned:
            return "Perbaiki menurut catatan di bawah, lalu ajukan lagi."
        return f"Isian lengkap. Ajukan agar diverifikasi {camat}."
    if not usulan.is_verified:
        return f"Menunggu verifikasi {camat}."
    asked = [referral for referral in referrals if referral.is_open]
    if waiting := [referral for referral in asked if not referral.is_answered]:
        return f"Belum dijawab {'; '.join(_waited(referral, today) for referral in waiting)}."
    if asked:
        return "Sudah dijawab OPD. Menunggu pembahasan forum."
    if reopened:
        lost = reopened[-1]
        document = lost.portions.all()[0].lost_document
        return f"Pagunya hilang dalam {document}. Dibahas kembali untuk tahun {lost.fiscal_year}."
    if not outcomes:
        return "Menunggu diteruskan ke OPD."
    latest = outcomes[-1]
    if latest.target_year:
        return f"Dibahas kembali untuk tahun {latest.target_year}."
    if reported := [portion for portion in latest.portions.all() if portion.execution]:
        told = "; ".join(f"{portion.activity.opd}: {portion.execution_state.label.lower()}" for portion in reported)
        return f"Pelaksanaan tahun {latest.fiscal_year}: {told}."
    return f"Sudah diputuskan forum untuk tahun {latest.fiscal_year}."


def _waited(referral: Referral, today: date) -> str:
    return f"{referral.opd}, {angka(referral.days_waiting(today))} hari, tenggat {tanggal(referral.due_on)}"
