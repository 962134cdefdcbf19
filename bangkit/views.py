"""Pages that show all floors."""

from datetime import datetime

from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bangkit.search import find
from bangkit.waiting import changes_for, first_steps, waiting_for
from plans import rules as plans_rules


@require_safe
def home(request):
    seen_before = request.session.get("seen_before")
    since = datetime.fromisoformat(seen_before) if seen_before else None
    waiting = waiting_for(request.user, today=timezone.localdate())
    return TemplateResponse(
        request,
        "bangkit/home.html",
        {
            "waiting": waiting,
            "first_steps": [] if waiting else first_steps(request.user),
            "changes": changes_for(request.user, since=since),
            "since": since,
            "can_enter": plans_rules.can_enter_usulan(request.user),
        },
    )


@require_safe
def search(request):
    text = request.GET.get("q", "").strip()[:100]
    return TemplateResponse(request, "bangkit/search.html", {"q": text, "groups": find(request.user, text)})
