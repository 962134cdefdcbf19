"""The one way a plain record of meetings is created or edited."""

from forum.log import changed_facts, log
from forum.transitions import save_unmoved

SECRETARIAT_ONLY = "Rapat dan berita acara dicatat sekretariat forum."
APPROVED = "Rapat ini sudah disahkan atau dibatalkan; catatannya tidak dapat diubah lagi."


def record(obj, changed, *, by) -> None:
    """Create or edit a plain record and log it with what changed."""
    noun = obj._meta.model_name
    if obj.pk is None:
        obj.save()
        log(f"{noun}.create", obj, by=by)
        return
    before, after = changed_facts(obj, changed)
    if after:
        save_unmoved(obj, after)
        log(f"{noun}.edit", obj, by=by, before=before, after=after)
