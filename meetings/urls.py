from django.urls import path, register_converter
from django.urls.converters import StringConverter

from meetings.views import (
    agenda,
    agreement,
    agreement_compare,
    attendance,
    attendance_door,
    check,
    decision,
    follow_up,
    invitation,
    invited,
    live,
    meeting,
    meeting_paper,
    minutes,
    paper,
    ralat,
    signing,
    trace,
    unfunded,
    wording,
)

app_name = "meetings"


class CheckCodeConverter(StringConverter):
    regex = "[0-9]{12}"


register_converter(CheckCodeConverter, "check_code")

# What an entry of the minutes is called in its address.
MINUTE_WORDS = {"information": "informasi", "decision": "keputusan"}

# The word in the address for each move.
MEETING_WORDS = {
    "invite": "undang",
    "open": "buka",
    "close": "akhiri",
    "reopen": "buka-kembali",
    "submit": "ajukan-notulen",
    "cancel": "batalkan",
}
AGENDA_WORDS = {"discuss": "dibahas", "put_off": "belum-sempat", "reopen": "buka-kembali"}
FOLLOW_UP_WORDS = {"start": "mulai", "finish": "selesai", "give_up": "tidak-terlaksana", "reopen": "buka-kembali"}

urlpatterns = [
    # Meetings
    path("rapat/", meeting.meeting_list, name="meeting_list"),
    path("rapat/baru/", meeting.meeting_create, name="meeting_create"),
    path("rapat/<int:pk>/", meeting.meeting_detail, name="meeting_detail"),
    path("rapat/<int:pk>/ubah/", meeting.meeting_edit, name="meeting_edit"),
    *[
        path(f"rapat/<int:pk>/{word}/", meeting.meeting_move, {"move": move}, name="meeting_move")
        for move, word in MEETING_WORDS.items()
    ],
    # Invitations
    path("rapat/<int:pk>/undangan/", invitation.invitation_list, name="invitation_list"),
    path("rapat/<int:pk>/undangan/dari-sk/", invitation.invitation_fill, name="invitation_fill"),
    path("rapat/<int:pk>/undangan/camat/", invitation.invitation_camat, name="invitation_camat"),
    path("rapat/<int:pk>/undangan/tambah/", invitation.invitation_create, name="invitation_create"),
    path("rapat/<int:pk>/undangan/surat/", invitation.letter_edit, name="letter_edit"),
    path("rapat/<int:pk>/undangan/surel/", invitation.invitation_mail_all, name="invitation_mail_all"),
    path("rapat/<int:pk>/undangan/disampaikan/", invitation.invitation_handed_all, name="invitation_handed_all"),
    path("undangan/<int:pk>/", invited.invitation_detail, name="invitation_detail"),
    path("undangan/<int:pk>/ubah/", invitation.invitation_edit, name="invitation_edit"),
    path("undangan/<int:pk>/hapus/", invitation.invitation_remove, name="invitation_remove"),
    path("undangan/<int:pk>/undang-kembali/", invitation.invitation_restore, name="invitation_restore"),
    path("undangan/<int:pk>/whatsapp/", invitation.invitation_whatsapp, name="invitation_whatsapp"),
    path("undangan/<int:pk>/surel/", invitation.invitation_mail, name="invitation_mail"),
    path("undangan/<int:pk>/disampaikan/", invitation.invitation_handed, name="invitation_handed"),
    path("rapat/<int:pk>/kalender.ics", invited.meeting_calendar, name="meeting_calendar"),
    # Papers before it is held
    path("rapat/<int:pk>/undangan.pdf", meeting_paper.meeting_invitation, name="meeting_invitation"),
    path("rapat/<int:pk>/daftar-hadir.pdf", meeting_paper.meeting_door_list, name="meeting_door_list"),
    # Minutes
    path("rapat/<int:pk>/notulen/", minutes.meeting_minutes, name="meeting_minutes"),
    path("rapat/<int:pk>/notulen.pdf", minutes.meeting_minutes_pdf, name="meeting_minutes_pdf"),
    path("rapat/<int:pk>/notulen/sahkan/", minutes.meeting_minutes_approve, name="meeting_minutes_approve"),
    path("rapat/<int:pk>/notulen/kembalikan/", minutes.meeting_minutes_return, name="meeting_minutes_return"),
    *[
        path(f"agenda/<int:pk>/{word}/", minutes.minute_create, {"kind": kind}, name="minute_create")
        for kind, word in MINUTE_WORDS.items()
    ],
    path("notulen/<int:pk>/", minutes.minute_detail, name="minute_detail"),
    path("notulen/<int:pk>/ubah/", minutes.minute_edit, name="minute_edit"),
    path("notulen/<int:pk>/hapus/", minutes.minute_remove, name="minute_remove"),
    path("notulen/<int:pk>/koreksi/", minutes.minute_correct, name="minute_correct"),
    # Agenda
    path("rapat/<int:pk>/agenda/", agenda.agenda, name="agenda"),
    path("rapat/<int:pk>/agenda/lazim/", agenda.agenda_fill, name="agenda_fill"),
    path("rapat/<int:pk>/agenda/lanjutan/", agenda.agenda_carry, name="agenda_carry"),
    path("rapat/<int:pk>/agenda/tambah/", agenda.agenda_add, name="agenda_add"),
    path("agenda/<int:pk>/ubah/", agenda.agenda_item_edit, name="agenda_item_edit"),
    path("agenda/<int:pk>/hapus/", agenda.agenda_item_remove, name="agenda_item_remove"),
    path("agenda/<int:pk>/naik/", agenda.agenda_item_shift, {"step": -1}, name="agenda_item_shift"),
    path("agenda/<int:pk>/turun/", agenda.agenda_item_shift, {"step": 1}, name="agenda_item_shift"),
    path("agenda/<int:pk>/laporan/", agenda.agenda_item_report, name="agenda_item_report"),
    path("agenda/<int:pk>/bahas/", agenda.agenda_item_take_up, name="agenda_item_take_up"),
    *[
        path(f"agenda/<int:pk>/{word}/", agenda.agenda_item_move, {"move": move}, name="agenda_item_move")
        for move, word in AGENDA_WORDS.items()
    ],
    # Attendance
    path("rapat/<int:pk>/kehadiran/", attendance.attendance_edit, name="attendance_edit"),
    path("rapat/<int:pk>/kehadiran/dari-sk/", attendance.attendance_fill, name="attendance_fill"),
    path("rapat/<int:pk>/kehadiran/tambah/", attendance.attendance_create, name="attendance_create"),
    path("kehadiran/<int:pk>/hapus/", attendance.attendance_remove, name="attendance_remove"),
    path("rapat/<int:pk>/kehadiran/nomor/", attendance_door.attendance_number, name="attendance_number"),
    path("rapat/<int:pk>/kehadiran/kode/", attendance_door.attendance_code, name="attendance_code"),
    path("rapat/<int:pk>/kehadiran/berkas/", attendance_door.attendance_file_add, name="attendance_file_add"),
    path("berkas-kehadiran/<int:pk>/", attendance_door.attendance_file, name="attendance_file"),
    path("hadir/<str:token>/", attendance_door.attendance_self, name="attendance_self"),
    # Decisions
    path("rapat/<int:pk>/keputusan/", decision.decision_list, name="decision_list"),
    path("rapat/<int:pk>/keputusan/<int:usulan_pk>/<int:year>/", decision.decision, name="decision"),
    path("rapat/<int:pk>/keputusan/<int:usulan_pk>/<int:year>/gabung/", decision.decision_merge, name="decision_merge"),
    # Agreements without pagu
    path("kesepakatan-tanpa-pagu/", unfunded.unfunded_list, name="unfunded_list"),
    path("kesepakatan-tanpa-pagu/<int:pk>/", unfunded.unfunded_of_workplan, name="unfunded_of_workplan"),
    path("kesepakatan-tanpa-pagu/porsi/<int:pk>/pulihkan/", unfunded.unfunded_restore, name="unfunded_restore"),
    # Follow-ups
    path("tindak-lanjut/", follow_up.follow_up_list, name="follow_up_list"),
    path("rapat/<int:pk>/tindak-lanjut/", follow_up.follow_up_create, name="follow_up_create"),
    path("tindak-lanjut/<int:pk>/", follow_up.follow_up_detail, name="follow_up_detail"),
    path("tindak-lanjut/<int:pk>/ubah/", follow_up.follow_up_edit, name="follow_up_edit"),
    *[
        path(f"tindak-lanjut/<int:pk>/{word}/", follow_up.follow_up_move, {"move": move}, name="follow_up_move")
        for move, word in FOLLOW_UP_WORDS.items()
    ],
    path("tindak-lanjut/<int:pk>/bukti/", follow_up.follow_up_evidence_add, name="follow_up_evidence_add"),
    path("tindak-lanjut/bukti/<int:pk>/", follow_up.follow_up_evidence, name="follow_up_evidence"),
    path("tindak-lanjut/bukti/<int:pk>/hapus/", follow_up.follow_up_evidence_remove, name="follow_up_evidence_remove"),
    # The screen of a meeting that goes on
    path("rapat/<int:pk>/berlangsung/", live.live, name="live"),
    path("rapat/<int:pk>/berlangsung/papan/", live.live_board, name="live_board"),
    path("rapat/<int:pk>/berlangsung/pindah/", live.live_step, name="live_step"),
    # Agreements
    path("berita-acara/", agreement.agreement_list, name="agreement_list"),
    path("rapat/<int:pk>/berita-acara/", agreement.agreement_create, name="agreement_create"),
    path("berita-acara/<int:pk>/", agreement.agreement_detail, name="agreement_detail"),
    path("rapat/<int:pk>/berita-acara/pratinjau/", agreement_compare.agreement_preview, name="agreement_preview"),
    path("berita-acara/<int:pk>/perbedaan/", agreement_compare.agreement_differences, name="agreement_differences"),
    path("berita-acara/<int:pk>/ubah/", agreement.agreement_edit, name="agreement_edit"),
    path("berita-acara/<int:pk>/penanda-tangan/", agreement.signatory_create, name="signatory_create"),
    path("penanda-tangan/<int:pk>/hapus/", agreement.signatory_remove, name="signatory_remove"),
    path("berita-acara/<int:pk>/final/", agreement.agreement_finalise, name="agreement_finalise"),
    path("berita-acara/<int:pk>/nomor/", agreement.agreement_number, name="agreement_number"),
    path("berita-acara/<int:pk>/tanda-tangan/", agreement.agreement_sign, name="agreement_sign"),
    path("berita-acara/<int:pk>/batalkan/", agreement.agreement_cancel, name="agreement_cancel"),
    path("berita-acara/<int:pk>/versi-baru/", agreement.agreement_renew, name="agreement_renew"),
    # Signatures
    path("menunggu-tanda-tangan/", signing.signatory_list, name="signatory_list"),
    path("berita-acara/<int:pk>/naskah/", signing.agreement_read, name="agreement_read"),
    path("penanda-tangan/<int:pk>/tanda-tangani/", signing.signatory_sign, name="signatory_sign"),
    path("penanda-tangan/<int:pk>/tolak/", signing.signatory_decline, name="signatory_decline"),
    path("penanda-tangan/<int:pk>/tunggu-kembali/", signing.signatory_await, name="signatory_await"),
    path("penanda-tangan/<int:pk>/tutup/", signing.signatory_close, name="signatory_close"),
    path("penanda-tangan/<int:pk>/ganti/", signing.signatory_replace, name="signatory_replace"),
    # Ralat
    path("berita-acara/<int:pk>/ralat/", ralat.ralat_create, name="ralat_create"),
    path("ralat/<int:pk>/", ralat.ralat_detail, name="ralat_detail"),
    path("ralat/<int:pk>/pdf/", ralat.ralat_pdf, name="ralat_pdf"),
    path("ralat/<int:pk>/pindaian/", ralat.ralat_sign, name="ralat_sign"),
    path("ralat/<int:pk>/batalkan/", ralat.ralat_cancel, name="ralat_cancel"),
    # Checking; the QR on a paper says it in capitals
    path("c/", check.check_form, name="check_form"),
    path("C/<check_code:code>/", check.check, name="check"),
    path("c/<check_code:code>/", check.check, name="check"),
    path("c/hasil/<uuid:key>/", check.check_result, name="check_result"),
    # The words of every berita acara
    path("naskah-baku/", wording.wording_edit, name="wording_edit"),
    path("naskah-baku/<int:pk>/", wording.wording_detail, name="wording_detail"),
    # Papers
    path("berita-acara/<int:pk>/pdf/", paper.agreement_pdf, name="agreement_pdf"),
    path("berita-acara/<int:pk>/pdf/minta/", paper.paper_request, name="paper_request"),
    path("berita-acara/<int:pk>/data/", paper.agreement_data, name="agreement_data"),
    path("berita-acara/<int:pk>/jejak-audit/", paper.agreement_audit, name="agreement_audit"),
    path("naskah/<int:pk>/", paper.paper, name="paper"),
    # The trace of a usulan
    path("usulan/<int:pk>/jejak/", trace.trace, name="trace"),
    path("u/<str:key>/", trace.public_trace, name="public_trace"),
]
