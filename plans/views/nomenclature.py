"""The nomenclature to look things up in."""

from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from forum.views.excel import excel_response, wants_excel
from forum.views.pages import page_of
from plans.exports import NOMENCLATURE
from plans.forms.workplan import NomenclatureFilter
from plans.models import Nomenclature


@require_safe
def nomenclature_list(request):
    filter_form = NomenclatureFilter(request.GET)
    rows = filter_form.narrow(Nomenclature.objects.in_order())
    if wants_excel(request):
        return excel_response(request, "nomenklatur", (NOMENCLATURE, rows), filter_form=filter_form)
    return TemplateResponse(
        request,
        "plans/nomenclature_list.html",
        {
            "filter_form": filter_form,
            "page": page_of(request, rows),
            "crumbs": [("Nomenklatur", None)],
        },
    )
