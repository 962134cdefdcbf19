"""Writes to the decrees that seat the forum, and to their seats."""

import datetime

from django.db import transaction
from django.db.models import F

from forum import rules
from forum.actions.record import record
from forum.log import changed_facts, log
from forum.models import Decree, Seat
from forum.rules import require
from forum.templatetags.house import tanggal
from forum.transitions import MoveRefused

OUT_OF_THE_WAY = 10_000  # beyond every number of a decree


def record_decree(decree: Decree, *, by) -> None:
    """Save a decree; one whose end is taken away is no longer revoked."""
    if decree.valid_until is None:
        decree.revocation = ""
    record(decree, by=by)


@transaction.atomic
def revoke_decree(decree: Decree, *, last_day: datetime.date, basis: str, by) -> None:
    """
    End a decree before its time; `last_day` is the last on which its seats hold, `basis` what revokes it.

    :raises MoveRefused: if it has ended by then, or would end before it began.
    """
    require(rules.is_secretariat(by, decree))
    if last_day < decree.valid_from:
        raise MoveRefused(f"SK ini berlaku sejak {tanggal(decree.valid_from)}. Pilih tanggal sesudahnya.")
    decree.refresh_from_db(from_queryset=Decree.objects.select_for_update())
    if decree.valid_until and decree.valid_until <= last_day:
        raise MoveRefused(f"SK ini sudah berakhir pada {tanggal(decree.valid_until)}.")
    decree.valid_until, decree.revocation = last_day, basis
    decree.save(update_fields=["valid_until", "revocation"])
    log("decree.revoke", decree, by=by, note=basis, after={"last_day": last_day})


@transaction.atomic
def copy_seats(decree: Decree, *, source: Decree, by) -> int:
    """
    Seat in a decree that has no seats yet all whom `source` seats, in the same order. Returns how many.

    :raises MoveRefused: if the decree has seats of its own.
    """
    require(rules.is_secretariat(by, decree) and source.kabupaten_id == decree.kabupaten_id)
    decree = Decree.objects.select_for_update().get(pk=decree.pk)  # two who copy at once: one of them
    if decree.seats.exists():
        raise MoveRefused("SK ini sudah mempunyai anggota. Tambahkan yang lain satu per satu.")
    seats = Seat.objects.bulk_create(
        Seat(
            kabupaten_id=decree.kabupaten_id,
            decree=decree,
            jabatan_id=seat.jabatan_id,
            position=seat.position,
            order=seat.order,
            note=seat.note,
        )
        for seat in source.seats.order_by("order", "pk")
    )
    log("decree.copy_seats", decree, by=by, after={"source": str(source), "seats": len(seats)})
    return len(seats)


def record_seat(seat: Seat, *, by) -> None:
    record(seat, by=by, subject=seat.decree, facts=_seat_facts(seat), row=str(seat.jabatan))


def place_seats(seats: list[Seat], *, by) -> None:
    """Save new and changed seats together, which may change places with one another; each is told on its decree."""
    for seat in seats:
        require(rules.is_secretariat(by, seat))
    with transaction.atomic():
        standing = [(seat, *changed_facts(seat, ["position", "order", "note"])) for seat in seats if seat.pk]
        # Out of each other's way first: a number is given once.
        Seat.objects.filter(pk__in=[seat.pk for seat, *_ in standing]).update(order=F("order") + OUT_OF_THE_WAY)
        for seat, before, after in standing:
            seat.save(update_fields=list(after))
            told = [name for name in after if after[name] != before[name]]
            log(
                "seat.edit",
                seat.decree,
                by=by,
                before={name: before[name] for name in told},
                after={name: after[name] for name in told} | {"row": str(seat.jabatan)},
            )
        for seat in seats:
            if not seat.pk:
                record_seat(seat, by=by)


def remove_seat(seat: Seat, *, by) -> None:
    """Take back a seat that the decree does not give; the decree's history keeps it."""
    require(rules.is_secretariat(by, seat))
    with transaction.atomic():
        log("seat.remove", seat.decree, by=by, after=_seat_facts(seat))
        seat.delete()


def _seat_facts(seat: Seat) -> dict:
    return {"jabatan": str(seat.jabatan), "position": seat.position, "order": seat.order}
