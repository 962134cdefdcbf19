import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KINDS = [
    ("duplicate", "Mungkin ganda"),
    ("helped", "Kelompok sudah pernah dibantu"),
    ("wrong_opd", "Mungkin OPD lain"),
    ("place", "Lokasi belum disebut"),
    ("volume", "Volume belum lengkap"),
    ("land", "Status lahan belum jelas"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0007_support"),
        ("forum", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "proposal",
            "ranks",
            models.JSONField(default=dict, editable=False, verbose_name="urutan tunggu di setiap kegiatan"),
        ),
        migrations.CreateModel(
            name="CheckDismissal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=KINDS, max_length=10, verbose_name="pemeriksaan")),
                ("fiscal_year", models.PositiveSmallIntegerField(verbose_name="tahun anggaran")),
                ("note", models.CharField(max_length=200, verbose_name="mengapa bukan masalah")),
                ("at", models.DateTimeField()),
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
                    "other",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.usulan"
                    ),
                ),
                (
                    "usulan",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.usulan"),
                ),
            ],
            options={
                "verbose_name": "temuan yang bukan masalah",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", [code for code, _ in KINDS])), name="check_kind"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("other", None)),
                        fields=("kind", "fiscal_year", "usulan"),
                        name="check_dismissed_once",
                    ),
                    models.UniqueConstraint(
                        fields=("kind", "fiscal_year", "usulan", "other"), name="check_pair_dismissed_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PassedWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stem", models.CharField(max_length=80, verbose_name="kata dasar")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "kabupaten",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passed_words",
                        to="forum.kabupaten",
                    ),
                ),
            ],
            options={
                "verbose_name": "kata yang dilewati",
                "constraints": [
                    models.UniqueConstraint(fields=("kabupaten", "stem"), name="passed_word_once"),
                ],
            },
        ),
    ]
