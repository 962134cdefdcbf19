import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import plans.models.usulan


def text_to_rows(apps, schema_editor):
    """What was one free text becomes the first row; nobody can say which part of it is the giver or the year."""
    Kelompok, EarlierHelp = apps.get_model("plans", "Kelompok"), apps.get_model("plans", "EarlierHelp")
    told = Kelompok.objects.exclude(old_help="").values_list("pk", "old_help")
    EarlierHelp.objects.bulk_create(EarlierHelp(kelompok_id=pk, what=text) for pk, text in told.iterator())


def rows_to_text(apps, schema_editor):
    Kelompok, EarlierHelp = apps.get_model("plans", "Kelompok"), apps.get_model("plans", "EarlierHelp")
    texts = {}
    for row in EarlierHelp.objects.order_by("pk"):
        told = ", ".join(str(part) for part in (row.what, row.source, row.year) if part)
        texts.setdefault(row.kelompok_id, []).append(told)
    for pk, parts in texts.items():
        Kelompok.objects.filter(pk=pk).update(old_help="; ".join(parts)[:200])


class Migration(migrations.Migration):
    dependencies = [("plans", "0004_kamus_entry"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField(
            model_name="livelihoodplan",
            name="previous",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="next",
                to="plans.livelihoodplan",
            ),
        ),
        migrations.AddField(
            model_name="usulan",
            name="is_joint",
            field=models.BooleanField(default=False, editable=False, verbose_name="usulan gabungan"),
        ),
        migrations.CreateModel(
            name="CarriedUsulan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mark",
                    models.CharField(
                        choices=[
                            ("agreed", "Sudah disepakati, tidak diminta lagi"),
                            ("joined", "Berjalan dalam usulan gabungan"),
                            ("again", "Diminta lagi"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="mengapa diminta lagi")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried",
                        to="plans.livelihoodplan",
                    ),
                ),
                (
                    "usulan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="carried", to="plans.usulan"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "usulan"), name="carried_once"),
                    models.CheckConstraint(
                        condition=models.Q(("mark__in", ["agreed", "joined", "again"])), name="carried_mark"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlannedMerge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fiscal_year", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "joint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planned_originals",
                        to="plans.usulan",
                    ),
                ),
                (
                    "kabupaten",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forum.kabupaten"
                    ),
                ),
                (
                    "original",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="planned_merges", to="plans.usulan"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("original", "fiscal_year"), name="planned_merge_once"),
                    models.CheckConstraint(
                        condition=models.Q(("original", models.F("joint")), _negated=True),
                        name="planned_merge_of_two",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HeldAttachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("photo", "Foto"),
                            ("proposal", "Proposal"),
                            ("rab", "RAB"),
                            ("other", "Lainnya"),
                        ],
                        max_length=10,
                    ),
                ),
                ("file", models.FileField(upload_to=plans.models.usulan.attachment_path)),
                ("name", models.CharField(max_length=120)),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                ("findings", models.JSONField(default=list)),
                ("told", models.CharField(max_length=300)),
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
                    "usulan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="held_attachments",
                        to="plans.usulan",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="kelompok",
            name="men",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="anggota laki-laki"),
        ),
        migrations.AddField(
            model_name="kelompok",
            name="women",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="anggota perempuan"),
        ),
        migrations.AddField(
            model_name="kelompok",
            name="registration",
            field=models.CharField(
                blank=True,
                choices=[
                    ("simluhtan", "Simluhtan"),
                    ("kusuka", "Kusuka"),
                    ("nib", "NIB"),
                    ("decree", "SK kepala desa"),
                    ("legal_entity", "Akta badan hukum"),
                ],
                max_length=12,
                verbose_name="terdaftar di",
            ),
        ),
        migrations.AlterField(
            model_name="kelompok",
            name="registration_number",
            field=models.CharField(
                blank=True, help_text="Kosong bila belum terdaftar.", max_length=60, verbose_name="nomor registrasi"
            ),
        ),
        migrations.AddConstraint(
            model_name="kelompok",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("registration__in", ["", "simluhtan", "kusuka", "nib", "decree", "legal_entity"])
                ),
                name="kelompok_registration",
            ),
        ),
        # The rows take over the name of the text, which steps aside until its words are moved.
        migrations.RenameField(model_name="kelompok", old_name="earlier_help", new_name="old_help"),
        migrations.CreateModel(
            name="EarlierHelp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        help_text="Apa dan berapa, misalnya bibit jagung 50 kg.",
                        max_length=200,
                        verbose_name="bantuan",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        help_text="Lembaga pemberi, misalnya Dinas Pertanian. Jangan menulis nama orang.",
                        max_length=120,
                        verbose_name="dari",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="tahun")),
                (
                    "kelompok",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="earlier_help",
                        to="plans.kelompok",
                    ),
                ),
            ],
        ),
        migrations.RunPython(text_to_rows, rows_to_text),
        migrations.RemoveField(model_name="kelompok", name="old_help"),
    ]
