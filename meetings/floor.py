"""What the screens of a meeting that goes on show: the usulan before it, those to come, and the counts."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Subquery

from meetings.choices import FloorOrder
from meetings.models import AgendaItem, Attendance, Floor, Meeting
from plans import sync
from plans.choices import OutcomeKind
from plans.models import Referral, Usulan

UPCOMING = 5
UNREFERRED = "Belum diteruskan ke OPD"
IN_KECAMATAN = (
    "desa__kecamatan__name",
    F("kecamatan_rank").asc(nulls_last=True),
    "desa__name",
    F("desa_rank").asc(nulls_last=True),
    "pk",
)


@dataclass(frozen=True)
class Place:
    """One usulan in the order of a meeting: its group (a kecamatan or an OPD) and what stands for it."""

    usulan_id: int
    group: str
    kind: str | None

    @property
    def is_open(self) -> bool:
        return self.kind is None


@dataclass(frozen=True)
class Queue:
    """Every usulan that a meeting may decide for one year, in the order in which it goes through them."""

    fiscal_year: int
    order: FloorOrder
    places: list[Place]

    def first_open(self) -> int | None:
        return next((place.usulan_id for place in self.places if place.is_open), None)

    def open_after(self, usulan_id) -> int | None:
        """Return the next one that waits for a decision, beginning anew after the last; never `usulan_id` itself."""
        at = self._at(usulan_id)
        later = [*self.places[at + 1 :], *self.places[: max(at, 0)]]
        return next((place.usulan_id for place in later if place.is_open), None)

    def before(self, usulan_id) -> int | None:
        at = self._at(usulan_id)
        return self.places[at - 1].usulan_id if at > 0 else None

    def upcoming(self, usulan_id, count: int) -> list[int]:
        at = self._at(usulan_id)
        return [place.usulan_id for place in self.places[at + 1 :] if place.is_open][:count]

    def groups(self) -> list[tuple[str, int, int]]:
        """Return (group, how many of it are open, the first of them) of those that have any."""
        rows: dict[str, list[int]] = {}
        for place in self.places:
            if place.is_open:
                rows.setdefault(place.group, []).append(place.usulan_id)
        return [(group, len(members), members[0]) for group, members in rows.items()]

    def group_of(self, usulan_id) -> str:
        return next((place.group for place in self.places if place.usulan_id == usulan_id), "")

    def counts(self) -> list[tuple[OutcomeKind, int]]:
        """Return how many stand, by kind of outcome, leaving out what there is none of."""
        found = Counter(place.kind for place in self.places)
        return [(kind, found[kind]) for kind in OutcomeKind if found[kind]]

    @property
    def open_count(self) -> int:
        return sum(place.is_open for place in self.places)

    def _at(self, usulan_id) -> int:
        return next((at for at, place in enumerate(self.places) if place.usulan_id == usulan_id), -1)


def floor_of(meeting: Meeting) -> Floor | None:
    """Return what the meeting has before it; None while nobody has moved it yet. Needs `with_floor()`."""
    try:
        return meeting.floor
    except Floor.DoesNotExist:
        return None


def tag_of(meeting: Meeting) -> str:
    """Return what changes whenever a screen of the meeting would look different. Needs `with_floor()`."""
    floor, stirred = floor_of(meeting), meeting.stirred_at
    return f"{meeting.pk}-{meeting.status}-{floor and floor.version}-{stirred and stirred.timestamp()}"


def queue_of(user, fiscal_year: int, order: str) -> Queue:
    """return the queue of a year as this user may see it; one query for any number of usulan."""
    asked = Referral.objects.filter(usulan=OuterRef("pk"), fiscal_year=fiscal_year).order_by("pk")
    rows = Usulan.objects.visible_to(user).up_for_decision(fiscal_year).with_standing(fiscal_year)
    if order == FloorOrder.OPD:
        rows = rows.annotate(group=Subquery(asked.values("opd__name")[:1]))
        rows = rows.order_by(F("group").asc(nulls_last=True), *IN_KECAMATAN)
    else:
        rows = rows.annotate(group=F("desa__kecamatan__name")).order_by(*IN_KECAMATAN)
    found = rows.values_list("pk", "group", "outcome_kind")
    return Queue(fiscal_year, FloorOrder(order), [Place(pk, group or UNREFERRED, kind) for pk, group, kind in found])


@dataclass(frozen=True)
class Board:
    """What every screen in the room shows alike."""

    meeting: Meeting
    queue: Queue
    usulan: Usulan | None
    side: sync.YearSide | None
    upcoming: list[Usulan]
    present: tuple[int, int]
    agenda: list[AgendaItem]  # what is still planned: the first is what the meeting discusses now

    @property
    def mark(self) -> str:
        return mark_of(self.usulan, self.side)

    @property
    def previous(self) -> int | None:
        return self.queue.before(self.usulan.pk) if self.usulan else None

    @property
    def following(self) -> int | None:
        return self.queue.open_after(self.usulan and self.usulan.pk)

    @property
    def decided(self) -> int:
        return self.total - self.queue.open_count

    @property
    def group(self) -> str:
        return self.queue.group_of(self.usulan.pk) if self.usulan else ""

    @property
    def total(self) -> int:
        return len(self.queue.places)


def board_of(user, meeting: Meeting, *, today: date) -> Board:
    """Return the board of a meeting; the same for everyone of its kabupaten. Needs `with_floor()`."""
    floor = floor_of(meeting)
    queue = queue_of(user, floor.fiscal_year, floor.order) if floor else _first_queue(user, meeting)
    current = floor.usulan_id if floor and floor.usulan_id in {place.usulan_id for place in queue.places} else None
    current = current or queue.first_open()
    ahead = queue.upcoming(current, UPCOMING)
    rows = Usulan.objects.visible_to(user).with_list_data().in_bulk([key for key in [current, *ahead] if key])
    usulan = rows.get(current)
    return Board(
        meeting,
        queue,
        usulan,
        sync.lay_out_year(user, usulan, queue.fiscal_year, today=today) if usulan else None,
        [rows[key] for key in ahead if key in rows],
        Attendance.objects.filter(meeting=meeting).present().by_sex(),
        list(meeting.agenda_items.planned().with_titles().in_order()),
    )


def _first_queue(user, meeting: Meeting) -> Queue:
    """The year with which a meeting begins: the first of its two that has anything left to decide."""
    queues = [queue_of(user, year, FloorOrder.KECAMATAN) for year in meeting.years]
    return next((queue for queue in queues if queue.open_count), queues[0])


def mark_of(usulan: Usulan | None, side: sync.YearSide | None) -> str:
    """Return what tells a filled-in decision that it no longer speaks of what is before the meeting."""
    return f"{usulan.pk}-{side.year}-{side.outcome.pk if side.outcome else 0}" if usulan else ""


def suggestion_for(side: sync.YearSide) -> dict:
    """
    Return what fills the decision in advance, by the names of OutcomeForm's arguments: what an OPD has answered, one
    that serves before one that does not; else what the allocation that was applied proposes.
    """
    if side.outcome:
        return {}
    answers = [one.referral.answer for one in side.questions if one.referral.is_answered and one.referral.is_open]
    if answers:
        return {"answer": next((answer for answer in answers if answer.serves), answers[0])}
    return {"activity": side.proposal.activity} if side.proposal and side.proposal.is_ticked else {}
