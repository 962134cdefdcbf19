import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0003_desa_over_time"),
        ("meetings", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # Papers that were final before have no check number: none is printed on them.
        migrations.AddField(
            model_name="agreement",
            name="check_code",
            field=models.CharField(blank=True, default="", editable=False, max_length=12, verbose_name="nomor periksa"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("check_code", ""), _negated=True),
                fields=("check_code",),
                name="agreement_check_code_once",
            ),
        ),
        migrations.CreateModel(
            name="Wording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("texts", models.JSONField()),
                ("is_current", models.BooleanField(default=True)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="wordings", to="forum.kabupaten"
                    ),
                ),
            ],
            options={"verbose_name": "naskah baku"},
        ),
        migrations.AddConstraint(
            model_name="wording",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)), fields=("kabupaten",), name="wording_current_once"
            ),
        ),
        migrations.CreateModel(
            name="Emblem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                (
                    "kabupaten",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forum.kabupaten"
                    ),
                ),
            ],
            options={"verbose_name": "lambang"},
        ),
        migrations.AddConstraint(
            model_name="emblem",
            constraint=models.UniqueConstraint(fields=("kabupaten", "sha256"), name="emblem_once"),
        ),
        migrations.CreateModel(
            name="PaperRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                (
                    "agreement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper_request",
                        to="meetings.agreement",
                    ),
                ),
            ],
            options={"verbose_name": "permintaan naskah"},
        ),
    ]
