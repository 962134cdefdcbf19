import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import meetings.models.evidence


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0004_live"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowUpEvidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(upload_to=meetings.models.evidence.evidence_path, verbose_name="berkas")),
                ("name", models.CharField(max_length=120, verbose_name="nama berkas")),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "follow_up",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="meetings.followup"
                    ),
                ),
                (
                    "kabupaten",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forum.kabupaten"
                    ),
                ),
            ],
            options={
                "verbose_name": "bukti tindak lanjut",
            },
        ),
    ]
