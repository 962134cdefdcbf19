"""The minutes of a meeting on paper, drawn from the same data as their page."""

from forum.paper import paper
from meetings.meeting_pdf import secretary_of
from meetings.minutes import approval_of, laid_out, minutes_of
from meetings.models import Meeting, MinuteCorrection

MOST_ROWS_AT_ONCE = 60  # more are drawn apart; about a second and a half


def minutes_pdf(meeting: Meeting) -> bytes:
    """
    Return the minutes as PDF, with KONSEP across every page until they are approved. Needs `with_minutes()`.

    :raises forum.paper.PdfUnavailable: if the machine lacks Pango.
    :raises forum.confined.Confined: if long ones passed the limits of time and memory.
    """
    content = minutes_content(meeting)
    return paper("meetings/pdf/minutes.html", content, meeting.kabupaten, is_long=_rows(content) > MOST_ROWS_AT_ONCE)


def minutes_content(meeting: Meeting) -> dict:
    """Return what the paper says, as plain values: names of those who came and sign are read as they stand."""
    approval = approval_of(meeting)
    corrections = list(MinuteCorrection.objects.for_meeting(meeting).in_order()) if approval else []
    content = laid_out(minutes_of(meeting), corrections)
    return content | {
        "title": f"Notulen {content['meeting']['title']}",
        "is_draft": approval is None,
        "approval": _told(approval),
        "fingerprint": approval.fingerprint[:16] if approval else "",
        "present": [_line(row) for row in meeting.attendance.present().in_order()],
        "todo": _follow_ups(content),
        "corrections": [
            {"item": item["title"], "was": row["text"], **one}
            for item in content["items"]
            for group in item["entries"]
            for row in group["rows"]
            for one in row["corrections"]
        ],
        "chair": _chair(meeting),
        "secretary": secretary_of(meeting, meeting.held_on),
    }


def _told(approval) -> dict | None:
    if approval is None:
        return None
    return {"office": approval.office, "is_own": approval.is_own, "note": approval.note, "at": approval.at}


def _line(row) -> dict:
    return {
        "name": row.represented_by or row.name,
        "sex": row.sex,
        "jabatan": f"mewakili {row.jabatan_name}" if row.represented_by else row.jabatan_name,
        "institution": row.institution,
    }


def _follow_ups(content: dict) -> list[dict]:
    """Return all that is to be done, by due date, wherever on the agenda it was agreed."""
    rows = [row for part in [*content["items"], content["elsewhere"]] for row in part["follow_ups"]]
    return sorted(rows, key=lambda row: (row["due_on"], row["pk"]))


def _chair(meeting: Meeting) -> dict:
    """Who chaired, as he was called on the day of the meeting; a line for the pen where nobody is named."""
    if meeting.chair is None:
        return {"jabatan": ".............................."}
    holder = meeting.chair.signatory_on(meeting.held_on)
    person = holder.person if holder else None
    return {
        "jabatan": meeting.chair.name_on(meeting.held_on),
        "prefix": holder.prefix if holder else "",
        "name": person.name if person else "",
        "rank": person.rank if person else "",
        "nip": person.nip if person else "",
    }


def _rows(content: dict) -> int:
    parts = [*content["items"], content["elsewhere"]]
    return len(content["present"]) + sum(len(part["decided"]) + len(part["follow_ups"]) for part in parts)
