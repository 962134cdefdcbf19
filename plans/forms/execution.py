"""What is filled in about what was carried out of what was agreed."""

from crispy_forms.layout import Fieldset, Layout
from django import forms

from forum.form_bricks import DateField, FilterForm, HouseModelForm, QuantityField, RupiahField, UnitInput
from forum.models import Kecamatan, Opd
from forum.rules import enters_for_villages
from forum.templatetags.house import angka, rupiah
from plans.choices import ExecutionState
from plans.models import Execution, Portion

DONE_ONLY = ("volume", "amount", "bast_number", "bast_on")


class ExecutionForm(HouseModelForm):
    """
    The report on the portion that the instance comes with, beginning with the one that stands, else with what was
    agreed. What does not belong to "tidak terlaksana" is left out.
    """

    is_done = forms.TypedChoiceField(
        label="Pelaksanaan",
        choices=[("done", "Terlaksana, seluruhnya atau sebagian"), ("not_done", "Tidak terlaksana")],
        coerce=lambda value: value == "done",
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih terlaksana atau tidak terlaksana."},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    layout = Layout(
        "seen",
        "is_done",
        Fieldset("Bila terlaksana", *DONE_ONLY, css_class="only only-done"),
        "explanation",
    )

    class Meta:
        model = Execution
        fields = ["is_done", *DONE_ONLY, "explanation"]
        field_classes = {"volume": QuantityField, "amount": RupiahField, "bast_on": DateField}
        help_texts = {
            "explanation": "Wajib bila tidak terlaksana atau kurang dari yang disepakati. "
            "Satu kalimat yang dapat dibaca warga desa; jangan menulis nama orang."
        }

    def __init__(self, *args, portion: Portion, today, **kwargs):
        self.today, self.standing = today, portion.execution
        standing = self.standing
        begins = standing or portion
        initial = {"seen": standing.pk if standing else "", "volume": begins.volume, "amount": begins.amount}
        if standing:
            initial |= {name: getattr(standing, name) for name in ("bast_number", "bast_on", "explanation")}
            initial["is_done"] = "done" if standing.is_done else "not_done"
        super().__init__(*args, instance=Execution(portion=portion), initial=initial, **kwargs)
        unit = portion.unit or portion.outcome.usulan.unit
        self.fields["volume"].widget = UnitInput(attrs={"class": "form-control"}, suffix=unit)
        self.fields["volume"].help_text = f"Disepakati {angka(portion.volume)} {unit}."
        self.fields["amount"].help_text = f"Disepakati {rupiah(portion.amount)}."

    def clean(self):
        cleaned = super().clean()
        self._refuse_unseen(cleaned.get("seen"))
        if cleaned.get("is_done") is False:
            for name in DONE_ONLY:
                self.errors.pop(name, None)
                cleaned[name] = self.fields[name].clean("")
        if cleaned.get("bast_on") and cleaned["bast_on"] > self.today:
            self.add_error("bast_on", "Tanggal BAST paling lambat hari ini.")
        if "is_done" in cleaned:
            report = Execution(portion=self.instance.portion, **{name: cleaned.get(name) for name in self.Meta.fields})
            for name, sentence in report.missing().items():
                if name not in self.errors:
                    self.add_error(name, sentence)
        return cleaned

    def _refuse_unseen(self, seen: str):
        """Somebody reported while the page was open: say so once, so that saving again is done knowingly."""
        standing = str(self.standing.pk) if self.standing else ""
        if seen != standing:
            self.add_error(None, "Pelaksanaan ini baru saja dilaporkan orang lain. Bandingkan, lalu simpan lagi.")
            self.data = self.data.copy()
            self.data["seen"] = standing


class ExecutionFilter(FilterForm):
    """What was agreed, by what became of it."""

    q = forms.CharField(label="Usulan atau desa")
    tahun = forms.TypedChoiceField(label="Tahun anggaran", coerce=int, empty_value=None)
    opd = forms.ModelChoiceField(Opd.objects.none(), label="OPD")
    kecamatan = forms.ModelChoiceField(Kecamatan.objects.none(), label="Kecamatan")
    keadaan = forms.ChoiceField(label="Pelaksanaan", choices=[("", ""), *ExecutionState.choices])
    tunggu = forms.BooleanField(label="Sudah waktunya dilaporkan")
    periksa = forms.BooleanField(label="Perlu diperiksa")
    desa_saya = forms.BooleanField(label="Hanya desa saya")

    def __init__(self, *args, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.today = user, today
        years = Portion.objects.visible_to(user).standing().years()
        self.fields["tahun"].choices = [("", self.blank_label), *((year, str(year)) for year in years)]
        self.fields["opd"].queryset = Opd.objects.visible_to(user).order_by("name", "pk")
        self.fields["kecamatan"].queryset = Kecamatan.objects.visible_to(user).order_by("name", "pk")
        if not enters_for_villages(user):
            del self.fields["desa_saya"]

    def narrow(self, rows):
        values = self.values()
        for name, method in (
            ("q", "search"), ("tahun", "for_year"), ("opd", "for_opd"), ("kecamatan", "for_kecamatan"),
        ):  # fmt: skip
            if name in values:
                rows = getattr(rows, method)(values[name])
        if "desa_saya" in values:
            rows = rows.of_desa_entered_by(self.user)
        if "tunggu" in values:
            rows = rows.due_for_report(self.today)
        if "periksa" in values:
            rows = rows.due_for_check(self.today)
        return rows.in_execution(values["keadaan"]) if "keadaan" in values else rows
