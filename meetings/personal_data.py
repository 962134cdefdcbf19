"""What meetings holds about a person: where he attended and what he signs."""

from collections.abc import Iterable

from forum.models import Person
from forum.personal_data import Held, register
from forum.templatetags.house import tanggal
from meetings.actions.personal_data import erase_attendance
from meetings.models import Attendance, Signatory

FINAL_STAYS = "berita acara rapat ini sudah final, dan naskah final tidak diubah"


def _attendance(person: Person) -> Iterable[Held]:
    rows = Attendance.objects.for_person(person).with_frozen().select_related("meeting").prefetch_related("letters")
    for row in rows.order_by("-meeting__held_on", "-pk"):
        facts = {"nama": row.name, "jabatan": row.jabatan_name, "kehadiran": row.get_presence_display()}
        if row.letters.all():
            facts["surat bagi wakilnya"] = "tersimpan"
        yield Held(f"{row.meeting}, {tanggal(row.meeting.held_on)}", facts, FINAL_STAYS if row.is_frozen else "")


def _signatures(person: Person) -> Iterable[Held]:
    rows = Signatory.objects.for_person(person.pk).select_related("agreement__meeting", "jabatan")
    for row in rows.order_by("-agreement__meeting__held_on", "-pk"):
        facts = {"nama": row.name, "jabatan": str(row.jabatan), "keadaan": row.get_status_display()}
        yield Held(f"{row.agreement}, {tanggal(row.agreement.meeting.held_on)}", facts, FINAL_STAYS)


def _nothing(person: Person, *, by) -> int:
    return 0


register("Daftar hadir rapat", _attendance, erase_attendance)
register("Tanda tangan berita acara", _signatures, _nothing)
