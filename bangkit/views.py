"""Pages that show all floors."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from bangkit import actions, public
from bangkit.exports import COUNTED
from bangkit.figures import Fate, find_rows
from bangkit.forms import OverviewFilter, RowsFilter
from bangkit.guides import GUIDES, guides_of
from bangkit.overview import overview_of
from bangkit.pdf import overview_pdf as draw_overview
from bangkit.search import find
from bangkit.shelf import Place
from bangkit.waiting import changes_for, first_steps, waiting_for
from bangkit.without_signal import pages_to_keep, service_worker_facts
from forum.models import Desa, Kabupaten, Kecamatan
from forum.paper import PdfUnavailable
from forum.rules import can_manage_forum, require
from forum.uploads import ZIP
from forum.views.excel import excel_response, wants_excel
from forum.views.pages import page_of, pdf_response
from meetings.models import Meeting
from plans import rules as plans_rules
from plans.calendar import steps_ahead


@require_safe
def home(request):
    seen_before = request.session.get("seen_before")
    since = datetime.fromisoformat(seen_before) if seen_before else None
    today = timezone.localdate()
    waiting = waiting_for(request.user, today=today)
    return TemplateResponse(
        request,
        "bangkit/home.html",
        {
            "running": Meeting.objects.visible_to(request.user).running().newest_first(),
            "waiting": waiting,
            "steps": steps_ahead(request.user, today=today),
            "first_steps": [] if waiting else first_steps(request.user),
            "changes": changes_for(request.user, since=since),
            "since": since,
            "can_enter": plans_rules.can_enter_usulan(request.user),
        },
    )


@require_safe
def search(request):
    text = request.GET.get("q", "").strip()[:100]
    return TemplateResponse(request, "bangkit/search.html", {"q": text, "groups": find(request.user, text)})


@require_safe
@login_not_required
@never_cache
def service_worker(request):
    return TemplateResponse(request, "bangkit/sw.js", service_worker_facts(), content_type="text/javascript")


@require_safe
@login_not_required
def queue(request):
    """What waits on this device. Open to everyone: whoever cannot log in any more may still save it as a file."""
    user = request.user
    can_enter = user.is_authenticated and plans_rules.can_enter_usulan(user)
    return TemplateResponse(request, "bangkit/queue.html", {"pages": pages_to_keep(user), "can_enter": can_enter})


@require_safe
def archive(request):
    require(can_manage_forum(request.user), actions.SECRETARIAT_ONLY)
    now, code = timezone.now(), request.user.kabupaten.code
    years = sorted({now.year, *Meeting.objects.visible_to(request.user).years()}, reverse=True)
    places = [Place(code, year) for year in years]
    return TemplateResponse(request, "bangkit/archive_list.html", {"rows": [(one, one.state(now)) for one in places]})


@require_POST
def archive_build(request, year):
    actions.ask_for_archive(request.user.kabupaten, year, by=request.user, now=timezone.now())
    messages.success(request, f"Arsip {year} sedang disusun di pekerja latar. Muat ulang halaman ini untuk melihatnya.")
    return redirect("archive")


@require_POST
def archive_file(request, year):
    kabupaten = request.user.kabupaten
    require(can_manage_forum(request.user), actions.SECRETARIAT_ONLY)
    try:
        file = Place(kabupaten.code, year).file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    actions.note_download(kabupaten, year, by=request.user)
    return FileResponse(file, as_attachment=True, content_type=ZIP)


@require_safe
@login_not_required
def help_index(request):
    own = guides_of(request.user, today=timezone.localdate())
    others = [guide for guide in GUIDES.values() if guide not in own]
    return TemplateResponse(request, "bangkit/help/index.html", {"own": own, "others": others})


@require_safe
@login_not_required
def help_guide(request, slug):
    if slug not in GUIDES:
        raise Http404
    guide = GUIDES[slug]
    crumbs = [("Bantuan", reverse("help")), (guide.title, None)]
    return TemplateResponse(request, guide.template, {"guide": guide, "crumbs": crumbs})


@require_safe
def overview(request):
    """What became of a year's usulan, in numbers; narrowed to what is the person's own unless asked otherwise."""
    today = timezone.localdate()
    form = OverviewFilter(request.GET, user=request.user, today=today)
    return TemplateResponse(
        request,
        "bangkit/overview.html",
        {
            "filter_form": form,
            "overview": overview_of(request.user, form, today=today),
            "pdf_url": reverse("overview_pdf", query=form.query),
            "can_see_checks": plans_rules.can_see_checks(request.user),
            "crumbs": [("Beranda", reverse("home")), ("Gambaran", None)],
        },
    )


@require_safe
def overview_pdf(request):
    """The same figures as a report of two pages."""
    today = timezone.localdate()
    form = OverviewFilter(request.GET, user=request.user, today=today)
    figures = overview_of(request.user, form, today=today)
    try:
        report = draw_overview(figures, request.user.kabupaten, today=today)
    except PdfUnavailable as exc:
        messages.error(request, str(exc))
        return redirect(reverse("overview", query=form.query))
    return pdf_response(report, f"gambaran-{figures.year}")


@require_safe
def overview_rows(request):
    """The usulan that one number of the page of figures counts."""
    form = RowsFilter(request.GET, user=request.user, today=timezone.localdate())
    counted = find_rows(form.scope(), **form.chosen).with_list_data().newest_first()
    if wants_excel(request):
        return excel_response(request, "usulan-gambaran", (COUNTED, counted), filter_form=form)
    page = page_of(request, counted)
    return TemplateResponse(
        request,
        "bangkit/overview_rows.html",
        {
            "filter_form": form,
            "year": form.year,
            "page": page,
            "rows": [(usulan, Fate(usulan.fate)) for usulan in page],
            "crumbs": [("Beranda", reverse("home")), ("Gambaran", reverse("overview")), ("Usulan", None)],
        },
    )


@require_safe
@login_not_required
@cache_control(public=True, max_age=600)
def public_kabupaten(request, code):
    kabupaten = _public_kabupaten(code)
    title, crumbs = f"Usulan desa {kabupaten}", [(kabupaten.name, None)]
    return _public_places(request, kabupaten, title, crumbs, public.kecamatan_of, kabupaten, heading="Kecamatan")


@require_safe
@login_not_required
@cache_control(public=True, max_age=600)
def public_kecamatan(request, code, place):
    kabupaten = _public_kabupaten(code)
    kecamatan = get_object_or_404(Kecamatan.objects.select_related("kabupaten"), kabupaten=kabupaten, code=place)
    title, crumbs = f"Usulan desa Kecamatan {kecamatan}", [_public_crumb(kabupaten), (f"Kecamatan {kecamatan}", None)]
    return _public_places(request, kabupaten, title, crumbs, public.desa_of, kecamatan, heading="Desa")


@require_safe
@login_not_required
@cache_control(public=True, max_age=600)
def public_desa(request, code, place):
    kabupaten = _public_kabupaten(code)
    desa = get_object_or_404(Desa.objects.select_related("kecamatan", "kabupaten"), kabupaten=kabupaten, code=place)
    above = reverse("public_kecamatan", args=[code, desa.kecamatan.code])
    crumbs = [_public_crumb(kabupaten), (f"Kecamatan {desa.kecamatan}", above), (desa.full_name, None)]
    facts = _public_facts(request, kabupaten, f"Usulan {desa.full_name}", crumbs)
    page = page_of(request, public.usulan_of(desa, facts["year"]), size=50)
    return TemplateResponse(
        request, "bangkit/public_desa.html", {**facts, "page": page, "rows": [public.told(one) for one in page]}
    )


def _public_places(request, kabupaten, title, crumbs, places_of, parent, *, heading):
    facts = _public_facts(request, kabupaten, title, crumbs)
    places = places_of(parent, facts["year"])
    return TemplateResponse(request, "bangkit/public.html", {**facts, "places": places, "heading": heading})


def _public_facts(request, kabupaten, title, crumbs) -> dict:
    """Return what every public page shows; the frame of a visitor also for who is logged in: a cache may keep it."""
    years = public.years_of(kabupaten)
    return {
        "kabupaten": kabupaten,
        "nav": None,
        "enters_for_villages": False,
        "messages": None,
        "title": title,
        "crumbs": crumbs,
        "years": years,
        "year": public.year_among(years, request.GET.get("tahun", ""), timezone.localdate()),
    }


def _public_kabupaten(code) -> Kabupaten:
    return get_object_or_404(Kabupaten, code=code, public_page=True)


def _public_crumb(kabupaten) -> tuple[str, str]:
    return kabupaten.name, reverse("public_kabupaten", args=[kabupaten.code])
