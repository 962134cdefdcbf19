"""What a meeting decides: the usulan of its two years, and the screen on which one is decided."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum.rules import require
from forum.transitions import MoveRefused
from forum.views.excel import excel_response, wants_excel
from forum.views.pages import page_of
from meetings import actions, rules
from meetings.forms import DecisionFilter
from meetings.models import Meeting
from meetings.views.meeting import find_meeting, meeting_crumbs
from plans import rules as plans_rules
from plans import sync
from plans.choices import OpenState
from plans.exports import USULAN
from plans.forms.outcome import OutcomeForm, OutcomeSource
from plans.models import Outcome, PlannedMerge, Proposal, Referral, Usulan


@require_safe
def decision_list(request, pk):
    meeting = find_meeting(request, pk)
    visible = Usulan.objects.visible_to(request.user)
    undecided = {year: visible.up_for_decision(year).undecided(year).count() for year in meeting.years}
    default_year = next((year for year, count in undecided.items() if count), meeting.fiscal_year)
    filter_form = DecisionFilter(request.GET, user=request.user, meeting=meeting, default_year=default_year)
    year = filter_form.year
    usulan = visible.up_for_decision(year).with_standing(year)
    listed = filter_form.narrow(usulan).with_list_data()
    if wants_excel(request):
        return excel_response(request, f"keputusan-{year}", (USULAN, listed.undecided_first()), filter_form=filter_form)
    page = page_of(request, listed.undecided_first())
    return TemplateResponse(
        request,
        "meetings/decision_list.html",
        {
            "meeting": meeting,
            "year": year,
            "page": page,
            "rows": _rows(list(page), year, today=timezone.localdate()),
            "undecided": OpenState.UNDECIDED,
            "years": list(undecided.items()),
            "undecided_count": undecided[year],
            "filter_form": filter_form,
            "can_record": rules.can_record_meeting(request.user, meeting),
            "crumbs": [*meeting_crumbs(meeting), ("Keputusan", None)],
        },
    )


def _rows(usulan, year, *, today) -> list[tuple]:
    """Return (usulan, its OPD with their answers and days of waiting, what stands, what is proposed) for one page."""
    asked = {one.pk: [] for one in usulan}
    for referral in Referral.objects.for_usulan(usulan).for_year(year).with_answers().order_by("asked_on", "pk"):
        asked[referral.usulan_id].append((referral, referral.days_waiting(today)))
    standing = Outcome.objects.current().for_usulan(usulan).for_year(year).with_portions()
    outcomes = {outcome.usulan_id: outcome for outcome in standing}
    proposals = {row.usulan_id: row for row in Proposal.objects.of_current(year).for_usulan(usulan)}
    return [(one, asked[one.pk], outcomes.get(one.pk), proposals.get(one.pk)) for one in usulan]


@require_http_methods(["GET", "POST"])
def decision(request, pk, usulan_pk, year):
    meeting = find_meeting(request, pk, rows=Meeting.objects.select_related("kabupaten"))
    usulan = get_object_or_404(Usulan.objects.visible_to(request.user).with_list_data(), pk=usulan_pk)
    require(rules.can_record_meeting(request.user, meeting), actions.APPROVED)
    require(
        plans_rules.can_record_outcome(request.user, usulan),
        "Hanya usulan yang sudah diverifikasi yang dapat diputuskan.",
    )
    if year not in meeting.years:
        raise Http404
    side = sync.lay_out_year(request.user, usulan, year, today=timezone.localdate())
    source = OutcomeSource(request.GET, usulan=usulan, fiscal_year=year)
    chosen, proposal = source.chosen(), side.proposal
    if proposal and proposal.is_ticked and not chosen:
        chosen = {"activity": proposal.activity}
    form = OutcomeForm(
        request.POST or None,
        usulan=usulan,
        fiscal_year=year,
        standing=side.outcome,
        likely=named_activities(side),
        **chosen,
    )
    if form.is_valid():
        try:
            actions.decide(
                meeting,
                form.instance,
                form.drafts(),
                replaces=form.cleaned_data["replaces"],
                by=request.user,
                now=timezone.now(),
            )
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"Keputusan atas “{usulan}” dicatat: {form.instance.state.label}.")
            return redirect(_list_url(meeting, year))
    return TemplateResponse(
        request,
        "meetings/decision.html",
        {
            "meeting": meeting,
            "usulan": usulan,
            "year": year,
            "other_year": next(other for other in meeting.years if other != year),
            "side": side,
            "source": source,
            "proposal": proposal,
            "form": form,
            "planned": PlannedMerge.objects.waiting().into(usulan).for_year(year).with_originals(),
            "cancel_url": _list_url(meeting, year),
            "awaits_signature": actions.AWAITS_SIGNATURE if actions.awaits_signature(side.outcome) else "",
            "crumbs": [*meeting_crumbs(meeting), ("Keputusan", _list_url(meeting, year)), (str(usulan), None)],
        },
        status=422 if form.errors else 200,
    )


@require_POST
def decision_merge(request, pk, usulan_pk, year):
    """Everything that was laid before the forum to go into this usulan, merged in one step."""
    meeting = find_meeting(request, pk)
    joint = get_object_or_404(Usulan.objects.visible_to(request.user), pk=usulan_pk)
    try:
        count = actions.decide_merge(meeting, joint, year, by=request.user, now=timezone.now())
    except MoveRefused as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, f"{count} usulan digabung ke “{joint}”. Putuskan usulan gabungannya di bawah.")
    return redirect("meetings:decision", meeting.pk, joint.pk, year)


def named_activities(side) -> set[int]:
    """Keys of the activities that are alike to the usulan or that an OPD's answer names."""
    answers = [question.referral.answer for question in side.questions if question.referral.is_answered]
    return {*(one.activity.pk for one in side.candidates), *(row.activity_id for row in answers if row.activity_id)}


def _list_url(meeting, year) -> str:
    return f"{reverse('meetings:decision_list', args=[meeting.pk])}?{urlencode({'tahun': year})}"
