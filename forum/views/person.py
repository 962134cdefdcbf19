"""Persons: who they are and which jabatan they held."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum import actions, rules
from forum.forms import JabatanChoice, NameFilter, PersonForm
from forum.models import Person
from forum.rules import require
from forum.views.pages import form_page, history_of, page_of


@require_safe
def person_list(request):
    filter_form = NameFilter(request.GET)
    persons = Person.objects.visible_to(request.user).kept().with_jabatan(timezone.localdate()).order_by("name", "pk")
    return TemplateResponse(
        request,
        "forum/person_list.html",
        {
            "page": page_of(request, filter_form.narrow(persons)),
            "filter_form": filter_form,
            "can_manage": rules.can_manage_forum(request.user),
        },
    )


@require_safe
def person_detail(request, pk):
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    return TemplateResponse(
        request,
        "forum/person_detail.html",
        {
            "person": person,
            "incumbencies": person.incumbencies.select_related("jabatan").order_by("-starts_on", "-pk"),
            "can_see_contact": rules.can_see_contact(request.user, person),
            "can_edit": rules.can_edit_person(request.user, person),
            "history": history_of(person),
            "crumbs": [_list_crumb(), (str(person), None)],
        },
    )


@require_http_methods(["GET", "POST"])
def person_create(request):
    require(rules.can_manage_forum(request.user))
    jabatan = JabatanChoice(request.GET, user=request.user).chosen()
    cancel_url = reverse("forum:incumbency_create", args=[jabatan.pk]) if jabatan else reverse("forum:person_list")
    return _person_form(
        request, Person(), jabatan=jabatan, title="Catat orang", crumbs=[_list_crumb()], cancel_url=cancel_url
    )


@require_http_methods(["GET", "POST"])
def person_edit(request, pk):
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    require(rules.can_edit_person(request.user, person), "Data orang ini dihapus. Catat sebagai orang baru.")
    url = person.get_absolute_url()
    return _person_form(
        request, person, title=f"Ubah data {person}", crumbs=[_list_crumb(), (str(person), url)], cancel_url=url
    )


def _person_form(request, person, *, jabatan=None, **page):
    """Write the person; with `jabatan`, go on to recording him as its holder."""
    form = PersonForm(request.POST or None, instance=person, user=request.user)
    if form.is_valid():
        actions.record_person(form.instance, by=request.user)
        messages.success(request, f"Data {person} disimpan.")
        if jabatan:
            return redirect(reverse("forum:incumbency_create", args=[jabatan.pk], query={"orang": person.pk}))
        return redirect(person)
    return form_page(
        request,
        form,
        lead="Nama dan pangkat tampil pada naskah; data pribadi hanya untuk keperluan forum. NIK dan tanggal lahir "
        "tidak dicatat.",
        **page,
    )


def _list_crumb():
    return "Orang", reverse("forum:person_list")
