"""Personal data (UU PDP 27/2022): what is held about a person, handed out, erased; and what went wrong with them."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from forum import actions, rules
from forum.forms import BreachForm, ErasePersonForm, TypedNameForm
from forum.models import Breach, Person
from forum.personal_data import (
    export_of,
    groups_of,
    own_facts,
    told_before_erasing,
    told_of_groups,
    typed_groups,
    typed_names,
)
from forum.rules import require
from forum.templatetags.house import angka
from forum.transitions import MoveRefused
from forum.views.pages import confirm_page, form_page, history_of, page_of

TYPED_TITLE = "Nama yang diketik"
OWN_ONLY = "Data pribadi hanya terbuka bagi yang bersangkutan dan sekretariat forum."


@never_cache
@require_safe
def personal_data(request, pk):
    person = _person(request, pk)
    return TemplateResponse(
        request,
        "forum/personal_data.html",
        {
            "person": person,
            "facts": [(capfirst(label), value) for label, value in own_facts(person).items()],
            "groups": groups_of(person),
            "is_own": request.user.person_id == person.pk,
            "can_edit": rules.can_edit_person(request.user, person),
            "can_erase": rules.can_erase_person(request.user, person),
            "holds": person.incumbencies.on(timezone.localdate()).select_related("jabatan").first(),
            "crumbs": [*_crumbs(person), ("Data pribadi", None)],
        },
    )


@never_cache
@require_safe
def personal_data_export(request, pk):
    person = _person(request, pk)
    response = JsonResponse(export_of(person), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="data-pribadi.json"'
    return response


@require_http_methods(["GET", "POST"])
def personal_data_erase(request, pk):
    person = _person(request, pk)
    require(rules.can_erase_person(request.user, person), "Data ini sudah dihapus, atau bukan Anda yang menghapusnya.")
    form = ErasePersonForm(request.POST or None)
    if form.is_valid():
        try:
            actions.erase_person(
                person, reason=form.cleaned_data["reason"], by=request.user, today=timezone.localdate()
            )
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, "Data pribadi dihapus. Yang wajib disimpan tetap ada pada naskahnya.")
            return redirect("forum:personal_data", pk)
    blanked, kept = told_before_erasing(person)
    return confirm_page(
        request,
        title=f"Hapus data pribadi {person}?",
        consequence=f"Dikosongkan: {', '.join(blanked)}. Tetap disimpan: {', '.join(kept) or 'tidak ada'}; sebabnya "
        "disebut pada halaman sebelumnya. Akunnya ditutup. Yang sudah dihapus tidak dapat dikembalikan.",
        submit_label="Hapus data pribadi",
        danger=True,
        form=form,
        cancel_url=reverse("forum:personal_data", args=[pk]),
        crumbs=[*_crumbs(person), ("Hapus data pribadi", None)],
    )


@never_cache
@require_safe
def typed_name_list(request):
    """Names that were typed by hand, found by a part of them: they hang on no person's page."""
    require(rules.can_manage_forum(request.user))
    form = TypedNameForm(request.GET or None)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    return TemplateResponse(
        request,
        "forum/typed_name_list.html",
        {
            "form": form,
            "q": text,
            "names": typed_names(request.user.kabupaten, text) if text else [],
            "crumbs": [("Orang", reverse("forum:person_list")), (TYPED_TITLE, None)],
        },
        status=422 if form.errors else 200,
    )


@never_cache
@require_http_methods(["GET", "POST"])
def typed_name_erase(request):
    require(rules.can_manage_forum(request.user))
    kabupaten, name = request.user.kabupaten, request.GET.get("nama", "")
    groups = typed_groups(kabupaten, name) if name else []
    if not groups:
        return redirect("forum:typed_name_list")
    form = ErasePersonForm(request.POST or None)
    if form.is_valid():
        try:
            count = actions.erase_typed_name(kabupaten, name, reason=form.cleaned_data["reason"], by=request.user)
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"Nama itu dikosongkan pada {angka(count)} catatan.")
            return redirect("forum:typed_name_list")
    blanked, kept = told_of_groups(groups)
    list_crumb = (TYPED_TITLE, reverse("forum:typed_name_list"))
    return confirm_page(
        request,
        title=f"Hapus nama “{name}”?",
        consequence=f"Dikosongkan: {', '.join(blanked) or 'tidak ada'}. Tetap, sebab naskahnya sudah final: "
        f"{', '.join(kept) or 'tidak ada'}. Surat bagi wakil ikut dihapus. Pastikan semuanya orang yang sama; yang "
        "sudah dihapus tidak dapat dikembalikan.",
        submit_label="Hapus nama",
        danger=True,
        form=form,
        cancel_url=reverse("forum:typed_name_list", query={"q": name}),
        crumbs=[("Orang", reverse("forum:person_list")), list_crumb, ("Hapus nama", None)],
    )


@require_safe
def breach_list(request):
    require(rules.can_manage_forum(request.user))
    today = timezone.localdate()
    breaches = Breach.objects.visible_to(request.user).order_by("-noticed_on", "-pk")
    page = page_of(request, breaches)
    return TemplateResponse(
        request,
        "forum/breach_list.html",
        {"page": page, "rows": [(breach, breach.state(today)) for breach in page]},
    )


@require_http_methods(["GET", "POST"])
def breach_create(request):
    require(rules.can_manage_forum(request.user))
    return _breach_form(
        request, Breach(), title="Catat kejadian", crumbs=[_breach_crumb()], cancel_url=reverse("forum:breach_list")
    )


@require_http_methods(["GET", "POST"])
def breach_edit(request, pk):
    breach = get_object_or_404(Breach.objects.visible_to(request.user), pk=pk)
    require(rules.is_secretariat(request.user, breach))
    return _breach_form(
        request,
        breach,
        title="Kejadian data pribadi",
        crumbs=[_breach_crumb()],
        cancel_url=reverse("forum:breach_list"),
        history=history_of(breach),
    )


def _breach_form(request, breach, **page):
    form = BreachForm(request.POST or None, instance=breach, user=request.user)
    if form.is_valid():
        actions.record_breach(form.instance, by=request.user)
        messages.success(request, "Kejadian tercatat. Lengkapi setelah yang bersangkutan diberi tahu.")
        return redirect("forum:breach_list")
    return form_page(request, form, **page)


def _person(request, pk) -> Person:
    """Return a person whose data the user may see."""
    person = get_object_or_404(Person.objects.visible_to(request.user).select_related("kabupaten"), pk=pk)
    require(rules.can_see_contact(request.user, person), OWN_ONLY)
    return person


def _crumbs(person):
    return [("Orang", reverse("forum:person_list")), (str(person), person.get_absolute_url())]


def _breach_crumb():
    return "Kejadian data pribadi", reverse("forum:breach_list")
