"""The kabupaten with its settings, its kecamatan, and its desa over time."""

import base64
import binascii

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.files.base import ContentFile

from forum.choices import TargetKind
from forum.form_bricks import CountField, DateField, FilterForm, HouseForm, HouseModelForm, UnitInput
from forum.forms.record import RecordForm
from forum.logo import clean_logo
from forum.models import Desa, Kabupaten, Kecamatan, TargetVillage
from forum.uploads import UploadRefused

MARGINS = ("margin_top", "margin_bottom", "margin_left", "margin_right")
LOGO_HINT = "Gambar PNG, JPEG, atau WebP sampai 2 MB. Disimpan ulang dalam ukuran kecil."
LOGO_LOST = "Pilih lagi gambar lambangnya."


class KabupatenForm(HouseModelForm):
    """
    The settings of the kabupaten; the logo too, which sets `instance.logo`.

    A picture that was looked at in the preview is carried by the page (`kept_logo`), since a browser forgets files.
    """

    upload = forms.FileField(label="Lambang daerah", required=False, help_text=LOGO_HINT, widget=forms.FileInput)
    kept_logo = forms.CharField(required=False, widget=forms.HiddenInput)
    remove_logo = forms.BooleanField(label="Hapus lambang yang sekarang", required=False)

    class Meta:
        model = Kabupaten
        fields = [
            "forum_name", "zone", "answer_days", "public_page",
            "letterhead_office", "letterhead_address", "letterhead_contact", "seat_town", "paper_size", *MARGINS,
        ]  # fmt: skip
        field_classes = dict.fromkeys(MARGINS, CountField)
        labels = {"answer_days": "Tenggat jawaban OPD"}
        help_texts = {
            "answer_days": "Hari kerja sejak penerusan; hari kalender bila libur tahun itu belum diketahui aplikasi. "
            "Dapat diubah tiap kali."
        }
        widgets = {"answer_days": UnitInput(suffix="hari kerja")} | {name: UnitInput(suffix="mm") for name in MARGINS}

    layout = Layout(
        Fieldset("Forum", "forum_name", "zone", "answer_days", "public_page"),
        Fieldset(
            "Kop surat",
            "upload", "kept_logo", "remove_logo", "letterhead_office", "letterhead_address", "letterhead_contact",
        ),
        Fieldset("Kertas", "paper_size", *MARGINS, "seat_town"),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.logo:
            del self.fields["remove_logo"]
            self.helper.layout = Layout(*[_without(part, "remove_logo") for part in self.layout])
        self.logo = b""

    @property
    def changed_settings(self) -> list[str]:
        """The columns that the page changes."""
        names = [name for name in self.changed_data if name in self._meta.fields]
        return [*names, "logo"] if self.logo or self.cleaned_data.get("remove_logo") else names

    def clean(self):
        super().clean()
        upload, kept = self.cleaned_data.get("upload"), self.cleaned_data.get("kept_logo")
        try:
            if upload:
                self.logo = clean_logo(upload)
            elif kept:
                self.logo = clean_logo(ContentFile(base64.b64decode(kept, validate=True)))
        except UploadRefused as exc:
            self.add_error("upload", str(exc))
        except binascii.Error:
            self.add_error("upload", LOGO_LOST)
        if self.logo:
            self.instance.logo = ContentFile(self.logo, name="logo.png")
        elif self.cleaned_data.get("remove_logo"):
            self.instance.logo = ""

    def keep_logo(self) -> None:
        """Let the page carry the picture that was chosen."""
        if self.logo:
            self.data = self.data.copy()
            self.data[self.add_prefix("kept_logo")] = base64.b64encode(self.logo).decode()


def _without(part: Fieldset, name: str) -> Fieldset:
    return Fieldset(part.legend, *[field for field in part.fields if field != name])


class ChangeForm(RecordForm):
    """What is true from a day on, by what decree; without a day the record itself was wrong."""

    on = DateField(
        label="Berlaku sejak",
        required=False,
        help_text="Naskah rapat sebelum tanggal ini tetap memakai yang lama. Kosongkan bila hanya memperbaiki "
        "catatan yang keliru.",
    )
    basis = forms.CharField(
        label="Dasar perubahan", max_length=200, help_text="Nomor dan tahun Perda, Perbup, atau sebab perbaikan."
    )
    examples = {"basis": "Perda Nomor 3 Tahun 2025"}


class DesaNameForm(ChangeForm):
    class Meta:
        model = Desa
        fields = ["name", "kind"]


class DesaMoveForm(ChangeForm):
    class Meta:
        model = Desa
        fields = ["kecamatan"]
        labels = {"kecamatan": "Kecamatan yang baru"}


class KecamatanNameForm(ChangeForm):
    once = "name", "Kecamatan dengan nama ini sudah ada."

    class Meta:
        model = Kecamatan
        fields = ["name"]


class KecamatanForm(RecordForm):
    once = "name", "Kecamatan dengan nama ini sudah ada."
    examples = {"code": "53.18.12", "name": "Kodi Tengah"}

    class Meta:
        model = Kecamatan
        fields = ["code", "name"]

    def clean_code(self):
        return within(self.cleaned_data["code"], self.user.kabupaten)


class SuccessionForm(HouseForm):
    on = DateField(label="Berlaku sejak", help_text="Hari pertama sesudah perubahan.")
    basis = forms.CharField(label="Dasar", max_length=200, help_text="Nomor dan tahun Perda atau keputusan.")
    examples = {"basis": "Perda Nomor 3 Tahun 2025"}


class DesaMergeForm(SuccessionForm):
    successor = forms.ModelChoiceField(Desa.objects.none(), label="Bergabung ke desa")
    field_order = ["successor"]

    def __init__(self, *args, desa, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Desa.objects.open().within(desa.kabupaten).exclude(pk=desa.pk)
        self.fields["successor"].queryset = rows.select_related("kecamatan").order_by("kecamatan__name", "name", "pk")
        self.fields["successor"].label_from_instance = lambda row: f"{row.kecamatan}: {row.name}"


class DesaSplitForm(RecordForm):
    """The desa that is founded out of another."""

    on = DateField(label="Berdiri sejak")
    basis = forms.CharField(label="Dasar", max_length=200, help_text="Nomor dan tahun Perda atau keputusan.")
    closes = forms.BooleanField(
        label="Desa asal tidak ada lagi sesudah ini",
        required=False,
        help_text="Centang pada desa pecahan yang terakhir bila desa asal dibagi habis.",
    )
    examples = {"code": "53.18.04.2030", "name": "Waiholo Timur", "basis": "Perda Nomor 3 Tahun 2025"}

    class Meta:
        model = Desa
        fields = ["code", "name", "kind", "kecamatan"]

    def clean_code(self):
        return within(self.cleaned_data["code"], self.user.kabupaten)


def within(code: str, kabupaten: Kabupaten) -> str:
    """Return a Kemendagri code once it is one of this kabupaten."""
    if not code.startswith(f"{kabupaten.code}."):
        raise forms.ValidationError(f"Kode wilayah kabupaten ini berawal {kabupaten.code}. Periksa lagi.")
    return code


class TargetForm(RecordForm):
    class Meta:
        model = TargetVillage
        fields = ["desa", "programme", "kind", "since", "until"]
        field_classes = {"since": DateField, "until": DateField}
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = TargetKind.choices
        if self.instance.pk:
            del self.fields["desa"]
        else:
            self.fields["desa"].queryset = self.fields["desa"].queryset.open()

    def clean(self):
        super().clean()
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", "Tanggal akhir mendahului tanggal mulai. Periksa kedua tanggal.")
        desa = self.cleaned_data.get("desa") or self.instance.desa_id
        twins = TargetVillage.objects.exclude(pk=self.instance.pk).filter(desa=desa)
        if desa and twins.filter(programme=self.cleaned_data.get("programme")).exists():
            name = "programme" if self.instance.pk else "desa"
            self.add_error(name, "Desa ini sudah tercatat pada program ini. Ubah catatannya pada halaman desa.")


class TargetFilter(FilterForm):
    programme = forms.ChoiceField(label="Program")
    kecamatan = forms.ModelChoiceField(Kecamatan.objects.none(), label="Kecamatan")
    kind = forms.ChoiceField(label="Jenis", choices=[("", ""), *TargetKind.choices])

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        programmes = TargetVillage.objects.visible_to(user).programmes()
        self.fields["programme"].choices = [("", "Semua"), *((name, name) for name in programmes)]
        self.fields["kecamatan"].queryset = Kecamatan.objects.visible_to(user).order_by("name", "pk")

    def narrow(self, rows):
        values = self.values()
        if "kecamatan" in values:
            rows = rows.filter(desa__kecamatan=values["kecamatan"])
        return rows.filter(**{name: values[name] for name in ("programme", "kind") if name in values})
