"""What the forum asks: shape and validate, nothing more."""

import itertools

from crispy_forms.layout import Field, Fieldset, Layout
from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html

from forum import rules
from forum.choices import AccountState, Role
from forum.form_bricks import DateField, FilterForm, HouseForm, HouseFormMixin, HouseModelForm
from forum.models import Decree, Desa, Incumbency, Jabatan, Kabupaten, Opd, Partner, Person, Seat, User

PASSWORD_HINT = "Sedikitnya 10 karakter, bukan angka semata, dan bukan kata sandi yang lazim dipakai orang."
PASSWORDS_DIFFER = "Kedua kata sandi baru berbeda. Ketik yang sama dua kali."


class RecordForm(HouseModelForm):
    """
    A form on a record of the user's kabupaten; whatever it offers to choose comes from there alone.

    `once` names the field that tells records apart, with the sentence for one that is taken.
    """

    once: tuple[str, str] | None = None

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.instance.kabupaten = user.kabupaten
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                _narrow(field, user)

    def clean(self):
        super().clean()
        if self.once:
            name, sentence = self.once
            twins = type(self.instance)._default_manager.visible_to(self.user).exclude(pk=self.instance.pk)
            value = self.cleaned_data.get(name)
            if value and twins.filter(**{f"{name}__iexact": value}).exists():
                self.add_error(name, sentence)


def _narrow(field: forms.ModelChoiceField, user) -> None:
    field.queryset = field.queryset.visible_to(user).order_by("name", "pk")
    if field.queryset.model is Desa:
        field.queryset = field.queryset.select_related("kecamatan")
        field.label_from_instance = lambda desa: f"{desa.name}, Kecamatan {desa.kecamatan}"


class CompactField(forms.CharField):
    """A number that people write in groups: blanks, dots and hyphens in it mean nothing."""

    def to_python(self, value):
        return super().to_python(value).translate(str.maketrans("", "", " .-"))

    def widget_attrs(self, widget):
        return {}  # maxlength would let the browser cut a number that is pasted with its blanks


# The secretariat's books


class KabupatenForm(HouseModelForm):
    class Meta:
        model = Kabupaten
        fields = [
            "forum_name", "zone", "answer_days",
            "letterhead_office", "letterhead_address", "seat_town", "paper_size",
        ]  # fmt: skip

    layout = Layout(
        Fieldset("Forum", "forum_name", "zone", "answer_days"),
        Fieldset("Naskah", "letterhead_office", "letterhead_address", "seat_town", "paper_size"),
    )


class OpdForm(RecordForm):
    once = "name", "OPD dengan nama ini sudah ada. Ubah OPD itu, atau tulis nama lain."
    examples = {"name": "Dinas Pertanian"}

    class Meta:
        model = Opd
        fields = ["name", "short_name", "aliases", "bidang_codes", "closed_on"]
        field_classes = {"closed_on": DateField}


class PartnerForm(RecordForm):
    once = "name", "Mitra dengan nama ini sudah ada."
    examples = {"name": "Yayasan BaKTI"}

    class Meta:
        model = Partner
        fields = ["name"]


class JabatanForm(RecordForm):
    once = "name", "Jabatan dengan nama ini sudah ada. Buka jabatan itu untuk mencatat pejabatnya."
    examples = {"name": "Kepala Dinas Pertanian"}
    layout = Layout(
        "name",
        Fieldset("Tempat jabatan: pilih satu, atau kosongkan bagi jabatan kabupaten", *Jabatan.PARENTS),
        "is_head",
    )

    class Meta:
        model = Jabatan
        fields = ["name", *Jabatan.PARENTS, "is_head"]

    def clean(self):
        super().clean()
        chosen = [name for name in Jabatan.PARENTS if self.cleaned_data.get(name)]
        for name in chosen[1:]:
            self.add_error(name, "Jabatan berada pada satu tempat saja. Kosongkan pilihan yang lain.")


class JabatanChoice(FilterForm):
    """The jabatan for which a person is recorded, when the way led from there."""

    jabatan = forms.ModelChoiceField(Jabatan.objects.none())

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["jabatan"].queryset = Jabatan.objects.visible_to(user)

    def chosen(self) -> Jabatan | None:
        return self.values().get("jabatan")


