"""How a record of the books is saved: what changed of it, with its log entry, in one transaction."""

from collections.abc import Iterable

from django.db import transaction

from forum import rules
from forum.log import changed_facts, log
from forum.rules import require


def record(obj, *, by, subject=None, facts: dict | None = None, row: str = "", private: Iterable[str] = ()) -> None:
    """
    Save a new record whole, or what changed of a known one, and log it.

    `facts` are what the log tells of a new record. A row of another record is logged there, on `subject`, where `row`
    says which one was edited. Of `private` fields the log keeps the name alone.
    """
    require(rules.is_secretariat(by, obj))
    noun = obj._meta.model_name
    if not obj._state.adding:
        save_changed(obj, _changed_names(obj), f"{noun}.edit", by=by, subject=subject, row=row, private=private)
        return
    with transaction.atomic():
        obj.save()
        log(f"{noun}.create", subject or obj, by=by, after=facts)


def _changed_names(obj) -> list[str]:
    stored = type(obj)._base_manager.get(pk=obj.pk)
    fields = obj._meta.concrete_fields
    return [field.name for field in fields if getattr(stored, field.attname) != getattr(obj, field.attname)]


def save_changed(obj, changed, verb, *, by, subject=None, row="", private: Iterable[str] = (), extra=({}, {})) -> None:
    """Save the `changed` fields and log those that differ; `extra` are further facts (before, after) that changed."""
    fields = [field for field in obj._meta.concrete_fields if field.name in changed]
    before, after = changed_facts(obj, [field.name for field in fields if field.editable])
    told = [name for name in after if after[name] != before[name]]
    before = {name: before[name] for name in told if name not in private} | extra[0]
    after = {name: "" if name in private else after[name] for name in told} | extra[1]
    if not after:
        return
    if row:
        after["row"] = row
    with transaction.atomic():
        obj.save(update_fields=[field.name for field in fields])
        log(verb, subject or obj, by=by, before=before, after=after)
