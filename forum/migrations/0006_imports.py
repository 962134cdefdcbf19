from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forum", "0005_notices")]

    operations = [
        migrations.AddField(
            model_name="import", name="chosen", field=models.JSONField(default=dict, verbose_name="pilihan")
        ),
        migrations.AddField(
            model_name="import",
            name="subject",
            field=models.CharField(blank=True, max_length=250, verbose_name="untuk"),
        ),
        migrations.AddField(
            model_name="import",
            name="began_at",
            field=models.DateTimeField(null=True, verbose_name="mulai dikerjakan pada"),
        ),
    ]
