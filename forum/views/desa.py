"""One desa: what it is, what it was, in which others it goes on, and how that changes."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum import actions, rules
from forum.choices import JabatanState
from forum.forms import DesaMergeForm, DesaMoveForm, DesaNameForm, DesaSplitForm
from forum.models import Desa
from forum.rules import require
from forum.transitions import MoveRefused
from forum.views.pages import confirm_page, form_page, history_of
from forum.views.region import region_crumb

NO_MORE = "Desa ini tidak ada lagi, atau bukan Anda yang mencatatnya. Mintalah sekretariat forum."


@require_safe
def desa_detail(request, pk):
    desa = _desa(request, pk)
    today = timezone.localdate()
    return TemplateResponse(
        request,
        "forum/desa_detail.html",
        {
            "desa": desa,
            "former": desa.former.select_related("kecamatan").order_by("-until"),
            "successions": desa.successions.select_related("successor").order_by("on", "pk"),
            "origins": desa.origins.select_related("desa").order_by("on", "pk"),
            "targets": desa.targets.order_by("since", "pk"),
            "jabatan_rows": desa.jabatan.with_incumbents(today).order_by("name", "pk"),
            "vacant": JabatanState.VACANT,
            "can_change": rules.can_change_desa(request.user, desa),
            "can_manage": rules.is_secretariat(request.user, desa),
            "history": history_of(desa),
            "crumbs": [*_crumbs(desa)[:-1], (desa.full_name, None)],
        },
    )


@require_http_methods(["GET", "POST"])
def desa_rename(request, pk):
    return _change(request, pk, DesaNameForm, title="Ganti nama atau bentuk")


@require_http_methods(["GET", "POST"])
def desa_move(request, pk):
    return _change(request, pk, DesaMoveForm, title="Pindah kecamatan")


def _change(request, pk, form_class, *, title: str):
    desa = _desa(request, pk)
    require(rules.can_change_desa(request.user, desa), NO_MORE)
    old, crumbs = desa.full_name, _crumbs(desa)
    form = form_class(request.POST or None, instance=desa, user=request.user)
    if form.is_valid():
        values = form.cleaned_data
        try:
            actions.change_desa(
                form.instance, on=values["on"], basis=values["basis"], by=request.user, today=timezone.localdate()
            )
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"{desa.full_name} kini tercatat di Kecamatan {desa.kecamatan}.")
            return redirect(desa)
    return form_page(request, form, title=f"{title}: {old}", crumbs=crumbs, cancel_url=desa.get_absolute_url())


@require_http_methods(["GET", "POST"])
def desa_change_undo(request, pk):
    desa = _desa(request, pk)
    require(rules.can_change_desa(request.user, desa), NO_MORE)
    old, crumbs = desa.full_name, _crumbs(desa)
    if request.method == "POST":
        try:
            actions.undo_desa_change(desa, by=request.user)
        except MoveRefused as exc:
            messages.error(request, str(exc))
        else:
            now = f"{desa.full_name}, Kecamatan {desa.kecamatan}"
            messages.success(request, f"Perubahan terakhir dibatalkan. Kembali tercatat sebagai {now}.")
        return redirect(desa)
    return confirm_page(
        request,
        title=f"Batalkan perubahan terakhir {old}?",
        consequence="Lakukan ini hanya bila perubahan itu tercatat keliru. Nama, bentuk dan kecamatan sebelumnya "
        "kembali, juga pada jabatan yang memakai nama desa ini. Naskah yang sudah final tidak berubah.",
        submit_label="Kembalikan keadaan sebelumnya",
        cancel_url=desa.get_absolute_url(),
        crumbs=[*crumbs, ("Batalkan perubahan terakhir", None)],
    )


@require_http_methods(["GET", "POST"])
def desa_merge(request, pk):
    desa = _desa(request, pk)
    require(rules.can_change_desa(request.user, desa), NO_MORE)
    form = DesaMergeForm(request.POST or None, desa=desa)
    if form.is_valid():
        try:
            actions.merge_desa(desa, by=request.user, today=timezone.localdate(), **form.cleaned_data)
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            successor = form.cleaned_data["successor"]
            messages.success(request, f"{desa.full_name} kini diteruskan {successor.full_name}.")
            return redirect(desa)
    return form_page(
        request,
        form,
        title=f"Gabungkan {desa.full_name}",
        lead="Desa ini tidak menerima usulan dan rencana baru lagi. Usulannya yang sudah ada tetap dibahas, dengan "
        "desa penerusnya disebut. Jabatan di desa ini dan pendampingan program berakhir; pemegang akunnya juga mengisi "
        "untuk desa penerus.",
        crumbs=_crumbs(desa),
        submit_label="Gabungkan",
        danger=True,
        cancel_url=desa.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def desa_split(request, pk):
    desa = _desa(request, pk)
    require(rules.can_change_desa(request.user, desa), NO_MORE)
    new = Desa(kecamatan=desa.kecamatan, kind=desa.kind)
    form = DesaSplitForm(request.POST or None, instance=new, user=request.user)
    if form.is_valid():
        how = {name: form.cleaned_data[name] for name in ("on", "basis", "closes")}
        try:
            actions.split_desa(desa, form.instance, by=request.user, today=timezone.localdate(), **how)
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"{new.full_name} tercatat sebagai pecahan {desa.full_name}.")
            return redirect(desa)
    return form_page(
        request,
        form,
        title=f"Pecah {desa.full_name}",
        lead="Catat satu desa pecahan. Bila desa ini dipecah menjadi beberapa desa, ulangi untuk setiap desa.",
        crumbs=_crumbs(desa),
        submit_label="Catat desa pecahan",
        cancel_url=desa.get_absolute_url(),
    )


def _desa(request, pk) -> Desa:
    return get_object_or_404(Desa.objects.visible_to(request.user).select_related("kecamatan", "kabupaten"), pk=pk)


def _crumbs(desa):
    kecamatan = desa.kecamatan
    return [
        region_crumb(),
        (f"Kecamatan {kecamatan}", kecamatan.get_absolute_url()),
        (desa.full_name, desa.get_absolute_url()),
    ]
