"""
What is brought in by file: one way for every purpose, from the upload to all or nothing.

Each floor registers its kinds; `Import` keeps the file. A kind reads it into a `Plan`: what each row would do. The
plan is told before anything is written, and made anew when it is applied.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import TextChoices

from forum.cells import Refusal

TOLD = 500  # refusals and changes that a preview keeps; the counts are of all


class Fate(TextChoices):
    """What becomes of a row."""

    NEW = "new", "Baru"
    CHANGED = "changed", "Berubah"
    UNCHANGED = "unchanged", "Tetap"


@dataclass(frozen=True)
class Change:
    """One row that can be taken; `record` is what would be written, `changed` the names of its changed columns."""

    fate: Fate
    sheet: str
    cell: str
    label: str
    detail: str
    record: object
    changed: tuple[str, ...] = ()


@dataclass
class Plan:
    """What a file would do: rows read = new + changed + unchanged + refused."""

    changes: list[Change] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def of(self, *fates: Fate) -> list[Change]:
        return [change for change in self.changes if change.fate in fates]

    @property
    def counts(self) -> dict[str, int]:
        counts = {fate.value: len(self.of(fate)) for fate in Fate}
        return {"read": len(self.changes) + len(self.refusals), **counts, "refused": len(self.refusals)}

    def report(self) -> dict:
        """Return what the preview shows, as it is kept with the file."""
        told = [*self.of(Fate.CHANGED), *self.of(Fate.NEW)][:TOLD]
        return {
            "counts": self.counts,
            "refused": [
                {"sheet": one.sheet, "cell": one.cell, "value": one.value, "reason": f"{one.reason} {one.remedy}"}
                for one in self.refusals[:TOLD]
            ],
            "changes": [{"fate": change.fate.label, "label": change.label, "detail": change.detail} for change in told],
            "notes": self.notes,
        }


@dataclass(frozen=True)
class Purpose:
    """
    One kind of list that is brought in.

    `may` says who brings it; `read` makes the plan of a file's bytes and may raise WorkbookRefused; `apply` writes a
    plan without refusals inside the transaction of its caller. The addresses lead to what was written, to the page
    of the upload and to the workbook to be filled in.
    """

    name: str
    label: str
    lead: str
    may: Callable
    read: Callable[..., Plan]
    apply: Callable
    result_url: Callable[[], str]
    upload_url: Callable[[], str]
    template_url: Callable[[], str]


PURPOSES: dict[str, Purpose] = {}


def register(purpose: Purpose) -> None:
    PURPOSES[purpose.name] = purpose
