"""Forms by which the secretariat asks OPD, one usulan or several, and says by when they answer."""

from crispy_forms.layout import Layout
from django import forms

from forum.form_bricks import CountField, DateField, HouseForm, UnitInput
from forum.models import Opd
from forum.templatetags.house import tanggal
from plans.deadlines import Deadline, answer_deadline, offered_deadlines

IN_DAYS, ON_A_DAY = "days", "day"
MOST_DAYS = 120


class DeadlineForm(HouseForm):
    """By when: `cleaned_data` then holds `due_on` and, in words for the log, `basis`."""

    by = forms.ChoiceField(label="Tenggat jawaban", widget=forms.RadioSelect, initial=IN_DAYS)
    days = CountField(
        label="Jumlah hari kerja", required=False, min_value=1, max_value=MOST_DAYS, widget=UnitInput(suffix="hari")
    )
    due_on = DateField(label="Tanggal tenggat", required=False, help_text="Hanya untuk “Pada tanggal lain”.")
    note = forms.CharField(
        label="Catatan untuk OPD",
        required=False,
        widget=forms.Textarea,
        help_text="Apa yang perlu diperhatikan OPD. Jangan menulis nama orang.",
    )

    def __init__(self, *args, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.offered = offered_deadlines(user, today=today)
        self.fields["by"].choices = [
            (IN_DAYS, "Sesudah sejumlah hari kerja"),
            *((key, f"{tanggal(one.day)}, {one.usual}") for key, one in self.offered.items()),
            (ON_A_DAY, "Pada tanggal lain"),
        ]
        usual = user.kabupaten.answer_days
        self.fields["days"].initial = usual
        deadline = answer_deadline(today, usual)
        self.fields["days"].help_text = f"Lazimnya {deadline.usual}, sampai {tanggal(deadline.day)}."

    def clean(self):
        values = super().clean()
        by = values.get("by")
        if by == IN_DAYS and "days" not in self.errors:
            if not values.get("days"):
                self.add_error("days", "Isi jumlah hari kerja, misalnya 14.")
            else:
                self._set(answer_deadline(self.today, values["days"]))
        elif by == ON_A_DAY and "due_on" not in self.errors:
            if not values.get("due_on"):
                self.add_error("due_on", "Isi tanggal tenggat, atau pilih cara lain.")
            elif values["due_on"] < self.today:
                self.add_error("due_on", "Tenggat jawaban harus hari ini atau sesudahnya.")
            else:
                self._set(Deadline(values["due_on"], "tanggal yang ditetapkan sekretariat"))
        elif by in self.offered:
            self._set(self.offered[by])
        return values

    def _set(self, deadline: Deadline):
        # What belongs to another choice is not asked for, and no fault.
        for name in {"days", "due_on"} & set(self.errors):
            del self.errors[name]
        self.cleaned_data |= {"due_on": deadline.day, "basis": deadline.usual}

    @property
    def asked(self) -> dict:
        """What an action takes of a valid form."""
        return {name: self.cleaned_data[name] for name in ("due_on", "basis", "note")}


class ReferralForm(DeadlineForm):
    opd = forms.ModelChoiceField(Opd.objects.none(), label="OPD")
    layout = Layout("opd", "by", "days", "due_on", "note")

    def __init__(self, *args, usulan, fiscal_year: int, likely, **kwargs):
        """`likely` are the keys of OPD that have candidates; they are offered first."""
        super().__init__(*args, **kwargs)
        asked = usulan.referrals.open().for_year(fiscal_year)
        opd = Opd.objects.filter(kabupaten=usulan.kabupaten_id, closed_on=None).exclude(pk__in=asked.values("opd"))
        self.fields["opd"].queryset = opd = opd.order_by("name")
        first = [one for one in opd if one.pk in likely]
        if first:
            rest = [one for one in opd if one.pk not in likely]
            self.fields["opd"].choices = [
                ("", self.blank_label),
                ("Mempunyai kegiatan yang mirip", [(one.pk, str(one)) for one in first]),
                ("OPD lain", [(one.pk, str(one)) for one in rest]),
            ]


class SeveralReferralsForm(DeadlineForm):
    """One deadline for several usulan, each with a tick and an OPD of its own; see `pairs`."""

    def __init__(self, *args, usulan, opd, likely: dict[int, int], **kwargs):
        """`likely` tells, by usulan, the key of the OPD with the likest activity: chosen already, never ticked."""
        super().__init__(*args, **kwargs)
        self.usulan, self.opd = usulan, {one.pk: one for one in opd}
        choices = [("", self.blank_label), *((str(key), str(one)) for key, one in self.opd.items())]
        for one in usulan:
            self.fields[f"tick_{one.pk}"] = forms.BooleanField(label=f"Teruskan {one}", required=False)
            self.fields[f"opd_{one.pk}"] = forms.ChoiceField(
                label=f"OPD untuk {one}",
                choices=choices,
                required=False,
                initial=str(likely.get(one.pk, "")),
                error_messages={"invalid_choice": "Pilih OPD dari daftar."},
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def clean(self):
        values = super().clean()
        ticked = [one for one in self.usulan if values.get(f"tick_{one.pk}")]
        if not ticked:
            self.add_error(None, "Centang sekurangnya satu usulan.")
        for one in ticked:
            if not values.get(f"opd_{one.pk}") and f"opd_{one.pk}" not in self.errors:
                self.add_error(f"opd_{one.pk}", "Pilih OPD.")
        return values

    @property
    def pairs(self) -> list[tuple]:
        """The usulan that were ticked, each with its OPD."""
        values = self.cleaned_data
        return [(one, self.opd[int(values[f"opd_{one.pk}"])]) for one in self.usulan if values[f"tick_{one.pk}"]]

    def shared(self) -> list:
        """The fields that count for all."""
        return [self[name] for name in ("by", "days", "due_on", "note")]

    def rows(self) -> list[tuple]:
        """Each usulan with its two fields, for the page."""
        return [(one, self[f"tick_{one.pk}"], self[f"opd_{one.pk}"]) for one in self.usulan]
