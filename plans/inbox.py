"""An OPD's inbox: what it is asked, what its desk has drafted, what its head has sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models

from plans import rules
from plans.models import Answer, Referral
from plans.sync import Question, question_of


class Tab(models.TextChoices):
    """As the address of the page names them."""

    WAITING = "menunggu", "Menunggu jawaban"
    DRAFTED = "draf", "Draf"
    SENT = "terkirim", "Terkirim"


@dataclass(frozen=True)
class InboxRow:
    question: Question
    draft: Answer | None  # None also for whoever may not read it
    can_send: bool

    @property
    def can_be_ticked(self) -> bool:
        """Part of what may be done with several at once: a draft to be sent, or a question to be answered."""
        return self.can_send if self.draft else self.question.can_answer


def find_referrals(user, *, today: date, opd=None, year: int | None = None):
    """Return the referrals whose inbox this is: of the user's OPD, or of all for the secretariat."""
    rows = Referral.objects.visible_to(user)
    if not rules.can_see_every_inbox(user):
        rows = rows.addressed_to(rules.opd_of_inbox(user, today=today))
    if opd:
        rows = rows.for_opd(opd)
    return rows.for_year(year) if year else rows


def to_be_sent(user, referrals, *, today: date):
    """Narrow referrals to those whose draft waits for this user as head of the OPD."""
    return referrals.drafted().addressed_to(rules.opd_headed_by(user, today=today))


def to_be_answered(user, referrals, *, today: date):
    """Narrow referrals to those that wait for a first draft of this user's OPD."""
    return referrals.waiting().addressed_to(rules.opd_of_inbox(user, today=today))


def in_tab(referrals, tab: Tab):
    """Narrow referrals to one tab: what is due first on top, what was sent last on top."""
    if tab == Tab.SENT:
        return referrals.answered().order_by("-due_on", "-pk")
    return (referrals.drafted() if tab == Tab.DRAFTED else referrals.waiting()).order_by("due_on", "pk")


def lay_out(user, referrals: Sequence[Referral], *, today: date) -> list[InboxRow]:
    """Return the rows of a page; the referrals need `with_list_data()` and `with_drafts()`."""
    return [
        InboxRow(
            question_of(user, referral, today=today),
            draft=referral.draft if rules.can_read_draft_answer(user, referral, today=today) else None,
            can_send=referral.draft is not None and rules.can_send_answer(user, referral, today=today),
        )
        for referral in referrals
    ]
