"""What is brought in by file: upload, look at what it would do, then apply it whole."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.module_loading import import_string
from django.views.decorators.http import require_http_methods

from forum import actions
from forum.imports import PURPOSES
from forum.models import Import
from forum.rules import require
from forum.tasks import apply_file, read_file
from forum.transitions import MoveRefused
from forum.uploads import XLSX
from forum.views.pages import ROWS, asking_again, page_of


@require_http_methods(["GET", "POST"])
def import_create(request, purpose):
    """
    The page of the upload; each purpose has its own address, which names it.

    What is chosen beside the file may come with the address, as from the page of a file that is to be mended.
    """
    kind, today = PURPOSES[purpose], timezone.localdate()
    require(kind.may(request.user, today=today))
    form_class = import_string(kind.form)
    form = form_class(
        request.POST or None, request.FILES or None, initial=request.GET.dict(), user=request.user, today=today
    )
    if form.is_valid():
        file = form.cleaned_data["file"]
        import_ = Import(
            kabupaten=request.user.kabupaten,
            purpose=purpose,
            chosen=form.chosen(),
            subject=form.subject(),
            file=file,
            name=file.name[-120:],
        )
        actions.keep_import(import_, by=request.user, now=timezone.now())
        if import_.is_long:
            read_file.enqueue(import_.pk)
        else:
            actions.read_import(import_, today=today)
        return redirect(import_)
    rows = Import.objects.visible_to(request.user).for_purpose(purpose).with_list_data()
    return TemplateResponse(
        request,
        "forum/import_create.html",
        {
            "form": form,
            "kind": kind,
            "template_url": _with(kind.template_url(), request.GET.dict()),
            "waiting": rows.unapplied().uploaded_by(request.user)[:10],
            "page": page_of(request, rows.applied()),
            "crumbs": [(kind.label, kind.result_url()), ("Unggah dari Excel", None)],
            "cancel_url": kind.result_url(),
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def import_detail(request, pk):
    import_ = get_object_or_404(Import.objects.visible_to(request.user).with_list_data(), pk=pk)
    kind, now = PURPOSES[import_.purpose], timezone.now()
    require(kind.may(request.user, today=timezone.localdate(now)))
    if request.method == "POST":
        return _apply(request, import_, now=now)
    if not import_.is_read and (not import_.is_long or import_.is_left_alone(now)):
        actions.read_import(import_, today=timezone.localdate())
    report = import_.report or {}
    shown = report.get("refused") or report.get("changes") or []
    response = TemplateResponse(
        request,
        "forum/import_detail.html",
        {
            "import_": import_,
            "kind": kind,
            "counts": report.get("counts"),
            "page": Paginator(shown, ROWS).get_page(request.GET.get("page")),
            "shown": len(shown),
            # The person is not left alone with a worker that does not come.
            "waits_long": import_.is_being_applied and import_.is_left_alone(now),
            "seconds": (now - (import_.began_at or import_.asked_at or import_.at)).seconds,
            "onward": kind.onward_of(import_) if import_.applied_at else None,
            "upload_url": _with(kind.upload_url(), import_.chosen),
            "crumbs": [
                (kind.label, kind.result_url()),
                ("Unggah dari Excel", kind.upload_url()),
                (import_.name, None),
            ],
        },
        status=422 if import_.refusal and not import_.report else 200,
    )
    return response if import_.is_read and not import_.is_being_applied else asking_again(response)


def _apply(request, import_: Import, *, now):
    """Apply what is short at once; leave what is long to the worker, unless it was asked and does not come."""
    try:
        if import_.is_long and not import_.is_being_applied:
            actions.ask_to_apply(import_, by=request.user, now=now)
            apply_file.enqueue(import_.pk)
        else:
            actions.apply_import(import_, by=request.user, now=now, today=timezone.localdate())
            messages.success(request, "Isi berkas diterapkan.")
    except MoveRefused as exc:
        messages.error(request, str(exc))
    return redirect(import_)


def _with(url: str, chosen) -> str:
    """Return the address with what was chosen beside a file."""
    return f"{url}?{urlencode(chosen)}" if chosen else url


def workbook_response(content: bytes, name: str) -> HttpResponse:
    """Return a workbook to be filled in, saved as `name`.xlsx."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response
