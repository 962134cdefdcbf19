"""Usulan: written, handed in, sent back, verified; and the page that tells how each stands."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum.rules import require
from forum.transitions import MoveRefused
from forum.views.excel import excel_response, wants_excel
from forum.views.notice import note_seen
from forum.views.pages import confirm_page, history_of, page_of
from plans import actions, rules
from plans.actions.entry import NOT_YOUR_DESA
from plans.actions.usulan import SUBMITTED_ALREADY, SUBMITTED_MEANWHILE
from plans.exports import USULAN, musrenbangcam
from plans.forms.entry import DesaForm
from plans.forms.usulan import ReturnForm, UsulanFilter, UsulanForm, VerifyForm
from plans.merging import merge_of
from plans.models import Usulan
from plans.outlook import outlook_of
from plans.progress import next_step
from plans.views.desa import desa_question
from plans.views.entry import entry_page


@require_safe
def usulan_list(request):
    filter_form = UsulanFilter(request.GET, user=request.user)
    values = filter_form.values()
    usulan = Usulan.objects.visible_to(request.user).with_list_data().with_standing(values.get("tahun")).newest_first()
    usulan = filter_form.narrow(usulan)
    if wants_excel(request):
        return excel_response(request, "usulan", (USULAN, usulan), filter_form=filter_form)
    if wants_excel(request, "musrenbangcam"):
        return excel_response(request, "usulan-musrenbangcam", *musrenbangcam(usulan), filter_form=filter_form)
    return TemplateResponse(
        request,
        "plans/usulan_list.html",
        {
            "page": page_of(request, usulan),
            "filter_form": filter_form,
            "year": values.get("tahun"),
            "can_enter": rules.can_enter_usulan(request.user),
            "priority_url": _priority_url(request.user, **values),
        },
    )


def _priority_url(user, *, tahun=None, kecamatan=None, desa=None, **_) -> str | None:
    """Return where the listed usulan are put in order, once one year and one place are chosen."""
    if tahun and desa and rules.can_order_desa(user, desa):
        return reverse("plans:priority_desa", args=[desa.pk, tahun])
    kecamatan = kecamatan or user.kecamatan
    if tahun and kecamatan and rules.can_order_kecamatan(user, kecamatan):
        return reverse("plans:priority_kecamatan", args=[kecamatan.pk, tahun])
    return None


@require_safe
def usulan_detail(request, pk):
    usulan = _usulan(request, pk)
    user, desa = request.user, usulan.desa
    referrals = list(usulan.referrals.with_answers().order_by("fiscal_year", "asked_on", "pk"))
    told = list(usulan.outcomes.current_or_reopened().with_portions().order_by("fiscal_year"))
    outcomes = [outcome for outcome in told if outcome.is_current]
    reopened = [outcome for outcome in told if not outcome.is_current]
    taken_up = outcomes or any(referral.is_open for referral in referrals)
    merge = merge_of(usulan)
    today = timezone.localdate()
    note_seen(request, usulan)
    return TemplateResponse(
        request,
        "plans/usulan_detail.html",
        {
            "usulan": usulan,
            "heirs": desa.heirs(),
            "next_step": next_step(usulan, referrals, outcomes, reopened=reopened, today=today),
            "is_complete": not usulan.missing_for_submission(),
            "returned": usulan.returned_with(),
            "referrals": [(referral, referral.days_waiting(today)) for referral in referrals],
            "outcomes": told,
            "outlook": outlook_of(usulan, outcomes),
            "merge": merge,
            "can_merge": rules.can_plan_merge(user, usulan) and not (outcomes or merge.into),
            "can_undo": rules.can_plan_merge(user, usulan) and merge.can_be_undone,
            "carried": usulan.carried.in_order(),
            "attachments": usulan.attachments.order_by("at", "pk"),
            "held": usulan.held_attachments.visible_to(user).order_by("at", "pk"),
            "history": history_of(usulan),
            "can_edit": rules.can_edit_usulan(user, usulan),
            "can_submit": rules.can_submit_usulan(user, usulan),
            "can_recall": rules.can_recall_usulan(user, usulan),
            "can_return": rules.can_return_usulan(user, usulan) and not taken_up,
            "can_verify": rules.can_verify_usulan(user, usulan),
            "must_explain": rules.must_explain_verification(user, usulan),
            "can_discard": rules.can_discard_usulan(user, usulan),
            "can_attach": rules.can_enter_for_desa(user, desa),
            "takes_more": desa.closed_on is None,
            "can_refer": rules.can_refer_usulan(user, usulan),
            "support": usulan.support.newest_first(),
            "can_support": any(one.goes_to_stimulan for one in outcomes) and rules.can_enter_for_desa(user, desa),
            "can_order_desa": rules.can_order_desa(user, desa),
            "can_order_kecamatan": rules.can_order_kecamatan(user, desa.kecamatan),
            "crumbs": [_list_crumb(), (f"Usulan {usulan.pk}", None)],
        },
    )


@require_http_methods(["GET", "POST"])
def usulan_create(request):
    require(rules.can_enter_usulan(request.user), NOT_YOUR_DESA)
    question = DesaForm(request.GET, user=request.user)
    if (desa := question.chosen()) is None:
        return desa_question(request, question, title="Catat usulan", crumbs=[_list_crumb()])
    next_year = timezone.localdate().year + 1
    return _usulan_form(
        request,
        Usulan(desa=desa),
        initial={"fiscal_year": request.GET.get("tahun", next_year), "plan": request.GET.get("rencana")},
        title="Catat usulan",
        crumbs=[_list_crumb(), ("Catat usulan", None)],
        cancel_url=reverse("plans:usulan_list"),
        again=partial(usulan_create, request),
    )


@require_http_methods(["GET", "POST"])
def usulan_edit(request, pk):
    usulan = _usulan(request, pk)
    require(rules.can_enter_for_desa(request.user, usulan.desa), NOT_YOUR_DESA)
    can_edit = rules.can_edit_usulan(request.user, usulan)
    require(can_edit or request.method == "POST", SUBMITTED_ALREADY)
    return _usulan_form(
        request,
        usulan,
        refusal="" if can_edit else SUBMITTED_MEANWHILE,
        title=f"Ubah usulan {usulan.pk}",
        returned=usulan.returned_with(),
        crumbs=[*_crumbs(usulan), ("Ubah", None)],
        cancel_url=usulan.get_absolute_url(),
        again=partial(usulan_edit, request, pk),
    )


def _usulan_form(request, usulan, *, initial=None, refusal="", **page):
    form = UsulanForm(request.POST or None, instance=usulan, initial=initial)
    # What was typed stays before the person; what only lost its answer is stored already.
    if refusal and (not form.is_valid() or not form.was_recorded()):
        form.add_error(None, refusal)
    return entry_page(
        request,
        form,
        record=actions.record_usulan,
        template="plans/usulan_form.html",
        sentence="Usulan disimpan. Ajukan bila sudah lengkap.",
        **page,
    )


@require_POST
def usulan_submit(request, pk):
    usulan = _usulan(request, pk)
    try:
        actions.submit_usulan(usulan, by=request.user, now=timezone.now())
    except MoveRefused as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, f"Usulan diajukan. Camat {usulan.desa.kecamatan} memverifikasinya.")
    return redirect(usulan)


@require_POST
def usulan_recall(request, pk):
    usulan = _usulan(request, pk)
    try:
        actions.recall_usulan(usulan, by=request.user)
    except MoveRefused as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, "Usulan ditarik kembali sebagai draf. Perbaiki, lalu ajukan lagi.")
    return redirect(usulan)


@require_http_methods(["GET", "POST"])
def usulan_return(request, pk):
    usulan = _usulan(request, pk)
    require(rules.can_return_usulan(request.user, usulan), "Usulan ini tidak dapat Anda kembalikan.")
    form = ReturnForm(request.POST or None)
    if form.is_valid():
        try:
            actions.return_usulan(usulan, note=form.cleaned_data["note"], by=request.user)
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            told = f"Usulan dikembalikan ke {usulan.desa.full_name} dengan catatan Anda."
            messages.success(request, _with_the_next(request.user, usulan, told))
            return redirect(usulan)
    return confirm_page(
        request,
        title=f"Kembalikan “{usulan}”?",
        consequence=f"Usulan kembali ke {usulan.desa.full_name} untuk diperbaiki dan diajukan lagi.",
        submit_label="Kembalikan",
        cancel_url=usulan.get_absolute_url(),
        form=form,
        crumbs=[*_crumbs(usulan), ("Kembalikan", None)],
    )


@require_http_methods(["GET", "POST"])
def usulan_verify(request, pk):
    """The camat says yes; whoever passes over him says why."""
    usulan = _usulan(request, pk)
    require(rules.can_verify_usulan(request.user, usulan), "Usulan ini tidak dapat Anda verifikasi.")
    form = VerifyForm(request.POST or None) if rules.must_explain_verification(request.user, usulan) else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            actions.verify_usulan(usulan, note=form.cleaned_data["note"] if form else "", by=request.user)
        except MoveRefused as exc:
            messages.error(request, str(exc))
        else:
            told = "Usulan diverifikasi. Sekretariat meneruskannya ke OPD."
            messages.success(request, _with_the_next(request.user, usulan, told))
        return redirect(usulan)
    return confirm_page(
        request,
        title=f"Verifikasi “{usulan}”?",
        consequence=f"Usulan {usulan.desa.full_name} dinyatakan layak dibahas forum. "
        "Sekretariat kemudian meneruskannya ke OPD.",
        submit_label="Verifikasi",
        cancel_url=usulan.get_absolute_url(),
        form=form,
        crumbs=[*_crumbs(usulan), ("Verifikasi", None)],
    )


def _with_the_next(user, usulan, told: str) -> str:
    """Say what was done, and offer the usulan that waits longest for the same kecamatan."""
    waiting = Usulan.objects.visible_to(user).for_kecamatan(usulan.desa.kecamatan_id).longest_submitted()
    if waiting is None:
        return told
    link = format_html('<a href="{}">{}</a>, {}', waiting.get_absolute_url(), waiting, waiting.desa.full_name)
    return format_html("{} Berikutnya yang menunggu verifikasi: {}.", told, link)


@require_http_methods(["GET", "POST"])
def usulan_discard(request, pk):
    usulan = _usulan(request, pk)
    require(rules.can_discard_usulan(request.user, usulan), "Usulan yang pernah diajukan tidak dapat dihapus.")
    if request.method == "POST":
        actions.discard_usulan(usulan, by=request.user)
        messages.success(request, f"Draf “{usulan}” dihapus.")
        return redirect("plans:usulan_list")
    return confirm_page(
        request,
        title=f"Hapus draf “{usulan}”?",
        consequence="Isian dan lampirannya hilang dan tidak dapat dikembalikan.",
        submit_label="Hapus draf",
        danger=True,
        cancel_url=usulan.get_absolute_url(),
        crumbs=[*_crumbs(usulan), ("Hapus draf", None)],
    )


def _usulan(request, pk) -> Usulan:
    rows = Usulan.objects.visible_to(request.user).with_wish().select_related("plan")
    return get_object_or_404(rows, pk=pk)


def _list_crumb():
    return "Usulan", reverse("plans:usulan_list")


def _crumbs(usulan):
    return [_list_crumb(), (f"Usulan {usulan.pk}", usulan.get_absolute_url())]
