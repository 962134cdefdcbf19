"""Pages of lokus: the places that an activity can still serve."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from forum.rules import require
from forum.templatetags.house import angka
from forum.transitions import MoveRefused
from plans import actions, rules
from plans.actions.workplan import NOT_YOUR_OPD
from plans.forms.workplan import LokusOfferForm
from plans.models import Activity, Lokus
from plans.views.activity import workplan_url


@require_http_methods(["GET", "POST"])
def lokus_offer(request, pk):
    today = timezone.localdate()
    activity = get_object_or_404(Activity.objects.visible_to(request.user).with_list_data(), pk=pk)
    require(rules.can_manage_workplan(request.user, activity.opd, today=today), NOT_YOUR_OPD)
    form = LokusOfferForm(request.POST or None, user=request.user)
    if form.is_valid():
        slots = actions.offer_lokus(activity, **form.cleaned_data, by=request.user, today=today)
        messages.success(request, f"{angka(len(slots))} lokus ditawarkan: {slots[0].place}.")
        return redirect(activity)
    context = {"form": form, "activity": activity, "crumbs": _crumbs(activity, "Tawarkan lokus")}
    return TemplateResponse(request, "plans/lokus_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def lokus_withdraw(request, pk):
    today = timezone.localdate()
    lokus = get_object_or_404(Lokus.objects.visible_to(request.user).with_activity(), pk=pk)
    require(rules.can_manage_workplan(request.user, lokus.activity.opd, today=today), NOT_YOUR_OPD)
    if request.method == "POST":
        try:
            actions.withdraw_lokus(lokus, by=request.user, now=timezone.now(), today=today)
        except MoveRefused as exc:
            messages.error(request, str(exc))
        else:
            messages.success(request, f"{lokus} ditarik dari penawaran.")
        return redirect(lokus.activity)
    context = {"lokus": lokus, "crumbs": _crumbs(lokus.activity, "Tarik lokus")}
    return TemplateResponse(request, "plans/lokus_withdraw.html", context)


def _crumbs(activity: Activity, here: str) -> list[tuple[str, str | None]]:
    root = ("Kegiatan OPD", workplan_url(activity.opd, activity.fiscal_year))
    return [root, (activity.code, activity.get_absolute_url()), (here, None)]
