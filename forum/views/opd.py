"""OPD and the partners beside them."""

from django.contrib import messages
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum import actions, rules
from forum.choices import JabatanState
from forum.forms import OpdForm, PartnerForm
from forum.models import Jabatan, Opd, Partner
from forum.rules import require
from forum.views.pages import form_page, history_of, page_of


@require_safe
def opd_list(request):
    opd = Opd.objects.visible_to(request.user).with_heads(timezone.localdate())
    return TemplateResponse(
        request,
        "forum/opd_list.html",
        {
            "page": page_of(request, opd.order_by(F("closed_on").asc(nulls_first=True), "name", "pk")),
            "partners": Partner.objects.visible_to(request.user).order_by("name", "pk"),
            "vacant": JabatanState.VACANT,
            "can_manage": rules.can_manage_forum(request.user),
        },
    )


@require_safe
def opd_detail(request, pk):
    opd = get_object_or_404(Opd.objects.visible_to(request.user), pk=pk)
    return TemplateResponse(
        request,
        "forum/opd_detail.html",
        {
            "opd": opd,
            "jabatan_rows": Jabatan.objects.for_opd(opd)
            .with_incumbents(timezone.localdate())
            .order_by("-is_head", "name", "pk"),
            "vacant": JabatanState.VACANT,
            "can_manage": rules.is_secretariat(request.user, opd),
            "history": history_of(opd),
            "crumbs": [_list_crumb(), (str(opd), None)],
        },
    )


@require_http_methods(["GET", "POST"])
def opd_create(request):
    require(rules.can_manage_forum(request.user))
    return _opd_form(request, Opd(), title="Catat OPD", crumbs=[_list_crumb()], cancel_url=reverse("forum:opd_list"))


@require_http_methods(["GET", "POST"])
def opd_edit(request, pk):
    opd = get_object_or_404(Opd.objects.visible_to(request.user), pk=pk)
    require(rules.is_secretariat(request.user, opd))
    url = opd.get_absolute_url()
    return _opd_form(request, opd, title=f"Ubah {opd}", crumbs=[_list_crumb(), (str(opd), url)], cancel_url=url)


def _opd_form(request, opd, **page):
    form = OpdForm(request.POST or None, instance=opd, user=request.user)
    if form.is_valid():
        actions.record_opd(form.instance, by=request.user)
        messages.success(request, f"{opd} disimpan.")
        return redirect(opd)
    return form_page(request, form, **page)


@require_http_methods(["GET", "POST"])
def partner_create(request):
    require(rules.can_manage_forum(request.user))
    return _partner_form(request, Partner(), title="Catat mitra")


@require_http_methods(["GET", "POST"])
def partner_edit(request, pk):
    partner = get_object_or_404(Partner.objects.visible_to(request.user), pk=pk)
    require(rules.is_secretariat(request.user, partner))
    return _partner_form(request, partner, title=f"Ubah {partner}", history=history_of(partner))


def _partner_form(request, partner, **page):
    form = PartnerForm(request.POST or None, instance=partner, user=request.user)
    if form.is_valid():
        actions.record_partner(form.instance, by=request.user)
        messages.success(request, f"{partner} disimpan.")
        return redirect("forum:opd_list")
    return form_page(request, form, crumbs=[_list_crumb()], cancel_url=reverse("forum:opd_list"), **page)


def _list_crumb():
    return "OPD", reverse("forum:opd_list")
