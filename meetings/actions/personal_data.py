"""What of a person may be blanked in meetings (UU PDP): his name on lists that no final paper rests on."""

from django.db import transaction

from forum.log import log
from forum.models import Person
from meetings.models import Attendance, AttendanceFile


@transaction.atomic
def erase_attendance(person: Person, *, by) -> int:
    """
    Blank the person's name on the attendance lists of meetings without final berita acara; return how many.

    The letters by which he sent another go with it; the office that attended and the scan of a signed list stay.
    Called by `erase_person`, which asked whether it may be done.
    """
    rows = list(Attendance.objects.for_person(person).unfrozen().select_related("meeting"))
    Attendance.objects.filter(pk__in=[row.pk for row in rows]).update(name="")
    for letter in AttendanceFile.objects.filter(attendance__in=rows):
        letter.file.delete(save=False)
        letter.delete()
    for row in rows:
        log("meeting.erase_attendance", row.meeting, by=by, after={"jabatan": row.jabatan_name})
    return len(rows)
