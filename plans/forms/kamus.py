"""The form and the filter of the kamus usulan."""

from django import forms
from django.core.exceptions import ValidationError

from forum.form_bricks import FilterForm, HouseModelForm
from plans.matching.words import stems
from plans.models import KamusEntry


class KamusEntryForm(HouseModelForm):
    class Meta:
        model = KamusEntry
        fields = ["term", "words", "bidang", "code"]

    def clean_term(self):
        term = " ".join(self.cleaned_data["term"].split())
        if not stems(term):
            raise ValidationError("Istilah ini terlalu umum untuk membedakan usulan. Tulis kata yang lebih khusus.")
        others = KamusEntry.objects.filter(kabupaten=self.instance.kabupaten_id).exclude(pk=self.instance.pk)
        if others.filter(term__iexact=term).exists():
            raise ValidationError("Istilah ini sudah ada dalam kamus. Ubah yang sudah ada.")
        return term

    def clean(self):
        values = super().clean()
        if not values.get("words") and not values.get("code") and "code" not in self.errors:
            self.add_error("words", "Isi kata nomenklatur, atau kode sub kegiatan.")
        return values


class KamusFilter(FilterForm):
    q = forms.CharField(label="Istilah atau kata")

    def narrow(self, rows):
        values = self.values()
        return rows.search(values["q"]) if "q" in values else rows


class WordForm(forms.Form):
    """A word that was offered and is not wanted."""

    word = forms.CharField(max_length=80)
