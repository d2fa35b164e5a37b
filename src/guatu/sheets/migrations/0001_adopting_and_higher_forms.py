import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0004_intake_accounts"),
        ("audit", "0002_installation"),
        ("campaigns", "0005_one_figure_a_period"),
        ("ledgers", "0012_closing_sheets"),
    ]

    operations = [
        migrations.CreateModel(
            name="Adoption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("staged", "Staged"),
                            ("applied", "Applied"),
                            ("undone", "Undone"),
                            ("dropped", "Dropped"),
                        ],
                        default="staged",
                        max_length=10,
                    ),
                ),
                ("sheets", models.JSONField(default=list)),
                ("sheet", models.PositiveSmallIntegerField(default=0)),
                ("grid", models.JSONField(default=dict)),
                ("head_first", models.PositiveIntegerField(default=0)),
                ("head_last", models.PositiveIntegerField(default=0)),
                ("meanings", models.JSONField(default=list)),
                ("answers", models.JSONField(default=dict)),
                ("counts", models.JSONField(default=dict)),
                ("staged_by", models.BigIntegerField()),
                ("staged_at", models.DateTimeField()),
                ("applied_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adoptions",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="audit.evidence",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledgers.kind",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["staged_by", "state"], name="sheets_adoption_staged")
                ],
            },
        ),
        migrations.CreateModel(
            name="HigherForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("mapped", "Mapped"), ("retired", "Retired")],
                        default="mapped",
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("asked_by", models.CharField(max_length=100)),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("once", "Once"),
                            ("week", "Week"),
                            ("month", "Month"),
                            ("quarter", "Quarter"),
                            ("half_year", "Half Year"),
                            ("year", "Year"),
                        ],
                        default="month",
                        max_length=10,
                    ),
                ),
                ("first_due_on", models.DateField(null=True)),
                ("note", models.CharField(default="", max_length=300)),
                ("tables", models.JSONField(default=list)),
                ("layout", models.JSONField(default=dict)),
                ("created_by", models.BigIntegerField(null=True)),
                ("created_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="higher_forms",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="audit.evidence",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="higher_forms",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={"ordering": ["campaign", "-pk"]},
        ),
        migrations.CreateModel(
            name="HigherFilling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("as_of", models.DateField()),
                ("filled_count", models.PositiveIntegerField(default=0)),
                ("gaps", models.JSONField(default=list)),
                ("filled_by", models.BigIntegerField(null=True)),
                ("filled_at", models.DateTimeField()),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="audit.evidence",
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fillings",
                        to="sheets.higherform",
                    ),
                ),
            ],
            options={
                "ordering": ["form", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("form", "number"), name="sheets_higherfilling_number"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AdoptedLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row", models.PositiveIntegerField()),
                ("texts", models.JSONField(default=list)),
                (
                    "adoption",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="sheets.adoption",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="adopted_lines",
                        to="ledgers.entry",
                    ),
                ),
            ],
            options={
                "ordering": ["adoption", "row"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("adoption", "entry"), name="sheets_adoptedline_once"
                    )
                ],
            },
        ),
    ]
