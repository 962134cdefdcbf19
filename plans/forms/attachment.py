"""Papers beside a usulan."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from forum.form_bricks import HouseForm
from forum.uploads import DOCX, JPEG, PDF, PICTURES, PNG, XLSX, UploadRefused, content_type_of
from plans.choices import AttachmentKind
from plans.pictures import BadPicture, clean_photo

MB = 1024 * 1024
# What each kind may be, and how large it may come; a photo is kept smaller than it came.
LIMITS = {
    AttachmentKind.PHOTO: ({JPEG, PNG}, 10 * MB),
    AttachmentKind.PROPOSAL: ({PDF, DOCX, JPEG, PNG}, 5 * MB),
    AttachmentKind.RAB: ({PDF, XLSX, DOCX, JPEG, PNG}, 2 * MB),
    AttachmentKind.EVIDENCE: ({PDF, JPEG, PNG}, 10 * MB),
    AttachmentKind.OTHER: ({PDF, XLSX, DOCX, JPEG, PNG}, 5 * MB),
}
# What comes with the usulan itself.
ASKED_WITH = [(kind.value, kind.label) for kind in AttachmentKind if kind != AttachmentKind.EVIDENCE]


class AttachmentForm(HouseForm):
    # See also: MergingForm.
    entry = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="Jenis", choices=ASKED_WITH)
    file = forms.FileField(
        label="Berkas",
        help_text="Foto: JPEG atau PNG, paling besar 10 MB. Proposal: PDF, Word atau gambar, 5 MB. "
        "RAB: Excel, PDF, Word atau gambar, 2 MB. Lainnya: 5 MB.",
    )

    def clean(self):
        """Judge the file by its content; the type found is kept as `content_type`, and a picture drawn anew."""
        super().clean()
        kind, upload = self.cleaned_data.get("kind"), self.cleaned_data.get("file")
        if not (kind and upload):
            return
        allowed, max_bytes = LIMITS[kind]
        try:
            self.content_type = content_type_of(upload, allowed=allowed, max_bytes=max_bytes)
            if self.content_type in PICTURES:
                self.cleaned_data["file"] = ContentFile(clean_photo(upload), name=upload.name)
        except (UploadRefused, BadPicture) as exc:
            self.add_error("file", ValidationError(str(exc)))


class EvidenceForm(AttachmentForm):
    """A photo or paper that shows what was carried out."""

    kind = forms.CharField(widget=forms.HiddenInput, disabled=True, initial=AttachmentKind.EVIDENCE)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[
            "file"
        ].help_text = (
            "Foto (JPEG atau PNG) atau PDF, misalnya BAST yang dipindai; paling besar 10 MB. Terbaca seluruh forum."
        )


class KeepForm(HouseForm):
    """Why a file with personal numbers in it must be kept."""

    because = forms.CharField(
        label="Tetap simpan, karena",
        help_text="Tercatat pada riwayat usulan. Jangan menulis nama orang atau nomornya.",
        max_length=300,
        error_messages={
            "required": "Tulis mengapa berkas ini tetap perlu disimpan, atau pilih “Simpan tanpa berkas ini”."
        },
    )
