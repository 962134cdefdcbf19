"""Photos, proposals and RAB beside a usulan."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from forum.personal_numbers import LABELS, Scan, scan_upload
from forum.rules import require
from forum.uploads import PDF
from forum.views.pages import confirm_page, saved, told_to_script, wants_json
from plans import actions, rules
from plans.actions.attachment import STAYS
from plans.actions.entry import NOT_YOUR_DESA
from plans.forms.attachment import AttachmentForm, KeepForm
from plans.models import Attachment, HeldAttachment, Usulan
from plans.pictures import BadPicture, thumbnail

# A file never changes under its address; but only this browser may keep it.
keep = cache_control(private=True, max_age=7 * 24 * 60 * 60)

# Nothing in a file may run. Chrome's PDF viewer is an embedded object with a style of its own, which the sandbox
# would leave blank; it runs nothing in the page's name.
SHUT = "sandbox; default-src 'none'; frame-ancestors 'none'"
VIEWED = "frame-ancestors 'none'"


@require_http_methods(["GET", "POST"])
def attachment_add(request, pk):
    return _add_page(request, pk=pk)


@require_http_methods(["GET", "POST"])
def attachment_add_by_key(request, key):
    """For a photo that was taken before its usulan had a number: the device knows only the key that it made."""
    return _add_page(request, uuid=key)


def _add_page(request, **which):
    usulan = get_object_or_404(Usulan.objects.visible_to(request.user).select_related("desa"), **which)
    require(rules.can_enter_for_desa(request.user, usulan.desa), NOT_YOUR_DESA)
    form = AttachmentForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        return keep_or_hold(request, form, usulan, back=usulan)
    if form.errors and wants_json(request):
        return told_to_script(form, 422)
    return TemplateResponse(
        request,
        "plans/attachment_form.html",
        {
            "form": form,
            "usulan": usulan,
            "title": "Tambah lampiran",
            "back": usulan.get_absolute_url(),
            "crumbs": [*_crumbs(usulan), ("Tambah lampiran", None)],
        },
        status=422 if form.errors else 200,
    )


def keep_or_hold(request, form: AttachmentForm, usulan: Usulan, *, portion=None, back):
    """Keep what was uploaded and go `back`; or ask first, where personal numbers are found in it."""
    upload, now = form.cleaned_data["file"], timezone.now()
    scan = scan_upload(upload, form.content_type)
    given = {"upload": upload, "kind": form.cleaned_data["kind"], "content_type": form.content_type, "portion": portion}
    if scan.findings:
        return redirect(actions.hold_attachment(usulan, **given, scan=scan, by=request.user, now=now))
    paper = actions.add_attachment(usulan, **given, by=request.user, now=now, entry=form.cleaned_data["entry"])
    return saved(request, back, _kept_sentence(paper, scan))


def _kept_sentence(paper: Attachment | None, scan: Scan) -> str:
    if paper is None:
        return "Lampiran ini sudah tersimpan."
    if paper.is_picture:
        return (
            "Gambar tersimpan tanpa lokasi pengambilannya. Pastikan KTP atau nomor pribadi tidak terlihat di dalamnya."
        )
    if not scan.is_read:
        return (
            "Lampiran tersimpan. Isinya tidak dapat diperiksa; pastikan tidak memuat NIK, nomor telepon atau rekening."
        )
    return "Lampiran tersimpan. Tidak ditemukan nomor pribadi di dalamnya."


@require_http_methods(["GET", "POST"])
def attachment_held(request, pk):
    """What was found in a file before it is kept: leave it away, or say why it must be kept."""
    rows = HeldAttachment.objects.visible_to(request.user)
    related = ("usulan__desa", "portion__outcome", "portion__activity__opd")
    held = get_object_or_404(rows.select_related(*related), pk=pk)
    usulan = held.usulan
    require(rules.can_attach(request.user, usulan, held.portion, today=timezone.localdate()), NOT_YOUR_DESA)
    form = KeepForm(request.POST if "because" in request.POST else None)
    if "drop" in request.POST:
        actions.drop_held(held, by=request.user)
        messages.success(request, f"Berkas “{held}” tidak disimpan. Hapus nomornya dari berkas, lalu unggah lagi.")
        return redirect(held.portion or usulan)
    if form.is_valid():
        actions.keep_held(held, because=form.cleaned_data["because"], by=request.user, now=timezone.now())
        messages.success(request, "Lampiran tersimpan dengan alasan Anda.")
        return redirect(held.portion or usulan)
    return TemplateResponse(
        request,
        "plans/attachment_held.html",
        {
            "form": form,
            "held": held,
            "usulan": usulan,
            "findings": [(LABELS[kind], number, place) for kind, number, place in held.findings],
            "crumbs": [*_crumbs(usulan), ("Nomor pribadi ditemukan", None)],
        },
        status=422 if form.errors else 200,
    )


@require_safe
@keep
def attachment(request, pk):
    """Shown where a browser may show it, else downloaded; `nosniff` comes from the security middleware."""
    paper = _attachment(request, pk)
    response = FileResponse(
        paper.file.open("rb"), as_attachment=not paper.is_shown, filename=paper.name, content_type=paper.content_type
    )
    response["Content-Security-Policy"] = VIEWED if paper.content_type == PDF else SHUT
    return response


@require_safe
@keep
def attachment_thumbnail(request, pk):
    paper = _attachment(request, pk)
    if not paper.is_picture:
        raise Http404
    with paper.file.open("rb") as file:
        try:
            return HttpResponse(thumbnail(file), content_type="image/jpeg")
        except BadPicture as exc:
            raise Http404 from exc


@require_http_methods(["GET", "POST"])
def attachment_remove(request, pk):
    paper, today = _attachment(request, pk), timezone.localdate()
    require(rules.can_remove_attachment(request.user, paper, today=today), STAYS)
    back = (paper.portion or paper.usulan).get_absolute_url()
    if request.method == "POST":
        actions.remove_attachment(paper, by=request.user, today=today)
        messages.success(request, f"Lampiran “{paper}” dihapus.")
        return redirect(back)
    return confirm_page(
        request,
        title=f"Hapus lampiran “{paper}”?",
        consequence="Berkas ini hilang dan tidak dapat dikembalikan.",
        submit_label="Hapus lampiran",
        danger=True,
        cancel_url=back,
        crumbs=[*_crumbs(paper.usulan), ("Hapus lampiran", None)],
    )


def _attachment(request, pk) -> Attachment:
    rows = Attachment.objects.visible_to(request.user)
    related = ("usulan__desa", "portion__outcome", "portion__activity__opd")
    return get_object_or_404(rows.select_related(*related), pk=pk)


def _crumbs(usulan):
    return [("Usulan", reverse("plans:usulan_list")), (f"Usulan {usulan.pk}", usulan.get_absolute_url())]
