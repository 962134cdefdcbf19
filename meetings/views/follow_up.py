"""What is to be done after a meeting: by whom, until when, with what result."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum.rules import require
from forum.transitions import MoveRefused
from forum.views.excel import excel_response, wants_excel
from forum.views.notice import note_seen
from forum.views.pages import confirm_page, form_page, history_of, page_of
from meetings import actions, rules
from meetings.evidence_forms import FollowUpEvidenceForm
from meetings.exports import FOLLOW_UP
from meetings.forms import FollowUpFilter, FollowUpForm, NoteForm
from meetings.models import FollowUp, FollowUpEvidence
from meetings.views.meeting import find_meeting, meeting_crumbs
from meetings.views.paper import file_response
from plans.views.entry import merging_page

BUTTONS = {
    "start": "Mulai kerjakan",
    "finish": "Nyatakan selesai",
    "give_up": "Tidak dapat dilaksanakan",
    "reopen": "Buka kembali",
}
DONE = {
    "start": "Tindak lanjut mulai dikerjakan.",
    "finish": "Tindak lanjut selesai.",
    "give_up": "Tindak lanjut tercatat tidak dapat dilaksanakan.",
    "reopen": "Tindak lanjut dibuka kembali.",
}
# These ask for a sentence: (question, consequence, label, hint).
ASKED = {
    "finish": (
        "Nyatakan tindak lanjut selesai?",
        "Hasilnya terbaca oleh seluruh forum.",
        "Hasil",
        "Satu kalimat. Jangan menulis nama orang. Foto atau berkasnya ditambahkan sesudah ini.",
    ),
    "give_up": (
        "Nyatakan tidak dapat dilaksanakan?",
        "Sebabnya terbaca oleh seluruh forum. Tindak lanjut ini dapat dibuka kembali.",
        "Sebab",
        "Satu kalimat. Jangan menulis nama orang.",
    ),
}


@require_safe
def follow_up_list(request):
    today = timezone.localdate()
    filter_form = FollowUpFilter(request.GET, user=request.user, today=today)
    rows = FollowUp.objects.visible_to(request.user)
    listed = filter_form.narrow(rows).with_list_data().by_due_date()
    if wants_excel(request):
        return excel_response(request, "tindak-lanjut", (FOLLOW_UP, listed), filter_form=filter_form)
    page = page_of(request, listed)
    return TemplateResponse(
        request,
        "meetings/follow_up_list.html",
        {
            "page": page,
            "rows": [(row, row.days_overdue(today)) for row in page],
            "overdue_count": rows.overdue(today).count(),
            "filter_form": filter_form,
        },
    )


@require_safe
def follow_up_detail(request, pk):
    follow_up, today = _follow_up(request, pk), timezone.localdate()
    note_seen(request, follow_up)
    return TemplateResponse(
        request,
        "meetings/follow_up_detail.html",
        {
            "follow_up": follow_up,
            "days_overdue": follow_up.days_overdue(today),
            "moves": [
                (move, label, move in ASKED)
                for move, label in BUTTONS.items()
                if rules.can_move_follow_up(request.user, follow_up, move, today=today)
            ],
            "evidence": follow_up.evidence.order_by("at", "pk"),
            "can_show": rules.can_show_follow_up(request.user, follow_up, today=today),
            "can_edit": rules.can_record_follow_up(request.user, follow_up.meeting),
            "history": history_of(follow_up),
            "crumbs": [_list_crumb(), ("Tindak lanjut", None)],
        },
    )


@require_http_methods(["GET", "POST"])
def follow_up_create(request, pk):
    meeting = find_meeting(request, pk)
    require(rules.can_record_follow_up(request.user, meeting), actions.SECRETARIAT_ONLY)
    return _follow_up_form(
        request,
        FollowUp(meeting=meeting),
        initial={"agenda_item": request.GET.get("pokok")},
        title="Catat tindak lanjut",
        crumbs=[*meeting_crumbs(meeting), ("Catat tindak lanjut", None)],
        cancel_url=_back(request, meeting),
        to=lambda stored: _back(request, stored),
        again=partial(follow_up_create, request, pk),
    )


def _back(request, record) -> str:
    """Return whence the form was opened: an item of the minutes says so in the address."""
    if request.GET.get("pokok", "").isdecimal():
        meeting = getattr(record, "meeting", record)
        return f"{reverse('meetings:meeting_minutes', args=[meeting.pk])}#pokok-{request.GET['pokok']}"
    return record.get_absolute_url()


@require_http_methods(["GET", "POST"])
def follow_up_edit(request, pk):
    follow_up = _follow_up(request, pk)
    require(rules.can_record_follow_up(request.user, follow_up.meeting), actions.SECRETARIAT_ONLY)
    return _follow_up_form(
        request,
        follow_up,
        title="Ubah tindak lanjut",
        crumbs=[*_crumbs(follow_up), ("Ubah tindak lanjut", None)],
        cancel_url=follow_up.get_absolute_url(),
        again=partial(follow_up_edit, request, pk),
    )


def _follow_up_form(request, follow_up, *, initial=None, **page):
    return merging_page(
        request,
        FollowUpForm(request.POST or None, instance=follow_up, initial=initial),
        record=actions.record_follow_up,
        template="forum/form.html",
        sentence="Tindak lanjut disimpan. Penanggung jawabnya melihatnya pada Beranda.",
        submit_label="Simpan",
        **page,
    )


@require_http_methods(["GET", "POST"])
def follow_up_move(request, pk, move):
    follow_up, today = _follow_up(request, pk), timezone.localdate()
    require(rules.can_move_follow_up(request.user, follow_up, move, today=today), actions.OWNER_ONLY)
    title, consequence, label, hint = ASKED.get(
        move, (f"{BUTTONS[move]}?", "Langkah ini tercatat pada riwayat.", "", "")
    )
    form = NoteForm(request.POST or None, label=label, help_text=hint) if move in ASKED else None
    if request.method == "POST" and (form is None or form.is_valid()):
        result = form.cleaned_data["note"] if form else ""
        try:
            actions.move_follow_up(follow_up, move, result=result, by=request.user, today=today)
        except MoveRefused as exc:
            messages.error(request, str(exc))
        else:
            messages.success(request, DONE[move])
        return redirect(follow_up)
    return confirm_page(
        request,
        title=title,
        consequence=consequence,
        submit_label=BUTTONS[move],
        cancel_url=follow_up.get_absolute_url(),
        form=form,
        crumbs=[*_crumbs(follow_up), (BUTTONS[move], None)],
    )


@require_http_methods(["GET", "POST"])
def follow_up_evidence_add(request, pk):
    follow_up, today = _follow_up(request, pk), timezone.localdate()
    require(rules.can_show_follow_up(request.user, follow_up, today=today), actions.OWNER_ONLY)
    form = FollowUpEvidenceForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        given = {"upload": form.cleaned_data["file"], "content_type": form.content_type}
        actions.add_follow_up_evidence(follow_up, **given, by=request.user, today=today, now=timezone.now())
        messages.success(request, "Bukti tersimpan. Pastikan KTP atau nomor pribadi tidak terlihat di dalamnya.")
        return redirect(follow_up)
    return form_page(
        request,
        form,
        title="Tambah bukti",
        lead=str(follow_up),
        submit_label="Unggah",
        cancel_url=follow_up.get_absolute_url(),
        crumbs=_crumbs(follow_up),
    )


@require_safe
def follow_up_evidence(request, pk):
    paper = _evidence(request, pk)
    return file_response(paper.file.read(), paper.content_type, name=f"bukti-{pk}")


@require_http_methods(["GET", "POST"])
def follow_up_evidence_remove(request, pk):
    paper, today = _evidence(request, pk), timezone.localdate()
    follow_up = paper.follow_up
    require(rules.can_show_follow_up(request.user, follow_up, today=today), actions.OWNER_ONLY)
    if request.method == "POST":
        actions.remove_follow_up_evidence(paper, by=request.user, today=today)
        messages.success(request, f"Bukti “{paper}” dihapus.")
        return redirect(follow_up)
    return confirm_page(
        request,
        title=f"Hapus bukti “{paper}”?",
        consequence="Berkas ini hilang dan tidak dapat dikembalikan.",
        submit_label="Hapus bukti",
        danger=True,
        cancel_url=follow_up.get_absolute_url(),
        crumbs=[*_crumbs(follow_up), ("Hapus bukti", None)],
    )


def _evidence(request, pk) -> FollowUpEvidence:
    rows = FollowUpEvidence.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("follow_up__opd", "follow_up__jabatan"), pk=pk)


def _follow_up(request, pk) -> FollowUp:
    return get_object_or_404(FollowUp.objects.visible_to(request.user).with_list_data(), pk=pk)


def _list_crumb():
    return "Tindak lanjut", reverse("meetings:follow_up_list")


def _crumbs(follow_up):
    return [_list_crumb(), (str(follow_up), follow_up.get_absolute_url())]
