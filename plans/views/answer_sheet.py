"""The questions of an inbox on paper."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from forum.confined import Confined
from forum.paper import PdfUnavailable
from forum.rules import require
from forum.views.pages import pdf_response
from plans import rules
from plans.answer_sheet import answer_sheet_pdf
from plans.forms.referral import InboxFilter
from plans.inbox import Tab, find_referrals, in_tab

TOO_MANY = "Lembar jawaban sebanyak ini tidak selesai dibuat. Saring menurut OPD atau tahun, lalu buka lagi."


@require_safe
def answer_sheet(request):
    """What waits in the inbox, narrowed as the inbox is."""
    user, today = request.user, timezone.localdate()
    require(rules.can_use_inbox(user, today=today), "Kotak masuk ini milik OPD dan sekretariat forum.")
    found = find_referrals(user, today=today, **InboxFilter(request.GET, user=user, today=today).values())
    rows = in_tab(found, Tab.WAITING).with_list_data()
    try:
        return pdf_response(answer_sheet_pdf(rows, user.kabupaten, today=today), "lembar-jawaban")
    except PdfUnavailable as exc:
        messages.error(request, str(exc))
    except Confined:
        messages.error(request, TOO_MANY)
    return redirect("plans:inbox")
