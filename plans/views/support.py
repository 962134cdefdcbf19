"""Packages and trainings of the programme: the list with its totals, the record, and each of its steps."""

from csp.constants import NONE
from csp.decorators import csp
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum.paper import PdfUnavailable
from forum.rules import require, speaks_for_desa
from forum.transitions import MoveRefused
from forum.views.excel import excel_response, wants_excel
from forum.views.notice import note_seen
from forum.views.pages import confirm_page, form_page, history_of, page_of
from plans import actions, rules
from plans.actions.entry import NOT_YOUR_DESA
from plans.actions.support import HANDED_OVER_ALREADY, NOT_HANDED_OVER, SECRETARIAT_STEP, a_year_after
from plans.bast import bast_pdf
from plans.exports import SUPPORT
from plans.forms.entry import DesaForm
from plans.forms.support import (
    CheckForm,
    HandoverForm,
    ReasonForm,
    ResultForm,
    SupportFilter,
    SupportForm,
    SupportItemFormSet,
)
from plans.models import Support, Usulan
from plans.views.desa import desa_question

# The secretariat's own steps: (button, question, consequence, whether it asks for a reason, what is then said).
STEPS = {
    "procure": (
        "Mulai pengadaan",
        "Mulai pengadaan atau persiapan?",
        "Langkah ini tercatat pada riwayat. Isinya masih dapat diubah sampai diserahkan.",
        False,
        "Pengadaan atau persiapan dimulai. Berikutnya: serah terima dengan BAST.",
    ),
    "cancel": (
        "Batalkan",
        "Batalkan paket ini?",
        "Paket ini tidak lagi terhitung. Catatannya tetap ada dan dapat diajukan kembali.",
        True,
        "Paket dibatalkan dan tidak lagi terhitung.",
    ),
    "resume": (
        "Ajukan kembali",
        "Ajukan kembali sebagai proposal?",
        "Paket ini terhitung lagi dan dapat diubah.",
        False,
        "Paket kembali menjadi proposal.",
    ),
    "retract": (
        "Batalkan serah terima",
        "Batalkan serah terima?",
        "Tanggal dan nomor BAST dihapus dari catatan ini; riwayatnya tetap. Isinya dapat diubah lagi.",
        True,
        "Serah terima dibatalkan. Perbaiki isinya, lalu catat serah terima lagi.",
    ),
    "reopen": (
        "Buka kembali",
        "Buka kembali untuk memperbaiki hasil?",
        "Hasil yang tertulis dikosongkan; riwayatnya tetap.",
        False,
        "Paket dibuka kembali. Catat hasil yang benar.",
    ),
}
AWAITING_SHOWN = 10
DANGEROUS = {"cancel", "retract"}


@require_safe
def support_list(request):
    today = timezone.localdate()
    filter_form = SupportFilter(request.GET, user=request.user, today=today)
    rows = filter_form.narrow(Support.objects.visible_to(request.user))
    listed = rows.with_list_data().newest_first()
    if wants_excel(request):
        goods = listed.prefetch_related("items")
        return excel_response(request, "stimulan", (SUPPORT, goods), filter_form=filter_form)
    page = page_of(request, listed)
    return TemplateResponse(
        request,
        "plans/support_list.html",
        {
            "page": page,
            "rows": [(row, row.is_due_for_check(today)) for row in page],
            "totals": rows.totals(),
            "due_count": Support.objects.visible_to(request.user).due_for_check(today).count(),
            "awaiting": Usulan.objects.visible_to(request.user).awaiting_support()[:AWAITING_SHOWN],
            "filter_form": filter_form,
            "can_enter": rules.can_enter_usulan(request.user),
        },
    )


