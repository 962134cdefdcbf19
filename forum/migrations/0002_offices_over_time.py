import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("forum", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="FormerOpd",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="nama")),
                ("short_name", models.CharField(blank=True, max_length=40, verbose_name="singkatan")),
                ("until", models.DateField(verbose_name="sampai")),
                ("basis", models.CharField(max_length=200, verbose_name="dasar perubahan")),
                (
                    "kabupaten",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forum.kabupaten"
                    ),
                ),
                (
                    "opd",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="former", to="forum.opd"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("opd", "until"), name="former_opd_once")],
            },
        ),
        migrations.CreateModel(
            name="OpdSuccession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kabupaten",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forum.kabupaten"
                    ),
                ),
                (
                    "opd",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="successions", to="forum.opd"
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="origins",
                        to="forum.opd",
                        verbose_name="OPD penerus",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("opd", "successor"), name="opd_succession_once"),
                    models.CheckConstraint(condition=~Q(opd=F("successor")), name="opd_succession_of_another"),
                ],
            },
        ),
        migrations.AlterField(
            model_name="opd",
            name="closed_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="ditutup sejak"),
        ),
        migrations.AddField(
            model_name="opd",
            name="closing_basis",
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name="dasar penutupan"),
        ),
        migrations.AddField(
            model_name="decree",
            name="valid_until",
            field=models.DateField(
                blank=True,
                help_text="Hari terakhir menurut SK; kosong bila tidak disebut.",
                null=True,
                verbose_name="berlaku sampai",
            ),
        ),
        migrations.AddField(
            model_name="decree",
            name="revocation",
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name="dasar pencabutan"),
        ),
        migrations.AddConstraint(
            model_name="decree",
            constraint=models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="decree_ends_after_start"
            ),
        ),
    ]
