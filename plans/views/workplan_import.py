"""An OPD's workplan from Excel: upload, look at what would change, then apply it whole."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from forum.rules import require
from forum.transitions import MoveRefused
from plans import actions, rules
from plans.actions.workplan import NOT_YOUR_OPD
from plans.forms.workplan import WorkplanUploadForm
from plans.models import WorkplanImport
from plans.views.activity import OPD_ONLY, PER_PAGE, workplan_url
from plans.workplan_changes import import_changes

WAITING_SHOWN = 10


@require_http_methods(["GET", "POST"])
def workplan_import(request):
    today = timezone.localdate()
    require(rules.can_enter_workplan(request.user, today=today), OPD_ONLY)
    form = WorkplanUploadForm(request.POST or None, request.FILES or None, user=request.user, today=today)
    if form.is_valid():
        batch = actions.keep_workplan(form.instance, by=request.user, now=timezone.now(), today=today)
        return redirect(batch)
    imports = WorkplanImport.objects.visible_to(request.user).with_list_data()
    context = {
        "form": form,
        "crumbs": [("Kegiatan OPD", reverse("plans:activity_list")), ("Impor rencana kerja", None)],
        "cancel_url": reverse("plans:activity_list"),
        "waiting": imports.unapplied().uploaded_by(request.user)[:WAITING_SHOWN],
        "page": Paginator(imports.applied(), PER_PAGE).get_page(request.GET.get("page")),
    }
    return TemplateResponse(request, "plans/workplan_import.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def workplan_import_detail(request, pk):
    today = timezone.localdate()
    batch = get_object_or_404(WorkplanImport.objects.visible_to(request.user).with_list_data(), pk=pk)
    require(rules.can_manage_workplan(request.user, batch.opd, today=today), NOT_YOUR_OPD)
    if request.method == "POST":
        try:
            actions.apply_workplan(batch, by=request.user, now=timezone.now(), today=today)
        except MoveRefused as exc:
            messages.error(request, str(exc))
        else:
            messages.success(request, "Isi berkas diterapkan. Tawarkan lokus pada kegiatan yang dapat melayani desa.")
        return redirect(batch)
    context = {
        "batch": batch,
        "crumbs": [("Impor rencana kerja", reverse("plans:workplan_import")), (batch.name, None)],
        "list_url": workplan_url(batch.opd, batch.fiscal_year),
    }
    if not batch.applied_at:
        found = import_changes(batch)
        shown = found.reading.refusals or found.shown()
        context |= {
            "found": found,
            "counts": found.counts,
            "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
            "overcommitted": [change for change in found.changes if change.overcommitted],
        }
    return TemplateResponse(request, "plans/workplan_import_detail.html", context)
