"""Forms of the stages of a workplan: which two are compared, and which agreements a cut takes the pagu from."""

from django import forms

from forum.form_bricks import HouseForm
from forum.templatetags.house import rupiah
from plans.choices import Stage
from plans.forms.workplan import ActivityFilter
from plans.models import Portion
from plans.stages import PaguMove


class DifferenceFilter(ActivityFilter):
    """A year, an OPD or all, and two of the stages."""

    q = terbuka = None
    keadaan = forms.ChoiceField(label="Pagu", choices=[("", ""), *PaguMove.choices])
    dari = forms.ChoiceField(label="Dari tahap")
    ke = forms.ChoiceField(label="Ke tahap")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["dari"].choices = [("", "Sebelumnya"), *Stage.choices]
        self.fields["ke"].choices = [("", "Terakhir"), *Stage.choices]


class PortionsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, portion):
        usulan = portion.outcome.usulan
        rank = f"urutan {usulan.kecamatan_rank}" if usulan.kecamatan_rank else "belum diurutkan"
        return (
            f"{rupiah(portion.amount)}: {usulan.title}, {usulan.desa.full_name} "
            f"(Kecamatan {usulan.desa.kecamatan}, {rank})"
        )


class ReopenForm(HouseForm):
    """Which of the agreements on a cut activity lose their pagu."""

    portions = PortionsField(
        Portion.objects.none(),
        label="Kesepakatan yang kehilangan pagu",
        help_text="Yang dicentang diusulkan dari urutan terakhir sampai kekurangannya tertutup. "
        "Forum boleh memilih lain.",
        error_messages={"required": "Pilih sekurangnya satu kesepakatan."},
    )
    note = forms.CharField(
        label="Alasan pilihan",
        required=False,
        widget=forms.Textarea,
        help_text="Satu kalimat yang dapat dibaca warga desa; jangan menulis nama orang.",
    )

    def __init__(self, *args, activity, **kwargs):
        super().__init__(*args, **kwargs)
        rows = activity.portions.revocable().with_usulan().last_first()
        self.fields["portions"].queryset = rows
        self.fields["portions"].initial = [portion.pk for portion in proposed_losses(rows, activity.overcommitted)]


def proposed_losses(portions, short: int) -> list[Portion]:
    """Return the first of `portions` that together make up for `short` whole rupiah."""
    chosen = []
    for portion in portions:
        if short <= 0:
            break
        chosen.append(portion)
        short -= portion.amount
    return chosen
