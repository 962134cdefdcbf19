"""The minutes of a meeting: written under its agenda, approved by its chair, printed, corrected."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum.confined import Confined
from forum.paper import PdfUnavailable
from forum.rules import require
from forum.transitions import MoveRefused
from forum.views.pages import confirm_page, form_page, history_of, pdf_response
from meetings import actions, rules
from meetings.choices import MinuteKind
from meetings.forms import NoteForm
from meetings.minute_forms import ApprovalForm, CorrectionForm, MinuteForm
from meetings.minutes import approval_of, fingerprint_of, laid_out, minutes_of, shown_to
from meetings.minutes_pdf import minutes_pdf
from meetings.models import AgendaItem, Meeting, Minute, MinuteCorrection
from meetings.views.meeting import find_meeting, meeting_crumbs
from plans.views.entry import merging_page

NOT_YET = "Notulen belum disahkan. Isinya terbuka bagi forum sesudah disahkan pimpinan rapat."
AGAIN = "again"


@require_safe
def meeting_minutes(request, pk):
    meeting, today = _meeting(request, pk), timezone.localdate()
    can_write = rules.can_write_minutes(request.user, meeting)
    return TemplateResponse(
        request,
        "meetings/minutes.html",
        {
            "meeting": meeting,
            **shown_to(request.user, meeting, today=today),
            "can_write": can_write,
            "can_correct": rules.can_correct_minutes(request.user, meeting),
            "can_submit": rules.can_move_meeting(request.user, meeting, "submit"),
            "can_approve": rules.can_approve_minutes(request.user, meeting, today=today),
            "can_return": rules.can_return_minutes(request.user, meeting, today=today),
            "can_see_written": rules.can_see_minutes_written(request.user, meeting, today=today),
            "returned": meeting.returned_with() if can_write else None,
            "removed": Minute.objects.for_meeting(meeting).removed().in_order() if can_write else [],
            "crumbs": [*meeting_crumbs(meeting), ("Notulen", None)],
        },
    )


@require_safe
def meeting_minutes_pdf(request, pk):
    meeting, today = _meeting(request, pk), timezone.localdate()
    require(rules.can_read_minutes(request.user, meeting, today=today), NOT_YET)
    try:
        return pdf_response(minutes_pdf(meeting), f"notulen-{pk}{'' if approval_of(meeting) else '-konsep'}")
    except (PdfUnavailable, Confined) as exc:
        messages.error(request, str(exc))
        return redirect("meetings:meeting_minutes", pk)


@require_http_methods(["GET", "POST"])
def meeting_minutes_approve(request, pk):
    """The minutes whole, and beneath them the approval of just these words."""
    meeting, today = _meeting(request, pk), timezone.localdate()
    require(rules.can_approve_minutes(request.user, meeting, today=today), actions.CHAIR_ONLY)
    content = minutes_of(meeting)
    seen, is_own = fingerprint_of(content), rules.chairs_meeting(request.user, meeting, today=today)
    form = ApprovalForm(request.POST or None, initial={"seen": seen}, is_own=is_own)
    if form.is_valid():
        try:
            actions.approve_minutes(meeting, **form.cleaned_data, by=request.user, today=today, now=timezone.now())
        except MoveRefused as exc:
            form.add_error(None, str(exc))
            form.data = form.data.copy() | {"seen": seen}
        else:
            messages.success(request, "Notulen disahkan dan terbuka bagi forum. Isinya tidak berubah lagi.")
            return redirect("meetings:meeting_minutes", pk)
    return TemplateResponse(
        request,
        "meetings/minutes_approve.html",
        {
            "meeting": meeting,
            "content": laid_out(content),
            "form": form,
            "is_own": is_own,
            "crumbs": [*minutes_crumbs(meeting), ("Sahkan", None)],
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def meeting_minutes_return(request, pk):
    meeting, today = _meeting(request, pk), timezone.localdate()
    require(rules.can_return_minutes(request.user, meeting, today=today), actions.CHAIR_ONLY)
    form = NoteForm(request.POST or None, label="Yang perlu diperbaiki", help_text="Jangan menulis nama orang.")
    if form.is_valid():
        try:
            actions.return_minutes(meeting, note=form.cleaned_data["note"], by=request.user, today=today)
        except MoveRefused as exc:
            messages.error(request, str(exc))
        else:
            messages.success(request, "Notulen dikembalikan kepada sekretariat beserta catatannya.")
        return redirect("meetings:meeting_minutes", pk)
    return confirm_page(
        request,
        title="Kembalikan notulen?",
        consequence="Sekretariat memperbaikinya, lalu mengajukannya lagi.",
        submit_label="Kembalikan",
        cancel_url=minutes_url(meeting),
        form=form,
        crumbs=[*minutes_crumbs(meeting), ("Kembalikan", None)],
    )


# Entries


@require_http_methods(["GET", "POST"])
def minute_create(request, pk, kind):
    rows = AgendaItem.objects.visible_to(request.user).with_titles().select_related("meeting")
    item = get_object_or_404(rows, pk=pk)
    return _minute_form(
        request,
        Minute(agenda_item=item, kind=kind),
        title=f"Tulis {MinuteKind(kind).label.lower()}",
        again=partial(minute_create, request, pk, kind),
        extra=[(AGAIN, "1", "Simpan, lalu tulis lagi")],
        to=lambda stored: request.path if AGAIN in request.POST else _item_url(stored.agenda_item),
    )


@require_http_methods(["GET", "POST"])
def minute_edit(request, pk):
    minute = _minute(request, pk)
    return _minute_form(
        request,
        minute,
        title="Ubah catatan",
        again=partial(minute_edit, request, pk),
        to=lambda stored: _item_url(stored.agenda_item),
    )


def _minute_form(request, minute, **page):
    meeting = minute.agenda_item.meeting
    require(rules.can_write_minutes(request.user, meeting), actions.NOT_OPEN)
    if minute.removed_at:
        messages.error(request, "Catatan ini sudah dihapus orang lain. Tulis lagi bila masih diperlukan.")
        return redirect(minutes_url(meeting))
    return merging_page(
        request,
        MinuteForm(request.POST or None, instance=minute),
        record=actions.record_minute,
        template="meetings/minute_form.html",
        sentence="Catatan disimpan.",
        item=minute.agenda_item,
        cancel_url=_item_url(minute.agenda_item),
        crumbs=[*minutes_crumbs(meeting), (page["title"], None)],
        **page,
    )


@require_safe
def minute_detail(request, pk):
    """Every wording that an entry had, who wrote it, and when; for those who write the minutes and their chair."""
    minute = _minute(request, pk)
    meeting = minute.agenda_item.meeting
    require(rules.can_see_minutes_written(request.user, meeting, today=timezone.localdate()), NOT_YET)
    return TemplateResponse(
        request,
        "meetings/minute_detail.html",
        {
            "minute": minute,
            "meeting": meeting,
            "can_write": rules.can_write_minutes(request.user, meeting) and not minute.removed_at,
            "can_correct": rules.can_correct_minutes(request.user, meeting) and not minute.removed_at,
            "corrections": minute.corrections.in_order(),
            "history": history_of(minute),
            "crumbs": [*minutes_crumbs(meeting), ("Catatan", None)],
        },
    )


@require_http_methods(["GET", "POST"])
def minute_remove(request, pk):
    minute = _minute(request, pk)
    meeting = minute.agenda_item.meeting
    require(rules.can_write_minutes(request.user, meeting), actions.NOT_OPEN)
    if request.method == "POST":
        try:
            actions.remove_minute(minute, by=request.user, now=timezone.now())
        except MoveRefused as exc:
            messages.error(request, str(exc))
        else:
            messages.success(request, "Catatan dihapus dari notulen. Bunyinya masih terbaca pada Yang dihapus.")
        return redirect(minutes_url(meeting))
    return confirm_page(
        request,
        title="Hapus catatan ini?",
        consequence=f"“{minute}” tidak lagi termuat dalam notulen. Bunyinya tetap terbaca oleh sekretariat.",
        submit_label="Hapus catatan",
        danger=True,
        cancel_url=_item_url(minute.agenda_item),
        crumbs=[*minutes_crumbs(meeting), ("Hapus", None)],
    )


@require_http_methods(["GET", "POST"])
def minute_correct(request, pk):
    minute = _minute(request, pk)
    meeting = minute.agenda_item.meeting
    require(rules.can_correct_minutes(request.user, meeting), actions.APPROVED_ONLY)
    form = CorrectionForm(request.POST or None, instance=MinuteCorrection(minute=minute, text=minute.text))
    if form.is_valid():
        try:
            actions.correct_minute(form.instance, by=request.user, now=timezone.now())
        except MoveRefused as exc:
            form.add_error("text", str(exc))
        else:
            messages.success(request, "Koreksi dicatat di samping catatan yang disahkan.")
            return redirect(_item_url(minute.agenda_item))
    return form_page(
        request,
        form,
        title="Koreksi catatan",
        lead=f"Yang disahkan: {minute}",
        submit_label="Catat koreksi",
        cancel_url=_item_url(minute.agenda_item),
        crumbs=minutes_crumbs(meeting),
    )


def minutes_url(meeting) -> str:
    return reverse("meetings:meeting_minutes", args=[meeting.pk])


def _item_url(item) -> str:
    return f"{reverse('meetings:meeting_minutes', args=[item.meeting_id])}#pokok-{item.pk}"


def minutes_crumbs(meeting):
    return [*meeting_crumbs(meeting), ("Notulen", minutes_url(meeting))]


def _meeting(request, pk) -> Meeting:
    return find_meeting(request, pk, rows=Meeting.objects.with_minutes())


def _minute(request, pk) -> Minute:
    return get_object_or_404(Minute.objects.visible_to(request.user).with_meeting(), pk=pk)
