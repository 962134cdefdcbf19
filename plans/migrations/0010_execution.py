import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0009_imports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="portion",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidence",
                to="plans.portion",
            ),
        ),
        migrations.AddField(
            model_name="heldattachment",
            name="portion",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="plans.portion",
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="escalated_on",
            field=models.DateField(editable=False, null=True, verbose_name="keterlambatan dilaporkan pada"),
        ),
        migrations.AddField(
            model_name="referral",
            name="reminded_on",
            field=models.DateField(editable=False, null=True, verbose_name="diingatkan pada"),
        ),
        migrations.AlterField(
            model_name="attachment",
            name="kind",
            field=models.CharField(
                choices=[
                    ("photo", "Foto"),
                    ("proposal", "Proposal"),
                    ("rab", "RAB"),
                    ("evidence", "Bukti pelaksanaan"),
                    ("other", "Lainnya"),
                ],
                default="photo",
                max_length=10,
                verbose_name="jenis",
            ),
        ),
        migrations.AlterField(
            model_name="heldattachment",
            name="kind",
            field=models.CharField(
                choices=[
                    ("photo", "Foto"),
                    ("proposal", "Proposal"),
                    ("rab", "RAB"),
                    ("evidence", "Bukti pelaksanaan"),
                    ("other", "Lainnya"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Execution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "is_done",
                    models.BooleanField(
                        choices=[(True, "Terlaksana"), (False, "Tidak terlaksana")], verbose_name="pelaksanaan"
                    ),
                ),
                (
                    "volume",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="volume terlaksana"
                    ),
                ),
                ("amount", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="realisasi")),
                (
                    "bast_number",
                    models.CharField(
                        blank=True,
                        help_text="Boleh diisi kemudian, bila nomornya belum terbit.",
                        max_length=60,
                        verbose_name="nomor BAST",
                    ),
                ),
                ("bast_on", models.DateField(blank=True, null=True, verbose_name="tanggal BAST")),
                (
                    "explanation",
                    models.TextField(
                        blank=True,
                        help_text="Satu kalimat yang dapat dibaca warga desa. Jangan menulis nama orang.",
                        verbose_name="penjelasan",
                    ),
                ),
                ("reported_on", models.DateField(editable=False, verbose_name="dilaporkan pada")),
                ("check_due_on", models.DateField(editable=False, null=True, verbose_name="diperiksa pada")),
                ("checked_on", models.DateField(editable=False, null=True, verbose_name="tanggal pemeriksaan")),
                (
                    "condition",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("grown", "Berkembang"),
                            ("in_use", "Masih dipakai"),
                            ("broken", "Rusak"),
                            ("gone", "Tidak ada lagi"),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="keadaan barang atau usaha",
                    ),
                ),
                ("finding", models.TextField(blank=True, editable=False, verbose_name="temuan")),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kabupaten",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forum.kabupaten"
                    ),
                ),
                (
                    "portion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="plans.portion"
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="plans.execution",
                    ),
                ),
            ],
            options={
                "verbose_name": "laporan pelaksanaan",
            },
        ),
        migrations.AddField(
            model_name="portion",
            name="execution",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="plans.execution",
            ),
        ),
        migrations.AddConstraint(
            model_name="execution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount__isnull", False), ("is_done", True), ("volume__gt", 0), ("volume__isnull", False)
                    ),
                    models.Q(
                        ("amount", None),
                        ("bast_number", ""),
                        ("bast_on", None),
                        ("is_done", False),
                        ("volume", None),
                        models.Q(("explanation", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="execution_done_or_explained",
            ),
        ),
        migrations.AddConstraint(
            model_name="execution",
            constraint=models.CheckConstraint(
                condition=models.Q(("condition__in", ["", "grown", "in_use", "broken", "gone"])),
                name="execution_condition",
            ),
        ),
    ]
