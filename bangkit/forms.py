"""What the figures of the forum are narrowed by."""

from django import forms

from bangkit.figures import Fate, Scope, nearest_year
from forum.form_bricks import FilterForm
from forum.models import Desa, Kecamatan, Opd
from forum.rules import enters_for_villages
from plans.choices import Bidang, Reason
from plans.models import Usulan


class OverviewFilter(FilterForm):
    """One year; an OPD, a kecamatan and its desa, or all: those of the person, unless others are asked for."""

    tahun = forms.TypedChoiceField(label="Tahun anggaran", coerce=int, empty_value=None)
    opd = forms.ModelChoiceField(Opd.objects.none(), label="OPD")
    kecamatan = forms.ModelChoiceField(Kecamatan.objects.none(), label="Kecamatan")
    desa = forms.ModelChoiceField(Desa.objects.none(), label="Desa")
    desa_saya = forms.ChoiceField(label="Desa yang Anda isi", choices=[("", ""), ("ya", "Hanya desa itu")])

    def __init__(self, data, *, user, today):
        self.user = user
        usulan = Usulan.objects.visible_to(user).asked()
        self.years = list(usulan.years())
        self.own = {"tahun": nearest_year(self.years, today), **_place_of(user)}
        super().__init__({**self.own, **data.dict()})
        self.fields["tahun"].choices = self.year_choices()
        self.fields["opd"].queryset = Opd.objects.visible_to(user).order_by("name", "pk")
        self.fields["kecamatan"].queryset = Kecamatan.objects.visible_to(user).order_by("name", "pk")
        # A kabupaten has hundreds of desa: they are offered once their kecamatan is chosen.
        if str(kecamatan := self.data.get("kecamatan", "")).isdecimal():
            self.fields["desa"].queryset = Desa.objects.visible_to(user).filter(kecamatan=kecamatan).order_by("name")
        elif str(desa := self.data.get("desa", "")).isdecimal():
            self.fields["desa"].queryset = Desa.objects.visible_to(user).filter(pk=desa)
        else:
            del self.fields["desa"]
        if not enters_for_villages(user) or user.kecamatan_id:
            del self.fields["desa_saya"]

    def year_choices(self):
        return [(year, str(year)) for year in self.years] or [(self.own["tahun"], str(self.own["tahun"]))]

    @property
    def year(self) -> int | None:
        return self.values().get("tahun", self.own["tahun"])

    @property
    def active_count(self) -> int:
        return len(self.values().keys() - {"tahun"})

    @property
    def query(self) -> dict:
        """What was chosen, as the address of another page of figures repeats it; the empty choices too."""
        chosen = {name: self.values().get(name, "") for name in self.fields if name != "tahun"}
        return {"tahun": self.year or "", **{name: getattr(value, "pk", value) for name, value in chosen.items()}}

    def scope(self) -> Scope:
        values, rows = self.values(), Usulan.objects.visible_to(self.user)
        if "desa_saya" in values:
            rows = rows.entered_by(self.user)
        if "kecamatan" in values:
            rows = rows.for_kecamatan(values["kecamatan"])
        if "desa" in values:
            rows = rows.for_desa(values["desa"])
        if "bidang" in values:
            rows = rows.filter(bidang=values["bidang"])
        return Scope(rows, self.year, values.get("opd"))


class RowsFilter(OverviewFilter):
    """What one figure counts, also over all years."""

    bidang = forms.ChoiceField(label="Bidang", choices=[("", ""), *Bidang.choices])
    hasil = forms.ChoiceField(label="Hasil", choices=[("", ""), *Fate.choices, ("done", "Terlaksana")])
    alasan = forms.ChoiceField(label="Alasan tidak disepakati", choices=[("", ""), *Reason.choices])

    def year_choices(self):
        return [("", "Semua tahun"), *super().year_choices()]

    @property
    def year(self) -> int | None:
        return self.values().get("tahun")

    @property
    def chosen(self) -> dict:
        """As `find_rows` takes it."""
        values = self.values()
        is_done = values.get("hasil") == "done"
        return {
            "fate": "" if is_done else values.get("hasil", ""),
            "is_done": is_done,
            "reason": values.get("alasan", ""),
        }


def _place_of(user) -> dict:
    """Return the choices that are a person's own: his OPD, his kecamatan, or the desa for which he enters."""
    if user.opd_id:
        return {"opd": user.opd_id}
    if user.kecamatan_id:
        return {"kecamatan": user.kecamatan_id}
    return {"desa_saya": "ya"} if enters_for_villages(user) else {}
