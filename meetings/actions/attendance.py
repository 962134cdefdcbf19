"""Who was there: the attendance list of a meeting."""

from django.db import transaction
from django.db.models import Max

from forum.log import log
from forum.models import Jabatan
from forum.rules import require
from forum.transitions import MoveRefused
from meetings import rules
from meetings.actions.floor import stir
from meetings.actions.record import APPROVED, SECRETARIAT_ONLY
from meetings.choices import Presence, Response
from meetings.models import Attendance, AttendanceFile, Invitation, Meeting

NOT_THE_DAY = "Kehadiran dicatat pada hari rapat, selama rapat belum disahkan. Mintalah sekretariat mencatatnya."


@transaction.atomic
def fill_attendance(meeting: Meeting, *, by) -> int:
    """
    List those who are invited, or the seats of the decree where nobody is, with who held them that day.

    Nobody is present before he has come: who answered that he cannot is excused, and beside one who sends another
    stands whom. Returns how many lines are new; those on which something was noted already stay as they are.
    """
    require(rules.can_record_meeting(by, meeting), APPROVED)
    Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    expected = _expected(meeting)
    if not expected:
        raise MoveRefused("Undang dahulu peserta, atau pilih SK yang menjadi dasar rapat ini.")
    rows = {_key(row.jabatan_id, row.jabatan_name): row for row in meeting.attendance.all()}
    missing = [row for row in expected if _key(row.jabatan_id, row.guest) not in rows]
    keys = [row.jabatan_id for row in missing if row.jabatan_id]
    offices = Jabatan.objects.with_names().with_incumbents(meeting.held_on).in_bulk(keys)
    last = meeting.attendance.aggregate(last=Max("order"))["last"] or 0
    for order, invited in enumerate(missing, last + 1):
        row = Attendance(
            kabupaten_id=meeting.kabupaten_id, meeting=meeting, presence=Presence.ABSENT, order=order,
            jabatan_name=invited.guest, institution=invited.institution or invited.guest,
        )  # fmt: skip
        if invited.jabatan_id:
            row.jabatan = offices[invited.jabatan_id]
            _fill_office(row, row.jabatan)
        row.save()
        rows[_key(row.jabatan_id, row.jabatan_name)] = row
    for invited in expected:
        _expect(rows[_key(invited.jabatan_id, invited.guest)], invited)
    if missing:
        log("meeting.fill_attendance", meeting, by=by, after={"count": len(missing)})
    return len(missing)


def _expected(meeting: Meeting) -> list[Invitation]:
    """Return the invitations of a meeting, else unsaved ones of the seats of its decree."""
    if invited := list(meeting.invitations.standing().in_order()):
        return invited
    seats = meeting.decree.seats.jabatan_in_order() if meeting.decree else []
    return [Invitation(jabatan_id=key) for key in seats]


def _key(jabatan_id: int | None, guest: str) -> tuple[int | None, str]:
    return (jabatan_id, "") if jabatan_id else (None, guest)


def _expect(row: Attendance, invited: Invitation) -> None:
    """Note on an untouched line what was answered to the invitation."""
    if row.presence != Presence.ABSENT or row.represented_by:
        return
    if invited.response == Response.UNABLE:
        row.presence = Presence.EXCUSED
    elif invited.response == Response.REPRESENTED:
        row.represented_by = invited.represented_by
    else:
        return
    row.save(update_fields=["presence", "represented_by"])


@transaction.atomic
def attend(meeting: Meeting, jabatan: Jabatan, *, represented_by="", sex="", by, today, actor="") -> Attendance:
    """
    Note that the holder of a jabatan has come, or somebody in his place (`represented_by`, of this `sex`).

    A line that the list lacks is added. Asked twice, it notes once: the meeting's row makes two phones wait.
    """
    require(rules.can_attend(by, meeting, today=today), NOT_THE_DAY)
    Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    row = meeting.attendance.filter(jabatan=jabatan).first()
    if row is None:
        last = meeting.attendance.aggregate(last=Max("order"))["last"] or 0
        row = Attendance(kabupaten_id=meeting.kabupaten_id, meeting=meeting, jabatan=jabatan, order=last + 1)
        _fill_office(row, Jabatan.objects.with_names().with_incumbents(meeting.held_on).get(pk=jabatan.pk))
    row.presence = Presence.REPRESENTED if represented_by else Presence.PRESENT
    row.represented_by = represented_by
    row.sex = sex or (row.person.sex if row.person else row.sex)
    row.save()
    after = {"jabatan": row.jabatan_name, "presence": row.get_presence_display()}
    log("meeting.attendance", meeting, by=by, after=after, actor=actor)
    stir(meeting)
    return row


@transaction.atomic
def keep_attendance_file(paper: AttendanceFile, *, by, now) -> None:
    """Keep the scan of a signed list or of a letter beside its meeting."""
    require(rules.can_keep_attendance_file(by, paper.meeting), SECRETARIAT_ONLY)
    paper.kabupaten_id, paper.size, paper.by, paper.at = paper.meeting.kabupaten_id, paper.file.size, by, now
    paper.save()
    log("meeting.attendance_file", paper.meeting, by=by, after={"what": str(paper)})


def _fill_office(row: Attendance, jabatan: Jabatan) -> None:
    """Freeze who held the jabatan; `jabatan` was loaded with its incumbents of that day."""
    incumbency = jabatan.current[0] if jabatan.current else None
    name = jabatan.name_on(row.meeting.held_on)
    row.jabatan_name = f"{incumbency.prefix} {name}".strip() if incumbency else name
    row.institution = jabatan.institution_on(row.meeting.held_on)
    if incumbency:
        row.person, row.name, row.sex = incumbency.person, incumbency.person.name, incumbency.person.sex


@transaction.atomic
def record_attendance(attendance: Attendance, *, by) -> Attendance:
    """Create or edit one line of the attendance list."""
    require(rules.can_record_meeting(by, attendance.meeting), APPROVED)
    if attendance.presence == Presence.REPRESENTED and not attendance.represented_by.strip():
        raise MoveRefused("Tulis siapa yang mewakili.")
    if attendance.presence in {Presence.PRESENT, Presence.EXCUSED}:
        attendance.represented_by = ""  # expected by his answer, but he came himself or sent nobody
    attendance.kabupaten_id = attendance.meeting.kabupaten_id
    if attendance.pk is None:
        attendance.order = (attendance.meeting.attendance.aggregate(last=Max("order"))["last"] or 0) + 1
    attendance.save()
    log(
        "meeting.attendance",
        attendance.meeting,
        by=by,
        after={"jabatan": attendance.jabatan_name, "presence": attendance.get_presence_display()},
    )
    return attendance


@transaction.atomic
def record_attendance_list(rows, *, by) -> None:
    """Edit several lines of one attendance list, all or none."""
    for row in rows:
        record_attendance(row, by=by)


@transaction.atomic
def remove_attendance(attendance: Attendance, *, by) -> None:
    """Take one line off the attendance list of a meeting that is not yet approved."""
    require(rules.can_record_meeting(by, attendance.meeting), APPROVED)
    log("meeting.remove_attendance", attendance.meeting, by=by, before={"jabatan": attendance.jabatan_name})
    attendance.delete()
