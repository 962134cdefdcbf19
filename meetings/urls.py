from django.urls import path

from meetings.views import agreement, attendance, decision, follow_up, meeting, paper, trace

app_name = "meetings"

# The word in the address for each move.
MEETING_WORDS = {
    "invite": "undang",
    "open": "buka",
    "close": "akhiri",
    "reopen": "buka-kembali",
    "approve": "sahkan",
    "cancel": "batalkan",
}
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
    # Attendance
    path("rapat/<int:pk>/kehadiran/", attendance.attendance_edit, name="attendance_edit"),
    path("rapat/<int:pk>/kehadiran/dari-sk/", attendance.attendance_fill, name="attendance_fill"),
    path("rapat/<int:pk>/kehadiran/tambah/", attendance.attendance_create, name="attendance_create"),
    path("kehadiran/<int:pk>/hapus/", attendance.attendance_remove, name="attendance_remove"),
    # Decisions
    path("rapat/<int:pk>/keputusan/", decision.decision_list, name="decision_list"),
    path("rapat/<int:pk>/keputusan/<int:usulan_pk>/<int:year>/", decision.decision, name="decision"),
    # Follow-ups
    path("tindak-lanjut/", follow_up.follow_up_list, name="follow_up_list"),
    path("rapat/<int:pk>/tindak-lanjut/", follow_up.follow_up_create, name="follow_up_create"),
    path("tindak-lanjut/<int:pk>/", follow_up.follow_up_detail, name="follow_up_detail"),
    path("tindak-lanjut/<int:pk>/ubah/", follow_up.follow_up_edit, name="follow_up_edit"),
    *[
        path(f"tindak-lanjut/<int:pk>/{word}/", follow_up.follow_up_move, {"move": move}, name="follow_up_move")
        for move, word in FOLLOW_UP_WORDS.items()
    ],
    # Agreements
    path("berita-acara/", agreement.agreement_list, name="agreement_list"),
    path("rapat/<int:pk>/berita-acara/", agreement.agreement_create, name="agreement_create"),
    path("berita-acara/<int:pk>/", agreement.agreement_detail, name="agreement_detail"),
    path("berita-acara/<int:pk>/ubah/", agreement.agreement_edit, name="agreement_edit"),
    path("berita-acara/<int:pk>/penanda-tangan/", agreement.signatory_create, name="signatory_create"),
    path("penanda-tangan/<int:pk>/hapus/", agreement.signatory_remove, name="signatory_remove"),
    path("berita-acara/<int:pk>/final/", agreement.agreement_finalise, name="agreement_finalise"),
    path("berita-acara/<int:pk>/nomor/", agreement.agreement_number, name="agreement_number"),
    path("berita-acara/<int:pk>/tanda-tangan/", agreement.agreement_sign, name="agreement_sign"),
    path("berita-acara/<int:pk>/batalkan/", agreement.agreement_cancel, name="agreement_cancel"),
    path("berita-acara/<int:pk>/versi-baru/", agreement.agreement_renew, name="agreement_renew"),
    # Papers
    path("berita-acara/<int:pk>/pdf/", paper.agreement_pdf, name="agreement_pdf"),
    path("naskah/<int:pk>/", paper.paper, name="paper"),
    # The trace of a usulan
    path("usulan/<int:pk>/jejak/", trace.trace, name="trace"),
    path("u/<str:key>/", trace.public_trace, name="public_trace"),
]
