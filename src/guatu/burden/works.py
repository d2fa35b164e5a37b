"""What burden does by the clock: each night it counts what this month asks, and last month once more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guatu.burden.actions import count_month
from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM
from guatu.core.rounds import month_of
from guatu.jobs.works import Due, Run, Work

CODE = "burden.count"
AT = time(3, 30)
LAST_MONTH_UNTIL = 5  # what came in late in the first days still belongs to the month before


def count(run: Run) -> Mapping[str, Any]:
    """Count all campaigns of a day's months; each is one transaction, and safe to repeat."""
    day = date.fromisoformat(run.arguments["day"])
    months = [month_of(day)]
    if day.day <= LAST_MONTH_UNTIL:
        months.insert(0, month_of(months[0].starts_on - timedelta(days=1)))
    campaigns = list(Campaign.objects.filter(status=Campaign.Status.ACTIVE).order_by("pk"))
    changed = 0
    for done, campaign in enumerate(campaigns):
        run.progress(done, len(campaigns), step=str(campaign))
        changed += sum(count_month(SYSTEM, campaign, month, run.due_at) for month in months)
    run.progress(len(campaigns), len(campaigns))
    return {"changed": changed}


def due(now: datetime) -> Iterator[Due]:
    """Give today's count once its hour has come."""
    local = timezone.localtime(now)
    if local.time() >= AT:
        day = local.date().isoformat()
        at = datetime.combine(local.date(), AT, tzinfo=local.tzinfo)
        yield Due(work=CODE, key=day, due_at=at, arguments={"day": day})


WORKS = (Work(code=CODE, label=_("Counting what is asked"), does=count, limit_seconds=900),)
