"""What is asked about an invitation: whom, by which letter, and what he answers."""

from crispy_forms.layout import Fieldset, Layout
from django import forms

from forum.form_bricks import DateField, HouseForm, HouseModelForm
from forum.forms.record import CompactField
from forum.models import Jabatan
from meetings.choices import Response
from meetings.models import Invitation, InvitationLetter

PHONE_HELP = "Hanya dilihat sekretariat. Bila kosong, dipakai kontak pejabat yang memegang jabatan itu."


class InvitationForm(HouseModelForm):
    """A jabatan of the forum's books, or a guest whose office is written out."""

    examples = {"guest": "Koordinator P3MD"}
    layout = Layout(
        Fieldset("Yang diundang: pilih jabatan, atau tulis sebutan tamu", "jabatan", "guest", "institution"),
        Fieldset("Kontak", "phone", "email"),
    )

    class Meta:
        model = Invitation
        fields = ["jabatan", "guest", "institution", "phone", "email"]
        field_classes = {"phone": CompactField}
        help_texts = {"phone": PHONE_HELP}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["jabatan"].queryset = Jabatan.objects.visible_to(user).order_by("name", "pk")

    def clean(self):
        super().clean()
        if bool(self.cleaned_data.get("jabatan")) == bool(self.cleaned_data.get("guest")):
            self.add_error("jabatan", "Pilih satu jabatan, atau tulis sebutan tamu; tidak keduanya.")


class ContactForm(HouseModelForm):
    """Under which number and address a jabatan is reached for this meeting."""

    class Meta:
        model = Invitation
        fields = ["phone", "email"]
        field_classes = {"phone": CompactField}
        help_texts = {"phone": PHONE_HELP}


class InvitedGuestForm(HouseModelForm):
    examples = {"guest": "Koordinator P3MD"}

    class Meta:
        model = Invitation
        fields = ["guest", "institution", "phone", "email"]
        field_classes = {"phone": CompactField}
        help_texts = {"phone": "Hanya dilihat sekretariat."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["guest"].required = True


class LetterForm(HouseModelForm):
    examples = {"number": "005/12/Bapperida/2024", "nature": "Penting"}

    class Meta:
        model = InvitationLetter
        fields = ["number", "dated_on", "nature", "enclosure", "subject", "signer", "copies_to"]
        field_classes = {"dated_on": DateField}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["signer"].queryset = Jabatan.objects.visible_to(user).order_by("name", "pk")


class AnswerForm(HouseForm):
    response = forms.ChoiceField(label="Jawaban", choices=Response.choices[1:], widget=forms.RadioSelect)
    represented_by = forms.CharField(
        label="Diwakilkan kepada",
        required=False,
        max_length=150,
        help_text="Jabatan atau nama yang hadir sebagai wakil.",
    )
    note = forms.CharField(
        label="Catatan", required=False, max_length=300, help_text="Misalnya akan datang sesudah pukul 10."
    )

    def clean(self):
        super().clean()
        represented = self.cleaned_data.get("response") == Response.REPRESENTED
        if represented and not self.cleaned_data.get("represented_by"):
            self.add_error("represented_by", "Tulis siapa yang mewakili.")
