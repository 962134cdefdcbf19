"""Workplans from Excel are brought in as every other list is: what was kept of them moves to the forum's imports."""

from django.core.files.storage import default_storage
from django.db import migrations

OLD, NEW = "plans.workplanimport", "forum.import"


def move_to_forum(apps, schema_editor):
    Import, LogEntry = apps.get_model("forum", "Import"), apps.get_model("forum", "LogEntry")
    for old in apps.get_model("plans", "WorkplanImport").objects.select_related("opd").order_by("pk"):
        kept = {"fiscal_year": old.fiscal_year, "stage": old.stage, "edition": old.edition, "opd": old.opd_id}
        # One that was not applied yet is read anew when its page is opened.
        report = {"counts": old.counts, "refused": [], "changes": [], "notes": [], "warnings": []}
        new = Import.objects.create(
            kabupaten_id=old.kabupaten_id,
            purpose="workplan",
            chosen=kept,
            subject=f"{old.opd.name}, tahun {old.fiscal_year}, tahap {old.get_stage_display()}",
            file=old.file.name,
            name=old.name,
            size=default_storage.size(old.file.name) if default_storage.exists(old.file.name) else 0,
            by_id=old.by_id,
            at=old.at,
            report=report if old.applied_at else None,
            applied_at=old.applied_at,
        )
        LogEntry.objects.filter(record_type=OLD, record_id=old.pk).update(
            record_type=NEW, record_id=new.pk, verb="import.apply"
        )


def move_back(apps, schema_editor):
    WorkplanImport, LogEntry = apps.get_model("plans", "WorkplanImport"), apps.get_model("forum", "LogEntry")
    for new in apps.get_model("forum", "Import").objects.filter(purpose="workplan").order_by("pk"):
        old = WorkplanImport.objects.create(
            kabupaten_id=new.kabupaten_id,
            opd_id=new.chosen["opd"],
            fiscal_year=new.chosen["fiscal_year"],
            stage=new.chosen["stage"],
            edition=new.chosen["edition"],
            file=new.file.name,
            name=new.name,
            by_id=new.by_id,
            at=new.at,
            applied_at=new.applied_at,
            counts=new.report["counts"] if new.applied_at else {},
        )
        LogEntry.objects.filter(record_type=NEW, record_id=new.pk).update(
            record_type=OLD, record_id=old.pk, verb="workplanimport.apply"
        )
        new.delete()


class Migration(migrations.Migration):
    dependencies = [("plans", "0011_window"), ("forum", "0006_imports")]

    operations = [
        migrations.RunPython(move_to_forum, move_back),
        migrations.DeleteModel(name="WorkplanImport"),
    ]
