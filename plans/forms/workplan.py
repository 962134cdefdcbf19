"""What OPD offer, as it is asked: activities with the figures of one stage, lokus, and workplans from Excel."""

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.models import construct_instance, model_to_dict

from forum.form_bricks import CountField, FilterForm, HouseForm, HouseModelForm, QuantityField, RupiahField
from forum.forms.imports import ImportForm
from forum.models import Desa, Opd
from plans import rules
from plans.choices import Edition, Stage
from plans.models import Activity, ActivityFigures, Lokus
from plans.models.nomenclature import Level


def _narrow(field: forms.ModelChoiceField, user, *, today) -> None:
    """Offer only the OPD whose workplan the user keeps; a single one is chosen already."""
    rows = Opd.objects.visible_to(user).order_by("name", "pk")
    keys = [opd.pk for opd in rows if rules.can_manage_workplan(user, opd, today=today)]
    field.queryset = rows.filter(pk__in=keys)
    if len(keys) == 1:
        field.empty_label, field.initial = None, keys[0]


def _figure(name: str, **options) -> forms.Field:
    return ActivityFigures._meta.get_field(name).formfield(**options)


def _year() -> forms.IntegerField:
    return forms.IntegerField(label="Tahun anggaran", min_value=2020, max_value=2100)


class ActivityFilter(FilterForm):
    """The list of a year; the current one, or the latest recorded, unless another is asked for."""

    q = forms.CharField(label="Kata atau kode")
    tahun = forms.TypedChoiceField(label="Tahun anggaran", coerce=int)
    opd = forms.ModelChoiceField(Opd.objects.none(), label="OPD")
    terbuka = forms.BooleanField(label="Masih ada lokus")

    def __init__(self, data, *, user, today):
        recorded = set(Activity.objects.visible_to(user).years())
        latest = max(recorded, default=today.year)
        super().__init__({"tahun": today.year if today.year in recorded else latest, **data.dict()})
        years = {today.year, today.year + 1, *recorded}
        self.fields["tahun"].choices = [(year, str(year)) for year in sorted(years)]
        self.fields["opd"].queryset = Opd.objects.visible_to(user).order_by("name", "pk")

    @property
    def active_count(self) -> int:
        return len(self.values().keys() - {"tahun"})


class NomenclatureFilter(FilterForm):
    q = forms.CharField(label="Kata atau awal kode")
    edition = forms.ChoiceField(choices=[("", ""), *Edition.choices], label="Edisi")
    level = forms.ChoiceField(choices=[("", ""), *Level.choices], label="Tingkat")

    def narrow(self, rows):
        values = self.values()
        if "q" in values:
            rows = rows.search(values["q"])
        return rows.filter(**{name: values[name] for name in ("edition", "level") if name in values})


