"""An OPD's workplan from Excel: upload, look at what would change, then apply it whole."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from forum.rules import require
from forum.transitions import MoveRefused
from forum.views.imports import workbook_response
from plans import actions, rules
from plans.actions.workplan import NOT_YOUR_OPD
from plans.forms.workplan import WorkplanTemplateForm, WorkplanUploadForm
from plans.models import Outcome, Portion, Workplan, WorkplanImport
from plans.views.activity import OPD_ONLY, PER_PAGE, workplan_url
from plans.workplan_changes import agreements_lost, cut_below_agreed, import_changes
from plans.workplan_template import workplan_template as workbook_of

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


@require_safe
def workplan_template(request):
    """Ask for OPD and year, then give the workbook."""
    today = timezone.localdate()
    require(rules.can_enter_workplan(request.user, today=today), OPD_ONLY)
    form = WorkplanTemplateForm(request.GET or None, user=request.user, today=today)
    if not form.is_valid():
        upload = reverse("plans:workplan_import")
        return TemplateResponse(
            request,
            "plans/workplan_template.html",
            {"form": form, "crumbs": [("Impor rencana kerja", upload), ("Templat", None)], "cancel_url": upload},
            status=422 if form.errors else 200,
        )
    opd, year = form.cleaned_data["opd"], form.cleaned_data["fiscal_year"]
    return workbook_response(workbook_of(opd, year), f"rencana-kerja-{slugify(opd.name)}-{year}")


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
            "lost": list(agreements_lost(found.changes)),
            "cut": cut_below_agreed(found.changes),
        }
    else:
        context |= {
            "workplan": Workplan.objects.of(batch.opd, batch.fiscal_year),
            "unfunded": Portion.objects.unfunded().for_opd(batch.opd).for_year(batch.fiscal_year).count(),
            "promised": Outcome.objects.promised().by_opd([batch.opd_id]).for_target_year(batch.fiscal_year).count(),
        }
    return TemplateResponse(request, "plans/workplan_import_detail.html", context)
