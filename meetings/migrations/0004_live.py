import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import meetings.models.attendance_file


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0003_signing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Floor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fiscal_year", models.PositiveSmallIntegerField(verbose_name="tahun anggaran")),
                (
                    "order",
                    models.CharField(
                        choices=[("kecamatan", "Menurut kecamatan"), ("opd", "Menurut OPD")],
                        default="kecamatan",
                        max_length=10,
                        verbose_name="urutan",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "kabupaten",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forum.kabupaten"
                    ),
                ),
                (
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="floor", to="meetings.meeting"
                    ),
                ),
                (
                    "usulan",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.usulan",
                        verbose_name="usulan",
                    ),
                ),
            ],
            options={
                "verbose_name": "layar rapat",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("order__in", ["kecamatan", "opd"])), name="floor_order")
                ],
            },
        ),
        migrations.CreateModel(
            name="AttendanceFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "file",
                    models.FileField(upload_to=meetings.models.attendance_file.attendance_path, verbose_name="berkas"),
                ),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "attendance",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to="meetings.attendance",
                        verbose_name="surat",
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
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendance_files",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={"verbose_name": "berkas kehadiran"},
        ),
    ]
