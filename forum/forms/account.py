"""Accounts, log-in and passwords."""

import itertools

from crispy_forms.layout import Field, Fieldset, Layout
from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from forum import rules
from forum.choices import AccountState, Role
from forum.form_bricks import FilterForm, HouseForm, HouseFormMixin
from forum.forms.record import RecordForm
from forum.models import User

PASSWORD_HINT = "Sedikitnya 10 karakter, bukan angka semata, dan bukan kata sandi yang lazim dipakai orang."
PASSWORDS_DIFFER = "Kedua kata sandi baru berbeda. Ketik yang sama dua kali."


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
        self.fields["desa"].label_from_instance = lambda desa: (
            f"{desa} (tidak ada lagi)" if desa.closed_on else desa.name
        )

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
