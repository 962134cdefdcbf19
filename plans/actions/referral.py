"""Writes between the forum and an OPD: the question, the desk's draft, the head's acceptance."""

from django.db import IntegrityError, transaction

from forum.log import log
from forum.rules import head_of_opd, require
from forum.templatetags.house import rupiah
from forum.transitions import MoveRefused, apply_move
from plans import rules
from plans.choices import OutcomeKind
from plans.models import Answer, Referral, Usulan

NOT_READY = "Hanya usulan yang sudah diverifikasi yang dapat diteruskan ke OPD, oleh sekretariat forum."
HEAD_ONLY = "Hanya kepala OPD yang dapat menerima jawaban ini. Mintalah kepala OPD; draf Anda tetap tersimpan."
NOT_ASKED = "Usulan ini tidak menunggu jawaban OPD Anda."


class DraftChanged(MoveRefused):
    """Somebody wrote the draft after the person read it; `draft` is what it says now, or None if it was sent."""

    def __init__(self, draft: Answer | None):
        super().__init__("Draf jawaban ini baru saja diubah rekan Anda. Baca draf yang sekarang sebelum melanjutkan.")
        self.draft = draft


@transaction.atomic
def refer_usulan(
    usulan: Usulan, opd, fiscal_year: int, *, due_on, by, today, note: str = "", basis: str = ""
) -> Referral:
    """
    Ask an OPD whether it serves a usulan in a fiscal year, with an answer due by `due_on`.

    `basis` says in words where that day comes from; only the log keeps it, for the meeting it names may move.

    :raises MoveRefused: if the usulan is not verified, or that OPD has already been asked.
    """
    require(rules.can_refer_usulan(by, usulan), NOT_READY)
    if opd.kabupaten_id != usulan.kabupaten_id:
        raise MoveRefused("OPD itu bukan OPD kabupaten ini.")
    if due_on < today:
        raise MoveRefused("Tenggat jawaban harus hari ini atau sesudahnya.")
    # Who returns the usulan to its desa at the same moment locks the same row.
    if not Usulan.objects.select_for_update().get(pk=usulan.pk).is_verified:
        raise MoveRefused("Usulan ini baru saja dikembalikan ke desa. Muat ulang halaman.")
    referral = Referral(
        kabupaten_id=usulan.kabupaten_id,
        usulan=usulan,
        opd=opd,
        fiscal_year=fiscal_year,
        asked_on=today,
        due_on=due_on,
        note=note.strip(),
    )
    try:
        with transaction.atomic():
            referral.save()
    except IntegrityError:
        raise MoveRefused(f"Usulan ini sudah diteruskan ke {opd} untuk tahun {fiscal_year}.") from None
    log(
        "usulan.refer",
        usulan,
        by=by,
        note=referral.note,
        after={"opd": opd.name, "fiscal_year": fiscal_year, "due_on": due_on, "basis": basis},
    )
    return referral


def refer_several(pairs, fiscal_year: int, *, due_on, by, today, note: str = "", basis: str = "") -> list:
    """
    Ask about several usulan at once: `pairs` are a usulan and the OPD to be asked.

    Each stands for itself: returns those that could not be referred, as (usulan, why).
    """
    refused = []
    for usulan, opd in pairs:
        try:
            refer_usulan(usulan, opd, fiscal_year, due_on=due_on, note=note, basis=basis, by=by, today=today)
        except MoveRefused as exc:
            refused.append((usulan, str(exc)))
    return refused


@transaction.atomic
def withdraw_referral(referral: Referral, *, by, today) -> None:
    """Take a question back; what the OPD had written stays in the record."""
    require(rules.can_withdraw_referral(by, referral))
    if not Referral.objects.open().filter(pk=referral.pk).update(closed_on=today):
        raise MoveRefused("Penerusan ini sudah selesai.")
    referral.closed_on = today
    log(
        "usulan.withdraw_referral",
        referral.usulan,
        by=by,
        after={"opd": referral.opd.name, "fiscal_year": referral.fiscal_year},
    )


@transaction.atomic
def draft_answer(referral: Referral, answer: Answer, *, by, today, seen: str | None = None) -> Answer:
    """
    Write the OPD's draft, over the one there is; an answer already sent stands until the draft is sent too.

    `seen` is the fingerprint of the draft that the person had before him, "" where there was none; None
    (from a command) overwrites whatever there is.

    :raises DraftChanged: if somebody else wrote meanwhile.
    :raises MoveRefused: if the referral is closed, the answer lacks what its kind must carry, or its activity
        has no lokus or pagu left for this usulan.
    """
    require(rules.can_draft_answer(by, referral, today=today), NOT_ASKED)
    _lock(referral)
    draft = referral.answers.drafts().first()
    if seen is not None and seen != (draft.fingerprint if draft else ""):
        raise DraftChanged(draft)
    _check(referral, answer)
    answer.pk = draft and draft.pk
    answer.referral, answer.kabupaten_id = referral, referral.kabupaten_id
    answer.save()
    log(
        "usulan.draft_answer",
        referral.usulan,
        by=by,
        after={"opd": referral.opd.name, "fiscal_year": referral.fiscal_year},
    )
    return answer


