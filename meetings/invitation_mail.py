"""The e-mail that invites: the same words as on WhatsApp, with the letter and the meeting for the calendar."""

from datetime import datetime

from django.core.mail import EmailMessage
from django.utils import timezone

from forum.mail import full_address
from forum.paper import PdfUnavailable
from forum.uploads import PDF
from meetings.agenda import slots_of
from meetings.invitations import calendar_file, message_to
from meetings.meeting_pdf import invitation_pdf
from meetings.models import Invitation


def invitation_mail(row: Invitation, *, now: datetime) -> EmailMessage:
    """Return the message to one invited; without Pango on the machine it goes without the letter."""
    meeting = row.meeting
    message = EmailMessage(
        subject=f"{'Dibatalkan' if meeting.is_cancelled else 'Undangan'}: {meeting.title}",
        body=message_to(row, slots_of(meeting), page=full_address(row.get_absolute_url())),
        to=[row.address],
    )
    calendar = calendar_file(meeting, page=full_address(meeting.get_absolute_url()), now=now)
    message.attach(f"rapat-{meeting.held_on}.ics", calendar.decode(), "text/calendar")
    if not meeting.is_cancelled:
        try:
            letter = invitation_pdf(meeting, today=timezone.localdate(now))
        except PdfUnavailable:
            return message
        message.attach(f"undangan-{meeting.held_on}.pdf", letter, PDF)
    return message
