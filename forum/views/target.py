"""Target villages: which desa a programme accompanies, by hand and by list."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from forum import actions, rules
from forum.choices import TargetKind
from forum.exports import TARGET
from forum.forms import TargetFilter, TargetForm
from forum.models import Desa, TargetVillage
from forum.rules import require
from forum.target_import import target_template as workbook_of
from forum.views.excel import excel_response, wants_excel
from forum.views.imports import workbook_response
from forum.views.pages import confirm_page, form_page, page_of


@require_safe
def target_list(request):
    filter_form = TargetFilter(request.GET, user=request.user)
    targets = filter_form.narrow(TargetVillage.objects.visible_to(request.user))
    listed = targets.with_list_data().in_order()
    if wants_excel(request):
        return excel_response(request, "desa-sasaran", (TARGET, listed), filter_form=filter_form)
    counts = targets.counts()
    return TemplateResponse(
        request,
        "forum/target_list.html",
        {
            "page": page_of(request, listed),
            "filter_form": filter_form,
            "counts": [(label.lower(), counts.get(kind, 0)) for kind, label in TargetKind.choices],
            "can_manage": rules.can_manage_forum(request.user),
        },
    )


@require_http_methods(["GET", "POST"])
def target_create(request):
    require(rules.can_manage_forum(request.user))
    return _target_form(
        request,
        TargetVillage(),
        initial={"desa": request.GET.get("desa")},
        title="Catat desa sasaran",
        crumbs=[_list_crumb()],
        cancel_url=reverse("forum:target_list"),
    )


@require_http_methods(["GET", "POST"])
def target_edit(request, pk):
    target = _target(request, pk)
    return _target_form(
        request,
        target,
        title=f"Ubah desa sasaran {target.desa.full_name}",
        crumbs=[_list_crumb()],
        cancel_url=target.desa.get_absolute_url(),
        remove_url=reverse("forum:target_remove", args=[target.pk]),
    )


def _target_form(request, target, *, initial=None, **page):
    form = TargetForm(request.POST or None, instance=target, initial=initial, user=request.user)
    if form.is_valid():
        actions.record_target(form.instance, by=request.user)
        desa = form.instance.desa
        messages.success(request, f"{desa.full_name} tercatat sebagai desa sasaran {form.instance.programme}.")
        return redirect(desa)
    return form_page(request, form, **page)


@require_http_methods(["GET", "POST"])
def target_remove(request, pk):
    target = _target(request, pk)
    desa = target.desa
    if request.method == "POST":
        actions.remove_target(target, by=request.user)
        messages.success(request, f"{desa.full_name} tidak lagi tercatat sebagai desa sasaran {target.programme}.")
        return redirect(desa)
    return confirm_page(
        request,
        title=f"Hapus catatan desa sasaran {desa.full_name}?",
        consequence="Lakukan ini hanya bila desa ini tercatat keliru. Bila pendampingan selesai, isi tanggal akhirnya.",
        submit_label="Hapus catatan",
        danger=True,
        cancel_url=desa.get_absolute_url(),
        crumbs=[_list_crumb(), (desa.full_name, desa.get_absolute_url()), ("Hapus catatan", None)],
    )


@require_safe
def target_template(request):
    """The list of all desa, to be filled in by hand and uploaded."""
    require(rules.can_manage_forum(request.user))
    desa = Desa.objects.visible_to(request.user).open().select_related("kecamatan").order_by("code")
    return workbook_response(workbook_of(desa), "desa-sasaran")


def _target(request, pk) -> TargetVillage:
    """Return a record that the user may change."""
    rows = TargetVillage.objects.visible_to(request.user).select_related("desa")
    target = get_object_or_404(rows, pk=pk)
    require(rules.is_secretariat(request.user, target))
    return target


def _list_crumb():
    return "Desa sasaran", reverse("forum:target_list")
