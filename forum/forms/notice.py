"""Kabar: narrowed on its page, sent by e-mail."""

from django import forms

from forum.form_bricks import FilterForm, HouseModelForm
from forum.models import Digest
from forum.notices import KINDS


def _kinds():
    return [("", ""), *((record_type, kind.title) for record_type, kind in KINDS.items())]


class NoticeFilter(FilterForm):
    jenis = forms.ChoiceField(label="Jenis catatan", choices=_kinds)
    belum = forms.BooleanField(label="Hanya yang belum dibaca")


class ReadToForm(forms.Form):
    """Up to which entry of the log the reader's page told."""

    sampai = forms.IntegerField(min_value=0, max_value=2**62)


class DigestForm(HouseModelForm):
    """An empty address ends it."""

    class Meta:
        model = Digest
        fields = ["address"]
        help_texts = {"address": "Kosongkan untuk menghentikannya."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["address"].required = False
