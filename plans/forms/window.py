"""The form of one step of the planning calendar."""

import datetime

from django import forms

from forum.form_bricks import DateField, HouseModelForm
from forum.templatetags.house import tanggal
from plans.models import PlanningWindow
from plans.planning_year import FIRST_YEAR, LAST_YEAR


class WindowForm(HouseModelForm):
    fiscal_year = forms.IntegerField(
        label="Tahun yang direncanakan",
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text="Tahun anggaran yang disiapkan, misalnya 2025 untuk RKPD 2025.",
    )
    examples = {"fiscal_year": "2025"}

    class Meta:
        model = PlanningWindow
        fields = ["kind", "fiscal_year", "starts_on", "ends_on", "note"]
        field_classes = {"starts_on": DateField, "ends_on": DateField}

    def clean(self):
        values = super().clean()
        year, starts_on, ends_on = (values.get(name) for name in ("fiscal_year", "starts_on", "ends_on"))
        if year:
            # A slip of the pen in the year of a date would draw a calendar of centuries.
            first, last = datetime.date(year - 2, 1, 1), datetime.date(year, 12, 31)
            for name, day in (("starts_on", starts_on), ("ends_on", ends_on)):
                if day and not first <= day <= last:
                    self.add_error(name, f"Tahun {year} direncanakan antara {tanggal(first)} dan {tanggal(last)}.")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "Tanggal selesai harus sama dengan atau sesudah tanggal mulai.")
        return values
