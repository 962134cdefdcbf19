"""A file that is brought in."""

from django import forms

from forum.form_bricks import HouseForm
from forum.workbook import MAX_BYTES, TOO_LARGE

LARGEST = f"{MAX_BYTES // 1024 // 1024} MB"


class ImportForm(HouseForm):
    file = forms.FileField(
        label="Berkas",
        help_text=f"Excel (.xlsx), paling besar {LARGEST}.",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file
