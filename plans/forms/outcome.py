"""The form on which the forum's decision on a usulan is written down, with what each kind must carry."""

from itertools import groupby

from django import forms
from django.db.models import Q
from django.forms.models import model_to_dict

from forum.form_bricks import CountField, FilterForm, HouseForm, HouseModelForm, QuantityField, RupiahField
from forum.models import Opd
from plans.actions import PortionDraft
from plans.choices import SERVING_KINDS, FundingSource, OutcomeKind
from plans.forms.referral import ActivityField
from plans.models import Activity, Answer, Outcome, PlannedMerge, Usulan

MOST_PORTIONS = 3
YEARS_AHEAD = 5
# What each kind carries, beside the explanation that every kind may have; serving kinds carry portions.
CARRIED = {
    OutcomeKind.AGREED_NEXT_YEAR: ("target_year", "target_opd"),
    OutcomeKind.MERGED: ("merged_into",),
    OutcomeKind.POSTPONED: ("target_year", "road"),
    OutcomeKind.REDIRECTED: ("target_opd", "target_source"),
    OutcomeKind.REFUSED: ("reason",),
}
CARRYING = frozenset(name for names in CARRIED.values() for name in names)


class OutcomeSource(FilterForm):
    """What fills the decision in advance: an OPD's answer, or an activity; and an OPD whose activities are offered."""

    jawaban = forms.ModelChoiceField(Answer.objects.none(), widget=forms.HiddenInput)
    kegiatan = forms.ModelChoiceField(Activity.objects.none(), widget=forms.HiddenInput)
    opd = forms.ModelChoiceField(Opd.objects.none(), label="Kegiatan OPD lain")
    blank_label = "Pilih"

    def __init__(self, *args, usulan, fiscal_year: int, **kwargs):
        super().__init__(*args, **kwargs)
        kabupaten = usulan.kabupaten_id
        answers = Answer.objects.sent().filter(referral__usulan=usulan, referral__fiscal_year=fiscal_year)
        self.fields["jawaban"].queryset = answers.select_related("referral")
        self.fields["kegiatan"].queryset = Activity.objects.filter(kabupaten=kabupaten, fiscal_year=fiscal_year)
        self.fields["opd"].queryset = Opd.objects.filter(kabupaten=kabupaten, closed_on=None).order_by("name")

    def chosen(self) -> dict:
        """Return what was chosen, by the names of OutcomeForm's arguments."""
        names = {"jawaban": "answer", "kegiatan": "activity", "opd": "opd"}
        return {names[name]: value for name, value in self.values().items()}


