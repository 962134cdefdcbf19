"""What every form on a record of the kabupaten is built on."""

from django import forms
from django.db.models import Q

from forum.form_bricks import FilterForm, HouseModelForm
from forum.models import Desa, Opd, Person


class RecordForm(HouseModelForm):
    """
    A form on a record of the user's kabupaten; whatever it offers to choose comes from there alone.

    `once` names the field that tells records apart, with the sentence for one that is taken.
    """

    once: tuple[str, str] | None = None

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.instance.kabupaten = user.kabupaten
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                _narrow(field, user, chosen=getattr(self.instance, f"{name}_id", None))

    def clean(self):
        super().clean()
        if self.once:
            name, sentence = self.once
            twins = type(self.instance)._default_manager.visible_to(self.user).exclude(pk=self.instance.pk)
            value = self.cleaned_data.get(name)
            if value and twins.filter(**{f"{name}__iexact": value}).exists():
                self.add_error(name, sentence)


def _narrow(field: forms.ModelChoiceField, user, *, chosen) -> None:
    field.queryset = field.queryset.visible_to(user).order_by("name", "pk")
    if field.queryset.model is Person:
        field.queryset = field.queryset.filter(Q(erased_on=None) | Q(pk=chosen))
    if field.queryset.model is Opd:
        field.queryset = field.queryset.filter(Q(closed_on=None) | Q(pk=chosen))
    if field.queryset.model is Desa:
        field.queryset = field.queryset.select_related("kecamatan")
        field.label_from_instance = lambda desa: f"{desa.name}, Kecamatan {desa.kecamatan}"


class CompactField(forms.CharField):
    """A number that people write in groups: blanks, dots and hyphens in it mean nothing."""

    def to_python(self, value):
        return super().to_python(value).translate(str.maketrans("", "", " .-"))

    def widget_attrs(self, widget):
        return {}  # maxlength would let the browser cut a number that is pasted with its blanks


class NameFilter(FilterForm):
    q = forms.CharField(label="Nama")

    def narrow(self, rows):
        values = self.values()
        return rows.search(values["q"]) if "q" in values else rows
