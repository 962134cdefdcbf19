"""
What is brought in by file: one way for every purpose, from the upload to all or nothing.

Each floor registers its kinds; `Import` keeps the file with what was chosen for it. A kind reads it into a `Plan`: what
each row would do. The plan is told before anything is written, and made anew when it is applied.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import TextChoices

from forum.cells import Refusal
from forum.links import Link

TOLD = 500  # refusals and changes that a preview keeps; the counts are of all


class Fate(TextChoices):
    """What becomes of a row."""

    NEW = "new", "Baru"
    CHANGED = "changed", "Berubah"
    UNCHANGED = "unchanged", "Tetap"
    DROPPED = "dropped", "Tidak disebut"  # stands already, and the file no longer names it: no row of the file


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
    """What a file would do: rows read = new + changed + unchanged + refused; `warnings` must not be overlooked."""

    changes: list[Change] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def of(self, *fates: Fate) -> list[Change]:
        """Return the changes of these fates, in the order of the fates."""
        return [change for fate in fates for change in self.changes if change.fate == fate]

    @property
    def counts(self) -> dict[str, int]:
        counts = {fate.value: len(self.of(fate)) for fate in (Fate.NEW, Fate.CHANGED, Fate.UNCHANGED)}
        read = sum(counts.values()) + len(self.refusals)
        dropped = self.of(Fate.DROPPED)
        return {"read": read, **counts, "refused": len(self.refusals)} | ({"dropped": len(dropped)} if dropped else {})

    def report(self) -> dict:
        """Return what the preview shows, as it is kept with the file."""
        told = self.of(Fate.DROPPED, Fate.CHANGED, Fate.NEW)[:TOLD]
        return {
            "counts": self.counts,
            "refused": [
                {"sheet": one.sheet, "cell": one.cell, "value": one.value, "reason": f"{one.reason} {one.remedy}"}
                for one in self.refusals[:TOLD]
            ],
            "changes": [{"fate": change.fate.label, "label": change.label, "detail": change.detail} for change in told],
            "notes": self.notes,
            "warnings": self.warnings,
        }


@dataclass(frozen=True)
class Onward:
    """What follows from an applied file: what to know of it, and where to go on; the first link is the next step."""

    links: list[Link]
    sentences: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Purpose:
    """
    One kind of list that is brought in.

    `may(user, today=)` says who brings it. `read` makes the plan of a file's bytes, given what was chosen for it, and
    may raise WorkbookRefused; `lock` holds what the plan will compare with until it is written; `apply` writes a plan
    without refusals inside the transaction of its caller. `form` names its upload form, where more is chosen than the
    file. The addresses lead to what was written, to the page of the upload and to the workbook to be filled in.
    """

    name: str
    label: str
    lead: str
    may: Callable
    read: Callable[..., Plan]
    apply: Callable
    result_url: Callable[[], str]
    upload_url: Callable[..., str]
    template_url: Callable[..., str]
    form: str = "forum.forms.imports.ImportForm"
    lock: Callable = lambda **chosen: None
    onward: Callable[[object], Onward] | None = None

    def onward_of(self, import_) -> Onward:
        """Return what follows from an applied file; unless the kind says more, its list is where to go on."""
        if self.onward:
            return self.onward(import_)
        return Onward([self.to_result])

    @property
    def to_result(self) -> Link:
        return Link(f"Lihat {self.label[0].lower()}{self.label[1:]}", self.result_url())


PURPOSES: dict[str, Purpose] = {}


def register(purpose: Purpose) -> None:
    PURPOSES[purpose.name] = purpose
