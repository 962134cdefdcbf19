"""The secretariat's list of whom a meeting invites, the letter, and how each is told."""

from collections import Counter
from urllib.parse import quote

from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum import mail
from forum.rules import require
from forum.transitions import MoveRefused
from forum.views.pages import confirm_page, form_page, page_of
from meetings import actions, rules
from meetings.agenda import slots_of
from meetings.invitation_forms import ContactForm, InvitationForm, InvitedGuestForm, LetterForm
from meetings.invitations import lacks_of, letter_of, lines_of, message_to, whatsapp_of
from meetings.models import Invitation, Meeting
from meetings.views.meeting import find_meeting, meeting_crumbs

LINES = 50
# A button of the list leads there by way of our own address; Chromium asks the policy of the page at each turn.
WHATSAPP = ["https://wa.me", "https://api.whatsapp.com", "https://web.whatsapp.com", "whatsapp:"]


@require_safe
@csp_update({"form-action": WHATSAPP})
def invitation_list(request, pk):
    meeting = _find_invited(request, pk)
    now = timezone.now()
    letter = letter_of(meeting)
    slots = slots_of(meeting)
    rows = list(meeting.invitations.with_holders(meeting.held_on).in_order())
    lines = lines_of(meeting, rows, now=now)
    standing = [line for line in lines if line.invitation.withdrawn_at is None]
    shown = standing[0].invitation if standing else None
    answers = Counter(line.invitation.answer for line in standing)
    return TemplateResponse(
        request,
        "meetings/invitation_list.html",
        {
            "meeting": meeting,
            "letter": letter,
            "lacks": lacks_of(meeting, letter, has_agenda=bool(slots)),
            "page": page_of(request, lines, LINES),
            "count": len(standing),
            "untold": sum(not line.invitation.is_told for line in standing),
            "vacant": sum(line.is_vacant for line in standing),
            "unreachable": sum(not line.is_reachable for line in standing),
            "to_mail": sum(line.awaits_mail for line in standing),
            "answers": [(answer, count) for answer, count in answers.items() if answer],
            "unanswered": answers[""],
            "text": message_to(shown, slots, page=_page_of(request, shown)) if shown else "",
            "mail_is_set_up": mail.is_set_up(),
            "can_invite": rules.can_invite(request.user, meeting),
            "can_tell": rules.can_tell_invited(request.user, meeting),
            "can_mark": rules.can_move_meeting(request.user, meeting, "invite"),
            "can_record": rules.can_record_meeting(request.user, meeting),
            "crumbs": [*meeting_crumbs(meeting), ("Undangan", None)],
        },
    )


@require_POST
def invitation_fill(request, pk):
    meeting = _find_invited(request, pk)
    try:
        count = actions.invite_seats(meeting, by=request.user)
    except MoveRefused as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, f"{count} jabatan dari SK ditambahkan ke daftar undangan.")
    return _to_list(meeting)


@require_POST
def invitation_camat(request, pk):
    meeting = _find_invited(request, pk)
    count = actions.invite_camat(meeting, by=request.user)
    messages.success(request, f"{count} camat ditambahkan ke daftar undangan.")
    return _to_list(meeting)


@require_http_methods(["GET", "POST"])
def invitation_create(request, pk):
    meeting = _find_invited(request, pk)
    require(rules.can_invite(request.user, meeting), actions.BEGUN)
    form = InvitationForm(request.POST or None, instance=Invitation(meeting=meeting), user=request.user)
    if form.is_valid():
        try:
            actions.add_invitation(form.instance, by=request.user)
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"{form.instance} ditambahkan ke daftar undangan.")
            return _to_list(meeting)
    return _form(request, form, meeting, title="Tambah undangan", submit_label="Tambahkan")


@require_http_methods(["GET", "POST"])
def invitation_edit(request, pk):
    invitation = _find(request, pk)
    meeting = invitation.meeting
    require(rules.can_tell_invited(request.user, meeting), actions.BEGUN)
    form_class = ContactForm if invitation.jabatan else InvitedGuestForm
    form = form_class(request.POST or None, instance=invitation)
    if form.is_valid():
        try:
            actions.edit_invitation(form.instance, form.changed_data, by=request.user)
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"Data undangan {form.instance} disimpan.")
            return _to_list(meeting)
    return _form(request, form, meeting, title="Ubah data undangan", lead=str(invitation))


