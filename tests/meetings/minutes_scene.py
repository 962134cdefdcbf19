"""A meeting that is over, chaired by a jabatan whose holder has an account, with its minutes written."""

import datetime

from meetings.models import Attendance, Meeting
from meetings.status import MeetingStatus
from tests.factories import (
    make_agenda_item,
    make_follow_up,
    make_incumbency,
    make_jabatan,
    make_meeting,
    make_minute,
    make_opd,
    make_person,
    make_user,
)

NOW = datetime.datetime(2024, 3, 18, 3, tzinfo=datetime.UTC)
TOLD, RESOLVED, OWED = "Sumur bor selesai diuji.", "Usulan dibahas menurut kecamatan.", "Serahkan daftar kelompok"


def make_chair():
    """The account of whoever chairs the meeting of `make_written`; he enters nothing."""
    jabatan, person = make_jabatan(name="Asisten Perekonomian"), make_person(name="Pimpinan Contoh")
    make_incumbency(jabatan=jabatan, person=person)
    return make_user(username="asisten", person=person, role="observer")


def make_written(*, status=MeetingStatus.MINUTES, chair=None, **fields) -> Meeting:
    """One item with an informasi, a keputusan and a follow-up; one person present."""
    chair = chair or make_jabatan(name="Asisten Perekonomian")
    meeting = make_meeting(held_on=datetime.date(2024, 3, 15), status=status, chair=chair, **fields)
    item = make_agenda_item(meeting=meeting, title="Laporan pelaksanaan")
    make_minute(agenda_item=item, text=TOLD)
    make_minute(agenda_item=item, kind="decision", text=RESOLVED)
    make_follow_up(meeting=meeting, agenda_item=item, what=OWED, opd=make_opd())
    Attendance.objects.create(
        kabupaten=meeting.kabupaten,
        meeting=meeting,
        name="Peserta Contoh",
        sex="P",
        jabatan_name="Camat Kodi",
        institution="Kecamatan Kodi",
    )
    return meeting
