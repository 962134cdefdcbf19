"""A meeting from its first draft to the approved minutes."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum.models import Decree
from forum.rules import require
from forum.transitions import MoveRefused
from forum.views.excel import excel_response, wants_excel
from forum.views.notice import note_seen
from forum.views.pages import confirm_page, form_page, history_of, page_of
from meetings import actions, rules
from meetings.agenda import lay_out
from meetings.agenda_forms import CloseForm
from meetings.exports import ATTENDANCE, MEETING
from meetings.forms import MeetingFilter, MeetingForm, NoteForm
from meetings.invitations import invited_as
from meetings.minutes import shown_to
from meetings.models import Agreement, Meeting, with_invited
from plans.choices import OutcomeKind

# What is done to a meeting, in the order of its life, as its button says it.
BUTTONS = {
    "invite": "Tandai peserta sudah diundang",
    "open": "Buka rapat",
    "close": "Akhiri rapat",
    "submit": "Ajukan kepada pimpinan rapat",
    "reopen": "Buka kembali",
    "cancel": "Batalkan rapat",
}
DONE = {
    "invite": "Peserta tercatat sudah diundang; mereka melihat undangannya dan dapat menjawab.",
    "open": "Rapat dibuka. Catat kehadiran dan keputusan.",
    "close": "Rapat diakhiri. Lengkapi notulen, lalu ajukan kepada pimpinan rapat.",
    "reopen": "Rapat dibuka kembali.",
    "submit": "Notulen diajukan. Pimpinan rapat menemukannya pada Beranda.",
    "cancel": "Rapat dibatalkan.",
}
# These are asked about first: (question, consequence).
ASKED = {
    "close": (
        "Akhiri rapat?",
        "Kehadiran, keputusan dan notulen masih dapat dicatat sampai notulen disahkan, dan rapat dapat dibuka kembali.",
    ),
    "cancel": (
        "Batalkan rapat?",
        "Rapat yang dibatalkan tidak dapat dibuka lagi. Hasil yang sudah diputuskan tetap berlaku.",
    ),
}


@require_safe
def meeting_list(request):
    filter_form = MeetingFilter(request.GET)
    meetings = filter_form.narrow(Meeting.objects.visible_to(request.user))
    meetings = with_invited(meetings.with_list_data()).newest_first()
    if wants_excel(request):
        return excel_response(request, "rapat", (MEETING, meetings), filter_form=filter_form)
    return TemplateResponse(
        request,
        "meetings/meeting_list.html",
        {
            "page": page_of(request, meetings),
            "filter_form": filter_form,
            "can_create": rules.can_create_meeting(request.user),
        },
    )


@require_safe
def meeting_detail(request, pk):
    meeting = find_meeting(request, pk, rows=Meeting.objects.with_record_data())
    if wants_excel(request, "daftar-hadir"):
        present = meeting.attendance.in_order()
        return excel_response(request, f"daftar-hadir-{meeting.held_on}", (ATTENDANCE, present))
    note_seen(request, meeting)
    counts = meeting.decisions.standing().counts()
    agreements = Agreement.objects.visible_to(request.user).for_meeting(meeting).newest_first()
    can_draft = rules.can_draft_agreement(request.user, meeting) and not any(row.is_living for row in agreements)
    can_keep_files = rules.can_keep_attendance_file(request.user, meeting)
    today = timezone.localdate()
    return TemplateResponse(
        request,
        "meetings/meeting_detail.html",
        {
            "meeting": meeting,
            "moves": [
                (move, label, move in ASKED)
                for move, label in BUTTONS.items()
                if move != "invite" and rules.can_move_meeting(request.user, meeting, move)
            ],
            "can_invite": rules.can_move_meeting(request.user, meeting, "invite"),
            **invited_as(request.user, meeting, today=today),
            "agenda": lay_out(request.user, meeting, list(meeting.agenda_items.with_list_data().in_order())),
            "attendance": meeting.attendance.in_order(),
            "institution_count": meeting.attendance.present().count_institutions() if meeting.named else 0,
            "can_keep_files": can_keep_files,
            "attendance_files": meeting.attendance_files.in_order() if can_keep_files else [],
            "kinds": [
                (kind, [counts.get((kind, year), 0) for year in meeting.years])
                for kind in OutcomeKind
                if any((kind, year) in counts for year in meeting.years)
            ],
            "decision_count": sum(counts.values()),
            "follow_ups": meeting.follow_ups.with_list_data().by_due_date(),
            "agreements": agreements,
            "can_record": rules.can_record_meeting(request.user, meeting),
            "is_live": meeting.is_recording,
            "can_follow_up": rules.can_record_follow_up(request.user, meeting),
            "can_draft": can_draft,
            "today": today,
            **shown_to(request.user, meeting, today=today),
            "can_write_minutes": rules.can_write_minutes(request.user, meeting),
            "can_approve": rules.can_approve_minutes(request.user, meeting, today=today),
            "history": history_of(meeting),
            "crumbs": [_list_crumb(), (str(meeting), None)],
        },
    )


@require_http_methods(["GET", "POST"])
def meeting_create(request):
    require(rules.can_create_meeting(request.user), actions.SECRETARIAT_ONLY)
    today = timezone.localdate()
    meeting = Meeting(
        kabupaten=request.user.kabupaten,
        fiscal_year=today.year,
        decree=Decree.objects.visible_to(request.user).in_force_on(today).first(),
    )
    return _meeting_form(
        request, meeting, title="Catat rapat", crumbs=[_list_crumb()], cancel_url=reverse("meetings:meeting_list")
    )


@require_http_methods(["GET", "POST"])
def meeting_edit(request, pk):
    meeting = find_meeting(request, pk)
    require(rules.can_record_meeting(request.user, meeting), actions.APPROVED)
    return _meeting_form(
        request, meeting, title="Ubah data rapat", crumbs=meeting_crumbs(meeting), cancel_url=meeting.get_absolute_url()
    )


def _meeting_form(request, meeting, **page):
    form = MeetingForm(request.POST or None, instance=meeting, user=request.user)
    if form.is_valid():
        try:
            actions.record_meeting(form.instance, form.changed_data, by=request.user)
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, "Data rapat disimpan.")
            return redirect(meeting)
    return form_page(request, form, **page)


@require_http_methods(["GET", "POST"])
def meeting_move(request, pk, move):
    meeting = find_meeting(request, pk)
    require(rules.can_create_meeting(request.user), actions.SECRETARIAT_ONLY)
    form = _move_form(move, request.POST if request.method == "POST" else None, meeting)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            actions.move_meeting(meeting, move, by=request.user, **(form.cleaned_data if form else {}))
        except MoveRefused as exc:
            messages.error(request, str(exc))
        else:
            messages.success(request, DONE[move])
        return redirect(meeting)
    title, consequence = ASKED.get(
        move, (f"{BUTTONS[move]}?", "Keadaan rapat berubah; langkah ini tercatat pada riwayat.")
    )
    return confirm_page(
        request,
        title=title,
        consequence=consequence,
        submit_label=BUTTONS[move],
        cancel_url=meeting.get_absolute_url(),
        form=form,
        danger=move == "cancel",
        crumbs=[*meeting_crumbs(meeting), (BUTTONS[move], None)],
    )


def _move_form(move, data, meeting):
    """Return what a move asks before it is made: why it is cancelled, what a meeting that ends has discussed."""
    if move == "cancel":
        return NoteForm(data, label="Alasan rapat dibatalkan")
    return CloseForm(data, meeting=meeting) if move == "close" else None


def find_meeting(request, pk, *, rows=None) -> Meeting:
    return get_object_or_404((rows if rows is not None else Meeting.objects).visible_to(request.user), pk=pk)


def _list_crumb():
    return "Rapat", reverse("meetings:meeting_list")


def meeting_crumbs(meeting):
    return [_list_crumb(), (str(meeting), meeting.get_absolute_url())]
