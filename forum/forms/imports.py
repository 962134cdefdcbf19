"""A file that is brought in."""

from django import forms

from forum.form_bricks import FilterForm, HouseForm
from forum.models import Decree
from forum.workbook import MAX_BYTES, TOO_LARGE

LARGEST = f"{MAX_BYTES // 1024 // 1024} MB"


class ImportForm(HouseForm):
    """What is asked beside the file is a field of a subclass, whose `chosen` is what the kind's reader is given."""

    file = forms.FileField(
        label="Berkas",
        help_text=f"Excel (.xlsx), paling besar {LARGEST}.",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def __init__(self, *args, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "file"])

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file

    def chosen(self) -> dict:
        """Return what was chosen beside the file, as it can be kept."""
        return {}

    def subject(self) -> str:
        """Return the same in words."""
        return ""


class ListForm(ImportForm):
    """Of lists that people also keep as CSV."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = f"Excel (.xlsx) atau CSV, paling besar {LARGEST}."
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv"


class TargetListForm(ListForm):
    programme = forms.CharField(label="Program", max_length=60, initial="BangKIT")

    def chosen(self) -> dict:
        return {"programme": self.cleaned_data["programme"]}

    def subject(self) -> str:
        return f"Program {self.cleaned_data['programme']}"


class RosterForm(ListForm):
    decree = forms.ModelChoiceField(Decree.objects.none(), label="SK")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["decree"].queryset = Decree.objects.visible_to(user).newest_first()

    def chosen(self) -> dict:
        return {"decree": self.cleaned_data["decree"].pk}

    def subject(self) -> str:
        return str(self.cleaned_data["decree"])


class RosterTemplateForm(FilterForm):
    """For which decree a template is to be filled in; the newest unless one is named."""

    decree = forms.ModelChoiceField(Decree.objects.none())

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decree"].queryset = Decree.objects.visible_to(user).newest_first()

    def chosen_decree(self) -> Decree | None:
        return self.values().get("decree") or self.fields["decree"].queryset.first()
