"""The papers of a meeting before it is held: the invitation, and the list that is signed at the door."""

from datetime import date

from forum.choices import Position
from forum.models import Jabatan, Seat
from forum.paper import paper
from meetings.agenda import slots_of
from meetings.invitations import hours_of, letter_of
from meetings.models import Invitation, InvitationLetter, Meeting

SPARE_LINES = 15  # for those whom nobody invited
MOST_NAMED = 5  # invited, and items of the agenda, on the letter itself; more stand in a list behind it


def invitation_pdf(meeting: Meeting, *, today: date) -> bytes:
    """
    Return the invitation as PDF: one letter to all, for ink.

    :raises forum.paper.PdfUnavailable: if the machine lacks Pango.
    """
    return paper("meetings/pdf/invitation.html", invitation_content(meeting, today=today), meeting.kabupaten)


def invitation_content(meeting: Meeting, *, today: date) -> dict:
    """Return what the invitation says, as plain values; the invited by office, without names."""
    letter = letter_of(meeting)
    dated_on = letter.dated_on or today
    rows = meeting.invitations.standing().with_holders(meeting.held_on).in_order()
    invited = [_named(row, meeting) for row in rows]
    agenda = [(slot.hours, str(slot.item)) for slot in slots_of(meeting)]
    is_listed, is_annexed = len(invited) > MOST_NAMED, len(agenda) > MOST_NAMED
    return _facts(meeting) | {
        "title": letter.subject or f"Undangan {meeting.title}",
        "number": letter.number,
        "nature": letter.nature,
        "enclosure": letter.enclosure or ("1 (satu) berkas" if is_listed or is_annexed else ""),
        "written_on": dated_on,
        "kind": meeting.get_kind_display(),
        "agenda": [] if is_annexed else agenda,
        "course": agenda if is_annexed else [],
        "invited": [] if is_listed else invited,
        "listed": invited if is_listed else [],
        "copies_to": [line.strip() for line in letter.copies_to.splitlines() if line.strip()],
        "signer": _signer(letter, meeting, dated_on),
    }


def door_list_pdf(meeting: Meeting) -> bytes:
    """
    Return the list that is signed at the door as PDF, with spare lines.

    :raises forum.paper.PdfUnavailable: if the machine lacks Pango.
    """
    return paper("meetings/pdf/door_list.html", door_list_content(meeting), meeting.kabupaten)


def door_list_content(meeting: Meeting) -> dict:
    """Return what the list says, as plain values."""
    rows = [
        {"name": row.name, "sex": row.sex, "jabatan": row.jabatan_name, "institution": row.institution}
        for row in meeting.attendance.in_order()
    ]
    empty = {"name": "", "sex": "", "jabatan": "", "institution": ""}
    return _facts(meeting) | {"title": f"Daftar hadir {meeting.title}", "rows": rows + [empty] * SPARE_LINES}


def _facts(meeting: Meeting) -> dict:
    return {
        "meeting": meeting.title,
        "held_on": meeting.held_on,
        "hours": hours_of(meeting),
        "place": meeting.place,
        "years": meeting.years,
    }


def _named(row: Invitation, meeting: Meeting) -> str:
    row.meeting = meeting
    return row.office


def _signer(letter: InvitationLetter, meeting: Meeting, day: date) -> dict:
    """Who writes for the forum: whom the letter names, else its secretary."""
    if letter.signer_id is None:
        return secretary_of(meeting, day)
    return _block(Jabatan.objects.with_names().with_incumbents(day).get(pk=letter.signer_id), day)


def secretary_of(meeting: Meeting, day: date) -> dict:
    """Return the signature of the secretary that the meeting's decree seats, or a line for the pen."""
    seats = Seat.objects.filter(decree=meeting.decree_id, position=Position.SECRETARY).with_incumbents(day)
    seat = seats.first() if meeting.decree_id else None
    return _block(seat.jabatan, day) if seat else {"jabatan": f"Sekretaris {meeting.kabupaten.forum_name}"}


def _block(jabatan: Jabatan, day: date) -> dict:
    holder = jabatan.current[0] if jabatan.current else None
    return {
        "jabatan": jabatan.name_on(day),
        "prefix": holder.prefix if holder else "",
        "name": holder.person.name if holder else "",
        "rank": holder.person.rank if holder else "",
        "nip": holder.person.nip if holder else "",
    }
