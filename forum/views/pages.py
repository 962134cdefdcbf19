"""The two pages that every noun of the forum needs: one form, one question."""

from django.core.paginator import Page, Paginator
from django.template.response import TemplateResponse

from forum.models import LogEntry

ROWS = 25


def form_page(request, form, *, title: str, crumbs: list, **context) -> TemplateResponse:
    """
    Return the page of one form; 422 once it has errors.

    `context` may hold submit_label, cancel_url, lead, and history. The last of `crumbs` names this page.
    """
    return TemplateResponse(
        request,
        "forum/form.html",
        {"form": form, "title": title, "crumbs": [*crumbs, (title, None)], "submit_label": "Simpan", **context},
        status=422 if form.errors else 200,
    )


def confirm_page(request, *, title: str, consequence: str, submit_label: str, cancel_url: str, **context):
    """Return the question that precedes a step with a consequence; `context` may hold form, danger and crumbs."""
    form = context.get("form")
    return TemplateResponse(
        request,
        "forum/confirm.html",
        {
            "title": title,
            "consequence": consequence,
            "submit_label": submit_label,
            "cancel_url": cancel_url,
            **context,
        },
        status=422 if form and form.errors else 200,
    )


def page_of(request, rows, size: int = ROWS) -> Page:
    return Paginator(rows, size).get_page(request.GET.get("page"))


def history_of(obj):
    """Return the record's log, newest first."""
    return LogEntry.objects.for_record(obj).order_by("-at", "-pk")
