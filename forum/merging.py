"""Two people at one record: what each of them changed is kept; what both changed differently is for a person."""

from collections.abc import Mapping
from dataclasses import dataclass

# What somebody had before him is not known, for this field: whatever differs then has to be looked at.
UNKNOWN = object()


@dataclass(frozen=True)
class Merge:
    """`values` is what the record would become, by field; where `conflicts` names a field, it holds mine."""

    values: dict
    conflicts: list[str]


def merge(base: Mapping, mine: Mapping, theirs: Mapping) -> Merge:
    """
    Return what becomes of `base` when one person made `mine` of it and another stored `theirs` meanwhile.

    All three hold a value for each field of `mine`.
    """
    values, conflicts = dict(mine), []
    for name in mine:
        if same(mine[name], base[name]):
            values[name] = theirs[name]
        elif not same(theirs[name], base[name]) and not same(theirs[name], mine[name]):
            conflicts.append(name)
    return Merge(values, conflicts)


def same(one, other) -> bool:
    """Say whether two values are the same; a line ends the same however a browser or a script wrote it."""
    if isinstance(one, str) and isinstance(other, str):
        return one.splitlines() == other.splitlines()
    return one == other