@require_safe
def support_detail(request, pk):
    support, today, user = _support(request, pk), timezone.localdate(), request.user
    note_seen(request, support)
    return TemplateResponse(
        request,
        "plans/support_detail.html",
        {
            "support": support,
            "next_step": support.next_step(today),
            "items": support.items.order_by("pk"),
            "served": support.usulan.visible_to(user).newest_first(),
            "is_due": support.is_due_for_check(today),
            "can_edit": rules.can_edit_support(user, support),
            "can_deliver": rules.can_move_support(user, support, "deliver"),
            "can_finish": rules.can_move_support(user, support, "finish"),
            "can_check": rules.can_check_support(user, support),
            "steps": [
                (step, button, step in DANGEROUS)
                for step, (button, *_) in STEPS.items()
                if rules.can_move_support(user, support, step)
            ],
            "history": history_of(support),
            "crumbs": [_list_crumb(), (f"{support.get_kind_display()} {support.pk}", None)],
        },
    )


@require_http_methods(["GET", "POST"])
def support_create(request):
    """For a desa, or for a usulan that the forum redirected to the programme (`?usulan=`)."""
    require(rules.can_enter_usulan(request.user), NOT_YOUR_DESA)
    title = "Catat paket stimulan atau pelatihan"
    if usulan := _usulan_asked_for(request):
        require(rules.can_enter_for_desa(request.user, usulan.desa), NOT_YOUR_DESA)
        desa = usulan.desa
    else:
        question = DesaForm(request.GET, user=request.user)
        if (desa := question.chosen()) is None:
            return desa_question(request, question, title=title, crumbs=[_list_crumb()])
    return _support_form(
        request,
        Support(desa=desa),
        initial={"fiscal_year": request.GET.get("tahun", timezone.localdate().year)} | _initial_for(usulan),
        title=title,
        crumbs=[_list_crumb(), (title, None)],
        cancel_url=usulan.get_absolute_url() if usulan else reverse("plans:support_list"),
    )


def _usulan_asked_for(request) -> Usulan | None:
    key = request.GET.get("usulan", "")
    rows = Usulan.objects.visible_to(request.user).sent_to_stimulan().select_related("desa")
    return get_object_or_404(rows, pk=key) if key.isdecimal() else None


def _initial_for(usulan: Usulan | None) -> dict:
    if usulan is None:
        return {}
    asked = {name: getattr(usulan, name) for name in ("title", "bidang", "men", "women")}
    return asked | {"kelompok": usulan.kelompok_id, "served": [usulan.pk]}


@require_http_methods(["GET", "POST"])
def support_edit(request, pk):
    support = _support(request, pk)
    require(rules.can_enter_for_desa(request.user, support.desa), NOT_YOUR_DESA)
    require(rules.can_edit_support(request.user, support), HANDED_OVER_ALREADY)
    return _support_form(
        request,
        support,
        title=f"Ubah {support.get_kind_display().lower()} {support.pk}",
        crumbs=[*_crumbs(support), ("Ubah", None)],
        cancel_url=support.get_absolute_url(),
    )


def _support_form(request, support, *, initial=None, **page):
    form = SupportForm(request.POST or None, instance=support, initial=initial)
    items = support.items.order_by("pk") if support.pk else ()
    goods = SupportItemFormSet(request.POST or None, items=items)
    if request.method == "POST" and all([form.is_valid(), goods.is_valid()]):
        try:
            support = actions.record_support(
                form.instance,
                form.edited,
                items=goods.items(),
                usulan=form.cleaned_data["served"],
                by=request.user,
                base_version=form.cleaned_data["version"],
            )
        except MoveRefused as exc:
            form.add_error(None, str(exc))
            form.set_stored_beside()
        else:
            messages.success(request, f"{support.name} disimpan. Ubah bila masih ada yang kurang.")
            return redirect(support)
    wrong = [row for row in goods.forms if goods.is_bound and row.errors]
    return TemplateResponse(
        request,
        "plans/support_form.html",
        {
            "form": form,
            "goods": goods,
            "wrong": [form, *wrong] if form.errors else wrong,
            "desa": support.desa,
            "acts_for": not speaks_for_desa(request.user, support.desa),
            **page,
        },
        status=422 if form.errors or wrong else 200,
    )


