"""What every form that is filled in for a desa is built on."""

import datetime

from django import forms
from django.core.exceptions import ValidationError

from forum.form_bricks import FilterForm, HouseForm, HouseModelForm
from forum.models import Desa
from forum.rules import enters_for_villages
from forum.templatetags.house import tanggal

STALE_PAGE = dict.fromkeys(["required", "invalid"], "Muat ulang halaman ini, lalu isi kembali.")


class DesaForm(HouseForm):
    """The question that comes first where somebody enters for several desa; whoever has one is not asked."""

    desa = forms.ModelChoiceField(Desa.objects.none(), label="Desa")

    def __init__(self, data, *, user):
        super().__init__(data if "desa" in data else None)
        rows = Desa.objects.entered_by(user) if enters_for_villages(user) else Desa.objects.visible_to(user)
        field = self.fields["desa"]
        field.queryset = rows.open().select_related("kecamatan").order_by("kecamatan__name", "name", "pk")
        field.label_from_instance = lambda desa: f"{desa.kecamatan}: {desa.name}"

    def chosen(self) -> Desa | None:
        """Return the desa named in the address, or the only one there is to choose."""
        if self.is_bound:
            return self.cleaned_data["desa"] if self.is_valid() else None
        first_two = self.fields["desa"].queryset[:2]
        return first_two[0] if len(first_two) == 1 else None


class TemplateForm(DesaForm):
    """For which desa and year a template is to be filled in."""

    fiscal_year = forms.IntegerField(label="Tahun anggaran", min_value=2020, max_value=2100)
    field_order = ["desa", "fiscal_year"]

    def __init__(self, data, *, user, today):
        super().__init__(data or {}, user=user)
        self.fields["fiscal_year"].initial = today.year + 1


class FieldEntryForm(HouseModelForm):
    """
    What is written in the field, for one desa: perhaps sent twice, perhaps by two people at once.

    The page carries the row's `uuid`, so that sending twice stores once, and the `version` that the person had
    before him. The instance comes with its desa.
    """

    uuid = forms.UUIDField(widget=forms.HiddenInput, error_messages=STALE_PAGE)
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages=STALE_PAGE)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {"uuid": self.instance.uuid, "version": self.instance.version}

    @property
    def edited(self) -> list[str]:
        """The columns in which the page differs from what is stored."""
        return [name for name in self.changed_data if name in self._meta.fields]

    def clean_uuid(self):
        if self.instance.pk is None:
            self.instance.uuid = self.cleaned_data["uuid"]
        return self.cleaned_data["uuid"]

    def clean_fiscal_year(self):
        year = self.cleaned_data["fiscal_year"]
        if not 2000 <= year <= 2100:
            raise ValidationError("Tulis tahun anggaran dengan empat angka, misalnya 2027.")
        return year

    def set_stored_beside(self) -> None:
        """Say beside each value that differs what is stored now; saving again then goes through, knowingly."""
        stored = type(self.instance).objects.get(pk=self.instance.pk)
        for name in self.edited:
            told = self._told(getattr(stored, name), name)
            self.add_error(name, f"{self.fields[name].label} yang sekarang tersimpan: {told}.")
        self.data = self.data.copy()
        self.data["version"] = stored.version

    def _told(self, value, name: str) -> str:
        """Return a value of this field in words."""
        field = self.fields[name]
        if value in (None, "", []):
            return "kosong"
        if isinstance(value, datetime.date):
            return tanggal(value)
        if isinstance(field, forms.MultipleChoiceField):
            return ", ".join(dict(field.choices)[code] for code in value)
        if isinstance(field, forms.ModelChoiceField):
            return str(value)
        if isinstance(field, forms.ChoiceField):
            return dict(field.choices)[value]
        return field.widget.format_value(field.prepare_value(value))


def more_than_nothing(volume):
    """Return the volume that was written; the field itself takes 0 for a number."""
    if volume is not None and volume <= 0:
        raise ValidationError("Isi volume lebih dari 0, misalnya 2.")
    return volume


def year_choices(rows):
    return [("", FilterForm.blank_label), *((year, year) for year in rows.years())]
