"""What can be chosen for meetings, agreements and what follows from them."""

from django.db import models

from forum.choices import TonedChoices


class MeetingKind(models.TextChoices):
    RAKOR = "rakor", "Rapat koordinasi forum"
    MUSRENBANGCAM = "musrenbangcam", "Musrenbang kecamatan"
    FORUM_PD = "forum_pd", "Forum Perangkat Daerah"
    MUSRENBANGKAB = "musrenbangkab", "Musrenbang kabupaten"
    AUDIENCE = "audience", "Audiensi"
    WORKSHOP = "workshop", "Lokakarya"


class Presence(models.TextChoices):
    PRESENT = "present", "Hadir"
    REPRESENTED = "represented", "Diwakili"
    EXCUSED = "excused", "Izin"
    ABSENT = "absent", "Tidak hadir"


class Response(TonedChoices):
    """What an invited office answers."""

    NONE = "", "waiting", "Belum menjawab"
    COMING = "coming", "good", "Akan hadir"
    REPRESENTED = "represented", "moved", "Diwakilkan"
    UNABLE = "unable", "bad", "Berhalangan"


class MailState(models.TextChoices):
    NONE = "", "Belum dikirim"
    QUEUED = "queued", "Menunggu dikirim"
    SENT = "sent", "Terkirim"
    FAILED = "failed", "Gagal dikirim"


class FloorOrder(models.TextChoices):
    """In what order a meeting goes through the usulan of a year."""

    KECAMATAN = "kecamatan", "Menurut kecamatan"
    OPD = "opd", "Menurut OPD"


class AgendaKind(models.TextChoices):
    """What an item of an agenda leads to, in the order of a usual meeting."""

    REPORT = "report", "Laporan kecamatan"
    FOLLOW_UPS = "follow_ups", "Tindak lanjut rapat sebelumnya"
    ANSWERS = "answers", "Jawaban OPD"
    USULAN = "usulan", "Pembahasan usulan"
    AGREEMENT = "agreement", "Berita acara"
    TOPIC = "topic", "Topik lain"


class MinuteKind(models.TextChoices):
    """What an entry of the minutes is; a third kind, the follow-up, is a record of its own."""

    INFORMATION = "information", "Informasi"
    DECISION = "decision", "Keputusan"


class SignatoryPart(models.TextChoices):
    """Where a signature stands on the paper."""

    CHAIR = "chair", "Pimpinan rapat"
    PARTY = "party", "Menyetujui"
    WITNESS = "witness", "Mengetahui"


class PaperKind(models.TextChoices):
    ISSUED = "issued", "Berita acara final"
    SEALED = "sealed", "Naskah bersegel"
    SCAN = "scan", "Pindaian bertanda tangan"
    RALAT = "ralat", "Lembar ralat"
    RALAT_SCAN = "ralat_scan", "Pindaian ralat"


class Prefix(models.TextChoices):
    """In what capacity somebody signs for the holder of a jabatan."""

    SELF = "", "pemegang jabatan"
    PLT = "Plt.", "Plt."
    PLH = "Plh.", "Plh."
    ON_BEHALF = "a.n.", "a.n. (atas nama)"
    FOR_ATTENTION = "u.b.", "u.b. (untuk beliau)"


class WordingPart(models.TextChoices):
    """The texts of a berita acara that a kabupaten words in its own way, in the order of the paper."""

    HEADING = "heading", "Judul"
    OPENING = "opening", "Pembukaan"
    CONSIDERING = "considering", "Kalimat pertimbangan"
    MATERIALS = "materials", "Pertimbangan 1: materi"
    RESPONSES = "responses", "Pertimbangan 2: tanggapan"
    AGREED = "agreed", "KESATU"
    NONE_AGREED = "none_agreed", "KESATU, bila tidak ada yang disepakati"
    NOT_AGREED = "not_agreed", "KEDUA"
    ALL_AGREED = "all_agreed", "KEDUA, bila tidak ada yang ditolak atau ditunda"
    FOLLOW_UPS = "follow_ups", "KETIGA"
    ANNEXES = "annexes", "KEEMPAT"
    PURPOSE = "purpose", "KELIMA"
    CLOSING = "closing", "Penutup"
