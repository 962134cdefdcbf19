"""The kabupaten's own words for its berita acara."""

from django.db import transaction

from forum.log import log
from forum.models import Kabupaten
from forum.rules import require
from meetings import rules
from meetings.actions.record import SECRETARIAT_ONLY
from meetings.models import Wording


@transaction.atomic
def record_wording(texts: dict[str, str], *, by, now) -> Wording:
    """Keep these texts, by WordingPart, as the wording of the user's kabupaten; the former stays as history."""
    require(rules.can_edit_wording(by), SECRETARIAT_ONLY)
    kabupaten = Kabupaten.objects.select_for_update().get(pk=by.kabupaten_id)
    former = kabupaten.wordings.current().first()
    if former and former.texts == texts:
        return former
    kabupaten.wordings.current().update(is_current=False)
    wording = Wording.objects.create(kabupaten=kabupaten, texts=texts, at=now, by=by)
    log("wording.create", wording, by=by)
    return wording
