"""Checking a berita acara: open to everybody who holds one, without a name and without a log-in."""

import zoneinfo

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum.throttle import is_too_often
from forum.views.pages import asking_again
from meetings import actions
from meetings.check_code import grouped
from meetings.checking import figures_of, finding_of, shown_signatures, standing_of, successor_of
from meetings.models import Agreement, PaperCheck, Ralat
from meetings.signing_forms import CheckUploadForm, CodeForm

LOOKS, UPLOADS = {"most": 60, "seconds": 600}, {"most": 10, "seconds": 3600}


@login_not_required
@require_safe
def check_form(request):
    form = CodeForm(request.GET or None)
    if form.is_valid():
        return redirect("meetings:check", form.cleaned_data["nomor"])
    status = 422 if form.errors else 200
    return TemplateResponse(request, "meetings/check_form.html", {"form": form}, status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request, code):
    """Whether the paper with this number holds; with a PDF sent along, whether that is the file that was signed."""
    if is_too_often(request, "check", **LOOKS):
        return _busy(request)
    agreement = Agreement.objects.with_code(code).with_record_data().first()
    if agreement is None:
        form = CodeForm(initial={"nomor": grouped(code)})
        return TemplateResponse(request, "meetings/check_form.html", {"form": form, "unknown": True}, status=404)
    form = CheckUploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        if is_too_often(request, "check upload", **UPLOADS):
            return _busy(request)
        return redirect(actions.start_check(agreement, form.cleaned_data["file"].read(), now=timezone.now()))
    with timezone.override(zoneinfo.ZoneInfo(agreement.kabupaten.zone)):
        return _public(
            request,
            "meetings/check.html",
            {
                "agreement": agreement,
                "kabupaten": agreement.kabupaten,
                "code": grouped(code),
                "standing": standing_of(agreement),
                "successor": successor_of(agreement),
                "content": agreement.snapshot,
                "figures": figures_of(agreement.snapshot),
                "signatories": agreement.signatories.standing().by_turn(),
                "ralat": Ralat.objects.for_agreement(agreement).signed().in_order(),
                "form": form,
            },
            status=422 if form.errors else 200,
        )


@login_not_required
@require_safe
def check_result(request, key):
    """What an uploaded file was found to be; while the worker reads it, the page asks again by itself."""
    row = get_object_or_404(PaperCheck.objects.with_record_data(), key=key)
    context = {"check": row, "agreement": row.agreement, "kabupaten": row.kabupaten, "code": row.agreement.check_code}
    if row.result:
        context |= {
            "finding": finding_of(row),
            "standing": standing_of(row.agreement),
            "signatures": shown_signatures(row),
        }
    response = _public(request, "meetings/check_result.html", context)
    return response if row.result else asking_again(response)


def _public(request, template: str, context: dict, *, status: int = 200) -> TemplateResponse:
    """Render at once, in the zone that is set now; nobody's search engine keeps it."""
    response = TemplateResponse(request, template, context, status=status).render()
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response


def _busy(request) -> TemplateResponse:
    response = TemplateResponse(request, "meetings/check_busy.html", status=429)
    response["Retry-After"] = "600"
    return response
