"""Who came to a meeting: the seats of the decree, and guests."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from forum.rules import require
from forum.transitions import MoveRefused
from forum.views.pages import confirm_page, form_page, page_of
from meetings import actions, rules
from meetings.attendance_forms import MemberForm
from meetings.forms import GuestForm, attendance_forms
from meetings.models import Attendance
from meetings.views.meeting import find_meeting, meeting_crumbs

LINES = 50  # a page that a phone still loads fast; a form of four fields a line


@require_http_methods(["GET", "POST"])
def attendance_edit(request, pk):
    meeting = find_meeting(request, pk)
    require(rules.can_record_meeting(request.user, meeting), actions.APPROVED)
    page = page_of(request, meeting.attendance.in_order(), LINES)
    rows = attendance_forms(page, request.POST)
    if request.method == "POST" and all(row.is_valid() for row in rows if row.is_bound):
        changed = [row.instance for row in rows if row.is_bound and row.has_changed()]
        actions.record_attendance_list(changed, by=request.user)
        messages.success(request, f"Kehadiran disimpan: {len(changed)} baris berubah.")
        return redirect(meeting)
    wrong = [row for row in rows if row.errors]
    return TemplateResponse(
        request,
        "meetings/attendance_form.html",
        {
            "meeting": meeting,
            "page": page,
            "rows": rows,
            "form": wrong[0] if wrong else None,
            "wrong": wrong,
            "number_form": MemberForm(meeting=meeting) if meeting.decree_id else None,
            "crumbs": [*meeting_crumbs(meeting), ("Kehadiran", None)],
        },
        status=422 if wrong else 200,
    )


@require_POST
def attendance_fill(request, pk):
    meeting = find_meeting(request, pk)
    try:
        count = actions.fill_attendance(meeting, by=request.user)
    except MoveRefused as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, f"{count} baris masuk daftar hadir. Tandai siapa yang hadir.")
    return redirect("meetings:attendance_edit", meeting.pk)


@require_http_methods(["GET", "POST"])
def attendance_create(request, pk):
    meeting = find_meeting(request, pk)
    require(rules.can_record_meeting(request.user, meeting), actions.APPROVED)
    form = GuestForm(request.POST or None, instance=Attendance(meeting=meeting))
    if form.is_valid():
        actions.record_attendance(form.instance, by=request.user)
        messages.success(request, f"{form.instance.name} masuk daftar hadir.")
        return redirect("meetings:attendance_edit", meeting.pk)
    return form_page(
        request,
        form,
        title="Tambah peserta",
        lead="Untuk yang hadir di luar keanggotaan menurut SK. Jabatan dan instansi ditulis seperti pada hari rapat.",
        crumbs=meeting_crumbs(meeting),
        submit_label="Tambahkan",
        cancel_url=meeting.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def attendance_remove(request, pk):
    rows = Attendance.objects.visible_to(request.user).select_related("meeting")
    attendance = get_object_or_404(rows, pk=pk)
    meeting = attendance.meeting
    require(rules.can_record_meeting(request.user, meeting), actions.APPROVED)
    if request.method == "POST":
        actions.remove_attendance(attendance, by=request.user)
        messages.success(request, f"{attendance.jabatan_name} dihapus dari daftar hadir.")
        return redirect("meetings:attendance_edit", meeting.pk)
    return confirm_page(
        request,
        title=f"Hapus {attendance.jabatan_name} dari daftar hadir?",
        consequence="Baris ini tidak lagi terhitung dan tidak tercetak. Bila ia diundang tetapi tidak datang, "
        "pilih “Tidak hadir” saja.",
        submit_label="Hapus dari daftar",
        danger=True,
        cancel_url=meeting.get_absolute_url(),
        crumbs=[*meeting_crumbs(meeting), ("Hapus dari daftar hadir", None)],
    )
