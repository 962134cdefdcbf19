"""
Kabar: what happened to the records that concern a person, read from the log; one line for each record.

A floor registers its kinds of records in its `notices.py`: which of them concern whom, and what of them is told. There
is no second history and nothing is copied to anybody: who may no longer see a record is no longer told of it. Kept are
only the reader's own marks (`User.read_to`, `ReadMark`).
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.utils import timezone

from forum.choices import NoticeState
from forum.models import LogEntry, User

# What is older stands in the history of its record; the frame counts no further than this.
REACH = datetime.timedelta(days=365)
MOST_COUNTED = 100


@dataclass(frozen=True)
class Kind:
    """
    One kind of record; `concerning(user, today)` returns those that concern the user and that he may see.

    `verbs` are what is told of it (None: everything). `label` says which record it is and `page` where it is read, from
    rows as `load` loads them.
    """

    title: str
    model: type[models.Model]
    concerning: Callable[..., models.QuerySet]
    verbs: frozenset[str] | None
    load: Callable[[models.QuerySet], models.QuerySet]
    label: Callable[[models.Model], str]
    page: Callable[[models.Model], str]

    @property
    def record_type(self) -> str:
        return self.model._meta.label_lower

    def told(self, user, today: datetime.date) -> Q:
        """Return which entries of the log are told to this user."""
        told = Q(record_type=self.record_type, record_id__in=self.concerning(user, today).order_by().values("pk"))
        return told if self.verbs is None else told & Q(verb__in=self.verbs)


KINDS: dict[str, Kind] = {}


def register(
    title: str,
    model: type[models.Model],
    concerning: Callable[..., models.QuerySet],
    *,
    verbs: Iterable[str] | None = None,
    load: Callable[[models.QuerySet], models.QuerySet] = lambda rows: rows,
    label: Callable[[models.Model], str] = str,
    page: Callable[[models.Model], str] = lambda record: record.get_absolute_url(),
) -> None:
    """Tell of one more kind of record; `title` names several of them, as the filter of the page does."""
    kind = Kind(title, model, concerning, None if verbs is None else frozenset(verbs), load, label, page)
    KINDS[kind.record_type] = kind


@dataclass(frozen=True)
class Notice:
    """What is new about one record: its newest entry, and how many of its entries the reader has not read."""

    entry: LogEntry
    kind: Kind
    label: str
    url: str
    unread: int

    @property
    def state(self) -> NoticeState | None:
        return NoticeState.UNREAD if self.unread else None

    @property
    def more(self) -> int:
        """How many entries before the newest one are not read either."""
        return max(0, self.unread - 1)


def entries_for(user: User, *, today: datetime.date, record_type: str = ""):
    """Return the entries of the log that are told to this user: of what concerns him, written by others."""
    kinds = [KINDS[record_type]] if record_type else KINDS.values()
    told = Q(*(kind.told(user, today) for kind in kinds), _connector=Q.OR)
    since = datetime.datetime.combine(today - REACH, datetime.time.min, timezone.get_current_timezone())
    return LogEntry.objects.visible_to(user).since(since).by_others_than(user).filter(told)


def count_unread(user, *, today: datetime.date) -> int:
    """Return of how many records there is something unread, MOST_COUNTED at most; one query."""
    return entries_for(user, today=today).unread_by(user).count_records(MOST_COUNTED)


def unread_of(user, records: Iterable[models.Model], *, today: datetime.date) -> list[dict]:
    """Return of which of these records the user has something unread, as rows of `by_record`; one query."""
    own = Q(*(Q(record_type=one._meta.label_lower, record_id=one.pk) for one in records), _connector=Q.OR)
    return list(entries_for(user, today=today).filter(own).unread_by(user).by_record())


def notices_of(user, rows: Sequence[dict], *, today: datetime.date) -> list[Notice]:
    """Return what the rows of `by_record` tell; two queries, and one for each kind among them."""
    newest = LogEntry.objects.in_bulk([row["newest"] for row in rows])
    own = Q(*(Q(record_type=row["record_type"], record_id=row["record_id"]) for row in rows), _connector=Q.OR)
    unread = entries_for(user, today=today).filter(own).unread_by(user).by_record() if rows else ()
    counts = {(row["record_type"], row["record_id"]): row["entries"] for row in unread}
    records = _records(rows)
    return [
        Notice(
            newest[row["newest"]], kind := KINDS[row["record_type"]], kind.label(record), kind.page(record),
            counts.get((row["record_type"], row["record_id"]), 0),
        )
        for row in rows
        if (record := records.get((row["record_type"], row["record_id"])))
    ]  # fmt: skip


def _records(rows: Sequence[dict]) -> dict[tuple[str, int], models.Model]:
    found = {}
    for record_type in {row["record_type"] for row in rows}:
        kind = KINDS[record_type]
        keys = [row["record_id"] for row in rows if row["record_type"] == record_type]
        found |= {(record_type, key): one for key, one in kind.load(kind.model.objects.all()).in_bulk(keys).items()}
    return found
