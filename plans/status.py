"""The tables of legal moves: of a usulan until the forum takes it up, of an OPD's answer, of a package."""

from forum.choices import TonedChoices
from forum.transitions import Move


class UsulanStatus(TonedChoices):
    DRAFT = "draft", "draft", "Draf"
    SUBMITTED = "submitted", "waiting", "Diajukan"
    RETURNED = "returned", "bad", "Dikembalikan"
    VERIFIED = "verified", "good", "Diverifikasi kecamatan"


S = UsulanStatus
USULAN_MOVES = {
    "submit": Move(frozenset({S.DRAFT, S.RETURNED}), S.SUBMITTED),
    "recall": Move(frozenset({S.SUBMITTED}), S.DRAFT),
    "return": Move(frozenset({S.SUBMITTED, S.VERIFIED}), S.RETURNED),
    "verify": Move(frozenset({S.SUBMITTED}), S.VERIFIED),
    # A usulan that the kecamatan or the secretariat makes out of several verified ones, and takes apart again.
    "join": Move(frozenset({S.DRAFT}), S.VERIFIED),
    "split": Move(frozenset({S.VERIFIED}), S.DRAFT),
}
EDITABLE = frozenset({S.DRAFT, S.RETURNED})
# What the whole forum sees; a draft is its writers' own.
SHARED = frozenset({S.SUBMITTED, S.RETURNED, S.VERIFIED})
# What the forum plans with.
ASKED = frozenset({S.SUBMITTED, S.VERIFIED})


class AnswerStatus(TonedChoices):
    DRAFT = "draft", "draft", "Draf"
    SENT = "sent", "good", "Terkirim"


A = AnswerStatus
ANSWER_MOVES = {
    "accept": Move(frozenset({A.DRAFT}), A.SENT),
}


class SupportStatus(TonedChoices):
    PROPOSED = "proposed", "draft", "Proposal"
    PROCURED = "procured", "waiting", "Pengadaan"
    DELIVERED = "delivered", "waiting", "Didistribusi"
    FINISHED = "finished", "good", "Selesai"
    CANCELLED = "cancelled", "bad", "Dibatalkan"


P = SupportStatus
SUPPORT_MOVES = {
    "procure": Move(frozenset({P.PROPOSED}), P.PROCURED),
    # Also straight from the proposal: what was handed over long ago is entered in one step.
    "deliver": Move(frozenset({P.PROPOSED, P.PROCURED}), P.DELIVERED),
    "retract": Move(frozenset({P.DELIVERED}), P.PROCURED),
    "finish": Move(frozenset({P.DELIVERED}), P.FINISHED),
    "reopen": Move(frozenset({P.FINISHED}), P.DELIVERED),
    "cancel": Move(frozenset({P.PROPOSED, P.PROCURED}), P.CANCELLED),
    "resume": Move(frozenset({P.CANCELLED}), P.PROPOSED),
}
# What it is to hold may be written until it is handed over: then the BAST speaks.
SUPPORT_OPEN = frozenset({P.PROPOSED, P.PROCURED})
HANDED_OVER = frozenset({P.DELIVERED, P.FINISHED})
# A training is prepared and held, not bought and handed out.
TRAINING_LABELS = {P.PROCURED: "Persiapan", P.DELIVERED: "Dilaksanakan"}
