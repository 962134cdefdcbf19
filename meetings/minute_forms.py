"""What the minutes ask: an entry, how the chair approved them, and a correction afterwards."""

from django import forms

from forum.form_bricks import HouseForm, HouseModelForm
from meetings.models import Minute, MinuteCorrection
from plans.forms.merging import MergingForm


class MinuteForm(MergingForm):
    examples = {"text": "Sumur bor di Desa Waiholo selesai diuji dan mengalirkan air sejak Februari"}

    class Meta:
        model = Minute
        fields = ["text", "kind", "agenda_item"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        item = self.instance.agenda_item
        self.fields["text"].widget.attrs["autofocus"] = True
        self.fields["agenda_item"].queryset = item.meeting.agenda_items.with_titles().in_order()
        if self.instance.pk is None:  # the press that opened the form said both
            del self.fields["kind"], self.fields["agenda_item"]


class ApprovalForm(HouseForm):
    """`seen` is the fingerprint of what the page showed; the chair himself need not say how he approved."""

    seen = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(
        label="Bagaimana dan kapan pimpinan rapat menyetujui",
        widget=forms.Textarea,
        help_text="Misalnya: membaca naskah cetak dan menyatakan setuju pada 18 Maret 2024. Jangan menulis nama orang.",
    )

    def __init__(self, *args, is_own: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if is_own:
            del self.fields["note"]


class CorrectionForm(HouseModelForm):
    examples = {"text": "Sumur bor di Desa Waiholo selesai diuji pada bulan Maret"}

    class Meta:
        model = MinuteCorrection
        fields = ["text", "reason"]
