from django.db import migrations, models

FIGURES = {
    "funding_source": ("sumber dana", 300),
    "indicator": ("tolok ukur keluaran", 1000),
    "target": ("target", 300),
    "location": ("lokasi menurut dokumen", 1000),
    "target_group": ("kelompok sasaran", 300),
    "next_target": ("prakiraan maju: target", 300),
}


class Migration(migrations.Migration):
    """Printed workplans join several lines in one cell."""

    dependencies = [("forum", "0004_imports"), ("plans", "0008_checks")]

    operations = [
        migrations.AlterField("activity", "name", models.CharField("sub kegiatan", max_length=500)),
        *(
            migrations.AlterField("activityfigures", name, models.CharField(label, blank=True, max_length=length))
            for name, (label, length) in FIGURES.items()
        ),
    ]
