"""The tables of legal moves of meetings, their agendas, agreements and follow-ups."""

from forum.choices import TonedChoices
from forum.transitions import Move


class MeetingStatus(TonedChoices):
    DRAFT = "draft", "draft", "Draf"
    INVITED = "invited", "waiting", "Diundang"
    RUNNING = "running", "waiting", "Berlangsung"
    MINUTES = "minutes", "waiting", "Notulen"
    REVIEW = "review", "waiting", "Menunggu pengesahan"
    APPROVED = "approved", "good", "Disahkan"
    CANCELLED = "cancelled", "bad", "Dibatalkan"


M = MeetingStatus
MEETING_MOVES = {
    "invite": Move(frozenset({M.DRAFT}), M.INVITED),
    "open": Move(frozenset({M.DRAFT, M.INVITED}), M.RUNNING),
    "close": Move(frozenset({M.RUNNING}), M.MINUTES),
    "reopen": Move(frozenset({M.MINUTES}), M.RUNNING),
    "submit": Move(frozenset({M.MINUTES}), M.REVIEW),
    "return": Move(frozenset({M.REVIEW}), M.MINUTES),
    "approve": Move(frozenset({M.MINUTES, M.REVIEW}), M.APPROVED),
    "cancel": Move(frozenset({M.DRAFT, M.INVITED}), M.CANCELLED),
}
# Records of a meeting (attendance, decisions, follow-ups) are open until it is approved; no order is forced.
RECORDING = frozenset({M.DRAFT, M.INVITED, M.RUNNING, M.MINUTES})
TO_BE_HELD = RECORDING - {M.MINUTES}
# Until then people are invited, and answer.
NOT_BEGUN = frozenset({M.DRAFT, M.INVITED})
# The minutes are written from the opening on, until they are laid before the chair.
WRITING_MINUTES = frozenset({M.RUNNING, M.MINUTES})
UNAPPROVED = frozenset({M.MINUTES, M.REVIEW})

# What a meeting waits for, in the words of its page; the other states wait for nothing.
MEETING_NEXT_STEPS = {
    M.DRAFT: "Lengkapi agenda dan tempat, lalu undang peserta.",
    M.INVITED: "Menunggu hari rapat.",
    M.RUNNING: "Sekretariat mencatat kehadiran dan keputusan, lalu mengakhiri rapat.",
    M.MINUTES: "Sekretariat melengkapi notulen, lalu mengajukannya kepada pimpinan rapat.",
    M.REVIEW: "Pimpinan rapat membaca notulen, lalu mengesahkan atau mengembalikannya.",
}


class AgendaStatus(TonedChoices):
    PLANNED = "planned", "draft", "Direncanakan"
    DONE = "done", "good", "Dibahas"
    NOT_REACHED = "not_reached", "waiting", "Belum sempat dibahas"


A = AgendaStatus
AGENDA_MOVES = {
    "discuss": Move(frozenset({A.PLANNED, A.NOT_REACHED}), A.DONE),
    "put_off": Move(frozenset({A.PLANNED, A.DONE}), A.NOT_REACHED),
    "reopen": Move(frozenset({A.DONE, A.NOT_REACHED}), A.PLANNED),
}


class AgreementStatus(TonedChoices):
    DRAFT = "draft", "draft", "Draf"
    FINAL = "final", "waiting", "Final, menunggu tanda tangan"
    SIGNED = "signed", "good", "Ditandatangani"
    REPLACED = "replaced", "moved", "Diganti versi baru"
    CANCELLED = "cancelled", "bad", "Dibatalkan"


G = AgreementStatus
AGREEMENT_MOVES = {
    "finalise": Move(frozenset({G.DRAFT}), G.FINAL),
    "sign": Move(frozenset({G.FINAL}), G.SIGNED),
    "replace": Move(frozenset({G.FINAL, G.SIGNED}), G.REPLACED),
    "cancel": Move(frozenset({G.DRAFT, G.FINAL}), G.CANCELLED),
}

AGREEMENT_NEXT_STEPS = {
    G.DRAFT: "Periksa isi dan penanda tangan, lalu tetapkan final.",
    G.FINAL: "Menunggu tanda tangan: di layar, atau di atas kertas yang lalu dipindai dan diunggah.",
}


class SignatureStatus(TonedChoices):
    WAITING = "waiting", "waiting", "Menunggu"
    SCREEN = "screen", "good", "Ditandatangani di layar"
    INK = "ink", "good", "Ditandatangani dengan tinta"
    DECLINED = "declined", "bad", "Menolak"
    CLOSED = "closed", "neutral", "Tidak menandatangani"
    REPLACED = "replaced", "moved", "Digantikan"


N = SignatureStatus
SIGNATURE_MOVES = {
    "sign_on_screen": Move(frozenset({N.WAITING}), N.SCREEN),
    "sign_in_ink": Move(frozenset({N.WAITING}), N.INK),
    "decline": Move(frozenset({N.WAITING}), N.DECLINED),
    "await": Move(frozenset({N.DECLINED}), N.WAITING),
    "close": Move(frozenset({N.WAITING, N.DECLINED}), N.CLOSED),
    "replace": Move(frozenset({N.WAITING, N.DECLINED}), N.REPLACED),
}
SIGNED = frozenset({N.SCREEN, N.INK})
# Nothing more is expected of these: once all are settled the agreement is signed.
SETTLED = SIGNED | {N.CLOSED, N.REPLACED}
# How far a signature reaches, as the law tells them apart; certified (c) is not given by this application.
SIGNATURE_LEVELS = {N.INK: "tingkat a: tinta, dipindai", N.SCREEN: "tingkat b: di layar, disegel aplikasi"}


class RalatStatus(TonedChoices):
    WAITING = "waiting", "waiting", "Menunggu tanda tangan"
    SIGNED = "signed", "good", "Ditandatangani"
    CANCELLED = "cancelled", "bad", "Dibatalkan"


R = RalatStatus
RALAT_MOVES = {
    "sign": Move(frozenset({R.WAITING}), R.SIGNED),
    "cancel": Move(frozenset({R.WAITING}), R.CANCELLED),
}


class FollowUpStatus(TonedChoices):
    OPEN = "open", "waiting", "Belum"
    RUNNING = "running", "waiting", "Berjalan"
    DONE = "done", "good", "Selesai"
    IMPOSSIBLE = "impossible", "bad", "Tidak dapat dilaksanakan"


F = FollowUpStatus
FOLLOW_UP_MOVES = {
    "start": Move(frozenset({F.OPEN}), F.RUNNING),
    "finish": Move(frozenset({F.OPEN, F.RUNNING}), F.DONE),
    "give_up": Move(frozenset({F.OPEN, F.RUNNING}), F.IMPOSSIBLE),
    "reopen": Move(frozenset({F.DONE, F.IMPOSSIBLE}), F.OPEN),
}
UNFINISHED = frozenset({F.OPEN, F.RUNNING})
