"""The clock's part of supervision: what rules suggest, each morning; problems past their limit go up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM
from guatu.jobs.works import Due, Run, Work
from guatu.notices.sorts import Sort
from guatu.supervision.actions import excuses, inspections, ladder, problems
from guatu.supervision.actions.suggesting import suggest_steps
from guatu.supervision.models import Problem
from guatu.supervision.queries.problems import past_limit

SUGGEST, RAISE = "supervision.suggest", "supervision.raise"
FROM_HOUR = 7  # after the lamps of the night
MOST = 200  # problems sent up by one job; the next look finds the rest
NOTICES = (
    Sort(code=ladder.SORT, label=gettext_lazy("Steps of the ladder to my unit")),
    Sort(code=excuses.SORT, label=gettext_lazy("Grounds to be recognised")),
    Sort(code=problems.SORT, label=gettext_lazy("Problems to coordinate"), is_urgent=True),
    Sort(code=inspections.SORT, label=gettext_lazy("Findings of inspections")),
)


def suggest(run: Run) -> Mapping[str, Any]:
    """Write down what rules suggest in one campaign; a second run of the day finds nothing new."""
    day = date.fromisoformat(str(run.arguments["day"]))
    campaign = Campaign.objects.select_related("unit").get(pk=run.arguments["campaign"])
    run.progress(0, 1)
    return {"new": suggest_steps(SYSTEM, campaign, day)}


def raise_late(run: Run) -> Mapping[str, Any]:
    """Send a problem one level up whose limit passed; its row says whether that was done already."""
    at = datetime.fromisoformat(str(run.arguments["due_at"]))
    run.progress(0, 1)
    row = (
        Problem.objects.select_related("campaign__unit", "unit", "holder")
        .filter(pk=run.arguments["problem"], state=Problem.State.OPEN, due_at=at)
        .exclude(level=Problem.Level.LEADER)
        .first()
    )
    if row is None:
        return {"raised": 0}
    words = _("Not answered in time: it goes one level up by itself.")
    problems.escalate(SYSTEM, row, row.version, words=words, now=timezone.now())
    return {"raised": 1}


def due(now: datetime) -> Iterable[Due]:
    """Return the morning's look at the rules, and every problem whose limit is over."""
    found = [
        Due(
            work=RAISE,
            key=f"{row.pk}:{row.due_at.isoformat()}",
            due_at=row.due_at,
            arguments={"problem": row.pk, "due_at": row.due_at.isoformat()},
        )
        for row in past_limit(now).only("pk", "due_at")[:MOST]
    ]
    here = timezone.localtime(now)
    if here.hour >= FROM_HOUR:
        found += mornings(here.date())
    return found


def mornings(today: date) -> list[Due]:
    at = timezone.make_aware(datetime.combine(today, time(FROM_HOUR)))
    running = Campaign.objects.filter(status=Campaign.Status.ACTIVE).order_by("pk")
    return [
        Due(
            work=SUGGEST,
            key=f"{pk}:{today.isoformat()}",
            due_at=at,
            arguments={"campaign": pk, "day": today.isoformat()},
        )
        for pk in running.values_list("pk", flat=True)
    ]


WORKS = (
    Work(code=SUGGEST, label=gettext_lazy("Look what rules of the ladder suggest"), does=suggest),
    Work(code=RAISE, label=gettext_lazy("Send unanswered problems up"), does=raise_late),
)
