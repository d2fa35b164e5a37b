"""Say of the rows that are there which figure stands, which rate falls, what is counted whole."""

import re
from itertools import pairwise
from typing import Any

from django.db import migrations
from django.db.models import Count, Min

PERIOD = (
    "indicator_id", "unit_id", "period_start", "period_end", "facet", "series", "is_growth",
)  # fmt: skip
FALLS = re.compile(
    r"(?:下降|降低|减少|压减|压降|缩减|回落|缩短|压缩)(?:率|幅度|幅|比例)?$|降幅$"
    r"|^(?:压减|压降|减少|降低|缩减|压缩|缩短)"
)
# dimensions of the built-in table; a word that stands in no table is a dimension of its own
WHOLE = (
    "people", "visits", "households", "firms", "homes", "containers",
    "个", "项", "件", "所", "座", "条", "处", "台", "辆", "场", "次", "宗", "起", "只", "支", "村",
)  # fmt: skip
TWICE = "Two figures were given for one indicator and period."


def settle(apps: Any, _editor: Any) -> None:
    observations = apps.get_model("campaigns", "Observation").objects
    observations.filter(replaced_by__isnull=False).update(is_current=False)
    standing = observations.filter(is_current=True).order_by()
    twice = standing.values(*PERIOD).annotate(count=Count("pk"), first=Min("pk"))
    for group in twice.filter(count__gt=1):
        period = {name: group[name] for name in PERIOD}
        rows = list(standing.filter(**period).order_by("pk"))
        for old, new in pairwise(rows):
            # the later one corrects the earlier, unless it corrects another already
            if new.replaces_id is None:
                observations.filter(pk=new.pk).update(replaces=old.pk, reason=TWICE)
            observations.filter(pk=old.pk).update(is_current=False)


def name_falls(apps: Any, _editor: Any) -> None:
    indicators = apps.get_model("campaigns", "Indicator").objects
    rows = indicators.filter(shape__in=["growth", "cumulative"]).values_list("pk", "name")
    falling = [pk for pk, name in rows.order_by("pk") if FALLS.search(name)]
    for at in range(0, len(falling), 500):
        indicators.filter(pk__in=falling[at : at + 500]).update(is_fall=True)
    apps.get_model("campaigns", "MeasureUnit").objects.filter(dimension__in=WHOLE).update(
        is_whole=True
    )


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0003_pace_and_rhythm")]

    operations = [
        migrations.RunPython(settle, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(name_falls, migrations.RunPython.noop, elidable=True),
    ]
