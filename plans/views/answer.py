"""What an OPD says to a referral: the desk's draft, and the head's sending of it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from forum.rules import require
from forum.transitions import MoveRefused
from plans import actions, rules
from plans.actions.referral import HEAD_ONLY, NOT_ASKED
from plans.candidates import suggest_of_opd
from plans.forms.referral import AnswerForm
from plans.inbox import Tab
from plans.models import Referral
from plans.sync import SHOWN_IN_LIST

SENT = "Jawaban terkirim dan terlihat oleh seluruh forum."
DRAFTED = "Draf jawaban disimpan. Forum melihatnya sesudah kepala OPD mengirimkannya."


@require_http_methods(["GET", "POST"])
def answer(request, pk):
    referral, today = _referral_or_404(request.user, pk), timezone.localdate()
    require(rules.can_draft_answer(request.user, referral, today=today), NOT_ASKED)
    likely = suggest_of_opd(referral, top=SHOWN_IN_LIST)
    form = AnswerForm(request.POST or None, referral=referral, likely=[candidate.activity.pk for candidate in likely])
    if form.is_valid():
        sends = "send" in request.POST
        write = actions.send_answer if sends else actions.draft_answer
        seen = form.cleaned_data["seen"]
        try:
            write(referral, form.instance, seen=seen, by=request.user, today=today)
        except actions.DraftChanged as exc:
            form.read_again(exc.draft)
            form.add_error(None, str(exc))
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, SENT if sends else DRAFTED)
            return redirect(reverse("plans:inbox", query={"tab": Tab.SENT if sends else Tab.DRAFTED}))
    can_send = rules.can_send_answer(request.user, referral, today=today)
    return TemplateResponse(
        request,
        "plans/answer_form.html",
        {
            "form": form,
            "referral": referral,
            "usulan": referral.usulan,
            "likely": likely,
            "days": referral.days_waiting(today),
            "buttons": [("send", "1", "Simpan dan kirim")] if can_send else [],
            "inbox_url": reverse("plans:inbox"),
            "crumbs": _crumbs(referral, "Jawaban"),
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def answer_accept(request, pk):
    referral, today = _referral_or_404(request.user, pk), timezone.localdate()
    draft = referral.draft
    require(rules.can_read_draft_answer(request.user, referral, today=today), HEAD_ONLY)
    if draft is None:
        messages.info(request, "Tidak ada draf yang menunggu dikirim untuk usulan ini.")
        return redirect(reverse("plans:inbox", query={"tab": Tab.SENT}))
    require(rules.can_accept_answer(request.user, draft, today=today), HEAD_ONLY)
    if request.method == "POST":
        try:
            actions.accept_answer(draft, seen=request.POST.get("seen", ""), by=request.user, today=today)
        except MoveRefused as exc:
            messages.error(request, str(exc))
            return redirect("plans:answer_accept", pk=referral.pk)
        messages.success(request, SENT)
        return redirect(reverse("plans:inbox", query={"tab": Tab.SENT}))
    return TemplateResponse(
        request,
        "plans/answer_accept.html",
        {
            "referral": referral,
            "usulan": referral.usulan,
            "draft": draft,
            "cancel_url": reverse("plans:inbox", query={"tab": Tab.DRAFTED}),
            "crumbs": _crumbs(referral, "Kirim jawaban"),
        },
    )


def _referral_or_404(user, pk) -> Referral:
    rows = Referral.objects.visible_to(user).with_list_data().with_drafts()
    rows = rows.select_related("usulan__kelompok").prefetch_related("usulan__kelompok__earlier_help")
    return get_object_or_404(rows, pk=pk)


def _crumbs(referral: Referral, here: str) -> list[tuple[str, str | None]]:
    return [("Kotak masuk OPD", reverse("plans:inbox")), (referral.usulan.title, None), (here, None)]