class PersonForm(RecordForm):
    examples = {"name": "Maria Contoh, S.P."}

    class Meta:
        model = Person
        fields = ["name", "sex", "rank", "nip", "phone", "email"]
        field_classes = {"nip": CompactField, "phone": CompactField}
        widgets = {"sex": forms.RadioSelect}
        help_texts = {
            "nip": "18 angka. Tampil hanya pada blok tanda tangan.",
            "phone": "Dilihat sekretariat dan yang bersangkutan saja; tidak pernah dicetak.",
            "email": "Dilihat sekretariat dan yang bersangkutan saja; tidak pernah dicetak.",
        }

    layout = Layout("name", "sex", "rank", Fieldset("Data pribadi pejabat", "nip", "phone", "email"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sex"].choices = self.fields["sex"].choices[1:]  # without the blank one of a drop-down

    def clean(self):
        super().clean()
        nip = self.cleaned_data.get("nip")
        twins = Person.objects.visible_to(self.user).exclude(pk=self.instance.pk)
        if nip and twins.filter(nip=nip).exists():
            self.add_error("nip", "NIP ini sudah tercatat pada orang lain.")


class IncumbencyForm(RecordForm):
    class Meta:
        model = Incumbency
        fields = ["person", "kind", "starts_on", "ends_on"]
        field_classes = {"starts_on": DateField, "ends_on": DateField}
        labels = {"starts_on": "Tanggal mulai", "ends_on": "Tanggal akhir"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].help_text = format_html(
            'Belum ada dalam daftar? <a href="{}">Catat orangnya dahulu</a>.',
            reverse("forum:person_create", query={"jabatan": self.instance.jabatan_id}),
        )

    def clean(self):
        super().clean()
        starts_on, ends_on = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "Tanggal akhir mendahului tanggal mulai. Periksa kedua tanggal.")


class EndIncumbencyForm(HouseForm):
    ends_on = DateField(label="Hari terakhir menjabat")


class DecreeForm(RecordForm):
    once = "number", "SK dengan nomor ini sudah ada."
    examples = {"number": "289/KEP/HK/2023"}

    class Meta:
        model = Decree
        fields = ["number", "title", "valid_from", "note"]
        field_classes = {"valid_from": DateField}


class SeatForm(RecordForm):
    class Meta:
        model = Seat
        fields = ["jabatan", "position", "order", "note"]

    def clean_jabatan(self):
        return self._once("jabatan", "Jabatan ini sudah duduk dalam SK ini.")

    def clean_order(self):
        return self._once("order", "Nomor urut ini sudah dipakai dalam SK ini. Tulis nomor lain.")

    def _once(self, name: str, sentence: str):
        value = self.cleaned_data[name]
        if self.instance.decree.seats.exclude(pk=self.instance.pk).filter(**{name: value}).exists():
            raise ValidationError(sentence)
        return value


class RosterFilter(FilterForm):
    tanggal = DateField(label="Keadaan pada tanggal")


# Accounts


class AccountForm(RecordForm):
    """An account: its role and what it is confined to. Its name is chosen once, when it is opened."""

    class Meta:
        model = User
        fields = ["username", "role", "position", "opd", "kecamatan", "desa", "person"]
        widgets = {"desa": forms.CheckboxSelectMultiple}
        help_texts = {
            "opd": "Bagi petugas OPD.",
            "kecamatan": "Bagi camat, dan bagi fasilitator yang mengisi untuk seluruh desa di kecamatannya.",
            "desa": "Bagi fasilitator yang mengisi untuk desa tertentu.",
        }

    layout = Layout(
        "username",
        "role",
        Fieldset("Lingkup kerja", "opd", "kecamatan", Field("desa", template="forum/_desa_field.html")),
        Fieldset("Jabatan dan riwayat", "person", "position"),
    )
    examples = {"username": "pertanian.operator"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["username"]
            self.helper.layout = Layout(*self.layout.fields[1:])
        self.fields["role"].choices = [("", "Pilih"), *((role, Role(role).label) for role in rules.SCOPE_FIELDS)]
        self.fields["desa"].queryset = self.fields["desa"].queryset.order_by("kecamatan__name", "name", "pk")
        self.fields["desa"].label_from_instance = lambda desa: desa.name

    def desa_groups(self) -> list[tuple[str, list, bool]]:
        """Return (kecamatan, check boxes, whether one is ticked) for the template."""
        boxes = itertools.groupby(self["desa"].subwidgets, lambda box: box.data["value"].instance.kecamatan.name)
        groups = [(kecamatan, list(rows)) for kecamatan, rows in boxes]
        return [(kecamatan, rows, any(row.data["selected"] for row in rows)) for kecamatan, rows in groups]

    def clean(self):
        super().clean()
        if not (role := self.cleaned_data.get("role")):
            return
        scope = rules.SCOPE_FIELDS[role]
        for name in {"opd", "kecamatan", "desa"}.difference(scope):
            self.cleaned_data[name] = self.fields[name].queryset.none() if name == "desa" else None
        if scope and not any(self.cleaned_data.get(name) for name in scope):
            asked = " atau ".join(str(self.fields[name].label) for name in scope)
            self.add_error(scope[-1], f"Pilih {asked} bagi peran {Role(role).label}.")


class AccountFilter(FilterForm):
    q = forms.CharField(label="Nama pengguna atau sebutan")
    role = forms.ChoiceField(label="Peran", choices=[("", ""), *((role, role.label) for role in rules.SCOPE_FIELDS)])
    state = forms.ChoiceField(label="Keadaan", choices=[("", ""), *AccountState.choices])

    def narrow(self, accounts):
        values = self.values()
        if "q" in values:
            accounts = accounts.search(values["q"])
        if "role" in values:
            accounts = accounts.filter(role=values["role"])
        if "state" in values:
            accounts = accounts.filter(is_active=values["state"] == AccountState.OPEN)
        return accounts


class NameFilter(FilterForm):
    q = forms.CharField(label="Nama")

    def narrow(self, rows):
        values = self.values()
        return rows.search(values["q"]) if "q" in values else rows


class JabatanFilter(NameFilter):
    opd = forms.ModelChoiceField(Opd.objects.none(), label="OPD")
    vacant = forms.BooleanField(label="Hanya yang kosong hari ini")

    def __init__(self, *args, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["opd"].queryset = Opd.objects.visible_to(user).order_by("name", "pk")

    def narrow(self, rows):
        values = self.values()
        rows = super().narrow(rows)
        if "opd" in values:
            rows = rows.filter(opd=values["opd"])
        return rows.vacant_on(self.today) if "vacant" in values else rows


# Log-in and passwords


def password_field(label: str, *, autocomplete: str = "new-password", help_text: str = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, help_text=help_text, strip=False, widget=widget)


class LoginForm(HouseFormMixin, AuthenticationForm):
    error_messages = {
        "invalid_login": "Nama pengguna dan kata sandi tidak cocok. Periksa lagi, "
        "atau mintalah slip kata sandi kepada sekretariat.",
    }
    password = password_field("Kata sandi", autocomplete="current-password")

    def clean_username(self):
        return self.cleaned_data["username"].lower()  # the lock-out must count every spelling as one name


class OwnPasswordForm(HouseFormMixin, PasswordChangeForm):
    error_messages = {
        "password_incorrect": "Kata sandi lama tidak cocok. Ketik sekali lagi.",
        "password_mismatch": PASSWORDS_DIFFER,
    }
    old_password = password_field("Kata sandi lama", autocomplete="current-password")
    new_password1 = password_field("Kata sandi baru", help_text=PASSWORD_HINT)
    new_password2 = password_field("Kata sandi baru, sekali lagi")


class SlipForm(HouseForm):
    """A slip and the password that is to be: whether there is such an account is not to be learnt here."""

    username = forms.CharField(
        label="Nama pengguna", widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"})
    )
    code = forms.CharField(
        label="Kode slip",
        help_text="Empat kelompok huruf dan angka; tanda hubung boleh dilewati.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )
    password = password_field("Kata sandi baru", help_text=PASSWORD_HINT)
    password_again = password_field("Kata sandi baru, sekali lagi")
    examples = {"code": "K7QM-2FHT-9XWC-4RNA"}

    def clean_password(self):
        validate_password(self.cleaned_data["password"], User(username=self.cleaned_data.get("username", "")))
        return self.cleaned_data["password"]

    def clean_password_again(self):
        again = self.cleaned_data["password_again"]
        if "password" in self.cleaned_data and self.cleaned_data["password"] != again:
            raise ValidationError(PASSWORDS_DIFFER)
        return again
