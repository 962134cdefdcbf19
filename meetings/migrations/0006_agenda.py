import textwrap

import django.db.models.deletion
from django.db import migrations, models

TITLE = 300


def topics_from_text(apps, schema_editor):
    """Each line of the text becomes a topic; what a meeting that is over had before it counts as discussed."""
    meeting_model, item_model = apps.get_model("meetings", "Meeting"), apps.get_model("meetings", "AgendaItem")
    for meeting in meeting_model.objects.exclude(agenda=""):
        lines = [part for line in meeting.agenda.splitlines() for part in textwrap.wrap(line, TITLE)]
        status = "done" if meeting.status in ("minutes", "approved") else "planned"
        item_model.objects.bulk_create(
            item_model(
                kabupaten_id=meeting.kabupaten_id, meeting=meeting, order=order, kind="topic", title=line, status=status
            )
            for order, line in enumerate(lines, 1)
        )


def text_from_topics(apps, schema_editor):
    meeting_model, item_model = apps.get_model("meetings", "Meeting"), apps.get_model("meetings", "AgendaItem")
    labels = dict(item_model._meta.get_field("kind").choices)
    for meeting in meeting_model.objects.exclude(agenda_items=None):
        items = meeting.agenda_items.order_by("order", "pk")
        meeting.agenda = "\n".join(item.title or labels[item.kind] for item in items)
        meeting.save(update_fields=["agenda"])


class Migration(migrations.Migration):
    dependencies = [("meetings", "0005_follow_up_evidence")]

    operations = [
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="nomor urut")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("report", "Laporan kecamatan"),
                            ("follow_ups", "Tindak lanjut rapat sebelumnya"),
                            ("answers", "Jawaban OPD"),
                            ("usulan", "Pembahasan usulan"),
                            ("agreement", "Berita acara"),
                            ("topic", "Topik lain"),
                        ],
                        default="topic",
                        max_length=10,
                        verbose_name="jenis",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        blank=True,
                        help_text="Bila kosong, judul disusun dari jenis dan pilihan di bawah.",
                        max_length=TITLE,
                        verbose_name="judul",
                    ),
                ),
                (
                    "duration",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="Dalam menit.", null=True, verbose_name="lama"
                    ),
                ),
                (
                    "fiscal_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="tahun anggaran"),
                ),
                ("achievements", models.TextField(blank=True, verbose_name="capaian")),
                ("challenges", models.TextField(blank=True, verbose_name="tantangan")),
                ("lessons", models.TextField(blank=True, verbose_name="pembelajaran")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Direncanakan"),
                            ("done", "Dibahas"),
                            ("not_reached", "Belum sempat dibahas"),
                        ],
                        default="planned",
                        editable=False,
                        max_length=12,
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="meetings.agreement",
                        verbose_name="berita acara",
                    ),
                ),
                (
                    "comes_from",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_to",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "kabupaten",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forum.kabupaten"
                    ),
                ),
                (
                    "kecamatan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="forum.kecamatan",
                        verbose_name="kecamatan",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agenda_items",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "opd",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="forum.opd",
                        verbose_name="OPD",
                    ),
                ),
            ],
            options={
                "verbose_name": "pokok agenda",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["report", "follow_ups", "answers", "usulan", "agreement", "topic"])
                        ),
                        name="agenda_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["planned", "done", "not_reached"])), name="agenda_status"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "topic"), ("title", ""), _negated=True),
                        name="agenda_topic_has_title",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kecamatan", None), ("kind", "report"), _negated=True),
                        name="agenda_report_has_kecamatan",
                    ),
                ],
            },
        ),
        migrations.RunPython(topics_from_text, text_from_topics),
        migrations.RemoveField("meeting", "agenda"),
    ]
