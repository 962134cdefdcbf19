"""What every form of the house is built on: how it is laid out, how it asks, how it reads dates and money."""

import re
from datetime import date
from decimal import Decimal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from lokal import format_rupiah, parse_rupiah

from forum.templatetags.house import angka

MONTHS = (
    "januari", "februari", "maret", "april", "mei", "juni",
    "juli", "agustus", "september", "oktober", "november", "desember",
)  # fmt: skip
WRITTEN_DATE = re.compile(r"(\d{1,2})\s+([A-Za-z]{3,9})\.?\s+(\d{4})")
# 1500000, 1.500.000, with or without ",00" or ",-"; a single dot group such as 1.50 is a slip and refused.
WRITTEN_RUPIAH = re.compile(r"(\d+|\d{1,3}(?:\.\d{3})+)(?:,(?:0{1,2}|-))?")
# 2, 2,5, 1.250 or 1.250,75; "2.5" is refused, since nobody can tell what was meant.
WRITTEN_NUMBER = re.compile(r"(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?")
SPOKEN_RUPIAH = re.compile(r"\d+(?:[.,]\d+)?\s*(?:ribu|rb|juta|jt|miliar|triliun)")


def read_date(text: str) -> date | None:
    """Return the day written as "15 Maret 2024" or "15 Mar 2024"; None for anything else."""
    match = WRITTEN_DATE.fullmatch(text.strip())
    if not match:
        return None
    day, word, year = match.groups()
    months = [number for number, name in enumerate(MONTHS, start=1) if name.startswith(word.lower())]
    try:
        return date(int(year), months[0], int(day)) if len(months) == 1 else None
    except ValueError:
        return None


def read_rupiah(text: str) -> int | None:
    """Return whole rupiah written as "Rp1.500.000", "1500000" or "1,5 juta"; None for anything else."""
    text = re.sub(r"^rp\.?\s*", "", text.strip().lower())
    if match := WRITTEN_RUPIAH.fullmatch(text):
        return int(match[1].replace(".", ""))
    if SPOKEN_RUPIAH.fullmatch(text):
        return int(parse_rupiah(text).amount)
    return None


def read_number(text: str) -> Decimal | None:
    """Return a number written as "2", "2,5" or "1.250,75"; None for anything else."""
    text = text.strip()
    return Decimal(text.replace(".", "").replace(",", ".")) if WRITTEN_NUMBER.fullmatch(text) else None


class UnitInput(forms.TextInput):
    """A short input with its unit beside it: "Rp" before, or "ekor", "m" after."""

    unit_before = ""

    def __init__(self, attrs=None, *, suffix: str = ""):
        super().__init__({"inputmode": "decimal", **(attrs or {})})
        self.unit_after = suffix


