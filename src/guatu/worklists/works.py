"""What guatu does by the clock: makes lists, and carries on what was not done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guatu.accounts.models import Unit
from guatu.core.actors import SYSTEM
from guatu.jobs.works import Due, Run, Work, register, register_due
from guatu.worklists.actions.following import carry_on
from guatu.worklists.actions.making import make_lists
from guatu.worklists.models import WeekItem
from guatu.worklists.queries.lists import leading_posts
from guatu.worklists.queries.settings import made_at, running_units, settings_of, weeks_due

POSTS_A_BATCH = 200
A_MINUTE = timedelta(minutes=1)


def make(run: Run) -> Mapping[str, Any]:
    """Make the lists of the weeks that are due for the posts under a unit, in batches."""
    today = date.fromisoformat(run.arguments["day"])
    unit = Unit.objects.get(pk=run.arguments["unit"])
    first, end = unit.subtree
    posts = list(leading_posts().filter(unit__path__gte=first, unit__path__lt=end))
    setting = settings_of([unit])[0]
    if not setting.is_on:
        return {"lines": 0}
    weeks, added, done = weeks_due(setting, today), 0, 0
    for monday in weeks:
        for start in range(0, len(posts), POSTS_A_BATCH):
            some = posts[start : start + POSTS_A_BATCH]
            run.progress(done, len(posts) * len(weeks))
            added += len(make_lists(SYSTEM, some, monday, since=max(monday, today)).added)
            done += len(some)
    return {"lines": added}


def carry(run: Run) -> Mapping[str, Any]:
    """Carry on what was not done before the day."""
    run.progress(0)
    return {"lines": carry_on(SYSTEM, date.fromisoformat(run.arguments["day"]))}


def find_due(now: datetime) -> Iterable[Due]:
    """Find today's making of lists for each unit that runs campaigns, and the carrying of yesterday's lines."""
    today = timezone.localdate(now)
    at = made_at(today)
    if now >= at:
        for setting in settings_of(running_units()):
            if setting.is_on:
                yield Due(
                    work=MAKE.code,
                    key=f"{MAKE.code}:{setting.unit.pk}:{today.isoformat()}",
                    due_at=at,
                    arguments={"unit": setting.unit.pk, "day": today.isoformat()},
                    unit_path=setting.unit.path,
                )
    undone = WeekItem.objects.filter(
        day__lt=today, state__in=[WeekItem.State.OPEN, WeekItem.State.MISSED]
    )
    if undone.exists():
        midnight = timezone.make_aware(datetime.combine(today, datetime.min.time()))
        yield Due(
            work=CARRY.code,
            key=f"{CARRY.code}:{today.isoformat()}",
            due_at=midnight + A_MINUTE,
            arguments={"day": today.isoformat()},
        )


MAKE = Work(code="worklists.make", label=_("Weekly lists: make"), does=make)
CARRY = Work(code="worklists.carry", label=_("Weekly lists: carry on"), does=carry)


def register_works() -> None:
    """Register both; called once, when the app is ready."""
    register(MAKE, CARRY)
    register_due(find_due)
