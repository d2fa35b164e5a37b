"""Rounds that run by themselves: cut-offs, off days, what is covered, extensions, reminders."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_handovers"),
        ("campaigns", "0005_one_figure_a_period"),
        ("dispatch", "0004_periods"),
    ]

    operations = [
        migrations.CreateModel(
            name="RoundExtension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("late_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=200)),
                ("granted_at", models.DateTimeField()),
                ("person_id", models.BigIntegerField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "ordering": ["round", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RoundReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("step", models.CharField(max_length=20)),
                ("told_at", models.DateTimeField()),
                ("still_open", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ["round", "told_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="cadence",
            name="begins_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="cadence",
            name="due_day",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="cadence",
            name="due_minute",
            field=models.PositiveSmallIntegerField(db_default=1440, default=1440),
        ),
        migrations.AddField(
            model_name="cadence",
            name="ends_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="cadence",
            name="freeze_days",
            field=models.PositiveSmallIntegerField(db_default=7, default=7, null=True),
        ),
        migrations.AddField(
            model_name="cadence",
            name="grace_hours",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="cadence",
            name="is_due_after",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="cadence",
            name="is_paused",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="cadence",
            name="kinds",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="cadence",
            name="lamps",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="cadence",
            name="lead_hours",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="cadence",
            name="off_days",
            field=models.CharField(
                choices=[("keep", "Keep"), ("earlier", "Earlier"), ("later", "Later")],
                db_default="keep",
                default="keep",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="cadence",
            name="owes",
            field=models.CharField(
                choices=[("all", "All"), ("leads", "Leads")],
                db_default="all",
                default="all",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="cadence",
            name="remind_after",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="cadence",
            name="remind_before",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="cadence",
            name="weight",
            field=models.CharField(
                choices=[("all", "All"), ("led", "Led"), ("unled", "Unled")],
                db_default="all",
                default="all",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="round",
            name="due_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="round",
            name="is_missed",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="round",
            name="late_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="round",
            name="nominal_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="round",
            name="off_days",
            field=models.CharField(
                choices=[("keep", "Keep"), ("earlier", "Earlier"), ("later", "Later")],
                db_default="keep",
                default="keep",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="cadence",
            name="every",
            field=models.CharField(
                choices=[
                    ("day", "Day"),
                    ("week", "Week"),
                    ("ten-days", "Ten Days"),
                    ("month", "Month"),
                    ("quarter", "Quarter"),
                    ("half-year", "Half Year"),
                    ("year", "Year"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="round",
            index=models.Index(fields=["state", "late_at"], name="dispatch_round_running"),
        ),
        migrations.AddConstraint(
            model_name="cadence",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_minute__gte", 1), ("due_minute__lte", 1440)),
                name="dispatch_cadence_minute",
            ),
        ),
        migrations.AddConstraint(
            model_name="cadence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_day__isnull", True),
                    models.Q(("due_day__gte", 1), ("due_day__lte", 31)),
                    _connector="OR",
                ),
                name="dispatch_cadence_due_day",
            ),
        ),
        migrations.AddField(
            model_name="roundextension",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="extensions",
                to="dispatch.round",
            ),
        ),
        migrations.AddField(
            model_name="roundextension",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="roundreminder",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reminders",
                to="dispatch.round",
            ),
        ),
        migrations.AddField(
            model_name="roundreminder",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddConstraint(
            model_name="roundextension",
            constraint=models.UniqueConstraint(
                fields=("round", "unit"), name="dispatch_roundextension_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="roundextension",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="dispatch_roundextension_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="roundreminder",
            constraint=models.UniqueConstraint(
                fields=("round", "step", "unit"), name="dispatch_roundreminder_once"
            ),
        ),
    ]
