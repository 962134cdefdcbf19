"""The texts of the berita acara, each checked for its blanks."""

from django import forms
from django.core.exceptions import ValidationError

from forum.form_bricks import HouseForm
from meetings.choices import WordingPart
from meetings.wording import DEFAULT, MOST_LETTERS, WordingRefused, check


def accept(text: str) -> None:
    """The form's validator: the same check, in the form's own exception."""
    try:
        check(text)
    except WordingRefused as exc:
        raise ValidationError(str(exc)) from None


class WordingForm(HouseForm):
    """One field for each part, named as the part."""

    def __init__(self, data=None, *, texts: dict[str, str]):
        # Before the house dresses the fields.
        self.base_fields = {
            part.value: forms.CharField(
                label=part.label,
                validators=[accept],
                widget=forms.Textarea(attrs={"rows": 2 + len(DEFAULT[part]) // 50}),
                max_length=MOST_LETTERS,
            )
            for part in WordingPart
        }
        super().__init__(data, initial=DEFAULT | texts)

    @property
    def texts(self) -> dict[str, str]:
        return {part: self.cleaned_data[part].replace("\r\n", "\n") for part in WordingPart.values}
