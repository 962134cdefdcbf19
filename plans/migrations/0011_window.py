import django.db.models.deletion
from django.db import migrations, models

KINDS = [
    ("musdes", "Musyawarah desa"),
    ("rakor", "Rapat koordinasi forum"),
    ("musrenbangcam", "Musrenbang kecamatan"),
    ("forum_pd", "Forum Perangkat Daerah"),
    ("musrenbangkab", "Musrenbang kabupaten"),
    ("rkpd", "Penetapan RKPD"),
    ("renja", "Penetapan Renja OPD"),
    ("kua_ppas", "KUA-PPAS"),
    ("rkpdes", "RKP Desa"),
]


class Migration(migrations.Migration):
    """The calendar of the planning year."""

    dependencies = [("forum", "0004_imports"), ("plans", "0010_execution")]

    operations = [
        migrations.CreateModel(
            name="PlanningWindow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=KINDS, max_length=15, verbose_name="tahap")),
                (
                    "fiscal_year",
                    models.PositiveSmallIntegerField(
                        help_text="Tahun anggaran yang disiapkan, misalnya 2025 untuk RKPD 2025.",
                        verbose_name="tahun yang direncanakan",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="mulai")),
                ("ends_on", models.DateField(verbose_name="sampai")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="Misalnya dasar jadwalnya. Jangan menulis nama orang.",
                        max_length=200,
                        verbose_name="keterangan",
                    ),
                ),
                (
                    "kabupaten",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planning_windows",
                        to="forum.kabupaten",
                    ),
                ),
            ],
            options={
                "verbose_name": "masa perencanaan",
                "indexes": [models.Index(fields=["kabupaten", "fiscal_year"], name="window_year")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(kind__in=[code for code, _ in KINDS]), name="window_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(ends_on__gte=models.F("starts_on")), name="window_ends_after_start"
                    ),
                ],
            },
        ),
    ]
