from csp.constants import NONE
from csp.decorators import csp
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from forum.uploads import INLINE, JPEG, PDF, PNG
from meetings.models import Agreement, Paper, PaperDamaged
from meetings.pdf import PdfUnavailable
from meetings.tasks import agreement_paper

EXTENSIONS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}


@require_safe
def agreement_pdf(request, pk):
    """The berita acara as PDF: a draft drawn on the spot as KONSEP, any other as it was issued."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user).with_list_data(), pk=pk)
    try:
        content = agreement_paper(agreement, now=timezone.now())
    except (PdfUnavailable, PaperDamaged) as exc:
        return _unavailable(request, agreement, exc)
    if content is None:
        raise Http404
    return _file(content, PDF, name=f"berita-acara-{pk}{'-konsep' if agreement.is_draft else ''}")


@require_safe
def paper(request, pk):
    """One stored file of a berita acara: the issued PDF or a scan."""
    paper = get_object_or_404(Paper.objects.visible_to(request.user).select_related("agreement"), pk=pk)
    try:
        content = paper.content()
    except PaperDamaged as exc:
        return _unavailable(request, paper.agreement, exc)
    return _file(content, paper.content_type, name=f"berita-acara-{paper.agreement_id}-{paper.kind}-{paper.pk}")


# Chrome's PDF viewer is an embedded object with a style of its own: the house's policy would leave it blank.
@csp({"default-src": None, "frame-ancestors": [NONE]})
def _file(content: bytes, content_type: str, *, name: str) -> HttpResponse:
    shown = "inline" if content_type in INLINE else "attachment"
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'{shown}; filename="{name}.{EXTENSIONS[content_type]}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _unavailable(request, agreement, exc) -> TemplateResponse:
    context = {
        "agreement": agreement,
        "reason": str(exc),
        "crumbs": [
            ("Berita acara", reverse("meetings:agreement_list")),
            (agreement.title, agreement.get_absolute_url()),
            ("Naskah", None),
        ],
    }
    return TemplateResponse(request, "meetings/paper_unavailable.html", context, status=503)
