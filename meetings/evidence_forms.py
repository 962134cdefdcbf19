"""A file that shows what was done of a follow-up."""

from django.core.exceptions import ValidationError

from forum.personal_numbers import scan_upload
from plans.forms.attachment import EvidenceForm


class FollowUpEvidenceForm(EvidenceForm):
    """As evidence of what was carried out; one with personal numbers in it is not taken at all."""

    def clean(self):
        super().clean()
        upload = self.cleaned_data.get("file")
        if upload and not self.errors:
            scan = scan_upload(upload, self.content_type)
            if scan.findings:
                refusal = f"Berkas ini memuat {scan.told}. Hapus nomornya dari berkas, lalu unggah lagi."
                self.add_error("file", ValidationError(refusal))
