"""Curves of targets, the rhythm of indicators, sheets of figures, and which figure stands."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_installation"),
        ("campaigns", "0002_validity_and_layout"),
    ]

    operations = [
        migrations.CreateModel(
            name="PacePoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("share_mantissa", models.BigIntegerField(null=True)),
                ("share_scale", models.PositiveSmallIntegerField(default=0)),
                ("amount_fen", models.BigIntegerField(null=True)),
                ("mantissa", models.BigIntegerField(null=True)),
                ("scale", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["target", "day"],
            },
        ),
        migrations.AddField(
            model_name="indicator",
            name="definition_confirmed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="indicator",
            name="definition_confirmed_by",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="indicator",
            name="due_after",
            field=models.PositiveSmallIntegerField(db_default=10, default=10),
        ),
        migrations.AddField(
            model_name="indicator",
            name="is_fall",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="indicator",
            name="rhythm",
            field=models.CharField(
                choices=[
                    ("month", "Month"),
                    ("quarter", "Quarter"),
                    ("half_year", "Half Year"),
                    ("year", "Year"),
                ],
                db_default="month",
                default="month",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="measureunit",
            name="is_whole",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="observation",
            name="is_current",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="target",
            name="pace_basis",
            field=models.CharField(db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="target",
            name="pace_by",
            field=models.CharField(
                choices=[
                    ("calendar", "Calendar"),
                    ("working", "Working"),
                    ("curve", "Curve"),
                    ("above", "Above"),
                ],
                db_default="calendar",
                default="calendar",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="indicator",
            name="shape",
            field=models.CharField(
                choices=[
                    ("cumulative", "Cumulative"),
                    ("growth", "Growth"),
                    ("share", "Share"),
                    ("control", "Control"),
                    ("floor", "Floor"),
                    ("level", "Level"),
                    ("rank", "Rank"),
                    ("range", "Range"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="target",
            name="roll_up",
            field=models.CharField(
                choices=[
                    ("sum", "Sum"),
                    ("weighted", "Weighted"),
                    ("worst", "Worst"),
                    ("best", "Best"),
                    ("none", "None"),
                ],
                default="none",
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="FigureSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(max_length=200)),
                ("series", models.CharField(max_length=10)),
                ("rows", models.JSONField(default=list)),
                ("faults", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("staged", "Staged"),
                            ("applied", "Applied"),
                            ("dropped", "Dropped"),
                        ],
                        default="staged",
                        max_length=10,
                    ),
                ),
                ("handed_in_by", models.BigIntegerField(null=True)),
                ("handed_in_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figure_sheets",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="audit.evidence",
                    ),
                ),
            ],
            options={
                "ordering": ["-handed_in_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="observation",
            name="sheet",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="figures",
                to="campaigns.figuresheet",
            ),
        ),
        migrations.AddField(
            model_name="pacepoint",
            name="target",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="pace_points",
                to="campaigns.target",
            ),
        ),
        migrations.AddConstraint(
            model_name="pacepoint",
            constraint=models.UniqueConstraint(
                fields=("target", "day"), name="campaigns_pacepoint_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="pacepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount_fen__isnull", True),
                        ("mantissa__isnull", True),
                        ("share_mantissa__isnull", False),
                    ),
                    models.Q(
                        ("amount_fen__isnull", False),
                        ("mantissa__isnull", True),
                        ("share_mantissa__isnull", True),
                    ),
                    models.Q(
                        ("amount_fen__isnull", True),
                        ("mantissa__isnull", False),
                        ("share_mantissa__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="campaigns_pacepoint_one_figure",
            ),
        ),
    ]
