"""The tables of legal moves: of a usulan until the forum takes it up, and of an OPD's answer."""

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
