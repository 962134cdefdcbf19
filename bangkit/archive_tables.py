"""
Every table of a kabupaten as CSV, made from the models themselves: what is added tomorrow is archived tomorrow.

Left out is what opens doors or belongs to persons alone: passwords, slips, keys, secret addresses, NIP, telephone
numbers and e-mail. Sessions and failed log-ins stand in tables of other apps, which are not looked at.
"""

import csv
import io
import json
from collections.abc import Iterator

from django.apps import apps
from django.db import models

from forum.excel_output import FORMULA_SIGNS, in_batches
from forum.models import Kabupaten
from forum.parcel import ParcelWriter

APPS = ("forum", "plans", "meetings")
FOLDER, DICTIONARY = "tabel/", "tabel/kamus-data.csv"
# Slips open accounts; what an account has read and to where it is sent is its own; the others are files that wait for a
# decision or that strangers sent.
LEFT_OUT = {"forum.passwordslip", "forum.readmark", "forum.digest", "plans.heldattachment", "meetings.papercheck"}
FIELDS_LEFT_OUT = {
    "forum.user": {"password", "username", "last_login", "read_to"},
    "forum.person": {"nip", "phone", "email"},
    "forum.kabupaten": {"letterhead_contact"},
    "forum.import": {"report"},  # cells of files as people sent them
    "plans.usulan": {"trace_key"},
    "meetings.invitation": {"phone", "email", "represented_by", "note"},
    "meetings.seal": {"key"},
    "meetings.emblem": {"content"},
    "meetings.agreement": {"snapshot"},  # stands beside its papers, without NIP
}


def tables() -> list[type[models.Model]]:
    """Return the models that are archived, those between two models too, in the order of their names."""
    every = apps.get_models(include_auto_created=True)
    ours = [model for model in every if model._meta.app_label in APPS and model._meta.label_lower not in LEFT_OUT]
    return sorted(ours, key=lambda model: model._meta.db_table)


def columns(model: type[models.Model]) -> list[models.Field]:
    left_out = FIELDS_LEFT_OUT.get(model._meta.label_lower, set())
    return [field for field in model._meta.concrete_fields if field.name not in left_out]


def rows_of(model: type[models.Model], kabupaten: Kabupaten) -> models.QuerySet:
    """Return the rows of this kabupaten; all of a table that belongs to none, such as the nomenclature."""
    path = path_to_kabupaten(model)
    rows = model._base_manager.order_by("pk")
    return rows if path is None else rows.filter(**{path: kabupaten.pk})


def path_to_kabupaten(model: type[models.Model]) -> str | None:
    """Return the way from a row to its kabupaten, such as "outcome__kabupaten"; None where there is none."""
    if model is Kabupaten:
        return "pk"
    names = {field.name: field for field in model._meta.concrete_fields}
    if "kabupaten" in names:
        return "kabupaten"
    keys = (field for field in names.values() if field.many_to_one or field.one_to_one)
    for field in keys:
        if not field.null and (path := path_to_kabupaten(field.related_model)):
            return f"{field.name}__{path}"
    return None


def add_tables(parcel: ParcelWriter, kabupaten: Kabupaten) -> dict[str, int]:
    """Add every table and what its columns mean; return how many rows each has, by the name of its file."""
    counts = {}
    for model in tables():
        name = f"{FOLDER}{model._meta.db_table}.csv"
        fields = columns(model)
        values = rows_of(model, kabupaten).values_list(*(field.attname for field in fields))
        with parcel.open(name) as file:
            counts[name] = _write(file, [field.attname for field in fields], values)
    with parcel.open(DICTIONARY) as file:
        _write(file, ["tabel", "kolom", "arti", "jenis", "pilihan"], _meanings())
    return counts


def _meanings() -> Iterator[tuple]:
    for model in tables():
        for field in columns(model):
            choices = "; ".join(f"{code} = {label}" for code, label in field.flatchoices)
            yield model._meta.db_table, field.attname, field.verbose_name, field.get_internal_type(), choices


def _write(file, head: list[str], rows) -> int:
    """Write a CSV that Excel reads as UTF-8, some hundred rows at a time; return the number of rows."""
    count = 0
    file.write("\ufeff".encode() + _lines([head]))
    for batch in in_batches(rows):
        count += len(batch)
        file.write(_lines([[_told(value) for value in row] for row in batch]))
    return count


def _lines(rows: list) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _told(value):
    """Return a value as the CSV holds it; text that Excel would take for a formula begins with an apostrophe."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
        return f"'{value}"
    return value
