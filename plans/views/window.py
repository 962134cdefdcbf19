"""The calendar of the planning year: read by everyone, kept by the secretariat."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_list_or_404, get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum import ical
from forum.rules import require
from forum.templatetags.house import angka
from forum.views.pages import confirm_page, form_page, history_of
from plans import actions, rules
from plans.actions.window import NOT_YOUR_CALENDAR
from plans.calendar import calendar_ics, calendar_of
from plans.forms.window import WindowForm
from plans.models import PlanningWindow
from plans.planning_year import FIRST_YEAR, LAST_YEAR, planned_year


@require_safe
def calendar(request, year=None):
    today = timezone.localdate()
    year = _within(planned_year(today) if year is None else year)
    return TemplateResponse(
        request,
        "plans/calendar.html",
        {
            "calendar": calendar_of(request.user, year, today=today),
            "years": [one for one in (year - 1, year, year + 1) if FIRST_YEAR <= one <= LAST_YEAR],
            "can_edit": rules.can_edit_calendar(request.user),
            "crumbs": [("Beranda", reverse("home")), ("Kalender perencanaan", None)],
        },
    )


@require_safe
def calendar_file(request, year):
    """Saved by a telephone into its calendar; opened again after a change it replaces what is there."""
    page = request.build_absolute_uri(reverse("plans:calendar", args=[_within(year)]))
    windows = get_list_or_404(PlanningWindow.objects.visible_to(request.user).for_year(year).in_order())
    content = calendar_ics(request.user, windows, page=page, now=timezone.now())
    response = HttpResponse(content, content_type=ical.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="perencanaan-{year}.ics"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def calendar_propose(request, year):
    proposed = actions.propose_windows(request.user.kabupaten, _within(year), by=request.user)
    if proposed:
        messages.success(request, f"{angka(len(proposed))} tahap diisi menurut kelaziman. Ubah yang berbeda.")
    else:
        messages.info(request, "Semua tahap tahun ini sudah tercatat; tidak ada yang diubah.")
    return redirect("plans:calendar", year)


@require_http_methods(["GET", "POST"])
def window_create(request, year):
    require(rules.can_edit_calendar(request.user), NOT_YOUR_CALENDAR)
    window = PlanningWindow(kabupaten_id=request.user.kabupaten_id, fiscal_year=_within(year))
    return _window_form(request, window, title="Tambah tahap")


@require_http_methods(["GET", "POST"])
def window_edit(request, pk):
    window = _window(request, pk)
    remove_url = reverse("plans:window_remove", args=[window.pk])
    return _window_form(request, window, title=f"Ubah {window}", remove_url=remove_url, history=history_of(window))


@require_http_methods(["GET", "POST"])
def window_remove(request, pk):
    window = _window(request, pk)
    if request.method == "POST":
        actions.remove_window(window, by=request.user)
        messages.success(request, f"{window} dihapus dari kalender.")
        return redirect("plans:calendar", window.fiscal_year)
    return confirm_page(
        request,
        title=f"Hapus {window} dari kalender?",
        consequence="Tahap ini tidak lagi tampil pada kalender dan beranda. Tenggat yang sudah ditetapkan tetap.",
        submit_label="Hapus tahap",
        danger=True,
        cancel_url=_calendar(window),
        crumbs=[_crumb(window), ("Hapus tahap", None)],
    )


def _within(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return year


def _window(request, pk) -> PlanningWindow:
    window = get_object_or_404(PlanningWindow.objects.visible_to(request.user), pk=pk)
    require(rules.can_edit_calendar(request.user, window), NOT_YOUR_CALENDAR)
    return window


def _window_form(request, window, **page):
    crumb, cancel_url = _crumb(window), _calendar(window)  # before the form writes another year into the record
    form = WindowForm(request.POST or None, instance=window)
    if form.is_valid():
        window = actions.record_window(form.instance, form.changed_data, by=request.user)
        messages.success(request, f"{window} tersimpan dalam kalender.")
        return redirect("plans:calendar", window.fiscal_year)
    return form_page(request, form, crumbs=[crumb], cancel_url=cancel_url, **page)


def _calendar(window) -> str:
    return reverse("plans:calendar", args=[window.fiscal_year])


def _crumb(window):
    return f"Kalender perencanaan {window.fiscal_year}", _calendar(window)
