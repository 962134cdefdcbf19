import django.core.validators
import django.db.models.deletion
import forum.models.region
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0002_offices_over_time"),
    ]

    operations = [
        migrations.AddField(
            model_name="desa",
            name="closed_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="tidak ada lagi sejak"),
        ),
        migrations.AddField(
            model_name="desa",
            name="valid_from",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="berdiri sejak"),
        ),
        migrations.AddField(
            model_name="kabupaten",
            name="letterhead_contact",
            field=models.CharField(
                blank=True,
                help_text="Baris terakhir kop.",
                max_length=200,
                verbose_name="telepon, surel, dan laman pada kop",
            ),
        ),
        migrations.AddField(
            model_name="kabupaten",
            name="logo",
            field=models.FileField(blank=True, upload_to=forum.models.region.logo_path, verbose_name="lambang daerah"),
        ),
        migrations.AddField(
            model_name="kabupaten",
            name="margin_bottom",
            field=models.PositiveSmallIntegerField(
                default=25, validators=[django.core.validators.MaxValueValidator(60)], verbose_name="tepi bawah"
            ),
        ),
        migrations.AddField(
            model_name="kabupaten",
            name="margin_left",
            field=models.PositiveSmallIntegerField(
                default=30, validators=[django.core.validators.MaxValueValidator(60)], verbose_name="tepi kiri"
            ),
        ),
        migrations.AddField(
            model_name="kabupaten",
            name="margin_right",
            field=models.PositiveSmallIntegerField(
                default=20, validators=[django.core.validators.MaxValueValidator(60)], verbose_name="tepi kanan"
            ),
        ),
        migrations.AddField(
            model_name="kabupaten",
            name="margin_top",
            field=models.PositiveSmallIntegerField(
                default=20, validators=[django.core.validators.MaxValueValidator(60)], verbose_name="tepi atas"
            ),
        ),
        migrations.AddField(
            model_name="kabupaten",
            name="public_page",
            field=models.BooleanField(
                default=False,
                help_text="Siapa pun dapat membaca capaian forum tanpa akun; data pribadi tidak pernah tampil.",
                verbose_name="halaman publik",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="erased_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="data dihapus pada"),
        ),
        migrations.AlterField(
            model_name="desa",
            name="code",
            field=models.CharField(
                error_messages={"unique": "Kode ini sudah dipakai desa lain. Periksa pada daftar wilayah."},
                max_length=13,
                unique=True,
                validators=[
                    django.core.validators.RegexValidator(
                        "^\\d{2}\\.\\d{2}\\.\\d{2}\\.\\d{4}$", "Tulis kode seperti 53.18.04.2011."
                    )
                ],
                verbose_name="kode Kemendagri",
            ),
        ),
        migrations.CreateModel(
            name="Breach",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("noticed_on", models.DateField(verbose_name="diketahui pada")),
                (
                    "what",
                    models.TextField(
                        help_text="Data apa, kapan, dan bagaimana terungkap. Jangan menulis datanya sendiri di sini.",
                        verbose_name="apa yang terjadi",
                    ),
                ),
                (
                    "people",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="jumlah orang yang terdampak"),
                ),
                (
                    "told",
                    models.TextField(
                        blank=True,
                        help_text="Yang bersangkutan dan lembaga pelindungan data pribadi, secara tertulis paling lambat 3 × 24 jam.",
                        verbose_name="siapa yang diberi tahu",
                    ),
                ),
                ("told_on", models.DateField(blank=True, null=True, verbose_name="diberitahukan pada")),
                ("done", models.TextField(blank=True, verbose_name="apa yang sudah dilakukan")),
                (
                    "kabupaten",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="breaches", to="forum.kabupaten"
                    ),
                ),
            ],
            options={
                "verbose_name": "catatan kegagalan pelindungan data",
            },
        ),
        migrations.CreateModel(
            name="DesaSuccession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="berlaku sejak")),
                ("basis", models.CharField(max_length=200, verbose_name="dasar")),
                (
                    "desa",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="successions", to="forum.desa"
                    ),
                ),
                (
                    "kabupaten",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forum.kabupaten"
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="origins",
                        to="forum.desa",
                        verbose_name="desa penerus",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("desa", "successor"), name="desa_succession_once"),
                    models.CheckConstraint(
                        condition=models.Q(("desa", models.F("successor")), _negated=True),
                        name="desa_succession_of_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerDesa",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="nama")),
                (
                    "kind",
                    models.CharField(
                        choices=[("desa", "Desa"), ("kelurahan", "Kelurahan")], max_length=10, verbose_name="bentuk"
                    ),
                ),
                ("until", models.DateField(verbose_name="sampai")),
                ("basis", models.CharField(max_length=200, verbose_name="dasar perubahan")),
                (
                    "desa",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="former", to="forum.desa"
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forum.kecamatan"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["desa", "kelurahan"])), name="former_desa_kind"
                    ),
                    models.UniqueConstraint(fields=("desa", "until"), name="former_desa_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerKecamatan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="nama")),
                ("until", models.DateField(verbose_name="sampai")),
                ("basis", models.CharField(max_length=200, verbose_name="dasar perubahan")),
                (
                    "kabupaten",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forum.kabupaten"
                    ),
                ),
                (
                    "kecamatan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="former", to="forum.kecamatan"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kecamatan", "until"), name="former_kecamatan_once")],
            },
        ),
        migrations.CreateModel(
            name="TargetVillage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("programme", models.CharField(default="BangKIT", max_length=60, verbose_name="program")),
                (
                    "kind",
                    models.CharField(
                        choices=[("start", "Awal"), ("replication", "Replikasi")],
                        default="start",
                        max_length=12,
                        verbose_name="jenis",
                    ),
                ),
                ("since", models.DateField(verbose_name="sejak")),
                (
                    "until",
                    models.DateField(
                        blank=True, help_text="Kosong bila masih didampingi.", null=True, verbose_name="sampai"
                    ),
                ),
                (
                    "desa",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="forum.desa",
                        verbose_name="desa",
                    ),
                ),
                (
                    "kabupaten",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="target_villages",
                        to="forum.kabupaten",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["start", "replication"])), name="target_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                        name="target_ends_after_start",
                    ),
                    models.UniqueConstraint(fields=("desa", "programme"), name="target_once_per_programme"),
                ],
            },
        ),
    ]
