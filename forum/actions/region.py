"""Writes to where the forum works: the kabupaten, its kecamatan and desa, its settings."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction

from forum import rules
from forum.actions.record import save_changed
from forum.log import log
from forum.models import Desa, Kabupaten, Kecamatan
from forum.regions import read_kabupaten
from forum.rules import require
from forum.transitions import MoveRefused


def add_kabupaten(code: str, *, by) -> Kabupaten:
    """
    Add a kabupaten with its kecamatan, desa and kelurahan from the official list.

    :raises MoveRefused: if the list does not know the code or the kabupaten is here already.
    """
    require(rules.is_system(by))
    region = read_kabupaten(code)
    if region is None:
        raise MoveRefused(f"Kode {code} bukan kode kabupaten atau kota Kemendagri. Tulis seperti 53.18.")
    with transaction.atomic():
        kabupaten, added = Kabupaten.objects.get_or_create(
            code=region.code, defaults={"name": region.name, "province": region.province, "zone": region.zone}
        )
        if not added:
            raise MoveRefused(f"{kabupaten} ({kabupaten.code}) sudah ada.")
        kecamatan = Kecamatan.objects.bulk_create(
            Kecamatan(kabupaten=kabupaten, code=row.code, name=row.name) for row in region.kecamatan
        )
        desa = Desa.objects.bulk_create(
            Desa(kabupaten=kabupaten, kecamatan=parent, code=village.code, name=village.name, kind=village.kind)
            for parent, row in zip(kecamatan, region.kecamatan, strict=True)
            for village in row.villages
        )
        log("kabupaten.create", kabupaten, by=by, after={"kecamatan": len(kecamatan), "desa": len(desa)})
    return kabupaten


@transaction.atomic
def record_kabupaten(kabupaten: Kabupaten, changed: Iterable[str], *, by) -> None:
    """Save the `changed` settings of the kabupaten; of a logo, only that it changed. The old picture goes."""
    require(rules.is_secretariat(by, kabupaten))
    old = Kabupaten.objects.get(pk=kabupaten.pk).logo
    save_changed(kabupaten, changed, "kabupaten.edit", by=by, private={"logo"})
    if "logo" in changed and old:
        # Only once it is certain: a file cannot be rolled back. Final papers keep the picture themselves.
        transaction.on_commit(partial(old.delete, save=False))
