"""Of two figures of one period the database refuses the second."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0004_standing_figures")]

    operations = [
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)),
                fields=(
                    "indicator",
                    "unit",
                    "period_start",
                    "period_end",
                    "facet",
                    "series",
                    "is_growth",
                ),
                name="campaigns_observation_one_a_period",
            ),
        ),
    ]
