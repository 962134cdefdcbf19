"""The page of somebody who is invited, and the meeting for his calendar."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum import ical
from forum.rules import require
from forum.transitions import MoveRefused
from forum.views.notice import note_seen
from meetings import actions, rules
from meetings.agenda import slots_of
from meetings.invitation_forms import AnswerForm
from meetings.invitations import calendar_file, hours_of, open_work_of
from meetings.models import Invitation, Meeting
from meetings.views.meeting import find_meeting, meeting_crumbs


@require_http_methods(["GET", "POST"])
def invitation_detail(request, pk):
    rows = Invitation.objects.visible_to(request.user).with_record_data()
    invitation = get_object_or_404(rows, pk=pk)
    today = timezone.localdate()
    require(rules.can_read_invitation(request.user, invitation, today=today), actions.NOT_INVITED)
    given = {name: getattr(invitation, name) for name in AnswerForm.base_fields}
    form = AnswerForm(request.POST or None, initial=given)
    if form.is_valid():
        try:
            actions.answer_invitation(invitation, **form.cleaned_data, by=request.user, today=today, now=timezone.now())
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"Jawaban tercatat: {invitation.answer.label.lower()}.")
            return redirect(invitation)
    meeting = invitation.meeting
    note_seen(request, meeting)
    return TemplateResponse(
        request,
        "meetings/invitation_detail.html",
        {
            "invitation": invitation,
            "meeting": meeting,
            "hours": hours_of(meeting),
            "slots": slots_of(meeting),
            "form": form if rules.can_answer_invitation(request.user, invitation, today=today) else None,
            "work": open_work_of(request.user, invitation.jabatan, today=today),
            "can_see_list": rules.can_see_invitations(request.user, meeting),
            "crumbs": [*meeting_crumbs(meeting), (f"Undangan {invitation}", None)],
        },
        status=422 if form.errors else 200,
    )


@require_safe
def meeting_calendar(request, pk):
    """Saved by a telephone into its calendar; opened again after a change it replaces what is there."""
    meeting = find_meeting(request, pk, rows=Meeting.objects.select_related("kabupaten"))
    page = request.build_absolute_uri(reverse("meetings:meeting_detail", args=[meeting.pk]))
    content = calendar_file(meeting, page=page, now=timezone.now())
    response = HttpResponse(content, content_type=ical.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="rapat-{meeting.held_on}.ics"'
    response["Cache-Control"] = "private, no-store"
    return response
