"""How a row is written that comes perhaps twice, perhaps from two people at once."""

import hashlib
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F

from forum.log import changed_facts, log
from forum.models import LogEntry
from forum.templatetags.house import tanggal
from forum.transitions import MoveRefused

NOT_YOUR_DESA = "Anda tidak mencatat untuk desa ini. Mintalah fasilitator desa atau sekretariat forum."
CHANGED_MEANWHILE = (
    "Isian ini baru saja diubah orang lain. Yang Anda tulis masih ada di bawah; "
    "bandingkan dengan keadaan terakhir, lalu simpan lagi."
)

OTHER_CONTENT = (
    "Halaman ini sudah pernah disimpan dengan isi lain, dan yang tersimpan tidak diubah. "
    "Simpan sekali lagi bila yang tertulis di bawah adalah catatan baru."
)


def refuse_closed(desa) -> None:
    """Stop what would be new in a desa that is no more; what it has lives on."""
    if desa.closed_on:
        heirs = " atau ".join(heir.full_name for heir in desa.heirs())
        raise MoveRefused(
            f"{desa.full_name} tidak ada lagi sejak {tanggal(desa.closed_on)}. Catat pada {heirs or 'desa penerusnya'}."
        )


@dataclass(frozen=True)
class Sending:
    """One sending of a device that queues what is written: its key, and its place among all that device wrote."""

    entry: uuid.UUID
    device: uuid.UUID | None = None
    sequence: int | None = None

    def __str__(self):
        return str(self.entry)

    @property
    def facts(self) -> dict:
        """What the log keeps of it, so that it is known when it comes again, or after what was written later."""
        if self.device is None or self.sequence is None:
            return {"entry": str(self.entry)}
        return {"entry": str(self.entry), "device": str(self.device), "sequence": self.sequence}


class ChangedMeanwhile(MoveRefused):
    """Somebody wrote between our reading and our writing: read again, and merge."""


class OtherContent(MoveRefused):
    """A new row comes with a key under which something else is stored."""


def record_entered(obj, changed, *, by, entry=None, **unmoved):
    """
    Create or edit a row that carries `uuid` and `version`, and return it as it is stored.

    Sending twice stores once: a new row whose uuid is stored already gives the stored one. An edit writes the
    `changed` columns of the version that was read; `entry` is the Sending by which it came, kept in the log.

    :raises ChangedMeanwhile: if somebody wrote meanwhile, or a column named in `unmoved` is no longer what it was.
    :raises OtherContent: if something else was sent under this uuid.
    """
    noun = obj._meta.model_name
    if obj.pk is None:
        content = _fingerprint(obj)
        try:
            with transaction.atomic():
                obj.save()
        except IntegrityError:
            twin = type(obj).objects.filter(uuid=obj.uuid).first()
            if twin is None:
                raise
            _refuse_other_content(twin, content)
            return twin
        log(f"{noun}.create", obj, by=by, after={"content": content})
        return obj
    before, after = changed_facts(obj, changed)
    if not after:
        return obj
    values = {name: getattr(obj, name) for name in after}
    rows = type(obj).objects.filter(pk=obj.pk, version=obj.version, **unmoved)
    if not rows.update(**values, version=F("version") + 1):
        raise ChangedMeanwhile(CHANGED_MEANWHILE)
    obj.version += 1
    log(f"{noun}.edit", obj, by=by, before=before, after=after | (entry.facts if entry else {}))
    return obj


def written_later(obj, sending: Sending) -> set[str]:
    """Return the columns of a row that the same device wrote after this sending, though it came before."""
    later = LogEntry.objects.for_record(obj).filter(after__device=str(sending.device))
    return {name for entry in later.filter(after__sequence__gt=sending.sequence) for name in entry.after}


def _refuse_other_content(twin, content: str) -> None:
    """Let pass what the same device sent with the same words before, and only lost the answer."""
    first = LogEntry.objects.for_record(twin).filter(verb=f"{twin._meta.model_name}.create").first()
    if first and first.after.get("content", content) != content:
        raise OtherContent(OTHER_CONTENT)


def _fingerprint(obj) -> str:
    """Return a short hash of everything that a person may write in the row."""
    columns = sorted(field.attname for field in obj._meta.concrete_fields if field.editable and not field.primary_key)
    return hashlib.sha256(repr([str(getattr(obj, name)) for name in columns]).encode()).hexdigest()[:16]
