"""Invitations by e-mail: asked for here, sent by the worker, and told as it went."""

from django.db import transaction

from forum import mail
from forum.log import log
from forum.models import User
from forum.transitions import MoveRefused
from meetings.actions.invitation import may_tell
from meetings.choices import MailState
from meetings.models import Invitation, Meeting

NO_MAIL = "Surel belum disetel pada server ini. Sampaikan undangan lewat WhatsApp atau surat."


@transaction.atomic
def mail_everybody(meeting: Meeting, *, by, now) -> int:
    """
    Have the worker write to everybody with an address who has no e-mail yet. Returns how many that are.

    :raises MoveRefused: if this server sends no e-mail.
    """
    may_tell(meeting, by)
    rows = meeting.invitations.standing().to_be_mailed(now).with_holders(meeting.held_on)
    return _queue(meeting, rows, by=by, now=now)


@transaction.atomic
def mail_again(invitation: Invitation, *, by, now) -> int:
    """Have the worker write to one, also a second time; nothing is asked for twice while it is on its way."""
    meeting = invitation.meeting
    may_tell(meeting, by)
    rows = meeting.invitations.filter(pk=invitation.pk).not_on_its_way(now).with_holders(meeting.held_on)
    return _queue(meeting, rows, by=by, now=now)


def finish_mail(invitation: Invitation, *, is_sent: bool, now) -> None:
    """Note how it went."""
    state = MailState.SENT if is_sent else MailState.FAILED
    with transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(mail=state, mail_at=now)
        verb = "meeting.mail_sent" if is_sent else "meeting.mail_failed"
        log(verb, invitation.meeting, by=User.objects.system(), after={"office": invitation.office})


def _queue(meeting: Meeting, rows, *, by, now) -> int:
    from meetings.tasks import send_invitation  # the task notes how it went through this package

    if not mail.is_set_up():
        raise MoveRefused(NO_MAIL)
    Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)  # of two who press at once, one asks
    keys = [row.pk for row in rows if row.address]
    Invitation.objects.filter(pk__in=keys).update(mail=MailState.QUEUED, mail_at=now)
    for key in keys:
        transaction.on_commit(lambda key=key: send_invitation.enqueue(key))
    if keys:
        log("meeting.mail", meeting, by=by, after={"count": len(keys)})
    return len(keys)
