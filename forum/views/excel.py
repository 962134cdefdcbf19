"""Lists as Excel: the address of the list itself with `?unduh=excel`, so that it holds what the page shows."""

from tempfile import TemporaryFile

from django import forms
from django.http import FileResponse
from django.utils import timezone

from forum.excel_output import Sheet, write_workbook
from forum.form_bricks import FilterForm
from forum.templatetags.house import waktu
from forum.uploads import XLSX


def wants_excel(request, what: str = "excel") -> bool:
    return request.GET.get("unduh") == what


def excel_response(request, name: str, *lists: tuple[Sheet, object], filter_form: FilterForm | None = None):
    """Return these lists as a workbook, saved as `name` with the kabupaten's code and the day."""
    now, kabupaten = timezone.localtime(), request.user.kabupaten
    facts = [
        ("Kabupaten", f"{kabupaten} ({kabupaten.code})"),
        ("Forum", kabupaten.forum_name),
        ("Diunduh", waktu(now)),
        *(_filters(filter_form) if filter_form else []),
    ]
    file = TemporaryFile()  # noqa: SIM115  the response closes it
    write_workbook(file, lists, facts)
    file.seek(0)
    filename = f"{name}-{kabupaten.code}-{now:%Y-%m-%d}.xlsx"
    response = FileResponse(file, as_attachment=True, filename=filename, content_type=XLSX)
    response["Cache-Control"] = "private, no-store"
    return response


def _filters(form: FilterForm) -> list[tuple[str, str]]:
    """Return what the list was narrowed by, in the words of its filter form."""
    chosen = form.values()
    told = [(f"Saringan: {form.fields[name].label}", _words(form.fields[name], chosen[name])) for name in chosen]
    return told or [("Saringan", "tidak ada")]


def _words(field: forms.Field, value) -> str:
    if isinstance(field, forms.ModelChoiceField):
        return str(value)
    if isinstance(field, forms.ChoiceField):
        return str({str(code): label for code, label in field.choices}[str(value)])
    return "ya" if value is True else str(value)
