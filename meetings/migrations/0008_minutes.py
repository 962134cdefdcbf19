import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Max

TITLE = "Catatan rapat"
STATUSES = [
    ("draft", "Draf"),
    ("invited", "Diundang"),
    ("running", "Berlangsung"),
    ("minutes", "Notulen"),
    ("review", "Menunggu pengesahan"),
    ("approved", "Disahkan"),
    ("cancelled", "Dibatalkan"),
]


def entries_from_text(apps, schema_editor):
    """What was one text becomes an entry under a topic of its own, the last on the agenda."""
    meeting_model, minute_model = apps.get_model("meetings", "Meeting"), apps.get_model("meetings", "Minute")
    item_model = apps.get_model("meetings", "AgendaItem")
    for meeting in meeting_model.objects.exclude(minutes=""):
        last = item_model.objects.filter(meeting=meeting).aggregate(last=Max("order"))["last"] or 0
        status = "done" if meeting.status in ("minutes", "approved") else "planned"
        fields = {"kabupaten_id": meeting.kabupaten_id, "order": last + 1, "status": status}
        item = item_model.objects.create(meeting=meeting, kind="topic", title=TITLE, **fields)
        minute_model.objects.create(
            kabupaten_id=meeting.kabupaten_id, agenda_item=item, kind="information", text=meeting.minutes
        )


def text_from_entries(apps, schema_editor):
    """All entries of a meeting become one text again, in the order of its agenda."""
    meeting_model, minute_model = apps.get_model("meetings", "Meeting"), apps.get_model("meetings", "Minute")
    item_model = apps.get_model("meetings", "AgendaItem")
    standing = minute_model.objects.filter(removed_at=None).order_by("agenda_item__order", "pk")
    for meeting in meeting_model.objects.filter(agenda_items__minutes__isnull=False).distinct():
        meeting.minutes = "\n".join(row.text for row in standing.filter(agenda_item__meeting=meeting))
        meeting.save(update_fields=["minutes"])
    made_here = set(item_model.objects.filter(title=TITLE, kind="topic", carried_to=None).values_list("pk", flat=True))
    minute_model.objects.all().delete()
    item_model.objects.filter(pk__in=made_here, comes_from=None).delete()
    if schema_editor.connection.vendor == "postgresql":
        # A table is not dropped while the keys of its rows still wait to be checked.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def take_back_from_chairs(apps, schema_editor):
    before = {"status": "minutes"}
    apps.get_model("meetings", "Meeting").objects.filter(status="review").update(**before)


def give_keys(apps, schema_editor):
    follow_up_model = apps.get_model("meetings", "FollowUp")
    rows = list(follow_up_model.objects.filter(uuid=None))
    for row in rows:
        row.uuid = uuid.uuid4()
    follow_up_model.objects.bulk_update(rows, ["uuid"], batch_size=500)


def _kabupaten():
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forum.kabupaten")


def _by():
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("meetings", "0007_invitation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Minute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("information", "Informasi"), ("decision", "Keputusan")],
                        default="information",
                        max_length=12,
                        verbose_name="jenis",
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        help_text="Satu hal, dengan kalimat yang dapat dibaca orang yang tidak hadir.",
                        verbose_name="catatan",
                    ),
                ),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "agenda_item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minutes",
                        to="meetings.agendaitem",
                        verbose_name="di bawah pokok agenda",
                    ),
                ),
                ("kabupaten", _kabupaten()),
            ],
            options={
                "verbose_name": "catatan notulen",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["information", "decision"])), name="minute_kind"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MinutesApproval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("snapshot", models.JSONField(editable=False)),
                ("fingerprint", models.CharField(editable=False, max_length=64, verbose_name="sidik SHA-256")),
                (
                    "office",
                    models.CharField(
                        help_text="Jabatannya, menurut hari pengesahan.",
                        max_length=170,
                        verbose_name="pimpinan rapat",
                    ),
                ),
                ("is_own", models.BooleanField(verbose_name="disahkan dengan akun pimpinan rapat sendiri")),
                ("note", models.TextField(blank=True, verbose_name="bagaimana pimpinan rapat menyetujui")),
                ("at", models.DateTimeField(verbose_name="disahkan pada")),
                ("by", _by()),
                (
                    "jabatan",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="forum.jabatan",
                    ),
                ),
                ("kabupaten", _kabupaten()),
                (
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="approval", to="meetings.meeting"
                    ),
                ),
            ],
            options={"verbose_name": "pengesahan notulen"},
        ),
        migrations.CreateModel(
            name="MinuteCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="yang benar")),
                (
                    "reason",
                    models.TextField(help_text="Satu kalimat. Jangan menulis nama orang.", verbose_name="alasan"),
                ),
                ("at", models.DateTimeField(verbose_name="dikoreksi pada")),
                ("by", _by()),
                ("kabupaten", _kabupaten()),
                (
                    "minute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="meetings.minute",
                        verbose_name="catatan",
                    ),
                ),
            ],
            options={"verbose_name": "koreksi notulen"},
        ),
        migrations.RunPython(entries_from_text, text_from_entries),
        migrations.RemoveField("meeting", "minutes"),
        migrations.RemoveConstraint(model_name="meeting", name="meeting_status"),
        migrations.AlterField(
            model_name="meeting",
            name="status",
            field=models.CharField(choices=STATUSES, default="draft", editable=False, max_length=10),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", [status for status, _ in STATUSES])), name="meeting_status"
            ),
        ),
        # Forward there is nothing to do: no meeting waits for its chair yet.
        migrations.RunPython(migrations.RunPython.noop, take_back_from_chairs),
        migrations.AddField(
            model_name="followup",
            name="agenda_item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="follow_ups",
                to="meetings.agendaitem",
                verbose_name="di bawah pokok agenda",
            ),
        ),
        migrations.AddField(
            model_name="followup", name="version", field=models.PositiveIntegerField(default=1, editable=False)
        ),
        # One default for all rows would give them one key: it is unique once each has its own.
        migrations.AddField(model_name="followup", name="uuid", field=models.UUIDField(null=True, editable=False)),
        # Going back drops the column.
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="followup",
            name="uuid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
    ]
