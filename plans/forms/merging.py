"""A form in which what two people wrote is merged field by field, and what both changed is put to the second."""

from django import forms

from forum.log import was_logged
from forum.merging import UNKNOWN, merge, same
from plans.actions.entry import Sending, written_later
from plans.forms.entry import FieldEntryForm


class MergingForm(FieldEntryForm):
    """
    The page of a stored row also carries what each field held when it was opened (Django's hidden initial values).

    If somebody wrote since, `conflicts` names the fields that both changed; all others are merged. The page that
    puts these to the person sends their names as `asked`, and for each `keep_<name>`: "mine" or "theirs".
    """

    # Made for one sending on the device that queues it: what is stored and only lost its answer is known by it.
    entry = forms.UUIDField(required=False, widget=forms.HiddenInput)
    # Which device, and the how-manieth that it wrote: an older edit that comes late gives way to a newer one.
    device = forms.UUIDField(required=False, widget=forms.HiddenInput)
    sequence = forms.IntegerField(required=False, widget=forms.HiddenInput)
    edited: list[str] = []  # the columns in which what is to be stored differs from what is stored

    def __init__(self, data=None, **kwargs):
        super().__init__(_with_theirs_kept(data), **kwargs)
        self.conflicts: list[str] = []
        carries = data is None or any(name.startswith("initial-") for name in data)
        self.carries_base = bool(self.instance.pk) and carries
        for name in self._meta.fields:
            self.fields[name].show_hidden_initial = self.carries_base

    def clean(self):
        """Merge before the form judges how its values fit together."""
        super().clean()
        if self.instance.pk is None:
            return
        theirs = {name: getattr(self.instance, name) for name in self._meta.fields if name in self.cleaned_data}
        if self.cleaned_data.get("version") != self.instance.version:
            mine = {name: self.cleaned_data[name] for name in theirs}
            merged = merge({name: self._base(name) for name in mine}, mine, theirs)
            newer = {name: theirs[name] for name in self._written_later_here() if name in theirs}
            self.cleaned_data |= merged.values | newer
            self.conflicts = [name for name in merged.conflicts if name not in newer]
        unanswered = [name for name in self.data.getlist("asked") if name in theirs and f"keep_{name}" not in self.data]
        self.conflicts += [name for name in unanswered if name not in self.conflicts]
        self.edited = [name for name in theirs if not same(self.cleaned_data[name], theirs[name])]

    def _base(self, name: str):
        """Return what the page showed in this field when it was opened."""
        field = self.fields[name]
        shown = field.hidden_widget().value_from_datadict(self.data, self.files, self.add_initial_prefix(name))
        try:
            return field.to_python(shown) if self.carries_base else UNKNOWN
        except forms.ValidationError:
            return UNKNOWN

    @property
    def sending(self) -> Sending | None:
        """What the device that queued this said of it; None for a page that was sent as ever."""
        values = self.cleaned_data
        if not values.get("entry"):
            return None
        return Sending(values["entry"], values.get("device"), values.get("sequence"))

    def _written_later_here(self) -> set[str]:
        sending = self.sending
        return written_later(self.instance, sending) if sending and "sequence" in sending.facts else set()

    def was_recorded(self) -> bool:
        """Say whether this very sending is stored already."""
        entry = self.cleaned_data.get("entry")
        return bool(self.instance.pk and entry) and was_logged(self.instance, entry)

    def take_new_key(self) -> None:
        """Let the same words be sent again as a row of their own."""
        self.data = self.data.copy()
        self.data["uuid"] = str(type(self.instance)().uuid)

    def put_to_the_person(self) -> tuple[list, list]:
        """
        Return what the page that asks about `conflicts` needs: (label, name, mine, theirs) of each, in words; and
        the hidden inputs that carry everything else, based on what is stored now.
        """
        stored = type(self.instance).objects.get(pk=self.instance.pk)
        fresh = type(self)(instance=stored)
        questions, carried = [], [fresh["uuid"], fresh["version"]]
        for name in self._meta.fields:
            mine, theirs = self.cleaned_data[name], getattr(stored, name)
            if name in self.conflicts:
                questions.append((self[name].label, name, self._told(mine, name), self._told(theirs, name)))
            own = self if name in self.edited or name in self.conflicts else fresh
            carried += [own[name].as_hidden(), fresh[name].as_hidden(only_initial=True)]
        return questions, carried


def _with_theirs_kept(data):
    """Return what was sent, where "theirs" was chosen with what is stored in place of what was typed."""
    kept = [name.removeprefix("keep_") for name in data or () if name.startswith("keep_") and data[name] == "theirs"]
    if kept:
        data = data.copy()
        for name in kept:
            data.setlist(name, data.getlist(f"initial-{name}"))
    return data
