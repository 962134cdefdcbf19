"""What can be chosen for plans, usulan, workplans and what becomes of them."""

from django.db import models

from forum.choices import TonedChoices


class Bidang(models.TextChoices):
    """Bidang penghidupan, as the villages' plans name them."""

    AGRICULTURE = "agriculture", "Pertanian"
    LIVESTOCK = "livestock", "Peternakan"
    FISHERIES = "fisheries", "Perikanan"
    SEAWEED = "seaweed", "Rumput laut"
    HOME_INDUSTRY = "home_industry", "Industri rumah tangga"
    CONSERVATION = "conservation", "Konservasi"
    MICRO_BUSINESS = "micro_business", "Usaha mikro"
    WORKSHOP = "workshop", "Pertukangan dan perbengkelan"
    INFRASTRUCTURE = "infrastructure", "Prasarana penunjang"


class FundingSource(models.TextChoices):
    VILLAGE_FUND = "village_fund", "Dana Desa"
    VILLAGE_ALLOCATION = "village_allocation", "ADD"
    APBD_KABUPATEN = "apbd_kabupaten", "APBD kabupaten"
    APBD_PROVINSI = "apbd_provinsi", "APBD provinsi"
    APBN = "apbn", "APBN"
    POKIR = "pokir", "Pokir DPRD"
    STIMULAN = "stimulan", "Stimulan BangKIT"
    SWADAYA = "swadaya", "Swadaya"
    CSR = "csr", "CSR"


class Pattern(models.TextChoices):
    """Pola pelaksanaan: who carries the work out."""

    SELF_MANAGED = "self_managed", "Swakelola"
    CONTRACTED = "contracted", "Melalui penyedia"
    HANDED_OVER = "handed_over", "Bantuan diserahkan kepada kelompok"


class LandStatus(models.TextChoices):
    NOT_NEEDED = "not_needed", "Tidak memerlukan lahan"
    VILLAGE = "village", "Tanah desa"
    GRANTED = "granted", "Sudah dihibahkan, ada surat"
    PERMITTED = "permitted", "Milik warga, pemilik mengizinkan"
    UNCLEAR = "unclear", "Belum jelas"


class Registration(models.TextChoices):
    """Where a kelompok is registered: each trade has its own register."""

    SIMLUHTAN = "simluhtan", "Simluhtan"
    KUSUKA = "kusuka", "Kusuka"
    NIB = "nib", "NIB"
    DECREE = "decree", "SK kepala desa"
    LEGAL_ENTITY = "legal_entity", "Akta badan hukum"


class CarryMark(TonedChoices):
    """How a later version of a plan carries a usulan over."""

    AGREED = "agreed", "good", "Sudah disepakati, tidak diminta lagi"
    JOINED = "joined", "moved", "Berjalan dalam usulan gabungan"
    AGAIN = "again", "waiting", "Diminta lagi"


class AttachmentKind(models.TextChoices):
    PHOTO = "photo", "Foto"
    PROPOSAL = "proposal", "Proposal"
    RAB = "rab", "RAB"
    EVIDENCE = "evidence", "Bukti pelaksanaan"
    OTHER = "other", "Lainnya"


class Edition(models.TextChoices):
    """Editions of the nomenclature of programmes and activities, by their Kepmendagri."""

    E2023 = "2023", "Kepmendagri 900.1.15.5-1317/2023"
    E2025 = "2025", "Kepmendagri 900.1-2850/2025"
    E2026 = "2026", "Kepmendagri 900.1-861/2026"


class Stage(models.TextChoices):
    """Stages of a workplan's figures, in the order in which they come into force."""

    RKPD = "rkpd", "RKPD"
    APBD = "apbd", "APBD"
    PERUBAHAN = "perubahan", "Perubahan"

    @property
    def rank(self) -> int:
        return list(type(self)).index(self)

    @property
    def document(self) -> str:
        """The document that a village hears of."""
        return "Perubahan APBD" if self == Stage.PERUBAHAN else self.label


class OutcomeKind(TonedChoices):
    """What can become of a usulan in one fiscal year; none at all is printed as `NOT_DISCUSSED`."""

    AGREED = "agreed", "good", "Disepakati"
    AGREED_CHANGED = "agreed_changed", "good", "Disepakati dengan perubahan"
    AGREED_NEXT_YEAR = "agreed_next_year", "good", "Disepakati untuk diusulkan dalam Renja tahun berikutnya"
    MERGED = "merged", "moved", "Digabung"
    POSTPONED = "postponed", "waiting", "Ditunda"
    REDIRECTED = "redirected", "moved", "Dialihkan"
    REFUSED = "refused", "bad", "Tidak disepakati"


NOT_DISCUSSED = "Belum dibahas"


class OpenState(TonedChoices):
    """What a usulan without an outcome waits for; the sync page finds by it, beside the kinds of outcome."""

    UNDECIDED = "undecided", "waiting", NOT_DISCUSSED
    UNREFERRED = "unreferred", "waiting", "Belum diteruskan ke OPD"
    UNANSWERED = "unanswered", "waiting", "Belum dijawab OPD"


