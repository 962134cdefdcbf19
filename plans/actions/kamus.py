"""Writes on the kamus usulan of a kabupaten."""

from django.db import transaction

from forum.log import changed_facts, log
from forum.rules import require
from plans import rules
from plans.matching.words import stem
from plans.models import KamusEntry, PassedWord

NOT_YOUR_KAMUS = "Kamus usulan disusun sekretariat forum."


@transaction.atomic
def record_kamus_entry(entry: KamusEntry, changed=(), *, by) -> KamusEntry:
    """Create an entry, or write it anew."""
    require(rules.can_edit_kamus(by, entry), NOT_YOUR_KAMUS)
    verb = "kamusentry.edit" if entry.pk else "kamusentry.create"
    before, after = changed_facts(entry, changed)
    entry.save()
    log(verb, entry, by=by, before=before, after={"term": entry.term, **after})
    return entry


@transaction.atomic
def remove_kamus_entry(entry: KamusEntry, *, by) -> None:
    """Delete an entry; the log keeps what it said."""
    require(rules.can_edit_kamus(by, entry), NOT_YOUR_KAMUS)
    log("kamusentry.remove", entry, by=by, before={"term": entry.term, "words": entry.words, "code": entry.code})
    entry.delete()


@transaction.atomic
def pass_word(word: str, *, by, now) -> None:
    """Do not offer this word, in any of its forms, for the kamus again."""
    require(rules.can_edit_kamus(by), NOT_YOUR_KAMUS)
    PassedWord.objects.get_or_create(
        kabupaten_id=by.kabupaten_id, stem=stem(word.lower()), defaults={"by": by, "at": now}
    )
