"""What the agenda of a meeting asks: an item of each kind, the report of a kecamatan, what was discussed."""

from django import forms

from forum.form_bricks import HouseForm, HouseModelForm, UnitInput
from forum.merging import UNKNOWN
from forum.models import Kecamatan, Opd
from forum.templatetags.house import tanggal
from meetings.choices import AgendaKind
from meetings.models import AgendaItem, Agreement, Meeting
from meetings.models.agenda import REPORT_PARTS
from meetings.status import AgendaStatus

# By what an item of each kind finds its records.
FILTERS_OF_KIND = {
    AgendaKind.REPORT: ("kecamatan",),
    AgendaKind.FOLLOW_UPS: ("opd",),
    AgendaKind.ANSWERS: ("opd", "fiscal_year"),
    AgendaKind.USULAN: ("opd", "kecamatan", "fiscal_year"),
    AgendaKind.AGREEMENT: ("agreement",),
    AgendaKind.TOPIC: (),
}
LONGEST = 600  # minutes: ten hours; what takes days is several meetings


class AgendaItemForm(HouseModelForm):
    """One item of the kind that its instance already has."""

    blank_label = "Semua"
    examples = {"title": "Pembukaan", "duration": "15"}

    fiscal_year = forms.TypedChoiceField(label="Tahun anggaran", coerce=int, empty_value=None, required=False)
    duration = forms.IntegerField(
        label="Lama",
        min_value=1,
        max_value=LONGEST,
        required=False,
        widget=UnitInput(suffix="menit"),
        help_text="Dari lama setiap pokok dihitung pukul berapa pokok itu dimulai.",
    )

    class Meta:
        model = AgendaItem
        fields = ["title", "opd", "kecamatan", "fiscal_year", "agreement", "duration"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        kind = AgendaKind(self.instance.kind)
        for name in {"opd", "kecamatan", "fiscal_year", "agreement"}.difference(FILTERS_OF_KIND[kind]):
            del self.fields[name]
        if "opd" in self.fields:
            self.fields["opd"].queryset = Opd.objects.visible_to(user).order_by("name", "pk")
        if "kecamatan" in self.fields:
            self.fields["kecamatan"].queryset = Kecamatan.objects.visible_to(user).order_by("name", "pk")
        if "fiscal_year" in self.fields:
            years = [(year, str(year)) for year in self.instance.meeting.years]
            self.fields["fiscal_year"].choices = [("", "Keduanya"), *years]
        if "agreement" in self.fields:
            self.fields["agreement"].queryset = Agreement.objects.visible_to(user).newest_first()
            self.fields["agreement"].empty_label = "Berita acara rapat ini, yang masih akan disusun"
        if kind == AgendaKind.TOPIC:
            self.fields["title"].required, self.fields["title"].help_text = True, ""
        if kind == AgendaKind.REPORT:
            self.fields["kecamatan"].required, self.fields["kecamatan"].empty_label = True, "Pilih"


class ReportForm(HouseModelForm):
    """The report of a kecamatan; the page also carries what it showed, so that nobody's words are overwritten."""

    class Meta:
        model = AgendaItem
        fields = REPORT_PARTS
        help_texts = {
            "achievements": "Apa yang tercapai sejak rapat sebelumnya.",
            "challenges": "Apa yang menghambat, dan bantuan siapa yang diperlukan.",
            "lessons": "Apa yang patut ditiru atau dihindari.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True

    def seen(self) -> dict:
        """Return what each part held when the page was opened."""
        return {name: self.data.get(self.add_initial_prefix(name), UNKNOWN) for name in self.fields}

    def put_to_the_person(self, theirs: dict[str, str]) -> None:
        """Show beside his own words what somebody else has stored; the next time he has seen it."""
        self.data = self.data.copy()
        for name, text in theirs.items():
            self.add_error(name, f"Sementara itu orang lain menulis: “{text}” Gabungkan keduanya, lalu simpan lagi.")
            self.data[self.add_initial_prefix(name)] = text


class CarryForm(HouseForm):
    """What of the backlog a meeting takes over; all of it is ticked."""

    origins = forms.ModelMultipleChoiceField(
        AgendaItem.objects.none(), label="Dibahas dalam rapat ini", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, **kwargs)
        rows = AgendaItem.objects.backlog_for(meeting).with_titles().select_related("meeting").by_meeting()
        field = self.fields["origins"]
        field.queryset = rows
        field.choices = [(row.pk, f"{row} ({row.meeting}, {tanggal(row.meeting.held_on)})") for row in rows]
        field.initial = [key for key, _ in field.choices]


class CloseForm(HouseForm):
    """What a meeting that ends has discussed, of what is not marked yet."""

    discussed = forms.ModelMultipleChoiceField(
        AgendaItem.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label="Yang sudah dibahas",
        required=False,
        help_text="Yang tidak dicentang ditawarkan untuk agenda rapat berikutnya.",
    )

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, **kwargs)
        rows, field = meeting.agenda_items.undone().with_titles().in_order(), self.fields["discussed"]
        field.queryset = rows
        field.choices = [(row.pk, str(row)) for row in rows]
        # Where items were marked as the meeting went on, what is left was not reached; else nobody marked any.
        if not meeting.agenda_items.in_status(AgendaStatus.DONE).exists():
            field.initial = [key for key, _ in field.choices]
        if not field.choices:
            del self.fields["discussed"]
