"""What is printed before a meeting is held."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from forum.paper import PdfUnavailable
from forum.views.pages import pdf_response
from meetings.meeting_pdf import door_list_pdf, invitation_pdf
from meetings.models import Meeting
from meetings.views.meeting import find_meeting


@require_safe
def meeting_invitation(request, pk):
    return _shown(request, pk, "undangan", lambda meeting: invitation_pdf(meeting, today=timezone.localdate()))


@require_safe
def meeting_door_list(request, pk):
    return _shown(request, pk, "daftar-hadir", door_list_pdf)


def _shown(request, pk, name: str, draw):
    meeting = find_meeting(request, pk, rows=Meeting.objects.select_related("kabupaten"))
    try:
        return pdf_response(draw(meeting), f"{name}-{pk}")
    except PdfUnavailable as exc:
        messages.error(request, str(exc))
        return redirect(meeting)
