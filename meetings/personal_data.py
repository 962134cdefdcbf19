"""What meetings holds about a person: where he attended and what he signs."""

from collections.abc import Iterable, Iterator

from forum.models import Kabupaten, Person
from forum.personal_data import Held, register, register_typed
from forum.templatetags.house import tanggal
from meetings.actions.personal_data import (
    erase_attendance,
    erase_contact,
    erase_typed_answer,
    erase_typed_attendance,
)
from meetings.models import Attendance, Invitation, Signatory

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


def _typed_attendance(kabupaten: Kabupaten, text: str) -> Iterator[tuple[str, Held]]:
    rows = Attendance.objects.filter(kabupaten=kabupaten).with_typed_name(text).with_frozen().select_related("meeting")
    for row in rows.order_by("-meeting__held_on", "-pk"):
        for name in sorted(row.typed_names):
            if text.lower() in name.lower():
                facts = {"jabatan": row.jabatan_name, "kehadiran": row.get_presence_display()}
                stays = FINAL_STAYS if row.is_frozen else ""
                yield name, Held(f"{row.meeting}, {tanggal(row.meeting.held_on)}", facts, stays)


def _typed_answers(kabupaten: Kabupaten, text: str) -> Iterator[tuple[str, Held]]:
    rows = Invitation.objects.filter(kabupaten=kabupaten).with_typed_name(text)
    for row in rows.select_related("meeting", "jabatan__opd", "jabatan__kecamatan").order_by("-pk"):
        yield row.represented_by, Held(f"{row}, {row.meeting}", {"sebagai": "wakil"})


def _contacts(person: Person) -> Iterable[Held]:
    rows = Invitation.objects.for_person(person).select_related("meeting", "jabatan__opd", "jabatan__kecamatan")
    for row in rows.order_by("-meeting__held_on", "-pk"):
        facts = {"nomor WhatsApp": row.phone, "surel": row.email}
        yield Held(f"{row}, {row.meeting}", {label: value for label, value in facts.items() if value})


register("Kontak pada undangan rapat", _contacts, erase_contact)
register("Daftar hadir rapat", _attendance, erase_attendance)
register("Tanda tangan berita acara", _signatures, _nothing)
register_typed("Daftar hadir rapat", _typed_attendance, erase_typed_attendance)
register_typed("Jawaban undangan rapat", _typed_answers, erase_typed_answer)
