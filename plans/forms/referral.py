"""Forms between the forum and an OPD: finding on the sync page, asking, answering."""

from crispy_forms.layout import HTML, Fieldset, Layout
from django import forms
from django.forms.models import model_to_dict

from forum.form_bricks import FilterForm, HouseForm, HouseModelForm, QuantityField, RupiahField, UnitInput
from forum.models import Desa, Kecamatan, Opd
from forum.templatetags.house import angka, rupiah
from plans import rules
from plans.choices import ANSWER_KINDS, SERVING_KINDS, Bidang, FundingSource, OpenState, OutcomeKind, Reason
from plans.models import Activity, Answer


class SyncFilter(FilterForm):
    kecamatan = forms.ModelChoiceField(Kecamatan.objects.none(), label="Kecamatan")
    desa = forms.ModelChoiceField(Desa.objects.none(), label="Desa")
    opd = forms.ModelChoiceField(Opd.objects.none(), label="OPD")
    bidang = forms.ChoiceField(choices=[("", ""), *Bidang.choices], label="Bidang penghidupan")
    state = forms.ChoiceField(choices=[("", ""), *OpenState.choices, *OutcomeKind.choices], label="Hasil")

    def __init__(self, *args, kabupaten, **kwargs):
        super().__init__(*args, **kwargs)
        for name, model in {"kecamatan": Kecamatan, "opd": Opd}.items():
            self.fields[name].queryset = model.objects.filter(kabupaten=kabupaten).order_by("name")
        # A kabupaten has hundreds of desa: they are offered once their kecamatan is chosen.
        if self.data.get("kecamatan", "").isdecimal():
            self.fields["desa"].queryset = Desa.objects.filter(
                kabupaten=kabupaten, kecamatan=self.data["kecamatan"]
            ).order_by("name")
        else:
            del self.fields["desa"]


