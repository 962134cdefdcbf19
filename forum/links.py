"""
Links from a record's page to pages of higher floors about it.

A floor names nothing above it; where a higher floor shows more of a record (the trace of a usulan), it
registers the way there, and the record's own page lists what is registered.
"""

from dataclasses import dataclass

from django.urls import reverse

LINKS: dict[str, list[tuple[str, str]]] = {}


@dataclass(frozen=True)
class Link:
    label: str
    url: str


def register(record_type: str, label: str, url_name: str) -> None:
    """Offer the page `url_name` (with the record's key) on the page of every record of this model label."""
    LINKS.setdefault(record_type, []).append((label, url_name))


def links_of(obj) -> list[Link]:
    return [Link(label, reverse(url_name, args=[obj.pk])) for label, url_name in LINKS.get(obj._meta.label_lower, [])]
