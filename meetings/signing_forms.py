"""What signing asks: shape and validate, nothing more."""

import json

from django import forms
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError

from forum.form_bricks import HouseForm, HouseModelForm
from forum.models import Jabatan, Person
from forum.uploads import JPEG, PDF, PNG, UploadRefused, content_type_of
from meetings.check_code import grouped, read_code
from meetings.choices import Prefix
from meetings.forms import NumberForm
from meetings.models import Ralat, Signatory
from meetings.seal import DRAWING_HEIGHT, DRAWING_WIDTH

SCAN_TYPES = frozenset({PDF, JPEG, PNG})
SCAN_BYTES = 20 * 1024 * 1024
MOST_STROKES, MOST_POINTS = 60, 2000
MISDRAWN = "Gambar tanda tangan tidak terbaca. Hapus, lalu gambar lagi, atau biarkan kosong."


class OfficeChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, signatory):
        return f"{signatory.office}: {signatory.name}" if signatory.name else signatory.office


class ScanForm(HouseForm):
    """A paper that was signed in ink, scanned."""

    scan = forms.FileField(
        label="Pindaian bertanda tangan",
        help_text=f"PDF, JPEG atau PNG sampai {SCAN_BYTES // 1024 // 1024} MB. Seluruh halaman, juga lampirannya.",
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(SCAN_TYPES))}),
    )

    def clean_scan(self):
        scan = self.cleaned_data["scan"]
        try:
            self.content_type = content_type_of(scan, allowed=SCAN_TYPES, max_bytes=SCAN_BYTES)
        except UploadRefused as exc:
            raise ValidationError(str(exc)) from None
        return scan


class InkForm(ScanForm, NumberForm):
    """A scan, who signed on it, and the number where none was typed before."""

    signatories = OfficeChoice(
        Signatory.objects.none(),
        label="Yang bertanda tangan pada pindaian ini",
        help_text="Bandingkan dengan kertasnya. Yang tidak dicentang tetap ditunggu.",
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ["scan", "signatories", "number"]

    def __init__(self, *args, agreement, **kwargs):
        super().__init__(*args, **kwargs)
        waiting = agreement.signatories.waiting().select_related("jabatan").by_turn()
        self.fields["signatories"].queryset = waiting
        self.fields["signatories"].initial = waiting
        number = self.fields["number"]
        number.required = False
        number.help_text = "Diperlukan bila tidak ada lagi yang ditunggu. Diketik sekali."
        if agreement.number:
            del self.fields["number"]


class ScreenForm(HouseForm):
    """The signature on screen: read, named, and confirmed with the password."""

    name = forms.CharField(label="Nama Anda", max_length=120)
    drawing = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-pad": "", "autocomplete": "off"}))
    password = forms.CharField(
        label="Kata sandi Anda",
        strip=False,
        help_text="Kata sandi yang Anda pakai untuk masuk.",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, request, signatory, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["name"].help_text = f"Ketik seperti pada naskah: {signatory.name}. Gelar boleh ditinggalkan."

    def clean_drawing(self):
        """Return the strokes as pairs of whole numbers on the pad."""
        if not self.cleaned_data["drawing"]:
            return ()
        try:
            strokes = tuple(
                tuple((_on_pad(x, DRAWING_WIDTH), _on_pad(y, DRAWING_HEIGHT)) for x, y in stroke)
                for stroke in json.loads(self.cleaned_data["drawing"])
            )
        except (ValueError, TypeError, RecursionError):
            raise ValidationError(MISDRAWN) from None
        if len(strokes) > MOST_STROKES or sum(map(len, strokes)) > MOST_POINTS:
            raise ValidationError("Gambar tanda tangan terlalu rumit. Hapus, lalu gambar lebih sederhana.")
        return tuple(filter(None, strokes))

    def clean_password(self):
        """Asked anew by the same door as the log-in: wrong ones are counted together and lock it."""
        user = self.request.user
        password = self.cleaned_data["password"]
        if authenticate(self.request, username=user.username, password=password) != user:
            raise ValidationError("Kata sandi tidak cocok. Lima kali keliru mengunci percobaan selama 30 menit.")
        return password


def _on_pad(value, limit: int) -> int:
    if type(value) is not int or not 0 <= value <= limit:
        raise ValueError("not on the pad")
    return value


class ReplaceForm(HouseForm):
    """Who signs in somebody's place, in what capacity, and why."""

    jabatan = forms.ModelChoiceField(
        Jabatan.objects.none(), label="Jabatan", help_text="Jabatan yang sama, atau yang menandatangani atas namanya."
    )
    prefix = forms.ChoiceField(label="Sebagai", choices=Prefix, required=False)
    person = forms.ModelChoiceField(Person.objects.none(), label="Orang")
    reason = forms.CharField(label="Alasan penggantian", widget=forms.Textarea, max_length=500)

    def __init__(self, *args, signatory, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["jabatan"].queryset = Jabatan.objects.visible_to(user).order_by("name", "pk")
        self.fields["jabatan"].initial = signatory.jabatan_id
        self.fields["person"].queryset = Person.objects.visible_to(user).order_by("name", "pk")


class RalatForm(HouseModelForm):
    secretary = forms.ModelChoiceField(
        Jabatan.objects.none(),
        label="Sekretaris forum",
        help_text="Menandatangani bersama pimpinan rapat, dengan pejabatnya hari ini.",
    )
    examples = {"place": "Lampiran II nomor 3, kolom desa", "before": "Desa Wainholo", "after": "Desa Waiholo"}

    class Meta:
        model = Ralat
        fields = ["place", "before", "after"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["secretary"].queryset = Jabatan.objects.visible_to(user).order_by("name", "pk")


class CodeForm(HouseForm):
    """The check number as somebody reads it from a paper."""

    nomor = forms.CharField(
        label="Nomor periksa",
        max_length=40,
        help_text="Dua belas angka pada halaman pertama dan pada setiap kaki halaman.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    examples = {"nomor": grouped("482109375612")}

    def clean_nomor(self):
        if code := read_code(self.cleaned_data["nomor"]):
            return code
        raise ValidationError("Nomor ini tidak lengkap atau salah ketik: angka terakhirnya tidak cocok. Periksa lagi.")


class CheckUploadForm(HouseForm):
    file = forms.FileField(
        label="Berkas PDF",
        help_text=f"Sampai {SCAN_BYTES // 1024 // 1024} MB. Berkas dihapus segera sesudah dibaca.",
        widget=forms.FileInput(attrs={"accept": PDF}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            content_type_of(file, allowed={PDF}, max_bytes=SCAN_BYTES)
        except UploadRefused as exc:
            raise ValidationError(str(exc)) from None
        return file
