"""What a berita acara would hold before it is drafted, and what is usually filled in before it is final."""

from collections import defaultdict
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import Truncator

from forum.glyphs import BOX, lacking
from forum.models import Jabatan
from meetings.choices import SignatoryPart
from meetings.models import Agreement, Meeting, Signatory
from meetings.snapshot import take_snapshot
from plans.choices import AGREED_KINDS, NOT_DISCUSSED, OutcomeKind
from plans.succession import offices_on

SHOWN_OF_GROUP = 15


@dataclass(frozen=True)
class Group:
    """The rows of one result, as the berita acara would print them."""

    label: str
    tone: str
    rows: list[dict]
    total: int  # rupiah

    @property
    def shown(self) -> list[dict]:
        return self.rows[:SHOWN_OF_GROUP]

    @property
    def more(self) -> int:
        return len(self.rows) - len(self.shown)


@dataclass(frozen=True)
class Missing:
    """What is not there yet, and where it is filled in; none of it forbids a step."""

    sentence: str
    url: str = ""


def proposed_title(meeting: Meeting) -> str:
    return f"Kesepakatan Hasil {meeting.title}"


def proposed_signatories(meeting: Meeting) -> list[Signatory]:
    """Return, unsaved, who would sign: the chair, and the heads of the OPD that serve; with who may sign that day."""
    jabatan = Jabatan.objects.with_names().with_incumbents(meeting.held_on)
    chair = jabatan.filter(pk=meeting.chair_id).first()
    rows = [Signatory(jabatan=chair, part=SignatoryPart.CHAIR)] if chair else []
    heads = jabatan.heads_of_opd(_serving_opd(meeting))
    return rows + [
        Signatory(jabatan=head, part=SignatoryPart.PARTY, order=order)
        for order, head in enumerate(heads, 1)
        if head != chair
    ]


def _serving_opd(meeting: Meeting) -> set[int]:
    """Keys of the OPD that on that day gave something by this meeting's decisions, or will propose it next year."""
    outcomes = [decision.outcome for decision in meeting.decisions.standing().with_outcomes()]
    agreed = [outcome for outcome in outcomes if outcome.kind in AGREED_KINDS]
    activities = [portion.activity for outcome in agreed for portion in outcome.portions.all()]
    usulan = [outcome.usulan for outcome in agreed]
    offices = offices_on(meeting.held_on, meeting.kabupaten, activities=activities, usulan=usulan)
    serving = {offices.of_activity(activity) for activity in activities}
    return serving | {offices.of_promise(outcome) for outcome in agreed if outcome.target_opd_id}


def thought_of(meeting: Meeting) -> dict:
    """Return the content of the berita acara that would be drafted now; nothing is written."""
    agreement = Agreement(kabupaten=meeting.kabupaten, meeting=meeting, title=proposed_title(meeting))
    return take_snapshot(agreement, proposed_signatories(meeting))


def groups_of(content: dict) -> list[Group]:
    """Return the rows of both annexes by result, what was not discussed last; results without rows are left out."""
    rows = defaultdict(list)
    for group in content["agreed"]:
        for row in group["rows"]:
            rows[row["result"]].append(row | {"reason": row["explanation"]})
    for row in content["not_agreed"]:
        rows[row["result"]].append(row | {"amount": 0})
    tones = {kind.label: kind.tone for kind in OutcomeKind} | {NOT_DISCUSSED: "waiting"}
    return [
        Group(label, tone, rows[label], sum(row["amount"] for row in rows[label]))
        for label, tone in tones.items()
        if label in rows
    ]


def still_empty(meeting: Meeting, content: dict) -> list[Missing]:
    """Return what is usually filled in before a paper is final, each with the way there."""
    meeting_url = reverse("meetings:meeting_edit", args=[meeting.pk])
    jabatan_url, decisions_url = reverse("forum:jabatan_list"), reverse("meetings:decision_list", args=[meeting.pk])
    found = []
    if not content["agreed"] and not content["not_agreed"]:
        found.append(Missing("Rapat ini belum memutuskan usulan apa pun.", decisions_url))
    if not any(block["part"] == SignatoryPart.CHAIR for block in content["signatories"]):
        found.append(Missing("Pimpinan rapat belum menjadi penanda tangan. Pilih pada data rapat.", meeting_url))
    found += [
        Missing(f"{block['jabatan']}: belum ada pejabat pada hari rapat; nama dan NIP dicetak kosong.", jabatan_url)
        for block in content["signatories"]
        if not block["name"]
    ]
    signing = {block["institution"] for block in content["signatories"]}
    found += [
        Missing(f"{group['opd']} melayani usulan tetapi tidak menandatangani. Tambahkan penanda tangannya bila perlu.")
        for group in content["agreed"]
        if group["opd"] not in signing
    ]
    found += [Missing(sentence) for sentence in _lacking_glyphs(content)]
    if not content["meeting"]["decree"]:
        found.append(Missing("SK yang menjadi dasar belum dipilih pada data rapat.", meeting_url))
    if not content["meeting"]["place"]:
        found.append(Missing("Tempat rapat belum diisi.", meeting_url))
    if not content["attendance"]["men"] + content["attendance"]["women"]:
        attendance_url = reverse("meetings:attendance_edit", args=[meeting.pk])
        found.append(Missing("Kehadiran belum dicatat.", attendance_url))
    if not content["agreement"]["number"]:
        found.append(Missing("Nomor belum diisi; naskah dicetak dengan titik-titik dan nomor diketik kemudian."))
    if undecided := sum(row["outcome"] is None for row in content["not_agreed"]):
        found.append(Missing(f"{undecided} usulan tercetak sebagai “Belum dibahas” pada Lampiran III.", decisions_url))
    return found


def _lacking_glyphs(content: dict) -> list[str]:
    """Name what the fonts of the paper lack, once for each text."""
    found = {text: characters for characters, text in lacking(content)}
    return [
        f"{', '.join(f'{char} (U+{ord(char):04X})' for char in characters)} pada “{Truncator(text).chars(60)}” "
        f"tidak ada dalam huruf naskah dan dicetak sebagai {BOX}."
        for text, characters in found.items()
    ]
