"""The SK that seats the forum, and its members as of a day."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum import actions, rules
from forum.choices import DecreeState, JabatanState, Position
from forum.forms import DecreeForm, RosterFilter, SeatForm
from forum.models import Decree, Seat
from forum.rules import require
from forum.views.pages import confirm_page, form_page, history_of, page_of


@require_safe
def decree_list(request):
    decrees = Decree.objects.visible_to(request.user)
    return TemplateResponse(
        request,
        "forum/decree_list.html",
        {
            "page": page_of(request, decrees.with_seat_count().order_by("-valid_from", "-pk")),
            "current": decrees.in_force_on(timezone.localdate()).first(),
            "in_force": DecreeState.IN_FORCE,
            "can_manage": rules.can_manage_forum(request.user),
        },
    )


@require_safe
def decree_detail(request, pk):
    decree = _decree(request, pk)
    today = timezone.localdate()
    in_force = Decree.objects.visible_to(request.user).in_force_on(today).first() == decree
    return TemplateResponse(
        request,
        "forum/decree_detail.html",
        {
            "decree": decree,
            "state": DecreeState.IN_FORCE if in_force else DecreeState.NOT_IN_FORCE,
            "seats": decree.seats.with_incumbents(today),
            "vacant": JabatanState.VACANT,
            "can_manage": rules.is_secretariat(request.user, decree),
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
    decree = _decree(request, pk)
    require(rules.is_secretariat(request.user, decree))
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
def seat_create(request, pk):
    decree = _decree(request, pk)
    require(rules.is_secretariat(request.user, decree))
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
def roster(request):
    filter_form = RosterFilter(request.GET)
    day = filter_form.values().get("tanggal", timezone.localdate())
    decree = Decree.objects.visible_to(request.user).in_force_on(day).first()
    seats = list(decree.seats.with_incumbents(day)) if decree else []
    return TemplateResponse(
        request,
        "forum/roster.html",
        {
            "filter_form": filter_form,
            "day": day,
            "decree": decree,
            "groups": [
                (position.label, [seat for seat in seats if seat.position == position]) for position in Position
            ],
            "seat_count": len(seats),
            "vacant_count": sum(not seat.jabatan.current for seat in seats),
            "vacant": JabatanState.VACANT,
            "can_manage": rules.can_manage_forum(request.user),
        },
    )


def _decree(request, pk) -> Decree:
    return get_object_or_404(Decree.objects.visible_to(request.user), pk=pk)


def _seat(request, pk) -> Seat:
    """Return a seat that the user may change."""
    seat = get_object_or_404(Seat.objects.visible_to(request.user).select_related("decree", "jabatan"), pk=pk)
    require(rules.is_secretariat(request.user, seat))
    return seat


def _list_crumb():
    return "SK", reverse("forum:decree_list")


def _crumbs(decree):
    return [_list_crumb(), (str(decree), decree.get_absolute_url())]
