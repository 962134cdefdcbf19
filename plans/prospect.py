"""What stands between a usulan and an activity that may serve it, as facts and in a village's words."""

from dataclasses import dataclass

from forum.templatetags.house import angka, rupiah
from plans.choices import Block, Reason
from plans.matching.texts import Suggestion
from plans.models import Activity, Usulan


@dataclass(frozen=True)
class Candidate:
    """An activity beside a usulan, and why the match found it; that says nothing about who deserves more."""

    usulan: Usulan
    activity: Activity  # with opd, lokus_total and lokus_open
    suggestion: Suggestion
    lokus_here: int  # open lokus that may go to the usulan's desa
    rank: int | None = None  # in the activity's waiting list, by the allocation that was applied last

    @property
    def score(self) -> float:
        return self.suggestion.score

    @property
    def percent(self) -> int:
        return round(100 * self.score)

    @property
    def is_calibrated(self) -> bool:
        return self.suggestion.is_calibrated

    @property
    def reason(self) -> str:
        return self.suggestion.reason

    @property
    def warning(self) -> str:
        """Return the reason for which the OPD refused alike usulan before, in words; empty if it did not."""
        return Reason(self.suggestion.refused_for).label if self.suggestion.refused_for else ""

    @property
    def block(self) -> Block | None:
        """Return the first thing that keeps the activity from serving the usulan now. See also: allocation._Books."""
        if self.lokus_here < 1:
            return Block.LOKUS
        if (self.usulan.cost or 0) > self.activity.pagu_left:
            return Block.PAGU
        return None

    @property
    def place(self) -> str:
        """Say whether the usulan's desa may have one of the lokus."""
        if self.lokus_here:
            return "Lokus terbuka bagi desa ini"
        if self.activity.lokus_open:
            return "Lokus yang terbuka hanya bagi desa lain"
        return "Lokus penuh" if self.activity.lokus_total else "Belum ada lokus yang ditawarkan"

    @property
    def what_if(self) -> str:
        """Say what would have to be otherwise for this activity to serve the usulan."""
        if self.block == Block.LOKUS:
            return self._without_lokus()
        if self.block == Block.PAGU:
            if self.activity.pagu_left > 0:
                return f"Bila biayanya paling banyak {rupiah(self.activity.pagu_left)}, pagu kegiatan ini cukup."
            return "Bila pagu kegiatan ini ditambah, usulan ini dapat dilayani."
        return "Tempat, lokus dan pagunya mengizinkan."

    @property
    def standing(self) -> str:
        """Say in a line whether the usulan could be served, and if not, what would help."""
        return f"{self.place}. {self.what_if}" if self.block else f"{self.place}."

    def _without_lokus(self) -> str:
        if not self.activity.lokus_total:
            return "Bila OPD menawarkan lokus pada kegiatan ini, usulan ini dapat dilayani."
        if self.activity.lokus_open:
            return "Bila OPD membuka satu lokus bagi desa ini, usulan ini dapat dilayani."
        if self.rank and self.rank > 1:
            return f"Bila {angka(self.rank)} lokus dibuka atau dikembalikan, giliran usulan ini tiba."
        return "Bila satu lokus dibuka atau dikembalikan, usulan ini dapat dilayani."
