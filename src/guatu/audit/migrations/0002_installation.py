"""Give the record of this installation a name of its own."""

import uuid

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def name_installation(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Name the record that is there; a new one is named when its first act is written."""
    head = apps.get_model("audit", "ChainHead")
    head.objects.filter(installation="").update(installation=uuid.uuid4().hex)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="chainhead",
            name="installation",
            field=models.CharField(default="", max_length=32),
        ),
        migrations.RunPython(name_installation, migrations.RunPython.noop),
    ]
