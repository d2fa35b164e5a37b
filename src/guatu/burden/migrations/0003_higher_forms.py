from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("burden", "0002_scheme_of_a_unit"),
    ]

    operations = [
        migrations.AlterField(
            model_name="ask",
            name="source",
            field=models.CharField(
                choices=[
                    ("rounds", "Rounds"),
                    ("figures", "Figures"),
                    ("opinions", "Opinions"),
                    ("directives", "Directives"),
                    ("meetings", "Meetings"),
                    ("inspections", "Inspections"),
                    ("reminders", "Reminders"),
                    ("plans", "Plans"),
                    ("higher", "Higher"),
                ],
                max_length=12,
            ),
        ),
    ]
