"""For which desa is this to be written? Asked first of whoever enters for several."""

from django.template.response import TemplateResponse

from plans.forms.entry import DesaForm


def desa_question(request, form: DesaForm, *, title: str, crumbs: list) -> TemplateResponse:
    return TemplateResponse(
        request,
        "plans/desa_form.html",
        {"form": form, "title": title, "crumbs": [*crumbs, (title, None)]},
        status=422 if form.errors else 200,
    )
