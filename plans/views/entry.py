"""A form that two people may have before them: stored once, merged with what others wrote, answered to scripts too."""

from collections.abc import Callable

from django.http import HttpResponse, JsonResponse
from django.template.response import TemplateResponse

from forum.rules import speaks_for_desa
from forum.transitions import MoveRefused
from forum.views.pages import history_of, saved, told_to_script, wants_json
from plans.actions.entry import ChangedMeanwhile, OtherContent
from plans.forms.merging import MergingForm


def entry_page(request, form: MergingForm, **page) -> HttpResponse:
    """
    Return the page of a form that is written for a desa; see `merging_page`.

    The page gets `desa` and `acts_for` beside what is in `page`.
    """
    desa = form.instance.desa
    return merging_page(request, form, desa=desa, acts_for=not speaks_for_desa(request.user, desa), **page)


def merging_page(
    request,
    form: MergingForm,
    *,
    record: Callable,
    again: Callable,
    template: str,
    sentence: str,
    to: Callable = lambda stored: stored,
    **page,
) -> HttpResponse:
    """
    Return the page of a form; once it is filled in, `record` it and lead `to` it.

    `record` is the action that stores `form.instance`; `again` is the whole view, called anew when somebody wrote
    between its reading and its writing. `page` is what the template takes.
    """
    status = 422
    if form.is_valid():
        if form.was_recorded():
            return saved(request, to(form.instance), sentence)
        if form.conflicts:
            return _conflict_page(request, form, **page)
        try:
            stored = record(form.instance, form.edited, by=request.user, entry=form.sending)
        except ChangedMeanwhile:
            return again()
        except OtherContent as exc:
            form.add_error(None, str(exc))
            form.take_new_key()
            status = 409
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            return saved(request, to(stored), sentence)
    if form.errors and wants_json(request):
        return told_to_script(form, status)
    return TemplateResponse(request, template, {"form": form, **page}, status=status if form.errors else 200)


def _conflict_page(request, form: MergingForm, **page) -> HttpResponse:
    """What this person and another wrote in the same fields, for this person to choose."""
    questions, carried = form.put_to_the_person()
    if wants_json(request):
        both = [f"{label}: Anda menulis “{mine}”, yang tersimpan “{theirs}”." for label, _, mine, theirs in questions]
        return JsonResponse({"said": both}, status=409)
    return TemplateResponse(
        request,
        "plans/entry_conflict.html",
        {
            "questions": questions,
            "carried": carried,
            "last": history_of(form.instance).first(),
            **page,
        },
        status=409,
    )