@require_http_methods(["GET", "POST"])
def invitation_remove(request, pk):
    invitation = _find(request, pk)
    meeting = invitation.meeting
    require(rules.can_invite(request.user, meeting), actions.BEGUN)
    if request.method == "POST":
        is_gone = actions.remove_invitation(invitation, by=request.user, now=timezone.now())
        what = "dihapus dari daftar undangan" if is_gone else "tidak lagi diundang; beri tahu kantornya"
        messages.success(request, f"{invitation} {what}.")
        return _to_list(meeting)
    if rules.can_forget_invitation(request.user, invitation):
        title, label = f"Hapus {invitation} dari daftar undangan?", "Hapus dari daftar"
        consequence = "Ia belum diberi tahu, maka barisnya hilang dari daftar dan surat."
    else:
        title, label = f"Tarik undangan {invitation}?", "Tarik undangan"
        consequence = "Barisnya tetap tersimpan dan bertanda ditarik; surat tidak lagi menyebutnya."
    return confirm_page(
        request,
        title=title,
        consequence=consequence,
        submit_label=label,
        danger=True,
        cancel_url=_list_url(meeting),
        crumbs=[*_crumbs(meeting), (label, None)],
    )


@require_POST
def invitation_restore(request, pk):
    invitation = _find(request, pk)
    actions.restore_invitation(invitation, by=request.user)
    messages.success(request, f"{invitation} diundang kembali.")
    return _to_list(invitation.meeting)


@require_http_methods(["GET", "POST"])
def letter_edit(request, pk):
    meeting = _find_invited(request, pk)
    require(rules.can_record_meeting(request.user, meeting), actions.APPROVED)
    form = LetterForm(request.POST or None, instance=letter_of(meeting), user=request.user)
    if form.is_valid():
        try:
            actions.record_letter(form.instance, form.changed_data, by=request.user)
        except MoveRefused as exc:
            form.add_error("number", str(exc))
        else:
            messages.success(request, "Surat undangan disimpan.")
            return _to_list(meeting)
    return _form(request, form, meeting, title="Surat undangan")


@require_POST
def invitation_whatsapp(request, pk):
    """Note it, then lead to the conversation with the text in it."""
    invitation = _find(request, pk)
    number = whatsapp_of(invitation)
    require(bool(number), "Undangan ini tidak mempunyai nomor WhatsApp. Isi nomornya pada data undangan.")
    actions.note_whatsapp(invitation, by=request.user, now=timezone.now())
    text = message_to(invitation, slots_of(invitation.meeting), page=_page_of(request, invitation))
    return HttpResponseRedirect(f"https://wa.me/{number}?text={quote(text)}")


@require_POST
def invitation_handed(request, pk):
    invitation = _find(request, pk)
    actions.note_handed(invitation, by=request.user, now=timezone.now())
    messages.success(request, f"Tercatat: {invitation} sudah diberi tahu.")
    return _to_list(invitation.meeting)


@require_POST
def invitation_handed_all(request, pk):
    meeting = _find_invited(request, pk)
    count = actions.note_all_handed(meeting, by=request.user, now=timezone.now())
    messages.success(request, f"Tercatat: {count} undangan sudah disampaikan.")
    return _to_list(meeting)


@require_POST
def invitation_mail(request, pk):
    invitation = _find(request, pk)
    return _mailed(request, invitation.meeting, lambda **how: actions.mail_again(invitation, **how))


@require_POST
def invitation_mail_all(request, pk):
    meeting = _find_invited(request, pk)
    return _mailed(request, meeting, lambda **how: actions.mail_everybody(meeting, **how))


def _mailed(request, meeting, ask):
    try:
        count = ask(by=request.user, now=timezone.now())
    except MoveRefused as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, f"{count} surel menunggu dikirim. Muat ulang halaman ini untuk melihat hasilnya.")
    return _to_list(meeting)


def _find_invited(request, pk) -> Meeting:
    meeting = find_meeting(request, pk, rows=Meeting.objects.select_related("kabupaten", "decree", "chair"))
    require(rules.can_see_invitations(request.user, meeting), actions.SECRETARIAT_ONLY)
    return meeting


def _find(request, pk) -> Invitation:
    rows = Invitation.objects.visible_to(request.user).with_record_data()
    invitation = get_object_or_404(rows, pk=pk)
    require(rules.can_see_invitations(request.user, invitation.meeting), actions.SECRETARIAT_ONLY)
    return invitation.with_holder()


def _page_of(request, invitation: Invitation) -> str:
    return request.build_absolute_uri(invitation.get_absolute_url())


def _list_url(meeting: Meeting) -> str:
    return reverse("meetings:invitation_list", args=[meeting.pk])


def _to_list(meeting: Meeting):
    return redirect(_list_url(meeting))


def _crumbs(meeting: Meeting) -> list:
    return [*meeting_crumbs(meeting), ("Undangan", _list_url(meeting))]


def _form(request, form, meeting: Meeting, **page):
    return form_page(request, form, crumbs=_crumbs(meeting), cancel_url=_list_url(meeting), **page)
