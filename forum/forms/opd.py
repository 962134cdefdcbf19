"""What becomes of an OPD: another name, a closing, its successors."""

from django import forms

from forum.form_bricks import DateField, HouseForm
from forum.models import Opd

BASIS_HINT = "Peraturan yang mengubahnya, misalnya Perda Nomor 3 Tahun 2024."


class RenameOpdForm(HouseForm):
    name = forms.CharField(label="Nama baru", max_length=120)
    short_name = forms.CharField(label="Singkatan baru", max_length=40, required=False)
    since = DateField(label="Berlaku sejak", help_text="Naskah rapat sebelum hari itu tetap memakai nama lama.")
    basis = forms.CharField(label="Dasar perubahan", max_length=200, help_text=BASIS_HINT)
    examples = {"name": "Dinas Pertanian dan Pangan"}


class CloseOpdForm(HouseForm):
    on = DateField(label="Ditutup sejak", help_text="Hari pertama OPD ini tidak ada lagi.")
    basis = forms.CharField(label="Dasar penutupan", max_length=200, help_text=BASIS_HINT)
    successors = forms.ModelMultipleChoiceField(
        Opd.objects.none(),
        label="OPD penerus",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Satu bila digabung, beberapa bila dipecah. Kosongkan bila tidak ada yang meneruskan.",
    )

    def __init__(self, *args, opd: Opd, **kwargs):
        super().__init__(*args, **kwargs)
        others = Opd.objects.open().filter(kabupaten=opd.kabupaten_id).exclude(pk=opd.pk)
        self.fields["successors"].queryset = others.order_by("name", "pk")