class ActivityForm(HouseModelForm):
    """An activity together with its figures of one stage; `figures` are those the form begins with."""

    FIGURES = (
        "stage", "pagu", "funding_source", "indicator", "target", "location", "target_group",
        "starts_on", "ends_on", "next_target", "next_pagu",
    )  # fmt: skip

    fiscal_year = _year()
    stage = _figure("stage")
    pagu = _figure("pagu", form_class=RupiahField)
    funding_source = _figure("funding_source")
    indicator = _figure("indicator")
    target = _figure("target")
    location = _figure("location")
    target_group = _figure("target_group")
    starts_on = _figure("starts_on")
    ends_on = _figure("ends_on")
    next_target = _figure("next_target")
    next_pagu = _figure("next_pagu", form_class=RupiahField)

    examples = {"pagu": "150.000.000", "name": "Rehabilitasi Jaringan Irigasi Permukaan", "code": "1.03.02.2.02.0014"}
    layout = Layout(
        Fieldset("Sub kegiatan", "opd", "fiscal_year", "edition", "code", "name", "kegiatan", "program"),
        Fieldset(
            "Angka tahap ini",
            "stage", "pagu", "funding_source", "indicator", "target", "location", "target_group",
            "starts_on", "ends_on",
        ),
        Fieldset("Prakiraan maju tahun berikutnya", "next_target", "next_pagu"),
    )  # fmt: skip

    class Meta:
        model = Activity
        fields = ["opd", "fiscal_year", "edition", "code", "name", "kegiatan", "program"]
        error_messages = {
            NON_FIELD_ERRORS: {"unique_together": "OPD ini sudah mempunyai sub kegiatan berkode sama pada tahun itu."}
        }

    def __init__(self, *args, user, today, figures=None, **kwargs):
        initial = model_to_dict(figures, self.FIGURES) if figures else {"fiscal_year": today.year}
        super().__init__(*args, initial=initial, **kwargs)
        self.figures = figures
        if self.instance.pk:
            # The figures of another stage are another page; OPD and year are what the activity is.
            for name in ("opd", "fiscal_year", "stage"):
                self.fields[name].disabled = True
            self.fields["opd"].queryset = Opd.objects.visible_to(user)
        else:
            _narrow(self.fields["opd"], user, today=today)

    def clean(self):
        super().clean()
        starts_on, ends_on = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "Tulis tanggal selesai yang tidak mendahului tanggal mulai.")
        self.figures = construct_instance(self, ActivityFigures(), self.FIGURES)

    @property
    def changed_columns(self) -> list[str]:
        """What was changed of the activity itself, without its figures."""
        return [name for name in self.changed_data if name in self.Meta.fields]


class LokusOfferForm(HouseModelForm):
    count = CountField(
        label="Jumlah lokus",
        initial=1,
        min_value=1,
        max_value=100,
        help_text="Satu lokus melayani satu tempat. Volume di bawah berlaku bagi tiap lokus.",
    )
    field_order = ["count", "desa", "volume", "unit"]
    examples = {"count": "3"}

    class Meta:
        model = Lokus
        fields = ["desa", "volume", "unit"]
        field_classes = {"volume": QuantityField}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        desa = self.fields["desa"]
        desa.queryset = Desa.objects.visible_to(user).select_related("kecamatan").order_by("name", "pk")
        desa.empty_label = "Terbuka bagi desa mana pun"
        desa.label_from_instance = lambda desa: f"{desa.name}, Kecamatan {desa.kecamatan}"

    def clean_volume(self):
        volume = self.cleaned_data["volume"]
        if volume is not None and volume <= 0:
            raise forms.ValidationError("Isi volume lebih dari nol, atau kosongkan.")
        return volume


class WorkplanTemplateForm(HouseForm):
    """Whose template, and for which year."""

    opd = forms.ModelChoiceField(Opd.objects.none(), label="OPD")
    fiscal_year = _year()

    def __init__(self, *args, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fiscal_year"].initial = today.year
        _narrow(self.fields["opd"], user, today=today)


class WorkplanUploadForm(ImportForm):
    opd = forms.ModelChoiceField(Opd.objects.none(), label="OPD")
    fiscal_year = _year()
    stage = forms.ChoiceField(label="Tahap", choices=Stage.choices, initial=Stage.RKPD)
    edition = forms.ChoiceField(label="Edisi nomenklatur", choices=Edition.choices, initial=Edition.E2023)

    def __init__(self, *args, user, today, **kwargs):
        super().__init__(*args, user=user, today=today, **kwargs)
        self.fields["fiscal_year"].initial = today.year
        self.fields["file"].help_text += (
            " Cetakan Renja SIPD-RI, atau daftar dengan kolom kode sub kegiatan, nama, dan pagu; kolom lain dibaca "
            "bila ada."
        )
        _narrow(self.fields["opd"], user, today=today)

    def chosen(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("fiscal_year", "stage", "edition")} | {
            "opd": self.cleaned_data["opd"].pk
        }

    def subject(self) -> str:
        values = self.cleaned_data
        return f"{values['opd']}, tahun {values['fiscal_year']}, tahap {Stage(values['stage']).label}"
