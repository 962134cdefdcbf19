"""The papers of a meeting before it is held: the invitation, and the list that is signed at the door."""

from datetime import date

from forum.choices import Position
from forum.models import Seat
from forum.paper import paper
from forum.templatetags.house import jam
from meetings.models import Attendance, Meeting

SPARE_LINES = 15  # for those whom nobody invited
MOST_NAMED = 5  # invited on the letter itself; more stand in a list behind it


def invitation_pdf(meeting: Meeting, *, today: date) -> bytes:
    """
    Return the invitation as PDF: number and signature are for ink.

    :raises forum.paper.PdfUnavailable: if the machine lacks Pango.
    """
    return paper("meetings/pdf/invitation.html", invitation_content(meeting, today=today), meeting.kabupaten)


def invitation_content(meeting: Meeting, *, today: date) -> dict:
    """Return what the invitation says, as plain values; the invited by office, without names."""
    invited = [_office(row) for row in meeting.attendance.in_order()]
    return _facts(meeting) | {
        "title": f"Undangan {meeting.title}",
        "written_on": today,
        "kind": meeting.get_kind_display(),
        "agenda": [line.strip() for line in meeting.agenda.splitlines() if line.strip()],
        "invited": invited if len(invited) <= MOST_NAMED else [],
        "listed": invited if len(invited) > MOST_NAMED else [],
        "signer": _secretary(meeting, today),
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
    hours = [jam(hour) for hour in (meeting.starts_at, meeting.ends_at) if hour]
    return {
        "meeting": meeting.title,
        "held_on": meeting.held_on,
        "hours": f"{' sampai dengan '.join(hours)} {meeting.kabupaten.get_zone_display()}" if hours else "",
        "place": meeting.place,
        "years": meeting.years,
    }


def _office(row: Attendance) -> str:
    return f"{row.jabatan_name}, {row.institution}" if row.institution else row.jabatan_name


def _secretary(meeting: Meeting, day: date) -> dict:
    """Who writes for the forum: the secretary that its decree seats, or a line for the pen."""
    seats = Seat.objects.filter(decree=meeting.decree_id, position=Position.SECRETARY).with_incumbents(day)
    seat = seats.first() if meeting.decree_id else None
    if seat is None:
        return {"jabatan": f"Sekretaris {meeting.kabupaten.forum_name}"}
    holder = seat.jabatan.current[0] if seat.jabatan.current else None
    return {
        "jabatan": seat.jabatan.name,
        "prefix": holder.prefix if holder else "",
        "name": holder.person.name if holder else "",
        "rank": holder.person.rank if holder else "",
        "nip": holder.person.nip if holder else "",
    }
