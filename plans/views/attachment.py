"""Photos, proposals and RAB beside a usulan."""

from csp.constants import NONE
from csp.decorators import csp
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from forum.rules import require
from forum.views.pages import confirm_page
from plans import actions, rules
from plans.actions.usulan import NOT_YOUR_DESA
from plans.forms.usulan import AttachmentForm
from plans.models import Attachment, Usulan
from plans.thumbnails import NoThumbnail, thumbnail

# A file never changes under its address; but only this browser may keep it.
keep = cache_control(private=True, max_age=7 * 24 * 60 * 60)


@require_http_methods(["GET", "POST"])
def attachment_add(request, pk):
    usulan = get_object_or_404(Usulan.objects.visible_to(request.user).select_related("desa"), pk=pk)
    require(rules.can_enter_for_desa(request.user, usulan.desa), NOT_YOUR_DESA)
    form = AttachmentForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        actions.add_attachment(
            usulan,
            upload=form.cleaned_data["file"],
            kind=form.cleaned_data["kind"],
            content_type=form.content_type,
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, "Lampiran tersimpan.")
        return redirect(usulan)
    return TemplateResponse(
        request,
        "plans/attachment_form.html",
        {"form": form, "usulan": usulan, "crumbs": [*_crumbs(usulan), ("Tambah lampiran", None)]},
        status=422 if form.errors else 200,
    )


# Chrome's PDF viewer is an embedded object with a style of its own: the house's policy would leave it blank.
@csp({"default-src": None, "frame-ancestors": [NONE]})
@require_safe
@keep
def attachment(request, pk):
    """Shown where a browser may show it, else downloaded; `nosniff` comes from the security middleware."""
    paper = _attachment(request, pk)
    return FileResponse(
        paper.file.open("rb"), as_attachment=not paper.is_shown, filename=paper.name, content_type=paper.content_type
    )


@require_safe
@keep
def attachment_thumbnail(request, pk):
    paper = _attachment(request, pk)
    if not paper.is_picture:
        raise Http404
    with paper.file.open("rb") as file:
        try:
            return HttpResponse(thumbnail(file), content_type="image/jpeg")
        except NoThumbnail as exc:
            raise Http404 from exc


@require_http_methods(["GET", "POST"])
def attachment_remove(request, pk):
    paper = _attachment(request, pk)
    usulan = paper.usulan
    require(rules.can_edit_usulan(request.user, usulan), "Lampiran usulan yang sudah diajukan tidak dapat dihapus.")
    if request.method == "POST":
        actions.remove_attachment(paper, by=request.user)
        messages.success(request, f"Lampiran “{paper}” dihapus.")
        return redirect(usulan)
    return confirm_page(
        request,
        title=f"Hapus lampiran “{paper}”?",
        consequence="Berkas ini hilang dan tidak dapat dikembalikan.",
        submit_label="Hapus lampiran",
        danger=True,
        cancel_url=usulan.get_absolute_url(),
        crumbs=[*_crumbs(usulan), ("Hapus lampiran", None)],
    )


def _attachment(request, pk) -> Attachment:
    return get_object_or_404(Attachment.objects.visible_to(request.user).select_related("usulan__desa"), pk=pk)


def _crumbs(usulan):
    return [("Usulan", reverse("plans:usulan_list")), (f"Usulan {usulan.pk}", usulan.get_absolute_url())]
