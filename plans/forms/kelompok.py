"""Kelompok and what they received before."""

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from forum.form_bricks import CountField, FilterForm, HouseModelForm, UnitInput
from forum.models import Kecamatan
from plans.models import EarlierHelp, Kelompok


class KelompokForm(HouseModelForm):
    """A kelompok of the desa that the instance comes with."""

    examples = {"name": "Kelompok Tani Mata Wai"}

    layout = Layout(
        "name",
        Fieldset("Anggota", "men", "women"),
        Fieldset("Pendaftaran", "registration", "registration_number"),
    )

    class Meta:
        model = Kelompok
        fields = ["name", "men", "women", "registration", "registration_number"]
        field_classes = {"men": CountField, "women": CountField}
        widgets = {"men": UnitInput(suffix="orang"), "women": UnitInput(suffix="orang")}

    def clean_name(self):
        name = self.cleaned_data["name"]
        others = Kelompok.objects.for_desa(self.instance.desa).exclude(pk=self.instance.pk)
        if others.filter(name__iexact=name).exists():
            raise ValidationError("Kelompok dengan nama ini sudah tercatat di desa ini. Tulis nama lain.")
        return name

    def clean(self):
        super().clean()
        register, number = self.cleaned_data.get("registration"), self.cleaned_data.get("registration_number")
        if register and not number:
            self.add_error("registration_number", "Isi nomor registrasinya, atau kosongkan “Terdaftar di”.")
        if number and not register:
            self.add_error("registration", "Pilih tempat kelompok ini terdaftar.")


class EarlierHelpForm(HouseModelForm):
    examples = {"what": "Bibit jagung 50 kg"}

    class Meta:
        model = EarlierHelp
        fields = ["what", "source", "year"]

    def clean_year(self):
        year = self.cleaned_data["year"]
        if year is not None and not 1990 <= year <= timezone.localdate().year:
            raise ValidationError("Tulis tahun yang sudah berjalan dengan empat angka, misalnya 2022.")
        return year


class KelompokFilter(FilterForm):
    q = forms.CharField(label="Kelompok atau desa")
    kecamatan = forms.ModelChoiceField(Kecamatan.objects.none(), label="Kecamatan")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kecamatan"].queryset = Kecamatan.objects.visible_to(user).order_by("name", "pk")

    def narrow(self, rows):
        values = self.values()
        if "q" in values:
            rows = rows.search(values["q"])
        return rows.filter(desa__kecamatan=values["kecamatan"]) if "kecamatan" in values else rows
