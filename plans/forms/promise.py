"""Forms of what was promised for a later Renja: finding it, and attaching activity and lokus."""

from django import forms

from forum.form_bricks import FilterForm
from forum.models import Opd
from plans.choices import FundingSource
from plans.forms.outcome import PortionForm
from plans.models import Activity, Outcome


class PromiseFilter(FilterForm):
    """A year that something was promised for, the nearest one unless another is asked for; one OPD or all."""

    tahun = forms.TypedChoiceField(label="Tahun anggaran", coerce=int)
    opd = forms.ModelChoiceField(Opd.objects.none(), label="OPD")

    def __init__(self, data, *, user, today, opd=None):
        """`opd` is the one that is meant where none is asked for."""
        promised = Outcome.objects.visible_to(user).promised().target_years()
        years = sorted({today.year + 1, *promised})
        self.nearest = next((year for year in promised if year >= today.year), today.year + 1)
        super().__init__({"tahun": self.nearest, "opd": opd, **data.dict()})
        self.fields["tahun"].choices = [(year, str(year)) for year in years]
        self.fields["opd"].queryset = Opd.objects.visible_to(user).order_by("name", "pk")

    @property
    def active_count(self) -> int:
        return len(self.values().keys() - {"tahun"})


class AttachForm(PortionForm):
    """The activity of the OPD that promised, its lokus, volume and money, in one step."""

    explanation = forms.CharField(
        label="Penjelasan",
        required=False,
        widget=forms.Textarea,
        help_text="Wajib bila volumenya lain daripada yang diminta. Satu kalimat yang dapat dibaca warga desa; "
        "jangan menulis nama orang.",
    )

    def __init__(self, *args, promise: Outcome, likely=(), answer=None, **kwargs):
        """`likely` are keys of activities, the likest first; `answer`, the OPD's for that year, fills the form."""
        usulan = promise.usulan
        activities = (
            Activity.objects.filter(opd=promise.target_opd_id, fiscal_year=promise.target_year, is_named=True)
            .with_fitting_lokus(usulan.desa)
            .order_by("code", "pk")
        )
        initial = {"volume": usulan.volume, "amount": usulan.cost, "funding_source": FundingSource.APBD_KABUPATEN}
        if answer and answer.serves:
            initial = {name: getattr(answer, name) for name in ("volume", "amount", "funding_source")}
            initial["activity"] = answer.activity_id
        super().__init__(
            *args,
            usulan=usulan,
            activities=activities,
            choices=_choices(activities, likely),
            is_needed=True,
            initial=initial,
            **kwargs,
        )
        self.fields["activity"].help_text = f"Sub kegiatan {promise.target_opd} tahun {promise.target_year}."

    def clean(self):
        super().clean()
        volume = self.cleaned_data.get("volume")
        if volume and volume != self.usulan.volume and not self.cleaned_data.get("explanation", "").strip():
            self.add_error("explanation", "Jelaskan mengapa volumenya lain daripada yang diminta.")


def _choices(activities, likely) -> list:
    """Return the activities to choose from, those alike to the usulan first."""
    label = PortionForm.base_fields["activity"].label_from_instance
    every = {activity.pk: (activity.pk, label(activity)) for activity in activities}
    alike = [every.pop(key) for key in likely if key in every]
    blank = ("", "Pilih")
    if not alike:
        return [blank, *every.values()]
    return [blank, ("Mirip dengan usulan ini", alike), ("Sub kegiatan lain", list(every.values()))]
