"""
Where the yearly archives lie: one file for each kabupaten and year, in DATA_DIR, outside the uploaded files.

An archive can be written again at any time from what is stored, so no table tells of it: the file does, and a second,
empty one beside it while the worker writes.
"""

import datetime
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from forum.choices import TonedChoices

PATIENCE = datetime.timedelta(minutes=30)  # after so long without an end, the worker was stopped or never came


class ArchiveState(TonedChoices):
    NONE = "none", "neutral", "Belum disusun"
    ASKED = "asked", "waiting", "Sedang disusun"
    STOPPED = "stopped", "bad", "Terhenti"
    READY = "ready", "good", "Siap diunduh"

    @property
    def is_busy(self) -> bool:
        return self == ArchiveState.ASKED


@dataclass(frozen=True)
class Place:
    """Where the archive of one kabupaten and year lies, whether it is there yet or not."""

    code: str
    year: int

    @property
    def file(self) -> Path:
        return settings.DATA_DIR / "arsip" / f"arsip-{self.code}-{self.year}.zip"

    @property
    def mark(self) -> Path:
        """Stands beside the file from the asking to the end of the writing."""
        return self.file.with_suffix(".diminta")

    def ask(self) -> None:
        self.file.parent.mkdir(mode=0o700, exist_ok=True)
        self.mark.touch()

    def finish(self) -> None:
        self.mark.unlink(missing_ok=True)

    @property
    def asked_at(self) -> datetime.datetime | None:
        return _moment(self.mark)

    @property
    def written_at(self) -> datetime.datetime | None:
        return _moment(self.file)

    @property
    def megabytes(self) -> float:
        return round(self.file.stat().st_size / 1_000_000, 1)

    def state(self, now: datetime.datetime) -> ArchiveState:
        if asked_at := self.asked_at:
            return ArchiveState.STOPPED if now - asked_at > PATIENCE else ArchiveState.ASKED
        return ArchiveState.READY if self.file.exists() else ArchiveState.NONE


def _moment(file: Path) -> datetime.datetime | None:
    try:
        return datetime.datetime.fromtimestamp(file.stat().st_mtime, tz=timezone.get_current_timezone())
    except FileNotFoundError:
        return None
