"""The livelihood plan of a desa and its yearly pemutakhiran."""

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError

from forum.form_bricks import CountField, DateField, FilterForm, UnitInput
from forum.templatetags.house import angka
from plans.choices import AGREED_KINDS, ExecutionState, OutcomeKind
from plans.forms.entry import year_choices
from plans.forms.merging import MergingForm
from plans.models import LivelihoodPlan
from plans.versions import Found


class PlanForm(MergingForm):
    examples = {"fiscal_year": "2027"}
    layout = Layout(
        "uuid",
        "version",
        "fiscal_year",
        "revision",
        Fieldset("Musyawarah", "musyawarah_on", "men", "women"),
        Fieldset("Isi rencana", "goal", "potential", "challenges"),
    )

    class Meta:
        model = LivelihoodPlan
        fields = ["fiscal_year", "revision", "musyawarah_on", "men", "women", "goal", "potential", "challenges"]
        field_classes = {"musyawarah_on": DateField, "men": CountField, "women": CountField}
        widgets = {"men": UnitInput(suffix="orang"), "women": UnitInput(suffix="orang")}

    def clean(self):
        super().clean()
        year, revision = self.cleaned_data.get("fiscal_year"), self.cleaned_data.get("revision")
        if year is None or revision is None:
            return
        others = LivelihoodPlan.objects.for_desa(self.instance.desa).for_year(year).exclude(uuid=self.instance.uuid)
        if others.filter(revision=revision).exists():
            self.add_error(
                "revision", f"Rencana {year} dengan nomor pemutakhiran ini sudah tercatat. Tulis nomor berikutnya."
            )


class RevisionForm(PlanForm):
    """
    The version after `previous`, filled in with its words; beside it a tick for each usulan that may be asked again.

    `found` is what `versions.find_for_revision` found in the version before.
    """

    GROUPS = (
        ("undecided", "Belum diputuskan, ditunda, dialihkan, atau tidak terlaksana: minta lagi?"),
        ("refused", "Tidak disepakati: minta lagi, dengan alasan?"),
        ("drafts", "Draf yang belum diajukan: pindahkan ke rencana ini?"),
    )

    def __init__(self, data=None, *, previous: LivelihoodPlan, found: Found):
        self.previous, self.found = previous, found
        super().__init__(
            data,
            instance=LivelihoodPlan(desa=previous.desa),
            initial={
                "fiscal_year": previous.fiscal_year + 1,
                "revision": previous.revision + 1,
                **{name: getattr(previous, name) for name in ("goal", "potential", "challenges")},
            },
        )
        offered = [Fieldset(legend, *self._offer(getattr(found, name))) for name, legend in self.GROUPS]
        self.helper.layout = Layout(*self.layout, *(fieldset for fieldset in offered if fieldset.fields))

    def _offer(self, usulan) -> list[str]:
        names = []
        for one in usulan:
            names.append(f"again_{one.pk}")
            self.fields[names[-1]] = forms.BooleanField(
                label=one.title,
                required=False,
                initial=one.outcome_kind == OutcomeKind.POSTPONED,
                help_text=" · ".join(filter(None, [f"{angka(one.volume)} {one.unit}".strip(" –"), _standing(one)])),
            )
            if one in self.found.refused:
                names.append(f"reason_{one.pk}")
                self.fields[names[-1]] = forms.CharField(
                    label=f"Mengapa “{one.title}” diminta lagi",
                    required=False,
                    help_text="Apa yang berubah sejak tidak disepakati. Jangan menulis nama orang.",
                    widget=forms.TextInput(attrs={"class": "form-control", "maxlength": 200}),
                )
        return names

    def clean_fiscal_year(self):
        year = super().clean_fiscal_year()
        if not self.previous.fiscal_year <= year <= self.previous.fiscal_year + 5:
            raise ValidationError(f"Tulis tahun {self.previous.fiscal_year} atau sesudahnya.")
        return year

    def clean(self):
        super().clean()
        for usulan in self.found.refused:
            name = f"reason_{usulan.pk}"
            if self.cleaned_data.get(f"again_{usulan.pk}") and not self.cleaned_data[name].strip():
                self.add_error(name, f"Tulis mengapa “{usulan}” diminta lagi.")

    def again(self) -> dict[int, str]:
        """Return the keys of the usulan that were ticked, each with why."""
        offered = [*self.found.undecided, *self.found.refused, *self.found.drafts]
        ticked = [usulan.pk for usulan in offered if self.cleaned_data[f"again_{usulan.pk}"]]
        return {pk: self.cleaned_data.get(f"reason_{pk}", "") for pk in ticked}


def _standing(usulan) -> str:
    """What stands on a usulan, as one phrase beside its tick."""
    if usulan.outcome_kind in AGREED_KINDS:
        return ExecutionState.NOT_DONE.label
    return usulan.outcome_state.label if usulan.outcome_state else usulan.state.label


class PlanFilter(FilterForm):
    q = forms.CharField(label="Desa")
    tahun = forms.TypedChoiceField(label="Tahun", coerce=int, empty_value=None)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tahun"].choices = year_choices(LivelihoodPlan.objects.visible_to(user))

    def narrow(self, rows):
        values = self.values()
        if "q" in values:
            rows = rows.search(values["q"])
        return rows.for_year(values["tahun"]) if "tahun" in values else rows
