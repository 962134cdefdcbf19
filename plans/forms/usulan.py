"""What villages fill in: plans, kelompok, usulan with their papers and their order."""

import datetime

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html

from forum.form_bricks import (
    CountField,
    DateField,
    FilterForm,
    HouseForm,
    HouseModelForm,
    QuantityField,
    RupiahField,
    UnitInput,
)
from forum.models import Desa, Kecamatan
from forum.rules import enters_for_villages
from forum.templatetags.house import tanggal
from forum.uploads import DOCX, JPEG, PDF, PNG, XLSX, UploadRefused, content_type_of
from plans.choices import AttachmentKind, Bidang, FundingSource
from plans.models import Kelompok, LivelihoodPlan, Usulan
from plans.status import UsulanStatus

ATTACHMENT_TYPES = frozenset({PDF, JPEG, PNG, XLSX, DOCX})
ATTACHMENT_BYTES = 5 * 1024 * 1024
STALE_PAGE = dict.fromkeys(["required", "invalid"], "Muat ulang halaman ini, lalu isi kembali.")


class DesaForm(HouseForm):
    """The question that comes first where somebody enters for several desa; whoever has one is not asked."""

    desa = forms.ModelChoiceField(Desa.objects.none(), label="Desa")

    def __init__(self, data, *, user):
        super().__init__(data if "desa" in data else None)
        rows = Desa.objects.entered_by(user) if enters_for_villages(user) else Desa.objects.visible_to(user)
        field = self.fields["desa"]
        field.queryset = rows.select_related("kecamatan").order_by("kecamatan__name", "name", "pk")
        field.label_from_instance = lambda desa: f"{desa.kecamatan}: {desa.name}"

    def chosen(self) -> Desa | None:
        """Return the desa named in the address, or the only one there is to choose."""
        if self.is_bound:
            return self.cleaned_data["desa"] if self.is_valid() else None
        first_two = self.fields["desa"].queryset[:2]
        return first_two[0] if len(first_two) == 1 else None


class FieldEntryForm(HouseModelForm):
    """
    What is written in the field, for one desa: perhaps sent twice, perhaps by two people at once.

    The page carries the row's `uuid`, so that sending twice stores once, and the `version` that the person had
    before him. The instance comes with its desa.
    """

    uuid = forms.UUIDField(widget=forms.HiddenInput, error_messages=STALE_PAGE)
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages=STALE_PAGE)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {"uuid": self.instance.uuid, "version": self.instance.version}

    @property
    def edited(self) -> list[str]:
        """The columns in which the page differs from what is stored."""
        return [name for name in self.changed_data if name in self._meta.fields]

    def clean_uuid(self):
        if self.instance.pk is None:
            self.instance.uuid = self.cleaned_data["uuid"]
        return self.cleaned_data["uuid"]

    def clean_fiscal_year(self):
        year = self.cleaned_data["fiscal_year"]
        if not 2000 <= year <= 2100:
            raise ValidationError("Tulis tahun anggaran dengan empat angka, misalnya 2027.")
        return year

    def set_stored_beside(self) -> None:
        """Say beside each value that differs what is stored now; saving again then goes through, knowingly."""
        stored = type(self.instance).objects.get(pk=self.instance.pk)
        for name in self.edited:
            self.add_error(name, f"{self.fields[name].label} yang sekarang tersimpan: {self._told(stored, name)}.")
        self.data = self.data.copy()
        self.data["version"] = stored.version

    def _told(self, stored, name: str) -> str:
        field, value = self.fields[name], getattr(stored, name)
        if value in (None, "", []):
            return "kosong"
        if isinstance(value, datetime.date):
            return tanggal(value)
        if isinstance(field, forms.MultipleChoiceField):
            return ", ".join(dict(field.choices)[code] for code in value)
        if isinstance(field, forms.ModelChoiceField):
            return str(value)
        if isinstance(field, forms.ChoiceField):
            return dict(field.choices)[value]
        return field.widget.format_value(field.prepare_value(value))


class PlanForm(FieldEntryForm):
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


class KelompokForm(HouseModelForm):
    """A kelompok of the desa that the instance comes with."""

    examples = {"name": "Kelompok Tani Mata Wai"}

    class Meta:
        model = Kelompok
        fields = ["name", "registration_number", "earlier_help"]

    def clean_name(self):
        name = self.cleaned_data["name"]
        others = Kelompok.objects.for_desa(self.instance.desa).exclude(pk=self.instance.pk)
        if others.filter(name__iexact=name).exists():
            raise ValidationError("Kelompok dengan nama ini sudah tercatat di desa ini. Tulis nama lain.")
        return name


class UsulanForm(FieldEntryForm):
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
        volume = self.cleaned_data["volume"]
        if volume is not None and volume <= 0:
            raise ValidationError("Isi volume lebih dari 0, misalnya 2.")
        return volume

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


class AttachmentForm(HouseForm):
    kind = forms.ChoiceField(label="Jenis", choices=AttachmentKind.choices)
    file = forms.FileField(label="Berkas", help_text="PDF, JPEG, PNG, Excel atau Word, paling besar 5 MB.")

    def clean_file(self):
        """Judge the file by its content; the type found is kept as `content_type`."""
        try:
            self.content_type = content_type_of(
                self.cleaned_data["file"], allowed=ATTACHMENT_TYPES, max_bytes=ATTACHMENT_BYTES
            )
        except UploadRefused as exc:
            raise ValidationError(str(exc)) from None
        return self.cleaned_data["file"]


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


# Filters


def _year_choices(rows):
    return [("", FilterForm.blank_label), *((year, year) for year in rows.years())]


class PlanFilter(FilterForm):
    q = forms.CharField(label="Desa")
    tahun = forms.TypedChoiceField(label="Tahun", coerce=int, empty_value=None)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tahun"].choices = _year_choices(LivelihoodPlan.objects.visible_to(user))

    def narrow(self, rows):
        values = self.values()
        if "q" in values:
            rows = rows.search(values["q"])
        return rows.for_year(values["tahun"]) if "tahun" in values else rows


class KelompokFilter(FilterForm):
    q = forms.CharField(label="Kelompok atau desa")
    kecamatan = forms.ModelChoiceField(Kecamatan.objects.none(), label="Kecamatan")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kecamatan"].queryset = Kecamatan.objects.visible_to(user).order_by("name", "pk")

    def narrow(self, rows):
        values = self.values()
        if "q" in values:
            rows = rows.search(values["q"])
        return rows.filter(desa__kecamatan=values["kecamatan"]) if "kecamatan" in values else rows


class UsulanFilter(FilterForm):
    q = forms.CharField(label="Usulan atau desa")
    tahun = forms.TypedChoiceField(label="Tahun", coerce=int, empty_value=None)
    kecamatan = forms.ModelChoiceField(Kecamatan.objects.none(), label="Kecamatan")
    desa = forms.ModelChoiceField(Desa.objects.none(), label="Desa")
    bidang = forms.ChoiceField(label="Bidang", choices=[("", ""), *Bidang.choices])
    status = forms.ChoiceField(label="Keadaan", choices=[("", ""), *UsulanStatus.choices])

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tahun"].choices = _year_choices(Usulan.objects.visible_to(user))
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
