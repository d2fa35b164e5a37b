"""Indexes of the war room: what asks for an act, what turned since a round was frozen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_handovers"),
        ("campaigns", "0005_one_figure_a_period"),
        ("ledgers", "0009_sheet_totals"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="entry",
            name="ledgers_entry_worst",
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                fields=["campaign", "validity", "lamp", "due_on"], name="ledgers_entry_urgent"
            ),
        ),
        migrations.AddIndex(
            model_name="entrylamp",
            index=models.Index(fields=["since"], name="ledgers_entrylamp_since"),
        ),
    ]
