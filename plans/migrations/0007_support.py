import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0006_stages")]

    operations = [
        migrations.CreateModel(
            name="Support",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("stimulan", "Paket stimulan"), ("training", "Pelatihan")],
                        default="stimulan",
                        max_length=10,
                        verbose_name="jenis",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposal"),
                            ("procured", "Pengadaan"),
                            ("delivered", "Didistribusi"),
                            ("finished", "Selesai"),
                            ("cancelled", "Dibatalkan"),
                        ],
                        default="proposed",
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        help_text="Apa yang dikembangkan, misalnya Kebun sayur beririgasi tetes. Jangan menulis nama orang.",
                        max_length=200,
                        verbose_name="inisiatif",
                    ),
                ),
                (
                    "bidang",
                    models.CharField(
                        choices=[
                            ("agriculture", "Pertanian"),
                            ("livestock", "Peternakan"),
                            ("fisheries", "Perikanan"),
                            ("seaweed", "Rumput laut"),
                            ("home_industry", "Industri rumah tangga"),
                            ("conservation", "Konservasi"),
                            ("micro_business", "Usaha mikro"),
                            ("workshop", "Pertukangan dan perbengkelan"),
                            ("infrastructure", "Prasarana penunjang"),
                        ],
                        max_length=20,
                        verbose_name="bidang penghidupan",
                    ),
                ),
                ("fiscal_year", models.PositiveSmallIntegerField(verbose_name="tahun anggaran")),
                (
                    "source",
                    models.CharField(
                        default="BangKIT",
                        help_text="Misalnya BangKIT, atau nama program lain.",
                        max_length=120,
                        verbose_name="program atau sumber dana",
                    ),
                ),
                ("cost", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="nilai seluruhnya")),
                ("men", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="laki-laki")),
                ("women", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="perempuan")),
                ("giver_name", models.CharField(blank=True, editable=False, max_length=150)),
                ("receiver_name", models.CharField(blank=True, editable=False, max_length=150)),
                ("handed_over_on", models.DateField(blank=True, null=True, verbose_name="tanggal serah terima")),
                (
                    "bast_number",
                    models.CharField(
                        blank=True,
                        help_text="Boleh diisi kemudian, bila terbit sesudah tanda tangan.",
                        max_length=60,
                        verbose_name="nomor BAST",
                    ),
                ),
                ("result", models.TextField(blank=True, verbose_name="hasil")),
                (
                    "check_due_on",
                    models.DateField(
                        blank=True,
                        help_text="Kosong berarti satu tahun sesudah serah terima.",
                        null=True,
                        verbose_name="diperiksa pada",
                    ),
                ),
                ("checked_on", models.DateField(blank=True, null=True, verbose_name="tanggal pemeriksaan")),
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
                        max_length=10,
                        verbose_name="keadaan barang atau usaha",
                    ),
                ),
                (
                    "finding",
                    models.TextField(
                        blank=True,
                        help_text="Apa yang dilihat di lapangan, satu dua kalimat. Jangan menulis nama orang.",
                        verbose_name="temuan",
                    ),
                ),
                (
                    "desa",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="support",
                        to="forum.desa",
                        verbose_name="desa",
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        blank=True,
                        help_text="Jabatan yang menandatangani BAST sebagai pihak pertama.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="forum.jabatan",
                        verbose_name="pihak yang menyerahkan",
                    ),
                ),
                (
                    "kabupaten",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="support", to="forum.kabupaten"
                    ),
                ),
                (
                    "kelompok",
                    models.ForeignKey(
                        blank=True,
                        help_text="Kosong bila diterima pemerintah desa.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="support",
                        to="plans.kelompok",
                        verbose_name="kelompok penerima",
                    ),
                ),
                (
                    "usulan",
                    models.ManyToManyField(
                        blank=True, related_name="support", to="plans.usulan", verbose_name="usulan yang dilayani"
                    ),
                ),
            ],
            options={
                "verbose_name": "paket",
            },
        ),
        migrations.CreateModel(
            name="SupportItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="barang")),
                ("quantity", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="jumlah")),
                ("unit", models.CharField(max_length=30, verbose_name="satuan")),
                (
                    "support",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="plans.support"
                    ),
                ),
            ],
            options={
                "verbose_name": "barang",
            },
        ),
        migrations.AddIndex(
            model_name="support",
            index=models.Index(fields=["kabupaten", "fiscal_year", "bidang"], name="support_year"),
        ),
        migrations.AddIndex(
            model_name="support",
            index=models.Index(fields=["kabupaten", "check_due_on"], name="support_check"),
        ),
        migrations.AddConstraint(
            model_name="support",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["proposed", "procured", "delivered", "finished", "cancelled"])),
                name="support_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="support",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["stimulan", "training"])), name="support_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="support",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "bidang__in",
                        [
                            "agriculture",
                            "livestock",
                            "fisheries",
                            "seaweed",
                            "home_industry",
                            "conservation",
                            "micro_business",
                            "workshop",
                            "infrastructure",
                        ],
                    )
                ),
                name="support_bidang",
            ),
        ),
        migrations.AddConstraint(
            model_name="support",
            constraint=models.CheckConstraint(
                condition=models.Q(("condition__in", ["", "grown", "in_use", "broken", "gone"])),
                name="support_condition",
            ),
        ),
        migrations.AddConstraint(
            model_name="support",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["delivered", "finished"]), _negated=True),
                    ("handed_over_on__isnull", False),
                    _connector="OR",
                ),
                name="support_handed_over_has_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="supportitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)), name="support_item_quantity_positive"
            ),
        ),
    ]
