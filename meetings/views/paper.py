from csp.constants import NONE
from csp.decorators import csp
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from forum.confined import Confined
from forum.paper import PdfUnavailable
from forum.uploads import INLINE, JPEG, PDF, PNG
from forum.views.pages import asking_again, page_of
from meetings import actions
from meetings.checking import events_of
from meetings.models import Agreement, DrawingState, Paper, PaperDamaged, PaperRequest
from meetings.snapshot import public_json, take_snapshot
from meetings.tasks import agreement_paper, awaits_worker

TOO_MUCH = "Naskah ini tidak selesai dibuat dalam batas waktu dan memori server. Muat ulang halaman untuk mencoba lagi."
EVENTS = 100  # to a page
EXTENSIONS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}


@require_safe
def agreement_pdf(request, pk):
    """The berita acara as PDF: a draft drawn on the spot as KONSEP, any other as it was issued; a long one waits."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user).with_list_data(), pk=pk)
    if awaits_worker(agreement):
        return _waiting(request, agreement)
    try:
        content = agreement_paper(agreement, now=timezone.now())
    except (PdfUnavailable, PaperDamaged, Confined) as exc:
        return _unavailable(request, agreement, exc)
    if content is None:
        raise Http404
    return file_response(content, PDF, name=f"berita-acara-{pk}{'-konsep' if agreement.is_draft else ''}")


def _waiting(request, agreement) -> TemplateResponse:
    """How far the worker is; the page comes back by itself until the paper is there."""
    now = timezone.now()
    asked = PaperRequest.objects.for_agreement(agreement).first()
    state = asked.state(now) if asked else DrawingState.STOPPED
    context = {
        "agreement": agreement,
        "state": state,
        "asked": asked,
        "stopped": state == DrawingState.STOPPED,
        "crumbs": _crumbs(agreement),
    }
    response = TemplateResponse(request, "meetings/paper_waiting.html", context, status=202)
    return response if context["stopped"] else asking_again(response)


@require_POST
def paper_request(request, pk):
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user).with_list_data(), pk=pk)
    actions.ask_for_paper(agreement, by=request.user, now=timezone.now())
    return redirect("meetings:agreement_pdf", pk)


@require_safe
def agreement_data(request, pk):
    """What the berita acara says, as the data that its PDF carries too: no NIP; its SHA-256 is the fingerprint."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user).with_record_data(), pk=pk)
    content = public_json(agreement.snapshot or take_snapshot(agreement))
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="berita-acara-{pk}.json"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def agreement_audit(request, pk):
    """Every event of a berita acara, its signatures and its ralat, and every revision of its file."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user).with_record_data(), pk=pk)
    context = {
        "agreement": agreement,
        "page": page_of(request, events_of(agreement), EVENTS),
        "papers": agreement.papers.select_related("ralat").order_by("pk"),
        "crumbs": [
            ("Berita acara", reverse("meetings:agreement_list")),
            (str(agreement), agreement.get_absolute_url()),
            ("Jejak audit", None),
        ],
    }
    return TemplateResponse(request, "meetings/agreement_audit.html", context)


@require_safe
def paper(request, pk):
    """One stored file of a berita acara: the issued PDF or a scan."""
    paper = get_object_or_404(Paper.objects.visible_to(request.user).select_related("agreement"), pk=pk)
    try:
        content = paper.content()
    except PaperDamaged as exc:
        return _unavailable(request, paper.agreement, exc)
    return file_response(content, paper.content_type, name=f"berita-acara-{paper.agreement_id}-{paper.kind}-{paper.pk}")


# Chrome's PDF viewer is an embedded object with a style of its own: the house's policy would leave it blank.
@csp({"default-src": None, "frame-ancestors": [NONE]})
def file_response(content: bytes, content_type: str, *, name: str) -> HttpResponse:
    shown = "inline" if content_type in INLINE else "attachment"
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'{shown}; filename="{name}.{EXTENSIONS[content_type]}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _unavailable(request, agreement, exc) -> TemplateResponse:
    context = {
        "agreement": agreement,
        "reason": TOO_MUCH if isinstance(exc, Confined) else str(exc),
        "crumbs": _crumbs(agreement),
    }
    return TemplateResponse(request, "meetings/paper_unavailable.html", context, status=503)


def _crumbs(agreement):
    return [
        ("Berita acara", reverse("meetings:agreement_list")),
        (agreement.title, agreement.get_absolute_url()),
        ("Naskah", None),
    ]
