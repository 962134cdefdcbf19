"""The secretariat's books: OPD, partners, jabatan and who holds them, the decree and its seats."""

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html

from forum.form_bricks import DateField, FilterForm, HouseForm
from forum.forms.record import CompactField, NameFilter, RecordForm
from forum.models import Decree, Incumbency, Jabatan, Opd, Partner, Person, Seat


class OpdForm(RecordForm):
    once = "name", "OPD dengan nama ini sudah ada. Ubah OPD itu, atau tulis nama lain."
    examples = {"name": "Dinas Pertanian"}

    class Meta:
        model = Opd
        fields = ["name", "short_name", "aliases", "bidang_codes"]


class PartnerForm(RecordForm):
    once = "name", "Mitra dengan nama ini sudah ada."
    examples = {"name": "Yayasan BaKTI"}

    class Meta:
        model = Partner
        fields = ["name"]


class JabatanForm(RecordForm):
    once = "name", "Jabatan dengan nama ini sudah ada. Buka jabatan itu untuk mencatat pejabatnya."
    examples = {"name": "Kepala Dinas Pertanian"}
    layout = Layout(
        "name",
        Fieldset("Tempat jabatan: pilih satu, atau kosongkan bagi jabatan kabupaten", *Jabatan.PARENTS),
        "is_head",
    )

    class Meta:
        model = Jabatan
        fields = ["name", *Jabatan.PARENTS, "is_head"]

    def clean(self):
        super().clean()
        chosen = [name for name in Jabatan.PARENTS if self.cleaned_data.get(name)]
        for name in chosen[1:]:
            self.add_error(name, "Jabatan berada pada satu tempat saja. Kosongkan pilihan yang lain.")


class JabatanChoice(FilterForm):
    """The jabatan for which a person is recorded, when the way led from there."""

    jabatan = forms.ModelChoiceField(Jabatan.objects.none())

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["jabatan"].queryset = Jabatan.objects.visible_to(user)

    def chosen(self) -> Jabatan | None:
        return self.values().get("jabatan")


class PersonForm(RecordForm):
    examples = {"name": "Maria Contoh, S.P."}

    class Meta:
        model = Person
        fields = ["name", "sex", "rank", "nip", "phone", "email"]
        field_classes = {"nip": CompactField, "phone": CompactField}
        widgets = {"sex": forms.RadioSelect}
        help_texts = {
            "nip": "18 angka. Tampil hanya pada blok tanda tangan.",
            "phone": "Dilihat sekretariat dan yang bersangkutan saja; tidak pernah dicetak.",
            "email": "Dilihat sekretariat dan yang bersangkutan saja; tidak pernah dicetak.",
        }

    layout = Layout("name", "sex", "rank", Fieldset("Data pribadi pejabat", "nip", "phone", "email"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sex"].choices = self.fields["sex"].choices[1:]  # without the blank one of a drop-down

    def clean(self):
        super().clean()
        nip = self.cleaned_data.get("nip")
        twins = Person.objects.visible_to(self.user).exclude(pk=self.instance.pk)
        if nip and twins.filter(nip=nip).exists():
            self.add_error("nip", "NIP ini sudah tercatat pada orang lain.")


class IncumbencyForm(RecordForm):
    succeeds = forms.BooleanField(
        label="Menggantikan pejabat yang sekarang",
        required=False,
        help_text="Masa jabatan yang digantikan berakhir sehari sebelum tanggal mulai.",
    )

    class Meta:
        model = Incumbency
        fields = ["person", "kind", "starts_on", "ends_on"]
        field_classes = {"starts_on": DateField, "ends_on": DateField}
        labels = {"starts_on": "Tanggal mulai", "ends_on": "Tanggal akhir"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["succeeds"]  # a term that is mended takes nobody's place
        self.fields["person"].help_text = format_html(
            'Belum ada dalam daftar? <a href="{}">Catat orangnya dahulu</a>.',
            reverse("forum:person_create", query={"jabatan": self.instance.jabatan_id}),
        )

    def clean(self):
        super().clean()
        starts_on, ends_on = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "Tanggal akhir mendahului tanggal mulai. Periksa kedua tanggal.")


class EndIncumbencyForm(HouseForm):
    ends_on = DateField(label="Hari terakhir menjabat")


class DecreeForm(RecordForm):
    once = "number", "SK dengan nomor ini sudah ada."
    examples = {"number": "289/KEP/HK/2023"}

    class Meta:
        model = Decree
        fields = ["number", "title", "valid_from", "valid_until", "note"]
        field_classes = {"valid_from": DateField, "valid_until": DateField}

    def clean(self):
        super().clean()
        starts_on, ends_on = self.cleaned_data.get("valid_from"), self.cleaned_data.get("valid_until")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("valid_until", "Tanggal akhir mendahului tanggal mulai. Periksa kedua tanggal.")


class RevokeDecreeForm(HouseForm):
    last_day = DateField(label="Hari terakhir berlaku")
    basis = forms.CharField(
        label="Dasar pencabutan", max_length=200, help_text="Surat atau keputusan yang mencabutnya."
    )


class SeatSourceForm(HouseForm):
    """The decree whose seats another takes over."""

    source = forms.ModelChoiceField(Decree.objects.none(), label="Salin anggota dari", empty_label=None)

    def __init__(self, *args, sources, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = sources


class SeatForm(RecordForm):
    class Meta:
        model = Seat
        fields = ["jabatan", "position", "order", "note"]

    def clean_jabatan(self):
        return self._once("jabatan", "Jabatan ini sudah duduk dalam SK ini.")

    def clean_order(self):
        return self._once("order", "Nomor urut ini sudah dipakai dalam SK ini. Tulis nomor lain.")

    def _once(self, name: str, sentence: str):
        value = self.cleaned_data[name]
        if self.instance.decree.seats.exclude(pk=self.instance.pk).filter(**{name: value}).exists():
            raise ValidationError(sentence)
        return value


class RosterFilter(FilterForm):
    tanggal = DateField(label="Keadaan pada tanggal")


class JabatanFilter(NameFilter):
    opd = forms.ModelChoiceField(Opd.objects.none(), label="OPD")
    vacant = forms.BooleanField(label="Hanya yang kosong hari ini")

    def __init__(self, *args, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["opd"].queryset = Opd.objects.visible_to(user).order_by("name", "pk")

    def narrow(self, rows):
        values = self.values()
        rows = super().narrow(rows)
        if "opd" in values:
            rows = rows.filter(opd=values["opd"])
        return rows.vacant_on(self.today) if "vacant" in values else rows
