"""Kelompok: who in a desa asks for and receives something."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from forum.rules import require
from forum.views.pages import form_page, history_of, page_of
from plans import actions, rules
from plans.actions.usulan import NOT_YOUR_DESA
from plans.forms.usulan import DesaForm, KelompokFilter, KelompokForm
from plans.models import Kelompok
from plans.views.desa import desa_question


@require_safe
def kelompok_list(request):
    filter_form = KelompokFilter(request.GET, user=request.user)
    kelompok = Kelompok.objects.visible_to(request.user).with_list_data(request.user).order_by("name", "pk")
    page = page_of(request, filter_form.narrow(kelompok))
    return TemplateResponse(
        request,
        "plans/kelompok_list.html",
        {
            "page": page,
            "rows": [(row, rules.can_enter_for_desa(request.user, row.desa)) for row in page],
            "filter_form": filter_form,
            "can_enter": rules.can_enter_usulan(request.user),
        },
    )


@require_http_methods(["GET", "POST"])
def kelompok_create(request):
    require(rules.can_enter_usulan(request.user), NOT_YOUR_DESA)
    question = DesaForm(request.GET, user=request.user)
    if (desa := question.chosen()) is None:
        return desa_question(request, question, title="Catat kelompok", crumbs=[_list_crumb()])
    return _kelompok_form(request, Kelompok(desa=desa), title=f"Catat kelompok {desa.full_name}")


@require_http_methods(["GET", "POST"])
def kelompok_edit(request, pk):
    kelompok = get_object_or_404(Kelompok.objects.visible_to(request.user).select_related("desa"), pk=pk)
    require(rules.can_enter_for_desa(request.user, kelompok.desa), NOT_YOUR_DESA)
    return _kelompok_form(request, kelompok, title=f"Ubah data {kelompok}", history=history_of(kelompok))


def _kelompok_form(request, kelompok, **page):
    form = KelompokForm(request.POST or None, instance=kelompok)
    if form.is_valid():
        kelompok = actions.record_kelompok(form.instance, form.changed_data, by=request.user)
        messages.success(
            request, f"Kelompok {kelompok} tercatat dan dapat dipilih pada usulan {kelompok.desa.full_name}."
        )
        return redirect(reverse("plans:kelompok_list", query={"q": kelompok.name}))
    return form_page(request, form, crumbs=[_list_crumb()], cancel_url=reverse("plans:kelompok_list"), **page)


def _list_crumb():
    return "Kelompok", reverse("plans:kelompok_list")
