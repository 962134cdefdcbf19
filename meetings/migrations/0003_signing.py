import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import meetings.models.paper_check

PARTS = ["chair", "party", "witness"]  # as the paper prints them


def freeze_signatories(apps, schema_editor):
    """
    Write beside each signatory of a frozen agreement what its snapshot says of him.

    Until now all signed in ink on one scan. Going back needs nothing: the columns go.
    """
    Agreement, Signatory, Paper, Person = (
        apps.get_model(name) for name in ("meetings.Agreement", "meetings.Signatory", "meetings.Paper", "forum.Person")
    )
    for agreement in Agreement.objects.filter(snapshot__isnull=False):
        scan = Paper.objects.filter(agreement=agreement, kind="scan").order_by("pk").first()
        rows = sorted(
            Signatory.objects.filter(agreement=agreement), key=lambda row: (PARTS.index(row.part), row.order, row.pk)
        )
        for place, (row, block) in enumerate(zip(rows, agreement.snapshot["signatories"], strict=False), 1):
            row.place = place
            row.office = f"{block['prefix']} {block['jabatan']}".strip()
            row.name = block["name"]
            people = Person.objects.filter(kabupaten=agreement.kabupaten_id, name=block["name"], nip=block["nip"])
            row.person = people.first() if block["name"] and people.count() == 1 else None
            if agreement.signed_at:
                row.status, row.at, row.paper = "ink", agreement.signed_at, scan
            row.save()


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0002_papers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("file", models.FileField(blank=True, upload_to=meetings.models.paper_check.check_path)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("result", models.JSONField(null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="meetings.agreement"
                    ),
                ),
                (
                    "kabupaten",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="forum.kabupaten"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Ralat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(editable=False, verbose_name="nomor ralat")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Menunggu tanda tangan"),
                            ("signed", "Ditandatangani"),
                            ("cancelled", "Dibatalkan"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        help_text="Tempat kesalahan pada naskah, misalnya Lampiran II nomor 3, kolom desa.",
                        max_length=200,
                        verbose_name="letak",
                    ),
                ),
                ("before", models.TextField(verbose_name="tertulis")),
                ("after", models.TextField(verbose_name="seharusnya dibaca")),
                ("chair", models.CharField(editable=False, max_length=330)),
                ("chair_name", models.CharField(blank=True, editable=False, max_length=120)),
                ("secretary", models.CharField(editable=False, max_length=330)),
                ("secretary_name", models.CharField(blank=True, editable=False, max_length=120)),
                ("at", models.DateTimeField(editable=False)),
                ("signed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ralat", to="meetings.agreement"
                    ),
                ),
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
            ],
            options={
                "verbose_name": "ralat",
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=200, verbose_name="nama pada sertifikat")),
                ("self_issued", models.BooleanField(verbose_name="diterbitkan sendiri")),
                ("certificate", models.TextField()),
                ("key", models.TextField()),
                ("fingerprint", models.CharField(max_length=64, verbose_name="sidik sertifikat")),
                ("valid_from", models.DateTimeField(verbose_name="berlaku sejak")),
                ("valid_until", models.DateTimeField(verbose_name="berlaku sampai")),
                ("retired_at", models.DateTimeField(null=True, verbose_name="tidak dipakai lagi sejak")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="seals", to="forum.kabupaten"
                    ),
                ),
            ],
            options={
                "verbose_name": "segel",
            },
        ),
        migrations.AlterModelOptions(
            name="signatory",
            options={"verbose_name": "tanda tangan"},
        ),
        migrations.RemoveConstraint(
            model_name="paper",
            name="paper_kind",
        ),
        migrations.RemoveConstraint(
            model_name="signatory",
            name="signatory_jabatan_once",
        ),
        migrations.AddField(
            model_name="paper",
            name="reading",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="signatory",
            name="at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="signatory",
            name="name",
            field=models.CharField(blank=True, editable=False, max_length=120),
        ),
        migrations.AddField(
            model_name="signatory",
            name="office",
            field=models.CharField(blank=True, editable=False, max_length=330),
        ),
        migrations.AddField(
            model_name="signatory",
            name="on_behalf",
            field=models.CharField(
                blank=True,
                help_text="Baris di atas jabatan, misalnya a.n. Bupati Sumba Barat Daya. Boleh diakhiri u.b.",
                max_length=150,
                verbose_name="atas nama",
            ),
        ),
        migrations.AddField(
            model_name="signatory",
            name="paper",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signatories",
                to="meetings.paper",
            ),
        ),
        migrations.AddField(
            model_name="signatory",
            name="person",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="forum.person",
            ),
        ),
        migrations.AddField(
            model_name="signatory",
            name="place",
            field=models.PositiveSmallIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="signatory",
            name="reason",
            field=models.CharField(blank=True, editable=False, max_length=500),
        ),
        migrations.AddField(
            model_name="signatory",
            name="reminded_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="signatory",
            name="reminders",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="signatory",
            name="status",
            field=models.CharField(
                choices=[
                    ("waiting", "Menunggu"),
                    ("screen", "Ditandatangani di layar"),
                    ("ink", "Ditandatangani dengan tinta"),
                    ("declined", "Menolak"),
                    ("closed", "Tidak menandatangani"),
                    ("replaced", "Digantikan"),
                ],
                default="waiting",
                editable=False,
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="signatory",
            name="turn",
            field=models.PositiveSmallIntegerField(
                default=1,
                help_text="Yang bergiliran sama menandatangani bersama; giliran berikutnya menunggu sampai semuanya selesai.",
                verbose_name="giliran",
            ),
        ),
        migrations.AlterField(
            model_name="paper",
            name="kind",
            field=models.CharField(
                choices=[
                    ("issued", "Berita acara final"),
                    ("sealed", "Naskah bersegel"),
                    ("scan", "Pindaian bertanda tangan"),
                    ("ralat", "Lembar ralat"),
                    ("ralat_scan", "Pindaian ralat"),
                ],
                max_length=10,
                verbose_name="jenis",
            ),
        ),
        migrations.AlterField(
            model_name="signatory",
            name="order",
            field=models.PositiveSmallIntegerField(
                default=1, help_text="Urutan pada naskah.", verbose_name="nomor urut"
            ),
        ),
        migrations.AddConstraint(
            model_name="signatory",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["waiting", "screen", "ink", "declined", "closed", "replaced"])),
                name="signatory_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="signatory",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "replaced"), _negated=True),
                fields=("agreement", "jabatan", "part"),
                name="signatory_jabatan_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="signatory",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("status", "replaced"), _negated=True), ("place__isnull", False)),
                fields=("agreement", "place"),
                name="signatory_place_once",
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="ralat",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="meetings.ralat"
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["issued", "sealed", "scan", "ralat", "ralat_scan"])), name="paper_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="ralat",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["waiting", "signed", "cancelled"])), name="ralat_status"
            ),
        ),
        migrations.AddConstraint(
            model_name="ralat",
            constraint=models.UniqueConstraint(fields=("agreement", "number"), name="ralat_number_once"),
        ),
        migrations.AddConstraint(
            model_name="seal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired_at", None)), fields=("kabupaten",), name="seal_one_current"
            ),
        ),
        migrations.RunPython(freeze_signatories, migrations.RunPython.noop),
    ]
