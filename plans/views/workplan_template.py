"""The workbook in which an OPD writes down its workplan with its lokus."""

from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from forum.rules import require
from forum.views.imports import workbook_response
from plans import rules
from plans.forms.workplan import WorkplanTemplateForm
from plans.views.activity import OPD_ONLY
from plans.workplan_template import workplan_template as workbook_of


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
            {"form": form, "crumbs": [("Rencana kerja OPD", upload), ("Templat", None)], "cancel_url": upload},
            status=422 if form.errors else 200,
        )
    opd, year = form.cleaned_data["opd"], form.cleaned_data["fiscal_year"]
    return workbook_response(workbook_of(opd, year), f"rencana-kerja-{slugify(opd.name)}-{year}")
