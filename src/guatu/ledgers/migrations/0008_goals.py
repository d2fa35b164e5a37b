"""Proposals and the history of nodes and goals; why one was missed, and what stands in its place."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_handovers"),
        ("ledgers", "0007_spells_begin"),
    ]

    operations = [
        migrations.AddField(
            model_name="milestone",
            name="reason",
            field=models.CharField(db_default="", default="", max_length=500),
        ),
        migrations.AddField(
            model_name="milestone",
            name="moved_from",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="moved_to",
                to="ledgers.milestone",
            ),
        ),
        migrations.CreateModel(
            name="MilestoneChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("set", "Set"),
                            ("dropped", "Dropped"),
                            ("moved", "Moved"),
                            ("met", "Met"),
                            ("missed", "Missed"),
                            ("reopened", "Reopened"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("node", "Node"), ("month", "Month")], max_length=10),
                ),
                ("title", models.CharField(max_length=200)),
                ("from_on", models.DateField(null=True)),
                ("to_on", models.DateField(null=True)),
                ("reason", models.CharField(default="", max_length=500)),
                ("person_id", models.BigIntegerField(null=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestone_changes",
                        to="ledgers.entry",
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="changes",
                        to="ledgers.milestone",
                    ),
                ),
            ],
            options={
                "ordering": ["entry", "pk"],
            },
        ),
        migrations.CreateModel(
            name="GoalProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[("add", "Add"), ("move", "Move"), ("drop", "Drop")], max_length=10
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("node", "Node"), ("month", "Month")], max_length=10),
                ),
                ("title", models.CharField(max_length=200)),
                ("due_on", models.DateField()),
                ("reason", models.CharField(default="", max_length=500)),
                ("proposed_by", models.BigIntegerField(null=True)),
                ("proposed_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("accepted", "Accepted"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("decided_by", models.BigIntegerField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(default="", max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="goal_proposals",
                        to="ledgers.entry",
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="proposals",
                        to="ledgers.milestone",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["entry", "due_on", "pk"],
                "indexes": [
                    models.Index(fields=["state", "entry"], name="ledgers_goalproposal_state")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"), ("decided_at__isnull", False), _connector="OR"
                        ),
                        name="ledgers_goalproposal_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="ledgers_goalproposal_answer",
                    ),
                ],
            },
        ),
    ]
