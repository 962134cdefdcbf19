import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


def invited_from_attendance(apps, schema_editor):
    """Whom the list of a meeting that is still to be held names was invited so far by that list."""
    attendance, invitation = apps.get_model("meetings", "Attendance"), apps.get_model("meetings", "Invitation")
    seen = set()
    for row in attendance.objects.filter(meeting__status__in=["draft", "invited"]).order_by("meeting", "order", "pk"):
        guest = "" if row.jabatan_id else row.jabatan_name
        office = (row.meeting_id, row.jabatan_id, guest, "" if row.jabatan_id else row.institution)
        if office in seen:
            continue
        seen.add(office)
        invitation.objects.create(
            kabupaten_id=row.kabupaten_id,
            meeting_id=row.meeting_id,
            jabatan_id=row.jabatan_id,
            guest=guest,
            institution=office[3],
            order=row.order,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0005_notices"),
        ("meetings", "0006_agenda"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="nomor urut")),
                (
                    "guest",
                    models.CharField(
                        blank=True,
                        help_text="Jabatan atau lembaga, bukan nama orang, misalnya Koordinator P3MD.",
                        max_length=150,
                        verbose_name="sebutan tamu",
                    ),
                ),
                (
                    "institution",
                    models.CharField(
                        blank=True, help_text="Misalnya Yayasan BaKTI.", max_length=150, verbose_name="instansi tamu"
                    ),
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True,
                        max_length=16,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\+?\\d{8,15}$", "Tulis nomor telepon dengan angka saja, misalnya 081234567890."
                            )
                        ],
                        verbose_name="nomor WhatsApp",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="surel")),
                (
                    "response",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Belum menjawab"),
                            ("coming", "Akan hadir"),
                            ("represented", "Diwakilkan"),
                            ("unable", "Berhalangan"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="jawaban",
                    ),
                ),
                (
                    "represented_by",
                    models.CharField(
                        blank=True,
                        help_text="Jabatan atau nama yang hadir sebagai wakil.",
                        max_length=150,
                        verbose_name="diwakili oleh",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="Misalnya akan datang sesudah pukul 10.",
                        max_length=300,
                        verbose_name="catatan",
                    ),
                ),
                ("responded_at", models.DateTimeField(editable=False, null=True, verbose_name="dijawab")),
                ("opened_at", models.DateTimeField(editable=False, null=True, verbose_name="WhatsApp dibuka")),
                ("handed_at", models.DateTimeField(editable=False, null=True, verbose_name="surat disampaikan")),
                (
                    "mail",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Belum dikirim"),
                            ("queued", "Menunggu dikirim"),
                            ("sent", "Terkirim"),
                            ("failed", "Gagal dikirim"),
                        ],
                        default="",
                        editable=False,
                        max_length=8,
                    ),
                ),
                ("mail_at", models.DateTimeField(editable=False, null=True, verbose_name="keadaan surel sejak")),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="undangan ditarik")),
                (
                    "jabatan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="forum.jabatan",
                        verbose_name="jabatan yang tercatat",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="invitations", to="meetings.meeting"
                    ),
                ),
            ],
            options={
                "verbose_name": "undangan",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("response__in", ["", "coming", "represented", "unable"])),
                        name="invitation_response",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mail__in", ["", "queued", "sent", "failed"])), name="invitation_mail"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("jabatan", None), models.Q(("guest", ""), _negated=True)),
                            models.Q(("guest", ""), ("jabatan__isnull", False)),
                            _connector="OR",
                        ),
                        name="invitation_jabatan_or_guest",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("jabatan__isnull", False)),
                        fields=("meeting", "jabatan"),
                        name="invitation_jabatan_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("guest", ""), _negated=True),
                        fields=("meeting", "guest", "institution"),
                        name="invitation_guest_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvitationLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.CharField(
                        blank=True,
                        help_text="Bila kosong, pada surat tercetak titik-titik.",
                        max_length=80,
                        verbose_name="nomor surat",
                    ),
                ),
                (
                    "dated_on",
                    models.DateField(
                        blank=True,
                        help_text="Bila kosong, hari surat dicetak.",
                        null=True,
                        verbose_name="tanggal surat",
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        default="Biasa",
                        help_text="Misalnya Biasa, Penting atau Segera.",
                        max_length=40,
                        verbose_name="sifat",
                    ),
                ),
                (
                    "enclosure",
                    models.CharField(
                        blank=True,
                        help_text="Bila kosong, dihitung dari panjang daftar undangan.",
                        max_length=100,
                        verbose_name="lampiran",
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        blank=True,
                        help_text="Bila kosong: Undangan dan nama rapat.",
                        max_length=200,
                        verbose_name="hal",
                    ),
                ),
                (
                    "copies_to",
                    models.TextField(
                        blank=True, help_text="Satu penerima tembusan per baris.", verbose_name="tembusan"
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="letter", to="meetings.meeting"
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        blank=True,
                        help_text="Bila kosong, sekretaris forum menurut SK.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="forum.jabatan",
                        verbose_name="penanda tangan surat",
                    ),
                ),
            ],
            options={
                "verbose_name": "surat undangan",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("kabupaten", "number"),
                        name="invitation_letter_number_once",
                    )
                ],
            },
        ),
        # Going back drops the table; the attendance it was made of was never touched.
        migrations.RunPython(invited_from_attendance, migrations.RunPython.noop),
    ]
