"""Kelompok: who in a desa asks for and receives something."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from forum.rules import require
from forum.views.excel import excel_response, wants_excel
from forum.views.pages import confirm_page, form_page, history_of, page_of
from plans import actions, rules
from plans.actions.entry import NOT_YOUR_DESA
from plans.exports import KELOMPOK
from plans.forms.entry import DesaForm
from plans.forms.kelompok import EarlierHelpForm, KelompokFilter, KelompokForm
from plans.models import EarlierHelp, Kelompok, Portion, Usulan
from plans.views.desa import desa_question


@require_safe
def kelompok_list(request):
    filter_form = KelompokFilter(request.GET, user=request.user)
    kelompok = Kelompok.objects.visible_to(request.user).with_list_data(request.user).order_by("name", "pk")
    kelompok = filter_form.narrow(kelompok)
    if wants_excel(request):
        return excel_response(request, "kelompok", (KELOMPOK, kelompok), filter_form=filter_form)
    return TemplateResponse(
        request,
        "plans/kelompok_list.html",
        {
            "page": page_of(request, kelompok),
            "filter_form": filter_form,
            "can_enter": rules.can_enter_usulan(request.user),
        },
    )


@require_safe
def kelompok_detail(request, pk):
    """What a kelompok is, asks for, receives from the programme, and received before."""
    kelompok = _kelompok(request, pk)
    usulan = Usulan.objects.visible_to(request.user).for_kelompok(kelompok).with_latest()
    return TemplateResponse(
        request,
        "plans/kelompok_detail.html",
        {
            "kelompok": kelompok,
            "usulan": usulan.newest_first(),
            "executed": Portion.objects.for_kelompok(kelompok).done().with_execution().newest_first(),
            "support": kelompok.support.order_by("-fiscal_year", "-pk"),
            "earlier_help": kelompok.earlier_help.newest_first(),
            "can_enter": rules.can_enter_for_desa(request.user, kelompok.desa),
            "history": history_of(kelompok),
            "crumbs": [_list_crumb(), (str(kelompok), None)],
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
    kelompok = _kelompok(request, pk)
    require(rules.can_enter_for_desa(request.user, kelompok.desa), NOT_YOUR_DESA)
    return _kelompok_form(request, kelompok, title=f"Ubah data {kelompok}")


def _kelompok_form(request, kelompok, **page):
    form = KelompokForm(request.POST or None, instance=kelompok)
    if form.is_valid():
        kelompok = actions.record_kelompok(form.instance, form.changed_data, by=request.user)
        messages.success(
            request, f"Kelompok {kelompok} tercatat dan dapat dipilih pada usulan {kelompok.desa.full_name}."
        )
        return redirect(kelompok)
    cancel_url = kelompok.get_absolute_url() if kelompok.pk else reverse("plans:kelompok_list")
    return form_page(request, form, crumbs=[_list_crumb()], cancel_url=cancel_url, **page)


@require_http_methods(["GET", "POST"])
def earlier_help_create(request, pk):
    kelompok = _kelompok(request, pk)
    require(rules.can_enter_for_desa(request.user, kelompok.desa), NOT_YOUR_DESA)
    form = EarlierHelpForm(request.POST or None, instance=EarlierHelp(kelompok=kelompok))
    if form.is_valid():
        actions.record_earlier_help(form.instance, by=request.user)
        messages.success(request, f"Bantuan yang pernah diterima {kelompok} dicatat.")
        return redirect(kelompok)
    return form_page(
        request,
        form,
        title=f"Catat bantuan yang pernah diterima {kelompok}",
        lead="Bantuan dari program ini tidak perlu dicatat di sini; halaman kelompok menampilkannya sendiri.",
        crumbs=_crumbs(kelompok),
        cancel_url=kelompok.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def earlier_help_remove(request, pk):
    rows = EarlierHelp.objects.visible_to(request.user).select_related("kelompok__desa")
    earlier_help = get_object_or_404(rows, pk=pk)
    kelompok = earlier_help.kelompok
    require(rules.can_enter_for_desa(request.user, kelompok.desa), NOT_YOUR_DESA)
    if request.method == "POST":
        actions.remove_earlier_help(earlier_help, by=request.user)
        messages.success(request, f"Catatan “{earlier_help}” dihapus.")
        return redirect(kelompok)
    return confirm_page(
        request,
        title=f"Hapus catatan “{earlier_help}”?",
        consequence=f"Kelompok {kelompok} tidak lagi tercatat pernah menerimanya. Riwayat tetap menyebutnya.",
        submit_label="Hapus catatan",
        danger=True,
        cancel_url=kelompok.get_absolute_url(),
        crumbs=[*_crumbs(kelompok), ("Hapus catatan", None)],
    )


def _kelompok(request, pk) -> Kelompok:
    rows = Kelompok.objects.visible_to(request.user).select_related("desa__kecamatan")
    return get_object_or_404(rows, pk=pk)


def _list_crumb():
    return "Kelompok", reverse("plans:kelompok_list")


def _crumbs(kelompok):
    return [_list_crumb(), (str(kelompok), kelompok.get_absolute_url())]