class PortionForm(HouseForm):
    """What one activity gives to the usulan. A row after the first may stay empty."""

    activity = ActivityField(
        Activity.objects.none(),
        label="Sub kegiatan",
        help_text="Yang mirip, yang disebut jawaban OPD, dan kegiatan OPD yang ditampilkan di atas.",
    )
    lokus_number = CountField(
        label="Nomor lokus", required=False, help_text="Bila kosong, lokus pertama yang cocok bagi desa ini dipakai."
    )
    volume = QuantityField(label="Volume", min_value=0)
    amount = RupiahField(label="Pagu disepakati", min_value=0)
    funding_source = forms.ChoiceField(label="Sumber dana", choices=[("", ""), *FundingSource.choices])
    examples = {"volume": "2", "amount": "150.000.000"}

    def __init__(self, *args, usulan, activities, choices, is_needed: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.usulan, self.is_needed = usulan, is_needed
        self.fields["activity"].queryset = activities
        self.fields["activity"].choices = choices
        self.fields["volume"].widget.unit_after = usulan.unit
        if not is_needed:
            for field in self.fields.values():
                field.required = False

    def clean(self):
        super().clean()
        activity, number = self.cleaned_data.get("activity"), self.cleaned_data.get("lokus_number")
        if not (self.is_needed and activity and number):
            return
        slot = activity.lokus.select_related("desa", "portion__outcome").filter(number=number).first()
        if slot is None:
            self.add_error("lokus_number", f"Kegiatan ini tidak mempunyai lokus nomor {number}.")
        elif not slot.can_serve(self.usulan):
            desa = self.usulan.desa.full_name
            self.add_error(
                "lokus_number", f"Lokus nomor {number} tidak terbuka bagi {desa}. Pilih yang lain atau kosongkan."
            )
        self.cleaned_data["lokus"] = slot

    def draft(self) -> PortionDraft:
        values = self.cleaned_data
        return PortionDraft(
            activity=values["activity"],
            volume=values["volume"],
            amount=values["amount"],
            funding_source=values["funding_source"],
            lokus=values.get("lokus"),
        )


class BasePortionFormSet(forms.BaseFormSet):
    """
    At most three portions. Of a year's hundreds of activities only those are offered that somebody named: candidates,
    answers, what stands, and all of one OPD (`opd`) where it is asked for; any activity of the year is accepted.
    """

    def __init__(self, *args, usulan, fiscal_year: int, first: list[dict], likely, opd, is_needed: bool, **kwargs):
        super().__init__(*args, prefix="portion", **kwargs)
        self.usulan, self.first, self.opd, self.is_needed = usulan, first, opd, is_needed
        self.activities = (
            Activity.objects.filter(kabupaten=usulan.kabupaten_id, fiscal_year=fiscal_year, is_named=True)
            .select_related("opd")
            .with_fitting_lokus(usulan.desa)
        )
        typed = [self.data.get(f"{self.prefix}-{index}-activity", "") for index in range(MOST_PORTIONS)]
        named = {*likely, *(portion["activity"] for portion in first), *(int(key) for key in typed if key.isdecimal())}
        self.choices = self._choices(named - {None})

    def _choices(self, named) -> list:
        """Return the activities to choose from, by OPD."""
        rows = self.activities.filter(Q(pk__in=named) | Q(opd=self.opd)).order_by("opd__name", "opd", "code", "pk")
        label = ActivityField(rows).label_from_instance
        groups = groupby(rows, key=lambda activity: activity.opd.name)
        return [("", "Pilih"), *((opd, [(row.pk, label(row)) for row in members]) for opd, members in groups)]

    def get_form_kwargs(self, index):
        return {
            "usulan": self.usulan,
            "activities": self.activities,
            "choices": self.choices,
            "is_needed": self.is_needed,
            # An empty row must stay empty when it comes back: only what is shown the first time is filled in.
            "initial": None if self.is_bound or index >= len(self.first) else self.first[index],
        }

    def drafts(self) -> list[PortionDraft]:
        return [form.draft() for form in self.forms if form.cleaned_data.get("activity")]


PortionFormSet = forms.formset_factory(
    PortionForm,
    formset=BasePortionFormSet,
    min_num=1,
    extra=MOST_PORTIONS - 1,
    max_num=MOST_PORTIONS,
    absolute_max=MOST_PORTIONS,
)


class OutcomeForm(HouseModelForm):
    """
    The decision with its `portions`; what the chosen kind does not carry is left out.

    `replaces` is the outcome that the person saw as standing, so that of two who decide one is told.
    """

    replaces = forms.ModelChoiceField(Outcome.objects.none(), required=False, widget=forms.HiddenInput)
    target_year = forms.TypedChoiceField(label="Tahun tujuan", coerce=int, empty_value=None, required=False)

    class Meta:
        model = Outcome
        fields = [
            "kind", "target_year", "road", "target_opd", "target_source", "merged_into", "reason", "explanation",
        ]  # fmt: skip
        widgets = {"kind": forms.RadioSelect}
        labels = {"kind": "Hasil"}
        help_texts = {
            "road": "Hanya untuk “Ditunda”.",
            "target_opd": "OPD yang mengusulkannya dalam Renja tahun tujuan, atau OPD yang menerima alihan.",
            "target_source": "Hanya untuk “Dialihkan”, bila tidak ke OPD lain.",
            "merged_into": "Usulan lain dari desa ini, atau dari kecamatan ini dalam bidang yang sama.",
            "explanation": "Wajib untuk “Disepakati dengan perubahan” dan “Tidak disepakati”. "
            "Satu kalimat yang dapat dibaca warga desa; jangan menulis nama orang.",
        }

    def __init__(
        self, data=None, *, usulan, fiscal_year: int, standing=None, answer=None, activity=None, likely=(), opd=None
    ):
        """
        `answer`, an OPD's, or `activity` fill the form in advance; without them what stands does.

        `likely` are keys of activities to choose from, beside all those of `opd`. See also: BasePortionFormSet.
        """
        source = answer or (None if activity else standing)
        initial = model_to_dict(source, fields=self.Meta.fields) if source else {}
        planned = PlannedMerge.objects.for_year(fiscal_year).of_original(usulan)
        self.planned = None if standing else planned
        if planned and not (source or activity):
            initial = {"kind": OutcomeKind.MERGED, "merged_into": planned.joint_id}
        if answer and answer.verdict == OutcomeKind.AGREED_NEXT_YEAR:
            initial["target_opd"] = answer.referral.opd_id  # whoever says so will propose it
        super().__init__(
            data,
            instance=Outcome(usulan=usulan, fiscal_year=fiscal_year),
            initial={**initial, "replaces": standing and standing.pk},
        )
        self.fields["kind"].choices = OutcomeKind.choices
        self.fields["kind"].error_messages["required"] = "Pilih hasil pembahasan."
        self.fields["replaces"].queryset = usulan.outcomes.for_year(fiscal_year)
        years = range(fiscal_year + 1, fiscal_year + 1 + YEARS_AHEAD)
        self.fields["target_year"].choices = [("", "Pilih"), *((year, str(year)) for year in years)]
        self.fields["target_opd"].queryset = Opd.objects.filter(kabupaten=usulan.kabupaten_id, closed_on=None).order_by(
            "name"
        )
        self._offer_usulan(usulan, fiscal_year, planned)
        self.portions = PortionFormSet(
            data,
            usulan=usulan,
            fiscal_year=fiscal_year,
            first=_first_portions(usulan, source, activity),
            likely=likely,
            opd=opd,
            is_needed=(data or {}).get("kind") in SERVING_KINDS,
        )

    def _offer_usulan(self, usulan, fiscal_year, planned):
        field = self.fields["merged_into"]
        field.queryset = Usulan.objects.mergeable_with(usulan, fiscal_year, planned and planned.joint)
        groups = groupby(field.queryset, key=lambda row: row.desa.full_name)
        field.choices = [
            ("", "Pilih"),
            *((desa, [(row.pk, f"{row.pk} {row.title}") for row in rows]) for desa, rows in groups),
        ]

    def clean(self):
        cleaned = super().clean()
        if not (kind := cleaned.get("kind")):
            return cleaned
        for name in CARRYING.difference(CARRIED.get(kind, ())):
            self.errors.pop(name, None)
            cleaned[name] = self.fields[name].clean("")
        usulan, year = self.instance.usulan, self.instance.fiscal_year
        decided = Outcome(usulan=usulan, fiscal_year=year, **{name: cleaned.get(name) for name in self.Meta.fields})
        for name, sentence in decided.missing().items():
            if name not in self.errors:
                self.add_error(name, sentence)
        if decided.serves and not self.portions.is_valid():
            self.add_error(None, "Lengkapi sub kegiatan yang melayani usulan ini.")
        return cleaned

    @property
    def all_forms(self) -> list:
        return [self, *self.portions]

    def drafts(self) -> list[PortionDraft]:
        """Return the portions of a valid form; none where the kind serves nothing."""
        return self.portions.drafts() if self.instance.serves else []


def _first_portions(usulan, source, activity) -> list[dict]:
    """Return what the rows of portions hold at first: what stands, what an answer offers, or what was asked for."""
    if isinstance(source, Outcome) and source.serves:
        return [
            {
                **model_to_dict(row, fields=["activity", "volume", "amount", "funding_source"]),
                "lokus_number": row.lokus.number,
            }
            for row in source.portions.all()
        ]
    asked = {"activity": activity and activity.pk, "volume": usulan.volume, "amount": usulan.cost}
    if source:
        offered = model_to_dict(source, fields=list(asked))
        asked |= {name: value for name, value in offered.items() if value is not None}
    return [{**asked, "funding_source": getattr(source, "funding_source", "") or FundingSource.APBD_KABUPATEN}]
