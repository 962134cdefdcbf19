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
from forum.exports import OPD
from forum.forms import CloseOpdForm, OpdForm, PartnerForm, RenameOpdForm
from forum.models import Jabatan, Opd, Partner
from forum.rules import require
from forum.transitions import MoveRefused
from forum.views.excel import excel_response, wants_excel
from forum.views.pages import confirm_page, form_page, history_of, page_of


@require_safe
def opd_list(request):
    opd = Opd.objects.visible_to(request.user).with_heads(timezone.localdate())
    opd = opd.order_by(F("closed_on").asc(nulls_first=True), "name", "pk")
    if wants_excel(request):
        return excel_response(request, "opd", (OPD, opd))
    return TemplateResponse(
        request,
        "forum/opd_list.html",
        {
            "page": page_of(request, opd),
            "partners": Partner.objects.visible_to(request.user).order_by("name", "pk"),
            "vacant": JabatanState.VACANT,
            "can_manage": rules.can_manage_forum(request.user),
        },
    )


@require_safe
def opd_detail(request, pk):
    opd = _opd(request, pk)
    can_manage = rules.is_secretariat(request.user, opd)
    return TemplateResponse(
        request,
        "forum/opd_detail.html",
        {
            "opd": opd,
            "former": opd.former.order_by("-until"),
            "successors": [row.successor for row in opd.successions.select_related("successor").order_by("pk")],
            "origins": [row.opd for row in opd.origins.select_related("opd").order_by("pk")],
            "left_accounts": opd.users.order_by("username") if opd.closed_on and can_manage else [],
            "jabatan_rows": Jabatan.objects.for_opd(opd)
            .with_incumbents(timezone.localdate())
            .order_by("-is_head", "name", "pk"),
            "vacant": JabatanState.VACANT,
            "can_manage": can_manage,
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
    opd = _managed_opd(request, pk)
    url = opd.get_absolute_url()
    return _opd_form(
        request,
        opd,
        title=f"Ubah {opd}",
        lead="Untuk memperbaiki yang tercatat keliru. Bila OPD ini berganti nama menurut peraturan, pilih Ganti nama.",
        crumbs=_crumbs(opd),
        cancel_url=url,
    )


def _opd_form(request, opd, **page):
    form = OpdForm(request.POST or None, instance=opd, user=request.user)
    if form.is_valid():
        actions.record_opd(form.instance, by=request.user)
        messages.success(request, f"{opd} disimpan.")
        return redirect(opd)
    return form_page(request, form, **page)


@require_http_methods(["GET", "POST"])
def opd_rename(request, pk):
    opd = _managed_opd(request, pk)
    form = RenameOpdForm(request.POST or None)
    was = opd.name
    if form.is_valid():
        try:
            actions.rename_opd(opd, **form.cleaned_data, by=request.user, today=timezone.localdate())
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"{was} bernama {opd}. Berkas dengan nama lama tetap dikenali.")
            return redirect(opd)
    return form_page(
        request,
        form,
        title=f"Ganti nama {was}",
        lead="Nama lama tetap tercetak pada naskah rapat sebelum hari berlakunya nama baru. "
        "Jabatan yang memakai nama OPD ini ikut berganti.",
        submit_label="Ganti nama",
        crumbs=_crumbs(opd),
        cancel_url=opd.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def opd_rename_undo(request, pk):
    opd = _managed_opd(request, pk)
    was = opd.name
    if request.method == "POST":
        try:
            actions.undo_opd_rename(opd, by=request.user)
        except MoveRefused as exc:
            messages.error(request, str(exc))
        else:
            messages.success(request, f"Penggantian nama dibatalkan. OPD ini kembali bernama {opd}.")
        return redirect(opd)
    return confirm_page(
        request,
        title=f"Batalkan penggantian nama menjadi {was}?",
        consequence="Lakukan ini hanya bila penggantian itu tercatat keliru. Nama sebelumnya kembali, juga pada "
        "jabatan yang memakainya. Naskah yang sudah final tidak berubah.",
        submit_label="Kembalikan nama sebelumnya",
        cancel_url=opd.get_absolute_url(),
        crumbs=[*_crumbs(opd), ("Batalkan penggantian nama", None)],
    )


@require_http_methods(["GET", "POST"])
def opd_close(request, pk):
    opd = _managed_opd(request, pk)
    require(opd.closed_on is None, "OPD ini sudah ditutup.")
    form = CloseOpdForm(request.POST or None, opd=opd)
    if form.is_valid():
        try:
            accounts = actions.close_opd(opd, **form.cleaned_data, by=request.user, today=timezone.localdate())
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            went = f" {accounts} akun berpindah ke penerusnya." if accounts else ""
            messages.success(request, f"{opd} ditutup.{went} Lihat di bawah apa yang masih perlu dilakukan.")
            return redirect(opd)
    return form_page(
        request,
        form,
        title=f"Tutup, gabungkan atau pecah {opd}",
        lead="Masa jabatan semua pejabatnya berakhir sehari sebelumnya, dan akunnya berpindah bila penerusnya satu. "
        "Kegiatan dan penerusan yang terbuka dialihkan sesudah ini, pada halaman tersendiri.",
        submit_label="Tutup OPD",
        crumbs=_crumbs(opd),
        cancel_url=opd.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def opd_reopen(request, pk):
    opd = _managed_opd(request, pk)
    if request.method == "POST":
        try:
            actions.reopen_opd(opd, by=request.user)
        except MoveRefused as exc:
            messages.error(request, str(exc))
        else:
            messages.success(request, f"{opd} dibuka kembali. Catat lagi pejabatnya.")
        return redirect(opd)
    return confirm_page(
        request,
        title=f"Buka kembali {opd}?",
        consequence="Lakukan ini hanya bila penutupannya tercatat keliru. Masa jabatan yang sudah diakhiri "
        "tidak kembali dengan sendirinya: perbaiki pada halaman jabatannya.",
        submit_label="Buka kembali OPD",
        cancel_url=opd.get_absolute_url(),
        crumbs=[*_crumbs(opd), ("Buka kembali", None)],
    )


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


def _opd(request, pk) -> Opd:
    return get_object_or_404(Opd.objects.visible_to(request.user), pk=pk)


def _managed_opd(request, pk) -> Opd:
    """Return an OPD that the user may change."""
    opd = _opd(request, pk)
    require(rules.is_secretariat(request.user, opd))
    return opd


def _crumbs(opd):
    return [_list_crumb(), (str(opd), opd.get_absolute_url())]


def _list_crumb():
    return "OPD", reverse("forum:opd_list")
