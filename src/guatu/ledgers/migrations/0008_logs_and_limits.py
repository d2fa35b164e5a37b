"""Rows of logs; limits of the course on the entry; fields that are counted once; a kind's own text."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        ("ledgers", "0008_goals"),
    ]

    operations = [
        migrations.AddField(
            model_name="kind",
            name="source",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AddField(
            model_name="entry",
            name="stage_since",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="entry",
            name="limit_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="entry",
            name="limit_for",
            field=models.CharField(db_default="", default="", max_length=44),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["ledger", "limit_at"], name="ledgers_entry_limit"),
        ),
        migrations.AddField(
            model_name="fieldvalue",
            name="once_in",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="ledgers.ledger",
            ),
        ),
        migrations.AddConstraint(
            model_name="fieldvalue",
            constraint=models.UniqueConstraint(
                condition=models.Q(("once_in__isnull", False)),
                fields=("once_in", "field", "text"),
                name="ledgers_fieldvalue_once_in",
            ),
        ),
        migrations.CreateModel(
            name="LogRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("log", models.CharField(max_length=40)),
                ("happened_on", models.DateField()),
                ("fields", models.JSONField(default=dict)),
                ("note", models.CharField(default="", max_length=500)),
                ("recorded_by", models.BigIntegerField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("struck_by", models.BigIntegerField(null=True)),
                ("struck_at", models.DateTimeField(null=True)),
                ("struck_reason", models.CharField(default="", max_length=200)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="log_rows",
                        to="ledgers.entry",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="audit.evidence",
                    ),
                ),
            ],
            options={
                "ordering": ["entry", "-happened_on", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["entry", "log", "happened_on"], name="ledgers_logrow_entry"
                    ),
                    models.Index(fields=["log", "happened_on"], name="ledgers_logrow_day"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("struck_at__isnull", True),
                            models.Q(("struck_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="ledgers_logrow_struck",
                    )
                ],
            },
        ),
    ]
