"""What can be chosen in the forum's records; stored codes are English, labels are what officers say."""

from django.db import models


class TonedChoices(models.TextChoices):
    """
    Text choices whose members also carry a `tone` for the badge: NAME = "code", "tone", "Label".

    Tones: "draft", "waiting", "good", "bad", "moved", "neutral" (templates/components/badge.html).
    """

    def __new__(cls, value, tone="neutral"):
        member = str.__new__(cls, value)
        member._value_ = value
        member.tone = tone
        return member


class NoticeState(TonedChoices):
    UNREAD = "unread", "waiting", "Belum dibaca"


class Role(models.TextChoices):
    """What a user enters; what he may accept, chair or sign follows from his jabatan of the day."""

    SECRETARIAT = "secretariat", "Sekretariat forum"
    OPD_OFFICER = "opd_officer", "Petugas OPD"
    FACILITATOR = "facilitator", "Fasilitator"
    CAMAT = "camat", "Camat"
    OBSERVER = "observer", "Pengamat"
    SYSTEM = "system", "Sistem"


class Zone(models.TextChoices):
    WIB = "Asia/Jakarta", "WIB"
    WITA = "Asia/Makassar", "WITA"
    WIT = "Asia/Jayapura", "WIT"


class PaperSize(models.TextChoices):
    A4 = "A4", "A4 (210 × 297 mm)"
    F4 = "F4", "F4 (215 × 330 mm)"


class DesaKind(models.TextChoices):
    DESA = "desa", "Desa"
    KELURAHAN = "kelurahan", "Kelurahan"


class TargetKind(models.TextChoices):
    """How a desa came under a programme."""

    START = "start", "Awal"
    REPLICATION = "replication", "Replikasi"


class Sex(models.TextChoices):
    MALE = "L", "Laki-laki"
    FEMALE = "P", "Perempuan"


class IncumbencyKind(models.TextChoices):
    DEFINITIVE = "definitive", "Definitif"
    PLT = "plt", "Plt."
    PLH = "plh", "Plh."


class Position(models.TextChoices):
    """Positions in the forum, in the order in which a decree lists them."""

    STEERING = "steering", "Pengarah"
    RESPONSIBLE = "responsible", "Penanggung Jawab"
    CHAIR = "chair", "Ketua"
    VICE_CHAIR = "vice_chair", "Wakil Ketua"
    SECRETARY = "secretary", "Sekretaris"
    MEMBER = "member", "Anggota"


class AccountState(TonedChoices):
    OPEN = "open", "good", "Dapat masuk"
    CLOSED = "closed", "neutral", "Ditutup"


class JabatanState(TonedChoices):
    HELD = "held", "good", "Terisi"
    VACANT = "vacant", "waiting", "Kosong"


class DesaState(TonedChoices):
    OPEN = "open", "good", "Berdiri"
    CLOSED = "closed", "neutral", "Tidak ada lagi"


class BreachState(TonedChoices):
    WAITING = "waiting", "waiting", "Yang bersangkutan belum diberi tahu"
    LATE = "late", "bad", "Belum diberi tahu, lewat 3 hari"
    TOLD = "told", "good", "Sudah diberi tahu"


class DecreeState(TonedChoices):
    IN_FORCE = "in_force", "good", "Berlaku"
    TO_COME = "to_come", "waiting", "Belum berlaku"
    REPLACED = "replaced", "moved", "Diganti"
    ENDED = "ended", "neutral", "Berakhir"
    REVOKED = "revoked", "neutral", "Dicabut"
