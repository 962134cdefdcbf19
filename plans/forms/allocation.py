"""Forms of the allocation: ceilings before it is computed, and finding among what it proposes."""

from django import forms

from forum.form_bricks import FilterForm, HouseForm, RupiahField
from forum.models import Kecamatan, Opd
from plans.choices import Block
from plans.models import AllocationRun, Lokus


class CeilingsForm(HouseForm):
    """The most that each OPD with an open lokus may be asked for; empty is no ceiling beside its pagu."""

    def __init__(self, *args, kabupaten, fiscal_year: int, **kwargs):
        super().__init__(*args, **kwargs)
        slots = Lokus.objects.open().filter(kabupaten=kabupaten, activity__fiscal_year=fiscal_year)
        self.opd = list(Opd.objects.filter(pk__in=slots.values("activity__opd")).order_by("name"))
        for opd in self.opd:
            self.fields[f"opd_{opd.pk}"] = RupiahField(label=opd.name, required=False, min_value=0)

    def ceilings(self) -> dict[int, int]:
        values = {opd.pk: self.cleaned_data[f"opd_{opd.pk}"] for opd in self.opd}
        return {opd: most for opd, most in values.items() if most is not None}


class ProposalFilter(FilterForm):
    GIVEN = [("ticked", "Diajukan ke forum"), ("unticked", "Tidak dicentang")]

    keadaan = forms.ChoiceField(choices=[("", ""), *GIVEN, *Block.choices], label="Keadaan")
    opd = forms.ModelChoiceField(Opd.objects.none(), label="OPD")
    kecamatan = forms.ModelChoiceField(Kecamatan.objects.none(), label="Kecamatan")

    def __init__(self, *args, run: AllocationRun, **kwargs):
        super().__init__(*args, **kwargs)
        for name, model in {"kecamatan": Kecamatan, "opd": Opd}.items():
            self.fields[name].queryset = model.objects.filter(kabupaten=run.kabupaten_id).order_by("name")

    def narrow(self, rows):
        values = self.values()
        if opd := values.get("opd"):
            rows = rows.for_opd(opd)
        if kecamatan := values.get("kecamatan"):
            rows = rows.for_kecamatan(kecamatan)
        if (state := values.get("keadaan")) in dict(self.GIVEN):
            return rows.giving().filter(is_ticked=state == "ticked")
        return rows.filter(block=state) if state else rows


class FairnessFilter(FilterForm):
    kecamatan = forms.ModelChoiceField(Kecamatan.objects.none(), label="Kecamatan")

    def __init__(self, *args, kabupaten, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kecamatan"].queryset = Kecamatan.objects.filter(kabupaten=kabupaten).order_by("name")
