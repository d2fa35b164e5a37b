"""An index of how far each round is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_handovers"),
        ("dispatch", "0002_report_flow"),
        ("ledgers", "0010_urgent_entries"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="checkin",
            index=models.Index(
                fields=["round", "state", "is_late"], name="dispatch_checkin_standing"
            ),
        ),
    ]