class RupiahInput(UnitInput):
    """An amount of money; static/js/house.js repeats it in words once the field is left."""

    unit_before = "Rp"

    def __init__(self, attrs=None):
        super().__init__({"inputmode": "numeric", "data-rupiah": "", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value):
        return format_rupiah(value, symbol=False) if isinstance(value, int) else super().format_value(value)


class RupiahField(forms.IntegerField):
    """Whole rupiah, read as people write them."""

    widget = RupiahInput
    default_error_messages = {"invalid": "Tulis jumlah rupiah, misalnya 1.500.000."}

    def to_python(self, value):
        if value in self.empty_values:
            return None
        amount = value if isinstance(value, int) else read_rupiah(value)
        if amount is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return amount

    def widget_attrs(self, widget):
        return {}  # min and max belong to <input type="number">, which cannot hold "1.500.000"


class QuantityField(forms.DecimalField):
    """A number with decimals, read and shown as people write it: 1.250,5."""

    widget = UnitInput

    def to_python(self, value):
        if value in self.empty_values:
            return None
        number = read_number(value) if isinstance(value, str) else Decimal(value)
        if number is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number

    def prepare_value(self, value):
        return angka(value) if isinstance(value, int | Decimal) else value

    def widget_attrs(self, widget):
        return {}  # as for RupiahField


class CountField(forms.IntegerField):
    """A whole number of people or things, read and shown as people write it: 1.250."""

    widget = UnitInput

    def to_python(self, value):
        number = read_number(value) if isinstance(value, str) and value else value
        if value and (number is None or number != int(number)):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return None if number in self.empty_values else int(number)

    def prepare_value(self, value):
        return angka(value) if isinstance(value, int) else value

    def widget_attrs(self, widget):
        return {}  # as for RupiahField


class DateField(forms.DateField):
    """A day, chosen from the calendar or written as "15 Maret 2024"."""

    def to_python(self, value):
        return (read_date(value) if isinstance(value, str) else None) or super().to_python(value)


# What to do, where Django only says what is wrong. A form or model field that sets its own sentence keeps it.
SENTENCES = {
    (forms.IntegerField, "invalid"): "Tulis angka bulat, misalnya 12.",
    (forms.IntegerField, "min_value"): "Tulis angka %(limit_value)s atau lebih.",
    (forms.IntegerField, "max_value"): "Tulis angka paling besar %(limit_value)s.",
    (forms.DecimalField, "invalid"): "Tulis angka, misalnya 2,5.",
    (forms.DateField, "invalid"): "Tulis tanggal seperti 15 Maret 2024 atau pilih dari kalender.",
    (forms.TimeField, "invalid"): "Tulis pukul seperti 14.30.",
    (forms.ChoiceField, "invalid_choice"): "Pilih salah satu dari daftar.",
    (forms.ModelChoiceField, "invalid_choice"): "Pilih salah satu dari daftar.",
    (forms.ModelMultipleChoiceField, "invalid_choice"): "Pilih hanya dari daftar.",
    (forms.FileField, "empty"): "Berkas ini kosong. Pilih berkas lain.",
}


class HouseFormMixin:
    """
    Give a form the look of the house.

    A form may set `layout` (crispy), where fields are grouped, and `examples` (field name -> text), which end the
    sentence that asks for a missing value: "Isi volume, misalnya 2."
    """

    layout: Layout | None = None
    examples: dict[str, str] = {}
    blank_label = "Pilih"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the page writes the form tag and its token
        self.helper.form_show_errors = False  # components/form.html and components/field.html show them
        self.helper.field_template = "components/field.html"
        if self.layout:
            self.helper.layout = self.layout
        for name, field in self.fields.items():
            _dress(field, blank_label=self.blank_label)
            _say(field, forms.Field, "required", self._ask_for(name, field))
            for (cls, code), sentence in SENTENCES.items():
                _say(field, cls, code, sentence)

    def _ask_for(self, name: str, field: forms.Field) -> str:
        label = str(field.label or name.replace("_", " "))
        if not label[:2].isupper():
            label = label[:1].lower() + label[1:]
        chooses = isinstance(field, forms.ChoiceField | forms.FileField)
        example = f", misalnya {self.examples[name].rstrip('.')}" if name in self.examples else ""
        return f"{'Pilih' if chooses else 'Isi'} {label}{example}."


def _say(field: forms.Field, cls: type[forms.Field], code: str, sentence: str) -> None:
    if isinstance(field, cls) and field.error_messages.get(code) == cls.default_error_messages.get(code):
        field.error_messages[code] = sentence


def _dress(field: forms.Field, *, blank_label: str) -> None:
    widget = field.widget
    if isinstance(widget, forms.Select):
        widget.attrs.setdefault("class", "form-select")
    elif not isinstance(widget, forms.CheckboxInput | forms.RadioSelect):  # CheckboxSelectMultiple is a RadioSelect
        widget.attrs.setdefault("class", "form-control")
    if isinstance(widget, forms.Textarea):
        widget.attrs["rows"] = min(int(widget.attrs.get("rows", 5)), 5)
    # The browser's own calendar and clock; they stay blank unless the value comes in ISO form.
    if isinstance(widget, forms.DateInput):
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    elif isinstance(widget, forms.TimeInput):
        widget.input_type, widget.format = "time", "%H:%M"
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label is not None:
            field.empty_label = blank_label
    elif isinstance(field, forms.ChoiceField):
        field.choices = [(value, label if value not in ("", None) else blank_label) for value, label in field.choices]


class HouseForm(HouseFormMixin, forms.Form):
    pass


class HouseModelForm(HouseFormMixin, forms.ModelForm):
    pass


class FilterForm(HouseFormMixin, forms.Form):
    """A GET form above a list: nothing in it is required, and what cannot be read filters nothing."""

    blank_label = "Semua"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="saring_%s", **kwargs)
        for field in self.fields.values():
            field.required = False

    def values(self) -> dict:
        """Return the valid values that somebody has chosen, by field name."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [], False)}

    @property
    def active_count(self) -> int:
        return len(self.values())
