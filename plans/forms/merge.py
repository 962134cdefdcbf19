"""The usulan that is made out of several."""

from collections.abc import Sequence

from crispy_forms.layout import Fieldset, Layout
from django import forms

from forum.form_bricks import CountField, HouseForm, HouseModelForm, QuantityField, RupiahField, UnitInput
from forum.models import Desa
from plans.choices import FundingSource
from plans.forms.entry import more_than_nothing
from plans.models import Usulan


class MergeChoice(HouseForm):
    """Which usulan the one from which somebody came is to be joined with."""

    usulan = forms.ModelMultipleChoiceField(
        Usulan.objects.none(),
        label="Usulan yang sama maksudnya",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Pilih sedikitnya satu usulan lain."},
    )

    def __init__(self, *args, likely, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["usulan"].queryset = likely
        self.fields["usulan"].label_from_instance = lambda row: f"{row.pk} – {row.title}, {row.desa.full_name}"


class JointForm(HouseModelForm):
    """A new usulan made out of `originals`: sums where they count the same thing, else what is to be filled in."""

    funding_options = forms.MultipleChoiceField(
        label="Sumber dana yang mungkin", choices=FundingSource.choices, widget=forms.CheckboxSelectMultiple
    )
    examples = {"title": "Sumur bor di tiga desa", "volume": "3"}
    layout = Layout(
        Fieldset("Apa dan mengapa", "title", "bidang", "problem"),
        Fieldset("Di mana", "desa", "location", "land_status"),
        Fieldset("Berapa", "volume", "unit", "cost"),
        Fieldset("Siapa yang memperoleh manfaat", "men", "women"),
        "funding_options",
    )

    class Meta:
        model = Usulan
        fields = [
            "title", "bidang", "problem", "desa", "location", "land_status",
            "volume", "unit", "cost", "men", "women", "funding_options",
        ]  # fmt: skip
        field_classes = {
            "volume": QuantityField,
            "cost": RupiahField,
            "men": CountField,
            "women": CountField,
        }
        widgets = {"men": UnitInput(suffix="orang"), "women": UnitInput(suffix="orang")}
        labels = {"desa": "Desa yang mewakili"}
        help_texts = {"desa": "Desa lain tetap disebut pada usulan gabungan dan dalam berita acara."}

    def __init__(self, data=None, *, originals: Sequence[Usulan], fiscal_year: int):
        super().__init__(data, instance=Usulan(fiscal_year=fiscal_year), initial=joint_values(originals))
        self.originals = originals
        desa = self.fields["desa"]
        desa.queryset = Desa.objects.filter(pk__in={usulan.desa_id for usulan in originals}).order_by("name", "pk")
        desa.label_from_instance = lambda row: row.full_name
        for field in self.fields.values():
            field.required = True

    def clean_volume(self):
        return more_than_nothing(self.cleaned_data["volume"])


def joint_values(originals: Sequence[Usulan]) -> dict:
    """
    Return what a usulan made out of these begins with: the words of the first, the sums of all.

    A volume is only added up where all have the same unit: 2 unit and 300 meter have no sum.
    """
    first = originals[0]
    units = {usulan.unit.strip().lower() for usulan in originals}
    places = [f"{usulan.desa.full_name}: {usulan.location}".rstrip(": ") for usulan in originals]
    options = {code for usulan in originals for code in usulan.funding_options}
    return {
        "title": first.title,
        "bidang": first.bidang,
        "problem": "\n".join(dict.fromkeys(filter(None, (usulan.problem.strip() for usulan in originals)))),
        "desa": first.desa_id,
        "location": "; ".join(dict.fromkeys(places))[:120],
        "land_status": first.land_status,
        "volume": _sum(usulan.volume for usulan in originals) if len(units) == 1 else None,
        "unit": first.unit if len(units) == 1 else "",
        "cost": _sum(usulan.cost for usulan in originals),
        "men": _sum(usulan.men for usulan in originals),
        "women": _sum(usulan.women for usulan in originals),
        "funding_options": [code for code in FundingSource.values if code in options],
    }


def _sum(values):
    return sum(value for value in values if value is not None) or None