# An OPD answers for its own workplan; joining usulan is the forum's business alone.
ANSWER_KINDS = [kind for kind in OutcomeKind if kind != OutcomeKind.MERGED]
# These hold a lokus and pagu of an activity.
SERVING_KINDS = frozenset({OutcomeKind.AGREED, OutcomeKind.AGREED_CHANGED})
# Annex II of the berita acara; all others stand in annex III with their reason.
AGREED_KINDS = SERVING_KINDS | {OutcomeKind.AGREED_NEXT_YEAR}
# These bring the usulan back by itself in their target year.
RETURNING_KINDS = frozenset({OutcomeKind.AGREED_NEXT_YEAR, OutcomeKind.POSTPONED})


class Reason(models.TextChoices):
    """Coded reasons for a no, so that a year's refusals can be counted and prevented."""

    LOKUS_FULL = "lokus_full", "Lokus penuh"
    PAGU_SHORT = "pagu_short", "Pagu tidak cukup"
    NOT_AUTHORITY = "not_authority", "Bukan kewenangan kabupaten"
    WRONG_OPD = "wrong_opd", "OPD tidak tepat"
    NOT_IN_RENJA = "not_in_renja", "Tidak ada di Renja"
    LAND_UNCLEAR = "land_unclear", "Lahan belum jelas"
    DATA_INCOMPLETE = "data_incomplete", "Data belum lengkap"
    DUPLICATE = "duplicate", "Ganda"
    GROUP_UNREGISTERED = "group_unregistered", "Kelompok belum terdaftar"
    ALREADY_HELPED = "already_helped", "Sudah pernah dibantu"


class Road(models.TextChoices):
    """The road on which a postponed usulan comes back."""

    MUSRENBANGCAM = "musrenbangcam", "Musrenbang kecamatan"
    RENJA = "renja", "Renja OPD tahun tujuan"


class Block(models.TextChoices):
    """The first thing that stood in the way of a usulan when the year's lokus and pagu were shared out."""

    NO_CANDIDATE = "no_candidate", "Tidak ada calon kegiatan"
    LOKUS = "lokus", "Lokus penuh"
    PAGU = "pagu", "Pagu tidak cukup"
    CEILING = "ceiling", "Batas OPD tercapai"


class Goal(models.TextChoices):
    """What an allocation aims at, in this order: none gives up anything that the one before it has reached."""

    NEVER_SERVED = "never_served", "Desa yang belum pernah dilayani"
    DESA = "desa", "Sebanyak mungkin desa"
    VALUE = "value", "Nilai tertinggi"


class SupportKind(models.TextChoices):
    """What the programme itself gives, beside the OPD's activities."""

    STIMULAN = "stimulan", "Paket stimulan"
    TRAINING = "training", "Pelatihan"


class Condition(TonedChoices):
    """What a check finds of a package that was handed over."""

    GROWN = "grown", "good", "Berkembang"
    IN_USE = "in_use", "good", "Masih dipakai"
    BROKEN = "broken", "bad", "Rusak"
    GONE = "gone", "bad", "Tidak ada lagi"


class UnfundedState(TonedChoices):
    """How an agreement stands whose pagu is gone."""

    REOPENED = "reopened", "waiting", "Dibahas kembali"
    SHORT = "short", "bad", "Pagu dipotong"


class ExecutionState(TonedChoices):
    """What became in the field of what was agreed; a volume below the agreed one is a part of it."""

    UNREPORTED = "unreported", "waiting", "Belum dilaporkan"
    DONE = "done", "good", "Terlaksana"
    PARTLY = "partly", "good", "Terlaksana sebagian"
    NOT_DONE = "not_done", "bad", "Tidak terlaksana"


class CheckKind(models.TextChoices):
    """What is looked for in the usulan of a year before the forum meets."""

    DUPLICATE = "duplicate", "Mungkin ganda"
    HELPED = "helped", "Kelompok sudah pernah dibantu"
    WRONG_OPD = "wrong_opd", "Mungkin OPD lain"
    PLACE = "place", "Lokasi belum disebut"
    VOLUME = "volume", "Volume belum lengkap"
    LAND = "land", "Status lahan belum jelas"


class WindowKind(models.TextChoices):
    """The steps of a planning year, in their usual order; what each means stands in plans.planning_year."""

    MUSDES = "musdes", "Musyawarah desa"
    RAKOR = "rakor", "Rapat koordinasi forum"
    MUSRENBANGCAM = "musrenbangcam", "Musrenbang kecamatan"
    FORUM_PD = "forum_pd", "Forum Perangkat Daerah"
    MUSRENBANGKAB = "musrenbangkab", "Musrenbang kabupaten"
    RKPD = "rkpd", "Penetapan RKPD"
    RENJA = "renja", "Penetapan Renja OPD"
    KUA_PPAS = "kua_ppas", "KUA-PPAS"
    RKPDES = "rkpdes", "RKP Desa"
