import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import forum.models.imports


class Migration(migrations.Migration):
    dependencies = [("forum", "0003_desa_over_time")]

    operations = [
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(max_length=20, verbose_name="jenis")),
                ("file", models.FileField(upload_to=forum.models.imports.file_path, verbose_name="berkas")),
                ("name", models.CharField(max_length=120, verbose_name="nama berkas")),
                ("size", models.PositiveIntegerField(verbose_name="ukuran")),
                ("at", models.DateTimeField(verbose_name="diunggah pada")),
                ("report", models.JSONField(null=True, verbose_name="isi")),
                ("refusal", models.TextField(blank=True, verbose_name="penolakan")),
                ("asked_at", models.DateTimeField(null=True, verbose_name="diminta diterapkan pada")),
                ("applied_at", models.DateTimeField(null=True, verbose_name="diterapkan pada")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "kabupaten",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forum.kabupaten"
                    ),
                ),
            ],
            options={"verbose_name": "berkas impor"},
        ),
    ]
