import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_handovers"),
        ("audit", "0002_installation"),
        ("campaigns", "0005_one_figure_a_period"),
        ("ledgers", "0012_closing_sheets"),
    ]

    operations = [
        migrations.CreateModel(
            name="Volume",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "sort",
                    models.CharField(
                        choices=[("entry", "Entry"), ("target", "Target"), ("unit", "Unit")],
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("token", models.CharField(max_length=60, unique=True)),
                ("formed_at", models.DateTimeField()),
                ("formed_by", models.BigIntegerField(null=True)),
                ("paper_count", models.PositiveIntegerField(default=0)),
                ("later_count", models.PositiveIntegerField(default=0)),
                ("page_count", models.PositiveIntegerField(default=0)),
                ("digest", models.CharField(max_length=64)),
                (
                    "bound",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="audit.evidence",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="volumes",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="volumes",
                        to="ledgers.entry",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="volumes",
                        to="campaigns.target",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="volumes",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["campaign", "-number"],
                "indexes": [models.Index(fields=["unit", "campaign"], name="paper_volume_unit")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "number"), name="paper_volume_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("entry__isnull", False),
                                ("sort", "entry"),
                                ("target__isnull", True),
                            ),
                            models.Q(
                                ("entry__isnull", True),
                                ("sort", "target"),
                                ("target__isnull", False),
                            ),
                            models.Q(
                                ("entry__isnull", True), ("sort", "unit"), ("target__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="paper_volume_one_matter",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VolumePaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ordinal", models.PositiveIntegerField()),
                ("heading", models.CharField(default="", max_length=300)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("report", "Report"),
                            ("correction", "Correction"),
                            ("stage", "Stage"),
                            ("track", "Track"),
                            ("log", "Log"),
                            ("closing", "Closing"),
                            ("figures", "Figures"),
                        ],
                        max_length=10,
                    ),
                ),
                ("proves", models.CharField(max_length=300)),
                ("proved_on", models.DateField()),
                ("received_at", models.DateTimeField()),
                (
                    "later",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not"),
                            ("round", "Round"),
                            ("frozen", "Frozen"),
                            ("act", "Act"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("first_page", models.PositiveIntegerField(null=True)),
                ("page_count", models.PositiveIntegerField(default=0)),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="audit.evidence",
                    ),
                ),
                (
                    "volume",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="papers",
                        to="paper.volume",
                    ),
                ),
            ],
            options={
                "ordering": ["volume", "ordinal"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("volume", "ordinal"), name="paper_volumepaper_place"
                    )
                ],
            },
        ),
    ]
