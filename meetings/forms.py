"""What meetings ask: shape and validate, nothing more."""

from crispy_forms.layout import Fieldset, Layout
from django import forms

from forum.choices import Sex
from forum.form_bricks import CountField, DateField, FilterForm, HouseForm, HouseModelForm
from forum.models import Decree, Jabatan, Kecamatan, Opd
from meetings.choices import MeetingKind, Presence
from meetings.models import Agreement, Attendance, FollowUp, Meeting, Signatory
from meetings.status import AgreementStatus, FollowUpStatus, MeetingStatus
from plans.choices import OpenState, UnfundedState
from plans.forms.merging import MergingForm
from plans.models import Activity

SEX_CHOICES = [("", "–"), (Sex.MALE, "L"), (Sex.FEMALE, "P")]


def _jabatan(user):
    return Jabatan.objects.visible_to(user).order_by("name", "pk")


def _opd(user):
    return Opd.objects.visible_to(user).order_by("name", "pk")


class NoteForm(HouseForm):
    """The one sentence that a step asks for, such as the reason of a cancellation."""

    note = forms.CharField(label="Alasan", widget=forms.Textarea)

    def __init__(self, *args, label="Alasan", help_text="", **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["note"]
        field.label, field.help_text = label, help_text
        field.error_messages["required"] = self._ask_for("note", field)


# Meeting


class MeetingForm(HouseModelForm):
    examples = {"title": "Sinkronisasi RKP 2024 dan RKP 2025", "fiscal_year": "2024"}
    layout = Layout(
        "kind",
        "title",
        Fieldset("Waktu dan tempat", "held_on", "starts_at", "ends_at", "place"),
        Fieldset("Yang dibahas", "fiscal_year", "materials"),
        Fieldset("Pimpinan dan dasar", "chair", "decree"),
        Fieldset("Jumlah hadir menurut daftar hadir kertas", "counted_men", "counted_women"),
    )

    class Meta:
        model = Meeting
        fields = [
            "kind", "title", "held_on", "starts_at", "ends_at", "place", "fiscal_year", "materials",
            "chair", "decree", "counted_men", "counted_women",
        ]  # fmt: skip
        field_classes = {"held_on": DateField, "counted_men": CountField, "counted_women": CountField}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["chair"].queryset = _jabatan(user)
        self.fields["decree"].queryset = Decree.objects.visible_to(user).order_by("-valid_from", "-pk")

    def clean(self):
        super().clean()
        starts_at, ends_at = self.cleaned_data.get("starts_at"), self.cleaned_data.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", "Waktu selesai mendahului waktu mulai. Periksa kedua waktu.")


class MeetingFilter(FilterForm):
    tahun = forms.IntegerField(label="Tahun anggaran")
    jenis = forms.ChoiceField(label="Jenis", choices=[("", ""), *MeetingKind.choices])
    keadaan = forms.ChoiceField(label="Keadaan", choices=[("", ""), *MeetingStatus.choices])

    def narrow(self, meetings):
        names = {"tahun": "fiscal_year", "jenis": "kind", "keadaan": "status"}
        return meetings.filter(**{names[name]: value for name, value in self.values().items()})


# Attendance


class GuestForm(HouseModelForm):
    """Somebody who came without a seat in the decree, such as a camat or a facilitator."""

    examples = {"name": "Maria Contoh, S.P.", "jabatan_name": "Camat Kodi", "institution": "Kecamatan Kodi"}

    class Meta:
        model = Attendance
        fields = ["name", "sex", "jabatan_name", "institution"]
        widgets = {"sex": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = self.fields["sex"].required = True
        self.fields["sex"].choices = Sex.choices


class AttendanceForm(HouseModelForm):
    """One line of the attendance list; rendered by the page, a line in a row."""

    class Meta:
        model = Attendance
        fields = ["presence", "name", "sex", "represented_by"]
        widgets = {"presence": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Compared with what this page showed, so that a stale page does not undo a colleague's lines.
        self.fields["presence"].show_hidden_initial = True
        self.fields["sex"].choices = SEX_CHOICES

    def clean(self):
        super().clean()
        represented = self.cleaned_data.get("presence") == Presence.REPRESENTED
        if represented and not self.cleaned_data.get("represented_by", "").strip():
            self.add_error("represented_by", "Tulis siapa yang mewakili.")


def attendance_forms(attendance, data) -> list[AttendanceForm]:
    """
    Return a form for each of these lines; only those that `data` speaks of are bound.

    No formset: what a colleague adds or removes meanwhile must neither stop this page nor be touched by it.
    """
    rows = []
    for row in attendance:
        prefix = f"h{row.pk}"
        sent = data if f"{prefix}-presence" in data else None
        rows.append(AttendanceForm(sent, instance=row, prefix=prefix, use_required_attribute=False))
    return rows


# Decision


class UnfundedFilter(FilterForm):
    """Finds agreements without pagu."""

    tahun = forms.TypedChoiceField(label="Tahun anggaran", coerce=int)
    opd = forms.ModelChoiceField(Opd.objects.none(), label="OPD")
    keadaan = forms.ChoiceField(label="Keadaan", choices=[("", ""), *UnfundedState.choices])

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        years = Activity.objects.visible_to(user).years()
        self.fields["tahun"].choices = [("", self.blank_label), *((year, str(year)) for year in years)]
        self.fields["opd"].queryset = _opd(user)


class DecisionFilter(FilterForm):
    """Finds what a meeting may decide, of one of its two years."""

    DECIDED = "decided"

    tahun = forms.TypedChoiceField(coerce=int, widget=forms.HiddenInput)  # chosen by the links above the list
    kecamatan = forms.ModelChoiceField(Kecamatan.objects.none(), label="Kecamatan")
    opd = forms.ModelChoiceField(Opd.objects.none(), label="OPD")
    keadaan = forms.ChoiceField(
        label="Keadaan",
        choices=[("", ""), (OpenState.UNDECIDED, OpenState.UNDECIDED.label), (DECIDED, "Sudah diputuskan")],
    )

    def __init__(self, data, *, user, meeting, default_year, **kwargs):
        super().__init__({"tahun": default_year} | data.dict(), **kwargs)
        self.default_year = default_year
        self.fields["tahun"].choices = [(year, year) for year in meeting.years]
        self.fields["kecamatan"].queryset = Kecamatan.objects.visible_to(user).order_by("name", "pk")
        self.fields["opd"].queryset = _opd(user)

    @property
    def year(self) -> int:
        return self.values().get("tahun", self.default_year)

    @property
    def active_count(self) -> int:
        return len(self.values().keys() - {"tahun"})

    def narrow(self, usulan):
        values = self.values()
        if "kecamatan" in values:
            usulan = usulan.for_kecamatan(values["kecamatan"])
        if "opd" in values:
            usulan = usulan.concerning_opd(values["opd"], [self.year])
        if "keadaan" in values:
            usulan = usulan.filter(outcome_kind__isnull=values["keadaan"] != self.DECIDED)
        return usulan


# Follow-up


class FollowUpForm(MergingForm):
    examples = {"what": "Serahkan daftar kelompok terdaftar kepada Dinas Pertanian"}
    layout = Layout(
        "uuid",
        "version",
        "what",
        Fieldset("Penanggung jawab: pilih OPD atau jabatan", "opd", "jabatan"),
        "due_on",
        "agenda_item",
    )

    class Meta:
        model = FollowUp
        fields = ["what", "opd", "jabatan", "due_on", "agenda_item"]
        field_classes = {"due_on": DateField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        meeting = self.instance.meeting
        for name, model in (("opd", Opd), ("jabatan", Jabatan)):
            self.fields[name].queryset = model.objects.filter(kabupaten=meeting.kabupaten_id).order_by("name", "pk")
        self.fields["agenda_item"].queryset = meeting.agenda_items.with_titles().in_order()

    def clean(self):
        super().clean()
        if bool(self.cleaned_data.get("opd")) == bool(self.cleaned_data.get("jabatan")):
            self.add_error("opd", "Pilih satu penanggung jawab: OPD atau jabatan, tidak keduanya.")


class FollowUpFilter(FilterForm):
    ALL = "all"

    keadaan = forms.ChoiceField(label="Keadaan", choices=[("", ""), *FollowUpStatus.choices, (ALL, "Semua")])
    opd = forms.ModelChoiceField(Opd.objects.none(), label="OPD")
    terlambat = forms.BooleanField(label="Hanya yang lewat tenggat")

    def __init__(self, *args, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["keadaan"].choices = [("", "Belum selesai"), *self.fields["keadaan"].choices[1:]]
        self.fields["opd"].queryset = _opd(user)

    def narrow(self, follow_ups):
        values = self.values()
        if "keadaan" not in values:
            follow_ups = follow_ups.unfinished()
        elif values["keadaan"] != self.ALL:
            follow_ups = follow_ups.filter(status=values["keadaan"])
        if "opd" in values:
            follow_ups = follow_ups.owed_by_opd(values["opd"])
        return follow_ups.overdue(self.today) if "terlambat" in values else follow_ups


# Agreement


class AgreementFilter(FilterForm):
    tahun = forms.IntegerField(label="Tahun anggaran")
    keadaan = forms.ChoiceField(label="Keadaan", choices=[("", ""), *AgreementStatus.choices])

    def narrow(self, agreements):
        names = {"tahun": "meeting__fiscal_year", "keadaan": "status"}
        return agreements.filter(**{names[name]: value for name, value in self.values().items()})


class AgreementForm(HouseModelForm):
    class Meta:
        model = Agreement
        fields = ["title", "number", "considerations", "clauses", "copies_to"]


class SignatoryForm(HouseModelForm):
    class Meta:
        model = Signatory
        fields = ["jabatan", "on_behalf", "part", "order", "turn"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["jabatan"].queryset = _jabatan(user)

    def clean(self):
        super().clean()
        twins = self.instance.agreement.signatories.filter(
            jabatan=self.cleaned_data.get("jabatan"), part=self.cleaned_data.get("part", "")
        )
        if twins.exists():
            self.add_error("jabatan", "Jabatan ini sudah tercatat di tempat itu. Pilih jabatan atau tempat lain.")


class NumberForm(HouseForm):
    number = forms.CharField(
        label="Nomor berita acara", max_length=80, help_text="Diketik sekali. Nomor yang pernah dipakai ditolak."
    )
    examples = {"number": "000.7/12/Bapperida/2024"}
