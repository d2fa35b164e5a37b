from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_handovers"),
        ("campaigns", "0005_one_figure_a_period"),
        ("ledgers", "0008_logs_and_limits"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="entry",
            name="ledgers_entry_matrix",
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["ledger", "validity", "lamp"], name="ledgers_entry_totals"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                fields=["campaign", "validity", "unit", "lamp"], name="ledgers_entry_room"
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("parent__isnull", False)),
                fields=["parent"],
                name="ledgers_entry_children",
            ),
        ),
    ]
