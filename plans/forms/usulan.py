"""What villages ask for: usulan and their order; what sends one back or verifies it."""

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.urls import reverse
from django.utils.html import format_html

from forum.form_bricks import CountField, FilterForm, HouseForm, QuantityField, RupiahField, UnitInput
from forum.models import Desa, Kecamatan
from forum.rules import enters_for_villages
from plans.choices import Bidang, FundingSource
from plans.forms.entry import more_than_nothing, year_choices
from plans.forms.merging import MergingForm
from plans.models import Kelompok, LivelihoodPlan, Usulan
from plans.status import UsulanStatus


class UsulanForm(MergingForm):
    funding_options = forms.MultipleChoiceField(
        label="Sumber dana yang mungkin",
        choices=FundingSource.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    examples = {"title": "Sumur bor Dusun 2", "fiscal_year": "2027"}
    layout = Layout(
        "uuid",
        "version",
        Fieldset("Apa dan mengapa", "title", "bidang", "problem", "fiscal_year", "plan"),
        Fieldset("Di mana", "location", "land_status"),
        Fieldset("Berapa", "volume", "unit", "cost"),
        Fieldset("Siapa yang memperoleh manfaat", "men", "women", "disabled", "elderly", "female_headed", "kelompok"),
        Fieldset("Sumber dana dan pelaksanaan", "funding_options", "pattern", "sipd_id"),
    )

    class Meta:
        model = Usulan
        fields = [
            "title", "bidang", "problem", "fiscal_year", "plan", "location", "land_status", "volume", "unit", "cost",
            "men", "women", "disabled", "elderly", "female_headed", "kelompok", "funding_options", "pattern", "sipd_id",
        ]  # fmt: skip
        field_classes = {
            "volume": QuantityField,
            "cost": RupiahField,
            "men": CountField,
            "women": CountField,
            "disabled": CountField,
            "elderly": CountField,
            "female_headed": CountField,
        }
        widgets = {
            "men": UnitInput(suffix="orang"),
            "women": UnitInput(suffix="orang"),
            "disabled": UnitInput(suffix="orang"),
            "elderly": UnitInput(suffix="orang"),
            "female_headed": UnitInput(suffix="KK"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        desa = self.instance.desa
        self.fields["plan"].queryset = LivelihoodPlan.objects.for_desa(desa).select_related("desa").newest_first()
        self.fields["plan"].label_from_instance = lambda plan: plan.short_name
        kelompok = self.fields["kelompok"]
        kelompok.queryset = Kelompok.objects.for_desa(desa).order_by("name", "pk")
        kelompok.help_text = format_html(
            'Belum ada dalam daftar? Simpan draf ini, <a href="{}?desa={}">catat kelompoknya</a>, lalu pilih di sini.',
            reverse("plans:kelompok_create"),
            desa.pk,
        )

    def clean_volume(self):
        return more_than_nothing(self.cleaned_data["volume"])

    def clean(self):
        super().clean()
        everyone = (self.cleaned_data.get("men") or 0) + (self.cleaned_data.get("women") or 0)
        for name in ("disabled", "elderly"):
            if (self.cleaned_data.get(name) or 0) > everyone:
                self.add_error(name, "Jumlah ini melebihi seluruh penerima manfaat laki-laki dan perempuan.")


class ReturnForm(HouseForm):
    note = forms.CharField(
        label="Catatan untuk desa",
        help_text="Apa yang perlu diperbaiki. Jangan menulis nama orang.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Tulis catatan: apa yang perlu diperbaiki desa."},
    )


class VerifyForm(HouseForm):
    note = forms.CharField(
        label="Alasan verifikasi tanpa camat",
        help_text="Tercatat pada riwayat usulan. Jangan menulis nama orang.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Tulis alasan verifikasi tanpa camat, misalnya camat berhalangan."},
    )


class PriorityForm(HouseForm):
    """A number for each usulan of one page: the place it is to have; empty takes it out of the order."""

    def __init__(self, *args, usulan: list[Usulan], field: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.usulan, self.ranks = usulan, {row.pk: getattr(row, field) for row in usulan}
        for row in usulan:
            self.fields[f"rank_{row.pk}"] = forms.IntegerField(
                label=f"Nomor urut {row.title}",
                required=False,
                min_value=1,
                initial=self.ranks[row.pk],
                error_messages={
                    "invalid": f"Tulis nomor urut {row.title} dengan angka.",
                    "min_value": f"Nomor urut {row.title} dimulai dari 1.",
                },
                widget=forms.NumberInput(attrs={"class": "form-control", "min": 1}),
            )

    def rows(self):
        """Return each usulan with its field, for the template."""
        return [(row, self[f"rank_{row.pk}"]) for row in self.usulan]

    @property
    def moved(self) -> int | None:
        """The usulan whose arrow was pressed."""
        key = self.data.get("up") or self.data.get("down") or ""
        return int(key) if key.isdigit() and int(key) in self.ranks else None

    def wishes(self, *, ranked: int) -> dict[int, int | None]:
        """Return the places that differ from those stored; `ranked` is how many usulan have one."""
        typed = {pk: self.cleaned_data[f"rank_{pk}"] for pk in self.ranks}
        wishes = {pk: place for pk, place in typed.items() if place != self.ranks[pk]}
        if self.moved:
            place = typed[self.moved] or ranked + 2
            wishes[self.moved] = max(1, place - 1 if "up" in self.data else place + 1)
        return wishes


class UsulanFilter(FilterForm):
    model = Usulan

    q = forms.CharField(label="Usulan atau desa")
    tahun = forms.TypedChoiceField(label="Tahun", coerce=int, empty_value=None)
    kecamatan = forms.ModelChoiceField(Kecamatan.objects.none(), label="Kecamatan")
    desa = forms.ModelChoiceField(Desa.objects.none(), label="Desa")
    bidang = forms.ChoiceField(label="Bidang", choices=[("", ""), *Bidang.choices])
    status = forms.ChoiceField(label="Keadaan", choices=[("", ""), *UsulanStatus.choices])

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tahun"].choices = year_choices(self.model.objects.visible_to(user))
        self.fields["kecamatan"].queryset = Kecamatan.objects.visible_to(user).order_by("name", "pk")
        desa = self._desa_of(user)
        if desa is None:
            del self.fields["desa"]
        else:
            self.fields["desa"].queryset = desa.order_by("name", "pk")

    def _desa_of(self, user):
        """A whole kabupaten has too many desa for one drop-down: first its kecamatan, then its desa."""
        kecamatan = self.data.get("kecamatan", "")
        if kecamatan.isdigit():
            return Desa.objects.visible_to(user).filter(kecamatan=kecamatan)
        return Desa.objects.entered_by(user) if enters_for_villages(user) else None

    def narrow(self, rows):
        values = self.values()
        if "q" in values:
            rows = rows.search(values["q"])
        if "tahun" in values:
            rows = rows.for_year(values["tahun"])
        if "kecamatan" in values:
            rows = rows.for_kecamatan(values["kecamatan"])
        if "desa" in values:
            rows = rows.for_desa(values["desa"])
        return rows.filter(**{name: values[name] for name in ("bidang", "status") if name in values})
