"""What of a person may be blanked in meetings (UU PDP): his name on lists that no final paper rests on."""

from django.db import transaction

from forum.log import log
from forum.models import Kabupaten, Person
from meetings.models import Attendance, AttendanceFile, Invitation


@transaction.atomic
def erase_attendance(person: Person, *, by) -> int:
    """
    Blank the person's name on the attendance lists of meetings without final berita acara; return how many.

    The letters by which he sent another go with it; the office that attended and the scan of a signed list stay.
    Called by `erase_person`, which asked whether it may be done.
    """
    rows = list(Attendance.objects.for_person(person).unfrozen().select_related("meeting"))
    Attendance.objects.filter(pk__in=[row.pk for row in rows]).update(name="")
    _forget(rows, by=by)
    return len(rows)


@transaction.atomic
def erase_typed_attendance(kabupaten: Kabupaten, name: str, *, by) -> int:
    """
    Blank a name that was typed on attendance lists of meetings without final berita acara; return on how many lines.

    Called by `erase_typed_name`, which asked whether it may be done.
    """
    rows = Attendance.objects.filter(kabupaten=kabupaten).with_typed_name(name).open_to_change()
    rows = [row for row in rows.select_related("meeting") if name in row.typed_names]
    for row in rows:
        if row.represented_by == name:
            row.represented_by = ""
        if row.person_id is None and row.name == name:
            row.name = ""
    Attendance.objects.bulk_update(rows, ["name", "represented_by"])
    _forget(rows, by=by)
    return len(rows)


def _forget(rows: list[Attendance], *, by) -> None:
    """Remove the letters of these lines, and tell on each meeting that a name is gone."""
    for letter in AttendanceFile.objects.filter(attendance__in=rows):
        letter.file.delete(save=False)
        letter.delete()
    for row in rows:
        log("meeting.erase_attendance", row.meeting, by=by, after={"jabatan": row.jabatan_name})


@transaction.atomic
def erase_typed_answer(kabupaten: Kabupaten, name: str, *, by) -> int:
    """Blank a name that was typed in answer to an invitation, as who comes in one's place; return on how many."""
    rows = Invitation.objects.filter(kabupaten=kabupaten, represented_by=name)
    rows = list(rows.select_related("meeting", "jabatan"))
    Invitation.objects.filter(pk__in=[row.pk for row in rows]).update(represented_by="")
    for row in rows:
        log("meeting.erase_answer", row.meeting, by=by, after={"office": row.office})
    return len(rows)


@transaction.atomic
def erase_contact(person: Person, *, by) -> int:
    """Blank the person's number and address where a meeting's invitation has them; return how many. As above."""
    rows = list(Invitation.objects.for_person(person).select_related("meeting", "jabatan"))
    Invitation.objects.filter(pk__in=[row.pk for row in rows]).update(phone="", email="")
    for row in rows:
        log("meeting.erase_contact", row.meeting, by=by, after={"office": row.office})
    return len(rows)
