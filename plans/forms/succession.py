"""Which successor of a closed OPD takes what."""

from django import forms

from forum.form_bricks import HouseForm
from forum.models import Opd
from plans.succession import Share


class HandOverForm(HouseForm):
    """A choice of successor for each share; of one successor alone nothing is to be chosen: it takes all."""

    def __init__(self, *args, shares: list[Share], successors: list[Opd], **kwargs):
        super().__init__(*args, **kwargs)
        self.shares, self.sole = shares, successors[0] if len(successors) == 1 else None
        for share in [] if self.sole else shares:
            choices = [("", "Belum ditentukan"), *((str(opd.pk), opd.name) for opd in share.successors)]
            self.fields[share.key] = forms.ChoiceField(
                label=f"Penerus {share.told_on}",
                choices=choices,
                required=False,
                initial=share.likely and str(share.likely.pk),
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def rows(self) -> list[tuple]:
        """Return each share with its field, or None where nothing is to be chosen."""
        return [(share, None if self.sole else self[share.key]) for share in self.shares]

    def chosen(self) -> list[tuple[Share, Opd]]:
        """Return the shares that go on now, each with who takes it."""
        if self.sole:
            return [(share, self.sole) for share in self.shares]
        known = {str(opd.pk): opd for share in self.shares for opd in share.successors}
        return [(share, known[key]) for share in self.shares if (key := self.cleaned_data[share.key])]
