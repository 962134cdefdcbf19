"""Jabatan and who holds them, from when to when."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum import actions, rules
from forum.choices import JabatanState
from forum.exports import JABATAN
from forum.forms import EndIncumbencyForm, IncumbencyForm, JabatanFilter, JabatanForm
from forum.models import Incumbency, Jabatan
from forum.rules import require
from forum.transitions import MoveRefused
from forum.views.excel import excel_response, wants_excel
from forum.views.pages import confirm_page, form_page, history_of, page_of


@require_safe
def jabatan_list(request):
    today = timezone.localdate()
    filter_form = JabatanFilter(request.GET, user=request.user, today=today)
    jabatan = Jabatan.objects.visible_to(request.user).with_parents().with_incumbents(today).order_by("name", "pk")
    jabatan = filter_form.narrow(jabatan)
    if wants_excel(request):
        return excel_response(request, "jabatan", (JABATAN, jabatan), filter_form=filter_form)
    return TemplateResponse(
        request,
        "forum/jabatan_list.html",
        {
            "page": page_of(request, jabatan),
            "filter_form": filter_form,
            "vacant": JabatanState.VACANT,
            "can_manage": rules.can_manage_forum(request.user),
        },
    )


@require_safe
def jabatan_detail(request, pk):
    today = timezone.localdate()
    jabatan = _jabatan(request, pk, rows=Jabatan.objects.with_parents().with_incumbents(today))
    return TemplateResponse(
        request,
        "forum/jabatan_detail.html",
        {
            "jabatan": jabatan,
            "state": JabatanState.HELD if jabatan.current else JabatanState.VACANT,
            "incumbencies": jabatan.incumbencies.select_related("person").order_by("-starts_on", "-pk"),
            "can_manage": rules.is_secretariat(request.user, jabatan),
            "history": history_of(jabatan),
            "crumbs": [_list_crumb(), (str(jabatan), None)],
        },
    )


@require_http_methods(["GET", "POST"])
def jabatan_create(request):
    require(rules.can_manage_forum(request.user))
    return _jabatan_form(
        request,
        Jabatan(),
        initial={"opd": request.GET.get("opd")},
        title="Catat jabatan",
        crumbs=[_list_crumb()],
        cancel_url=reverse("forum:jabatan_list"),
    )


@require_http_methods(["GET", "POST"])
def jabatan_edit(request, pk):
    jabatan = _jabatan(request, pk)
    require(rules.is_secretariat(request.user, jabatan))
    return _jabatan_form(
        request,
        jabatan,
        title=f"Ubah {jabatan}",
        crumbs=_crumbs(jabatan),
        cancel_url=jabatan.get_absolute_url(),
    )


def _jabatan_form(request, jabatan, *, initial=None, **page):
    form = JabatanForm(request.POST or None, instance=jabatan, initial=initial, user=request.user)
    if form.is_valid():
        actions.record_jabatan(form.instance, by=request.user)
        messages.success(request, f"Jabatan {jabatan} disimpan.")
        return redirect(jabatan)
    return form_page(request, form, **page)


@require_http_methods(["GET", "POST"])
def incumbency_create(request, pk):
    jabatan = _jabatan(request, pk)
    require(rules.is_secretariat(request.user, jabatan))
    initial = {"person": request.GET.get("orang")}
    return _incumbency_form(request, Incumbency(jabatan=jabatan), initial=initial, title=f"Catat pejabat {jabatan}")


@require_http_methods(["GET", "POST"])
def incumbency_edit(request, pk):
    incumbency = _incumbency(request, pk)
    return _incumbency_form(request, incumbency, title=f"Perbaiki masa jabatan {incumbency}")


def _incumbency_form(request, incumbency, *, initial=None, **page):
    jabatan = incumbency.jabatan
    form = IncumbencyForm(request.POST or None, instance=incumbency, initial=initial, user=request.user)
    if form.is_valid():
        try:
            succeeds = form.cleaned_data.get("succeeds", False)
            actions.record_incumbency(form.instance, succeeds=succeeds, by=request.user)
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"{incumbency.person} tercatat sebagai {incumbency}.")
            return redirect(jabatan)
    return form_page(request, form, crumbs=_crumbs(jabatan), cancel_url=jabatan.get_absolute_url(), **page)


@require_http_methods(["GET", "POST"])
def incumbency_end(request, pk):
    incumbency = _incumbency(request, pk)
    jabatan = incumbency.jabatan
    form = EndIncumbencyForm(request.POST or None, initial={"ends_on": timezone.localdate()})
    if form.is_valid():
        try:
            actions.end_incumbency(incumbency, ends_on=form.cleaned_data["ends_on"], by=request.user)
        except MoveRefused as exc:
            form.add_error("ends_on", str(exc))
        else:
            messages.success(request, "Masa jabatan diakhiri. Catat penggantinya bila sudah ada.")
            return redirect(jabatan)
    return confirm_page(
        request,
        title=f"Akhiri masa jabatan {incumbency}?",
        consequence=f"{incumbency.person} tidak lagi menerima jawaban, memimpin atau menandatangani dalam jabatan ini "
        "sesudah hari itu. Naskah yang sudah dibuat tidak berubah.",
        submit_label="Akhiri masa jabatan",
        cancel_url=jabatan.get_absolute_url(),
        form=form,
        crumbs=[*_crumbs(jabatan), ("Akhiri masa jabatan", None)],
    )


def _jabatan(request, pk, *, rows=None) -> Jabatan:
    return get_object_or_404((rows if rows is not None else Jabatan.objects).visible_to(request.user), pk=pk)


def _incumbency(request, pk) -> Incumbency:
    """Return a term of office that the user may change."""
    rows = Incumbency.objects.visible_to(request.user).select_related("jabatan", "person")
    incumbency = get_object_or_404(rows, pk=pk)
    require(rules.is_secretariat(request.user, incumbency))
    return incumbency


def _list_crumb():
    return "Jabatan", reverse("forum:jabatan_list")


def _crumbs(jabatan):
    return [_list_crumb(), (str(jabatan), jabatan.get_absolute_url())]
