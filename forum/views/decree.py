"""The SK that seats the forum, and its members as of a day."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum import actions, rules
from forum.choices import DecreeState, JabatanState
from forum.exports import DECREE
from forum.forms import DecreeForm, RevokeDecreeForm, RosterFilter, SeatForm, SeatSourceForm
from forum.forms.imports import RosterTemplateForm
from forum.models import Decree, Seat
from forum.paper import PdfUnavailable
from forum.pdf import roster_pdf as draw_roster
from forum.roster import Roster, roster_of
from forum.roster_import import roster_template as workbook_of
from forum.rules import require
from forum.transitions import MoveRefused
from forum.views.excel import excel_response, wants_excel
from forum.views.imports import workbook_response
from forum.views.pages import confirm_page, form_page, history_of, page_of, pdf_response


@require_safe
def decree_list(request):
    today = timezone.localdate()
    decrees = Decree.objects.visible_to(request.user).with_replacement().with_seat_count().newest_first()
    if wants_excel(request):
        return excel_response(request, "sk", (DECREE, decrees))
    page = page_of(request, decrees)
    return TemplateResponse(
        request,
        "forum/decree_list.html",
        {
            "page": page,
            "rows": [(decree, decree.state_on(today)) for decree in page],
            "can_manage": rules.can_manage_forum(request.user),
        },
    )


@require_safe
def decree_detail(request, pk):
    decree = _decree(request, pk)
    today = timezone.localdate()
    state = decree.state_on(today)
    seats = list(decree.seats.with_incumbents(today))
    can_manage = rules.is_secretariat(request.user, decree)
    return TemplateResponse(
        request,
        "forum/decree_detail.html",
        {
            "decree": decree,
            "state": state,
            "is_in_force": state == DecreeState.IN_FORCE,
            "seats": seats,
            "vacant": JabatanState.VACANT,
            "vacant_count": sum(not seat.jabatan.current for seat in seats),
            "can_manage": can_manage,
            "can_copy": can_manage and not seats and _sources(request, decree).exists(),
            "can_revoke": can_manage and state in (DecreeState.IN_FORCE, DecreeState.TO_COME),
            "history": history_of(decree),
            "crumbs": [_list_crumb(), (str(decree), None)],
        },
    )


@require_http_methods(["GET", "POST"])
def decree_create(request):
    require(rules.can_manage_forum(request.user))
    return _decree_form(
        request, Decree(), title="Catat SK", crumbs=[_list_crumb()], cancel_url=reverse("forum:decree_list")
    )


@require_http_methods(["GET", "POST"])
def decree_edit(request, pk):
    decree = _managed_decree(request, pk)
    return _decree_form(
        request, decree, title=f"Ubah {decree}", crumbs=_crumbs(decree), cancel_url=decree.get_absolute_url()
    )


def _decree_form(request, decree, **page):
    form = DecreeForm(request.POST or None, instance=decree, user=request.user)
    if form.is_valid():
        actions.record_decree(form.instance, by=request.user)
        messages.success(request, f"{decree} disimpan. Anggotanya dicatat pada halaman ini.")
        return redirect(decree)
    return form_page(request, form, **page)


@require_http_methods(["GET", "POST"])
def decree_revoke(request, pk):
    decree = _managed_decree(request, pk)
    form = RevokeDecreeForm(request.POST or None, initial={"last_day": timezone.localdate()})
    if form.is_valid():
        try:
            actions.revoke_decree(decree, **form.cleaned_data, by=request.user)
        except MoveRefused as exc:
            form.add_error("last_day", str(exc))
        else:
            messages.success(request, f"{decree} dicabut. Catat SK penggantinya agar forum mempunyai anggota lagi.")
            return redirect(decree)
    return confirm_page(
        request,
        title=f"Cabut {decree}?",
        consequence="Sesudah hari itu keanggotaan menurut SK ini tidak berlaku. Bila SK ini diganti SK baru, "
        "cukup catat SK barunya: yang lama berakhir dengan sendirinya.",
        submit_label="Cabut SK",
        cancel_url=decree.get_absolute_url(),
        form=form,
        crumbs=[*_crumbs(decree), ("Cabut", None)],
    )


@require_http_methods(["GET", "POST"])
def decree_copy_seats(request, pk):
    decree = _managed_decree(request, pk)
    form = SeatSourceForm(request.POST or None, sources=_sources(request, decree))
    if form.is_valid():
        try:
            count = actions.copy_seats(decree, **form.cleaned_data, by=request.user)
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"{count} anggota disalin. Ubah, tambah atau keluarkan sesuai SK ini.")
            return redirect(decree)
    return form_page(
        request,
        form,
        title=f"Salin anggota ke {decree}",
        lead="Jabatan, kedudukan dan nomor urutnya disalin sekaligus, lalu disesuaikan dengan SK ini.",
        submit_label="Salin anggota",
        crumbs=_crumbs(decree),
        cancel_url=decree.get_absolute_url(),
    )


def _sources(request, decree):
    """Return the decrees whose seats this one could take over, the latest first."""
    return Decree.objects.visible_to(request.user).seated_beside(decree).newest_first()


@require_http_methods(["GET", "POST"])
def seat_create(request, pk):
    decree = _managed_decree(request, pk)
    seat = Seat(decree=decree, order=decree.next_order())
    return _seat_form(request, seat, title="Tambah anggota", submit_label="Tambahkan")


@require_http_methods(["GET", "POST"])
def seat_edit(request, pk):
    seat = _seat(request, pk)
    return _seat_form(request, seat, title=f"Ubah keanggotaan {seat.jabatan}")


def _seat_form(request, seat, **page):
    decree = seat.decree
    form = SeatForm(request.POST or None, instance=seat, user=request.user)
    if form.is_valid():
        actions.record_seat(form.instance, by=request.user)
        messages.success(request, f"{seat.jabatan} tercatat sebagai {seat.get_position_display()}.")
        return redirect(decree)
    return form_page(request, form, crumbs=_crumbs(decree), cancel_url=decree.get_absolute_url(), **page)


@require_http_methods(["GET", "POST"])
def seat_remove(request, pk):
    seat = _seat(request, pk)
    decree = seat.decree
    if request.method == "POST":
        actions.remove_seat(seat, by=request.user)
        messages.success(request, f"{seat.jabatan} dikeluarkan dari {decree}.")
        return redirect(decree)
    return confirm_page(
        request,
        title=f"Keluarkan {seat.jabatan}?",
        consequence=f"Jabatan ini tidak lagi tercatat sebagai {seat.get_position_display()} menurut {decree}, "
        "juga bagi tanggal yang sudah lewat. Lakukan ini hanya bila tercatat keliru; bila SK diganti, catat SK baru.",
        submit_label="Keluarkan",
        danger=True,
        cancel_url=decree.get_absolute_url(),
        crumbs=[*_crumbs(decree), ("Keluarkan anggota", None)],
    )


@require_safe
def roster_template(request):
    """The members that a decree seats, to be changed and added to offline."""
    require(rules.can_manage_forum(request.user))
    decree = RosterTemplateForm(request.GET, user=request.user).chosen_decree()
    if decree is None:
        raise Http404
    return workbook_response(workbook_of(decree), f"anggota-forum-{decree.valid_from:%Y}")


@require_safe
def roster(request):
    filter_form = RosterFilter(request.GET)
    day = _day(filter_form)
    return TemplateResponse(
        request,
        "forum/roster.html",
        {
            "filter_form": filter_form,
            "day": day,
            "roster": _roster(request, day),
            "vacant": JabatanState.VACANT,
            "can_manage": rules.can_manage_forum(request.user),
        },
    )


@require_safe
def roster_pdf(request):
    day = _day(RosterFilter(request.GET))
    members = _roster(request, day)
    if members is None:
        raise Http404
    try:
        return pdf_response(draw_roster(members, request.user.kabupaten), f"anggota-{day.isoformat()}")
    except PdfUnavailable as exc:
        messages.error(request, str(exc))
        return redirect(reverse("forum:roster", query={"tanggal": day.isoformat()}))


def _day(filter_form: RosterFilter):
    return filter_form.values().get("tanggal", timezone.localdate())


def _roster(request, day) -> Roster | None:
    decree = Decree.objects.visible_to(request.user).in_force_on(day).first()
    return roster_of(decree, day) if decree else None


def _decree(request, pk) -> Decree:
    return get_object_or_404(Decree.objects.visible_to(request.user).with_replacement(), pk=pk)


def _managed_decree(request, pk) -> Decree:
    """Return a decree that the user may change."""
    decree = _decree(request, pk)
    require(rules.is_secretariat(request.user, decree))
    return decree


def _seat(request, pk) -> Seat:
    """Return a seat that the user may change."""
    seat = get_object_or_404(Seat.objects.visible_to(request.user).select_related("decree", "jabatan"), pk=pk)
    require(rules.is_secretariat(request.user, seat))
    return seat


def _list_crumb():
    return "SK", reverse("forum:decree_list")


def _crumbs(decree):
    return [_list_crumb(), (str(decree), decree.get_absolute_url())]
