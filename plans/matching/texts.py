"""What the match reads and what it answers."""

from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(frozen=True)
class ActivityText:
    """An activity as the match reads it; `bidang_codes` are bidang urusan such as "3.27"."""

    id: Hashable
    opd: Hashable
    name: str
    office: str = ""  # the OPD and its bidang urusan in words
    kegiatan: str = ""
    program: str = ""
    indicator: str = ""
    definition: str = ""
    bidang_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class UsulanText:
    id: Hashable
    title: str
    bidang: str = ""


@dataclass(frozen=True)
class Decision:
    """A usulan of the past, by its title, that was given to an activity."""

    title: str
    activity_id: Hashable


@dataclass(frozen=True)
class Refusal:
    """A usulan of the past that an OPD did not agree to, with the code of its reason."""

    title: str
    opd: Hashable
    reason: str


@dataclass(frozen=True)
class Meaning:
    """A term of the usulan that the kamus knows, and its words that the activity has; none if it names the activity."""

    term: str
    words: tuple[str, ...]

    def __str__(self):
        sense = f"searti dengan {', '.join(self.words)}" if self.words else "berarti kegiatan ini"
        return f"kamus: “{self.term}” {sense}"


@dataclass(frozen=True)
class Suggestion:
    """
    One candidate: how well it fits, from 0.0 to 1.0, and what was found alike.

    A calibrated score is the share of such suggestions that past decisions proved right.
    """

    activity_id: Hashable
    score: float
    words: tuple[str, ...] = ()  # of the usulan, as it writes them
    meanings: tuple[Meaning, ...] = ()
    precedents: int = 0  # decisions on alike usulan that went to this activity
    is_calibrated: bool = False
    refused_for: str = ""  # the reason for which its OPD refused alike usulan at least twice

    @property
    def reason(self) -> str:
        """Return in one phrase what was found alike."""
        parts = []
        if self.precedents:
            parts.append(f"{self.precedents} usulan serupa pernah disepakati")
        if self.words:
            parts.append(f"kata sama: {', '.join(self.words)}")
        parts += map(str, self.meanings)
        return "; ".join(parts) or "ejaan mirip"
