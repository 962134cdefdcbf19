"""The planning year: its usual months, what each of its steps means, and how it is drawn. Pure."""

import datetime
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.dateformat import format as format_date

from plans.choices import WindowKind

FIRST_YEAR, LAST_YEAR = 2020, 2100  # that can be planned here
MOST_NAMED = 14  # months whose names have room side by side on a phone

W = WindowKind
# The usual months, the planned year being 0 and the year before it -1; every kabupaten moves them.
# Forum PD and Musrenbang: Permendagri 86/2017. KUA-PPAS: PP 12/2019. RKP Desa: Permendes PDTT 21/2020.
USUAL = {
    W.MUSDES: ((-2, 11, 1), (-1, 1, 31)),
    W.RAKOR: ((-1, 1, 1), (-1, 3, 31)),
    W.MUSRENBANGCAM: ((-1, 2, 1), (-1, 2, 28)),
    W.FORUM_PD: ((-1, 3, 1), (-1, 3, 31)),
    W.MUSRENBANGKAB: ((-1, 4, 1), (-1, 4, 30)),
    W.RKPD: ((-1, 5, 1), (-1, 6, 30)),
    W.RENJA: ((-1, 7, 1), (-1, 7, 31)),
    W.KUA_PPAS: ((-1, 7, 1), (-1, 8, 14)),
    W.RKPDES: ((-1, 7, 1), (-1, 9, 30)),
}
# These follow one upon the other as a rule; a calendar that has it otherwise is remarked, never refused.
ONE_AFTER_ANOTHER = (W.MUSDES, W.MUSRENBANGCAM, W.FORUM_PD, W.MUSRENBANGKAB, W.RKPD, W.RENJA)


@dataclass(frozen=True)
class Meaning:
    """What a step is, and what each can still do in it."""

    what: str
    villages: str
    camat: str
    opd: str
    forum: str

    def by_reader(self) -> list[tuple[str, str]]:
        return [
            ("Desa dan fasilitator", self.villages),
            ("Camat", self.camat),
            ("OPD", self.opd),
            ("Sekretariat forum", self.forum),
        ]


MEANINGS = {
    W.MUSDES: Meaning(
        "Desa bermusyawarah: rencana penghidupan dimutakhirkan dan usulan dipilih.",
        "Catat rencana desa dan usulannya, lalu ajukan ke kecamatan.",
        "Usulan yang sudah diajukan dapat langsung diverifikasi.",
        "Masukkan kegiatan dan lokus yang masih terbuka, supaya desa melihatnya.",
        "Pastikan setiap desa mempunyai pencatat dan akun.",
    ),
    W.RAKOR: Meaning(
        "Forum mempertemukan usulan dengan kegiatan OPD tahun berjalan dan tahun berikutnya.",
        "Lengkapi usulan yang dibahas; lihat tanggal rapat dan hasilnya di sini.",
        "Tetapkan urutan prioritas kecamatan sebelum rapat.",
        "Jawab usulan yang diteruskan; kepala OPD mengirimkannya sebelum rapat.",
        "Teruskan usulan ke OPD, periksa, undang peserta, lalu catat keputusan.",
    ),
    W.MUSRENBANGCAM: Meaning(
        "Usulan desa dibahas di kecamatan dan diurutkan menurut prioritas.",
        "Perbaiki usulan yang dikembalikan. Usulan baru masih dapat diajukan.",
        "Verifikasi usulan dan tetapkan urutan prioritas kecamatan.",
        "Baca usulan kecamatan; lokus yang terbuka dapat ditambah.",
        "Teruskan usulan yang sudah diverifikasi ke OPD.",
    ),
    W.FORUM_PD: Meaning(
        "OPD menyelaraskan rancangan Renja dengan usulan kecamatan.",
        "Lengkapi foto, RAB dan kelompok: yang lengkap lebih mudah diterima.",
        "Jelaskan urutan prioritas kecamatan kepada OPD.",
        "Jawab usulan yang diteruskan dan masukkan kegiatan tahun yang direncanakan.",
        "Ingatkan OPD yang belum menjawab; siapkan usulan yang belum diteruskan.",
    ),
    W.MUSRENBANGKAB: Meaning(
        "Kabupaten menyepakati prioritas RKPD. Sesudah ini kegiatan baru sulit masuk.",
        "Lihat jawaban OPD. Yang ditunda atau dialihkan tetap hidup pada tahun atau jalan lain.",
        "Periksa usulan kecamatan yang belum dijawab atau belum diputuskan.",
        "Kirim jawaban terakhir; yang disepakati memegang lokus dan pagu.",
        "Putuskan yang belum dibahas, lalu susun berita acara.",
    ),
    W.RKPD: Meaning(
        "Bupati menetapkan RKPD; hasil Musrenbang menjadi rencana kabupaten.",
        "Usulan baru menunggu tahun berikutnya; ikuti hasil usulan lewat jejaknya.",
        "Sampaikan hasilnya kepada desa.",
        "Pastikan yang disepakati tercantum dalam rancangan akhir Renja.",
        "Kirim berita acara yang sudah ditandatangani kepada penyusun RKPD.",
    ),
    W.RENJA: Meaning(
        "OPD menetapkan Renja menurut RKPD.",
        "Yang dijanjikan untuk Renja ini segera mendapat kegiatan dan lokus.",
        "Lihat kegiatan mana yang akan datang ke kecamatan.",
        "Impor Renja yang ditetapkan dan lekatkan usulan yang dijanjikan.",
        "Periksa kesepakatan yang belum mempunyai kegiatan.",
    ),
    W.KUA_PPAS: Meaning(
        "Pemerintah daerah dan DPRD menyepakati plafon anggaran; pagu masih dapat berubah.",
        "Tidak ada yang perlu diisi; perubahan pagu tampil pada jejak usulan.",
        "Perhatikan kesepakatan kecamatan yang pagunya berubah.",
        "Catat perubahan pagu, supaya kesepakatan yang terkena terlihat.",
        "Kawal kesepakatan yang pagunya terancam dipotong.",
    ),
    W.RKPDES: Meaning(
        "Desa menyusun RKP Desa pada bulan Juli dan menetapkannya paling lambat akhir September.",
        "Yang dialihkan ke Dana Desa atau ADD dapat dimasukkan ke RKP Desa.",
        "Bantu desa mencocokkan RKP Desa dengan hasil forum.",
        "Sampaikan kegiatan yang pasti masuk desa, supaya tidak dianggarkan dua kali.",
        "Bagikan hasil forum kepada desa sebelum RKP Desa ditetapkan.",
    ),
}


