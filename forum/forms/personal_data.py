"""Personal data: why they are erased, and what went wrong with them."""

from django import forms

from forum.form_bricks import CountField, DateField, HouseForm
from forum.forms.record import RecordForm
from forum.models import Breach


class ErasePersonForm(HouseForm):
    reason = forms.CharField(
        label="Alasan penghapusan",
        widget=forms.Textarea,
        help_text="Misalnya permintaan yang bersangkutan dan tanggalnya. Jangan menulis data pribadi di sini.",
    )


class TypedNameForm(HouseForm):
    q = forms.CharField(
        label="Nama atau sebagiannya",
        min_length=3,
        max_length=100,
        error_messages={"min_length": "Ketik paling sedikit tiga huruf.", "max_length": "Ketik sebagian namanya saja."},
    )


class BreachForm(RecordForm):
    examples = {"what": "daftar hadir dengan nomor telepon terkirim ke grup umum"}

    class Meta:
        model = Breach
        fields = ["noticed_on", "what", "people", "told", "told_on", "done"]
        field_classes = {"noticed_on": DateField, "told_on": DateField, "people": CountField}

    def clean(self):
        super().clean()
        if self.cleaned_data.get("told_on") and not self.cleaned_data.get("told"):
            self.add_error("told", "Tulis siapa yang diberi tahu pada tanggal itu.")
