"""The members of the forum as of a day: the seats of the decree in force, named and held as on that day."""

import datetime
from dataclasses import dataclass

from forum.choices import Position
from forum.models import Decree, Incumbency, Seat


@dataclass(frozen=True)
class Member:
    seat: Seat
    jabatan: str
    institution: str
    holder: Incumbency | None


@dataclass(frozen=True)
class Roster:
    day: datetime.date
    decree: Decree
    members: list[Member]

    @property
    def vacant(self) -> int:
        return sum(member.holder is None for member in self.members)

    def by_position(self) -> list[tuple[str, list[Member]]]:
        """Return the members under each position that has any, in the order in which a decree lists positions."""
        groups = [(place.label, [m for m in self.members if m.seat.position == place]) for place in Position]
        return [(label, members) for label, members in groups if members]


def roster_of(decree: Decree, day: datetime.date) -> Roster:
    """Return whom the decree seats, as of `day`; the number of queries does not grow with the seats."""
    members = []
    for seat in decree.seats.with_incumbents(day):
        jabatan = seat.jabatan
        holder = jabatan.current[0] if jabatan.current else None
        members.append(Member(seat, jabatan.name_on(day), jabatan.institution_on(day), holder))
    return Roster(day=day, decree=decree, members=members)
