"""
Days on which the forum meets, as a higher floor knows them.

A floor names nothing above it; the calendar of the year and the choice of a deadline ask here, and who keeps
meetings registers where they are found.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Occasion:
    """One day of the forum; `key` is its own among all, as `name` calls it in a sentence."""

    key: str
    day: datetime.date
    name: str
    url: str
    state: object  # for its badge


SOURCES: list[Callable[..., Iterable[Occasion]]] = []


def register(source: Callable[..., Iterable[Occasion]]) -> None:
    """Have `source(user, first, last)` asked for what this user may know of on these days."""
    SOURCES.append(source)


def occasions_for(user, *, first: datetime.date, last: datetime.date) -> list[Occasion]:
    found = [occasion for source in SOURCES for occasion in source(user, first, last)]
    return sorted(found, key=lambda occasion: (occasion.day, occasion.key))
