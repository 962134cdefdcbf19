"""The kamus usulan: what villages say, in the words of the nomenclature."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum.rules import require
from forum.views.excel import excel_response, wants_excel
from forum.views.imports import workbook_response
from forum.views.pages import confirm_page, form_page, history_of, page_of
from plans import actions, kamus, rules
from plans.actions.kamus import NOT_YOUR_KAMUS
from plans.exports import KAMUS
from plans.forms.kamus import KamusEntryForm, KamusFilter, WordForm
from plans.kamus_import import kamus_template as workbook_of
from plans.models import KamusEntry


@require_safe
def kamus_list(request):
    filter_form = KamusFilter(request.GET)
    entries = KamusEntry.objects.visible_to(request.user).order_by("term", "pk")
    entries = filter_form.narrow(entries)
    if wants_excel(request):
        return excel_response(request, "kamus-usulan", (KAMUS, entries), filter_form=filter_form)
    can_edit = rules.can_edit_kamus(request.user)
    return TemplateResponse(
        request,
        "plans/kamus_list.html",
        {
            "page": page_of(request, entries),
            "filter_form": filter_form,
            "shipped": kamus.find_shipped(filter_form.values().get("q", "")),
            "new_words": kamus.new_words(request.user.kabupaten_id) if can_edit else [],
            "can_edit": can_edit,
        },
    )


@require_http_methods(["GET", "POST"])
def kamus_create(request):
    require(rules.can_edit_kamus(request.user), NOT_YOUR_KAMUS)
    initial = {name: request.GET.get(name) for name in ("term", "code")}
    return _kamus_form(
        request, KamusEntry(kabupaten_id=request.user.kabupaten_id), initial=initial, title="Tambah istilah"
    )


@require_http_methods(["GET", "POST"])
def kamus_edit(request, pk):
    entry = _entry(request, pk)
    return _kamus_form(request, entry, title=f"Ubah istilah “{entry}”", history=history_of(entry))


@require_http_methods(["GET", "POST"])
def kamus_remove(request, pk):
    entry = _entry(request, pk)
    if request.method == "POST":
        actions.remove_kamus_entry(entry, by=request.user)
        messages.success(request, f"Istilah “{entry.term}” dihapus dari kamus.")
        return redirect("plans:kamus_list")
    return confirm_page(
        request,
        title=f"Hapus istilah “{entry}”?",
        consequence="Usulan dengan istilah ini tidak lagi dicarikan kegiatan menurut kamus kabupaten.",
        submit_label="Hapus istilah",
        danger=True,
        cancel_url=reverse("plans:kamus_list"),
        crumbs=[_list_crumb(), ("Hapus istilah", None)],
    )


@require_safe
def kamus_template(request):
    """The terms that stand, to be changed and added to offline."""
    require(rules.can_edit_kamus(request.user), NOT_YOUR_KAMUS)
    return workbook_response(workbook_of(request.user.kabupaten), "kamus-usulan")


@require_POST
def word_pass(request):
    require(rules.can_edit_kamus(request.user), NOT_YOUR_KAMUS)
    form = WordForm(request.POST)
    if not form.is_valid():
        raise Http404
    actions.pass_word(form.cleaned_data["word"], by=request.user, now=timezone.now())
    messages.success(request, f"Kata “{form.cleaned_data['word']}” dilewati dan tidak ditawarkan lagi.")
    return redirect(reverse("plans:kamus_list") + "#new")


def _entry(request, pk) -> KamusEntry:
    entry = get_object_or_404(KamusEntry.objects.visible_to(request.user), pk=pk)
    require(rules.can_edit_kamus(request.user, entry), NOT_YOUR_KAMUS)
    return entry


def _kamus_form(request, entry, *, initial=None, **page):
    form = KamusEntryForm(request.POST or None, instance=entry, initial=initial)
    if form.is_valid():
        entry = actions.record_kamus_entry(form.instance, form.changed_data, by=request.user)
        messages.success(request, f"Istilah “{entry}” tersimpan. Calon kegiatan sudah dicari dengan istilah ini.")
        return redirect("plans:kamus_list")
    return form_page(request, form, crumbs=[_list_crumb()], cancel_url=reverse("plans:kamus_list"), **page)


def _list_crumb():
    return "Kamus usulan", reverse("plans:kamus_list")
