"""What can be chosen for meetings, agreements and what follows from them."""

from django.db import models


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


class SignatoryPart(models.TextChoices):
    """Where a signature stands on the paper."""

    CHAIR = "chair", "Pimpinan rapat"
    PARTY = "party", "Menyetujui"
    WITNESS = "witness", "Mengetahui"


class PaperKind(models.TextChoices):
    ISSUED = "issued", "Berita acara final"
    SCAN = "scan", "Pindaian bertanda tangan"
