"""What the screen of a meeting that goes on asks."""

from django import forms

from forum.form_bricks import HouseForm
from meetings.choices import FloorOrder
from plans.models import Usulan


class DecidedForm(HouseForm):
    """Which usulan and year a decision was filled in for, whatever is before the meeting by now."""

    usulan = forms.ModelChoiceField(Usulan.objects.none(), label="Langsung ke")
    tahun = forms.TypedChoiceField(label="Tahun anggaran", coerce=int)

    def __init__(self, *args, user, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tahun"].choices = [(year, str(year)) for year in meeting.years]
        self.fields["usulan"].queryset = Usulan.objects.visible_to(user).verified().with_list_data()


class FloorForm(DecidedForm):
    """What to bring before the meeting: a usulan (none: the first that waits), of which year, in which order."""

    urut = forms.ChoiceField(label="Urutan", choices=FloorOrder)

    def __init__(self, *args, queue=None, **kwargs):
        """`queue`, where the form is shown, gives its choices and what is chosen."""
        super().__init__(*args, **kwargs)
        self.fields["usulan"].required = False
        if queue:
            self.initial = {"tahun": queue.fiscal_year, "urut": queue.order}
            self.fields["usulan"].choices = [
                (first, f"{group} ({count} belum diputuskan)") for group, count, first in queue.groups()
            ]