@require_http_methods(["GET", "POST"])
def support_deliver(request, pk):
    """Record the handover; afterwards, mend its day, number or first party."""
    support, today = _support(request, pk), timezone.localdate()
    is_new = rules.can_move_support(request.user, support, "deliver")
    require(is_new or rules.can_check_support(request.user, support), NOT_YOUR_DESA)
    form = HandoverForm(request.POST or None, instance=support)
    if form.is_valid():
        try:
            if is_new:
                actions.deliver_support(form.instance, by=request.user, today=today)
            else:
                actions.correct_handover(form.instance, form.changed_data, by=request.user, today=today)
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, "Serah terima dicatat. Berikutnya: hasil, lalu pemeriksaan sesudah satu tahun.")
            return redirect(support)
    return form_page(
        request,
        form,
        title="Catat serah terima" if is_new else "Perbaiki serah terima",
        lead=f"Pihak kedua: {support.second_party}."
        + (" Sesudah ini barang dan penerimanya tidak dapat diubah lagi." if is_new else ""),
        crumbs=_crumbs(support),
        submit_label="Catat serah terima" if is_new else "Simpan",
        cancel_url=support.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def support_finish(request, pk):
    support = _support(request, pk)
    require(rules.can_move_support(request.user, support, "finish"), NOT_YOUR_DESA)
    form = ResultForm(request.POST or None, instance=support)
    if form.is_valid():
        try:
            actions.finish_support(support, **form.cleaned_data, by=request.user)
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, "Hasil dicatat dan terbaca oleh seluruh forum.")
            return redirect(support)
    return form_page(
        request,
        form,
        title="Catat hasil",
        crumbs=_crumbs(support),
        submit_label="Nyatakan selesai",
        cancel_url=support.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def support_check(request, pk):
    support, today = _support(request, pk), timezone.localdate()
    require(rules.can_check_support(request.user, support), NOT_HANDED_OVER)
    form = CheckForm(request.POST or None, initial={"checked_on": today, "next_on": a_year_after(today)})
    if form.is_valid():
        try:
            actions.check_support(support, **form.cleaned_data, by=request.user, today=today)
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"Pemeriksaan dicatat: {support.get_condition_display() or 'lihat temuan'}.")
            return redirect(support)
    return form_page(
        request,
        form,
        title="Catat pemeriksaan",
        lead=f"{support.name}, {support.desa.full_name}.",
        crumbs=_crumbs(support),
        submit_label="Simpan pemeriksaan",
        cancel_url=support.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def support_move(request, pk, move):
    support = _support(request, pk)
    require(rules.can_move_support(request.user, support, move), SECRETARIAT_STEP)
    button, title, consequence, asks_reason, done = STEPS[move]
    form = ReasonForm(request.POST or None) if asks_reason else None
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["reason"] if form else ""
        try:
            actions.move_support(support, move, reason=reason, by=request.user)
        except MoveRefused as exc:
            messages.error(request, str(exc))
        else:
            messages.success(request, done)
        return redirect(support)
    return confirm_page(
        request,
        title=title,
        consequence=consequence,
        submit_label=button,
        danger=move in DANGEROUS,
        cancel_url=support.get_absolute_url(),
        form=form,
        crumbs=[*_crumbs(support), (button, None)],
    )


# Chrome's PDF viewer is an embedded object with a style of its own: the house's policy would leave it blank.
@require_safe
@csp({"default-src": None, "frame-ancestors": [NONE]})
def support_bast(request, pk):
    """The BAST to be signed, or as it was signed; only offices stand on it."""
    support = _support(request, pk)
    try:
        content = bast_pdf(support)
    except PdfUnavailable as exc:
        messages.error(request, str(exc))
        return redirect(support)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="bast-{support.pk}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _support(request, pk) -> Support:
    return get_object_or_404(Support.objects.visible_to(request.user).with_record_data(), pk=pk)


def _list_crumb():
    return "Stimulan dan pelatihan", reverse("plans:support_list")


def _crumbs(support):
    return [_list_crumb(), (str(support), support.get_absolute_url())]
