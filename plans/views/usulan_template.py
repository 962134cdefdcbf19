"""The workbook in which a desa writes down its usulan offline."""

from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from forum.rules import require
from forum.views.imports import workbook_response
from plans import rules
from plans.actions.entry import NOT_YOUR_DESA
from plans.forms.entry import TemplateForm
from plans.usulan_template import usulan_template as workbook_of


@require_safe
def usulan_template(request):
    """Ask for desa and year, then give the workbook."""
    require(rules.can_enter_usulan(request.user), NOT_YOUR_DESA)
    form = TemplateForm(request.GET or None, user=request.user, today=timezone.localdate())
    if not form.is_valid():
        upload = reverse("plans:usulan_import")
        crumbs = [("Usulan", reverse("plans:usulan_list")), ("Unggah dari Excel", upload), ("Templat", None)]
        context = {"form": form, "crumbs": crumbs, "cancel_url": upload}
        return TemplateResponse(request, "plans/usulan_template.html", context, status=422 if form.errors else 200)
    desa, year = form.cleaned_data["desa"], form.cleaned_data["fiscal_year"]
    return workbook_response(workbook_of(desa, year), f"usulan-{desa.code}-{year}")