@transaction.atomic
def accept_answer(answer: Answer, *, by, today, seen: str | None = None) -> None:
    """
    Let the head of the OPD send the drafted answer to the forum; it takes the place of an earlier one.

    `seen` is the fingerprint of the draft that the head read (None: whatever it says now).

    :raises DraftChanged: if the draft was changed after the head read it.
    :raises MoveRefused: if the referral is closed, the draft was sent meanwhile, or lokus or pagu are gone.
    """
    referral = answer.referral
    require(rules.can_accept_answer(by, answer, today=today), HEAD_ONLY)
    _lock(referral)
    answer.refresh_from_db()
    if seen is not None and seen != answer.fingerprint:
        raise DraftChanged(answer)
    _check(referral, answer)
    referral.answers.current().update(is_current=False)
    apply_move(answer, "accept", by=by, is_current=True)
    head = head_of_opd(by, referral.opd, today=today)
    log("usulan.answer", referral.usulan, by=by, note=answer.explanation, after=_facts(answer), actor=str(head))


@transaction.atomic
def send_answer(referral: Referral, answer: Answer, *, by, today, seen: str | None = None) -> Answer:
    """Write the answer and send it at once: what a head does who answers himself. See also: draft_answer."""
    require(rules.can_send_answer(by, referral, today=today), HEAD_ONLY)
    draft_answer(referral, answer, by=by, today=today, seen=seen)
    accept_answer(answer, by=by, today=today)
    return answer


def accept_answers(read, *, by, today) -> list[tuple[Referral, str]]:
    """
    Send several drafts, each as it was read: `read` are pairs of a draft and its fingerprint then.

    Each stands for itself: returns those that could not be sent, with why.
    """
    refused = []
    for answer, seen in read:
        try:
            accept_answer(answer, seen=seen, by=by, today=today)
        except MoveRefused as exc:
            refused.append((answer.referral, str(exc)))
    return refused


def refuse_referrals(referrals, *, reason: str, explanation: str, sends: bool, by, today) -> list[tuple[Referral, str]]:
    """
    Answer "tidak disepakati" to several, for the same reason: as drafts, or (`sends`, by the head) at once.

    Nothing that a colleague drafted meanwhile is overwritten. Returns those that were not answered, with why.
    """
    write = send_answer if sends else draft_answer
    refused = []
    for referral in referrals:
        answer = Answer(kind=OutcomeKind.REFUSED, reason=reason, explanation=explanation)
        try:
            write(referral, answer, seen="", by=by, today=today)
        except MoveRefused as exc:
            refused.append((referral, str(exc)))
    return refused


def _check(referral: Referral, answer: Answer) -> None:
    if faults := answer.missing():
        raise MoveRefused(" ".join(faults.values()))
    if answer.target_year and answer.target_year <= referral.fiscal_year:
        raise MoveRefused(f"Tahun tujuan harus sesudah {referral.fiscal_year}.")
    if answer.target_opd_id == referral.opd_id:
        raise MoveRefused("Pilih OPD lain: usulan ini sudah berada pada OPD Anda.")
    if answer.serves:
        _check_activity(referral, answer.activity, answer.amount)


def _check_activity(referral: Referral, activity, amount: int) -> None:
    """An answer holds nothing yet, but it must not promise what is no longer there."""
    if (activity.opd_id, activity.fiscal_year) != (referral.opd_id, referral.fiscal_year):
        raise MoveRefused(f"Pilih sub kegiatan OPD Anda untuk tahun {referral.fiscal_year}.")
    if not activity.lokus.fitting(referral.usulan.desa).exists():
        raise MoveRefused(
            f"Sub kegiatan ini tidak mempunyai lokus terbuka bagi {referral.usulan.desa.full_name}. "
            "Pilih kegiatan lain, tambahkan lokus, atau tunda ke tahun berikutnya."
        )
    if amount > activity.pagu_left:
        raise MoveRefused(
            f"Sisa pagu sub kegiatan ini {rupiah(max(0, activity.pagu_left))}. Kurangi jumlahnya, pilih kegiatan lain, "
            "atau tunda ke tahun berikutnya."
        )


def _lock(referral: Referral) -> None:
    """The row of the referral orders all who write its answers; refuse once the forum or a withdrawal closed it."""
    if not Referral.objects.select_for_update().get(pk=referral.pk).is_open:
        raise MoveRefused("Penerusan ini sudah ditutup; jawaban tidak diperlukan lagi.")


def _facts(answer: Answer) -> dict:
    """What the trace tells of an answer: names as they are today, no person."""
    return {
        "opd": answer.referral.opd.name,
        "fiscal_year": answer.referral.fiscal_year,
        "kind": answer.kind,
        "detail": answer.detail,
        "activity": str(answer.activity or ""),
        "amount": answer.amount,
    }
