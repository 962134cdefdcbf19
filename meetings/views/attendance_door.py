"""Coming to a meeting: the code on the wall, the member number, and the scans that show who came."""

import zoneinfo

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum.models import User
from forum.rules import require
from forum.throttle import is_too_often
from forum.views.pages import form_page
from meetings import actions, rules
from meetings.attendance_forms import AttendanceFileForm, MemberForm, NumberAtTheDoorForm, OwnJabatanForm
from meetings.models import AttendanceFile, Meeting
from meetings.views.meeting import find_meeting, meeting_crumbs
from meetings.views.paper import file_response

SALT = "kehadiran"
COMING = {"most": 200, "seconds": 3600}  # a hall comes from one address


@require_safe
def attendance_code(request, pk):
    """The sheet for the wall: the code of this meeting and day, and each member's number."""
    meeting = find_meeting(request, pk)
    require(rules.can_record_meeting(request.user, meeting), actions.APPROVED)
    path = reverse("meetings:attendance_self", args=[signing.Signer(salt=SALT).sign_object([pk, f"{meeting.held_on}"])])
    address = f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)
    code = segno.make(address, error="m", micro=False)
    return TemplateResponse(
        request,
        "meetings/attendance_code.html",
        {
            "meeting": meeting,
            "svg": mark_safe(code.svg_inline(scale=6, omitsize=True, svgclass="door-code", lineclass=None)),
            "address": address,
            "members": meeting.members(),
            "crumbs": [*meeting_crumbs(meeting), ("Kode kehadiran", None)],
        },
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def attendance_self(request, token):
    """What the code on the wall opens: come in with one's account, or type one's member number."""
    meeting = _meeting_of(token)
    with timezone.override(zoneinfo.ZoneInfo(meeting.kabupaten.zone)):
        today = timezone.localdate()
        is_open = rules.can_attend(User.objects.system(), meeting, today=today)
        form = _door_form(request, meeting, today) if is_open else None
        if form and form.is_valid() and is_too_often(request, "attend", **COMING):
            form.add_error(None, "Terlalu banyak yang dicatat dari sambungan ini. Mintalah sekretariat mencatatnya.")
        elif form and form.is_valid():
            row = _come(request, meeting, form, today)
            messages.success(request, f"{row.jabatan_name}: {row.get_presence_display()}. Terima kasih.")
            return redirect("meetings:attendance_self", token)
        context = {"meeting": meeting, "kabupaten": meeting.kabupaten, "form": form}
        status = 422 if form and form.errors else 200
        return TemplateResponse(request, "meetings/attendance_self.html", context, status=status).render()


def _meeting_of(token: str) -> Meeting:
    try:
        pk, day = signing.Signer(salt=SALT).unsign_object(token)
    except signing.BadSignature:
        raise Http404 from None
    return get_object_or_404(Meeting.objects.select_related("kabupaten", "decree"), pk=pk, held_on=day)


def _door_form(request, meeting, today):
    user = request.user
    held = user.jabatan_on(today) if user.is_authenticated and user.kabupaten_id == meeting.kabupaten_id else []
    if held:
        return OwnJabatanForm(request.POST or None, held=held)
    return NumberAtTheDoorForm(request.POST or None, meeting=meeting)


def _come(request, meeting, form, today):
    if isinstance(form, OwnJabatanForm):
        return actions.attend(meeting, form.cleaned_data["jabatan"], by=request.user, today=today)
    return actions.attend(
        meeting,
        form.jabatan,
        represented_by=form.cleaned_data["represented_by"],
        sex=form.cleaned_data["sex"],
        by=User.objects.system(),
        actor="Kode di ruang rapat",
        today=today,
    )


@require_POST
def attendance_number(request, pk):
    """The secretariat types the member number of somebody who comes in."""
    meeting = find_meeting(request, pk)
    require(rules.can_record_meeting(request.user, meeting), actions.APPROVED)
    form = MemberForm(request.POST, meeting=meeting)
    if form.is_valid():
        row = actions.attend(meeting, form.jabatan, by=request.user, today=timezone.localdate())
        messages.success(request, f"{row.jabatan_name} tercatat hadir.")
    else:
        messages.error(request, " ".join(form.errors["number"]))
    return redirect("meetings:attendance_edit", pk)


@require_http_methods(["GET", "POST"])
def attendance_file_add(request, pk):
    meeting = find_meeting(request, pk)
    require(rules.can_keep_attendance_file(request.user, meeting), actions.SECRETARIAT_ONLY)
    form = AttendanceFileForm(request.POST or None, request.FILES or None, meeting=meeting)
    if form.is_valid():
        paper = AttendanceFile(
            meeting=meeting,
            attendance=form.cleaned_data["attendance"],
            file=form.cleaned_data["file"],
            content_type=form.content_type,
        )
        actions.keep_attendance_file(paper, by=request.user, now=timezone.now())
        messages.success(request, f"{paper} disimpan.")
        return redirect(meeting)
    return form_page(
        request,
        form,
        title="Unggah daftar hadir atau surat",
        lead="Daftar hadir yang ditandatangani dengan tinta, atau surat bagi yang datang sebagai wakil. "
        "Berkas ini memuat nama dan tanda tangan; hanya sekretariat yang dapat membukanya.",
        crumbs=meeting_crumbs(meeting),
        submit_label="Unggah",
        cancel_url=meeting.get_absolute_url(),
    )


@require_safe
def attendance_file(request, pk):
    paper = get_object_or_404(AttendanceFile.objects.visible_to(request.user).select_related("meeting"), pk=pk)
    require(rules.can_keep_attendance_file(request.user, paper.meeting), actions.SECRETARIAT_ONLY)
    return file_response(paper.file.read(), paper.content_type, name=f"kehadiran-{pk}")
