"""What is filled in about packages and trainings: what they hold, the handover, the result, the check."""

from crispy_forms.layout import Fieldset, Layout
from django import forms

from forum.form_bricks import (
    CountField,
    DateField,
    HouseForm,
    HouseModelForm,
    QuantityField,
    RupiahField,
    UnitInput,
)
from forum.models import Jabatan
from forum.rules import enters_for_villages
from plans.choices import Condition, SupportKind
from plans.forms.entry import FieldEntryForm
from plans.forms.usulan import UsulanFilter
from plans.models import Kelompok, Support, SupportItem, Usulan
from plans.status import SupportStatus

BLANK_ROWS = 5  # saving and opening again gives as many more
PEOPLE = {"men": UnitInput(suffix="orang"), "women": UnitInput(suffix="orang")}


def _givers(obj):
    """Who may hand something over to a village: every jabatan of this record's kabupaten but those of villages."""
    return Jabatan.objects.filter(kabupaten=obj.kabupaten_id, desa=None).order_by("name", "pk")


class SupportForm(FieldEntryForm):
    """A package or training for the desa that the instance comes with; its goods are `item_formset`."""

    served = forms.ModelMultipleChoiceField(
        Usulan.objects.none(),
        label="Usulan yang dilayani",
        help_text="Usulan desa ini yang dialihkan forum ke stimulan.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    examples = {"title": "Kebun sayur beririgasi tetes", "fiscal_year": "2027"}
    layout = Layout(
        "uuid",
        "version",
        Fieldset("Apa yang diberikan", "kind", "title", "bidang", "fiscal_year", "source", "cost"),
        Fieldset("Bagi siapa", "kelompok", "men", "women", "served"),
        Fieldset("Serah terima", "giver"),
    )

    class Meta:
        model = Support
        fields = ["kind", "title", "bidang", "fiscal_year", "source", "cost", "kelompok", "men", "women", "giver"]
        field_classes = {"cost": RupiahField, "men": CountField, "women": CountField}
        widgets = PEOPLE

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        desa = self.instance.desa
        self.fields["kelompok"].queryset = Kelompok.objects.for_desa(desa).order_by("name", "pk")
        self.fields["giver"].queryset = _givers(desa)
        served = self.fields["served"]
        served.queryset = Usulan.objects.sent_to_stimulan().for_desa(desa).newest_first()
        served.label_from_instance = lambda usulan: f"{usulan.title}, tahun {usulan.fiscal_year}"
        if self.instance.pk:
            self.initial["served"] = [usulan.pk for usulan in self.instance.usulan.all()]
        if not served.queryset:
            served.help_text = "Belum ada usulan desa ini yang dialihkan forum ke stimulan."

    def set_stored_beside(self) -> None:
        super().set_stored_beside()
        stored = "; ".join(map(str, self.instance.items.order_by("pk"))) or "tidak ada"
        self.add_error(None, f"Barang yang sekarang tersimpan: {stored}.")


class ItemForm(HouseForm):
    """One kind of goods; a row left blank, or blanked, is no goods at all."""

    name = forms.CharField(label="Barang", max_length=120, required=False)
    quantity = QuantityField(label="Jumlah", max_digits=12, decimal_places=2, required=False)
    unit = forms.CharField(label="Satuan", max_length=30, required=False)

    ASKED = {
        "name": "Isi nama barang pada baris ini.",
        "quantity": "Isi jumlah lebih dari 0, misalnya 2.",
        "unit": "Isi satuan, misalnya unit.",
    }

    def clean(self):
        super().clean()
        if not any(self.data.get(self.add_prefix(name), "").strip() for name in self.fields):
            return
        for name in self.fields:
            value = self.cleaned_data.get(name)
            if name not in self.errors and (not value or (name == "quantity" and value <= 0)):
                self.add_error(name, self.ASKED[name])

    def item(self) -> SupportItem | None:
        return SupportItem(**self.cleaned_data) if self.cleaned_data.get("name") else None


class ItemFormSet(forms.BaseFormSet):
    """The goods of a package as rows, with blank ones below."""

    def __init__(self, data=None, *, items=()):
        initial = [{"name": item.name, "quantity": item.quantity, "unit": item.unit} for item in items]
        super().__init__(data, prefix="items", initial=initial)

    def items(self) -> list[SupportItem]:
        return [item for form in self.forms if (item := form.item())]


SupportItemFormSet = forms.formset_factory(ItemForm, formset=ItemFormSet, extra=BLANK_ROWS, max_num=100)


class HandoverForm(HouseModelForm):
    """The BAST; the instance is a package that is to be handed over, or was."""

    layout = Layout("handed_over_on", "giver", "bast_number", "check_due_on")

    class Meta:
        model = Support
        fields = ["handed_over_on", "giver", "bast_number", "check_due_on"]
        field_classes = {"handed_over_on": DateField, "check_due_on": DateField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["giver"].queryset = _givers(self.instance)
        for name in ("handed_over_on", "giver"):
            self.fields[name].required = True

    def clean(self):
        super().clean()
        day, check = self.cleaned_data.get("handed_over_on"), self.cleaned_data.get("check_due_on")
        if day and check and check <= day:
            self.add_error("check_due_on", "Tanggal pemeriksaan harus sesudah serah terima.")


class ResultForm(HouseModelForm):
    """What came of it, and for how many people."""

    class Meta:
        model = Support
        fields = ["result", "men", "women"]
        field_classes = {"men": CountField, "women": CountField}
        widgets = PEOPLE
        help_texts = {
            "result": "Apa yang berubah, satu dua kalimat yang dapat dibaca warga. Jangan menulis nama orang."
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["result"].required = True
        self.fields["men"].label, self.fields["women"].label = (
            ("Peserta laki-laki", "Peserta perempuan")
            if self.instance.is_training
            else ("Penerima manfaat laki-laki", "Penerima manfaat perempuan")
        )

    def clean(self):
        super().clean()
        if self.instance.is_training and not (self.cleaned_data.get("men") or self.cleaned_data.get("women")):
            self.add_error("men", "Isi jumlah peserta pelatihan.")


class CheckForm(HouseForm):
    """What somebody saw in the field, a year after the handover."""

    checked_on = DateField(label="Tanggal pemeriksaan")
    condition = forms.ChoiceField(
        label="Keadaan barang atau usaha", choices=Condition.choices, widget=forms.RadioSelect
    )
    finding = forms.CharField(
        label="Temuan",
        help_text="Apa yang dilihat di lapangan, satu dua kalimat. Jangan menulis nama orang.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    next_on = DateField(
        label="Diperiksa lagi pada", help_text="Kosong bila tidak perlu diperiksa lagi.", required=False
    )


class ReasonForm(HouseForm):
    reason = forms.CharField(
        label="Alasan",
        help_text="Terbaca oleh seluruh forum. Jangan menulis nama orang.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Tulis alasannya."},
    )


class SupportFilter(UsulanFilter):
    model = Support

    q = forms.CharField(label="Inisiatif, desa atau kelompok")
    status = forms.ChoiceField(label="Keadaan", choices=[("", ""), *SupportStatus.choices])
    jenis = forms.ChoiceField(label="Jenis", choices=[("", ""), *SupportKind.choices])
    periksa = forms.BooleanField(label="Hanya yang perlu diperiksa")
    desa_saya = forms.BooleanField(label="Hanya desa saya")

    def __init__(self, *args, user, today, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.user, self.today = user, today
        if not enters_for_villages(user):
            del self.fields["desa_saya"]

    def narrow(self, rows):
        rows, values = super().narrow(rows), self.values()
        if "jenis" in values:
            rows = rows.filter(kind=values["jenis"])
        if "desa_saya" in values:
            rows = rows.entered_by(self.user)
        return rows.due_for_check(self.today) if "periksa" in values else rows
