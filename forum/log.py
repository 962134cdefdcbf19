"""
The log: what happened to a record, written by the action that did it, in the same transaction.

An entry keeps a verb and facts; the Indonesian sentence is made when it is shown. Each app registers
the sentences of its own verbs in its `sentences.py`.
"""

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

from forum.models import LogEntry

SENTENCES: dict[str, str | Callable[[LogEntry], str]] = {}


def register(verb: str, sentence: str | Callable[[LogEntry], str]) -> None:
    """
    Teach the log how to say `verb`.

    A string is a format with the keys of `after` and, prefixed `old_`, of `before`:
    `register("usulan.refer", "Diteruskan ke {opd}, tenggat {due_on}")`. A function gets the entry.
    """
    SENTENCES[verb] = sentence


_moment: ContextVar[datetime | None] = ContextVar("moment of what is being logged", default=None)


@contextmanager
def told_at(moment: datetime):
    """Log what is done inside as having happened at `moment`: for records entered after the fact."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)


class _Facts(dict):
    """Facts for a sentence; one that an old entry lacks is shown as a dash, never as an error."""

    def __missing__(self, key):
        return "–"


def sentence_of(entry: LogEntry) -> str:
    """Return what happened, as one Indonesian sentence without the actor and without a full stop."""
    sentence = SENTENCES[entry.verb]
    if callable(sentence):
        return sentence(entry)
    return sentence.format_map(_Facts(entry.after, **{f"old_{key}": value for key, value in entry.before.items()}))


def log(
    verb: str, obj, *, by, before: dict | None = None, after: dict | None = None, note: str = "", actor: str = ""
) -> LogEntry:
    """
    Write one log entry for `obj`.

    `before` and `after` hold plain facts as they are to be told later (names, not keys: what is renamed
    tomorrow was called so today). `actor` is the jabatan that acted, where it is not simply the account's office.
    For what is entered later than it happened see `told_at`.

    :raises KeyError: if nobody registered a sentence for `verb`.
    """
    entry = entry_of(verb, obj, by=by, before=before, after=after, note=note, actor=actor)
    entry.save()
    return entry


def log_many(entries: Iterable[LogEntry]) -> None:
    """Write what `entry_of` made, in few statements: for lists of thousands."""
    LogEntry.objects.bulk_create(entries, batch_size=500)


def entry_of(
    verb: str, obj, *, by, before: dict | None = None, after: dict | None = None, note: str = "", actor: str = ""
) -> LogEntry:
    """Return an entry as `log` writes it, not written yet."""
    SENTENCES[verb]
    return LogEntry(
        kabupaten_id=obj.kabupaten_id,
        verb=verb,
        record_type=obj._meta.label_lower,
        record_id=obj.pk,
        by=by,
        actor=actor or by.office_label,
        before=before or {},
        after=after or {},
        note=note,
        at=_moment.get() or timezone.now(),
    )


def was_logged(obj, entry) -> bool:
    """Say whether what a device sent as `entry` (its UUID) is in the log of this record already."""
    return LogEntry.objects.for_record(obj).filter(after__entry=str(entry)).exists()


def changed_facts(obj, changed_data) -> tuple[dict, dict]:
    """
    Return what the fields named in `changed_data` were in the database and are now, by field name.

    For edits, before saving: `before, after = changed_facts(usulan, form.changed_data)`. Another record is told by
    its name, a choice by its code. Many-to-many fields are left out.
    """
    names = [name for name in changed_data if _is_column(obj, name)]
    stored = type(obj)._base_manager.filter(pk=obj.pk).first() if names and obj.pk else None
    before = {name: _fact(stored, name) if stored else None for name in names}
    return before, {name: _fact(obj, name) for name in names}


def _fact(obj, name: str):
    value = getattr(obj, name)
    return str(value) if value is not None and obj._meta.get_field(name).is_relation else value


def _is_column(obj, name: str) -> bool:
    return any(field.name == name for field in obj._meta.concrete_fields)
