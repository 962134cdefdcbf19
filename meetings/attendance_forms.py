"""What is asked of somebody who comes to a meeting, and of the secretariat that notes it."""

from django import forms

from forum.choices import Sex
from forum.form_bricks import CountField, HouseForm
from forum.uploads import JPEG, PDF, PNG, UploadRefused, content_type_of
from meetings.models import Attendance

LARGEST = 10 * 1024 * 1024


class MemberForm(HouseForm):
    """A member number: the number of the seat in the decree on which the meeting rests."""

    number = CountField(label="Nomor anggota", help_text="Nomor urut dalam SK.")
    examples = {"number": "7"}

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = meeting

    def clean_number(self):
        number = self.cleaned_data["number"]
        self.jabatan = self.meeting.member(number)
        if self.jabatan is None:
            raise forms.ValidationError(f"Tidak ada anggota nomor {number} dalam SK rapat ini. Periksa daftarnya.")
        return number


class SubstituteMixin(forms.Form):
    """Who came in place of the holder; both empty where he came himself."""

    represented_by = forms.CharField(
        label="Nama wakil", required=False, max_length=150, help_text="Hanya bila Anda datang sebagai wakil."
    )
    sex = forms.ChoiceField(label="L/P wakil", required=False, choices=[("", "Pilih"), *Sex.choices])

    def clean(self):
        super().clean()
        if self.cleaned_data.get("represented_by") and not self.cleaned_data.get("sex"):
            self.add_error("sex", "Pilih L atau P bagi wakil.")
        return self.cleaned_data


class NumberAtTheDoorForm(SubstituteMixin, MemberForm):
    field_order = ["number", "represented_by", "sex"]


class OwnJabatanForm(HouseForm):
    """For one who has come in with his account: one of the jabatan in which he acts that day."""

    jabatan = forms.ChoiceField(label="Hadir sebagai")

    def __init__(self, *args, held, **kwargs):
        super().__init__(*args, **kwargs)
        self.held = {str(jabatan.pk): jabatan for jabatan in held}
        self.fields["jabatan"].choices = [(key, str(jabatan)) for key, jabatan in self.held.items()]

    def clean_jabatan(self):
        return self.held[self.cleaned_data["jabatan"]]


class AttendanceFileForm(HouseForm):
    attendance = forms.ModelChoiceField(
        Attendance.objects.none(),
        label="Isi berkas",
        required=False,
        empty_label="Daftar hadir bertanda tangan",
    )
    file = forms.FileField(label="Pindaian", help_text="PDF, JPEG atau PNG, paling besar 10 MB.")

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["attendance"]
        field.queryset = meeting.attendance.represented().in_order()
        field.label_from_instance = lambda row: f"Surat bagi wakil {row.jabatan_name}, {row.institution}"

    def clean_file(self):
        upload = self.cleaned_data["file"]
        try:
            self.content_type = content_type_of(upload, allowed={PDF, JPEG, PNG}, max_bytes=LARGEST)
        except UploadRefused as exc:
            raise forms.ValidationError(str(exc)) from None
        return upload
