"""Asking an OPD about a usulan, taking the question back, and the inbox where OPD find their questions."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum.models import Opd
from forum.rules import require
from forum.templatetags.house import angka, tanggal
from forum.transitions import MoveRefused
from forum.views.excel import excel_response, wants_excel
from forum.views.pages import page_of
from plans import actions, candidates, rules
from plans.actions.referral import NOT_READY
from plans.choices import OpenState
from plans.exports import REFERRAL
from plans.forms.asking import ReferralForm, SeveralReferralsForm
from plans.forms.referral import InboxFilter, SyncFilter
from plans.inbox import Tab, find_referrals, in_tab, lay_out, to_be_sent
from plans.models import Referral, Usulan
from plans.sync import SHOWN_ON_PAGE, find_usulan

EMPTY = {
    Tab.WAITING: "Tidak ada usulan yang menunggu jawaban.",
    Tab.DRAFTED: "Tidak ada draf. Draf tampil di sini sampai kepala OPD mengirimkannya.",
    Tab.SENT: "Belum ada jawaban yang terkirim.",
}


@require_http_methods(["GET", "POST"])
def usulan_refer(request, year, pk):
    usulan = get_object_or_404(Usulan.objects.visible_to(request.user).select_related("kabupaten", "desa"), pk=pk)
    require(rules.can_refer_usulan(request.user, usulan), NOT_READY)
    today = timezone.localdate()
    searched = candidates.suggest(usulan.kabupaten_id, {year: [usulan]}, top=SHOWN_ON_PAGE)
    found = searched.get((year, usulan.pk), [])
    form = ReferralForm(
        request.POST or None,
        initial={"opd": request.GET.get("opd")},
        usulan=usulan,
        fiscal_year=year,
        likely={candidate.activity.opd_id for candidate in found},
        user=request.user,
        today=today,
    )
    back = reverse("plans:sync_usulan", args=[year, usulan.pk])
    if form.is_valid():
        asked = form.asked
        try:
            actions.refer_usulan(usulan, form.cleaned_data["opd"], year, **asked, by=request.user, today=today)
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"Usulan diteruskan. Jawaban ditunggu sampai {tanggal(asked['due_on'])}.")
            return redirect(back)
    return TemplateResponse(
        request,
        "plans/referral_form.html",
        {
            "has_workplan": bool(searched),
            "form": form,
            "usulan": usulan,
            "year": year,
            "candidates": found,
            "back": back,
            "crumbs": [
                (f"Sinkronisasi {year}", reverse("plans:sync", args=[year])),
                (usulan.title, back),
                ("Teruskan ke OPD", None),
            ],
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def refer_several(request, year):
    """A page of what is ready for its OPD, with one deadline for all that are ticked."""
    user, today = request.user, timezone.localdate()
    require(rules.can_refer(user), NOT_READY)
    chosen = SyncFilter(request.GET, kabupaten=user.kabupaten).values() | {"state": OpenState.UNREFERRED}
    ready = find_usulan(user, year, **chosen).verified().select_related("kabupaten", "desa__kecamatan")
    page = page_of(request, ready)
    usulan = _sent(request, ready) if request.method == "POST" else list(page)
    found = candidates.suggest(user.kabupaten_id, {year: usulan}, top=1)
    form = SeveralReferralsForm(
        request.POST or None,
        usulan=usulan,
        opd=Opd.objects.visible_to(user).open().order_by("name"),
        likely={one.pk: row[0].activity.opd_id for one in usulan if (row := found.get((year, one.pk)))},
        user=user,
        today=today,
    )
    if form.is_valid():
        refused = actions.refer_several(form.pairs, year, **form.asked, by=user, today=today)
        if count := len(form.pairs) - len(refused):
            due = tanggal(form.asked["due_on"])
            messages.success(request, f"{angka(count)} usulan diteruskan. Jawaban ditunggu sampai {due}.")
        for one, sentence in refused:
            messages.error(request, f"{one}, {one.desa.full_name}: {sentence}")
        return redirect(request.get_full_path())
    return TemplateResponse(
        request,
        "plans/referral_several.html",
        {
            "form": form,
            "page": page,
            "year": year,
            "back": reverse("plans:sync", args=[year]),
            "crumbs": [(f"Sinkronisasi {year}", reverse("plans:sync", args=[year])), ("Teruskan beberapa", None)],
        },
        status=422 if form.errors else 200,
    )


def _sent(request, ready) -> list[Usulan]:
    """Return the usulan of the page that was sent, as it was when it was opened; what is gone by now is told."""
    keys = [name.removeprefix("opd_") for name in request.POST if name.startswith("opd_")]
    keys = [int(key) for key in keys if key.isdecimal() and len(key) < 10]
    found = ready.in_bulk(keys)
    gone = [key for key in keys if key not in found and f"tick_{key}" in request.POST]
    if gone:
        messages.info(request, f"{angka(len(gone))} usulan yang dicentang sudah tidak menunggu langkah ini.")
    return [found[key] for key in keys if key in found]


@require_http_methods(["GET", "POST"])
def referral_withdraw(request, pk):
    referrals = Referral.objects.visible_to(request.user).with_list_data()
    referral = get_object_or_404(referrals, pk=pk)
    require(rules.can_withdraw_referral(request.user, referral))
    back = reverse("plans:sync_usulan", args=[referral.fiscal_year, referral.usulan_id])
    if request.method == "POST":
        try:
            actions.withdraw_referral(referral, by=request.user, today=timezone.localdate())
        except MoveRefused as exc:
            messages.error(request, str(exc))
        else:
            messages.success(request, f"Penerusan ke {referral.opd} ditarik. Usulan dapat diteruskan ke OPD lain.")
        return redirect(back)
    return TemplateResponse(
        request,
        "plans/referral_withdraw.html",
        {
            "title": f"Tarik penerusan ke {referral.opd}?",
            "consequence": f"{referral.opd} tidak lagi ditanya tentang “{referral.usulan}” untuk tahun "
            f"{referral.fiscal_year}. Yang sudah ditulisnya tetap tersimpan dalam riwayat.",
            "back": back,
            "crumbs": [(referral.usulan.title, back), ("Tarik penerusan", None)],
        },
    )


def _bulk_steps(user, tab: Tab, *, today) -> list[tuple[str, str]]:
    """What the user may do with several questions of this tab at once, as (label, address)."""
    if tab == Tab.WAITING and rules.opd_of_inbox(user, today=today):
        return [("Tolak dengan alasan yang sama", reverse("plans:answers_refuse"))]
    if tab == Tab.DRAFTED and rules.opd_headed_by(user, today=today):
        return [("Terima draf yang dicentang", reverse("plans:answers_accept"))]
    return []


@require_safe
def inbox(request):
    user, today = request.user, timezone.localdate()
    require(rules.can_use_inbox(user, today=today), "Kotak masuk ini milik OPD dan sekretariat forum.")
    filter_form = InboxFilter(request.GET, user=user, today=today)
    found = find_referrals(user, today=today, **filter_form.values())
    chosen = request.GET.get("tab")
    tab = Tab(chosen) if chosen in Tab else Tab.WAITING
    rows = in_tab(found, tab).with_list_data().with_drafts()
    if wants_excel(request):
        return excel_response(request, "kotak-masuk", (REFERRAL, rows), filter_form=filter_form)
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "plans/inbox.html",
        {
            "tab": tab,
            "tabs": [(one, in_tab(found, one).count()) for one in Tab],
            "filter_form": filter_form,
            "page": page,
            "rows": lay_out(user, list(page), today=today),
            "answers_here": bool(rules.opd_of_inbox(user, today=today)),
            "bulk_steps": _bulk_steps(user, tab, today=today),
            "to_send": to_be_sent(user, found, today=today).count(),
            "prints_sheet": tab == Tab.WAITING and bool(page.object_list),
            "empty_text": EMPTY[tab],
            "crumbs": [("Beranda", reverse("home")), ("Kotak masuk OPD", None)],
        },
    )
