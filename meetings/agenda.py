"""The agenda of a meeting as its pages and papers show it, and the course that a coordination meeting usually takes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from django.urls import reverse

from forum.models import Kecamatan, Opd
from forum.templatetags.house import jam
from meetings import rules, schedule
from meetings.choices import AgendaKind
from meetings.models import AgendaItem, FollowUp, Meeting
from plans.models import Referral, Usulan

MOVES = {"discuss": "Tandai dibahas", "put_off": "Belum sempat", "reopen": "Buka kembali"}
OPENING, CLOSING = "Pembukaan", "Penutup"
# Minutes that the usual agenda sets out with; usulan take one each, in steps of five.
USUAL_MINUTES = {
    OPENING: 15,
    AgendaKind.REPORT: 10,
    AgendaKind.FOLLOW_UPS: 15,
    AgendaKind.AGREEMENT: 20,
    CLOSING: 10,
}
FEWEST_MINUTES = 10


@dataclass(frozen=True)
class Slot:
    """One item with the time it is given."""

    item: AgendaItem
    number: int
    starts_at: time | None
    ends_at: time | None

    @property
    def hours(self) -> str:
        """Return "09.00–09.15", "09.00" where its length is not known, or nothing."""
        return "–".join(jam(moment) for moment in (self.starts_at, self.ends_at) if moment)

    @property
    def url(self) -> str:
        return url_of(self.item)


def slots_of(meeting: Meeting, items: Sequence[AgendaItem] | None = None) -> list[Slot]:
    """Return the agenda in its order; one query, none where its items are given."""
    if items is None:
        items = list(meeting.agenda_items.with_titles().in_order())
    hours = schedule.timetable(meeting.starts_at, [item.duration for item in items])
    return [Slot(item, number, *pair) for number, (item, pair) in enumerate(zip(items, hours, strict=True), 1)]


def lay_out(user, meeting: Meeting, items: Sequence[AgendaItem]) -> list[tuple[Slot, bool, list[tuple[str, str]]]]:
    """Return (slot, whether the user may write its report, its moves as (move, label)) for each item."""
    rows = []
    for slot in slots_of(meeting, items):
        slot.item.meeting = meeting
        moves = [(move, label) for move, label in MOVES.items() if rules.can_move_agenda_item(user, slot.item, move)]
        rows.append((slot, rules.can_report(user, slot.item), moves))
    return rows


def verdict_on_length(meeting: Meeting, items: Sequence[AgendaItem]) -> tuple[str, bool]:
    """Return a sentence that compares the agenda with the meeting's hours, and whether it does not fit."""
    minutes = [item.duration for item in items]
    unknown = minutes.count(None)
    over = schedule.minutes_over(meeting.starts_at, meeting.ends_at, minutes)
    if over is None:
        return (f"Seluruhnya {sum(filter(None, minutes))} menit." if any(minutes) else ""), False
    if over > 0:
        return f"Agenda lebih panjang {over} menit daripada rapat.", True
    rest = f"tersisa {-over} menit" if over else "tepat sampai rapat selesai"
    if unknown:
        return f"{unknown} pokok belum diberi lama; {rest} untuknya.", False
    return f"Agenda muat dalam waktu rapat, {rest}.", False


def url_of(item: AgendaItem) -> str:
    """Return where the records stand that an item leads to; nothing for a topic in words."""
    match item.kind:
        case AgendaKind.USULAN:
            query = {"tahun": item.fiscal_year, "kecamatan": item.kecamatan_id, "opd": item.opd_id}
            return _with_query(reverse("meetings:decision_list", args=[item.meeting_id]), query)
        case AgendaKind.ANSWERS:
            year = [item.fiscal_year] if item.fiscal_year else []
            return _with_query(reverse("plans:sync", args=year), {"opd": item.opd_id})
        case AgendaKind.REPORT:
            return _with_query(reverse("plans:usulan_list"), {"kecamatan": item.kecamatan_id})
        case AgendaKind.FOLLOW_UPS:
            return _with_query(reverse("meetings:follow_up_list"), {"opd": item.opd_id})
        case AgendaKind.AGREEMENT if item.agreement:
            return item.agreement.get_absolute_url()
        case AgendaKind.AGREEMENT:
            return f"{reverse('meetings:meeting_detail', args=[item.meeting_id])}#berita-acara"
    return ""


def usual_course(user, meeting: Meeting) -> list[AgendaItem]:
    """
    Return, unsaved, what a coordination meeting usually discusses, in its order: opening, reports of the kecamatan
    that ask for something, open follow-ups, the usulan of each OPD for year n, then n+1, berita acara, closing.
    """
    asked = {year: _open_usulan(user, year) for year in meeting.years}
    kecamatan = Kecamatan.objects.filter(desa__usulan__in=[key for keys in asked.values() for key in keys])
    course = [_topic(OPENING)]
    course += [_item(AgendaKind.REPORT, kecamatan=one) for one in kecamatan.distinct().order_by("name", "pk")]
    if FollowUp.objects.owed_before(meeting).exists():
        course.append(_item(AgendaKind.FOLLOW_UPS))
    for year, keys in asked.items():
        course += _usulan_items(year, keys)
    return [*course, _item(AgendaKind.AGREEMENT), _topic(CLOSING)]


def _open_usulan(user, year: int) -> list[int]:
    rows = Usulan.objects.visible_to(user).up_for_decision(year).undecided(year)
    return list(rows.values_list("pk", flat=True))


def _usulan_items(year: int, keys: list[int]) -> list[AgendaItem]:
    """Return an item for each OPD that these usulan are put to, each counted once, and one for those put to none."""
    asked = Referral.objects.for_usulan(keys).for_year(year).order_by("-pk").values_list("usulan_id", "opd_id")
    first = dict(asked)  # as the screen of the meeting groups them: the OPD that was asked first
    counts = Counter(first.values())
    items = [
        _item(AgendaKind.USULAN, opd=opd, fiscal_year=year, duration=_minutes_for(counts[opd.pk]))
        for opd in Opd.objects.filter(pk__in=counts).order_by("name", "pk")
    ]
    if unasked := len(keys) - len(first):
        title = f"Pembahasan usulan yang belum diteruskan ke OPD, tahun {year}"
        duration = _minutes_for(unasked)
        items.append(_item(AgendaKind.USULAN, title=title, fiscal_year=year, duration=duration))
    return items


def _minutes_for(count: int) -> int:
    return max(FEWEST_MINUTES, -(-count // 5) * 5)


def _item(kind: AgendaKind, **fields) -> AgendaItem:
    return AgendaItem(kind=kind, **({"duration": USUAL_MINUTES.get(kind)} | fields))


def _topic(title: str) -> AgendaItem:
    return _item(AgendaKind.TOPIC, title=title, duration=USUAL_MINUTES[title])


def _with_query(url: str, values: dict) -> str:
    query = "&".join(f"{name}={value}" for name, value in values.items() if value)
    return f"{url}?{query}" if query else url