class InboxFilter(FilterForm):
    opd = forms.ModelChoiceField(Opd.objects.none(), label="OPD")
    year = forms.TypedChoiceField(coerce=int, empty_value=None, label="Tahun anggaran")

    def __init__(self, *args, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        years = range(today.year - 2, today.year + 3)
        self.fields["year"].choices = [("", self.blank_label), *((year, str(year)) for year in years)]
        opd = Opd.objects.visible_to(user).order_by("name")
        if not rules.can_see_every_inbox(user):
            opd = opd.filter(pk__in=rules.opd_of_inbox(user, today=today))
        if len(opd) > 1:
            self.fields["opd"].queryset = opd
        else:
            del self.fields["opd"]


class RefusalForm(HouseForm):
    """One no for several usulan."""

    reason = forms.ChoiceField(label="Alasan", choices=[("", ""), *Reason.choices])
    explanation = forms.CharField(
        label="Penjelasan",
        help_text="Satu kalimat yang dapat dibaca warga desa mana pun di antaranya; jangan menulis nama orang.",
        widget=forms.Textarea,
        error_messages={"required": "Jelaskan dalam satu kalimat yang dapat dibaca warga desa."},
    )


class ActivityField(forms.ModelChoiceField):
    """An activity to choose, told with what it still has for this desa."""

    def label_from_instance(self, activity):
        lokus = f"{angka(activity.lokus_fitting)} lokus tersisa" if activity.lokus_fitting else "tanpa lokus terbuka"
        return f"{activity.name} ({lokus}, sisa pagu {rupiah(max(0, activity.pagu_left))})"


PORTION = ("activity", "volume", "amount", "funding_source")
# What each kind of answer carries, beside the explanation that every kind may have.
CARRIED = {
    OutcomeKind.AGREED_NEXT_YEAR: ("target_year",),
    OutcomeKind.POSTPONED: ("target_year", "road"),
    OutcomeKind.REDIRECTED: ("target_opd", "target_source"),
    OutcomeKind.REFUSED: ("reason",),
    **dict.fromkeys(SERVING_KINDS, PORTION),
}
CARRYING = frozenset(name for names in CARRIED.values() for name in names)


class AnswerForm(HouseModelForm):
    """All fields stand on the page; what the chosen kind does not carry is left out when it is saved."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    layout = Layout(
        "seen",
        "kind",
        Fieldset(
            "Bila disepakati tahun ini",
            HTML('<p class="hint">Isi untuk “Disepakati” dan “Disepakati dengan perubahan”.</p>'),
            *PORTION,
            css_class="only only-served",
        ),
        Fieldset(
            "Bila dilayani tahun lain",
            HTML('<p class="hint">Isi untuk “Disepakati untuk diusulkan dalam Renja” dan “Ditunda”.</p>'),
            "target_year",
            "road",
            css_class="only only-later",
        ),
        Fieldset(
            "Bila dialihkan",
            HTML('<p class="hint">Pilih satu saja: OPD lain, atau sumber dana lain.</p>'),
            "target_opd",
            "target_source",
            css_class="only only-redirected",
        ),
        Fieldset("Bila tidak disepakati", "reason", css_class="only only-refused"),
        "explanation",
    )

    class Meta:
        model = Answer
        fields = ["kind", *PORTION, "target_year", "road", "target_opd", "target_source", "reason", "explanation"]
        field_classes = {"volume": QuantityField, "amount": RupiahField, "activity": ActivityField}
        widgets = {"kind": forms.RadioSelect, "volume": UnitInput}
        labels = {"kind": "Jawaban"}
        help_texts = {
            "road": "Hanya untuk “Ditunda”.",
            "explanation": "Wajib untuk “Disepakati dengan perubahan” dan “Tidak disepakati”. "
            "Satu kalimat yang dapat dibaca warga desa; jangan menulis nama orang.",
        }

    def __init__(self, *args, referral, likely=(), **kwargs):
        """`likely` are the keys of the OPD's activities that are alike to the usulan, the likest first."""
        usulan, year = referral.usulan, referral.fiscal_year
        super().__init__(*args, instance=referral.draft, initial=self._beginning(referral), **kwargs)
        self.overtaken_by = None
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in ANSWER_KINDS]
        self.fields["kind"].error_messages["required"] = "Pilih jawaban."
        self.fields["volume"].widget.unit_after = usulan.unit
        others = Opd.objects.filter(kabupaten=referral.kabupaten_id, closed_on=None).exclude(pk=referral.opd_id)
        self.fields["target_opd"].queryset = others.order_by("name")
        activities = Activity.objects.filter(opd=referral.opd_id, fiscal_year=year, is_named=True)
        field = self.fields["activity"]
        field.queryset = activities.with_fitting_lokus(usulan.desa).order_by("code")
        field.help_text = f"Sub kegiatan {referral.opd} tahun {year}."
        choices = {one.pk: (one.pk, field.label_from_instance(one)) for one in field.queryset}
        alike = [choices.pop(key) for key in likely if key in choices]
        if alike:
            field.choices = [
                ("", self.blank_label),
                ("Mirip dengan usulan ini", alike),
                ("Sub kegiatan lain", list(choices.values())),
            ]

    @classmethod
    def _beginning(cls, referral) -> dict:
        """What the form begins with: the draft; else the answer to be revised; else what was asked for."""
        if referral.draft:
            return {"seen": referral.draft.fingerprint}
        if referral.answer:
            return model_to_dict(referral.answer, fields=cls.Meta.fields)
        return {
            "volume": referral.usulan.volume,
            "funding_source": FundingSource.APBD_KABUPATEN,
            "target_year": referral.fiscal_year + 1,
        }

    def clean(self):
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if not kind:
            return cleaned
        for name in CARRYING - set(CARRIED[kind]):
            self.errors.pop(name, None)
            cleaned[name] = self.fields[name].clean("")
        for name, sentence in Answer(**{key: cleaned.get(key) for key in self.Meta.fields}).missing().items():
            if name not in self.errors:
                self.add_error(name, sentence)
        return cleaned

    def read_again(self, draft: Answer | None):
        """Take note of the draft as it now is, so that saving once more is done knowingly."""
        self.overtaken_by = draft
        self.data = self.data.copy()
        self.data["seen"] = draft.fingerprint if draft else ""
