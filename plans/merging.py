"""What goes into a usulan, and where it goes itself: for its page, its trace, and the berita acara."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from forum.models import Desa
from plans.choices import OutcomeKind
from plans.models import Outcome, PlannedMerge, Usulan
from plans.models.merge import merged_originals


@dataclass(frozen=True)
class Member:
    usulan: Usulan
    is_decided: bool


@dataclass(frozen=True)
class Merge:
    """`members` are all that the usulan asks for by now, its own part among them; [] where nothing goes into it."""

    members: list[Member]
    into: Usulan | None
    is_decided: bool
    outcome: Outcome | None  # what the forum gave the usulan into which it goes

    @property
    def can_be_undone(self) -> bool:
        return bool(self.members) and not any(member.is_decided for member in self.members)

    @property
    def volumes(self) -> list[tuple[Decimal, str]]:
        """The sum of each unit: what is counted differently is not added up."""
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for member in self.members:
            if member.usulan.volume is not None:
                sums[member.usulan.unit] += member.usulan.volume
        return [(volume, unit) for unit, volume in sums.items()]

    @property
    def villages(self) -> list[str]:
        return list(dict.fromkeys(member.usulan.desa.full_name for member in self.members))


def merge_of(usulan: Usulan) -> Merge:
    """Return how a usulan is merged, or is to be; with the same number of queries for any number of originals."""
    members = [Member(original, is_decided) for original, is_decided in merged_originals(usulan)]
    if members and not usulan.is_joint:
        members.insert(0, Member(usulan, False))
    merged = usulan.outcomes.current().filter(kind=OutcomeKind.MERGED).select_related("merged_into__desa")
    decided = merged.order_by("-fiscal_year").first()
    planned = None if decided else PlannedMerge.objects.waiting().of_original(usulan)
    step = decided or planned
    if step is None:
        return Merge(members, None, False, None)
    into = decided.merged_into if decided else planned.joint
    given = into.outcomes.current().with_portions().filter(fiscal_year__gte=step.fiscal_year).order_by("fiscal_year")
    return Merge(members, into, decided is not None, given.first())


def villages_of(joints: Iterable[Usulan]) -> dict[int, list[Desa]]:
    """Return the other desa whose usulan the forum merged into each of these, by key, with their former names."""
    villages: dict[int, list[Desa]] = defaultdict(list)
    merged = Outcome.objects.current().filter(kind=OutcomeKind.MERGED, merged_into__in=joints)
    merged = merged.select_related("usulan__desa", "merged_into").prefetch_related("usulan__desa__former")
    for outcome in merged.order_by("usulan__desa__name", "pk"):
        desa, joint = outcome.usulan.desa, outcome.merged_into
        if desa.pk != joint.desa_id and desa not in villages[joint.pk]:
            villages[joint.pk].append(desa)
    return {key: desa for key, desa in villages.items() if desa}
