"""The pages that every noun of the forum needs: one form, one question, one paper."""

from csp.constants import NONE
from csp.decorators import csp
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.template.response import TemplateResponse

from forum.models import LogEntry
from forum.uploads import PDF

ROWS = 25
REFRESH_SECONDS = 3
HTML, JSON = "text/html", "application/json"


def asking_again(response: TemplateResponse) -> TemplateResponse:
    """Have the browser open this page again by itself, without any script: for what a worker is busy with."""
    response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


def form_page(request, form, *, title: str, crumbs: list, **context) -> TemplateResponse:
    """
    Return the page of one form; 422 once it has errors.

    `context` may hold submit_label, cancel_url, danger, remove_url, lead, and history. The last of `crumbs` names
    this page.
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


# Chrome's PDF viewer is an embedded object with a style of its own: the house's policy would leave it blank.
@csp({"default-src": None, "frame-ancestors": [NONE]})
def pdf_response(content: bytes, name: str) -> HttpResponse:
    """Return a PDF to be shown, saved as `name`.pdf."""
    response = HttpResponse(content, content_type=PDF)
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def wants_json(request) -> bool:
    """Say whether a script asks (static/js/outbox.js), not a person before a page."""
    return request.get_preferred_type([HTML, JSON]) == JSON


def saved(request, to, sentence: str) -> HttpResponse:
    """Say what is stored and lead `to` a record or address; a script is told that address."""
    messages.success(request, sentence)
    url = resolve_url(to)
    return JsonResponse({"url": url}) if wants_json(request) else redirect(url)


def told_to_script(form, status: int) -> JsonResponse:
    """Answer a script with what is to be mended, in sentences."""
    return JsonResponse({"said": [sentence for errors in form.errors.values() for sentence in errors]}, status=status)


def page_of(request, rows, size: int = ROWS) -> Page:
    return Paginator(rows, size).get_page(request.GET.get("page"))


def history_of(obj):
    """Return the record's log, newest first."""
    return LogEntry.objects.for_record(obj).order_by("-at", "-pk")
