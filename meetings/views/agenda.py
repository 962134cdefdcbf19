"""The agenda of a meeting: built before it, followed while it goes on, and what was not reached comes back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum.rules import require
from forum.transitions import MoveRefused
from forum.views.pages import confirm_page, form_page
from meetings import actions, rules
from meetings.agenda import lay_out, verdict_on_length
from meetings.agenda_forms import AgendaItemForm, CarryForm, ReportForm
from meetings.choices import AgendaKind
from meetings.models import AgendaItem, Meeting
from meetings.views.meeting import find_meeting, meeting_crumbs


@require_safe
def agenda(request, pk):
    meeting = find_meeting(request, pk, rows=Meeting.objects.select_related("kabupaten"))
    items = list(meeting.agenda_items.with_list_data().in_order())
    can_record = rules.can_record_meeting(request.user, meeting)
    return TemplateResponse(
        request,
        "meetings/agenda.html",
        {
            "meeting": meeting,
            "rows": lay_out(request.user, meeting, items),
            "verdict": verdict_on_length(meeting, items),
            "can_record": can_record,
            "can_fill": can_record and actions.can_be_filled(meeting, items),
            "carry_form": CarryForm(meeting=meeting) if can_record else None,
            "kinds": AgendaKind.choices,
            "crumbs": [*meeting_crumbs(meeting), ("Agenda", None)],
        },
    )


@require_POST
def agenda_fill(request, pk):
    meeting = find_meeting(request, pk)
    try:
        count = actions.fill_agenda(meeting, by=request.user)
    except MoveRefused as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, f"{count} pokok disusun. Sesuaikan urutan dan lamanya.")
    return redirect("meetings:agenda", pk)


@require_POST
def agenda_carry(request, pk):
    meeting = find_meeting(request, pk)
    require(rules.can_record_meeting(request.user, meeting), actions.APPROVED)
    form = CarryForm(request.POST, meeting=meeting)
    if form.is_valid():
        count = actions.carry_over(meeting, form.cleaned_data["origins"], by=request.user)
        messages.success(request, f"{count} pokok dimasukkan ke agenda.")
    else:
        messages.error(request, "Centang pokok yang dibahas dalam rapat ini, atau muat ulang bila daftarnya berubah.")
    return redirect("meetings:agenda", pk)


@require_http_methods(["GET", "POST"])
def agenda_add(request, pk):
    """Which kind is asked for stands in the address, so that the form asks only what it needs."""
    meeting = find_meeting(request, pk)
    require(rules.can_record_meeting(request.user, meeting), actions.APPROVED)
    asked = request.GET.get("jenis")
    kind = AgendaKind(asked if asked in AgendaKind.values else AgendaKind.TOPIC)
    item = AgendaItem(meeting=meeting, kabupaten_id=meeting.kabupaten_id, kind=kind)
    return _item_form(request, item, title=f"Tambah ke agenda: {kind.label.lower()}")


@require_http_methods(["GET", "POST"])
def agenda_item_edit(request, pk):
    item = _find(request, pk)
    require(rules.can_record_meeting(request.user, item.meeting), actions.APPROVED)
    remove_url = reverse("meetings:agenda_item_remove", args=[pk])
    return _item_form(request, item, title=f"Ubah pokok agenda: {item}", remove_url=remove_url)


def _item_form(request, item, **page):
    form = AgendaItemForm(request.POST or None, instance=item, user=request.user)
    if form.is_valid():
        try:
            actions.record_agenda_item(form.instance, form.changed_data, by=request.user)
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"Agenda disimpan: {form.instance}.")
            return redirect("meetings:agenda", item.meeting_id)
    url = reverse("meetings:agenda", args=[item.meeting_id])
    return form_page(request, form, crumbs=_crumbs(item.meeting), cancel_url=url, **page)


@require_http_methods(["GET", "POST"])
def agenda_item_remove(request, pk):
    item = _find(request, pk)
    require(rules.can_record_meeting(request.user, item.meeting), actions.APPROVED)
    url, title = reverse("meetings:agenda", args=[item.meeting_id]), str(item)
    if request.method == "POST":
        try:
            actions.remove_agenda_item(item, by=request.user)
        except MoveRefused as exc:
            messages.error(request, str(exc))
        else:
            messages.success(request, f"“{title}” dihapus dari agenda.")
        return redirect(url)
    return confirm_page(
        request,
        title="Hapus dari agenda?",
        consequence=f"“{title}” tidak dibahas dalam rapat ini. Catatan yang dituju tidak ikut terhapus.",
        submit_label="Hapus dari agenda",
        cancel_url=url,
        danger=True,
        crumbs=[*_crumbs(item.meeting), ("Hapus", None)],
    )


@require_POST
def agenda_item_shift(request, pk, step):
    item = _find(request, pk)
    actions.shift_agenda_item(item, step, by=request.user)
    return redirect(f"{reverse('meetings:agenda', args=[item.meeting_id])}#agenda-{pk}")


@require_POST
def agenda_item_move(request, pk, move):
    item = _find(request, pk)
    try:
        actions.move_agenda_item(item, move, by=request.user)
    except MoveRefused as exc:
        messages.error(request, str(exc))
    return _back(request, item)


@require_POST
def agenda_item_take_up(request, pk):
    item = _find(request, pk)
    try:
        actions.take_up_agenda_item(item, by=request.user)
    except MoveRefused as exc:
        messages.error(request, str(exc))
    return redirect("meetings:live", item.meeting_id)


@require_http_methods(["GET", "POST"])
def agenda_item_report(request, pk):
    item = _find(request, pk)
    require(rules.can_report(request.user, item), actions.REPORTERS_ONLY)
    form = ReportForm(request.POST or None, instance=item)
    if form.is_valid():
        texts = {name: form.cleaned_data[name] for name in form.fields}
        try:
            actions.record_report(item, texts, seen=form.seen(), by=request.user)
        except actions.ReportConflict as exc:
            form.put_to_the_person(exc.theirs)
        else:
            messages.success(request, "Laporan disimpan. Anda dapat mengubahnya sampai rapat diakhiri.")
            return redirect(item)
    lead = f"Dibacakan dalam {item.meeting}, dan tampil bagi semua anggota forum pada agenda rapat itu."
    return form_page(
        request,
        form,
        title=str(item),
        lead=lead,
        submit_label="Simpan laporan",
        crumbs=_crumbs(item.meeting),
        cancel_url=item.get_absolute_url(),
    )


def _find(request, pk) -> AgendaItem:
    rows = AgendaItem.objects.visible_to(request.user).with_titles().select_related("meeting")
    return get_object_or_404(rows, pk=pk)


def _crumbs(meeting) -> list[tuple]:
    return [*meeting_crumbs(meeting), ("Agenda", reverse("meetings:agenda", args=[meeting.pk]))]


def _back(request, item):
    """Return to the screen of the meeting where the button was pressed there, else to the agenda."""
    return redirect("meetings:live" if "layar" in request.POST else "meetings:agenda", item.meeting_id)