def planned_year(today: datetime.date) -> int:
    """Return the fiscal year that is being planned: from October on the desa begin with the one after next."""
    return today.year + (2 if today.month >= 10 else 1)


def usual_days(kind: str, fiscal_year: int) -> tuple[datetime.date, datetime.date]:
    """Return from when to when this step goes on as a rule; February ends as the year has it."""

    def day(years: int, month: int, number: int) -> datetime.date:
        year = fiscal_year + years
        return datetime.date(year, month, monthrange(year, month)[1] if (month, number) == (2, 28) else number)

    first, last = USUAL[WindowKind(kind)]
    return day(*first), day(*last)


def remarks(windows: Sequence) -> list[str]:
    """Return, in sentences, where steps that usually follow one upon the other do not; nothing forbids it."""
    first = {}
    for window in sorted(windows, key=lambda window: window.starts_on):
        first.setdefault(window.kind, window)
    steps = [first[kind] for kind in ONE_AFTER_ANOTHER if kind in first]
    said = []
    for before, after in pairwise(steps):
        if after.starts_on < before.starts_on:
            said.append(f"{after.get_kind_display()} dimulai lebih dahulu daripada {before.get_kind_display()}.")
        elif after.starts_on <= before.ends_on:
            said.append(f"{after.get_kind_display()} dimulai sebelum {before.get_kind_display()} selesai.")
    return said


@dataclass(frozen=True)
class Span:
    """A stretch of the drawing, in months from its left edge."""

    x: float
    width: float


@dataclass(frozen=True)
class Timeline:
    """The months of a drawing; a day stands in its month, all months are equally wide."""

    months: tuple[datetime.date, ...]  # the first of each

    @property
    def width(self) -> int:
        return len(self.months)

    @property
    def labels(self) -> list[str]:
        """The months by name while they have room for it, else the years where they begin."""
        if self.width <= MOST_NAMED:
            return [format_date(month, "M") for month in self.months]
        return [str(month.year) if month.month == 1 else "" for month in self.months]

    def span(self, first: datetime.date, last: datetime.date) -> Span:
        begin, end = self._place(first), self._place(last + datetime.timedelta(days=1))
        return Span(round(begin, 3), round(end - begin, 3))

    def shows(self, day: datetime.date) -> bool:
        return bool(self.months) and 0 <= self._place(day) < self.width

    def _place(self, day: datetime.date) -> float:
        begin = self.months[0]
        months = (day.year - begin.year) * 12 + day.month - begin.month
        return months + (day.day - 1) / monthrange(day.year, day.month)[1]


def timeline_of(days: Iterable[datetime.date]) -> Timeline:
    """Return the months from the first to the last of these days."""
    days = sorted(days)
    if not days:
        return Timeline(())
    first, last = days[0], days[-1]
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    numbers = range(first.month - 1, first.month - 1 + count)
    return Timeline(tuple(datetime.date(first.year + number // 12, number % 12 + 1, 1) for number in numbers))
