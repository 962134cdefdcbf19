"""The screen of a meeting that goes on: the same for the projector and for every phone in the room."""

import threading

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum.rules import require
from forum.transitions import MoveRefused
from meetings import actions, rules
from meetings.floor import board_of, mark_of, suggestion_for, tag_of
from meetings.live_forms import DecidedForm, FloorForm
from meetings.models import Meeting
from meetings.views.decision import named_activities
from meetings.views.meeting import find_meeting, meeting_crumbs
from plans import sync
from plans.choices import OutcomeKind
from plans.forms.outcome import OutcomeForm, OutcomeSource
from plans.models import PlannedMerge

KEPT_SECONDS = 60  # a board that nobody has asked for that long is drawn anew
drawing = threading.Lock()  # one thread draws, the others wait for what it drew


@require_http_methods(["GET", "POST"])
def live(request, pk):
    """GET shows what is before the meeting; POST decides on the usulan that the form was filled in for."""
    meeting = _find(request, pk)
    if request.method == "GET":
        return _screen(request, meeting)
    require(rules.can_record_meeting(request.user, meeting), actions.APPROVED)
    decided = DecidedForm(request.POST, user=request.user, meeting=meeting)
    if not decided.is_valid():
        raise Http404
    usulan, year = decided.cleaned_data["usulan"], decided.cleaned_data["tahun"]
    side = sync.lay_out_year(request.user, usulan, year, today=timezone.localdate())
    desk = _desk(request, usulan, side)
    if desk["form"].is_valid() and _decide(request, meeting, desk["form"]):
        return redirect("meetings:live", pk)
    return _screen(request, meeting, desk)


@require_safe
def live_board(request, pk):
    """What all screens read again every two seconds: 304 while nothing has changed, else the board anew."""
    meeting = _find(request, pk)
    tag = _tag(meeting)
    response = get_conditional_response(request, etag=tag)
    if response is None:
        can_decide = rules.can_record_meeting(request.user, meeting)
        response = HttpResponse(_board_html(request, meeting, can_decide=can_decide))
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


@require_POST
def live_step(request, pk):
    """Bring another usulan, another year or another order before the meeting."""
    meeting = _find(request, pk)
    require(rules.can_record_meeting(request.user, meeting), actions.APPROVED)
    form = FloorForm(request.POST, user=request.user, meeting=meeting)
    if form.is_valid():
        values = form.cleaned_data
        actions.take_up(meeting, values["usulan"], fiscal_year=values["tahun"], order=values["urut"], by=request.user)
    else:
        messages.error(request, "Usulan itu tidak dapat dibahas lagi. Pilih yang lain.")
    return redirect("meetings:live", pk)


def _screen(request, meeting, desk=None) -> TemplateResponse:
    """Return the screen; `desk` is a decision that was refused, and stays whatever is before the meeting by now."""
    can_decide = rules.can_record_meeting(request.user, meeting)
    context = {
        "meeting": meeting,
        "tag": _tag(meeting),
        "can_decide": can_decide,
        "can_follow": rules.can_follow_agenda(request.user, meeting),
        "crumbs": [*meeting_crumbs(meeting), ("Layar rapat", None)],
    }
    if can_decide:
        board = board_of(request.user, meeting, today=timezone.localdate())
        desk = desk or (_desk(request, board.usulan, board.side) if board.usulan else {})
        context |= desk | {
            "board": board,
            "board_html": _draw(board, can_decide=True),
            "floor_form": FloorForm(user=request.user, meeting=meeting, queue=board.queue),
        }
    else:
        context["board_html"] = _board_html(request, meeting)
    return TemplateResponse(request, "meetings/live.html", context, status=422 if desk and desk["form"].errors else 200)


def _find(request, pk) -> Meeting:
    return find_meeting(request, pk, rows=Meeting.objects.with_floor())


def _tag(meeting) -> str:
    return f'"{tag_of(meeting)}-{timezone.localdate():%d}"'


def _board_html(request, meeting, *, can_decide: bool = False) -> str:
    """
    Draw the board, or take the one that this process drew for somebody else: after a decision thirty ask at once.

    It shows verified usulan alone, which everyone of the kabupaten may see.
    """
    key = f"board:{_tag(meeting)}:{can_decide}"
    with drawing:
        if (html := cache.get(key)) is None:
            html = _draw(board_of(request.user, meeting, today=timezone.localdate()), can_decide=can_decide)
            cache.set(key, html, KEPT_SECONDS)
    return html


def _draw(board, *, can_decide: bool) -> str:
    context = {"board": board, "can_decide": can_decide and not (board.side and board.side.outcome)}
    return render_to_string("meetings/_live_board.html", context)


def _desk(request, usulan, side) -> dict:
    """Return what the secretariat decides with: the form, filled with what was chosen, else with what is suggested."""
    source = OutcomeSource(request.GET, usulan=usulan, fiscal_year=side.year)
    chosen = source.chosen() or suggestion_for(side)
    form = OutcomeForm(
        request.POST or None,
        usulan=usulan,
        fiscal_year=side.year,
        standing=side.outcome,
        likely=named_activities(side),
        **chosen,
    )
    if chosen.get("activity"):
        form.initial["kind"] = OutcomeKind.AGREED
    return {
        "usulan": usulan,
        "year": side.year,
        "side": side,
        "mark": mark_of(usulan, side),
        "source": source,
        "answer": chosen.get("answer"),
        "form": form,
        "planned": PlannedMerge.objects.waiting().into(usulan).for_year(side.year),
        "awaits_signature": actions.AWAITS_SIGNATURE if actions.awaits_signature(side.outcome) else "",
    }


def _decide(request, meeting, form) -> bool:
    try:
        actions.decide_and_go_on(
            meeting,
            form.instance,
            form.drafts(),
            replaces=form.cleaned_data["replaces"],
            by=request.user,
            now=timezone.now(),
        )
    except MoveRefused as exc:
        form.add_error(None, str(exc))
        return False
    messages.success(request, f"{form.instance.usulan}: {form.instance.state.label}.")
    return True
