"""Writes of the national nomenclature; no kabupaten owns it, so only a command may."""

from dataclasses import dataclass

from django.db import transaction

from forum.rules import is_system, require
from plans.models import Activity, Nomenclature
from plans.models.nomenclature import Level
from plans.nomenclature_reader import NomenclatureRow

FIELDS = ["level", "name", "performance", "indicator", "unit", "definition"]


@dataclass
class Counts:
    new: int = 0
    changed: int = 0
    unchanged: int = 0


@transaction.atomic
def record_nomenclature(rows: list[NomenclatureRow], edition: str, *, by, now) -> Counts:
    """
    Bring one edition up to these rows and count what that changed; other editions stay as they are.

    Activities of which it now says something else count as changed: the match reads what explains them.
    """
    require(is_system(by))
    stored = {row.code: row for row in Nomenclature.objects.for_edition(edition)}
    counts, new, changed = Counts(), [], []
    for row in rows:
        values = {name: getattr(row, name) for name in FIELDS}
        known = stored.get(row.code)
        if known is None:
            new.append(Nomenclature(edition=edition, code=row.code, **values))
        elif values != {name: getattr(known, name) for name in FIELDS}:
            for name, value in values.items():
                setattr(known, name, value)
            changed.append(known)
        else:
            counts.unchanged += 1
    Nomenclature.objects.bulk_create(new, batch_size=500)
    Nomenclature.objects.bulk_update(changed, FIELDS, batch_size=200)
    codes = [row.code for row in (*new, *changed) if row.level == Level.SUB_KEGIATAN]
    Activity.objects.filter(edition=edition, code__in=codes).update(updated_at=now)
    counts.new, counts.changed = len(new), len(changed)
    return counts
