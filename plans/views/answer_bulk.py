"""Several answers in one step: the head sends the drafts he ticked; an OPD says no to several for one reason."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from forum.rules import require
from forum.templatetags.house import angka
from plans import actions, rules
from plans.actions.referral import HEAD_ONLY, NOT_ASKED
from plans.forms.referral import RefusalForm
from plans.inbox import Tab, find_referrals, to_be_answered, to_be_sent

NONE_TICKED = "Centang sekurangnya satu usulan."


@require_http_methods(["GET", "POST"])
def answers_accept(request):
    """All the drafts that were ticked, each in full; they are sent as they were read here."""
    user, today = request.user, timezone.localdate()
    require(bool(rules.opd_headed_by(user, today=today)), HEAD_ONLY)
    referrals = _ticked(request, to_be_sent(user, find_referrals(user, today=today), today=today))
    if not referrals:
        return _back(request, Tab.DRAFTED)
    if request.method == "POST":
        read = [(one.draft, request.POST.get(f"seen_{one.pk}", "")) for one in referrals]
        refused = actions.accept_answers(read, by=user, today=today)
        return _told(request, referrals, refused, "jawaban terkirim dan terlihat oleh seluruh forum.", Tab.SENT)
    return TemplateResponse(
        request,
        "plans/answers_accept.html",
        {"referrals": referrals, "inbox_url": _inbox(Tab.DRAFTED), "crumbs": _crumbs("Terima draf yang dicentang")},
    )


@require_http_methods(["GET", "POST"])
def answers_refuse(request):
    """One reason for all that were ticked; whoever heads the OPD may send it at once, its desk drafts it."""
    user, today = request.user, timezone.localdate()
    require(bool(rules.opd_of_inbox(user, today=today)), NOT_ASKED)
    referrals = _ticked(request, to_be_answered(user, find_referrals(user, today=today), today=today))
    if not referrals:
        return _back(request, Tab.WAITING)
    can_send = all(rules.can_send_answer(user, one, today=today) for one in referrals)
    form = RefusalForm(request.POST or None)
    if form.is_valid():
        sends = can_send and "send" in request.POST
        refused = actions.refuse_referrals(referrals, **form.cleaned_data, sends=sends, by=user, today=today)
        done = "jawaban terkirim dan terlihat oleh seluruh forum." if sends else "draf menunggu dikirim kepala OPD."
        return _told(request, referrals, refused, done, Tab.SENT if sends else Tab.DRAFTED)
    return TemplateResponse(
        request,
        "plans/answers_refuse.html",
        {
            "form": form,
            "referrals": referrals,
            "buttons": [("send", "1", "Simpan dan kirim")] if can_send else [],
            "inbox_url": _inbox(Tab.WAITING),
            "crumbs": _crumbs("Tolak dengan alasan yang sama"),
        },
        status=422 if form.errors else 200,
    )


def _ticked(request, referrals) -> list:
    """Return those that were ticked and still wait; what was answered or taken back meanwhile is told."""
    sent = request.POST if request.method == "POST" else request.GET
    keys = {int(key) for key in sent.getlist("penerusan") if key.isdecimal() and len(key) < 10}
    found = list(referrals.chosen(keys).with_list_data().with_drafts().order_by("due_on", "pk"))
    if gone := len(keys) - len(found):
        messages.info(request, f"{angka(gone)} usulan yang dicentang sudah tidak menunggu langkah ini.")
    return found


def _told(request, referrals, refused, done: str, tab: Tab):
    """Say what was done and, for each that was not, why; and go where they are now."""
    if count := len(referrals) - len(refused):
        messages.success(request, f"{angka(count)} {done}")
    for referral, sentence in refused:
        messages.error(request, f"{referral.usulan}, {referral.usulan.desa.full_name}: {sentence}")
    return redirect(_inbox(tab))


def _back(request, tab: Tab):
    messages.info(request, NONE_TICKED)
    return redirect(_inbox(tab))


def _inbox(tab: Tab) -> str:
    return reverse("plans:inbox", query={"tab": tab})


def _crumbs(title: str) -> list:
    return [("Kotak masuk OPD", reverse("plans:inbox")), (title, None)]
