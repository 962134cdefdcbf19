"""The agenda of a meeting: what it sets out to discuss, how far it came, and what goes on to the next meeting."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Max, ProtectedError

from forum.log import changed_facts, log
from forum.merging import merge, same
from forum.rules import require
from forum.transitions import MoveRefused, apply_move, save_unmoved
from meetings import rules
from meetings.actions.floor import stir, take_up
from meetings.actions.record import APPROVED
from meetings.agenda import usual_course
from meetings.choices import AgendaKind, FloorOrder, MeetingKind
from meetings.floor import queue_of
from meetings.models import AgendaItem, FollowUp, Meeting
from plans.models import Usulan

REPORTERS_ONLY = "Laporan ini diisi camat atau fasilitator kecamatan itu, sampai rapat diakhiri."
NOT_HELD = "Pokok agenda ditandai sekretariat sejak rapat dibuka sampai notulennya disahkan."
CARRIED = "Pokok ini sudah masuk agenda rapat berikutnya. Hapus dahulu dari agenda itu."
RECORDED = "Pokok ini sudah mempunyai catatan notulen atau tindak lanjut. Tandai saja bila belum sempat dibahas."


class ReportConflict(MoveRefused):
    """Somebody wrote in the same part of a report meanwhile; `theirs` holds it, by field."""

    def __init__(self, theirs: Mapping[str, str]):
        super().__init__("Laporan ini baru saja diubah orang lain. Gabungkan isinya, lalu simpan lagi.")
        self.theirs = theirs


@transaction.atomic
def record_agenda_item(item: AgendaItem, changed=(), *, by) -> AgendaItem:
    """Put an item at the end of an agenda, or write the `changed` fields of one."""
    meeting = item.meeting
    require(rules.can_record_meeting(by, meeting), APPROVED)
    if item.pk is None:
        _append(meeting, [item])
        log("meeting.agenda_add", meeting, by=by, after={"title": str(item)})
    else:
        before, after = changed_facts(item, changed)
        if after:
            save_unmoved(item, after)
            log("meeting.agenda_edit", meeting, by=by, before=before, after={"title": str(item), **after})
    stir(meeting)
    return item


@transaction.atomic
def remove_agenda_item(item: AgendaItem, *, by) -> None:
    """
    Take an item off the agenda; what it was carried over from waits again.

    :raises MoveRefused: if minutes or follow-ups stand under it, or a later meeting took it over.
    """
    require(rules.can_record_meeting(by, item.meeting), APPROVED)
    title = str(item)
    try:
        item.delete()
    except ProtectedError as exc:
        raise MoveRefused(CARRIED if _is_carried(item) else RECORDED) from exc
    log("meeting.agenda_remove", item.meeting, by=by, before={"title": title})
    stir(item.meeting)


@transaction.atomic
def shift_agenda_item(item: AgendaItem, step: int, *, by) -> None:
    """Let an item change places with its neighbour: `step` is -1 for up, 1 for down; at the end it stays."""
    require(rules.can_record_meeting(by, item.meeting), APPROVED)
    items = _locked_items(item.meeting)
    _put_at(items, item, min(max(items.index(item) + step, 0), len(items) - 1))
    stir(item.meeting)


@transaction.atomic
def fill_agenda(meeting: Meeting, *, by) -> int:
    """
    Set out the course that a coordination meeting usually takes around what is on its agenda already.

    Returns how many items are new.

    :raises MoveRefused: if it is another kind of meeting, or its agenda was begun by hand.
    """
    require(rules.can_record_meeting(by, meeting), APPROVED)
    items = _locked_items(meeting)
    if not can_be_filled(meeting, items):
        raise MoveRefused("Agenda ini sudah disusun. Tambah atau ubah pokoknya satu per satu.")
    has_follow_ups = any(item.kind == AgendaKind.FOLLOW_UPS for item in items)
    course = usual_course(by, meeting)
    new = [one for one in course if not (has_follow_ups and one.kind == AgendaKind.FOLLOW_UPS)]
    _append(meeting, new)
    before, after = _around(new)
    _renumber([*before, *items, *after])
    log("meeting.agenda_fill", meeting, by=by, after={"count": len(new)})
    stir(meeting)
    return len(new)


def can_be_filled(meeting: Meeting, items: Iterable[AgendaItem]) -> bool:
    """Say whether nothing stands on the agenda of this rakor but what came by itself or from an earlier meeting."""
    by_itself = all(item.kind == AgendaKind.FOLLOW_UPS or item.comes_from_id for item in items)
    return meeting.kind == MeetingKind.RAKOR and by_itself


def _around(course: list[AgendaItem]) -> tuple[list[AgendaItem], list[AgendaItem]]:
    """Part the usual course where what earlier meetings left has its place: after the reports of the kecamatan."""
    at = next(at for at, item in enumerate(course) if at and item.kind != AgendaKind.REPORT)
    return course[:at], course[at:]


@transaction.atomic
def carry_over(meeting: Meeting, origins: Sequence[AgendaItem], *, by) -> int:
    """
    Put what earlier meetings did not reach on this agenda. Returns how many: what somebody took over meanwhile stays.
    """
    require(rules.can_record_meeting(by, meeting), APPROVED)
    locked = AgendaItem.objects.select_for_update().order_by("pk").filter(pk__in=[origin.pk for origin in origins])
    list(locked)  # whoever takes the same over at once waits here
    free = list(AgendaItem.objects.backlog_for(meeting).filter(pk__in=[origin.pk for origin in origins]).in_order())
    fields = ("kabupaten_id", "kind", "title", "duration", "opd_id", "kecamatan_id", "agreement_id")
    texts = ("achievements", "challenges", "lessons")
    items = [
        AgendaItem(
            comes_from=origin,
            fiscal_year=origin.fiscal_year if origin.fiscal_year in meeting.years else None,
            **{name: getattr(origin, name) for name in (*fields, *texts)},
        )
        for origin in free
    ]
    _append(meeting, items)
    if items:
        log("meeting.agenda_carry", meeting, by=by, after={"count": len(items)})
        stir(meeting)
    return len(items)


def expect_follow_ups(meeting: Meeting, *, by) -> None:
    """Put open follow-ups on the agenda of a rakor as soon as earlier meetings have left any: a link, never a copy."""
    if meeting.kind != MeetingKind.RAKOR or meeting.agenda_items.for_kind(AgendaKind.FOLLOW_UPS).exists():
        return
    if FollowUp.objects.owed_before(meeting).exists():
        record_agenda_item(AgendaItem(meeting=meeting, kind=AgendaKind.FOLLOW_UPS, duration=15), by=by)


@transaction.atomic
def move_agenda_item(item: AgendaItem, move: str, *, by) -> None:
    """
    Note that an item was discussed, was not reached, or is open again; the meeting goes on with the next.

    :raises MoveRefused: if a later meeting took it over.
    """
    require(rules.can_follow_agenda(by, item.meeting), NOT_HELD)
    if _is_carried(item):
        raise MoveRefused(CARRIED)
    apply_move(item, move, by=by)
    if item.meeting.is_running and (following := item.meeting.agenda_items.planned().in_order().first()):
        _lead_floor(following, by=by)
    stir(item.meeting)


@transaction.atomic
def take_up_agenda_item(item: AgendaItem, *, by) -> None:
    """Discuss an item now: it goes before everything that is still planned, and the screen to its usulan."""
    require(rules.can_follow_agenda(by, item.meeting), NOT_HELD)
    if _is_carried(item):
        raise MoveRefused(CARRIED)
    if not item.is_planned:
        apply_move(item, "reopen", by=by)
    items = _locked_items(item.meeting)
    first = next(at for at, one in enumerate(items) if one == item or one.is_planned)
    _put_at(items, item, first)
    _lead_floor(item, by=by)
    stir(item.meeting)


def begin_agenda(meeting: Meeting, *, by) -> None:
    """Lead the screen of a meeting that opens to the first thing on its agenda."""
    if first := meeting.agenda_items.planned().in_order().first():
        _lead_floor(first, by=by)


def settle_agenda(meeting: Meeting, discussed: Iterable[AgendaItem], *, by) -> None:
    """Mark what a meeting that ends has discussed; all else that was planned goes to the backlog."""
    done = set(discussed)
    for item in meeting.agenda_items.undone().in_order():
        if item in done:
            apply_move(item, "discuss", by=by)
        elif item.is_planned:
            apply_move(item, "put_off", by=by)


def return_carried(meeting: Meeting, *, by) -> None:
    """Let what a meeting that is not held had taken over from earlier ones wait for the next."""
    for item in meeting.agenda_items.planned().exclude(comes_from=None).in_order():
        apply_move(item, "put_off", by=by)


@transaction.atomic
def record_report(item: AgendaItem, texts: Mapping[str, str], *, seen: Mapping[str, str], by) -> None:
    """
    Write what a kecamatan reports; `seen` is what the writer had before him, both by field.

    :raises ReportConflict: if somebody else wrote in the same part meanwhile; other parts are merged.
    """
    require(rules.can_report(by, item), REPORTERS_ONLY)
    stored = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    theirs = {name: getattr(stored, name) for name in texts}
    merged = merge(seen, texts, theirs)
    if merged.conflicts:
        raise ReportConflict({name: theirs[name] for name in merged.conflicts})
    changed = [name for name, text in merged.values.items() if not same(text, theirs[name])]
    for name in changed:
        setattr(item, name, merged.values[name])
    if changed:
        save_unmoved(item, changed)
        log("meeting.agenda_report", item.meeting, by=by, after={"title": str(item)})
        stir(item.meeting)


def _is_carried(item: AgendaItem) -> bool:
    return AgendaItem.objects.filter(comes_from=item.pk).exists()


def _append(meeting: Meeting, items: Sequence[AgendaItem]) -> None:
    """Write new items behind the last, waiting for whoever does the same."""
    Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    last = meeting.agenda_items.aggregate(last=Max("order"))["last"] or 0
    for order, item in enumerate(items, last + 1):
        item.meeting, item.kabupaten_id, item.order = meeting, meeting.kabupaten_id, order
        item.save()


def _locked_items(meeting: Meeting) -> list[AgendaItem]:
    Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    return list(meeting.agenda_items.in_order())


def _put_at(items: list[AgendaItem], item: AgendaItem, place: int) -> None:
    rest = [one for one in items if one != item]
    _renumber([*rest[:place], item, *rest[place:]])


def _renumber(items: Sequence[AgendaItem]) -> None:
    for order, item in enumerate(items, 1):
        item.order = order
    AgendaItem.objects.bulk_update(items, ["order"])


def _lead_floor(item: AgendaItem, *, by) -> None:
    """Bring the first undecided usulan that an item is about before the meeting; other kinds leave it as it is."""
    if item.kind != AgendaKind.USULAN:
        return
    order = FloorOrder.OPD if item.opd_id else FloorOrder.KECAMATAN
    years = item.meeting.years
    for year in [item.fiscal_year] if item.fiscal_year in years else years:
        rows = Usulan.objects.visible_to(by).up_for_decision(year).undecided(year)
        rows = rows.concerning_opd(item.opd_id, [year]) if item.opd_id else rows
        rows = rows.for_kecamatan(item.kecamatan_id) if item.kecamatan_id else rows
        waiting = set(rows.values_list("pk", flat=True))
        in_order = [place.usulan_id for place in queue_of(by, year, order).places if place.usulan_id in waiting]
        if in_order:
            usulan = Usulan.objects.get(pk=in_order[0])
            take_up(item.meeting, usulan, fiscal_year=year, order=order, by=by)
            return
