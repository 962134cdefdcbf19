"""
Links from a record's page to pages of higher floors about it.

A floor names nothing above it; where a higher floor shows more of a record (the trace of a usulan), it
registers the way there, and the record's own page lists what is registered.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

LINKS: dict[str, list[tuple[str, str | Callable[[object], str | None]]]] = {}


@dataclass(frozen=True)
class Link:
    label: str
    url: str


def register(record_type: str, label: str, way: str | Callable[[object], str | None]) -> None:
    """
    Offer a page on the page of every record of this model label.

    `way` is the page's URL name, which takes the record's key, or a function that returns the address for a record,
    None where that record has no such page.
    """
    LINKS.setdefault(record_type, []).append((label, way))


def links_of(obj) -> list[Link]:
    ways = LINKS.get(obj._meta.label_lower, [])
    found = [(label, way(obj) if callable(way) else reverse(way, args=[obj.pk])) for label, way in ways]
    return [Link(label, url) for label, url in found if url]
