"""What a berita acara would hold before it is drafted, and how one version differs from another."""

from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from forum.rules import require
from forum.views.excel import excel_response, wants_excel
from meetings import actions, rules
from meetings.differences import as_table, count_changes, differences
from meetings.drafting import groups_of, still_empty, thought_of
from meetings.exports import DIFFERENCE
from meetings.models import Agreement, Meeting
from meetings.pdf import content_of
from meetings.views.meeting import find_meeting, meeting_crumbs


@require_safe
def agreement_preview(request, pk):
    """Before the one press that drafts it."""
    meeting = find_meeting(request, pk, rows=Meeting.objects.with_record_data())
    require(rules.can_draft_agreement(request.user, meeting), actions.SECRETARIAT_ONLY)
    content = thought_of(meeting)
    return TemplateResponse(
        request,
        "meetings/agreement_preview.html",
        {
            "meeting": meeting,
            "content": content,
            "groups": groups_of(content),
            "total": sum(group["subtotal"] for group in content["agreed"]),
            "missing": still_empty(meeting, content),
            "living": Agreement.objects.visible_to(request.user).for_meeting(meeting).living().first(),
            "crumbs": [*meeting_crumbs(meeting), ("Susun berita acara", None)],
        },
    )


@require_safe
def agreement_differences(request, pk):
    """Against the version it replaces, or any other of the same meeting that is chosen."""
    agreements = Agreement.objects.visible_to(request.user).with_record_data()
    agreement = get_object_or_404(agreements, pk=pk)
    others = list(agreements.beside(agreement).with_content().newest_first())
    other = _chosen(request, agreement, others)
    readable = agreement.has_content and other is not None
    sections = differences(content_of(other), content_of(agreement)) if readable else []
    if wants_excel(request):
        name = f"perbedaan-{agreement.meeting.held_on}-versi-{agreement.version}"
        return excel_response(request, name, (DIFFERENCE, as_table(sections)))
    return TemplateResponse(
        request,
        "meetings/agreement_differences.html",
        {
            "agreement": agreement,
            "other": other,
            "others": others,
            "readable": readable,
            "sections": sections,
            "count": count_changes(sections),
            "crumbs": [
                ("Berita acara", reverse("meetings:agreement_list")),
                (str(agreement), agreement.get_absolute_url()),
                ("Perbedaan", None),
            ],
        },
    )


def _chosen(request, agreement: Agreement, others: list[Agreement]) -> Agreement | None:
    """Return the version of the address; else the one it replaces, else the newest before it, else any other."""
    asked = request.GET.get("dengan", "")
    by_key = {str(one.pk): one for one in others}
    earlier = [one for one in others if one.version < agreement.version]
    found = by_key.get(asked) or by_key.get(str(agreement.replaces_id))
    return found or next(iter(earlier or others), None)
