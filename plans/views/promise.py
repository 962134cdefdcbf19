"""Pages of what was agreed to be proposed in a later year's Renja, and now waits for its activity and lokus."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum.models import Opd
from forum.rules import require
from forum.transitions import MoveRefused
from forum.views.excel import excel_response, wants_excel
from forum.views.pages import page_of
from plans import actions, candidates, rules
from plans.actions.promise import SECRETARIAT_ATTACHES
from plans.exports import PROMISE
from plans.forms.promise import AttachForm, PromiseFilter
from plans.models import Activity, Outcome, Referral

CANDIDATES_SHOWN = 3
ROOT = ("Kegiatan OPD", reverse_lazy("plans:activity_list"))


@require_safe
def promise_list(request):
    """How many wait with each OPD; of one OPD, each beside the activities that may serve it."""
    user, today = request.user, timezone.localdate()
    filter_form = PromiseFilter(request.GET, user=user, today=today, opd=user.opd_id)
    chosen = filter_form.values()
    year, opd = chosen.get("tahun", filter_form.nearest), chosen.get("opd")
    waiting = Outcome.objects.visible_to(user).promised().for_target_year(year)
    if wants_excel(request):
        listed = (waiting.by_opd([opd.pk]) if opd else waiting).with_usulan().in_order()
        return excel_response(request, f"menunggu-dilekatkan-{year}", (PROMISE, listed), filter_form=filter_form)
    activities = Activity.objects.visible_to(user).for_year(year)
    context = {"filter_form": filter_form, "year": year, "opd": opd, "crumbs": [ROOT, ("Menunggu dilekatkan", None)]}
    if opd is None:
        counts, offered = waiting.count_by_opd(), activities.count_by_opd()
        offices = Opd.objects.visible_to(user).in_bulk(counts)
        context["offices"] = [
            (offices[key], counts[key], offered.get(key, 0))
            for key in sorted(offices, key=lambda key: str(offices[key]))
        ]
        context["count"] = sum(counts.values())
    else:
        page = page_of(request, waiting.by_opd([opd.pk]).with_usulan().in_order())
        context |= {"page": page, "rows": _rows(list(page), opd, year), "has_renja": activities.for_opd(opd).exists()}
        context["can_ask"] = rules.can_attach_promised(user)
        context["can_attach"] = context["can_ask"] and context["has_renja"]
    return TemplateResponse(request, "plans/promise_list.html", context)


def _rows(promises: list[Outcome], opd: Opd, year: int) -> list[tuple]:
    """Return (promise, its candidates, the OPD's answer for that year) for one page."""
    usulan = [promise.usulan for promise in promises]
    if not usulan:
        return []
    found = candidates.suggest(opd.kabupaten_id, {year: usulan}, top=CANDIDATES_SHOWN, opd_id=opd.pk)
    referrals = Referral.objects.for_usulan(usulan).for_year(year).for_opd(opd).with_answers()
    asked = {referral.usulan_id: referral for referral in referrals.order_by("pk")}
    return [(promise, found.get((year, promise.usulan_id), []), asked.get(promise.usulan_id)) for promise in promises]


@require_http_methods(["GET", "POST"])
def promise_attach(request, pk):
    promise = get_object_or_404(Outcome.objects.visible_to(request.user).promised().with_usulan(), pk=pk)
    require(rules.can_record_outcome(request.user, promise.usulan), SECRETARIAT_ATTACHES)
    year, opd = promise.target_year, promise.target_opd
    ((_, found, referral),) = _rows([promise], opd, year)
    form = AttachForm(
        request.POST or None,
        promise=promise,
        likely=[candidate.activity.pk for candidate in found],
        answer=referral and referral.answer,
    )
    back = reverse("plans:promise_list", query={"tahun": year, "opd": opd.pk})
    if form.is_valid():
        try:
            actions.attach_promised(
                promise,
                form.draft(),
                explanation=form.cleaned_data["explanation"],
                by=request.user,
                today=timezone.localdate(),
            )
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(
                request, f"“{promise.usulan}” dilekatkan pada Renja {opd} tahun {year}; lokusnya dipegang."
            )
            return redirect(back)
    context = {
        "promise": promise,
        "usulan": promise.usulan,
        "candidates": found,
        "referral": referral,
        "form": form,
        "back": back,
        "crumbs": [ROOT, ("Menunggu dilekatkan", back), (str(promise.usulan), None)],
    }
    return TemplateResponse(request, "plans/promise_attach.html", context, status=422 if form.errors else 200)
