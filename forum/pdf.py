"""The papers of the forum's books; one function per paper, returning bytes."""

from forum.models import Kabupaten
from forum.paper import paper
from forum.roster import Roster


def roster_pdf(roster: Roster, kabupaten: Kabupaten) -> bytes:
    """
    Return the list of the forum's members as of a day, as PDF.

    :raises forum.paper.PdfUnavailable: if the machine lacks Pango.
    """
    return paper("forum/pdf/roster.html", roster_content(roster, kabupaten), kabupaten)


def roster_content(roster: Roster, kabupaten: Kabupaten) -> dict:
    """Return what the list says, as plain values: offices and names, nothing else of a person."""
    return {
        "title": f"Daftar Anggota {kabupaten.forum_name} {kabupaten}",
        "forum": kabupaten.forum_name,
        "kabupaten": kabupaten.name,
        "decree": {"number": roster.decree.number, "title": roster.decree.title},
        "day": roster.day,
        "vacant": roster.vacant,
        "rows": [
            {
                "order": member.seat.order,
                "position": member.seat.get_position_display(),
                "jabatan": member.jabatan,
                "note": member.seat.note,
                "institution": member.institution,
                "prefix": member.holder.prefix if member.holder else "",
                "name": str(member.holder.person) if member.holder else "",
            }
            for member in roster.members
        ],
    }
