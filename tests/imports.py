"""Files that are brought in, as their pages do it."""

from django.core.files.base import ContentFile
from django.utils import timezone

from forum import actions
from forum.imports import PURPOSES
from forum.models import Import
from tests.factories import TODAY, make_opd


def keep(purpose: str, data: bytes, *, by, subject="", name="daftar.xlsx", now=None, today=TODAY, **chosen) -> Import:
    """A file that was uploaded and read, and waits to be applied."""
    file = ContentFile(data, name=name)
    import_ = Import(kabupaten=by.kabupaten, purpose=purpose, file=file, name=name, subject=subject, chosen=chosen)
    actions.keep_import(import_, by=by, now=now or timezone.now())
    actions.read_import(import_, today=today)
    return import_


def apply(import_: Import, *, by, now=None, today=TODAY) -> Import:
    actions.apply_import(import_, by=by, now=now or timezone.now(), today=today)
    return import_


def bring(purpose: str, data: bytes, *, by, **chosen) -> Import:
    return apply(keep(purpose, data, by=by, **chosen), by=by)


def plan_of(import_: Import, *, today=TODAY):
    """What the file would do now."""
    with import_.file.open() as file:
        data = file.read()
    read = PURPOSES[import_.purpose].read
    return read(data, kabupaten=import_.kabupaten, by=import_.by, today=today, **import_.chosen)


def keep_workplan(data: bytes, *, by, opd=None, fiscal_year=2024, stage="rkpd", edition="2023", **options) -> Import:
    opd = opd or make_opd()
    chosen = {"opd": opd.pk, "fiscal_year": fiscal_year, "stage": stage, "edition": edition}
    return keep("workplan", data, by=by, **{"name": "renja.xlsx", **options}, **chosen)
