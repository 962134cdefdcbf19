from django.db import migrations, models
from django.db.models import Q

STAGES = [("rkpd", "RKPD"), ("apbd", "APBD"), ("perubahan", "Perubahan")]
CODES = [code for code, _ in STAGES]


def gather_workplans(apps, schema_editor):
    """
    Let the latest stage that held for any activity of an OPD and year be the one in force.

    The pagu in force stays as it was, also where an activity still held an earlier stage: whether that stage drops
    it, the OPD says with its next file.
    """
    Activity, Workplan = apps.get_model("plans", "Activity"), apps.get_model("plans", "Workplan")
    latest = {}
    for kabupaten, opd, year, stage in Activity.objects.values_list("kabupaten", "opd", "fiscal_year", "stage"):
        key = kabupaten, opd, year
        latest[key] = max(latest.get(key, stage), stage, key=CODES.index)
    Workplan.objects.bulk_create(
        Workplan(kabupaten_id=kabupaten, opd_id=opd, fiscal_year=year, stage=stage)
        for (kabupaten, opd, year), stage in latest.items()
    )
    without_pagu = Activity.objects.filter(pagu=0)
    named = apps.get_model("plans", "ActivityFigures").objects.filter(
        activity=models.OuterRef("pk"), stage=models.OuterRef("stage")
    )
    without_pagu.filter(~models.Exists(named)).update(is_named=False)


def scatter_stages(apps, schema_editor):
    Activity = apps.get_model("plans", "Activity")
    for workplan in apps.get_model("plans", "Workplan").objects.all():
        rows = Activity.objects.filter(opd=workplan.opd_id, fiscal_year=workplan.fiscal_year)
        rows.update(stage=workplan.stage)


class Migration(migrations.Migration):
    dependencies = [("forum", "0001_initial"), ("plans", "0005_plan_versions")]

    operations = [
        migrations.CreateModel(
            name="Workplan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fiscal_year", models.PositiveSmallIntegerField(verbose_name="tahun anggaran")),
                (
                    "stage",
                    models.CharField(choices=STAGES, default="rkpd", max_length=10, verbose_name="tahap yang berlaku"),
                ),
                (
                    "kabupaten",
                    models.ForeignKey(
                        on_delete=models.deletion.PROTECT, related_name="workplans", to="forum.kabupaten"
                    ),
                ),
                (
                    "opd",
                    models.ForeignKey(
                        on_delete=models.deletion.PROTECT,
                        related_name="workplans",
                        to="forum.opd",
                        verbose_name="OPD",
                    ),
                ),
            ],
            options={
                "verbose_name": "rencana kerja",
                "constraints": [
                    models.UniqueConstraint(fields=("opd", "fiscal_year"), name="workplan_once"),
                    models.CheckConstraint(condition=Q(stage__in=CODES), name="workplan_stage"),
                ],
            },
        ),
        migrations.AddField(
            model_name="activity",
            name="is_named",
            field=models.BooleanField(default=True, editable=False, verbose_name="disebut tahap yang berlaku"),
        ),
        migrations.AddField(
            model_name="portion",
            name="lost_in",
            field=models.CharField(
                blank=True, choices=STAGES, editable=False, max_length=10, verbose_name="kehilangan pagu dalam"
            ),
        ),
        migrations.AddField(
            model_name="portion",
            name="lost_on",
            field=models.DateField(editable=False, null=True, verbose_name="kehilangan pagu pada"),
        ),
        migrations.RunPython(gather_workplans, scatter_stages),
        migrations.RemoveConstraint(model_name="activity", name="activity_stage"),
        migrations.RemoveField(model_name="activity", name="stage"),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=Q(is_named=True) | Q(pagu=0), name="activity_unnamed_has_no_pagu"
            ),
        ),
        migrations.AddConstraint(
            model_name="portion",
            constraint=models.CheckConstraint(
                condition=Q(lost_on=None, lost_in="") | Q(lost_on__isnull=False, lost_in__in=CODES),
                name="portion_lost_in_a_stage",
            ),
        ),
    ]
