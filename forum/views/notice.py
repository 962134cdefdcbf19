"""Kabar: what is new of the records that concern the reader, and the wish to get it by e-mail."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum import actions, mail
from forum.forms import DigestForm, NoticeFilter, ReadToForm
from forum.models import Digest
from forum.notices import entries_for, notices_of, unread_of
from forum.transitions import MoveRefused
from forum.views.pages import page_of


@require_safe
def notice_list(request):
    user, today = request.user, timezone.localdate()
    filter_form = NoticeFilter(request.GET)
    values = filter_form.values()
    entries = entries_for(user, today=today, record_type=values.get("jenis", ""))
    if values.get("belum"):
        entries = entries.unread_by(user)
    page = page_of(request, entries.by_record())
    rows = list(page)
    return TemplateResponse(
        request,
        "forum/notice_list.html",
        {
            "page": page,
            "notices": notices_of(user, rows, today=today),
            "filter_form": filter_form,
            # What comes while he reads this page must not be called read by its button.
            "newest": entries.newest_pk() if page.number == 1 and "jenis" not in values else None,
        },
    )


@require_POST
def notice_read_all(request):
    form = ReadToForm(request.POST)
    if form.is_valid():
        actions.mark_all_read(request.user, form.cleaned_data["sampai"])
        messages.success(request, "Semua kabar di halaman itu dan yang lebih lama ditandai sudah dibaca.")
    return redirect("forum:notice_list")


@never_cache
@require_http_methods(["GET", "POST"])
def digest_edit(request):
    digest = Digest.objects.wish_of(request.user)
    form = DigestForm(request.POST or None, instance=digest)
    if form.is_valid():
        address = form.cleaned_data["address"]
        try:
            actions.choose_digest(request.user, address)
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"Kabar dikirim ke {address}." if address else "Kabar tidak lagi dikirim.")
            return redirect("forum:notice_list")
    return TemplateResponse(
        request,
        "forum/digest_form.html",
        {
            "form": form,
            "is_set_up": mail.is_set_up(),
            "crumbs": [("Kabar", reverse("forum:notice_list")), ("Kabar lewat surel", None)],
        },
        status=422 if form.errors else 200,
    )


def note_seen(request, *records) -> None:
    """Mark what is new of these records as read, where a person has them before his eyes."""
    if _is_looked_at(request) and (rows := unread_of(request.user, records, today=timezone.localdate())):
        actions.mark_read(request.user, rows)


def _is_looked_at(request) -> bool:
    """
    Say whether the page is asked for to be shown.

    A browser that fetches one in advance or in the background (prefetch, a script, the service worker) says so; one
    that is too old to say it is believed.
    """
    is_ahead = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    is_page = request.headers.get("Sec-Fetch-Dest", "document") == "document"
    return request.method == "GET" and is_page and not is_ahead
